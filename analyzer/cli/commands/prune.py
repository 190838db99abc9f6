"""`analyzer prune`: removes old days from a lake."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import click

from analyzer.cli.settings import Settings, shared_options
from analyzer.errors import UsageError


@click.command("prune", epilog="Example: analyzer prune --keep 90d")
@click.option("--keep", required=True, metavar="DAYS", help="How much to keep, such as 90d.")
@shared_options
def command(keep: str, settings: Settings) -> None:
    """Drop requests older than that; their loads stay known, so they do not come back."""
    from analyzer.lake.compaction import prune
    from analyzer.warehouse.published import forget_before
    from analyzer.warehouse.views_file import write_views

    days = re.fullmatch(r"(\d{1,5})d?", keep.strip())
    if not days:
        raise UsageError("is no number of days", where=f"--keep {keep}", todo="Write it as 90d")
    lake = settings.lake()
    lake.require()
    catalog = settings.catalog()
    first = prune(lake, keep=timedelta(days=int(days[1])), now=datetime.now(UTC))
    forget_before(lake, first)
    write_views(lake, catalog)
    click.echo(f"kept from {first.isoformat()} on")
