"""Results on standard output or in a file: tables for people, and formats for other tools."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path

import click
import polars as pl

from analyzer.errors import UsageError

_ISO = "%Y-%m-%dT%H:%M:%S%.fZ"


def as_json(frame: pl.DataFrame) -> str:
    """One JSON array of objects, times in ISO 8601 with Z."""
    return _plain(frame).write_json() + "\n"


def as_csv(frame: pl.DataFrame) -> str:
    """RFC 4180 with a header; lists and structs as JSON text."""
    return _flat(_plain(frame)).write_csv()


def as_markdown(frame: pl.DataFrame) -> str:
    """A table for chat and pull requests."""
    rows = [frame.columns, ["---"] * frame.width, *_cells(frame)]
    return "".join(
        "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |\n"
        for row in rows
    )


def as_table(frame: pl.DataFrame) -> str:
    """A table for a terminal: as wide as it is, or as wide as it takes."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for name, kind in frame.schema.items():
        table.add_column(
            Text(name), justify="right" if kind.is_numeric() else "left", overflow="fold"
        )
    for row in _cells(frame):
        table.add_row(*(Text(cell) for cell in row))
    out = io.StringIO()
    terminal = sys.stdout.isatty()
    width = None if terminal else 10_000
    Console(file=out, width=width, force_terminal=terminal, legacy_windows=False).print(table)
    lines = (line.rstrip() for line in out.getvalue().splitlines())
    return "\n".join(lines) + "\n"


RENDERERS: dict[str, Callable[[pl.DataFrame], str]] = {
    "table": as_table,
    "csv": as_csv,
    "json": as_json,
    "md": as_markdown,
}


def deliver(text: str, out: str | None) -> None:
    """To the file, or to standard output. Raises UsageError if the file cannot be written."""
    if out is None:
        sys.stdout.write(text)
        return
    try:
        Path(out).write_text(text, "utf-8")
    except OSError as error:
        raise UsageError(
            f"cannot be written: {error.strerror}", where=out, todo="Choose another --out"
        ) from None


def tell(message: str) -> None:
    """A line for people, on standard error."""
    click.echo(message, err=True)


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(
        pl.col(pl.Datetime("us", "UTC")).dt.strftime(_ISO),
        pl.col(pl.Float64).fill_nan(None),
        # DuckDB sums whole numbers in 128 bits, which JSON writers give as text.
        *(
            pl.col(name).cast(pl.Float64 if kind.scale else pl.Int64, strict=False)
            for name, kind in frame.schema.items()
            if isinstance(kind, pl.Decimal)
        ),
        pl.col(pl.Int128).cast(pl.Int64, strict=False),
    )


def _flat(frame: pl.DataFrame) -> pl.DataFrame:
    nested = [name for name, kind in frame.schema.items() if kind.is_nested()]
    return frame.with_columns(
        pl.Series(name, [_text(value) for value in frame[name]], pl.String) for name in nested
    )


def _cells(frame: pl.DataFrame) -> list[list[str]]:
    plain = _flat(_plain(frame))
    return [["" if cell is None else _text(cell) for cell in row] for row in plain.iter_rows()]


def _text(value: object) -> str:
    if isinstance(value, pl.Series):
        value = value.to_list()
    if isinstance(value, float):
        return f"{value:.6g}" if abs(value) < 1e15 else str(value)
    return str(value)
