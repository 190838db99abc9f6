"""SQL that reads the state of rate limits out of responses, made from the vendor catalog.

Each limit of each vendor is one SELECT; vendors whose file says nothing of where limits are stated
are read by the common headers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib import resources

import pyarrow as pa
import pyarrow.compute as pc

from analyzer import schema
from analyzer.catalog.catalog import Catalog, Vendor
from analyzer.catalog.limit import Limit
from analyzer.ingest.lines.arrays import repeated
from analyzer.ingest.sql.relations import Relations, Statements
from analyzer.schema import no_rows, with_nulls
from analyzer.system.sql_literal import quoted

TOLD = schema.staged(schema.LIMIT_STATES)
_COMMON = (resources.files(__package__) / "common_limit_headers.sql").read_text("utf-8")
# What a limit counts apart comes again in most answers: each of its names is looked at once.
_NAMED = """WITH said AS MATERIALIZED ({{said}}),
named AS (
    SELECT said_group, limit_group(said_group, salt) AS named_group
    FROM (SELECT DISTINCT said_group FROM said WHERE said_group IS NOT NULL), given
)
SELECT said.*, nullif(concat_ws(':', named_group, part), '') AS "group"
FROM said LEFT JOIN named USING (said_group)"""
_COMMON_LIMIT = {
    "limit": "requests",
    "currency": "requests",
    "scope": "key",
    "told_in": "header",
}
_OF_REQUEST = (
    "ts", "vendor", "date", "client", "client_ip", "host", "route", "status", "key_id", "number",
)  # fmt: skip
_RESPONSES = pa.schema(
    [
        *(TOLD.field(name) for name in _OF_REQUEST),
        ("limit_headers", pa.string()),
        ("limit_body", pa.string()),
    ]
)
_PLACEHOLDER = re.compile(r"\{(window|group)\}")
_CAPTURED = {"window": "([0-9]+[a-z]+)", "group": "([a-z0-9_-]+)"}


def limit_macros(catalog: Catalog) -> str:
    """CREATE MACRO statements: which rows have to be looked at.

    * `tells_limits(vendor)`: whether its headers may tell more than the common ones do
    * `tells_limits_in_body(vendor, body)`: whether a body looks as if it stated a limit or a cost
    """
    vendors = _telling(catalog)
    bodies = ((v.id, sorted({_last(path) for limit in v.limits for path in _paths(limit)}))
              for v in vendors)  # fmt: skip
    cases = "".join(
        f" WHEN {quoted(vendor)} THEN "
        + " OR ".join(f"contains(body, {quoted(json.dumps(name))})" for name in names)
        for vendor, names in bodies
        if names
    )
    listed = ", ".join(map(quoted, telling_vendors(catalog)))
    return (
        f"CREATE MACRO tells_limits(vendor) AS (list_contains([{listed}]::VARCHAR[], vendor));"
        "CREATE MACRO tells_limits_in_body(vendor, body) AS"
        + (f" (CASE vendor{cases} ELSE FALSE END);" if cases else " (FALSE);")
    )


def telling_vendors(catalog: Catalog) -> list[str]:
    """The vendors whose headers may tell more of limits than the common ones do."""
    return [v.id for v in _telling(catalog) if any(map(_headers, v.limits))]


def limit_members(catalog: Catalog) -> list[str]:
    """The names that bodies have in which a vendor states use or cost."""
    limits = [limit for v in _telling(catalog) for limit in v.limits]
    return sorted({_last(path) for limit in limits for path in _paths(limit)})


class LimitStates:
    """Reads limit states out of the rows of a connection."""

    def __init__(self, catalog: Catalog, relations: Relations, statements: Statements) -> None:
        self._relations, self._statements = relations, statements
        self._arms = {v.id: list(_arms(v)) for v in _telling(catalog)}

    def read(self, rows: pa.Table) -> Iterator[pa.Table]:
        """The limit states that requests were answered with, redacted as the requests are."""
        states_limits = pc.or_(pc.is_valid(rows["limit_headers"]), pc.is_valid(rows["limit_body"]))
        if not pc.any(states_limits).as_py():
            return
        responses = rows.select(_RESPONSES.names).filter(states_limits).cast(_RESPONSES)
        self._relations.hold("responses", responses)
        present = set(pc.unique(responses["vendor"]).to_pylist())
        for vendor in sorted(present & self._arms.keys()):
            yield self._read(" UNION ALL ".join(self._arms[vendor]))
        if present - self._arms.keys():
            catalogued = ", ".join(map(quoted, self._arms)) or "''"
            yield self._read(_COMMON.replace("'vendors of the catalog'", catalogued))
        self._relations.hold("responses", no_rows(responses.schema))

    def told_by_columns(self, rows: pa.Table) -> Iterator[pa.Table]:
        """The limit states of rows whose headers say no more than their columns do.

        Texts that repeat are dictionary arrays, as those of the rows are.
        """
        states_limits = pc.or_(
            pc.is_valid(rows["limit_quota"]), pc.is_valid(rows["limit_remaining"])
        )
        states_limits = pc.and_(states_limits, pc.is_null(rows["limit_headers"]))
        told = {f"limit_{name}": name for name in ("quota", "remaining", "reset_s")}
        responses = rows.select([*_OF_REQUEST, *told]).filter(states_limits)
        if len(responses):
            columns = {told.get(name, name): responses[name] for name in responses.column_names}
            for name, text in _COMMON_LIMIT.items():
                columns[name] = repeated(text, len(responses))
            yield with_nulls(columns, TOLD, len(responses))

    def _read(self, sql: str) -> pa.Table:
        named = _NAMED.replace("{{said}}", sql)
        return self._statements.run(named, in_order=False).select(TOLD.names).cast(TOLD)


def _telling(catalog: Catalog) -> list[Vendor]:
    return [
        v
        for v in catalog.vendors.values()
        if any(limit.told.places() or limit.cost.told for limit in v.limits)
    ]


def _headers(limit: Limit) -> list[str]:
    return [p.removeprefix("header:") for p in limit.told.places() if p.startswith("header:")]


def _paths(limit: Limit) -> list[str]:
    """The paths in a body that are worth a look at it."""
    told, stated = limit.told, limit.told.used or limit.told.remaining or limit.told.fraction
    places = (stated or told.quota, limit.cost.told, told.group)
    return [place for place in places if place and place.startswith("$")]


def _last(path: str) -> str:
    return re.sub(r"\[[^]]*\]", "", path).rpartition(".")[2]


def _arms(vendor: Vendor) -> Iterator[str]:
    """One SELECT a limit."""
    limits = [limit for limit in vendor.limits if limit.told.places() or limit.cost.told]
    for limit in limits:
        family = next((name for name in _headers(limit) if _PLACEHOLDER.search(name)), None)
        yield _arm(vendor.id, limit, family)


def _arm(vendor: str, limit: Limit, family: str | None) -> str:
    told = limit.told
    names = dict.fromkeys([*_headers(limit), "date"])
    structure = '"MAP(VARCHAR,VARCHAR)"' if family else json.dumps(dict.fromkeys(names, "VARCHAR"))
    opened = (
        f"SELECT *, try(from_json(limit_headers, {quoted(structure)})) AS h FROM responses"
        f" WHERE vendor = {quoted(vendor)}"
    )
    if family:
        opened = f"SELECT *, unnest({_families(family)}) AS family FROM ({opened})"
    is_map = family is not None

    def text(place: str | None) -> str:
        return _text(place, is_map)

    speaks = f"regexp_matches({text(told.when)}, {quoted(told.matches or '')})"

    def state(place: str | None) -> str:
        """State in an answer that does not name this limit belongs to another."""
        return f"CASE WHEN {speaks} THEN {text(place)} END" if told.when and place else text(place)

    group = text(told.group)
    values = {
        "limit": quoted(limit.name),
        "currency": quoted(limit.currency),
        "scope": quoted(limit.scope),
        "said_group": group,
        "part": f"CASE WHEN {group} IS NULL THEN family END" if family else "NULL::VARCHAR",
        "told_in": quoted("header" if _headers(limit) else "body"),
        "quota": _number(state(told.quota)),
        "used": _number(state(told.used)),
        "remaining": _number(state(told.remaining)),
        "reset_s": _reset(state(told.reset), told.reset_as, text("header:date")),
        "window_s": "seconds_of_window(family)" if family and "{window}" in family else "NULL",
        "refill_per_s": _number(state(told.refill_per_s)),
        "cost": _number(text(limit.cost.told)),
    }
    if told.fraction:
        values["used"] = _number(f"split_part({state(told.fraction)}, '/', 1)")
        values["quota"] = _number(f"nullif(split_part({state(told.fraction)}, '/', 2), '')")
    columns = ", ".join(f'{value} AS "{name}"' for name, value in values.items())
    return (
        f"SELECT * FROM (SELECT {', '.join(_OF_REQUEST)}, {columns} FROM ({opened}))"
        " WHERE coalesce(quota, used, remaining, cost) IS NOT NULL"
    )


def _families(header: str) -> str:
    """What stands for the placeholder in the names of the headers that are there."""
    found = _PLACEHOLDER.search(header)
    assert found
    before, after = re.escape(header[: found.start()]), re.escape(header[found.end() :])
    pattern = f"^{before}{_CAPTURED[found[1]]}{after}$"
    taken = f"list_transform(map_keys(h), lambda k: regexp_extract(k, {quoted(pattern)}, 1))"
    return f"list_distinct(list_filter({taken}, lambda name: name <> ''))"


def _text(place: str | None, is_map: bool) -> str:
    """SQL of the text at a place in an answer."""
    if place is None:
        return "NULL::VARCHAR"
    if place.startswith("$"):
        found = f"json_extract_string(limit_body, {quoted(place)})"
        return f"{found}[1]" if "[*]" in place else found
    name = place.removeprefix("header:")
    if not is_map:
        return f'trim(first_of(h."{name}"))'
    parts = _PLACEHOLDER.split(name)
    spelled = quoted(name)
    if len(parts) > 1:
        spelled = f"{quoted(parts[0])} || family || {quoted(parts[2])}"
    return f"trim(first_of(h[{spelled}]))"


def _number(text: str) -> str:
    return f"measure(try_cast({text} AS DOUBLE))"


def _reset(text: str, told_as: str | None, date: str) -> str:
    """SQL of the seconds until then."""
    at = f"coalesce(http_date({date}), ts)"
    number = f"try_cast({text} AS DOUBLE)"
    spoken = {
        "seconds": number,
        "milliseconds": f"{number} / 1e3",
        "epoch": f"{number} - epoch_us({at}) / 1e6",
        "epoch_ms": f"{number} / 1e3 - epoch_us({at}) / 1e6",
        "duration": f"coalesce(go_duration_s({text}), {number})",
    }
    return f"measure(not_past({spoken.get(told_as or '', f'reset_s_of({text}, {at})')}))"
