"""What a reader types stays, also where a click follows at once, and is gone with its page."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.running import Watched
from tests.browser.screenshots import TRACE

pytestmark = pytest.mark.browser

PATIENCE_MS = 60_000


def field(watched: Watched, label: str) -> Locator:
    """The field of this label."""
    return watched.page.get_by_label(label, exact=True)


def go(watched: Watched, page: str) -> None:
    """To another page, by the navigation."""
    watched.page.get_by_role("link", name=page, exact=True).click()
    watched.settle()


def test_a_query_stays_where_the_click_follows_at_once(watched: Watched) -> None:
    watched.open("/")
    go(watched, "SQL")
    for answers in range(1, 5):
        sql = f"SELECT 'the {answers}th' AS word FROM range({answers})"
        field(watched, "Query").fill(sql)
        watched.page.get_by_role("button", name="Run").click()
        expect(watched.page.get_by_text(f"Rows: {answers}, in")).to_be_visible(timeout=PATIENCE_MS)
        expect(field(watched, "Query")).to_have_value(sql)

    watched.page.go_back()
    expect(watched.page.get_by_role("heading", name="Overview")).to_be_visible(timeout=PATIENCE_MS)
    watched.page.go_forward()
    expect(field(watched, "Query")).to_have_value(re.compile("the 4th"), timeout=PATIENCE_MS)
    watched.settle()

    go(watched, "Requests")
    go(watched, "SQL")
    expect(field(watched, "Query")).to_have_value("", timeout=PATIENCE_MS)


@pytest.mark.soak
def test_a_text_of_requests_is_gone_with_the_page(watched: Watched) -> None:
    watched.open("/requests?q=orders")
    expect(field(watched, "Text")).to_have_value("orders")
    go(watched, "Trace")
    go(watched, "Requests")
    expect(field(watched, "Text")).to_have_value("")
    assert "q=" not in watched.page.url


def test_a_trace_can_be_typed_over_another(watched: Watched) -> None:
    watched.open(f"/trace?id={TRACE}")
    traced = field(watched, "Trace or request id")
    expect(traced).to_have_value(TRACE)
    traced.fill("nosuch")
    traced.press("Enter")
    watched.settle()
    expect(watched.page.get_by_test_id("stAlert")).to_be_visible()
    assert "id=nosuch" in watched.page.url
