"""What tests in Chromium start from: a browser, and the dashboard over the sample logs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.running import Watched, chromium, dashboard


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as one:
        yield one


@pytest.fixture(scope="module")
def address(sample_lake: Path) -> Iterator[str]:
    with dashboard(sample_lake) as one:
        yield one


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """What keeps the dashboard's own files, so that only the first page has to fetch them."""
    with browser.new_context(
        viewport={"width": 1440, "height": 1400}, timezone_id="Asia/Shanghai"
    ) as one:
        yield one


@pytest.fixture
def watched(context: BrowserContext, address: str) -> Iterator[Watched]:
    one = Watched(context.new_page(), address)
    yield one
    if one.page.url.startswith(address):
        one.page.evaluate("localStorage.clear()")
    one.page.close()
    context.clear_cookies()
