"""`analyzer demo`: ingests the sample logs, writes the report, opens the dashboard."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from analyzer.cli.settings import Settings, shared_options


@click.command("demo", epilog="Example: analyzer demo --no-dashboard")
@click.option("--no-dashboard", is_flag=True, help="Stop after the report.")
@click.option("--out", default="report.html", show_default=True, help="Where the report goes.")
@click.option("--port", default=8501, show_default=True, type=click.IntRange(1, 65535))
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
@shared_options
def command(no_dashboard: bool, out: str, port: int, no_browser: bool, settings: Settings) -> int:
    """Ingest the sample logs, write their report, open the dashboard."""
    from analyzer.ingest.sql import macro_database

    macro_database.begin()
    from analyzer import report
    from analyzer.cli import output
    from analyzer.cli.commands.dashboard import check_port, serve
    from analyzer.ingest.rows.counts import Counts
    from analyzer.ingest.session import Options, ingest
    from analyzer.ingest.sources.finding import find
    from analyzer.queries import read
    from analyzer.system.package_data import folder

    if not no_dashboard:
        check_port("127.0.0.1", port)
    total = Counts()
    for outcome in ingest(
        settings.lake(),
        find([str(folder("sample_logs"))]),
        settings.catalog(),
        Options(),
        now=datetime.now(UTC),
    ):
        total.add(outcome.counts)
    click.echo(
        f"{settings.lake_path}: three days of two trading bots and a market-data feed,"
        f" {total.requests} new requests"
    )
    con = settings.connect(report.views())
    span = read(con, "data_span")
    period = report.period(
        con,
        date=None,
        since=span["first_ts"][0].date().isoformat(),
        until=None,
        now=datetime.now(UTC),
    )
    built = report.build(con, period, lang=settings.lang)
    form = "html" if Path(out).suffix in (".html", ".htm") else "md"
    output.deliver(report.render(built, form, settings.lang), out)
    con.close()
    click.echo(f"{out}: the report")
    if no_dashboard:
        return 0
    click.echo(f"http://127.0.0.1:{port}: the dashboard (Ctrl-C stops it)")
    return serve(settings, "127.0.0.1", port, browser=not no_browser)
