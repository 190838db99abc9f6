"""Chunks of a source → rows of the lake, in DuckDB.

Every line is numbered, so that each reject has its line and its reason.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from copy import deepcopy
from datetime import datetime
from functools import partial
from typing import Self

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from analyzer.catalog.catalog import Catalog
from analyzer.formats import Format, Sql
from analyzer.ingest.lines.chunks import Chunk
from analyzer.ingest.lines.gathering import Gathered
from analyzer.ingest.lines.line_table import (
    LINES,
    counted,
    ends_in,
    in_batches,
    not_blank,
    numbered,
    of_source,
    portions,
    text_of,
    with_numbers,
    without_newlines,
)
from analyzer.ingest.look import Look, is_on, is_worth_it
from analyzer.ingest.rows.counts import Counts, Origin
from analyzer.ingest.rows.fatal_lines import OF_DATA, read_but_fatal
from analyzer.ingest.rows.looking import Looking
from analyzer.ingest.rows.lookup_cache import Learned
from analyzer.ingest.rows.plain_items import PlainItems
from analyzer.ingest.rows.prepared import give_back, prepared
from analyzer.ingest.rows.redaction import RowRedaction
from analyzer.ingest.rows.request_rows import RequestRows
from analyzer.ingest.rows.settled import settled_apart
from analyzer.ingest.rows.staged_rows import STAGED, StagedRows
from analyzer.ingest.rows.verdicts import Verdicts, rejected_line, with_verdict
from analyzer.ingest.rows.waiting import Waiting
from analyzer.ingest.sql.exchange_sql import DATA, SENT, given_row, input_of
from analyzer.ingest.sql.format_database import know_when_read
from analyzer.ingest.sql.key_expiries import expiring
from analyzer.ingest.sql.limit_states import LimitStates
from analyzer.ingest.sql.request_items import Naming
from analyzer.schema import no_rows

# Lines of small sources are looked at together, and read together, up to about so many bytes.
_GATHERED_BYTES = 12 << 20
_TOGETHER_BYTES = 16 << 20
_WORTH_READING_BYTES = 4 << 20


class Reading:
    """A DuckDB connection that turns chunks into rows of the lake. Leaving the block gives it back.

    Rows have the columns of the lake's tables, but for source and load `number`, which counts the
    sources begun since `empty`. Chunks of small sources are read together, since a statement costs
    as much to begin as some thousand rows: what became of their lines is counted once rows are
    asked for.
    """

    def __init__(self, catalog: Catalog, secret: bytes) -> None:
        self._database, self.catalog = prepared(catalog), catalog
        self.con = self._database.con
        self._given_client: str | None = None
        self._salt = hashlib.sha256(secret).digest()
        self._relations, self._statements = self._database.relations, self._database.statements
        self._relations.hold("numbered", of_source(0, no_rows(LINES)))
        given = given_row(None, None, self._salt)
        self._relations.hold("given", given)
        self._plain_items = PlainItems(catalog, *self._database.beside, given)
        self._key: tuple[object, ...] = ()
        self._learned = Learned(self._relations, self._statements)
        self._looking = Looking(catalog, self._learned.keys_of)
        self._redaction = RowRedaction(self._relations, self._statements)
        self._limit_states = LimitStates(catalog, self._relations, self._statements)
        self._naming = Naming(catalog, self._relations, self._statements)
        self._request_rows = RequestRows(
            self._relations, self._statements, lambda number: self._origins[number]
        )
        self._view("lines", "SELECT number, n, line FROM numbered")
        self._staged = StagedRows()
        self._origins: dict[int, Origin] = {}
        self._looked_at_from = 0
        self.empty()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *exception: object) -> None:
        if kind is None:
            give_back(self._database)
        else:
            self.con.close()

    def read_at(self, now: datetime) -> None:
        """When lines are read, to the hour, by which times that say no year get one; else they are
        no times.
        """
        hour = now.replace(minute=0, second=0, microsecond=0)
        know_when_read(self.con, hour)
        self._request_rows.read_at = hour

    def empty(self, *, so_far: bool = False) -> None:
        """Forget the rows; the next source is number 1 again.

        The present one is, and its lines that were left go on waiting, if that is `so_far`.
        """
        if not so_far:
            self._gathered = Gathered()
            self._waiting = Waiting()
        self._staged.empty(so_far=so_far)
        self._request_rows.connections.leave(self._staged.number)
        self._origins = {n: one for n, one in self._origins.items() if n == self._staged.number}

    @property
    def staged(self) -> int:
        """How many requests were staged since `empty`; more of them may wait."""
        return self._staged.count

    def rows(self, *, so_far: bool = False) -> dict[str, pa.Table]:
        """What was read since `empty`: rows of each of the lake's tables, with `number`.

        Of the present source some lines may be left for later, if that is `so_far`. Columns of
        requests that repeat are dictionary arrays where lines were looked at.
        """
        is_of_present = not self._gathered.size and self._looked_at_from == self._staged.number
        self._look_at_gathered(leave=int(so_far and is_of_present))
        if not (so_far and self._waiting.are_all_of(self._staged.number)):
            self._read_lines()
        present = self._staged.number if so_far else None
        self._staged.request_items += self._plain_items.taken(before=present)
        return self._staged.taken()

    def begin(
        self,
        form: Format,
        *,
        vendor: str | None,
        client: str | None,
        earlier: Callable[[], pa.Table | None] = lambda: None,
    ) -> None:
        """Turn to the next source: its format, and what fills in where its log says nothing.

        `earlier` tells what its WebSocket connections said before, as earlier_connections.sql does.
        """
        of_lines = input_of(form.fields)
        # What is made anew for each chunk is compared as that chunk waits.
        select = "" if callable(form.select) else form.select
        of_form = (select, form.plain_forms, form.websocket, form.among_messages)
        key = (*of_form, of_lines, vendor, client)
        if key != self._key:
            self._look_at_gathered()
            self._read_lines()
            self._key, self._input = key, of_lines
            self._relations.hold("given", given_row(vendor, client, self._salt))
            self._given_client = client or None
            self._looking.forget()
            self._view("input", of_lines)
        elif form.plain_fields:
            self._look_at_gathered()  # by the fields of the source before
        self._looking.begin()
        self._form, self.counts = form, Counts()
        self._origins[self._staged.begin()] = Origin(self.counts, earlier)

    def survey(self, form: Format, chunks: Iterable[Chunk]) -> None:
        """Look through a source before it is read, if its format asks for that."""
        for chunk in chunks if form.survey else ():
            self._hold(of_source(0, without_newlines(numbered(chunk))))
            if form.survey:
                form.survey(self.con)

    def read(
        self, chunk: Chunk, lines: pa.Table, staged: Callable[[], object] = lambda: None
    ) -> None:
        """Stage the rows of a chunk and count every line of it.

        `lines` are those of the chunk, numbered. `staged` is called after each part, when rows may
        be taken out.
        """
        lines = of_source(self._staged.number, lines)
        if chunk.overlong:
            lines = self._without_overlong(chunk, lines)
        if self._form.elements and self._form.elements_mark in chunk.data:
            for portion in portions(self._split(lines, self._form.elements)):
                self._read(portion, partial(text_of, portion), staged)
        else:
            text = None if chunk.overlong else lambda: (chunk.data, chunk.ends)
            self._read(lines, text, staged)

    def _read(
        self,
        lines: pa.Table,
        text: Callable[[], tuple[bytes | memoryview, NDArray[np.int32]]] | None,
        staged: Callable[[], object],
    ) -> None:
        """Stage the rows of lines, or let these wait for others. Without a text SQL reads them."""
        self.counts.lines += len(lines)
        if text and self._form.has_plain_lines and is_on():
            self._gathered.add(*text(), lines)
            if self._gathered.size < _GATHERED_BYTES:
                return
            self._look_at_gathered(staged, leave=1)
        else:
            self._look_at_gathered(staged)
            self._wait(without_newlines(lines))
        staged()

    def end(self, staged: Callable[[], object] = lambda: None) -> None:
        """The source has ended, and its format is to know all fields that it has."""
        if self._form.plain_fields:
            self._look_at_gathered(staged)

    def _without_overlong(self, chunk: Chunk, lines: pa.Table) -> pa.Table:
        """Lines but for those that are too long, which are rejects."""
        self.counts.lines += len(chunk.overlong)
        for line, beginning in chunk.overlong:
            self._reject(
                self._staged.number, line, f"longer than {chunk.longest >> 20} MiB", beginning
            )
        overlong = pl.Series([line for line, _ in chunk.overlong], dtype=pl.Int64).to_arrow()
        return lines.filter(pc.invert(pc.is_in(lines["n"], overlong)))

    def _look_at_gathered(
        self, staged: Callable[[], object] = lambda: None, leave: int = 0
    ) -> None:
        """Read the plain ones of the lines that were gathered; the others wait.

        So many portions are left to be looked at while what comes next is read.
        """
        gathered, self._gathered = self._gathered, Gathered()
        look = self._look_of(gathered, staged) if gathered.size else None
        if look is not None:
            text, ends, lines = gathered.together()
            self._looked_at_from = lines["number"][0].as_py()
            look.add(text, ends, lines)
            if not leave and self._waiting.size >= _WORTH_READING_BYTES:
                self._read_lines()  # while the last are looked at
        self._sift(staged, leave if look or not gathered.size else 0)
        if look is None and gathered.size:
            self._wait(without_newlines(gathered.lines()))
            staged()

    def _sift(self, staged: Callable[[], object], leave: int) -> None:
        look = self._looking.look
        for sifted in look.sift(self._given_client, self._asked, leave) if look else ():
            self._keep_plain(sifted.rows)
            self._plain_items.note(sifted.naming)
            for number, count in counted(sifted.data):
                self._origins[number].counts.skip(DATA, count)
            self._wait(without_newlines(sifted.rest))
            # What is taken out has to hold all of the sources before the present one.
            if any(ends_in(self._staged.number, lines) for lines in (sifted.rows, sifted.rest)):
                staged()

    def _look_of(self, gathered: Gathered, staged: Callable[[], object]) -> Look | None:
        """The look at lines, if it is worth its while."""
        if not is_worth_it(gathered.size):
            return None

        def meet() -> None:
            self._hold(without_newlines(gathered.lines()))
            self._sql(self._form.select)

        return self._looking.look_at(self._form, meet, lambda: self._sift(staged, leave=0))

    def _asked(self, lines: pa.Table) -> pa.Table:
        """The rows of lines that are requests, one each, in their order."""
        self._hold(without_newlines(lines))
        select = self._sql(self._form.select)
        try:
            found = self._request_rows.exchanges(self._input, select)
            order = pl.Series(range(len(found)), dtype=pl.Int32).to_arrow()
            rows = self._request_rows.rows(found.append_column("number", order)).sort_by("number")
            return self._redaction.unsafe_if_changed(rows)
        except OF_DATA:
            return no_rows(STAGED)  # nothing is learned of them: they are read with those that wait

    def _keep_plain(self, rows: pa.Table) -> None:
        for number, count in counted(pl.Series(rows["number"]).to_numpy()):
            self._origins[number].counts.requests += count
        self._staged.limit_states += self._limit_states.read(rows)
        self._staged.limit_states += self._limit_states.told_by_columns(rows)
        self._staged.key_expiries += expiring(rows)
        self._staged.add_requests(rows)

    def _wait(self, lines: pa.Table) -> None:
        """Let lines wait for others that the same SELECT reads."""
        if callable(self._form.select):
            self._hold(lines)
        select = self._sql(self._form.select)
        if select != self._waiting.select:
            self._read_lines()
            self._waiting = Waiting(select)
        self._waiting.add(lines)
        if self._waiting.size >= _TOGETHER_BYTES:
            self._read_lines()

    def _read_lines(self) -> None:
        lines = self._waiting.taken()
        if lines is None:
            return
        if not self._read_in_pieces(lines):
            for number in pc.unique(lines["number"]):
                self._read_in_pieces(lines.filter(pc.equal(lines["number"], number)))
        self._request_rows.connections.leave(self._staged.number)

    def _read_in_pieces(self, lines: pa.Table) -> bool:
        return read_but_fatal(lines, self._read_together, self._undoing, self._reject)

    def _undoing(self, lines: pa.Table) -> Callable[[], None]:
        """What takes back all that comes of lines from now on."""
        mark = self._staged.mark()
        counts = [self._origins[one].counts for one in pc.unique(lines["number"]).to_pylist()]
        before = deepcopy(counts)

        def undo() -> None:
            self._staged.go_back(mark)
            for one, was in zip(counts, before, strict=True):
                vars(one).update(vars(was))

        return undo

    def _read_together(self, lines: pa.Table) -> bool:
        """Stage the rows of lines. False if those of several sources cannot be distinguished."""
        self._learned.learn()
        held = not_blank(lines)
        asked, settled = settled_apart(held) if self._form.noting else (held, None)
        self._hold(asked)
        numbers = pl.Series(asked["number"]).to_numpy()
        told = self._request_rows.exchanges(self._input, self._waiting.select)
        found = with_numbers(told, numbers)
        if found is None:
            return False
        has_frames = self._form.websocket
        rows = (self._request_rows.with_frames if has_frames else self._request_rows.rows)(found)
        judged, told = with_verdict(asked, found), rows.select(["number", "verdict"])
        if settled is not None:
            judged = pa.concat_tables([judged, settled])
            told = pa.concat_tables([told, settled.select(told.column_names)])
        self._staged.rejects += self._verdicts().count(lines, judged, told)
        unredacted = rows
        if rows["verdict"].null_count < len(rows):
            rows = rows.filter(pc.is_null(rows["verdict"]))
        self._learned.note(rows)
        redacted = self._redaction.redacted(rows)
        if self._request_rows.connections.are_of_any():
            is_sent = pl.Series(unredacted["verdict"], dtype=pl.String).eq_missing(SENT)
            said = self._redaction.redacted(unredacted.filter(is_sent.to_arrow()))
            for number, noted in self._request_rows.connections.notes(redacted, said).items():
                self._origins[number].counts.connections = noted
        self._staged.limit_states += self._limit_states.read(redacted)
        self._staged.request_items += self._naming.named_in_any(redacted)
        self._staged.key_expiries += expiring(redacted)
        self._staged.add_requests(redacted)
        return True

    def _verdicts(self) -> Verdicts:
        counts = {number: origin.counts for number, origin in self._origins.items()}
        return Verdicts(self._relations, self._statements, counts, self._form)

    def _hold(self, lines: pa.Table) -> pa.Table:
        """Let SQL see those lines that are not blank, as many as a thread takes at a time."""
        held = in_batches(not_blank(lines))
        self._relations.hold("numbered", held)
        return held

    def reject_end(self, lines: int, why: str) -> None:
        """The source broke off after that many lines: its end counts as a line that is rejected."""
        self._reject(self._staged.number, lines + 1, f"the source ends early: {why}")
        self.counts.lines += 1

    def _reject(self, number: int, line: int, reason: str, beginning: str = "") -> None:
        self._origins[number].counts.reject(reason)
        self._staged.rejects.append(rejected_line(self.con, line, reason, beginning, number))

    def _split(self, lines: pa.Table, elements: Sql) -> pa.Table:
        """What lines hold, as lines."""
        self._hold(without_newlines(lines))
        found = self.con.sql(
            f"SELECT n, element::VARCHAR AS line FROM ({self._sql(elements)})"
        ).to_arrow_table()
        return of_source(self._staged.number, found)

    def _sql(self, sql: Sql | None) -> str:
        return sql(self.con) if callable(sql) else sql or ""

    def _view(self, name: str, sql: str) -> None:
        self.con.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {sql}")
