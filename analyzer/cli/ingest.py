"""`analyzer ingest`."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from analyzer.cli.settings import Settings, shared_options


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
    from analyzer.ingest.sources import find

    totals = {"lines": 0, "requests": 0, "rejects": 0, "skipped": 0}
    failed = read = 0
    outcomes = ingest(
        settings.lake(),
        find(paths),
        settings.catalog(),
        Options(form, vendor, client),
        now=datetime.now(UTC),
    )
    for outcome in outcomes:
        if outcome.error:
            failed += 1
            click.echo(f"analyzer: {outcome.error}", err=True)
            continue
        read += 1
        if outcome.known:
            click.echo(f"{outcome.source}: nothing new")
            continue
        counts = outcome.counts
        if counts is None or not counts.lines:
            click.echo(f"{outcome.source}: empty")
            continue
        skipped = sum(counts.skipped.values())
        why = ", ".join(f"{count} {reason}" for reason, count in sorted(counts.skipped.items()))
        click.echo(
            f"{outcome.source}: {outcome.format}, {counts.lines} lines = {counts.requests} requests"
            f" + {counts.rejects} rejects + {skipped} skipped" + (f" ({why})" if why else "")
        )
        for name, count in zip(
            totals, (counts.lines, counts.requests, counts.rejects, skipped), strict=True
        ):
            totals[name] += count
    click.echo(
        f"total: {read} sources, {totals['lines']} lines = {totals['requests']} requests"
        f" + {totals['rejects']} rejects + {totals['skipped']} skipped"
    )
    if not read:
        return 2
    return 1 if failed or (strict and totals["rejects"]) else 0
