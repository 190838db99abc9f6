"""The README's reference of columns: `python -m tests.readme_columns` writes it anew.

From the headers of the models, which `analyzer sql` prints as well; test_readme compares the three.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzer.models import Model, models
from tests.conftest import ROOT

BEGIN = "<!-- columns: written by python -m tests.readme_columns -->"
END = "<!-- columns: end -->"
_SECTION = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
_VIEW = re.compile(r"^\*\*`(\w+)`\*\*(.*?)(?=^\*\*`|\Z)", re.MULTILINE | re.DOTALL)
_INCLUDED = re.compile(r"^The columns of `(\w+)`(?: without ([^:]*?))?(?:, and:|\.)$", re.MULTILINE)
_COLUMN = re.compile(r"^- `(\w+)`: (.*)$", re.MULTILINE)


def section() -> str:
    """Every view with its grain, its limits and its columns, as Markdown."""
    return "\n".join([BEGIN, *(line for model in models().values() for line in _view(model)), END])


def _view(model: Model) -> Iterator[str]:
    yield f"\n**`{model.name}`**: one row per {model.grain}. {model.limits}\n"
    columns = model.columns
    if model.includes:
        without = f" without {', '.join(f'`{name}`' for name in model.without)}"
        known = models()[model.includes].columns
        columns = {name: text for name, text in columns.items() if known.get(name) != text}
        end = ", and:\n" if columns else "."
        yield f"The columns of `{model.includes}`{without if model.without else ''}{end}"
    yield from (f"- `{name}`: {text}" for name, text in columns.items())


def told(readme: str) -> dict[str, dict[str, str]]:
    """The columns that a README tells of each view, those of included views in their place."""
    found = _SECTION.search(readme)
    views: dict[str, dict[str, str]] = {}
    texts = dict(_VIEW.findall(found[0])) if found else {}

    def read(view: str) -> dict[str, str]:
        if view not in views:
            own = dict(_COLUMN.findall(texts[view]))
            if included := _INCLUDED.search(texts[view]):
                without = re.findall(r"`(\w+)`", included[2] or "")
                others = read(included[1]).items()
                own = {name: text for name, text in others if name not in without} | own
            views[view] = own
        return views[view]

    return {view: read(view) for view in texts}


def main() -> None:
    """Write the section into the README."""
    readme = ROOT / "README.md"
    text = readme.read_text("utf-8")
    readme.write_text(_SECTION.sub(lambda _: section(), text), "utf-8")


if __name__ == "__main__":
    main()
