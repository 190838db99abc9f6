"""A fast path for plain lines (C): texts that repeat pass through SQL once.

Most lines of a log are plain, and most of their parts were seen before. look.c takes such lines
apart and numbers their texts; SQL is asked about one line of each new text, and its answers hold
for all lines with the same numbers, if they give back the row that SQL gave of that line.
All other lines go to SQL whole. `ANALYZER_LOOK=off` leaves all to SQL, with the same result; so it
is with `native`, where look.c does not run as WebAssembly.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from analyzer import redaction
from analyzer.catalog.catalog import Catalog
from analyzer.ingest.lines.arrays import arrow
from analyzer.ingest.look.key_columns import AskKeys
from analyzer.ingest.look.known_texts import LEFT_OUT, NOT_ASKED, Answers, paired
from analyzer.ingest.look.module import (
    ANSWERS,
    CODE,
    CREDENTIAL,
    FIELD,
    GONE,
    HEADER,
    LIMIT_MEMBER,
    MOST_BYTES,
    MOST_LINES,
    OUTER_CODE,
    PARAMETER,
    REPORT,
    SIGNATURE,
    TELLING,
    TELLING_HEADER,
    TRACE,
    WORD,
    LookModule,
)
from analyzer.ingest.look.plain_rows import (
    COLUMN_OF,
    KEYS,
    NAMES_ITEMS,
    OF_BODY,
    OF_CREDENTIAL,
    ROWS,
    SECRET,
    TRACE_TOLD,
    WITH_ID,
    Found,
    PlainRows,
)
from analyzer.ingest.look.portions import Portion, Portions
from analyzer.ingest.sql.answer_members import (
    answering_members,
    code_headers,
    code_members,
    inner_members,
    outer_codes,
    reporting_texts,
    request_id_headers,
    telling_members,
    trace_members,
)
from analyzer.ingest.sql.limit_states import limit_members
from analyzer.ingest.sql.request_items import vendors_naming_by_identifier
from analyzer.ingest.sql.vendors import credential_headers, credential_parameters
from analyzer.mapping.plain_fields import COLUMNS, PlainField
from analyzer.redaction.macros import MARKS

# Asking SQL about new texts costs as much as reading some thousand lines.
_LEAST_BYTES = 1 << 20
_LEAST_GAIN_LINES = 2_000
# Where fewer lines are plain, looking at them is in vain.
_LEAST_SHARE = 0.1
_ROLES = (
    "ts", "client", "client_ip", "vendor", "method", "url", "status", "duration_ms",
    "request_bytes", "response_bytes", "request_headers", "response_headers", "request_body",
    "response_body", "attempt", "trace_id", "request_id", "protocol",
)  # fmt: skip
_NOT_PLAIN = ("error", "event", "close_code", "reason", "key_id")
_OF_DATA = ("connection", "direction", "message")
# What redaction changes is redacted row by row. Of a success no more than its codes is looked at if
# its body is not known whole. A wait that a body tells may be counted from the time of its line.
_IS_SUCCESS = pl.col("status").is_between(200, 399) & ~pl.col("is_whole")
_USABLE = (~pl.col("is_unsafe") & pl.col("verdict").is_null()).alias("usable")
_USABLE_BODY = (
    _USABLE
    & ~pl.col("code").str.contains(pl.col("id"), literal=True).fill_null(value=False)
    & (~_IS_SUCCESS | pl.all_horizontal(pl.col(OF_BODY).is_null()))
    & pl.col("limit_body").is_null()
    & (_IS_SUCCESS | pl.col("retry_after_s").is_null() | pl.col("shows_wait"))
).alias("usable")
# What is learned of a sender: the header of his credential, if he is known without that.
_IS_OWN = pl.col(SECRET) == pl.col("secret")
_CREDENTIAL_LEFT_OUT = tuple(
    pl.when(_IS_OWN).then(pl.lit(LEFT_OUT)).otherwise(name).alias(name) for name in OF_CREDENTIAL
)
_USABLE_SENDER = (
    _USABLE
    & (_IS_OWN | ~pl.col(SECRET).str.contains(pl.col("secret"), literal=True)).fill_null(value=True)
).alias("usable")
# What is learned of a body: its texts without its own id, and whether that is the trace's.
_LEFT_OUT = (
    *(
        pl.when(pl.col("id").is_null())
        .then(name)
        .otherwise(pl.col(name).str.split(pl.col("id")).list.join(LEFT_OUT))
        .alias(name)
        for name in WITH_ID
    ),
    pl.when(pl.col("trace_id") == pl.col("id")).then(pl.lit(LEFT_OUT)).alias(TRACE_TOLD),
)
Ask = Callable[[pa.Table], pa.Table]


@dataclass(frozen=True)
class Sifted:
    """The rows of plain lines, with what limit states are read from; the other lines.

    `naming` are those rows that may name items. Each has the `number` of its source; `data` are
    those of lines with messages of data.
    """

    rows: pa.Table
    naming: pa.Table
    rest: pa.Table
    data: NDArray[np.int32]


@dataclass(frozen=True)
class _Wanted:
    """What answers are wanted about: a key for each of some lines, of which none is known yet."""

    answers: Answers
    keys: NDArray[np.int64]
    lines: NDArray[np.int64]


class Look:
    """Takes plain lines of a form apart. One for a source's vendor and client as given.

    Of lines whose fields are mapped, `fields` are those that are known; of lines of text
    `forms` are those that plain ones have (text_forms.py), of columns the line that names them.
    """

    def __init__(
        self,
        catalog: Catalog,
        ask_keys: AskKeys,
        form: str,
        fields: Iterable[PlainField] = (),
        forms: Sequence[str] = (),
    ) -> None:
        module = LookModule()
        module.map(fields)
        name = module.name
        if form == COLUMNS:
            name(HEADER, [*forms], [0] * len(forms))
        else:
            module.expect(forms)
        name(GONE, [redaction.GONE], [0])
        name(FIELD, _ROLES, range(1, len(_ROLES) + 1))
        name(FIELD, _NOT_PLAIN, [len(_ROLES) + 1] * len(_NOT_PLAIN))
        name(FIELD, _OF_DATA, range(len(_ROLES) + 2, len(_ROLES) + 2 + len(_OF_DATA)))
        told = words(catalog)
        name(WORD, told, [int(word in redaction.chance_words()) for word in told])
        codes, telling = code_members(catalog), telling_members(catalog)
        for kind, names in (
            (CREDENTIAL, credential_headers(catalog)),
            (CODE, codes),
            (LIMIT_MEMBER, [*limit_members(catalog), *inner_members(catalog)]),
            (OUTER_CODE, outer_codes(catalog)),
            (TRACE, trace_members(catalog)),
            (ANSWERS, answering_members(catalog)),
            (REPORT, reporting_texts(catalog)),
            (SIGNATURE, _signatures(catalog)),
            (PARAMETER, credential_parameters(catalog)),
        ):
            name(kind, [one.lower() for one in names], range(len(names)))
        name(TELLING, [*telling], [codes.index(one) if one else -1 for one in telling.values()])
        for names, is_id in ((request_id_headers(catalog), 1), (code_headers(catalog), 0)):
            name(TELLING_HEADER, names, [is_id] * len(names))
        self._plain_rows = PlainRows(catalog, ask_keys)
        self._names_items = _names_items(vendors_naming_by_identifier(catalog))
        self._waiting = Portions(module, form, (*COLUMN_OF, KEYS))
        self._lines_unasked = self._seen = self._plain = 0
        self.is_in_vain = False
        self._shapes: set[int] = set()

    def add(self, data: bytes | memoryview, ends: NDArray[np.int32], lines: pa.Table) -> None:
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
            self._plain_rows.note_new(portion)
            found = self._learn(portion, client, ask)
            known = found.known()
            found = found.of(known)
            rest = np.ones(len(portion.lines), np.bool_)
            rest[portion.seen.plain[known]] = False
            rows = self._plain_rows.of(portion, known, found, client)
            rows = self._plain_rows.with_limits(portion, known, rows)
            number = portion.lines["number"].take(arrow(portion.seen.plain[known]))
            rows = rows.append_column("number", number)
            naming = self._plain_rows.naming(portion, known, found, rows)
            at, data = self._of_data(portion)
            rest[at] = False
            self._seen += len(rest)
            self._plain += len(known) + len(at)
            self.is_in_vain = self._plain < _LEAST_SHARE * self._seen
            yield Sifted(rows, naming, portion.lines.filter(arrow(rest)), data)

    def _of_data(self, portion: Portion) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """Lines with messages of data, and the numbers of their sources.

        Not the first of each shape of a source: SQL gives examples of what is passed over.
        """
        at = portion.seen.data
        numbers = pl.Series(portion.lines["number"].take(arrow(at)), dtype=pl.Int32).to_numpy()
        shapes = paired(numbers, portion.seen.shapes)
        kept = np.ones(len(at), np.bool_)
        for shape, first in zip(
            *(one.tolist() for one in np.unique(shapes, return_index=True)), strict=True
        ):
            kept[first] = shape in self._shapes
            self._shapes.add(shape)
        return at[kept], numbers[kept]

    def _learn(self, portion: Portion, client: str | None, ask: Ask) -> Found:
        """Ask about texts that come more than once: first places, since they tell the vendor."""
        rows, known = portion.seen.rows, self._plain_rows
        found = known.find(rows)
        # Failures may be unsafe for their bodies: of places and senders a success tells, one like
        # most.
        fine = np.flatnonzero((rows["status"] >= 200) & (rows["status"] < 400))
        bodies = rows["body"][fine]
        fine = fine[np.argsort(-np.bincount(bodies, minlength=1)[bodies], kind="stable")]
        lines = fine[found.place[fine] == NOT_ASKED]
        place = _Wanted(known.places, rows["place"][lines].astype(np.int64), lines)
        if asked := self._ask([place], portion, ask):
            found = known.find(rows)
        lines = fine[(found.vendor[fine] >= 0) & (found.sender[fine] == NOT_ASKED)]
        sender = _Wanted(known.senders, paired(found.vendor[lines], rows["sender"][lines]), lines)
        lines = np.flatnonzero((found.vendor >= 0) & (found.body == NOT_ASKED))
        body = _Wanted(known.bodies, paired(found.vendor[lines], rows["body"][lines]), lines)
        if more := self._ask([sender, body], portion, ask):
            found = known.find(rows)
        wrong = [
            self._forbid_wrong(at, portion, found, client, told) for at, told in (*asked, *more)
        ]
        return known.find(rows) if any(wrong) else found

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
        told = pl.DataFrame(ask(portion.lines.take(arrow(portion.seen.plain[all_at]))))
        if len(told) != len(all_at):
            return []
        rows = portion.seen.rows
        told = told.with_columns(
            pl.Series("shows_wait", ~np.isnan(rows["retry"][all_at])),
            pl.Series("is_whole", rows["is_whole"][all_at] > 0),
            pl.Series("id", portion.texts("told", all_at), dtype=pl.String),
            pl.Series("secret", portion.texts("secret", all_at), dtype=pl.String),
        )
        parts = []
        for one, some, lines in zip(wanted, new, at, strict=True):
            part, told = told[: len(lines)], told[len(lines) :]
            left_out, usable = self._learned_of(one.answers)
            one.answers.learn(some.keys, part.with_columns(*left_out, usable))
            if one.answers is self._plain_rows.bodies:
                failed = part.select(_IS_SUCCESS & pl.col("code").is_not_null()).to_series()
                bodies = rows["body"][lines[failed.to_numpy()]]
                self._waiting.know_whole(bodies)
            parts.append((lines, part))
        return parts

    def _learned_of(self, answers: Answers) -> tuple[tuple[pl.Expr, ...], pl.Expr]:
        """What is left out of answers, and which of them hold."""
        if answers is self._plain_rows.bodies:
            return _LEFT_OUT, _USABLE_BODY
        if answers is self._plain_rows.senders:
            return _CREDENTIAL_LEFT_OUT, _USABLE_SENDER
        return (self._names_items,), _USABLE

    def _forbid_wrong(
        self,
        at: NDArray[np.int64],
        portion: Portion,
        found: Found,
        client: str | None,
        told: pl.DataFrame,
    ) -> bool:
        """Make no use of answers that do not give back the very rows that SQL gave."""
        found = found.of(at)
        known = found.known()
        at, found, told = at[known], found.of(known), told[known]
        ours = pl.DataFrame(self._plain_rows.of(portion, at, found, client).cast(ROWS))
        theirs = pl.DataFrame(told.select(ROWS.names).to_arrow().cast(ROWS))
        wrong = np.zeros(len(at), np.bool_)
        for name in ROWS.names:
            wrong |= ours[name].ne_missing(theirs[name]).to_numpy()
        rows, bad = portion.seen.rows, at[wrong]
        vendor = found.vendor[wrong]
        for answers, keys in (
            (self._plain_rows.senders, paired(vendor, rows["sender"][bad])),
            (self._plain_rows.bodies, paired(vendor, rows["body"][bad])),
            (self._plain_rows.places, rows["place"][bad].astype(np.int64)),
        ):
            answers.forbid(keys)
        return bool(wrong.any())


def words(catalog: Catalog) -> list[str]:
    """Words, in lower case, one of which is in each text that may hold a secret or a credential."""
    parameters = [f"{one.lower()}=" for one in credential_parameters(catalog)]
    return list(dict.fromkeys((*redaction.words(), *MARKS, *parameters)))


def _names_items(always: Sequence[str]) -> pl.Expr:
    """A text where a place's requests may name items, or those of one of its vendor's places do."""
    may_name = pl.col("may_name_items") | pl.col("vendor").is_in(always)
    return pl.when(may_name).then(pl.lit("")).alias(NAMES_ITEMS)


def _signatures(catalog: Catalog) -> list[str]:
    """Parameters that sign a request, and are no credential themselves."""
    return sorted({"signature", "sign"}.difference(map(str.lower, credential_parameters(catalog))))


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
