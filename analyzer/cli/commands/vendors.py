"""`analyzer vendors`: lists the catalog; `check` runs its samples, `new` drafts a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from analyzer.cli.settings import Settings, shared_options
from analyzer.errors import CatalogError, UsageError

if TYPE_CHECKING:
    from analyzer.catalog.draft import Draft

_LONGEST = 64 << 20
_WAIT_S = 30


@click.group(
    "vendors", invoke_without_command=True, epilog="Example: analyzer vendors check my-vendor.toml"
)
@shared_options
def command(settings: Settings) -> None:
    """List the vendor catalog, check it, or draft a file for a vendor of your own."""
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
    """Validate catalog files and run the samples of all vendors, or of FILE alone."""
    from analyzer.catalog.catalog import load
    from analyzer.checks.vendor_samples import check as problems_of
    from analyzer.checks.vendor_samples import samples_in
    from analyzer.cli import output

    place = Path(file) if file else None
    _refuse_faults(place or settings.vendors)
    catalog = load(place) if place else settings.catalog()
    samples = samples_in(catalog, place)
    problems = problems_of(catalog, samples)
    for problem in problems:
        output.tell(f"analyzer: {problem}")
    if problems:
        raise CatalogError(
            f"{len(problems)} declarations of samples do not hold",
            todo="Mend the samples or the entries",
        )
    whose = f"{file}" if file else f"{len(catalog.vendors)} vendors"
    click.echo(f"{whose}, {len(samples)} samples: all classify as declared")
    return 0


def _refuse_faults(place: Path | None) -> None:
    """Raises CatalogError, listing every fault, where a file is invalid."""
    from analyzer.catalog.faults import faults
    from analyzer.cli import output

    found = faults(place) if place else []
    if len(found) == 1:
        raise found[0]
    for fault in found:
        output.tell(f"analyzer: {fault}")
    if found:
        raise CatalogError(f"{len(found)} faults", where=str(place), todo="Mend them")


@command.command("new", epilog="Example: analyzer vendors new abco --from api.abco.example")
@click.argument("vendor_id", metavar="ID")
@click.option(
    "--from",
    "origin",
    metavar="HOST|lake|FILE|URL",
    required=True,
    help="A host in the lake; lake: the hosts with ID in their name; an OpenAPI document.",
)
@click.option("--out", metavar="FILE", help="Write to a file.")
@shared_options
def new(vendor_id: str, origin: str, out: str | None, settings: Settings) -> None:
    """Draft a vendor file from what the lake saw of a host, or from an OpenAPI document.

    What only a person can say is left empty and marked TODO.
    """
    from analyzer.catalog.reader import is_vendor_id
    from analyzer.cli import output

    if not is_vendor_id(vendor_id):
        todo = "Use a-z, 0-9, '.', '_' and '-'"
        raise UsageError(f'"{vendor_id}" cannot be an id', where="ID", todo=todo)
    if vendor_id in settings.catalog().vendors:
        raise UsageError(
            f"there is a vendor {vendor_id} already",
            where="ID",
            todo=f'A file with id = "{vendor_id}" that says only what differs is laid over it',
        )
    output.deliver(_draft(vendor_id, origin, settings).as_toml(), out)


def _draft(vendor_id: str, origin: str, settings: Settings) -> Draft:
    from analyzer.catalog.openapi import draft_from_openapi
    from analyzer.warehouse.vendor_draft import draft_from_lake

    if origin.startswith(("http://", "https://")):
        return draft_from_openapi(_fetched(origin), settings.catalog(), vendor_id, origin)
    if Path(origin).is_file() or origin.endswith((".json", ".yaml", ".yml")):
        return draft_from_openapi(_read(origin), settings.catalog(), vendor_id, origin)
    host = None if origin == "lake" else origin
    return draft_from_lake(settings.lake(), settings.catalog(), vendor_id, host)


def _read(file: str) -> str:
    try:
        return Path(file).read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError("is not UTF-8", where=file, todo="Save it as UTF-8") from None
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", where=file) from None


def _fetched(url: str) -> str:
    """What stands at a URL that the user gave. Raises UsageError where it cannot be had."""
    from http.client import HTTPException
    from urllib.request import urlopen

    try:
        with urlopen(url, timeout=_WAIT_S) as answer:
            text: bytes = answer.read(_LONGEST + 1)
    except (OSError, ValueError, HTTPException) as error:
        why = str(getattr(error, "reason", None) or error)
        todo = "Save the document and give the file"
        raise UsageError(f"cannot be had: {why}", where=url, todo=todo) from None
    if len(text) > _LONGEST:
        raise UsageError(f"is longer than {_LONGEST >> 20} MB", where=url, todo="Give a file")
    return text.decode("utf-8-sig", "replace")
