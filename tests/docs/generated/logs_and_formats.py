"""docs/logs-and-formats.md: written by hand but for the table of formats."""

from __future__ import annotations

import re

from analyzer.cli.formats_table import as_markdown
from tests.conftest import ROOT

_TABLE = re.compile(r"^\| `--format` \|.*\n(?:\|.*\n)+", re.MULTILINE)


def page() -> str:
    """The page with the table as the format files give it."""
    written = (ROOT / "docs" / "logs-and-formats.md").read_text("utf-8")
    return _TABLE.sub(lambda _: as_markdown(), written, count=1)
