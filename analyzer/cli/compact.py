"""`analyzer compact`."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from analyzer.cli.settings import Settings, shared_options


@click.command("compact", epilog="Example: analyzer compact --lake /var/lib/analyzer")
@shared_options
def command(settings: Settings) -> None:
    """Merge the lake's many small files into few; readers and writers go on."""
    from analyzer.housekeeping import compact
    from analyzer.warehouse import write_views

    lake = settings.lake()
    lake.require()
    catalog = settings.catalog()
    before, after = compact(lake, now=datetime.now(UTC))
    write_views(lake, catalog)
    click.echo(f"{before} files → {after}")
