"""`analyzer trace`: everything about one trace or request id, and its support bundle."""

from __future__ import annotations

from pathlib import Path

import click
import polars as pl

from analyzer.cli.settings import Settings, shared_options
from analyzer.errors import UsageError

_SHOWN = (
    "ts", "vendor", "client", "protocol", "method", "route", "command", "status", "error_type",
    "outcome", "class", "code", "attempt", "duration_ms",
)  # fmt: skip


@click.command(
    "trace", epilog="Example: analyzer trace e8a7d5c3-9b2c-4cd6-9e12-1234567890ab --bundle t.zip"
)
@click.argument("trace", metavar="ID")
@click.option("--bundle", metavar="FILE.zip", help="Write the redacted support bundle there.")
@shared_options
def command(trace: str, bundle: str | None, settings: Settings) -> None:
    """Show everything about one trace or request id, raw or without dashes."""
    from analyzer.cli import output
    from analyzer.queries import read
    from analyzer.report.bundle import READS
    from analyzer.warehouse.vendor_scope import views_of

    con = settings.connect(views_of(READS))
    found = read(con, "trace", id=trace.strip())
    if found.is_empty():
        raise UsageError(
            "no request has this trace or request id", where=trace, todo="Check the id, or --lake"
        )
    output.deliver(output.as_table(found.select(_SHOWN)), None)
    failed = found.filter(pl.col("meaning").is_not_null())
    for row in failed.unique(["vendor", "code"], keep="first", maintain_order=True).iter_rows(
        named=True
    ):
        output.deliver(
            f"\n{row['vendor']} {row['code']}: {row['message'] or row['meaning']}\n", None
        )
        output.deliver(f"  {row['meaning']}\n  {row['remedy']}\n", None)
    if bundle:
        from analyzer.report.bundle import build
        from analyzer.system.atomic_file import write_whole

        write_whole(Path(bundle), build(con, trace.strip(), settings.lang))
        output.tell(f"{bundle}: support bundle")
