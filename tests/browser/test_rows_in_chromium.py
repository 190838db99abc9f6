"""Rows of tables, chosen by keyboard, by a click, and as cards on a telephone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from analyzer.system.languages import LANGUAGES
from tests.browser.running import Watched, path
from tests.browser.screenshots import PAGES, TRACE

pytestmark = pytest.mark.browser

# The page tells its width, and is drawn anew.
_DRAWN_MS = 60_000
# How much wider than its place each table that is drawn is.
_TOO_WIDE = """() => [...document.querySelectorAll("[data-testid=stDataFrame] .dvn-scroller")]
    .map(one => one.scrollWidth - one.clientWidth)"""


def too_wide(watched: Watched) -> list[int]:
    """How much wider than its place each table of the page is."""
    for table in watched.page.locator("[data-testid=stDataFrame]:visible").all():
        table.scroll_into_view_if_needed()
        table.locator(".dvn-scroller").wait_for(state="attached")
    watched.settle()
    found: list[int] = watched.page.evaluate(_TOO_WIDE)
    return found


@pytest.mark.one_in(3)
@pytest.mark.parametrize(
    ("page", "language"),
    [
        pytest.param(page, language, marks=[] if n % len(LANGUAGES) == m else pytest.mark.soak)
        for n, page in enumerate(PAGES)
        for m, language in enumerate(LANGUAGES)
    ],
)
def test_no_table_is_wider_than_its_place(page: str, language: str, watched: Watched) -> None:
    for query in ("", f"&id={TRACE}") if page == "trace" else ("",):
        watched.open(f"{path(page)}?lang={language}{query}")
        assert max(too_wide(watched), default=0) == 0


def test_a_wider_screen_shows_more_of_a_table(watched: Watched) -> None:
    watched.open("/failures")
    titles = watched.page.locator(".st-key-failures_by_code canvas [role=columnheader]")
    usual = titles.count()
    watched.page.set_viewport_size({"width": 1920, "height": 900})
    expect(titles).not_to_have_count(usual, timeout=_DRAWN_MS)
    assert titles.count() > usual > 0
    assert max(too_wide(watched)) == 0
    watched.page.set_viewport_size({"width": 1440, "height": 900})
    expect(titles).to_have_count(usual, timeout=_DRAWN_MS)
    assert max(too_wide(watched)) == 0
    assert watched.complaints == []


def test_enter_opens_the_row_that_arrows_have_led_to(watched: Watched) -> None:
    watched.open("/failures")
    start = watched.page.url
    grid = watched.page.locator(".st-key-failures_by_code canvas").first
    grid.focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowDown"):
        watched.page.keyboard.press(key)
    watched.settle()
    assert watched.page.url == start, "arrows open nothing"
    code = grid.get_by_test_id("glide-cell-2-2").inner_text()
    watched.page.keyboard.press("Enter")
    watched.settle()
    assert "/requests?" in watched.page.url
    assert f"code={code}&" in watched.page.url
    assert watched.complaints == []


def test_enter_opens_a_row_wherever_the_pointer_is(watched: Watched) -> None:
    """A grid of Streamlit's hears no arrows once the pointer has moved elsewhere."""
    watched.open("/failures")
    grid = watched.page.locator(".st-key-failures_by_code canvas").first
    grid.scroll_into_view_if_needed()
    watched.page.mouse.move(5, 5)
    watched.page.mouse.move(15, 15)
    watched.settle()
    grid.focus()
    watched.page.wait_for_timeout(500)
    watched.page.keyboard.press("ArrowDown")
    watched.page.mouse.move(25, 25)
    watched.page.wait_for_timeout(500)
    watched.page.keyboard.press("ArrowDown")
    watched.page.wait_for_timeout(500)
    code = grid.get_by_test_id("glide-cell-2-2").inner_text()
    watched.page.keyboard.press("Enter")
    watched.settle()
    assert f"/requests?code={code}&" in watched.page.url
    assert watched.complaints == []


def test_a_title_of_a_table_sorts_it_and_a_click_then_opens_the_row_that_is_shown(
    watched: Watched,
) -> None:
    watched.open("/failures")
    start = watched.page.url
    grid = watched.page.locator(".st-key-failures_by_code canvas").first
    grid.scroll_into_view_if_needed()
    first = grid.get_by_test_id("glide-cell-1-0").inner_text()
    for _ in range(2):
        # The title of the first column, whose place no other column's width moves.
        grid.click(position={"x": 80, "y": 15}, force=True)
        watched.settle()
    assert watched.page.url == start
    assert grid.get_by_test_id("glide-cell-1-0").inner_text() > first
    code = grid.get_by_test_id("glide-cell-2-0").inner_text()
    grid.click(position={"x": 80, "y": 60}, force=True)
    watched.settle()
    assert f"code={code}&" in watched.page.url


def test_a_request_that_is_seen_in_full_is_part_of_the_address(
    watched: Watched, browser: Browser
) -> None:
    watched.open("/requests?outcome=failed&range=2026-11-18")
    start = watched.page.url
    grids = watched.page.locator("[data-testid=stDataFrame]")
    grids.first.locator("canvas").first.focus()
    watched.page.keyboard.press("ArrowDown")
    watched.page.keyboard.press("Enter")
    watched.settle()
    expect(grids).to_have_count(2)
    assert too_wide(watched) == [0, 0]
    link = watched.page.url
    assert "request=2026" in link
    for width in (1440, 390):
        context = browser.new_context(viewport={"width": width, "height": 1400})
        colleague = Watched(context.new_page(), watched.address)
        colleague.open(link.removeprefix(watched.address))
        shown = colleague.page.get_by_text("The request").first
        expect(shown).to_be_visible(timeout=90_000)
        assert colleague.alarms() == colleague.complaints == []
        context.close()
    watched.page.go_back()
    watched.settle()
    assert watched.page.url == start
    expect(grids).to_have_count(1)
    assert watched.alarms() == watched.complaints == []


def test_on_a_telephone_rows_are_cards_that_open_as_rows_do(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 1400})
    watched = Watched(context.new_page(), address)
    tables = watched.page.locator("[data-testid=stDataFrame]")
    cards = watched.page.locator(".row-cards > li")
    watched.open("/failures")
    expect(cards.first).to_be_visible(timeout=180_000)
    watched.settle()
    expect(tables).to_have_count(0)
    assert watched.page.evaluate("document.documentElement.scrollWidth") == 390
    longest = "one => getComputedStyle(one).webkitLineClamp"
    assert cards.first.locator("dd").first.evaluate(longest) == "8", "a path may have 2,000 letters"
    watched.page.get_by_role("button", name="tickdb · 3002 · Quota exhausted").first.press("Enter")
    watched.settle()
    assert "/requests?code=3002" in watched.page.url
    expect(cards).to_have_count(5 + 1, timeout=90_000)
    watched.page.get_by_role("button", name="Show more (248 left)").click()
    expect(cards).to_have_count(25 + 1)
    cards.nth(7).get_by_role("button").click()
    watched.settle()
    over = watched.page.get_by_role("dialog")
    expect(over).to_contain_text("Quota exhausted", timeout=90_000)
    over.get_by_role("button", name="Close").click()
    watched.settle()
    expect(over).to_have_count(0)
    assert watched.alarms() == watched.complaints == []
    watched.page.set_viewport_size({"width": 1440, "height": 1400})
    watched.settle()
    expect(tables).to_have_count(1, timeout=90_000)
    expect(cards).to_have_count(0)
    context.close()


# Whatever is wider than its place, in tiles.
_CUT = """() => [...document.querySelectorAll("[data-testid=stMetric] *")]
    .filter(one => one.clientWidth > 0 && one.scrollWidth > one.clientWidth + 1)
    .map(one => one.innerText)"""


@pytest.mark.soak
def test_on_a_telephone_tiles_stand_in_pairs_and_say_all_of_what_they_say(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 1400})
    watched = Watched(context.new_page(), address)
    for page in ("/?range=24h", "/unfinished"):
        watched.open(page)
        watched.settle()
        tiles = watched.page.locator("[data-testid=stMetric]")
        expect(tiles).to_have_count(6)
        assert watched.page.evaluate(_CUT) == [], page
        places = [tile.bounding_box() for tile in tiles.all()]
        assert len({place["x"] for place in places if place}) == 2, page
    context.close()
