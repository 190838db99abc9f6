"""`analyzer formats`."""

from __future__ import annotations

import click

from analyzer.cli.settings import Settings, shared_options


@click.command("formats", epilog="Example: analyzer formats")
@shared_options
def command(settings: Settings) -> None:
    """List the log formats, each with a sample line."""
    del settings
    from analyzer.formats import formats

    for form in formats().values():
        click.echo(f"{form.name}: {form.title}")
        for line in form.samples[0].text.splitlines()[:1]:
            click.echo(f"    {line if len(line) <= 160 else line[:160] + '…'}")
