"""Lines of fields between delimiters, named by a header: CSV (RFC 4180), TSV and their kin."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from analyzer.mapping.aliases import DURATION, Place, Plan, plan_of, unit_of_size
from analyzer.mapping.columns import exchange_select
from analyzer.mapping.plain_fields import PlainField, column_table, plain_fields
from analyzer.system.sql_literal import quoted

# A quote that is never closed is a broken line, not a record without end.
_MOST_LINES = 100
_DELIMITERS = ",\t;|"
_THOUSANDS = "[1-9][0-9]{0,2}(?:,[0-9]{3})+"


@dataclass(frozen=True)
class HeaderTable:
    """A header line, its names, what stands between them, and some of the lines after it."""

    header: str
    names: tuple[str, ...]
    delimiter: str
    first: tuple[str, ...] = ()

    @classmethod
    def of(cls, beginning: str) -> HeaderTable | None:
        """The table of a source that begins like this; None where there is no header of names."""
        lines = [line for line in beginning.splitlines() if line.strip()]
        header = next((line for line in lines if not line.startswith(("#", "sep="))), "")
        delimiter = max(_DELIMITERS, key=header.count)
        names = tuple(name.strip() for name in split(header, delimiter) or ())
        is_header = len(names) >= 3 and not any(_is_value(name) for name in names)
        return cls(header, names, delimiter, tuple(lines[1:1000])) if is_header else None

    def plan(self, chosen: Mapping[str, Place] | None = None) -> Plan:
        """What to make of the header's names; units that they do not tell by the first lines."""
        plan = plan_of(dict.fromkeys(self.names), chosen)
        for name in plan.guessed_units():
            column = self.names.index(name)
            fields = (split(line, self.delimiter) or () for line in self.first)
            numbers = [
                n for f in fields if len(f) > column and (n := _number(f[column])) is not None
            ]
            plan.units[name] = unit_of_size(median(numbers) if numbers else None)
        return plan

    def fits(self, line: str) -> bool:
        """Whether a line has as many fields as the header."""
        fields = split(line, self.delimiter)
        return fields is not None and len(fields) == len(self.names)

    def mended(self, data: bytes) -> bytes:
        """Records whose quoted fields span lines, put together where that gives all fields."""
        held = np.frombuffer(data, dtype=np.uint8)
        quotes = held == ord('"')
        if not quotes.any():
            return data
        lines = data.split(b"\n")
        bounds = np.concatenate([[0], np.flatnonzero(held == ord("\n")) + 1, [len(data)]])
        counts = np.diff(np.concatenate([[0], np.cumsum(quotes)])[bounds])
        odd = np.flatnonzero(counts % 2).tolist()
        while len(odd) > 1:
            first, last = odd.pop(0), odd[0]
            if record := self._record(lines[first : last + 1]):
                lines[first : last + 1] = [*[b""] * (last - first), record]
                odd.pop(0)
        return b"\n".join(lines)

    def _record(self, lines: list[bytes]) -> bytes | None:
        """The record that the lines make, of which none is one by itself."""
        texts = [line.decode("utf-8", "replace") for line in lines]
        is_record = len(lines) <= _MOST_LINES and self.fits(" ".join(texts))
        return b" ".join(lines) if is_record and not any(map(self.fits, texts[1:-1])) else None

    def source(self) -> str:
        """SQL from `input` to `line`, the fields `f` and a verdict on lines that hold none.

        Quotes inside a field that does not begin with one are plain characters.
        """
        mark = quoted(self.delimiter)
        inside = f'[^"{_in_class(self.delimiter)}]*'
        field = quoted(f'("(?:[^"]|"")*"|{inside})[{_in_class(self.delimiter)}]')
        opens = quoted(f'(?:^|[{_in_class(self.delimiter)}])"')
        return f"""
SELECT line, f, CASE
        WHEN line = {quoted(self.header)} THEN 'skip: header'
        WHEN line[1] = '#' AND len(f) <> {len(self.names)} THEN 'skip: comment'
        WHEN f IS NULL THEN 'reject: a quoted field is broken'
        WHEN len(f) <> {len(self.names)} THEN 'reject: not as many fields as the header' END
        AS verdict
FROM (SELECT line, CASE
        WHEN NOT contains(line, '"') OR NOT regexp_matches(line, {opens})
            THEN string_split(line, {mark})
        WHEN length(array_to_string(q, {mark})) = length(line) THEN q END AS f
    FROM (SELECT line, CASE WHEN contains(line, '"')
            THEN regexp_extract_all(line || {mark}, {field}, 1) END AS q FROM input))"""

    def value(self, position: int) -> str:
        """SQL of a field's value over `source`, by its 0-based position."""
        return f"unquoted(f[{position + 1}])"

    def _number(self, value: str) -> str:
        """SQL of a number whose thousands may have commas."""
        return (
            f"CASE WHEN regexp_full_match({value}, '{_THOUSANDS}')"
            f" THEN replace({value}, ',', '') ELSE {value} END"
        )

    def select(self, plan: Plan) -> str:
        """A SELECT to columns of an exchange, as a plan of the header's names says."""
        used = dict.fromkeys(name for slot in plan.slots for name in plan.fields(slot))
        columns = {name: f"f{number}" for number, name in enumerate(used)}
        # Who puts commas between decimals puts none between fields.
        grouped = plan.fields(DURATION) if self.delimiter == "," else ()
        values = {name: self.value(self.names.index(name)) for name in columns}
        values |= {name: self._number(values[name]) for name in grouped}
        meant = "".join(f", {values[name]} AS {column}" for name, column in columns.items())
        source = f"SELECT line, verdict{meant} FROM ({self.source()})"
        return exchange_select(source, columns, plan, verdict="verdict")

    def plain(self, plan: Plan) -> Sequence[PlainField] | None:
        """What columns of plain lines say by a plan; None where that is not clear."""
        named = {name: (str(at),) for at, name in reversed([*enumerate(self.names, 1)])}
        fields = plain_fields(plan, named, ())
        return fields and column_table(len(self.names), fields)

    def plain_as(self, told: Mapping[str, PlainField]) -> Sequence[PlainField]:
        """What columns of plain lines say, by their names; others say nothing."""
        places = ((self._place(name), field) for name, field in told.items())
        return column_table(
            len(self.names),
            (field._replace(path=(str(at + 1),)) for at, field in places if at is not None),
        )

    @property
    def plain_forms(self) -> tuple[str, str]:
        """The header and what stands between fields, for the look at plain lines."""
        return self.header, self.delimiter

    def column(self, *names: str) -> str:
        """SQL of the value of the first of these columns that there is, whatever its case."""
        found = (at for name in names if (at := self._place(name)) is not None)
        at = next(found, None)
        return "NULL::VARCHAR" if at is None else self.value(at)

    def _place(self, name: str) -> int | None:
        held = [one.casefold() for one in self.names]
        return held.index(name.casefold()) if name.casefold() in held else None


def split(line: str, delimiter: str) -> Sequence[str] | None:
    """The fields of a line; None where its quotes are not balanced."""
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True), None)
    except csv.Error:
        fields = line.split(delimiter)
        return None if any(field.startswith('"') for field in fields) else fields


def _is_value(name: str) -> bool:
    return not name or name.replace(".", "", 1).isdigit() or len(name) > 60


def _number(value: str) -> float | None:
    try:
        return float(value)
    except ValueError:
        return None


def _in_class(delimiter: str) -> str:
    return {"\t": r"\t", "|": r"\|"}.get(delimiter, delimiter)
