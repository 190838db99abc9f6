"""`analyzer compact`: rewrites many small files of a lake as few."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from analyzer.cli.settings import Settings, shared_options


@click.command("compact", epilog="Example: analyzer compact --lake /var/lib/analyzer")
@shared_options
def command(settings: Settings) -> None:
    """Merge the lake's many small files into few, and `build`; readers and writers go on."""
    from analyzer.engines.local import Local
    from analyzer.lake.compaction import compact
    from analyzer.warehouse.build import build
    from analyzer.warehouse.views_file import write_views

    lake, catalog, now = settings.lake(), settings.catalog(), datetime.now(UTC)
    lake.require()
    before, after = compact(lake, now=now)
    write_views(lake, catalog)
    made, parts = build(lake, catalog, Local(), now=now)
    click.echo(f"{before} files → {after}; {made} parts computed, {parts} kept")
