"""`analyzer vendors` and `analyzer vendors check`."""

from __future__ import annotations

from pathlib import Path

import click

from analyzer.cli.settings import Settings, shared_options
from analyzer.errors import CatalogError


@click.group(
    "vendors", invoke_without_command=True, epilog="Example: analyzer vendors check my-vendor.toml"
)
@shared_options
def command(settings: Settings) -> None:
    """List the vendor catalog, or check it."""
    from analyzer.cli import output

    if click.get_current_context().invoked_subcommand:
        return
    catalog = settings.catalog()
    for vendor in catalog.vendors.values():
        codes = sum(1 for entry in vendor.entries if not entry.success)
        output.deliver(
            f"{vendor.id}: {vendor.title}\n"
            f"    hosts: {', '.join(vendor.hosts)}\n"
            f"    {codes} ways to fail, {len(vendor.limits)} limits,"
            f" {len(vendor.samples)} samples\n"
            f"    documents: {vendor.docs_url or 'none'}\n",
            None,
        )


@command.command("check", epilog="Example: analyzer vendors check my-vendor.toml")
@click.argument("file", required=False)
@shared_options
def check(file: str | None, settings: Settings) -> int:
    """Validate catalog files and run each one's own samples."""
    from analyzer.catalog.catalog import load
    from analyzer.checks.vendor_samples import check as problems_of

    catalog = load(Path(file)) if file else settings.catalog()
    problems = problems_of(catalog)
    for problem in problems:
        click.echo(f"analyzer: {problem}", err=True)
    if problems:
        raise CatalogError(
            f"{len(problems)} declarations of samples do not hold",
            todo="Mend the samples or the entries",
        )
    samples = sum(len(vendor.samples) for vendor in catalog.vendors.values())
    click.echo(f"{len(catalog.vendors)} vendors, {samples} samples: all classify as declared")
    return 0
