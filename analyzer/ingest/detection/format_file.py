r"""A log format of the user's own, in a small TOML file: data alone, no SQL and no code.

```toml
title = "Our gateway"
pattern = '^(?P<when>.{19}) (?P<method>\w+) (?P<url>\S+) (?P<code>\d+) (?P<took>\d+) ?(?P<who>\S*)$'
skip = '^#'

[columns]
ended = {field = "when", format = "%d.%m.%Y %H:%M:%S"}
status = "code"
duration = {field = "took", unit = "us"}
client = "who"

[[samples]]
text = "19.11.2026 10:00:01 GET https://api.tickdb.ai/v1/market/ticker 429 31200 bot"

[[samples.rows]]
ts = 2026-11-19T10:00:00.9688Z
status = 429
duration_ms = 31.2
vendor = "tickdb"
client = "bot"

[[samples]]
text = '''
# began
19.11.2026 10:00:01 GET
'''
rejects = 1
skipped = 2
```
With a `pattern` (RE2, with named groups) each line is matched; without one, lines are JSON objects,
or with `table = true` fields under a header. `[columns]` says which field, dotted where nested, is
which column; what it does not name follows the table of aliases. The samples are checked before
anything is read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow as pa

from analyzer.errors import CatalogError, FormatError
from analyzer.formats import Format, Sample, json_object, share_of_lines
from analyzer.mapping.aliases import DURATION, UNITS_MS, Place, Plan, plan_of, slots
from analyzer.mapping.columns import exchange_select
from analyzer.mapping.json_fields import JsonFields
from analyzer.mapping.table_fields import HeaderTable
from analyzer.system.sql_literal import quoted
from analyzer.system.strict_toml import Document, TomlTable, parsed, read

SUFFIX = ".toml"
_TIMES = ("started", "ended", "finished")


def format_of_file(path: Path) -> Format:
    """The format that a TOML file describes. Raises FormatError with file and key."""
    try:
        return _format(TomlTable.of(Document(read(path), path)), path)
    except CatalogError as error:
        raise FormatError(error.what, where=error.where, todo=error.todo) from None


def format_of_text(text: str, path: Path) -> Format:
    """The format that the text of such a file describes. Raises FormatError."""
    try:
        return _format(TomlTable.of(Document(parsed(text, path), path)), path)
    except CatalogError as error:
        raise FormatError(error.what, where=error.where, todo=error.todo) from None


def _format(section: TomlTable, path: Path) -> Format:
    title = section.text_or_none("title") or path.stem
    pattern, skip = section.text_or_none("pattern"), section.text_or_none("skip")
    is_table = section.flag("table", False)
    chosen = _columns(section)
    samples = tuple(_sample(item) for item in section.items("samples"))
    section.end()
    if not samples:
        section.fail("samples", "is missing", "Add a sample line and what must come out of it.")
    bare = Format(name=path.stem, title=title, detect=lambda _: 0.0, select="", samples=samples)
    if pattern is None:
        return _of_table(bare, chosen) if is_table else _of_json(bare, chosen)
    return _of_lines(
        bare,
        chosen,
        _checked(section, "pattern", pattern),
        skip and _checked(section, "skip", skip),
    )


def _columns(section: TomlTable) -> dict[str, Place]:
    """Which field goes where, by the file's `columns`."""
    table = section.section_or_empty("columns")
    chosen: dict[str, Place] = {}
    for column, given in table.values.items():
        if column not in slots():
            table.fail(column, "is no column", f"One of: {', '.join(sorted(slots()))}.")
        entry = table.section(column) if isinstance(given, dict) else None
        name = entry.text("field") if entry else table.text(column)
        unit = entry.choice_or_none("unit", UNITS_MS) if entry and column == DURATION else None
        form = entry.text_or_none("format") if entry and column in _TIMES else None
        if entry:
            entry.end()
        if name in chosen:
            table.fail(column, f'"{name}" already fills {chosen[name].slot}', "Name it once.")
        chosen[name] = Place(column, 0, UNITS_MS[unit] if unit else None, form)
    return chosen


def _sample(item: TomlTable) -> Sample:
    rows = tuple(dict(row.values) for row in item.items("rows"))
    sample = Sample(
        item.text("text") + "\n",
        rows,
        rejects=item.whole_or_none("rejects", 0, 1000) or 0,
        skipped=item.whole_or_none("skipped", 0, 1000) or 0,
    )
    item.end()
    return sample


def _checked(section: TomlTable, key: str, pattern: str) -> str:
    """A pattern that both Python and RE2 take."""
    try:
        re.compile(pattern)
        with duckdb.connect() as con:
            con.execute("SELECT regexp_matches('', $1)", [pattern]).fetchall()
    except (re.error, OverflowError, RecursionError, duckdb.Error) as error:
        why = str(error).splitlines()[0]
        section.fail(
            key, f"is no RE2 pattern: {why}", "RE2 has no look-around and no back-references."
        )
    return pattern


def _of_json(bare: Format, chosen: Mapping[str, Place]) -> Format:
    def fit(_: str) -> Format:
        fields = JsonFields(chosen)
        return replace(bare, select=fields.select, unmapped=fields.unmapped)

    def detect(beginning: str) -> float:
        return share_of_lines(beginning, lambda line: bool(json_object(line)))

    return replace(bare, detect=detect, fit=fit)


def _of_table(bare: Format, chosen: Mapping[str, Place]) -> Format:
    def fit(beginning: str) -> Format:
        table = HeaderTable.of(beginning)
        if table is None:
            raise FormatError(
                "the file has no header line", where=bare.name, todo="Give a pattern instead."
            )
        plan = table.plan(chosen)
        return replace(bare, select=table.select(plan), mend=table.mended, unmapped=plan.not_used)

    def detect(beginning: str) -> float:
        table = HeaderTable.of(beginning)
        return share_of_lines(beginning, table.fits) if table else 0.0

    return replace(bare, detect=detect, fit=fit)


def _of_lines(bare: Format, chosen: Mapping[str, Place], pattern: str, skip: str | None) -> Format:
    compiled = re.compile(pattern)
    names = [""] * compiled.groups
    for name, number in compiled.groupindex.items():
        names[number - 1] = name
    plan = plan_of(compiled.groupindex, chosen)
    return replace(
        bare,
        detect=lambda beginning: _share_matching(beginning, pattern),
        select=_select_lines(pattern, names, plan, skip),
        unmapped=plan.not_used,
    )


def _share_matching(beginning: str, pattern: str) -> float:
    """The share of non-blank lines that match, by RE2, whose time is linear in the text."""
    lines = pa.table({"line": [line for line in beginning.splitlines() if line.strip()]})
    with duckdb.connect() as con:
        con.register("lines", lines.cast(pa.schema([("line", pa.string())])))
        found = con.execute(
            "SELECT coalesce(avg(regexp_matches(line, $1)::INTEGER), 0) FROM lines", [pattern]
        ).fetchone()
    return float(found[0]) if found else 0.0


def _select_lines(pattern: str, names: list[str], plan: Plan, skip: str | None) -> str:
    """The first group is the whole match, which shows whether there was one."""
    labels = ", ".join(f"'g{number}'" for number in range(len(names) + 1))
    values = {name: f"p.g{number}" for number, name in enumerate(names, 1) if name}
    skipped = (
        f"WHEN regexp_matches(line, {quoted(skip)}) THEN 'skip: as the format says'" if skip else ""
    )
    return exchange_select(
        f"SELECT line, regexp_extract(line, {quoted(f'({pattern})')}, [{labels}]) AS p FROM input",
        values,
        plan,
        verdict=f"CASE {skipped} WHEN p.g0 = '' THEN 'reject: does not match the pattern' END",
    )
