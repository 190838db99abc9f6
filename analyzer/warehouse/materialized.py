"""Models whose rows are kept: one Parquet file a vendor and day, beside the requests.

A file's name says what it was made from (the model's SQL, the catalog, the files of the requests),
so it is right or it is not looked at. What has no such file, as the day that is still being
loaded, is computed from the requests when it is asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import quote

import duckdb
import polars as pl
from blake3 import blake3

from analyzer.catalog.catalog import Catalog
from analyzer.lake.lake import KEPT
from analyzer.models import Materialized, Model, models
from analyzer.models.order import in_order, tables_of
from analyzer.schema import OTHERS
from analyzer.system.sql_literal import quoted
from analyzer.system.version import __version__
from analyzer.warehouse.catalog_macros import OF_MODELS
from analyzer.warehouse.claimed_hosts import claims, relabelled


@dataclass(frozen=True)
class Part:
    """The rows of a model that belong to a vendor and a UTC day, and the file that keeps them.

    `files` are those of the day's requests, `before` those of the days that it looks back to;
    `path` is relative to the lake, whether the file is there or not. A part of OTHERS has the rows
    of all vendors but those of `apart`.
    """

    model: str
    rule: Materialized
    vendor: str
    day: date
    path: str
    files: tuple[str, ...]
    before: tuple[str, ...]
    apart: tuple[str, ...] = ()


def parts(
    requests: pl.DataFrame, others: Collection[str], catalog: Catalog, names: Collection[str]
) -> list[Part]:
    """What these files of requests, as Lake.stored has them, call for of these models.

    `others` are the vendors that share a partition in them. Where some do, all that the catalog
    does not list share a part.
    """
    claimed = claims({*requests["vendor"], *others}, catalog)
    ids = {host: vendor.id for host, vendor in claimed.items()}
    listed = {ids.get(vendor, vendor) for vendor in others} & catalog.vendors.keys()
    days = _files_by_day(relabelled(requests, claimed), listed, catalog)
    found = []
    for name in sorted(names):
        model = models()[name]
        if rule := model.materialized:
            stamp = made_from(model, catalog, follows_catalog=bool(claimed or listed))
            for (vendor, day), files in sorted(days.items()):
                before = [
                    file
                    for back in range(_days(rule), 0, -1)
                    for file in days.get((vendor, day - timedelta(days=back)), ())
                ]
                paths = [stamp, *(path for path, _ in files), "", *(path for path, _ in before)]
                key = blake3("\n".join(paths).encode()).hexdigest(16)
                folder = f"{KEPT}/{name}/vendor={quote(vendor, safe='')}/date={day}"
                found.append(
                    Part(
                        name,
                        rule,
                        vendor,
                        day,
                        f"{folder}/{key}.parquet",
                        tuple(uri for _, uri in files),
                        tuple(uri for _, uri in before),
                        tuple(sorted(catalog.vendors)) if vendor == OTHERS else (),
                    )
                )
    return found


def _files_by_day(
    requests: pl.DataFrame, listed: Collection[str], catalog: Catalog
) -> dict[tuple[str, date], list[tuple[str, str]]]:
    """The path and uri of each part's files; `listed` are vendors with rows in shared files too."""
    is_shared = OTHERS in requests["vendor"]
    days: dict[tuple[str, date], list[tuple[str, str]]] = defaultdict(list)
    files = requests.sort("path").select("vendor", "date", "path", "uri")
    for vendor, day, path, uri in files.iter_rows():
        of_part = vendor if vendor in catalog.vendors or not is_shared else OTHERS
        for one in (OTHERS, *listed) if vendor == OTHERS else (of_part,):
            days[one, date.fromisoformat(str(day))].append((path, uri))
    return days


def in_parts(some: Sequence[Part], time: str) -> str:
    """The condition that a row of their model belongs to one of some parts."""
    day = f"({time} AT TIME ZONE 'UTC')::DATE"
    own = [f"({quoted(p.vendor)}, DATE '{p.day}')" for p in some if not p.apart]
    shared = [f"DATE '{part.day}'" for part in some if part.apart]
    apart = {quoted(vendor) for part in some for vendor in part.apart}
    conditions = [f"(vendor, {day}) IN ({', '.join(own)})"] * bool(own)
    if shared:
        others = f"vendor NOT IN ({', '.join(sorted(apart))})"
        conditions.append(f"({others} AND {day} IN ({', '.join(shared)}))")
    return f"({' OR '.join(conditions)})"


def _days(rule: Materialized) -> int:
    return -(-rule.lookback_s // 86_400)


def made_from(model: Model, catalog: Catalog, *, follows_catalog: bool) -> str:
    """A digest of what rows depend on beside the requests; the catalog only where it is read."""
    read = list(in_order(models(), [model.name]))
    asks = any(table.startswith("catalog_") for one in read for table in tables_of(one.sql))
    # DuckDB's `hash` may be another one in its next version.
    texts = [
        __version__,
        duckdb.__version__,
        OF_MODELS,
        *(one.sql for one in read),
        repr(catalog) if asks or follows_catalog else "",
    ]
    return blake3("\n".join(texts).encode()).hexdigest(16)
