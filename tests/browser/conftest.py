"""What tests in Chromium start from: a browser, and the dashboard over the sample logs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.running import chromium, dashboard


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as one:
        yield one


@pytest.fixture(scope="module")
def address(sample_lake: Path) -> Iterator[str]:
    with dashboard(sample_lake) as one:
        yield one
