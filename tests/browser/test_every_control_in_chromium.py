"""Every control of every page, tried once: none may break the page, complain, or lack its words."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from playwright.sync_api import Locator

from analyzer.system.languages import LANGUAGES
from analyzer.text import Text, phrases
from tests.browser.running import Watched, path
from tests.browser.screenshots import PAGES, TRACE

pytestmark = pytest.mark.browser

NAMES = set(phrases("dashboard"))
# Addresses that nobody would write, each with several oddities.
ODD: list[dict[str, str]] = [
    {"range": "nonsense", "vendor": "nosuch", "client": "", "key": "zzz", "route": "/'\"%_",
     "outcome": "nosuch", "class": "nosuch", "code": "<b>", "fault": "nobody", "q": "%'_\\",
     "resolution": "nosuch", "method": "BREW", "protocol": "gopher", "refresh": "7y"},
    {"range": "99999d", "vendor": "\N{NULL}😀", "finding": "deadbeef", "id": "';--"},
    {"range": "2030-01-01", "query": "SELECT 1 AS x"},
]  # fmt: skip


def sound(watched: Watched, tried: str) -> None:
    """Nothing red, nothing on the console, no call to others, no name in place of its words."""
    shown = {line.strip() for line in watched.page.locator("body").inner_text().split("\n")}
    faults = [*watched.alarms(), *watched.complaints, *watched.calls, *(shown & NAMES)]
    assert faults == [], tried


def opened(page: str, watched: Watched, language: str, **query: str) -> Locator:
    """The main part of a page."""
    of_page = {"id": TRACE} if page == "trace" else {}
    watched.open(f"{path(page)}?{urlencode({'lang': language, **of_page, **query})}")
    return watched.page.locator("[data-testid=stMain]")


@pytest.mark.one_in(4)
@pytest.mark.parametrize(
    ("page", "language"), [(page, LANGUAGES[n % len(LANGUAGES)]) for n, page in enumerate(PAGES)]
)
def test_a_page_opens_by_its_address_and_no_control_breaks_it(
    page: str, language: str, watched: Watched
) -> None:
    main = opened(page, watched, language)
    assert Text("dashboard", language)(f"{page}.title") in watched.text()
    sound(watched, "the page")
    for fold in main.locator("[data-testid=stExpander] summary").all()[:12]:
        fold.click()
    watched.settle()
    sound(watched, "folds")
    for button in main.locator("[data-testid=stPopover] button").all():
        if button.is_visible():
            button.click()
            watched.page.locator("[data-testid=stPopoverBody]").first.wait_for()
            watched.page.keyboard.press("Escape")
    sound(watched, "what opens over the page")
    for number in range(main.locator("[data-testid=stButtonGroup] button").count()):
        main.locator("[data-testid=stButtonGroup] button").nth(number).click()
        watched.settle()
        sound(watched, f"way {number} to show it")
    lists = watched.page.get_by_role("combobox")
    for number in range(lists.count()):
        if lists.nth(number).is_visible():
            lists.nth(number).click()
            offered = watched.page.get_by_role("option")
            if offered.count():
                offered.last.click()
            watched.page.keyboard.press("Escape")
            watched.settle()
            sound(watched, f"list {number}")


@pytest.mark.one_in(3)
@pytest.mark.parametrize(
    ("page", "odd"),
    [
        # Each page with one of them, and with each where there is time.
        pytest.param(
            page, odd, marks=[] if m % len(ODD) == n else pytest.mark.soak, id=f"{page}-{n}"
        )
        for m, page in enumerate(PAGES)
        for n, odd in enumerate(ODD)
    ],
)
def test_odd_values_in_an_address_break_nothing(
    page: str, odd: dict[str, str], watched: Watched
) -> None:
    opened(page, watched, "en", **odd)
    sound(watched, str(odd))
