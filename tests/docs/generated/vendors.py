"""docs/vendors.md: every shipped vendor with what its file knows, from the files themselves."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.catalog.catalog import load
from analyzer.catalog.vendor import Vendor
from tests.vendor_standins.libraries import LIBRARIES

_KINDS = ("code", "variant", "pattern", "message", "close", "body")


def page() -> str:
    """The whole page, as Markdown."""
    return "\n".join([*_overview(), *_pages()]) + "\n"


def _overview() -> Iterator[str]:
    yield "# Vendors\n"
    yield "What the shipped files in `analyzer/catalog/vendors` know. `analyzer vendors check` runs"
    yield "their samples; the client libraries named here are run against stand-ins by"
    yield "tests/test_vendor_clients.py. This page is written by `python -m tests.docs`.\n"
    heads = ("vendor", "hosts", "limits in", "told by answers", "codes and messages", "samples")
    yield f"| {' | '.join((*heads, 'clients run', 'pages'))} |"
    yield f"|{'---|' * 8}"
    yield from (_row(vendor) for vendor in sorted(load().vendors.values(), key=lambda v: v.id))


def _row(vendor: Vendor) -> str:
    currencies = dict.fromkeys(limit.currency for limit in vendor.limits)
    told = dict.fromkeys(
        f"{limit.currency} ({'header' if place.startswith('header:') else 'body'})"
        for limit in vendor.limits
        for place in limit.told.places()
    )
    pages = f"[{len(vendor.sources)}](#{vendor.id})" if vendor.sources else "-"
    ways = sum(1 for entry in vendor.entries if entry.kind in _KINDS and not entry.success)
    cells = (
        f"`{vendor.id}` {vendor.title}",
        ", ".join(f"`{host}`" for host in vendor.hosts),
        ", ".join(currencies) or "-",
        ", ".join(told) or "-",
        str(ways),
        str(len(vendor.samples)),
        ", ".join(LIBRARIES.get(vendor.id, ())) or "-",
        pages,
    )
    return f"| {' | '.join(cells)} |"


def _pages() -> Iterator[str]:
    yield "\n## Pages that they are after\n"
    yield "The page of each group of facts, and the day it was read."
    for vendor in sorted(load().vendors.values(), key=lambda v: v.id):
        if vendor.sources:
            yield f"\n### `{vendor.id}`\n"
            yield from (
                f"- {', '.join(source.tells)}: <{source.url}> ({source.read_on})"
                for source in vendor.sources
            )
