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
from functools import partial
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
)
from analyzer.ingest.key_expiries import KEY_EXPIRY
from analyzer.ingest.limit_states import limit_members, telling_vendors
from analyzer.ingest.look.arrays import arrow, measured, spread, texts
from analyzer.ingest.look.known_texts import Answers, Codes, Column, paired
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
    WORD,
    LookModule,
)
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
_OF_LINE = ("client", "client_ip", "method", "protocol")
INTERNED = frozenset((*_OF_PLACE, *_OF_SENDER, *_OF_BODY, *_OF_LINE))
_ROWS = pa.schema([*(f for f in schema.REQUESTS if f.name not in ("source", "load")), KEY_EXPIRY])
# What redaction changes is redacted row by row. Of a success no more than its codes is looked at if
# its body is not known whole. A wait that a body tells may be counted from the time of its line.
_IS_SUCCESS = pl.col("status").is_between(200, 399) & ~pl.col("is_whole")
_USABLE = (~pl.col("is_unsafe") & pl.col("verdict").is_null()).alias("usable")
_USABLE_BODY = (
    _USABLE
    & (~_IS_SUCCESS | pl.all_horizontal(pl.col(_OF_BODY).is_null()))
    & pl.col("limit_body").is_null()
    & (_IS_SUCCESS | pl.col("retry_after_s").is_null() | pl.col("shows_wait"))
).alias("usable")
Ask = Callable[[pa.Table], pa.Table]
_Lines = NDArray[np.int64] | slice
_ALL = slice(None)
_DAY_US = 86_400_000_000


@dataclass(frozen=True)
class Sifted:
    """The rows of plain lines, with what limit states and items are read from; the other lines.

    Each has the `number` of its source.
    """

    rows: pa.Table
    rest: pa.Table


@dataclass(frozen=True)
class _Wanted:
    """What answers are wanted about: a key for each of some lines."""

    answers: Answers
    keys: NDArray[np.int64]
    lines: NDArray[np.int64]


class Look:
    """Takes plain lines of a form apart. One for a source's vendor and client as given."""

    def __init__(self, catalog: Catalog, form: str) -> None:
        self._module, self._form = LookModule(), form
        name = self._module.name
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
        ):
            name(kind, [one.lower() for one in names], range(len(names)))
        self._telling_vendors = texts(telling_vendors(catalog))
        self._naming_vendors = texts(naming_vendors(catalog))
        self._columns = {name: Column() for name in (*INTERNED, _SECRET)}
        self._places, self._senders, self._bodies = (
            Answers(names, self._columns, _MOST_ANSWERS)
            for names in (_OF_PLACE, (*_OF_SENDER, _SECRET), _OF_BODY)
        )
        self._lines_unasked = 0
        self.is_in_vain = False
        self._codes = {
            table: np.empty(0, np.int32) for table in ("clients", "addresses", "methods")
        }

    def sift(
        self, data: bytes, ends: NDArray[np.int32], lines: pa.Table, client: str | None, ask: Ask
    ) -> Iterator[Sifted]:
        """Lines of one or several sources, some at a time.

        `ends` are where they begin and end, `ask` gives the rows of some of them, in their order.
        """
        plain_lines = 0
        for first, last in _portions(ends):
            here = lines.slice(first, last - first)
            begin = int(ends[first])
            part = memoryview(data)[begin : int(ends[last])]
            is_plain, rows = self._module.look(part, ends[first : last + 1] - begin, self._form)
            chosen = np.flatnonzero(is_plain)
            self._learn(chosen, rows, client, partial(_taken, here, ask))
            chosen = chosen[self._is_known(rows, chosen)]
            plain_lines += len(chosen)
            rest = np.ones(last - first, np.bool_)
            rest[chosen] = False
            plain = rows[chosen]
            told = self._rows(chosen, plain, client)
            told = self._with_limits(chosen, plain, told)
            told = self._with_items(chosen, plain, told)
            number = here["number"].take(arrow(chosen))
            yield Sifted(told.append_column("number", number), here.filter(arrow(rest)))
        self.is_in_vain = plain_lines < _LEAST_SHARE * (len(ends) - 1)

    def _find(self, rows: NDArray[Any], lines: _Lines = _ALL) -> tuple[Codes, Codes, Codes]:
        """Where the answers about lines' places, senders and bodies lie; below 0 nowhere."""
        place, vendor = self._place_and_vendor(rows, lines)
        sender = self._senders.find(paired(vendor, rows["sender"][lines]))
        return place, sender, self._bodies.find(paired(vendor, rows["body"][lines]))

    def _place_and_vendor(self, rows: NDArray[Any], lines: _Lines) -> tuple[Codes, Codes]:
        """The same of places, and the vendors' codes: no vendor's where a place is not known."""
        place = self._places.find(rows["place"][lines].astype(np.int64))
        vendor = np.where(place < 0, -1, self._places.codes("vendor", place)).astype(np.int32)
        return place, vendor

    def _is_known(self, rows: NDArray[Any], lines: _Lines) -> NDArray[np.bool_]:
        place, sender, body = self._find(rows, lines)
        return (place >= 0) & (sender >= 0) & (body >= 0)

    def _learn(
        self,
        chosen: NDArray[np.int64],
        rows: NDArray[Any],
        client: str | None,
        ask: Callable[[NDArray[np.int64]], pa.Table],
    ) -> None:
        """Ask about texts that come more than once: first places, since they tell the vendor."""
        # Failures may be unsafe for their bodies: of places and senders a success tells, one like
        # most.
        status = rows["status"][chosen]
        fine = chosen[(status >= 200) & (status < 400)]
        fine = fine[np.argsort(-_frequency(rows["body"][fine]), kind="stable")]
        place = _Wanted(self._places, rows["place"][fine].astype(np.int64), fine)
        asked = self._ask([place], rows, ask)
        sender = self._wanted(self._senders, "sender", rows, fine)
        body = self._wanted(self._bodies, "body", rows, chosen)
        for at, told in (*asked, *self._ask([sender, body], rows, ask)):
            self._check(at, rows, client, told)

    def _wanted(
        self, answers: Answers, of: str, rows: NDArray[Any], lines: NDArray[np.int64]
    ) -> _Wanted:
        """What is wanted of lines whose vendor is known."""
        _, vendor = self._place_and_vendor(rows, lines)
        is_known = vendor >= 0
        lines = lines[is_known]
        return _Wanted(answers, paired(vendor[is_known], rows[of][lines]), lines)

    def _ask(
        self,
        wanted: Sequence[_Wanted],
        rows: NDArray[Any],
        ask: Callable[[NDArray[np.int64]], pa.Table],
    ) -> list[tuple[NDArray[np.int64], pl.DataFrame]]:
        """Learn SQL's answers about new keys; the lines that were asked about, and their rows."""
        new = [one.answers.new(one.keys) for one in wanted]
        self._lines_unasked += sum(some.count for some in new)
        if self._lines_unasked < _LEAST_GAIN_LINES:
            return []
        self._lines_unasked = 0
        at = [one.lines[some.first] for one, some in zip(wanted, new, strict=True)]
        told = pl.DataFrame(ask(np.concatenate(at)))
        if len(told) != sum(map(len, at)):
            return []
        lines = rows[np.concatenate(at)]
        told = told.with_columns(
            pl.Series("shows_wait", ~np.isnan(lines["retry"])),
            pl.Series("is_whole", lines["is_whole"] > 0),
        )
        parts = []
        for one, some, lines in zip(wanted, new, at, strict=True):
            part, told = told[: len(lines)], told[len(lines) :]
            usable = _USABLE_BODY if one.answers is self._bodies else _USABLE
            one.answers.learn(some.keys, part.with_columns(usable))
            if one.answers is self._bodies:
                failed = part.select(_IS_SUCCESS & pl.col("code").is_not_null()).to_series()
                self._module.know_whole(rows["body"][lines[failed.to_numpy()]])
            parts.append((lines, part))
        return parts

    def _check(
        self, at: NDArray[np.int64], rows: NDArray[Any], client: str | None, told: pl.DataFrame
    ) -> None:
        """Make no use of answers that do not give back the very rows that SQL gave."""
        known = self._is_known(rows, at)
        if not known.any():
            return
        at, told = at[known], told.filter(known)
        ours = pl.DataFrame(self._rows(at, rows[at], client).cast(_ROWS))
        theirs = pl.DataFrame(told.select(_ROWS.names).to_arrow().cast(_ROWS))
        wrong = np.zeros(len(at), np.bool_)
        for name in _ROWS.names:
            wrong |= ours[name].ne_missing(theirs[name]).to_numpy()
        if wrong.any():
            bad = rows[at[wrong]]
            _, vendor = self._place_and_vendor(bad, _ALL)
            self._senders.forbid(paired(vendor, bad["sender"]))
            self._bodies.forbid(paired(vendor, bad["body"]))
            self._places.forbid(bad["place"].astype(np.int64))

    def _rows(self, chosen: NDArray[np.int64], rows: NDArray[Any], client: str | None) -> pa.Table:
        """The rows of plain lines: the lake's columns but source and load, and when keys expire."""
        place, sender, body = self._find(rows)
        self._module.choose(chosen)
        spans = self._module.texts
        columns: dict[str, pa.Array] = {
            "ts": arrow(rows["ts"]).cast(schema.TIMESTAMP),
            "date": arrow((rows["ts"] // _DAY_US).astype(np.int32)).cast(pa.date32()),
            "client": self._text("client", "clients", rows["client"], client),
            "client_ip": self._text("client_ip", "addresses", rows["address"], None),
            "method": self._text("method", "methods", rows["method"], None),
            "protocol": self._columns["protocol"].array(
                np.full(len(rows), self._columns["protocol"].code("http"), np.int32)
            ),
            "status": arrow(rows["status"].astype(np.int16)),
            "attempt": arrow(rows["attempt"].astype(np.int16), rows["attempt"] < 0),
            "path": spans("path"),
            "query": spans("query"),
            "trace_id": spans("trace"),
            "trace_key": spans("trace", in_lower=True, dashes=False),
            "request_id": spans("request_id"),
            "duration_ms": measured(rows["duration"]),
            "retry_after_s": measured(rows["retry"]),
            "limit_quota": measured(rows["quota"]),
            "limit_remaining": measured(rows["remaining"]),
            "limit_reset_s": measured(rows["reset"]),
            "request_bytes": arrow(rows["request_bytes"], rows["request_bytes"] < 0),
            "response_bytes": arrow(rows["response_bytes"], rows["response_bytes"] < 0),
            **{name: self._places.array(name, place) for name in _OF_PLACE},
            **{name: self._senders.array(name, sender) for name in _OF_SENDER},
            **{name: self._bodies.array(name, body) for name in _OF_BODY},
        }
        return schema.with_nulls(columns, _ROWS, len(rows))

    def _with_limits(
        self, chosen: NDArray[np.int64], rows: NDArray[Any], table: pa.Table
    ) -> pa.Table:
        """The same rows with the headers, as SQL gives them, that say more of limits."""
        of_vendor = pc.is_in(table["vendor"], self._telling_vendors)
        tells = np.flatnonzero((rows["tells_limits"] > 1) | pl.Series(of_vendor).to_numpy())
        self._module.choose(chosen[tells])
        headers = self._module.texts("headers", in_lower=True)
        table = table.append_column("limit_headers", spread(headers, tells, len(rows)))
        return table.append_column("limit_body", pa.nulls(len(rows), pa.string()))

    def _with_items(
        self, chosen: NDArray[np.int64], rows: NDArray[Any], table: pa.Table
    ) -> pa.Table:
        """The same rows with what those of vendors whose requests name items asked and answered.

        Bodies are JSON as the line has it.
        """
        names = np.flatnonzero(pl.Series(pc.is_in(table["vendor"], self._naming_vendors)))
        self._module.choose(chosen[names])
        _, sender, _ = self._find(rows, names)
        for column, values in (
            ("item_request", self._module.texts("asked")),
            ("item_answer", self._module.texts("answer")),
            (_SECRET, self._senders.array(_SECRET, sender)),
        ):
            table = table.append_column(column, spread(values, names, len(rows)))
        return table

    def _text(
        self, name: str, table: str, numbers: NDArray[np.int32], missing: str | None
    ) -> pa.Array:
        """A column of texts that the module has numbered."""
        known, column = self._codes[table], self._columns[name]
        new = [column.code(text) for text in self._module.numbered(table, len(known))]
        self._codes[table] = known = np.concatenate([known, np.array(new, np.int32)])
        if not len(known):
            return column.array(np.full(len(numbers), column.code(missing), np.int32))
        codes = np.where(numbers < 0, column.code(missing), known[np.maximum(numbers, 0)])
        return column.array(codes.astype(np.int32))


def words(catalog: Catalog) -> list[str]:
    """Words, in lower case, one of which is in each text that may hold a secret or a credential."""
    parameters = [f"{one.lower()}=" for one in credential_parameters(catalog)]
    return list(dict.fromkeys((*redaction.words(), *MARKS, *parameters)))


def _taken(lines: pa.Table, ask: Ask, at: NDArray[np.int64]) -> pa.Table:
    return ask(lines.take(arrow(at)))


def _portions(ends: NDArray[np.int32]) -> Iterator[tuple[int, int]]:
    """From which line to which, as many as the module takes at once."""
    first, count = 0, len(ends) - 1
    while first < count:
        last = int(np.searchsorted(ends, ends[first] + MOST_BYTES, side="right")) - 1
        last = min(last, first + MOST_LINES, count)
        yield first, last
        first = last


def _frequency(numbers: NDArray[np.int32]) -> NDArray[np.int64]:
    """For each number how often it comes."""
    _, at, counts = np.unique(numbers, return_inverse=True, return_counts=True)
    return counts[at]


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
