"""From an empty lake to a finding that somebody knows of, by mouse alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from analyzer.text import Text
from tests.browser.running import Watched, dashboard
from tests.conftest import SAMPLE_LOGS, analyzer, rows

pytestmark = pytest.mark.browser

LOG = SAMPLE_LOGS / "canonical" / "md-feed-day-3-exhausted-quota.jsonl"


def test_a_log_dropped_onto_nothing_is_read_shown_and_acknowledged(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake, words = tmp_path / "lake", Text("dashboard", "en")
    spilled = tmp_path / "spilled"
    spilled.mkdir()
    monkeypatch.setenv("TMPDIR", str(spilled))
    with dashboard(lake) as address:
        context = browser.new_context(viewport={"width": 1440, "height": 1400})
        watched = Watched(context.new_page(), address)
        page = watched.page
        watched.open()
        assert words("empty.lake_title") in watched.text()
        page.locator("input[type=file]").set_input_files(LOG)
        page.get_by_role("button", name=words("data.ingest")).click()
        expect(page.locator("[data-testid=stAlert]")).to_contain_text(LOG.name, timeout=90_000)
        watched.open()
        [counted] = rows(lake, "SELECT count(*) AS n FROM requests")
        assert watched.tile(words("overview.requests")) == f"{counted['n']:,}"

        card = page.locator("[class*=st-key-finding_]").first
        finding = (card.get_attribute("class") or "").split("st-key-finding_")[1].split()[0]
        assert _acknowledged(lake, finding) is None
        card.get_by_role("button", name=words("triage.acknowledge")).click()
        page.locator(f".st-key-note_{finding} input").fill("the plan is being raised")
        page.locator(f".st-key-known_{finding} button").click()
        watched.settle()
        expect(page.locator(f".st-key-finding_{finding}")).to_have_count(0, timeout=90_000)
        fold = page.locator(".st-key-triage_known")
        fold.get_by_text(words("triage.known", n=1)).click()
        expect(fold).to_contain_text("the plan is being raised")
        assert _acknowledged(lake, finding) == "the plan is being raised"
        assert watched.alarms() == watched.complaints == watched.calls == []
        context.close()
    left = [path.name for path in spilled.iterdir() if path.name.startswith("analyzer-")]
    assert left == [], "an ended dashboard leaves files behind"


def _acknowledged(lake: Path, finding: str) -> str | None:
    """What the report says of who knows of a finding."""
    ran = analyzer("report", "--since", "2026-11-16", "--format", "json", "--lake", lake)
    assert ran.status == 0, ran.err
    found = {item["id"]: item["acknowledged"] for item in json.loads(ran.out)[0]["attention"]}
    known: str | None = found[finding]
    return known
