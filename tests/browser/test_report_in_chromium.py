"""The report as people open it: from disk, without a network, on paper, on a telephone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from analyzer.system.languages import LANGUAGES
from tests.browser.running import chromium
from tests.conftest import analyzer

pytestmark = pytest.mark.browser

A4_AT_96_DPI = (688, 1017)  # what 14 mm of margin leave


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as one:
        yield one


@pytest.fixture(scope="module", params=LANGUAGES)
def report(
    request: pytest.FixtureRequest, sample_lake: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    out = tmp_path_factory.mktemp("report") / "report.html"
    days = ("--since", "2026-11-16", "--until", "2026-11-18")
    ran = analyzer("report", "--lake", sample_lake, *days, "--lang", request.param, "--out", out)
    assert ran.status == 0, ran.err
    return out


def opened(browser: Browser, path: Path, width: int, height: int) -> tuple[Page, list[str]]:
    """The page from disk with the network off, and what it complains of or asks for."""
    context = browser.new_context(viewport={"width": width, "height": height}, offline=True)
    page, heard = context.new_page(), []
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("request", lambda asked: heard.append(asked.url))
    page.goto(path.as_uri())
    return page, [said for said in heard if said != path.as_uri()]


@pytest.mark.parametrize("width", [400, 1100])
def test_it_opens_without_a_network_and_fits_the_width(
    browser: Browser, report: Path, width: int
) -> None:
    page, heard = opened(browser, report, width, 900)
    assert heard == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.locator(".item").count() > 10
    assert page.locator("figure svg rect").count() > 50


def test_it_prints(browser: Browser, report: Path) -> None:
    page, _ = opened(browser, report, *A4_AT_96_DPI)
    paper = page.pdf(prefer_css_page_size=True)
    pages = len(re.findall(rb"/Type\s*/Page[^s]", paper))
    assert 1 <= pages <= 2, "more is for the screen, or the dashboard"
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= A4_AT_96_DPI[0]


def test_a_quiet_day_is_half_a_page_of_paper(browser: Browser, tmp_path: Path) -> None:
    call = {"client": "b", "url": "https://mmapi.55-tech.com/api/v1/trading/status", "status": 200}
    times = (f"2026-11-{day}T{hour:02}:00:00Z" for day in (17, 18) for hour in range(24))
    log = tmp_path / "calls.jsonl"
    log.write_text("".join(json.dumps({"ts": ts, **call}) + "\n" for ts in times), "utf-8")
    out = tmp_path / "report.html"
    analyzer("ingest", log, "--lake", tmp_path / "lake")
    ran = analyzer("report", "--lake", tmp_path / "lake", "--rules", "shipped", "--out", out)
    assert ran.status == 0, ran.err
    page, heard = opened(browser, out, *A4_AT_96_DPI)
    page.emulate_media(media="print")
    assert heard == []
    bottom = page.evaluate("document.querySelector('footer').getBoundingClientRect().bottom")
    assert bottom <= A4_AT_96_DPI[1] / 2
