"""The draft of a vendor file from what the lake saw of its hosts."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from importlib import resources
from typing import Any

import duckdb

from analyzer.catalog.body_places import Body, Places, leaves, places
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.draft import Draft, DraftEntry, DraftLimit, DraftSample
from analyzer.catalog.reader import is_host
from analyzer.errors import UsageError
from analyzer.lake.lake import Lake
from analyzer.warehouse.connection import connect

_FAILURES = (resources.files(__package__) / "vendor_draft.sql").read_text("utf-8")
_HOSTS = """
SELECT vendor, host, count(*) AS requests,
    count(*) FILTER (outcome IN ('failed', 'partial')) AS failures,
    min(ts)::DATE AS first_day, max(ts)::DATE AS last_day
FROM requests WHERE host IS NOT NULL GROUP BY ALL ORDER BY requests DESC, host
"""
# Some of every kind, the shortest: of long ones the end may be cut off.
_BODIES = """
SELECT status, body FROM failures SEMI JOIN chosen USING (vendor, host)
WHERE body IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY status, route ORDER BY length(body), body) <= 20
ORDER BY ALL LIMIT 5000
"""
_CREDENTIALS = """
SELECT split_part(key_in, ':', 1) AS place, split_part(key_in, ':', 2) AS name,
    mode(key_shape) AS shape, count(*) AS requests
FROM requests SEMI JOIN chosen USING (vendor, host)
WHERE key_in LIKE '%:%' GROUP BY ALL ORDER BY requests DESC, place, name LIMIT 1
"""
_LIMITS = """
SELECT "limit" AS name, currency, max(scope) AS scope, told_in, count(*) AS answers,
    arg_max(quota, ts) AS quota, max(window_s) AS window_s
FROM limit_states WHERE vendor IN (SELECT vendor FROM chosen)
GROUP BY ALL ORDER BY name, currency, told_in
"""
_OWN_CLOSE_CODES = range(4000, 5000)

Row = Mapping[str, Any]


def draft_from_lake(lake: Lake, catalog: Catalog, vendor_id: str, host: str | None) -> Draft:
    """A draft from the requests to a host (`*.` before it: and all below it) or label of a vendor.

    None: the hosts that no vendor file claims and that have the id in their name. Raises UsageError
    where the lake has none such.
    """
    lake.require()
    with connect(lake, catalog, names=["requests", "failures", "limit_states"]) as con:
        seen = _rows(con, _HOSTS)
        chosen = _chosen(seen, catalog, vendor_id, host)
        con.execute("CREATE TABLE chosen (vendor VARCHAR, host VARCHAR)")
        con.executemany(
            "INSERT INTO chosen VALUES (?, ?)", [(r["vendor"], r["host"]) for r in chosen]
        )
        return _draft(con, vendor_id, chosen)


def _rows(con: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = con.sql(sql).pl().to_dicts()
    return rows


def _chosen(seen: Sequence[Row], catalog: Catalog, vendor_id: str, host: str | None) -> list[Row]:
    wanted = [row for row in seen if _is_wanted(row, vendor_id, host)]
    chosen = [row for row in wanted if row["vendor"] not in catalog.vendors]
    if chosen:
        return chosen
    if wanted and host is not None:
        owner = wanted[0]["vendor"]
        raise UsageError(
            f"{host} belongs to {owner} already",
            where="--from",
            todo=f'To change what is said of it, write a file with id = "{owner}"',
        )
    others = [_bare(row["host"]) for row in seen if row["vendor"] not in catalog.vendors]
    listed = ", ".join(list(dict.fromkeys(others))[:10])
    raise UsageError(
        f"the lake has no request to {host or f'a host with {vendor_id} in its name'}",
        where="--from",
        todo=f"Hosts without a vendor file: {listed}" if listed else "Run `analyzer ingest` first",
    )


def _is_wanted(row: Row, vendor_id: str, host: str | None) -> bool:
    bare = _bare(row["host"])
    if host is None:
        named = re.search(rf"(^|[.-]){re.escape(vendor_id)}([.-]|$)", bare)
        return row["vendor"] == vendor_id or named is not None
    name = host.casefold()
    below = name.startswith("*.") and fnmatchcase(bare, name)
    return name in (bare, row["host"], row["vendor"]) or below


def _bare(host: str) -> str:
    return re.sub(r":\d+$", "", host)


def _draft(con: duckdb.DuckDBPyConnection, vendor_id: str, chosen: Sequence[Row]) -> Draft:
    bodies = [(_parsed(row["body"]), row["status"]) for row in _rows(con, _BODIES)]
    found = places([Body(value, status) for value, status in bodies if value is not None])
    con.execute("CREATE TABLE code_paths (path VARCHAR, rank INTEGER)")
    if found.code:
        numbered = [(path, rank) for rank, path in enumerate(found.code)]
        con.executemany("INSERT INTO code_paths VALUES (?, ?)", numbered)
    failures = _rows(con, _FAILURES)
    hosts = list(dict.fromkeys(_bare(row["host"]) for row in chosen))
    claimable = [host for host in hosts if is_host(host)]
    coded = [row for row in failures if row["code"] is not None]
    return Draft(
        id=vendor_id,
        title="",
        notes=[*_notes(chosen, failures), *_unclaimable(set(hosts) - set(claimable))],
        hosts=claimable,
        credential=_credential(_rows(con, _CREDENTIALS)),
        places=found,
        shapes=list(_shapes([value for value, _ in bodies], found)),
        fails_under_200=any((row["status"] or 500) < 400 for row in coded),
        codes=[_code(name, rows) for name, rows in _by(coded, "code")],
        closes=[
            DraftEntry(str(number), f"seen {_times(rows)}", _class(rows))
            for number, rows in _by(failures, "close_code")
            if number in _OWN_CLOSE_CODES
        ],
        limits=[_limit(row) for row in _rows(con, _LIMITS)],
        samples=[_sample(name, rows) for name, rows in _by(coded, "code")],
    )


def _parsed(body: str) -> object:
    try:
        value = json.loads(body)
    except ValueError:
        return None
    return value if isinstance(value, (dict, list)) else None


def _notes(chosen: Sequence[Row], failures: Sequence[Row]) -> Iterator[str]:
    requests, failed = (sum(row[name] for row in chosen) for name in ("requests", "failures"))
    first, last = min(r["first_day"] for r in chosen), max(r["last_day"] for r in chosen)
    yield f"Drafted from {requests} requests of {first} to {last}, of which {failed} failed."
    plain = [row for row in failures if row["code"] is None and row["status"] is not None]
    for status, rows in _by(plain, "status"):
        yield (
            f"HTTP {status} without a code: {_times(rows)}, class {rows[0]['class']} as HTTP"
            f" has it; else say [statuses.{status}]."
        )


def _unclaimable(hosts: Iterable[str]) -> Iterator[str]:
    for host in sorted(hosts):
        yield f"Logged as a host, which it cannot be: {host[:200]}"


def _by(rows: Iterable[Row], name: str) -> list[tuple[Any, list[Row]]]:
    """The rows by their values of a column, the most frequent first."""
    grouped: dict[Any, list[Row]] = {}
    for row in rows:
        if row[name] is not None:
            grouped.setdefault(row[name], []).append(row)
    return sorted(grouped.items(), key=lambda one: -sum(row["failures"] for row in one[1]))


def _times(rows: Sequence[Row]) -> str:
    count = sum(row["failures"] for row in rows)
    return "once" if count == 1 else f"{count} times"


def _class(rows: Sequence[Row]) -> str | None:
    """What all of them were classified as; None where they differ, or nothing shows it."""
    classes = {row["class"] for row in rows}
    return classes.pop() if len(classes) == 1 and "unknown" not in classes else None


def _code(name: str, rows: Sequence[Row]) -> DraftEntry:
    under = ", ".join(
        f"HTTP {status} {_times(some)}, {some[0]['class']}" for status, some in _by(rows, "status")
    )
    message = next((row["message"] for row in rows if row["message"]), None)
    where = next((row["route"] for row in rows if row["route"]), None)
    parts = (f"seen {_times(rows)}", under, where, f'"{message[:160]}"' if message else None)
    return DraftEntry(name, "; ".join(part for part in parts if part), _class(rows))


def _sample(code: str, rows: Sequence[Row]) -> DraftSample:
    shortest = min(rows, key=lambda row: len(row["body"]))
    return DraftSample(code, shortest["status"], shortest["body"], _class(rows))


def _shapes(bodies: Sequence[object], found: Places) -> Iterator[str]:
    if not bodies:
        yield "The lake has no bodies of failures, so it shows no codes."
        return
    shapes = Counter(
        "no JSON" if body is None else ", ".join(path for path, _ in leaves(body))
        for body in bodies
    )
    yield f"Of {len(bodies)} bodies of failures:"
    for shape, count in shapes.most_common(8):
        yield f"{count} with {shape[:200] or 'nothing in it'}"
    if not found.code:
        yield "None holds what looks like a code."


def _credential(rows: Sequence[Row]) -> dict[str, str]:
    credential: dict[str, str] = {}
    for row in rows:
        if row["place"] in ("header", "query", "message") and row["name"]:
            credential[row["place"]] = row["name"]
            if row["shape"] in ("uuid", "jwt"):
                credential["shape"] = row["shape"]
    return credential


def _limit(row: Row) -> DraftLimit:
    told = "their headers" if row["told_in"] == "header" else "their bodies"
    return DraftLimit(
        name=re.sub(r"[^\w-]+", "_", row["name"]),
        about=f"{row['answers']} answers told it in {told}; the quota is the last one's.",
        currency=row["currency"],
        scope=row["scope"],
        quota=row["quota"],
        window_s=row["window_s"],
    )
