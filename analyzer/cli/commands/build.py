"""`analyzer build`."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from analyzer import engines
from analyzer.cli.engine_options import check_master, engine_options
from analyzer.cli.settings import Settings, shared_options


@click.command("build", epilog="Example: analyzer build --lake /var/lib/analyzer")
@engine_options
@shared_options
def command(engine: str, master: str | None, settings: Settings) -> None:
    """Compute what the slow views keep for each vendor and day, where it is missing.

    Answers are the same without it, only slower. `compact` and `nightly` do it too.
    """
    from analyzer.warehouse.build import build

    check_master(engine, master)
    lake = settings.lake()
    lake.require()
    with engines.started(engine, master) as started:
        made, parts = build(lake, settings.catalog(), started, now=datetime.now(UTC))
    click.echo(f"{made} parts computed, {parts} kept")
