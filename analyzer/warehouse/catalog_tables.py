"""The catalog as Arrow tables, the form in which the models read it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

import pyarrow as pa
import pyarrow.json as pa_json

from analyzer.catalog.catalog import Catalog
from analyzer.catalog.limit import Limit
from analyzer.catalog.vendor import Entry, Vendor
from analyzer.schema import no_rows

_TEXTS = pa.list_(pa.string())

VENDORS = pa.schema(
    [
        ("vendor", pa.string()),
        ("title", pa.string()),
        ("docs_url", pa.string()),
        ("hosts", _TEXTS),
        ("key_header", pa.string()),
        ("key_query", pa.string()),
        ("key_message", pa.string()),
        ("key_shape", pa.string()),
        ("wrong_headers", _TEXTS),
        ("family_from", pa.string()),
        ("family_pattern", pa.string()),
        ("family_name", pa.string()),
        ("max_retries", pa.int16()),
        ("backoff_s", pa.list_(pa.float64())),
        ("backoff_factor", pa.float64()),
        ("backoff_max_s", pa.float64()),
        ("quota_reset", pa.string()),
        ("objective_target", pa.float64()),
        ("objective_classes", _TEXTS),
    ]
)

# `entry` numbers the rows in the order in which evidence of one kind is tried; 0 is what nothing
# explains. `vendor` is NULL for what HTTP, WebSocket and networks say themselves.
CODES = pa.schema(
    [
        ("entry", pa.int32()),
        ("vendor", pa.string()),
        ("kind", pa.string()),
        ("code", pa.string()),
        ("pattern", pa.string()),
        ("class_from_status", pa.bool_()),
        ("message", pa.string()),
        ("status", pa.int16()),
        ("protocol", pa.string()),
        ("family", pa.string()),
        ("success", pa.bool_()),
        ("class", pa.string()),
        ("retryable", pa.bool_()),
        ("fault", pa.string()),
        ("listed", pa.bool_()),
        ("cause", pa.string()),
        ("meaning", pa.string()),
        ("remedy", pa.string()),
        ("docs_url", pa.string()),
    ]
)

FAMILIES = pa.schema([("vendor", pa.string()), ("family", pa.string()), ("title", pa.string())])

LIMITS = pa.schema(
    [
        ("vendor", pa.string()),
        ("name", pa.string()),
        ("kind", pa.string()),
        ("scope", pa.string()),
        ("quota", pa.float64()),
        ("window_s", pa.float64()),
        ("resets", pa.string()),
        ("codes", _TEXTS),
        ("currency", pa.string()),
        ("rule", pa.string()),
        ("rate_per_s", pa.float64()),
        ("is_told", pa.bool_()),
    ]
)

CLASSES = pa.schema(
    [
        ("class", pa.string()),
        ("title", pa.string()),
        ("advice", pa.string()),
        ("group", pa.string()),
        ("fault", pa.string()),
        ("retryable", pa.bool_()),
    ]
)

Row = dict[str, object]


_MOST_MADE = 8
_MADE: dict[tuple[str, str], Mapping[str, pa.Table]] = {}


def tables(catalog: Catalog, language: str) -> Mapping[str, pa.Table]:
    """`catalog_vendors`, `_codes`, `_families`, `_limits` and `_classes`, texts in one language.

    They are kept for who asks again: to make them takes as long as to read them into a database.
    """
    key = catalog.digest, language
    if key not in _MADE:
        if len(_MADE) >= _MOST_MADE:
            _MADE.clear()
        _MADE[key] = _tables(catalog, language)
    return _MADE[key]


def _tables(catalog: Catalog, language: str) -> dict[str, pa.Table]:
    vendors = catalog.vendors.values()
    listed = ((vendor, entry) for vendor in vendors for entry in vendor.entries)
    standards = ((None, entry) for entry in catalog.standards)
    codes = (
        {"entry": 0 if entry.kind == "none" else number, **_code(vendor, entry, language)}
        for number, (vendor, entry) in enumerate(chain(listed, standards), 1)
    )
    rows: dict[str, tuple[pa.Schema, Iterator[Row]]] = {
        "catalog_vendors": (VENDORS, (_vendor(vendor) for vendor in vendors)),
        "catalog_codes": (CODES, codes),
        "catalog_families": (
            FAMILIES,
            (
                {"vendor": vendor.id, "family": family, "title": title[language]}
                for vendor in vendors
                for family, title in vendor.families.items()
            ),
        ),
        "catalog_limits": (LIMITS, (row for vendor in vendors for row in _limits(vendor))),
        "catalog_classes": (
            CLASSES,
            (
                {
                    "class": c.name,
                    "title": c.title[language],
                    "advice": c.advice[language],
                    "group": c.group,
                    "fault": c.fault,
                    "retryable": c.retryable,
                }
                for c in catalog.classes.values()
            ),
        ),
    }
    return {name: _table(schema, values) for name, (schema, values) in rows.items()}


def _table(schema: pa.Schema, rows: Iterable[Row]) -> pa.Table:
    """By way of JSON, since PyArrow imports pandas (0.6 s) to convert Python objects."""
    lines = "\n".join(json.dumps(row) for row in rows).encode()
    if not lines:
        return no_rows(schema)
    options = pa_json.ParseOptions(explicit_schema=schema)
    return pa_json.read_json(pa.BufferReader(lines), parse_options=options)


def _vendor(vendor: Vendor) -> Row:
    return {
        "vendor": vendor.id,
        "title": vendor.title,
        "docs_url": vendor.docs_url,
        "hosts": vendor.hosts,
        "key_header": vendor.credential.header,
        "key_query": vendor.credential.query,
        "key_message": vendor.credential.message,
        "key_shape": vendor.credential.shape,
        "wrong_headers": vendor.credential.wrong_headers,
        "family_from": vendor.family.source,
        "family_pattern": vendor.family.pattern,
        "family_name": vendor.family.name,
        "max_retries": vendor.max_retries,
        "backoff_s": vendor.backoff.waits_s or None,
        "backoff_factor": vendor.backoff.factor,
        "backoff_max_s": vendor.backoff.longest_s,
        "quota_reset": vendor.quota_reset,
        "objective_target": vendor.objective.target,
        "objective_classes": vendor.objective.classes,
    }


def _code(vendor: Vendor | None, entry: Entry, language: str) -> Row:
    return {
        "vendor": vendor.id if vendor else None,
        "kind": entry.kind,
        "code": entry.code,
        "pattern": entry.pattern,
        "class_from_status": entry.class_from_status,
        "message": entry.message,
        "status": entry.status,
        "protocol": entry.protocol,
        "family": entry.family,
        "success": entry.success,
        "class": entry.failure_class,
        "retryable": entry.retryable,
        "fault": entry.fault,
        "listed": entry.listed,
        "cause": entry.cause,
        "meaning": entry.meaning[language] if entry.meaning else None,
        "remedy": entry.remedy[language] if entry.remedy else None,
        "docs_url": entry.docs_url or (vendor.docs_url if vendor else None),
    }


def _limits(vendor: Vendor) -> Iterator[Row]:
    for limit in vendor.limits:
        yield _limit(vendor, limit)
    if vendor.max_retries is not None:
        # How often one request may be sent again after a 5xx is a limit of the vendor as well.
        retries = Limit(
            "retries", "retries", "requests", "request", vendor.max_retries, None, None, ()
        )
        yield _limit(vendor, retries)


def _limit(vendor: Vendor, limit: Limit) -> Row:
    return {
        "vendor": vendor.id,
        "name": limit.name,
        "kind": limit.kind,
        "scope": limit.scope,
        "quota": limit.quota,
        "window_s": limit.window_s,
        "resets": limit.resets,
        "codes": limit.codes,
        "currency": limit.currency,
        "rule": limit.rule,
        "rate_per_s": limit.empties_per_s,
        "is_told": bool(limit.told.places()),
    }
