"""A fast path for plain lines (C, as WebAssembly): texts that repeat pass through SQL once.

Most lines of a log are plain, and most of their parts were seen before. look.c takes such lines
apart and numbers their texts; SQL is asked about one line of each new text, and its answers hold
for all lines with the same numbers, if they give back the row that SQL gave of that line.
All other lines go to SQL whole. `ANALYZER_LOOK=off` leaves all to SQL, with the same result.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from analyzer import redaction, schema
from analyzer.catalog.catalog import Catalog
from analyzer.ingest.answers import (
    code_members,
    inner_members,
    outer_codes,
    telling_headers,
    telling_members,
    trace_members,
)
from analyzer.ingest.key_expiries import KEY_EXPIRY
from analyzer.ingest.limit_states import limit_members, telling_vendors
from analyzer.ingest.look.arrays import arrow, measured, spread, texts
from analyzer.ingest.look.known_texts import LEFT_OUT, NOT_ASKED, Answers, Codes, Column, paired
from analyzer.ingest.look.module import (
    CODE,
    CREDENTIAL,
    FIELD,
    LIMIT_MEMBER,
    MOST_BYTES,
    MOST_LINES,
    OUTER_CODE,
    TELLING,
    TELLING_HEADER,
    TRACE,
    WORD,
    LookModule,
)
from analyzer.ingest.look.portions import Portion, Portions, without_dashes
from analyzer.ingest.request_items import naming_vendors
from analyzer.ingest.vendors import credential_headers, credential_parameters
from analyzer.redaction.macros import MARKS

# Asking SQL about new texts costs as much as reading some thousand lines.
_LEAST_BYTES = 1 << 20
_LEAST_GAIN_LINES = 2_000
_MOST_ANSWERS = 60_000
# Where fewer lines are plain, looking at them is in vain.
_LEAST_SHARE = 0.1
_ROLES = (
    "ts", "client", "client_ip", "vendor", "method", "url", "status", "duration_ms",
    "request_bytes", "response_bytes", "request_headers", "response_headers", "request_body",
    "response_body", "attempt", "trace_id", "request_id", "protocol",
)  # fmt: skip
_NOT_PLAIN = (
    "error",
    "connection",
    "event",
    "direction",
    "message",
    "close_code",
    "reason",
    "key_id",
)
_OF_PLACE = ("vendor", "scheme", "host", "route")
_OF_SENDER = ("key_id", "key_in", "key_shape", "key_expiry")
_SECRET = "item_secret"
_OF_BODY = ("code", "message", "detail", "body")
# Texts of a failure in which the id that its body tells may stand; of which trace it is.
_WITH_ID = _OF_BODY[1:]
_TRACE_TOLD = "trace_told"
_OF_LINE = ("client", "client_ip", "method", "protocol")
_OF_SPANS = ("path", "query", "trace", "request_id")
# Of the module's tables those whose texts are values as they stand.
_COLUMN_OF = {"clients": "client", "addresses": "client_ip", "methods": "method"}
INTERNED = frozenset((*_OF_PLACE, *_OF_SENDER, *_OF_BODY, *_OF_LINE))
_ROWS = pa.schema([*(f for f in schema.REQUESTS if f.name not in ("source", "load")), KEY_EXPIRY])
# What redaction changes is redacted row by row. Of a success no more than its codes is looked at if
# its body is not known whole. A wait that a body tells may be counted from the time of its line.
_IS_SUCCESS = pl.col("status").is_between(200, 399) & ~pl.col("is_whole")
_USABLE = (~pl.col("is_unsafe") & pl.col("verdict").is_null()).alias("usable")
_USABLE_BODY = (
    _USABLE
    & ~pl.col("code").str.contains(pl.col("id"), literal=True).fill_null(value=False)
    & (~_IS_SUCCESS | pl.all_horizontal(pl.col(_OF_BODY).is_null()))
    & pl.col("limit_body").is_null()
    & (_IS_SUCCESS | pl.col("retry_after_s").is_null() | pl.col("shows_wait"))
).alias("usable")
# What is learned of a body: its texts without its own id, and whether that is the trace's.
_LEFT_OUT = (
    *(
        pl.when(pl.col("id").is_null())
        .then(name)
        .otherwise(pl.col(name).str.split(pl.col("id")).list.join(LEFT_OUT))
        .alias(name)
        for name in _WITH_ID
    ),
    pl.when(pl.col("trace_id") == pl.col("id")).then(pl.lit(LEFT_OUT)).alias(_TRACE_TOLD),
)
Ask = Callable[[pa.Table], pa.Table]
_DAY_US = 86_400_000_000


@dataclass(frozen=True)
class Sifted:
    """The rows of plain lines, with what limit states and items are read from; the other lines.

    Each has the `number` of its source.
    """

    rows: pa.Table
    rest: pa.Table


@dataclass(frozen=True)
class _Found:
    """Where the answers about lines' places, senders and bodies lie; below 0 nowhere."""

    place: Codes
    vendor: Codes  # of whom a place is
    sender: Codes
    body: Codes

    def known(self) -> NDArray[np.int64]:
        """The lines of which all is known."""
        return np.flatnonzero((self.place >= 0) & (self.sender >= 0) & (self.body >= 0))

    def of(self, lines: NDArray[np.int64]) -> _Found:
        """The same of some lines."""
        return _Found(*(one[lines] for one in (self.place, self.vendor, self.sender, self.body)))


@dataclass(frozen=True)
class _Wanted:
    """What answers are wanted about: a key for each of some lines, of which none is known yet."""

    answers: Answers
    keys: NDArray[np.int64]
    lines: NDArray[np.int64]


class Look:
    """Takes plain lines of a form apart. One for a source's vendor and client as given."""

    def __init__(self, catalog: Catalog, form: str) -> None:
        module = LookModule()
        name = module.name
        name(FIELD, _ROLES, range(1, len(_ROLES) + 1))
        name(FIELD, _NOT_PLAIN, [len(_ROLES) + 1] * len(_NOT_PLAIN))
        name(WORD, words(catalog), [0] * len(words(catalog)))
        for kind, names in (
            (CREDENTIAL, credential_headers(catalog)),
            (CODE, code_members(catalog)),
            (TELLING, telling_members(catalog)),
            (TELLING_HEADER, telling_headers(catalog)),
            (LIMIT_MEMBER, [*limit_members(catalog), *inner_members(catalog)]),
            (OUTER_CODE, outer_codes(catalog)),
            (TRACE, trace_members(catalog)),
        ):
            name(kind, [one.lower() for one in names], range(len(names)))
        self._telling_vendors = texts(telling_vendors(catalog))
        self._naming_vendors = texts(naming_vendors(catalog))
        self._columns = {name: Column() for name in (*INTERNED, _SECRET, _TRACE_TOLD)}
        self._places, self._senders, self._bodies = (
            Answers(names, self._columns, _MOST_ANSWERS)
            for names in (_OF_PLACE, (*_OF_SENDER, _SECRET), (*_OF_BODY, _TRACE_TOLD))
        )
        self._waiting = Portions(module, form, _COLUMN_OF)
        self._lines_unasked = self._seen = self._plain = 0
        self.is_in_vain = False
        self._codes = {table: np.empty(0, np.int32) for table in _COLUMN_OF}

    def add(self, data: bytes, ends: NDArray[np.int32], lines: pa.Table) -> None:
        """Have lines of one or several sources looked at; `ends` are where they begin and end."""
        for first, last in _portions(ends):
            begin = int(ends[first])
            part = memoryview(data)[begin : int(ends[last])]
            here = lines.slice(first, last - first)
            self._waiting.add(part, ends[first : last + 1] - begin, here)

    def sift(self, client: str | None, ask: Ask, leave: int = 0) -> Iterator[Sifted]:
        """The lines that were added, some at a time, but for the last `leave` portions.

        `ask` gives the rows of some of them, in their order.
        """
        while len(self._waiting) > leave:
            portion = self._waiting.next()
            self._note_new(portion)
            found = self._learn(portion, client, ask)
            known = found.known()
            found = found.of(known)
            rest = np.ones(len(portion.lines), np.bool_)
            rest[portion.plain[known]] = False
            told = self._rows(portion, known, found, client)
            told = self._with_limits(portion, known, told)
            told = self._with_items(portion, known, found, told)
            number = portion.lines["number"].take(arrow(portion.plain[known]))
            self._seen += len(rest)
            self._plain += len(known)
            self.is_in_vain = self._plain < _LEAST_SHARE * self._seen
            yield Sifted(told.append_column("number", number), portion.lines.filter(arrow(rest)))

    def _find(self, rows: NDArray[Any]) -> _Found:
        place = self._places.find(rows["place"].astype(np.int64))
        vendor = np.where(place < 0, -1, self._places.codes("vendor", place)).astype(np.int32)
        sender = self._senders.find(paired(vendor, rows["sender"]))
        return _Found(place, vendor, sender, self._bodies.find(paired(vendor, rows["body"])))

    def _learn(self, portion: Portion, client: str | None, ask: Ask) -> _Found:
        """Ask about texts that come more than once: first places, since they tell the vendor."""
        rows = portion.rows
        found = self._find(rows)
        # Failures may be unsafe for their bodies: of places and senders a success tells, one like
        # most.
        fine = np.flatnonzero((rows["status"] >= 200) & (rows["status"] < 400))
        bodies = rows["body"][fine]
        fine = fine[np.argsort(-np.bincount(bodies, minlength=1)[bodies], kind="stable")]
        lines = fine[found.place[fine] == NOT_ASKED]
        place = _Wanted(self._places, rows["place"][lines].astype(np.int64), lines)
        if asked := self._ask([place], portion, ask):
            found = self._find(rows)
        lines = fine[(found.vendor[fine] >= 0) & (found.sender[fine] == NOT_ASKED)]
        sender = _Wanted(self._senders, paired(found.vendor[lines], rows["sender"][lines]), lines)
        lines = np.flatnonzero((found.vendor >= 0) & (found.body == NOT_ASKED))
        body = _Wanted(self._bodies, paired(found.vendor[lines], rows["body"][lines]), lines)
        if more := self._ask([sender, body], portion, ask):
            found = self._find(rows)
        self._take_traces(rows, found.body)
        wrong = [
            self._forbid_wrong(at, portion, found, client, told) for at, told in (*asked, *more)
        ]
        return self._find(rows) if any(wrong) else found

    def _take_traces(self, rows: NDArray[Any], body: Codes) -> None:
        """Let the trace that a body tells be that of the row."""
        tells = np.flatnonzero((rows["told"]["size"] > 0) & (body >= 0))
        tells = tells[self._bodies.codes(_TRACE_TOLD, body[tells]) >= 0]
        rows["trace"][tells] = rows["told"][tells]

    def _ask(
        self,
        wanted: Sequence[_Wanted],
        portion: Portion,
        ask: Ask,
    ) -> list[tuple[NDArray[np.int64], pl.DataFrame]]:
        """Learn SQL's answers about new keys; the lines that were asked about, and their rows."""
        new = [one.answers.new(one.keys) for one in wanted]
        self._lines_unasked += sum(some.count for some in new)
        if self._lines_unasked < _LEAST_GAIN_LINES:
            return []
        self._lines_unasked = 0
        at = [one.lines[some.first] for one, some in zip(wanted, new, strict=True)]
        all_at = np.concatenate(at)
        told = pl.DataFrame(ask(portion.lines.take(arrow(portion.plain[all_at]))))
        if len(told) != len(all_at):
            return []
        rows = portion.rows[all_at]
        told = told.with_columns(
            pl.Series("shows_wait", ~np.isnan(rows["retry"])),
            pl.Series("is_whole", rows["is_whole"] > 0),
            pl.Series("id", portion.texts("told", all_at), dtype=pl.String),
        )
        parts = []
        for one, some, lines in zip(wanted, new, at, strict=True):
            part, told = told[: len(lines)], told[len(lines) :]
            of_bodies = one.answers is self._bodies
            learned = part.with_columns(_LEFT_OUT) if of_bodies else part
            usable = _USABLE_BODY if of_bodies else _USABLE
            one.answers.learn(some.keys, learned.with_columns(usable))
            if of_bodies:
                failed = part.select(_IS_SUCCESS & pl.col("code").is_not_null()).to_series()
                bodies = portion.rows["body"][lines[failed.to_numpy()]]
                self._waiting.know_whole(bodies)
            parts.append((lines, part))
        return parts

    def _forbid_wrong(
        self,
        at: NDArray[np.int64],
        portion: Portion,
        found: _Found,
        client: str | None,
        told: pl.DataFrame,
    ) -> bool:
        """Make no use of answers that do not give back the very rows that SQL gave."""
        found = found.of(at)
        known = found.known()
        at, found, told = at[known], found.of(known), told[known]
        ours = pl.DataFrame(self._rows(portion, at, found, client).cast(_ROWS))
        theirs = pl.DataFrame(told.select(_ROWS.names).to_arrow().cast(_ROWS))
        wrong = np.zeros(len(at), np.bool_)
        for name in _ROWS.names:
            wrong |= ours[name].ne_missing(theirs[name]).to_numpy()
        bad = portion.rows[at[wrong]]
        vendor = found.vendor[wrong]
        for answers, keys in (
            (self._senders, paired(vendor, bad["sender"])),
            (self._bodies, paired(vendor, bad["body"])),
            (self._places, bad["place"].astype(np.int64)),
        ):
            answers.forbid(keys)
        return bool(wrong.any())

    def _rows(
        self, portion: Portion, at: NDArray[np.int64], found: _Found, client: str | None
    ) -> pa.Table:
        """The rows of plain lines: the lake's columns but source and load, and when keys expire."""
        rows = portion.rows[at]
        path, query, trace, request_id = (portion.texts(one, at) for one in _OF_SPANS)
        columns: dict[str, pa.Array] = {
            "ts": arrow(rows["ts"]).cast(schema.TIMESTAMP),
            "date": arrow((rows["ts"] // _DAY_US).astype(np.int32)).cast(pa.date32()),
            "client": self._text("clients", rows["client"], client),
            "client_ip": self._text("addresses", rows["address"], None),
            "method": self._text("methods", rows["method"], None),
            "protocol": self._columns["protocol"].array(
                np.full(len(rows), self._columns["protocol"].code("http"), np.int32)
            ),
            "status": arrow(rows["status"].astype(np.int16)),
            "attempt": arrow(rows["attempt"].astype(np.int16), rows["attempt"] < 0),
            "path": path,
            "query": query,
            "trace_id": trace,
            "trace_key": without_dashes(trace),
            "request_id": request_id,
            "duration_ms": measured(rows["duration"]),
            "retry_after_s": measured(rows["retry"]),
            "limit_quota": measured(rows["quota"]),
            "limit_remaining": measured(rows["remaining"]),
            "limit_reset_s": measured(rows["reset"]),
            "request_bytes": arrow(rows["request_bytes"], rows["request_bytes"] < 0),
            "response_bytes": arrow(rows["response_bytes"], rows["response_bytes"] < 0),
            **{name: self._places.array(name, found.place) for name in _OF_PLACE},
            **{name: self._senders.array(name, found.sender) for name in _OF_SENDER},
            "code": self._bodies.array("code", found.body),
            **self._texts_with_ids(portion, at, found.body),
        }
        return schema.with_nulls(columns, _ROWS, len(rows))

    def _texts_with_ids(
        self, portion: Portion, at: NDArray[np.int64], body: Codes
    ) -> dict[str, pa.Array]:
        """What failures say, each with the id that its body tells."""
        telling = np.flatnonzero(portion.rows["told"]["size"][at])
        ids = portion.texts("told", at[telling])
        return {name: self._bodies.array_with_ids(name, body, telling, ids) for name in _WITH_ID}

    def _with_limits(self, portion: Portion, at: NDArray[np.int64], table: pa.Table) -> pa.Table:
        """The same rows with the headers, as SQL gives them, that say more of limits."""
        of_vendor = pc.is_in(table["vendor"], self._telling_vendors)
        tells_more = portion.rows["tells_limits"][at] > 1
        tells = np.flatnonzero(tells_more | pl.Series(of_vendor).to_numpy())
        headers = pc.ascii_lower(portion.texts("headers", at[tells]))
        table = table.append_column("limit_headers", spread(headers, tells, len(at)))
        return table.append_column("limit_body", pa.nulls(len(at), pa.string()))

    def _with_items(
        self, portion: Portion, at: NDArray[np.int64], found: _Found, table: pa.Table
    ) -> pa.Table:
        """The same rows with what those of vendors whose requests name items asked and answered.

        Bodies are JSON as the line has it.
        """
        names = np.flatnonzero(pl.Series(pc.is_in(table["vendor"], self._naming_vendors)))
        for column, values in (
            ("item_request", portion.texts("asked", at[names])),
            ("item_answer", portion.texts("answer", at[names])),
            (_SECRET, self._senders.array(_SECRET, found.sender[names])),
        ):
            table = table.append_column(column, spread(values, names, len(at)))
        return table

    def _note_new(self, portion: Portion) -> None:
        """Number values as columns do that the module numbered for the first time."""
        for table, values in portion.new.items():
            column = self._columns[_COLUMN_OF[table]]
            codes = np.array([column.code(value) for value in values], np.int32)
            self._codes[table] = np.concatenate([self._codes[table], codes])

    def _text(self, table: str, numbers: NDArray[np.int32], missing: str | None) -> pa.Array:
        """A column of values that the module has numbered."""
        known, column = self._codes[table], self._columns[_COLUMN_OF[table]]
        if not len(known):
            return column.array(np.full(len(numbers), column.code(missing), np.int32))
        codes = np.where(numbers < 0, column.code(missing), known[np.maximum(numbers, 0)])
        return column.array(codes.astype(np.int32))


def words(catalog: Catalog) -> list[str]:
    """Words, in lower case, one of which is in each text that may hold a secret or a credential."""
    parameters = [f"{one.lower()}=" for one in credential_parameters(catalog)]
    return list(dict.fromkeys((*redaction.words(), *MARKS, *parameters)))


def _portions(ends: NDArray[np.int32]) -> Iterator[tuple[int, int]]:
    """From which line to which, as many as the module takes at once."""
    first, count = 0, len(ends) - 1
    while first < count:
        last = int(np.searchsorted(ends, ends[first] + MOST_BYTES, side="right")) - 1
        last = min(last, first + MOST_LINES, count)
        yield first, last
        first = last


def is_on() -> bool:
    """Whether lines may be looked at."""
    return os.environ.get("ANALYZER_LOOK") != "off"


def is_worth_it(size: int) -> bool:
    """Whether to look at so many bytes of lines."""
    return size >= _LEAST_BYTES


def joined(tables: list[pa.Table]) -> pa.Table:
    """Rows of plain lines and others in one table."""
    if not any(pa.types.is_dictionary(t.schema.field("vendor").type) for t in tables):
        return pa.concat_tables(tables)
    return pa.concat_tables(map(_interned, tables)).unify_dictionaries()


def _interned(rows: pa.Table) -> pa.Table:
    for at, field in enumerate(rows.schema):
        if field.name in INTERNED and not pa.types.is_dictionary(field.type):
            rows = rows.set_column(at, field.name, pc.dictionary_encode(rows[field.name]))
    return rows
