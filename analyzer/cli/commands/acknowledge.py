"""`analyzer acknowledge`: acknowledges a finding, so that it no longer alerts."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from analyzer.cli.settings import Settings, shared_options


@click.command(
    "acknowledge", epilog="Example: analyzer acknowledge dead-key --note 'new key asked'"
)
@click.argument("names", nargs=-1, metavar="[FINDING|RULE]…")
@click.option("--note", metavar="TEXT", help="Why, for the colleagues.")
@click.option("--undo", is_flag=True, help="Take an acknowledgement back.")
@shared_options
def command(names: tuple[str, ...], note: str | None, undo: bool, settings: Settings) -> None:
    """Say that a finding of the last report is known: it is silent as long as it goes on.

    By the id in brackets, or all that a rule found. What goes away and comes back is told again.
    Without names: lists what the last report found.
    """
    from analyzer.rules.finding_history import recall, remembered

    lake = settings.lake()
    lake.require()
    if not names:
        memory = recall(lake)
        for finding, _ in memory.current():
            about = memory.acknowledged.get(finding.id)
            acknowledged = "" if about is None else f" (acknowledged {about['at'][:10]})"
            why = f" {about['note']}" if about and about["note"] else ""
            click.echo(f"{finding.id} {finding.rule}{acknowledged}: {finding.sentence}{why}")
        return
    with remembered(lake) as memory:
        for name in names:
            if undo:
                click.echo(f"{name}: {memory.withdraw(name)} taken back")
                continue
            for sentence in memory.acknowledge(name, note, now=datetime.now(UTC)):
                click.echo(f"acknowledged: {sentence}")
