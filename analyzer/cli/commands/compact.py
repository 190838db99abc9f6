"""`analyzer compact`: rewrites many small files of a lake as few."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from analyzer import engines
from analyzer.cli.engine_options import check_master, engine_options
from analyzer.cli.settings import Settings, shared_options


@click.command("compact", epilog="Example: analyzer compact --lake /var/lib/analyzer")
@engine_options
@shared_options
def command(engine: str, master: str | None, settings: Settings) -> None:
    """Merge the lake's many small files into few, and `build`; readers and writers go on."""
    from analyzer.lake.compaction import compact
    from analyzer.warehouse.build import build
    from analyzer.warehouse.views_file import write_views

    check_master(engine, master)
    lake, catalog, now = settings.lake(), settings.catalog(), datetime.now(UTC)
    lake.require()
    with engines.started(engine, master) as started:
        before, after = compact(lake, started, now=now)
        write_views(lake, catalog)
        made, parts = build(lake, catalog, started, now=now)
    click.echo(f"{before} files → {after}; {made} parts computed, {parts} kept")
