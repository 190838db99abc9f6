"""Every page under axe-core, light and dark: nothing serious that Streamlit lets us mend."""

from __future__ import annotations

from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.browser.running import Watched, path
from tests.browser.screenshots import PAGES, SCHEMES, TRACE, WIDTHS

pytestmark = pytest.mark.browser

# Failures that Streamlit does not let us mend: the rule, and what the element's HTML begins with.
KNOWN = {
    ("list", '<ul data-testid="stSidebarNavItems"'): "the navigation's groups are its own markup",
    ("listitem", '<li class="st-emotion-cache'): "… and so are their items",
    ("svg-img-alt", '<g class="mark-symbol role-mark metric_chart'): "the sparkline in a tile; "
    "the tile says its number and its change in words",
    ("svg-img-alt", '<g class="mark-rect role-mark brush_'): "Vega gives the brush no name; "
    "the range can be set in the sidebar as well",
    ("color-contrast", '<span class="token'): "colours of SQL and JSON are Streamlit's, 3.8 to 4.4",
}


WAYS = list(product(SCHEMES, WIDTHS))
# Each scheme and each width, on one page in four; all pages in all ways where there is time.
FEW = [(*WAYS[0], PAGES[::4]), (*WAYS[-1], PAGES[2::4])]


@pytest.mark.parametrize(
    ("scheme", "width", "pages"),
    [*FEW, *(pytest.param(*way, PAGES, marks=pytest.mark.soak) for way in WAYS)],
)
def test_no_page_has_a_serious_failure(
    scheme: str, width: int, pages: list[str], browser: Browser, address: str
) -> None:
    found = set()
    context = browser.new_context(
        viewport={"width": width, "height": 1400},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    watched = Watched(context.new_page(), address)
    for page in pages:
        watched.open(path(page) + (f"?id={TRACE}" if page == "trace" else ""))
        assert watched.alarms() == []
        for failure in Axe().run(watched.page).response["violations"]:
            if failure["impact"] in {"serious", "critical"}:
                found |= {(page, failure["id"], node["html"]) for node in failure["nodes"]}
    context.close()
    assert {
        (page, rule, html)
        for page, rule, html in found
        if not any(rule == known and html.startswith(begin) for known, begin in KNOWN)
    } == set()
