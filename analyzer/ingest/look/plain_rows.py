"""Rows of plain lines, put together from what SQL has told of their texts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from analyzer import schema
from analyzer.catalog.catalog import Catalog
from analyzer.ingest.lines.arrays import arrow, measured, repeated, spread, texts
from analyzer.ingest.look.key_columns import OF_KEY, AskKeys, KeyColumns
from analyzer.ingest.look.known_texts import Answers, Codes, Column, paired
from analyzer.ingest.look.module import Rows
from analyzer.ingest.look.portions import Portion, without_dashes
from analyzer.ingest.sql.key_expiries import KEY_EXPIRY
from analyzer.ingest.sql.limit_states import telling_vendors
from analyzer.ingest.sql.request_items import NAMING, OF_REQUEST

_MOST_ANSWERS = 60_000
_OF_PLACE = ("vendor", "scheme", "host", "route")
# Of places whose requests may name items a text, of others NULL.
NAMES_ITEMS = "names_items"
SECRET = "item_secret"
# Of a sender who is known without his credential it is left out; the header that holds it stays.
OF_CREDENTIAL = (*OF_KEY, SECRET)
_OF_SENDER = (*OF_CREDENTIAL, "key_in")
OF_BODY = ("code", "message", "detail", "body")
# Texts of a failure in which the id that its body tells may stand; of which trace it is.
WITH_ID = OF_BODY[1:]
TRACE_TOLD = "trace_told"
_OF_ROWS = (
    "ts", "status", "attempt", "duration", "retry", "quota",
    "remaining", "reset", "window", "request_bytes", "response_bytes",
)  # fmt: skip
# Of the module's tables those whose texts are values as they stand.
COLUMN_OF = {"clients": "client", "addresses": "client_ip", "methods": "method"}
# … and the one of credentials.
KEYS = "keys"
# Where those stand of which too many are numbered.
_TOLD_IN = {"client": "client_text", "address": "address_text"}
_REPEATED = (*_OF_PLACE, *_OF_SENDER, *OF_BODY, *COLUMN_OF.values(), TRACE_TOLD, NAMES_ITEMS)
ROWS = pa.schema([*(f for f in schema.REQUESTS if f.name not in ("source", "load")), KEY_EXPIRY])
_DAY_US = 86_400_000_000


@dataclass(frozen=True)
class Found:
    """Where the answers about lines' places, senders and bodies lie; below 0 nowhere."""

    place: Codes
    vendor: Codes  # of whom a place is
    sender: Codes
    body: Codes

    def known(self) -> NDArray[np.int64]:
        """The lines of which all is known."""
        return np.flatnonzero((self.place >= 0) & (self.sender >= 0) & (self.body >= 0))

    def of(self, lines: NDArray[np.int64]) -> Found:
        """The same of some lines."""
        return Found(*(one[lines] for one in (self.place, self.vendor, self.sender, self.body)))


class PlainRows:
    """Puts rows together; it keeps the answers about places, senders and bodies."""

    def __init__(self, catalog: Catalog, ask_keys: AskKeys) -> None:
        self._telling_vendors = texts(telling_vendors(catalog))
        self._columns = {name: Column() for name in _REPEATED}
        self.places, self.senders, self.bodies = (
            Answers(names, self._columns, _MOST_ANSWERS)
            for names in ((*_OF_PLACE, NAMES_ITEMS), _OF_SENDER, (*OF_BODY, TRACE_TOLD))
        )
        self._keys = KeyColumns(ask_keys, self._columns)
        self._codes = {table: np.empty(0, np.int32) for table in COLUMN_OF}

    def find(self, rows: Rows) -> Found:
        """Where the answers about lines lie."""
        place = self.places.find(rows["place"].astype(np.int64))
        vendor = np.where(place < 0, -1, self.places.codes("vendor", place)).astype(np.int32)
        sender = self.senders.find(paired(vendor, rows["sender"]))
        return Found(place, vendor, sender, self.bodies.find(paired(vendor, rows["body"])))

    def of(
        self, portion: Portion, at: NDArray[np.int64], found: Found, client: str | None
    ) -> pa.Table:
        """The rows of plain lines: the lake's columns but source and load, and when keys expire."""
        rows = {name: portion.seen.rows[name][at] for name in _OF_ROWS}
        trace, trace_key = self._traces(portion, at, found.body)
        columns: dict[str, pa.Array] = {
            "ts": arrow(rows["ts"]).cast(schema.TIMESTAMP),
            "date": arrow((rows["ts"] // _DAY_US).astype(np.int32)).cast(pa.date32()),
            "client": self._text("clients", portion, "client", at, client),
            "client_ip": self._text("addresses", portion, "address", at, None),
            "method": self._text("methods", portion, "method", at, None),
            "protocol": repeated("http", len(at)),
            "status": arrow(rows["status"].astype(np.int16)),
            "attempt": arrow(rows["attempt"].astype(np.int16), rows["attempt"] < 0),
            **{name: portion.column(name, at) for name in ("path", "query", "request_id")},
            "trace_id": trace,
            "trace_key": trace_key,
            "duration_ms": measured(rows["duration"]),
            "retry_after_s": measured(rows["retry"]),
            "limit_quota": measured(rows["quota"]),
            "limit_remaining": measured(rows["remaining"]),
            "limit_reset_s": measured(rows["reset"]),
            "limit_window_s": measured(rows["window"]),
            "request_bytes": arrow(rows["request_bytes"], rows["request_bytes"] < 0),
            "response_bytes": arrow(rows["response_bytes"], rows["response_bytes"] < 0),
            **{name: self.places.array(name, found.place) for name in _OF_PLACE},
            "key_in": self.senders.array("key_in", found.sender),
            **self._keys.of(portion, at, self.senders, found.sender),
            "code": self.bodies.array("code", found.body),
            **self._texts_with_ids(portion, at, found.body),
        }
        return schema.with_nulls(columns, ROWS, len(at))

    def _traces(
        self, portion: Portion, at: NDArray[np.int64], body: Codes
    ) -> tuple[pa.StringArray, pa.StringArray]:
        """The traces of rows, and these as keys. Of some their body tells it."""
        trace, key = (portion.column(name, at) for name in ("trace", "trace_key"))
        tells = portion.seen.rows["told"]["size"][at] > 0
        tells &= self.bodies.codes(TRACE_TOLD, body) >= 0
        if not tells.any():
            return trace, key
        told = portion.texts("told", at[tells])
        return tuple(
            pc.replace_with_mask(column, arrow(tells), texts)
            for column, texts in ((trace, told), (key, without_dashes(told)))
        )

    def _texts_with_ids(
        self, portion: Portion, at: NDArray[np.int64], body: Codes
    ) -> dict[str, pa.Array]:
        """What failures say, each with the id that its body tells."""
        telling = np.flatnonzero(portion.seen.rows["told"]["size"][at])
        ids = portion.texts("told", at[telling])
        return {name: self.bodies.array_with_ids(name, body, telling, ids) for name in WITH_ID}

    def with_limits(self, portion: Portion, at: NDArray[np.int64], table: pa.Table) -> pa.Table:
        """The same rows with the headers, as SQL gives them, that say more of limits."""
        of_vendor = pc.is_in(table["vendor"], self._telling_vendors)
        tells_more = portion.seen.rows["tells_limits"][at] > 1
        tells = np.flatnonzero(tells_more | pl.Series(of_vendor).to_numpy())
        headers = pc.ascii_lower(portion.texts("headers", at[tells]))
        table = table.append_column("limit_headers", spread(headers, tells, len(at)))
        return table.append_column("limit_body", pa.nulls(len(at), pa.string()))

    def naming(
        self, portion: Portion, at: NDArray[np.int64], found: Found, table: pa.Table
    ) -> pa.Table:
        """Those of the rows whose places may name items, with what they asked and answered.

        Bodies are JSON as the line has it.
        """
        names = np.flatnonzero(self.places.codes(NAMES_ITEMS, found.place) >= 0)
        at, sender = at[names], found.sender[names]
        fresh = self.senders.are_left_out(SECRET, sender)
        credentials = portion.texts("secret", at[fresh])
        columns = {
            **dict(zip(OF_REQUEST, table.select(OF_REQUEST).take(arrow(names)), strict=True)),
            "item_request": portion.texts("asked", at),
            "item_answer": portion.texts("answer", at),
            SECRET: self.senders.array_with(SECRET, sender, fresh, credentials),
        }
        return pa.table(columns).select(NAMING.names)

    def note_new(self, portion: Portion) -> None:
        """Number values as columns do that the module numbered for the first time."""
        if credentials := portion.new[KEYS]:
            self._keys.note(credentials)
        for table, column_name in COLUMN_OF.items():
            values = portion.new[table]
            column = self._columns[column_name]
            codes = np.array([column.code(value) for value in values], np.int32)
            self._codes[table] = np.concatenate([self._codes[table], codes])

    def _text(
        self, table: str, portion: Portion, name: str, at: NDArray[np.int64], missing: str | None
    ) -> pa.Array:
        """A column of values that the module has numbered; where they were too many, as told."""
        known, column = self._codes[table], self._columns[COLUMN_OF[table]]
        numbers = portion.seen.rows[name][at]
        if not len(known):
            return column.array(np.full(len(numbers), column.code(missing), np.int32))
        codes = np.where(numbers < 0, column.code(missing), known[np.maximum(numbers, 0)])
        codes = codes.astype(np.int32)
        if name not in _TOLD_IN:
            return column.array(codes)
        told = np.flatnonzero(portion.seen.rows[_TOLD_IN[name]]["size"][at])
        return column.array_with(codes, told, portion.texts(_TOLD_IN[name], at[told]))
