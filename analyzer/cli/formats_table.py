"""The table of formats in docs/logs-and-formats.md, from the format files."""

from __future__ import annotations

from analyzer.formats import Format, formats

_HEAD = (
    "| `--format` | what writes it | shows headers (`key_in`) | bodies | durations |"
    " client's address | lines of an exchange | written by its program in a test | a line of it |\n"
    f"|{'---|' * 9}\n"
)
_LONGEST = 60


def as_markdown() -> str:
    """One row a format, by what its own samples show."""
    return _HEAD + "".join(map(_row, formats().values()))


def _row(form: Format) -> str:
    rows = [row for sample in form.samples for row in sample.rows]
    shows_headers = any({"key_in", "retry_after_s"} & row.keys() for row in rows)
    shows_bodies = any("code" in row for row in rows)
    cells = (
        f"`{form.name}`",
        form.title,
        _mark(shows_headers),
        _mark(shows_bodies),
        _mark(any(row.get("duration_ms") is not None for row in rows)),
        _mark(any(row.get("client_ip") is not None for row in rows)),
        "several" if form.assemble else "one",
        ", ".join(form.tried_with) or "–",
        f"`{_line(form)}`",
    )
    return f"| {' | '.join(cells)} |\n"


def _line(form: Format) -> str:
    """The beginning of a line, as a cell of a table can hold it."""
    line = next(line for line in form.samples[0].text.splitlines() if line.strip())
    plain = line.replace("`", "'").replace("|", "\\|").replace("\t", " ").strip()
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST].rstrip()}…"


def _mark(is_shown: bool) -> str:
    return "yes" if is_shown else "–"
