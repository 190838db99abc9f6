"""Precomputed models: a Parquet file per day, and one per vendor that has many requests.

A file's name says what it was made from (the model's SQL, the catalog, the files of the requests),
so it is right or it is not looked at. What has no such file, as the day that is still being
loaded, is computed from the requests when it is asked for.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
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

# A vendor's day with fewer requests shares a part, and so a file, with others of that day.
_OWN_PART_REQUESTS = 50_000
_Files = list[tuple[str, str]]


@dataclass(frozen=True)
class MaterializedPart:
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
) -> list[MaterializedPart]:
    """What these files of requests, as Lake.stored has them, call for of these models.

    `others` are the vendors that share a partition in them.
    """
    claimed = claims({*requests["vendor"], *others}, catalog)
    ids = {host: vendor.id for host, vendor in claimed.items()}
    days = _Days(relabelled(requests, claimed), {ids.get(vendor, vendor) for vendor in others})
    follows = bool(claimed) or not catalog.vendors.keys().isdisjoint(others)
    found = []
    for name in sorted(names):
        model = models()[name]
        if rule := model.materialized:
            stamp = made_from(model, catalog, follows_catalog=follows)
            for vendor, day, apart in days.divided():
                files = days.files(vendor, day, apart)
                before = [
                    file
                    for back in range(_days(rule), 0, -1)
                    for file in days.files(vendor, day - timedelta(days=back), apart)
                ]
                paths = [stamp, *(path for path, _ in files), "", *(path for path, _ in before)]
                key = blake3("\n".join([*paths, *apart]).encode()).hexdigest(16)
                folder = f"{KEPT}/{name}/vendor={quote(vendor, safe='')}/date={day}"
                found.append(
                    MaterializedPart(
                        name,
                        rule,
                        vendor,
                        day,
                        f"{folder}/{key}.parquet",
                        tuple(uri for _, uri in files),
                        tuple(uri for _, uri in before),
                        apart,
                    )
                )
    return found


class _Days:
    """Files of requests by day and vendor; `in_shared` are the vendors in those of OTHERS."""

    def __init__(self, requests: pl.DataFrame, in_shared: Collection[str]) -> None:
        self._in_shared = in_shared
        self._files: dict[date, dict[str, _Files]] = defaultdict(lambda: defaultdict(list))
        self._requests: Counter[tuple[str, date]] = Counter()
        listed = requests.sort("path").select("vendor", "date", "path", "uri", "num_records")
        for vendor, of_day, path, uri, count in listed.iter_rows():
            day = date.fromisoformat(str(of_day))
            self._files[day][vendor].append((path, uri))
            self._requests[vendor, day] += count

    def divided(self) -> Iterator[tuple[str, date, tuple[str, ...]]]:
        """The parts of each day: their vendor, and for that of OTHERS those that have their own."""
        for day, by_vendor in sorted(self._files.items()):
            own = tuple(sorted(one for one in by_vendor if self._has_own(one, day)))
            yield from ((vendor, day, ()) for vendor in own)
            if by_vendor.keys() - set(own):
                yield OTHERS, day, own

    def _has_own(self, vendor: str, day: date) -> bool:
        return vendor != OTHERS and self._requests[vendor, day] >= _OWN_PART_REQUESTS

    def files(self, vendor: str, day: date, apart: Collection[str]) -> _Files:
        """Path and uri of all files of a day that hold requests of a part."""
        of_day = self._files.get(day, {})
        if vendor == OTHERS:
            wanted = [one for one in of_day if one not in apart]
        else:
            wanted = [vendor, *[OTHERS] * (vendor in self._in_shared)]
        return sorted(file for one in wanted for file in of_day.get(one, ()))


def in_parts(some: Sequence[MaterializedPart], time: str) -> str:
    """The condition that a row of their model belongs to one of some parts."""
    day = f"({time} AT TIME ZONE 'UTC')::DATE"
    own = [f"({quoted(p.vendor)}, DATE '{p.day}')" for p in some if p.vendor != OTHERS]
    conditions = [f"(vendor, {day}) IN ({', '.join(own)})"] * bool(own)
    shared: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for part in some:
        if part.vendor == OTHERS:
            shared[part.apart].append(f"DATE '{part.day}'")
    for apart, days in shared.items():
        others = f"vendor NOT IN ({', '.join(map(quoted, apart))})" if apart else "TRUE"
        conditions.append(f"({others} AND {day} IN ({', '.join(days)}))")
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
        catalog.digest if asks or follows_catalog else "",
    ]
    return blake3("\n".join(texts).encode()).hexdigest(16)
