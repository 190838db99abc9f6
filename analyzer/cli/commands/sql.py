"""`analyzer sql`: answers a query over the views, read-only."""

from __future__ import annotations

import os
import re
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analyzer.cli.settings import Settings, shared_options, timeout_option
from analyzer.errors import UsageError
from analyzer.questions import question, questions

if TYPE_CHECKING:
    import polars as pl

_GRACE_SECONDS = 5
_FORMATS = ["table", "csv", "json", "md", "parquet"]
# What else files of these forms are called; one without an ending, as /dev/stdout, is a table.
_ENDINGS = {"": "table", "txt": "table", "markdown": "md", "pq": "parquet"}
# No option has a blank in its name.
_COMMENT = re.compile(r"--[^=\s]*\s")


class _Sql(click.Command):
    """A query may begin with a comment, as those of `--examples` do, which looks like an option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does."""
        return super().parse_args(ctx, [f"\n{it}" if _COMMENT.match(it) else it for it in args])


@click.command(
    "sql",
    cls=_Sql,
    epilog="""\b
Example: analyzer sql "SELECT * FROM failures WHERE class = :class" --param class=quota
         analyzer sql --file question.sql --out answer.csv
         echo "FROM error_groups" | analyzer sql - --format json | jq""",
)
@click.argument("query", required=False)
@click.option("--file", "file", metavar="F", help="Read the query from a file.  [-: stdin]")
@click.option("--examples", is_flag=True, help="Questions of the morning, and the SQL for each.")
@click.option("--example", metavar="NAME", help="Run one of them.")
@click.option(
    "--param",
    "parameters",
    metavar="NAME=VALUE",
    multiple=True,
    help="The value of :NAME in the query: bound, never pasted. A text, unless the query casts"
    " it (:since::TIMESTAMPTZ).",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    help="[default: by the name of --out, else table]",
)
@click.option("--out", metavar="FILE", help="Write there instead of to standard output.")
@timeout_option(600)
@shared_options
def command(
    query: str | None,
    file: str | None,
    examples: bool,
    example: str | None,
    parameters: tuple[str, ...],
    form: str | None,
    out: str | None,
    timeout: float,
    settings: Settings,
) -> None:
    """Ask the views in SQL (read-only). QUERY may be - for standard input.

    Without a query: the views, and how to open the lake. On a terminal, long results go through
    $PAGER; NO_COLOR and redirection make them plain.
    """
    from analyzer.cli import output
    from analyzer.sandbox import sandbox

    query_text = _query_text(query, file, example)
    if examples or query_text is None:
        output.page(_examples(settings.lang) if examples else _reference(settings), out)
        return
    form = form or _by_name(out)
    if form == "parquet" and out is None and sys.stdout.isatty():
        raise UsageError("Parquet is not for a terminal", todo="Add --out FILE")
    values = dict(_name_and_value(one) for one in parameters)
    lake, vendors, limits = settings.lake(), settings.catalog(), sandbox.Limits(timeout)
    lake.require()
    with _watched(timeout), sandbox.opened(lake, vendors, settings.lang, query_text, limits) as con:
        output.write(_interruptible(sandbox.batches(con, query_text, values)), form, out)


@contextmanager
def _watched(seconds: float) -> Iterator[None]:
    """End the process where DuckDB does not look at the clock: in its parser, in one long value."""

    def end() -> None:
        click.echo("analyzer: sql: stopped: its time was up.", err=True)
        os._exit(2)

    timer = threading.Timer(seconds + _GRACE_SECONDS, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _interruptible(parts: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """The same parts; Ctrl-C while one is made ends the process, as it does other commands.

    DuckDB does not see a signal while the thread that asked does the work itself.
    """
    if threading.current_thread() is not threading.main_thread():
        yield from parts
        return
    while True:
        before = signal.signal(signal.SIGINT, signal.SIG_DFL)
        try:
            part = next(parts, None)
        finally:
            signal.signal(signal.SIGINT, before)
        if part is None:
            return
        yield part


def _query_text(query: str | None, file: str | None, example: str | None) -> str | None:
    if sum(map(bool, (query, file, example))) > 1:
        raise UsageError("a query, --file and --example", todo="Give one of them")
    if example:
        return question(example).sql
    if query == "-":
        file = "-"
    return _read(file) if file else query


def _examples(lang: str) -> str:
    return "\n".join(
        f"-- {one.wording[lang]}\n-- analyzer sql --example {one.name}\n{one.sql};\n"
        for one in questions().values()
    )


def _read(file: str) -> str:
    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot be read: {error}", where=file, todo="Check --file") from None


def _by_name(out: str | None) -> str:
    """The form that a file's ending promises. Raises UsageError where it promises another."""
    ending = Path(out or "").suffix.removeprefix(".").lower()
    form = _ENDINGS.get(ending, ending)
    if form in _FORMATS:
        return form
    raise UsageError(
        f"is written in no form called .{ending}",
        where=str(out),
        todo="Call it .csv, .json, .md, .parquet or .txt, or give --format",
    )


def _name_and_value(given: str) -> tuple[str, str]:
    name, equals, value = given.partition("=")
    if not equals or not name.isidentifier():
        raise UsageError(
            f"{given!r} is no NAME=VALUE", where="--param", todo="Write since=2026-11-18"
        )
    return name, value


def _reference(settings: Settings) -> str:
    from analyzer.models.reference import reference

    return reference(settings.lake_path)
