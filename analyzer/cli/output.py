"""Results on standard output or in a file: tables for people, and formats for other tools."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import BinaryIO, cast

import click
import polars as pl

from analyzer.errors import UsageError
from analyzer.sandbox.calendar_days import on_calendar
from analyzer.text.plain import plain, plain_lines

_ISO = "%Y-%m-%dT%H:%M:%S%.fZ"
MOST_SHOWN = 10_000
_NARROWEST = 24
_GAP = "   "


def as_markdown(frame: pl.DataFrame) -> str:
    """A table for chat and pull requests."""
    rows = [frame.columns, ["---"] * frame.width, *_cells(frame)]
    return "".join(
        "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |\n"
        for row in rows
    )


def as_table(frame: pl.DataFrame) -> str:
    """A table as wide as it takes; on a terminal that is too narrow for it, folded or by record."""
    header = [plain_lines(name) for name in frame.columns]
    columns = [list(column) for column in zip(header, *_cells(frame), strict=True)]
    wants = [max(map(_width, column)) for column in columns]
    room = shutil.get_terminal_size().columns if _on_terminal() else None
    gaps = len(_GAP) * (len(columns) - 1) + 2
    if room is None or sum(wants) + gaps <= room:
        return _grid(frame, columns, wants)
    least = [
        min(want, max(_width(column[0]), _NARROWEST))
        for want, column in zip(wants, columns, strict=True)
    ]
    return _folded(frame, room) if sum(least) + gaps <= room else _records(frame)


def write(parts: Iterable[pl.DataFrame], form: str, out: str | None) -> None:
    """A result that arrives in parts, in a format; tables hold the first MOST_SHOWN rows.

    A file is there whole or not at all. Raises UsageError if it cannot be written.
    """
    parts = iter(parts)
    # An error of the query comes with the first part, before a file is touched.
    parts = itertools.chain([next(parts)], parts)
    if form == "table" and out is None:
        page(as_table(_shown(parts)), None)
        return
    with _target(out) as target:
        if form == "parquet":
            _write_parquet(parts, target)
        else:
            for text in _TEXTS[form](parts):
                target.write(text.encode())


def deliver(text: str, out: str | None) -> None:
    """To the file, or to standard output. Raises UsageError if the file cannot be written."""
    if out is None:
        sys.stdout.write(text)
        return
    with _target(out) as target:
        target.write(text.encode())


def page(text: str, out: str | None) -> None:
    """Like `deliver`, through the reader's pager where a terminal is too short for the text."""
    if out is None and _on_terminal() and text.count("\n") >= shutil.get_terminal_size().lines:
        # What git does: colours, leave what was read on the screen.
        os.environ.setdefault("LESS", "-FRX")
        click.echo_via_pager(text)
    else:
        deliver(text, out)


def tell(message: str) -> None:
    """A line for people, on standard error."""
    click.echo(plain(message), err=True)


@contextmanager
def _target(out: str | None) -> Iterator[BinaryIO]:
    if out is None:
        try:
            yield sys.stdout.buffer
            sys.stdout.flush()
        except BrokenPipeError:
            # Who reads has had enough; nor does Python's own last flush have to say so.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except OSError as error:
            raise UsageError(f"cannot be written: {error.strerror}", where="stdout") from None
        return
    path = Path(out)
    device = path.exists() and not path.is_file()
    path = path if device else path.resolve()
    draft = path if device else path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with draft.open("wb") as file:
            yield file
        if not device:
            draft.replace(path)
    except OSError as error:
        raise UsageError(
            f"cannot be written: {error.strerror}", where=out, todo="Choose another --out"
        ) from None
    finally:
        if not device:
            draft.unlink(missing_ok=True)


def _write_parquet(parts: Iterable[pl.DataFrame], target: BinaryIO) -> None:
    import pyarrow.parquet as pq

    tables = (part.to_arrow() for part in parts)
    first = next(tables)
    with pq.ParquetWriter(target, first.schema, compression="zstd") as writer:
        for table in itertools.chain([first], tables):
            writer.write_table(table)


def _csv(parts: Iterable[pl.DataFrame]) -> Iterator[str]:
    for number, part in enumerate(parts):
        yield _flat(_plain(part)).write_csv(include_header=number == 0)


def _json(parts: Iterable[pl.DataFrame]) -> Iterator[str]:
    yield "["
    begun = False
    for part in parts:
        if part.height:
            yield ("," if begun else "") + _plain(part).write_json()[1:-1]
            begun = True
    yield "]\n"


def _whole(
    renderer: Callable[[pl.DataFrame], str],
) -> Callable[[Iterable[pl.DataFrame]], list[str]]:
    return lambda parts: [renderer(_shown(parts))]


_TEXTS: dict[str, Callable[[Iterable[pl.DataFrame]], Iterable[str]]] = {
    "csv": _csv,
    "json": _json,
    "md": _whole(as_markdown),
    "table": _whole(as_table),
}


def _shown(parts: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """As many rows as a person may want to see; a note where there are more."""
    kept: list[pl.DataFrame] = []
    for part in parts:
        kept.append(part)
        if sum(one.height for one in kept) > MOST_SHOWN:
            tell(f"The first {MOST_SHOWN} rows; --format csv gives all, LIMIT fewer.")
            break
    return pl.concat(kept).head(MOST_SHOWN)


def _grid(frame: pl.DataFrame, columns: list[list[str]], widths: list[int]) -> str:
    right = [kind.is_numeric() for kind in frame.dtypes]

    def line(cells: Iterable[str]) -> str:
        padded = (
            " " * (width - _width(cell)) + cell if flush else cell + " " * (width - _width(cell))
            for cell, width, flush in zip(cells, widths, right, strict=True)
        )
        return (" " + _GAP.join(padded)).rstrip()

    header, *rows = zip(*columns, strict=True)
    rule = " " + "─" * (sum(widths) + len(_GAP) * (len(widths) - 1))
    lines = [_bold(line(header)), rule]
    for row in rows:
        split = [cell.split("\n") for cell in row]
        lines += [line(cells) for cells in itertools.zip_longest(*split, fillvalue="")]
    return "\n".join(lines) + "\n"


def _folded(frame: pl.DataFrame, room: int) -> str:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for name, kind in frame.schema.items():
        table.add_column(
            Text(plain_lines(name)),
            justify="right" if kind.is_numeric() else "left",
            overflow="fold",
        )
    for row in _cells(frame):
        table.add_row(*(Text(cell) for cell in row))
    console = Console(width=room, force_terminal=_coloured(), legacy_windows=False)
    with console.capture() as capture:
        console.print(table)
    return "\n".join(map(str.rstrip, capture.get().splitlines())).strip("\n") + "\n"


def _records(frame: pl.DataFrame) -> str:
    names = [plain_lines(name) for name in frame.columns]
    width = max(map(_width, names))
    lines = []
    for number, row in enumerate(_cells(frame), start=1):
        lines.append(_bold(f"─── {number} "))
        lines += [
            f"{name}{' ' * (width - _width(name))}{_GAP}{cell}"
            for name, cell in zip(names, row, strict=True)
        ]
    return "\n".join(lines) + "\n" if lines else "(no rows)\n"


def _on_terminal() -> bool:
    return sys.stdout.isatty()


def _coloured() -> bool:
    """https://no-color.org"""
    return _on_terminal() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _bold(text: str) -> str:
    return click.style(text, bold=True) if _coloured() else text


def _width(text: str) -> int:
    from rich.cells import cell_len

    return max(map(cell_len, text.split("\n")))


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    """Values as text formats write them: times in ISO 8601 with Z, numbers that JSON has."""
    frame = frame.with_columns(
        _plain_value(pl.col(name), kind).alias(name) for name, kind in frame.schema.items()
    )
    # DuckDB sums whole numbers in 128 bits, which JSON writers give as text.
    wide = [name for name, kind in frame.schema.items() if _is_wide(kind)]
    return frame.with_columns(
        frame[name].cast(pl.Int64 if _fits(frame[name]) else pl.String) for name in wide
    )


def _plain_value(value: pl.Expr, kind: pl.DataType) -> pl.Expr:
    plain = value
    match kind:
        case pl.Datetime():
            plain = on_calendar(value, kind).dt.strftime(_ISO)
        case pl.Date():
            plain = on_calendar(value, kind)
        case pl.Float32() | pl.Float64():
            plain = value.fill_nan(None)
        case pl.Decimal(scale=scale) if scale:
            plain = value.cast(pl.Float64)
        case pl.List():
            plain = value.list.eval(_plain_value(pl.element(), cast(pl.DataType, kind.inner)))
        case pl.Array():
            plain = _plain_value(value.arr.to_list(), pl.List(kind.inner))
        case pl.Struct():
            fields = (
                _plain_value(value.struct.field(f.name), cast(pl.DataType, f.dtype)).alias(f.name)
                for f in kind.fields
            )
            plain = pl.when(value.is_not_null()).then(pl.struct(*fields))
    return plain


def _is_wide(kind: pl.DataType) -> bool:
    return kind == pl.Int128 or (isinstance(kind, pl.Decimal) and not kind.scale)


def _fits(numbers: pl.Series) -> bool:
    return numbers.cast(pl.Int64, strict=False).null_count() == numbers.null_count()


def _flat(frame: pl.DataFrame) -> pl.DataFrame:
    nested = [name for name, kind in frame.schema.items() if kind.is_nested()]
    return frame.with_columns(
        pl.Series(
            name, [None if one is None else _json_text(one) for one in frame[name].to_list()],
            pl.String,
        )
        for name in nested
    )  # fmt: skip


def _json_text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=_iso)


def _iso(value: object) -> str:
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, date) else str(value)


def _cells(frame: pl.DataFrame) -> list[list[str]]:
    """Every value as text that is safe to print: what is logged does not steer a terminal."""
    return [
        [plain_lines(_text(cell)).rstrip("\n") for cell in row] for row in _plain(frame).iter_rows()
    ]


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.6g}" if abs(value) < 1e15 else str(value)
    if isinstance(value, list) and not any(isinstance(one, list | dict) for one in value):
        return ", ".join(map(_text, value))
    return _json_text(value) if isinstance(value, list | dict) else str(value)
