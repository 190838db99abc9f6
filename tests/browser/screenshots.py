"""Pictures of every page, wide and narrow, light and dark, in three languages.

    python -m tests.browser.screenshots OUT [LAKE]
    python -m tests.browser.screenshots --readme

Without a lake, one is made of sample_logs. Files are called <page>-<width>-<scheme>-<language>.png.
The README's are their first screens, in 256 colours.
"""

from __future__ import annotations

import io
import sys
import tempfile
from itertools import product
from pathlib import Path

from PIL import Image

from analyzer.system.languages import LANGUAGES
from tests.browser.running import Watched, chromium, dashboard, path
from tests.conftest import ROOT, SAMPLE_LOGS, analyzer

PAGES = sorted(page.stem for page in (ROOT / "dashboards" / "screens").glob("*.py"))
WIDTHS = (1440, 390)
SCHEMES = ("light", "dark")
TRACE = "e8a7d5c3-9b2c-4cd6-9e12-000000000005"
_TALLEST = 5_000
_README = {"overview": 1250, "rate_limits": 1450, "authentication": 1150, "partial_failures": 1150}


def take(out: Path, lake: Path, pages: list[str]) -> None:
    """Write the pictures of these pages into a folder."""
    out.mkdir(parents=True, exist_ok=True)
    with dashboard(lake) as address, chromium() as browser:
        for width, scheme in product(WIDTHS, SCHEMES):
            context = browser.new_context(
                viewport={"width": width, "height": 900},
                color_scheme="dark" if scheme == "dark" else "light",
            )
            watched = Watched(context.new_page(), address)
            for page, language in product(pages, LANGUAGES):
                query = f"?lang={language}" + (f"&id={TRACE}" if page == "trace" else "")
                watched.page.set_viewport_size({"width": width, "height": 900})
                watched.open(path(page) + query)
                assert not watched.alarms(), f"{page} {language}: {watched.alarms()}"
                main = watched.page.locator("[data-testid=stMainBlockContainer]")
                height = int(main.evaluate("element => element.scrollHeight"))
                tall = max(900, min(height + 40, _TALLEST))
                watched.page.set_viewport_size({"width": width, "height": tall})
                watched.settle()
                watched.page.screenshot(path=out / f"{page}-{width}-{scheme}-{language}.png")
            context.close()
            faults = [*watched.complaints, *watched.calls]
            assert not faults, f"{width} {scheme}: {faults}"


def take_for_readme(out: Path, lake: Path) -> None:
    """Write the README's pictures into a folder."""
    with dashboard(lake) as address, chromium() as browser:
        for page, height in _README.items():
            context = browser.new_context(viewport={"width": WIDTHS[0], "height": height})
            watched = Watched(context.new_page(), address)
            watched.open(path(page))
            # Tables draw themselves after the page is there.
            for drawn in watched.page.locator("[data-testid=stDataFrame]").all():
                drawn.locator("canvas").first.wait_for()
            picture = Image.open(io.BytesIO(watched.page.screenshot())).convert("RGB")
            picture.quantize(256).save(out / f"{page.replace('_', '-')}.png", optimize=True)
            context.close()


def main() -> None:
    """Take the README's pictures, all, or those of the pages named after OUT and LAKE."""
    out, *rest = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        lake = Path(rest[0]) if rest else Path(folder) / "lake"
        if not rest:
            assert analyzer("ingest", SAMPLE_LOGS, "--lake", lake).status == 0
        if out == "--readme":
            take_for_readme(ROOT / "docs" / "pictures", lake)
        else:
            take(Path(out), lake, rest[1:] or PAGES)


if __name__ == "__main__":
    main()
