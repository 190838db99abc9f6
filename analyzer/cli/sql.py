"""`analyzer sql`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from analyzer.cli.settings import Settings, shared_options
from analyzer.errors import UsageError


@click.command("sql", epilog='Example: analyzer sql "SELECT * FROM failures" --format csv')
@click.argument("query", required=False)
@click.option("--file", "file", metavar="F", help="Read the query from a file.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json", "md", "parquet"]),
    default="table",
    show_default=True,
)
@click.option("--out", metavar="FILE", help="Write there instead of to standard output.")
@shared_options
def command(
    query: str | None, file: str | None, form: str, out: str | None, settings: Settings
) -> None:
    """Ask the views in SQL (read-only). Without a query: the views, and how to open the lake."""
    from analyzer.cli import output
    from analyzer.sandbox import run

    if query and file:
        raise UsageError("a query and --file", todo="Give one of the two")
    if file:
        query = _read(file)
    if not query:
        output.deliver(_reference(settings), out)
        return
    frame = run(settings.lake(), settings.catalog(), settings.lang, query)
    if form == "parquet":
        if out is None and sys.stdout.isatty():
            raise UsageError("Parquet is not for a terminal", todo="Add --out FILE")
        frame.write_parquet(out or sys.stdout.buffer)
    else:
        output.deliver(output.RENDERERS[form](frame), out)


def _read(file: str) -> str:
    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot be read: {error}", where=file, todo="Check --file") from None


def _reference(settings: Settings) -> str:
    from analyzer.reference import reference

    return reference(settings.lake_path)
