"""`analyzer build`: precomputes models, so that questions are answered sooner."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from analyzer import engines
from analyzer.cli.engine_options import check_master, engine_options
from analyzer.cli.settings import Settings, shared_options


@click.command(
    "build",
    epilog="""\b
Example: analyzer build --lake /var/lib/analyzer
         analyzer build --publish""",
)
@click.option(
    "--publish",
    is_flag=True,
    help="Keep failures, incidents and others as Delta tables, for other engines.",
)
@engine_options
@shared_options
def command(publish: bool, engine: str, master: str | None, settings: Settings) -> None:
    """Compute what the slow views keep, of each day or of the whole lake, where it is missing.

    Answers are the same without it, only slower. `compact` and `nightly` do it too. With --publish
    the rows of some views are brought up to now as Delta tables, in the lake's folder `published`:
    a file a day, written again only where the day changed.
    """
    from analyzer.warehouse.build import build
    from analyzer.warehouse.published import publish as published

    check_master(engine, master)
    lake, catalog, now = settings.lake(), settings.catalog(), datetime.now(UTC)
    lake.require()
    with engines.started(engine, master) as started:
        made, parts = build(lake, catalog, started, now=now)
        click.echo(f"{made} parts computed, {parts} kept")
        if publish:
            outcomes = published(lake, catalog, settings.lang, started, now=now)
            for name, outcome in outcomes.items():
                click.echo(f"{name}: {outcome.changed} days changed, {outcome.days} published")
