"""Redacts secrets in requests; only rows that may hold one are examined."""

from __future__ import annotations

from importlib import resources

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.ingest.lines.arrays import arrow
from analyzer.ingest.rows.staged_rows import STAGED
from analyzer.ingest.sql.key_expiries import KEY_EXPIRY
from analyzer.ingest.sql.relations import Relations, Statements
from analyzer.ingest.sql.request_items import OF_ITEMS

_SQL = resources.files(__package__)
_TEXTS = (_SQL / "unsafe_texts.sql").read_text("utf-8")
_REDACT = (_SQL / "redact.sql").read_text("utf-8")
# A statement compiles its patterns as it begins; that takes this one, which looks for no forms, a
# tenth of the time.
_REDACT_NAMED = _REDACT.replace(
    "redact_as_written(text)", "without_spoken(without_named(text))"
).replace("may_hold_forms(host)", "FALSE")
# What is staged, and what limit states and items are read from, which is not kept.
_KEPT = pa.schema(
    [*STAGED, ("limit_headers", pa.string()), ("limit_body", pa.string()), *OF_ITEMS, KEY_EXPIRY]
)


class RowRedaction:
    """Redacts rows of a connection."""

    def __init__(self, relations: Relations, statements: Statements) -> None:
        self._relations, self._statements = relations, statements

    def redacted(self, rows: pa.Table) -> pa.Table:
        """Requests as they are stored, after the lookup caches have learned from them."""
        if not pc.any(rows["is_unsafe"]).as_py():
            return rows.select(_KEPT.names).cast(_KEPT)
        self._relations.hold("unsafe", rows.filter(rows["is_unsafe"]))
        texts = self._statements.run(_TEXTS, in_order=False)
        formed = texts["may_hold_forms"]
        parts = [rows.filter(pc.invert(rows["is_unsafe"]))]
        for statement, which in ((_REDACT, formed), (_REDACT_NAMED, pc.invert(formed))):
            if pc.any(which).as_py():
                self._relations.hold("unsafe_texts", texts.filter(which))
                parts.append(self._statements.run(statement, in_order=False))
        return pa.concat_tables([part.select(_KEPT.names).cast(_KEPT) for part in parts])

    def unsafe_if_changed(self, rows: pa.Table) -> pa.Table:
        """The same rows, in their order, of which only those are unsafe that redaction changes.

        Queries are redacted, which changes none of the others. What is no request is not unsafe.
        """
        told = pl.Series(rows["is_unsafe"]).fill_null(value=False)
        is_unsafe = told.to_numpy(writable=True)
        if not is_unsafe.any():
            return rows
        at = np.flatnonzero(is_unsafe).astype(np.int32)
        unsafe = rows.take(arrow(at))
        unsafe = unsafe.set_column(rows.schema.get_field_index("number"), "number", arrow(at))
        was = pl.DataFrame(unsafe.select(_KEPT.names).cast(_KEPT))
        safe = pl.DataFrame(self.redacted(unsafe)).sort("number")
        changed = [safe[name].ne_missing(was[name]) for name in _KEPT.names if name != "query"]
        is_unsafe[at] = pl.DataFrame(changed).select(pl.any_horizontal(pl.all())).to_series()
        queries = pl.Series(rows["query"]).scatter(at, safe["query"]).to_arrow()
        for name, values in (("is_unsafe", arrow(is_unsafe)), ("query", queries.cast(pa.string()))):
            rows = rows.set_column(rows.schema.get_field_index(name), name, values)
        return rows
