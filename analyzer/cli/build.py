"""`analyzer build`."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from analyzer.cli.settings import Settings, shared_options


@click.command("build", epilog="Example: analyzer build --lake /var/lib/analyzer")
@shared_options
def command(settings: Settings) -> None:
    """Compute what the slow views keep for each vendor and day, where it is missing.

    Answers are the same without it, only slower. `compact` and `nightly` do it too.
    """
    from analyzer.build import build

    lake = settings.lake()
    lake.require()
    made, parts = build(lake, settings.catalog(), now=datetime.now(UTC))
    click.echo(f"{made} parts computed, {parts} kept")
