"""docs/modules.md: the first line of every module's docstring, as a table of contents."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import ROOT


def page() -> str:
    """The whole page, as Markdown."""
    head = "# Modules\n\nWhat each one says of itself. Written by `python -m tests.docs`.\n"
    return head + "\n".join([*_room(ROOT / "analyzer"), *_room(ROOT / "dashboards")]) + "\n"


def _room(folder: Path) -> Iterator[str]:
    files = sorted(folder.glob("*.py"))
    if files:
        yield f"\n## `{folder.relative_to(ROOT)}/`\n"
        if (first := _first_line(folder / "__init__.py")) is not None:
            yield f"{first}\n"
        own = (file for file in files if file.name not in ("__init__.py", "__main__.py"))
        yield from (f"- `{file.name}`: {_first_line(file)}" for file in own)
    for below in sorted(path for path in folder.iterdir() if path.is_dir()):
        yield from _room(below)


def _first_line(file: Path) -> str | None:
    if not file.exists():
        return None
    docstring = ast.get_docstring(ast.parse(file.read_text("utf-8"))) or ""
    return " ".join(docstring.split("\n\n")[0].split())
