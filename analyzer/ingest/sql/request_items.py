"""SQL that reads ids of items, such as orders, out of requests and responses.

Each rule of each vendor is one SELECT over the requests that may name an item.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from importlib import resources

import pyarrow as pa
import pyarrow.compute as pc

from analyzer import schema
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.item import ItemRule
from analyzer.ingest.sql.answers import case_of
from analyzer.ingest.sql.relations import Relations, Statements
from analyzer.schema import no_rows
from analyzer.system.sql_literal import quoted

NAMED = schema.staged(schema.REQUEST_ITEMS)
# What normalise.sql gives of the requests that are looked at, and what is not kept.
OF_ITEMS = pa.schema(
    [
        ("may_name_items", pa.bool_()),
        ("item_request", pa.string()),
        ("item_answer", pa.string()),
        ("item_secret", pa.string()),
    ]
)
OF_REQUEST = (
    "ts", "vendor", "date", "client", "client_ip", "host", "status", "key_id", "path", "method",
    "query", "duration_ms", "code", "message", "trace_id", "request_id", "number",
)  # fmt: skip
NAMING = pa.schema(
    [
        *(schema.REQUESTS.field(name) for name in OF_REQUEST if name != "number"),
        ("number", pa.int32()),
        *(f for f in OF_ITEMS if f.name != "may_name_items"),
    ]
)
_SQL = resources.files(__package__)
_READ = (_SQL / "request_items.sql").read_text("utf-8")
_ARRAY = r"^\s*\["
# A segment of a path that is no identifier, as a version of an API is none, or any of them.
_WORD_OR_ANY = re.compile(r"\*|v[0-9]|[^*0-9]*")
# Members of an answer that commonly hold the one thing that was asked for.
_ENVELOPES = ("data", "result", "order", "payload")


def item_macros(catalog: Catalog) -> str:
    """CREATE MACRO `names_items(vendor, path)`: whether a request may be one that names an item."""
    vendors = [v for v in catalog.vendors.values() if v.items]
    paths = {v.id: _any_of("path", *(_paths(rule) for rule in v.items)) for v in vendors}
    return (
        "CREATE MACRO names_items(vendor, path) AS ("
        f"coalesce({case_of(vendors, lambda v: paths[v.id], 'FALSE')}, FALSE));\n"
        # UUIDs are the same in any case (RFC 9562), other ids are not.
        "CREATE MACRO id_in_one_case(item) AS (CASE WHEN regexp_full_match(item,"
        " '[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}') THEN lower(item) ELSE item END);"
    )


def vendors_naming_by_identifier(catalog: Catalog) -> list[str]:
    """The vendors of whose requests the identifiers in a path may tell whether they name items.

    Of all others such paths name items alike: a rule's segments are words without digits, or any.
    """
    return [
        vendor.id
        for vendor in catalog.vendors.values()
        for rule in vendor.items
        if not all(_WORD_OR_ANY.fullmatch(part) for one in _paths(rule) for part in one.split("/"))
    ]


class Naming:
    """Reads what requests name out of the rows of a connection."""

    def __init__(self, catalog: Catalog, relations: Relations, statements: Statements) -> None:
        self._relations, self._statements = relations, statements
        self._arms = {
            v.id: " UNION ALL ".join(_arm(v.id, rule) for rule in v.items)
            for v in catalog.vendors.values()
            if v.items
        }

    def named_in_any(self, rows: pa.Table) -> Iterator[pa.Table]:
        """As `named`, of those rows that may name items."""
        if pc.any(rows["may_name_items"]).as_py():
            yield from self.named(rows.filter(rows["may_name_items"]))

    def named(self, rows: pa.Table) -> Iterator[pa.Table]:
        """The items that requests, as they are kept, name, and what was said of each."""
        naming = rows.select(NAMING.names).cast(NAMING)
        self._relations.hold("naming", naming)
        for vendor in sorted(set(pc.unique(naming["vendor"]).to_pylist()) & self._arms.keys()):
            found = self._statements.run(self._arms[vendor], in_order=False)
            yield found.select(NAMED.names).cast(NAMED)
        self._relations.hold("naming", no_rows(naming.schema))


def _arm(vendor: str, rule: ItemRule) -> str:
    """The SELECT of request_items.sql with what a rule says."""
    listing = rule.listing
    values = {
        "vendor": quoted(vendor),
        "kind": quoted(rule.name),
        "is_about": _any_of("target", rule.routes),
        "is_listing": _any_of("target", listing.routes) if listing else "FALSE",
        "whole": quoted(listing.whole if listing else ""),
        "cut_off": quoted((listing and listing.cut_off) or "$^"),
        "in_path": _extracted("rtrim(path, '/')", rule.path),
        "in_query": _parameters(rule.query),
        "in_request": _ids("asked_body", rule.members),
        "in_text": _texts(rule.failed_text),
        "failed_parts": _parts(rule.failed),
        "done_parts": _parts(rule.done),
        "elements": _parts(listing.elements if listing else ()),
        "looked_up": _looked_up(rule.members, listing.elements if listing else ()),
        "may_list": _may_list(rule.members, listing.elements if listing else ()),
        "holds_list": _holds_list(listing.elements if listing else ()),
        "id_of_part": f"coalesce(({_ids('part', rule.members)})[1],"
        " CASE WHEN (part::VARCHAR)[1] NOT IN ('{', '[') THEN trim(part::VARCHAR, '\"') END)",
        "state_of_part": _state(rule),
        "hashed": str(rule.hashed).upper(),
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda found: values[found[1]], _READ)


def _paths(rule: ItemRule) -> list[str]:
    routes = [*rule.routes, *(rule.listing.routes if rule.listing else ())]
    return [route.rpartition(" ")[2] for route in routes]


def _any_of(text: str, *globs: Iterable[str]) -> str:
    """Whether a text matches a glob, in which `*` is anything; a slash at its end says nothing."""
    patterns = dict.fromkeys(re.escape(g).replace(r"\*", ".*") for some in globs for g in some)
    pattern = f"(?:{'|'.join(patterns)})/*"
    return f"regexp_full_match({text}, {quoted(pattern)})"


def _extracted(text: str, pattern: str | None) -> str:
    return f"[regexp_extract({text}, {quoted(pattern)}, 1)]" if pattern else "[]::VARCHAR[]"


def _parameters(names: Sequence[str]) -> str:
    """The values of query parameters, which may be lists with commas."""
    if not names:
        return "[]::VARCHAR[]"
    pattern = rf"[&]({'|'.join(map(re.escape, names))})(?:\[\]|%5B%5D)?=([^&]*)"
    values = f"regexp_extract_all('&' || asked_query, {quoted(pattern)}, 2)"
    return f"flatten(list_transform({values}, lambda v: string_split(url_decode(v), ',')))"


def _ids(body: str, names: Sequence[str]) -> str:
    """The scalars under the first name that a JSON text has, or of an array that it is."""
    found = [
        _if_matching(body, _ARRAY, _scalars(body, "$[*]", "$[*][*]")),
        *(
            _if_named(body, name, _scalars(body, f'$.."{name}"', f'$.."{name}"[*]'))
            for name in names
        ),
    ]
    hints = (_ARRAY, *(re.escape(hint) for hint in (*map(json.dumps, names), "\\")))
    ids = _if_matching(
        body, "|".join(hints), f"coalesce({', '.join(f'nullif({one}, [])' for one in found)})"
    )
    return f"coalesce({ids}, []::VARCHAR[])"


def _if_matching(body: str, pattern: str, found: str) -> str:
    """What is found, sought only where a JSON text matches."""
    return f"CASE WHEN regexp_matches({body}::VARCHAR, {quoted(pattern)}) THEN {found} END"


def _if_named(body: str, name: str, found: str) -> str:
    """What is found, sought only where a JSON text has that name or escapes: few do."""
    mentions = f"contains({body}::VARCHAR, {quoted(json.dumps(name))})"
    return f"CASE WHEN {mentions} OR contains({body}::VARCHAR, '\\') THEN {found} END"


def _scalars(body: str, *places: str) -> str:
    lists = ", ".join(f"json_extract_string({body}, {quoted(p)})" for p in places)
    return f"list_filter(list_concat({lists}), lambda x: x[1] NOT IN ('{{', '['))"


def _texts(patterns: Sequence[str]) -> str:
    """Ids in a sentence: each pattern's group is a list of them."""
    if not patterns:
        return "[]::VARCHAR[]"
    found = (f"regexp_extract(told_text, {quoted(p)}, 1)" for p in patterns)
    lists = f"[{', '.join(found)}]"
    return (
        rf"flatten(list_transform({lists}, lambda t: regexp_extract_all(t, '[\w.:-]*\d[\w.:-]*')))"
    )


def _parts(names: Sequence[str]) -> str:
    """The elements of the arrays of these names in an answer, as JSON texts."""
    found = (
        _if_named("told", name, f"json_extract(told, {quoted(f'$..{json.dumps(name)}[*]')})")
        for name in names
    )
    return f"list_concat({', '.join(['[]::JSON[]', *found])})"


def _looked_up(members: Sequence[str], elements: Sequence[str]) -> str:
    """The object of an answer that has the id, if that lies in an envelope; else the answer."""
    names = dict.fromkeys((*_ENVELOPES, *elements))
    outer = [("$", name) for name in names]
    inner = [(f"$.{json.dumps(name)}", one) for name in names for one in _ENVELOPES]
    held = [f"{at}.{json.dumps(name)}{one}" for at, name in (*outer, *inner) for one in ("", "[0]")]
    places = ", ".join(quoted(place) for place in ("$", "$[0]", *held))
    ids = ", ".join(quoted(_member(name)) for name in members)
    scalars = f"list_filter(json_extract_string(one, [{ids}]), lambda id: id[1] NOT IN ('{{', '['))"
    found = f"list_filter(json_extract(told, [{places}]), lambda one: len({scalars}) > 0)"
    return f"coalesce({found}[1], told::JSON)"


def _may_list(members: Sequence[str], elements: Sequence[str]) -> str:
    """What a JSON text has that names an item: no object, an id's name, an array's, or escapes."""
    of_member, of_array = ("|".join(map(re.escape, names)) or "$^" for names in (members, elements))
    return quoted(rf'^\s*[^{{\s]|"(?:{of_member})"|"(?:{of_array})"\s*:\s*\[|\\')


def _holds_list(names: Sequence[str]) -> str:
    places = ["$", *map(_member, names)]
    types = ", ".join(f"json_type(told, {quoted(place)})" for place in places)
    return f"list_contains([{types}], 'ARRAY')"


def _state(rule: ItemRule) -> str:
    """Whether an element says that its item is done; NULL where it has no state."""
    if not rule.ended:
        return "NULL::BOOLEAN"
    paths = ", ".join(quoted(_member(name)) for name in rule.state)
    states = f"list_filter(json_extract_string(part, [{paths}]), lambda state: state IS NOT NULL)"
    return f"regexp_matches({states}[1], {quoted(rule.ended)})"


def _member(name: str) -> str:
    return f'$."{name}"'
