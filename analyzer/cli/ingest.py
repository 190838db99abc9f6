"""`analyzer ingest`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from analyzer.cli.settings import Settings, shared_options

if TYPE_CHECKING:
    from analyzer.ingest import Outcome
    from analyzer.ingest.reading import Counts


@click.command(
    "ingest", epilog="Example: analyzer ingest /var/log/bots 'archive/*.har' --vendor tickdb"
)
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option("--format", "form", default="auto", show_default=True, help="A name of `formats`.")
@click.option("--vendor", help="The vendor, where the log does not say.")
@click.option("--client", help="The client, where the log does not say.")
@click.option("--strict", is_flag=True, help="Exit with 1 if any line was rejected.")
@shared_options
def command(
    paths: tuple[str, ...],
    form: str,
    vendor: str | None,
    client: str | None,
    strict: bool,
    settings: Settings,
) -> int:
    """Read logs into the lake: files, folders, globs, or - for standard input."""
    from analyzer.ingest import Options, ingest
    from analyzer.ingest.reading import Counts
    from analyzer.ingest.sources import find

    outcomes = ingest(
        settings.lake(),
        find(paths),
        settings.catalog(),
        Options(form, vendor, client),
        now=datetime.now(UTC),
    )
    total, read, failed = Counts(), 0, 0
    for outcome in outcomes:
        if outcome.error:
            failed += 1
            click.echo(f"analyzer: {outcome.error}", err=True)
        else:
            read += 1
            click.echo(f"{outcome.source}: {_became(outcome)}")
            total.add(outcome.counts)
    click.echo(f"total: {read} sources, {_sum(total)}")
    if not read:
        return 2
    return 1 if failed or (strict and total.rejects) else 0


def _became(outcome: Outcome) -> str:
    if outcome.known:
        return "nothing new"
    if not outcome.counts.lines:
        return "empty"
    return f"{outcome.format}, {_sum(outcome.counts)}"


def _sum(counts: Counts) -> str:
    skipped = sum(counts.skipped.values())
    why = ", ".join(f"{count} {reason}" for reason, count in sorted(counts.skipped.items()))
    return (
        f"{counts.lines} lines = {counts.requests} requests + {counts.rejects} rejects"
        f" + {skipped} skipped" + (f" ({why})" if why else "")
    )
