"""The format that a user chose, and the check that its samples give the rows that they declare."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
from blake3 import blake3

from analyzer.catalog.catalog import Catalog
from analyzer.errors import FormatError
from analyzer.formats import Format, Sample, named
from analyzer.ingest.detection.draft import Draft
from analyzer.ingest.detection.format_file import SUFFIX, format_of_file, format_of_text
from analyzer.ingest.lines.chunks import CHUNK_BYTES, Position, chunks
from analyzer.ingest.lines.line_table import numbered
from analyzer.ingest.rows.transform import Reading
from analyzer.ingest.sql.format_database import open_for_formats

AUTO = "auto"
# When samples are read, where their lines say no year.
SAMPLES_READ_AT = datetime(2026, 11, 20, tzinfo=UTC)
_CLOSE = 1e-6


@cache
def chosen_format(name: str) -> Format | None:
    """The format of that name or in that TOML file; None for auto. Raises FormatError."""
    if name == AUTO:
        return None
    return format_of_file(Path(name)) if name.endswith(SUFFIX) else named(name)


def check_chosen(name: str, catalog: Catalog) -> None:
    """Raises FormatError where the format does not hold: a user's own is tried on its samples."""
    form = chosen_format(name)
    if form and name.endswith(SUFFIX):
        with Reading(catalog, b"") as reading:
            check_samples(form, reading, name)


def check_samples(form: Format, reading: Reading, where: str) -> None:
    """Read a format's samples; nothing of them stays. Raises FormatError where one differs."""
    reading.read_at(SAMPLES_READ_AT)
    for number, sample in enumerate(form.samples, 1):
        wrong = _difference(form, sample, reading)
        if wrong:
            raise FormatError(
                wrong,
                where=f"{where}: samples.{number}",
                todo="Correct the pattern, the columns, or what the sample declares.",
            )
    reading.empty()


def _difference(form: Format, sample: Sample, reading: Reading) -> str | None:
    """What is wrong with a sample, in words."""
    found = _requests_of(form, sample, reading)
    left = list(found.iter_rows(named=True))
    for wanted in sample.rows:
        unknown = wanted.keys() - found.columns
        if unknown:
            return f"there is no column {', '.join(sorted(unknown))}"
        row = next((row for row in left if _has(row, wanted)), None)
        if row is None:
            shown = [{name: row[name] for name in wanted} for row in left]
            return f"no row has {dict(wanted)}; there are {shown}"
        left.remove(row)
    skipped = sum(reading.counts.skipped.values())
    given = (len(left), reading.counts.rejects, skipped)
    if given != (0, sample.rejects, sample.skipped):
        return (
            f"{given[0]} more rows, {given[1]} rejects and {given[2]} skipped lines,"
            f" where 0, {sample.rejects} and {sample.skipped} are declared"
        )
    return None


def _requests_of(form: Format, sample: Sample, reading: Reading) -> pl.DataFrame:
    reading.empty()
    reading.begin(form.fitted(sample.text), vendor=None, client=None)
    for chunk in chunks(io.BytesIO(sample.text.encode()), blake3(), Position(), CHUNK_BYTES):
        reading.read(chunk, numbered(chunk))
    return pl.DataFrame(reading.rows()["requests"])


def tried(drafted: Draft, catalog: Catalog) -> Draft:
    """A draft with the rows that come of its samples. Raises FormatError."""
    form = format_of_text(drafted.as_toml(), Path(f"draft{SUFFIX}"))
    with Reading(catalog, b"") as reading:
        reading.read_at(SAMPLES_READ_AT)
        found = [_requests_of(form, one, reading).to_dicts() for one in form.samples]
        reading.empty()
    return drafted.reads(found)


def _has(row: Mapping[str, Any], wanted: Mapping[str, object]) -> bool:
    return all(_equal(row[name], value) for name, value in wanted.items())


def _equal(found: Any, wanted: object) -> bool:
    if isinstance(found, datetime):
        return found == _moment(wanted)
    if isinstance(found, float) and isinstance(wanted, (int, float)):
        return abs(found - wanted) <= _CLOSE
    return bool(found == wanted)


def _moment(value: object) -> datetime | None:
    """A time as TOML or RFC 3339 text has it; UTC where it says no offset."""
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def redacted(text: str) -> str:
    """A text without its secrets, line by line."""
    lines = pa.table({"n": range(text.count("\n") + 1), "line": text.split("\n")})
    with open_for_formats() as con:
        con.register("texts", lines)
        found = con.sql("SELECT redact_text(line) AS line FROM texts ORDER BY n")
        return "\n".join(found.to_arrow_table()["line"].to_pylist())
