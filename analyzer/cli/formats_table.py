"""The table of formats in docs/logs-and-formats.md, from the format files."""

from __future__ import annotations

from analyzer.formats import Format, formats

_HEAD = (
    "| `--format` | what writes it | shows headers (`key_in`) | bodies | lines of an exchange |\n"
    "|---|---|---|---|---|\n"
)


def as_markdown() -> str:
    """One row a format, by what its own samples show."""
    return _HEAD + "".join(map(_row, formats().values()))


def _row(form: Format) -> str:
    rows = [row for sample in form.samples for row in sample.rows]
    shows_headers = any({"key_in", "retry_after_s"} & row.keys() for row in rows)
    shows_bodies = any("code" in row for row in rows)
    marks = (_mark(shows_headers), _mark(shows_bodies), "several" if form.assemble else "one")
    return f"| `{form.name}` | {form.title} | {' | '.join(marks)} |\n"


def _mark(is_shown: bool) -> str:
    return "yes" if is_shown else "–"
