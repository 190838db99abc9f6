"""Hosts that a vendor file claims although the lake holds them as vendors of their own.

A request is stored under the vendor that the catalog of its load named, and under its host where
none did. A vendor file that comes later claims such a host: the views then show its vendor, and
read code and message of the answers that are kept (those of failures) as its file says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import polars as pl

from analyzer.catalog.catalog import Catalog
from analyzer.catalog.vendor import Vendor
from analyzer.lake.lake import Lake
from analyzer.schema import OTHERS
from analyzer.system.sql_literal import quoted

Claims = Mapping[str, Vendor]
_PORT = re.compile(r":\d+$")


def stored_vendors(lake: Lake, requests: pl.DataFrame) -> frozenset[str]:
    """The vendors of these files of requests, those among them that share a partition."""
    own = frozenset(requests["vendor"])
    return (own - {OTHERS}) | lake.vendors_among_others(requests)


def vendors_shown(lake: Lake, requests: pl.DataFrame, catalog: Catalog) -> frozenset[str]:
    """The vendors of these files of requests, as views show them."""
    stored = stored_vendors(lake, requests)
    claimed = claims(stored, catalog)
    return (stored - claimed.keys()) | {vendor.id for vendor in claimed.values()}


def claims(stored: Iterable[str], catalog: Catalog) -> Claims:
    """For each stored vendor that is a host which the catalog claims: the vendor that claims it."""
    owners_of: dict[str, str] = {}
    for glob, vendor in catalog.hosts():
        owners_of.setdefault(glob.removeprefix("*") if glob.startswith("*.") else glob, vendor)
    hosts = (name for name in set(stored) if name and name not in catalog.vendors)
    owners = ((host, _owner(_PORT.sub("", host), owners_of)) for host in hosts)
    return {host: catalog.vendors[owner] for host, owner in owners if owner is not None}


def _owner(host: str, owners: Mapping[str, str]) -> str | None:
    """The owner of the host itself, else of its longest ending that begins with a dot."""
    endings = (host[at:] for at, character in enumerate(host) if character == ".")
    return next((owners[name] for name in (host, *endings) if name in owners), None)


def relabelled(files: pl.DataFrame, claimed: Claims) -> pl.DataFrame:
    """A listing of files, those of a claimed host under its vendor."""
    names = {host: vendor.id for host, vendor in claimed.items()}
    return files.with_columns(pl.col("vendor").replace(names)) if names else files


def column(name: str, claimed: Claims) -> str:
    """A column of the lake's rows as SQL; `vendor`, `code` and `message` follow the claims."""
    own = f'"{name}"'
    if name == "vendor":
        cases = {host: quoted(vendor.id) for host, vendor in claimed.items()}
    elif name in ("code", "message"):
        cases = {host: _read(name, vendor) for host, vendor in claimed.items()}
    else:
        return own
    when = "".join(f" WHEN {quoted(host)} THEN {value}" for host, value in cases.items())
    return f"CASE vendor{when} ELSE {own} END AS {own}" if when else own


def _read(name: str, vendor: Vendor) -> str:
    paths = vendor.envelope.code if name == "code" else vendor.envelope.message
    body = "CASE WHEN json_valid(body) THEN body END"
    texts = [f"json_extract_string({body}, {quoted(p)})" for p in paths if "[*]" not in p]
    return f"coalesce({', '.join([*texts, chr(34) + name + chr(34)])})"
