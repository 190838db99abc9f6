"""The documentation: pages that are written from the program, and tests that hold the others to it.

`python -m tests.docs` writes every generated page anew. A page is one module of `generated`, with
the page's name and a function `page`.
"""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

from tests.conftest import ROOT
from tests.docs import generated

DOCS = ROOT / "docs"


def pages() -> dict[Path, str]:
    """The text of each generated page, by its file."""
    modules = (module.name for module in pkgutil.iter_modules(generated.__path__))
    return {DOCS / f"{name.replace('_', '-')}.md": _page(name) for name in sorted(modules)}


def _page(name: str) -> str:
    text = importlib.import_module(f"{generated.__name__}.{name}").page()
    assert isinstance(text, str)
    return text
