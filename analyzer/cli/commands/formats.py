"""`analyzer formats`: lists log formats; `formats new` drafts a format file."""

from __future__ import annotations

from pathlib import Path

import click

from analyzer.cli.settings import Settings, shared_options
from analyzer.errors import FormatError


@click.group(
    "formats", invoke_without_command=True, epilog="Example: analyzer formats new sample.log"
)
@click.option("--markdown", is_flag=True, help="The table of docs/logs-and-formats.md.")
@shared_options
def command(markdown: bool, settings: Settings) -> None:
    """List the log formats, each with a sample line, or draft a new one."""
    del settings
    from analyzer.cli.formats_table import as_markdown
    from analyzer.formats import formats

    if click.get_current_context().invoked_subcommand:
        return
    if markdown:
        click.echo(as_markdown(), nl=False)
        return
    for form in formats().values():
        click.echo(f"{form.name}: {form.title}")
        for line in form.samples[0].text.splitlines()[:1]:
            click.echo(f"    {line if len(line) <= 160 else line[:160] + '…'}")


@command.command("new", epilog="Example: analyzer formats new sample.log > gateway.toml")
@click.argument("sample")
@shared_options
def new(sample: str, settings: Settings) -> None:
    """Draft a format file for a log that no format reads: fields guessed, samples filled in."""
    from analyzer.ingest.detection.draft import draft
    from analyzer.ingest.detection.samples import redacted, tried

    path = Path(sample)
    try:
        with path.open("rb") as file:
            beginning = file.read(64 << 10).decode("utf-8", "replace")
        drafted = tried(draft(redacted(beginning), path.stem), settings.catalog())
        click.echo(drafted.as_toml(), nl=False)
    except OSError as error:
        raise FormatError(str(error.strerror), where=sample, todo="Check the path") from None
    except ValueError as error:
        raise FormatError(
            f"no format can be drafted: {error}", where=sample, todo="Give lines of requests"
        ) from None
