"""docs/views.md: every view with its columns, and the questions, from their own headers."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.models import LAKE, OF_LAKE, PUBLIC, Model, models
from analyzer.questions import questions


def page() -> str:
    """The whole page, as Markdown."""
    return "\n".join([*_overview(), *_questions(), *_columns()]) + "\n"


def _overview() -> Iterator[str]:
    yield "# Views\n"
    yield "What `analyzer sql`, the dashboard, the report and `analyzer.open` read. `analyzer sql`"
    yield "without a query prints the same. This page is written by `python -m tests.docs`.\n"
    yield "| view | one row per | what it says |"
    yield "|---|---|---|"
    public = (model for model in models().values() if model.layer == PUBLIC)
    yield from (f"| `{m.name}` | {m.row} | {m.about} |" for m in public)


def _questions() -> Iterator[str]:
    yield "\n## Twenty questions\n"
    yield "Each with its SQL: `analyzer sql --example NAME`, or all: `analyzer sql --examples`.\n"
    yield "| `analyzer sql --example` | answers |"
    yield "|---|---|"
    yield from (f"| `{one.name}` | {one.wording['en']} |" for one in questions().values())


def _columns() -> Iterator[str]:
    yield "\n## Every column of every view"
    for model in models().values():
        if model.layer == PUBLIC:
            yield from _view(model)
    yield "\n## What they are made of\n\nIntermediate views; they change without notice."
    for model in models().values():
        if model.layer != PUBLIC:
            yield from _view(model)


def _view(model: Model) -> Iterator[str]:
    yield f"\n### `{model.name}`\n"
    yield f"One row per {model.row}. {model.limits}".rstrip() + "\n"
    columns = model.columns
    if model.includes:
        without = ", ".join(f"`{name}`" for name in model.without)
        included = OF_LAKE if model.includes == LAKE else models()[model.includes].columns
        columns = {name: text for name, text in columns.items() if included.get(name) != text}
        end = ", and:\n" if columns else "."
        yield f"The columns of `{model.includes}`{f' without {without}' if without else ''}{end}"
    yield from (f"- `{name}`: {text}" for name, text in columns.items())
