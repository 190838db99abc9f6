"""`analyzer check`: verifies that a lake is whole, and mends it."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from analyzer.cli.settings import Settings, shared_options


@click.command("check", epilog="Example: analyzer check --repair")
@click.option("--repair", is_flag=True, help="Mend what can be mended.")
@shared_options
def command(repair: bool, settings: Settings) -> int:
    """Verify the lake: logs, files, counts. Exit status 1 if something is wrong with it."""
    from analyzer.checks.lake import check

    lake = settings.lake()
    lake.require()
    verdict = check(lake, settings.catalog(), repair=repair, now=datetime.now(UTC))
    for fault in verdict.mended:
        click.echo(f"mended: {fault.where}: {fault.what}. {fault.todo}")
    for fault in verdict.left:
        can = " [--repair can]" if fault.mend else ""
        click.echo(f"{fault.where}: {fault.what}. {fault.todo}{can}")
    if not verdict.left:
        click.echo("whole" if not verdict.mended else "whole again")
    return 1 if verdict.left else 0
