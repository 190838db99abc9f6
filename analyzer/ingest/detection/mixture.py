"""Sources whose lines are of several formats: each line is read by its own format.

Where some lines of a source are of one format and others of another, each format is asked about
all lines that it may have written, and the one that finds a request in a line has it. What comes of
it is a line again: the exchange that was read, under the names of its columns.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache

import duckdb
import numpy as np
import pyarrow as pa

from analyzer.formats import EXCHANGE, LEAST_SURENESS, Assemble, Format
from analyzer.formats.kinds.exchange import FIELDS as OF_DIALOGUE
from analyzer.formats.kinds.exchange import NOTED, text_of_note
from analyzer.ingest.detection.speakers import Others, Speakers, left_of, without
from analyzer.ingest.detection.told_twice import leave_what_is_told_twice
from analyzer.ingest.lines.arrays import arrow, texts
from analyzer.ingest.rows.verdicts import OF_JSON
from analyzer.ingest.sql.exchange_sql import exchanges, input_of
from analyzer.ingest.sql.format_database import know_when_read, open_for_formats
from analyzer.ingest.sql.relations import Relations, Statements
from analyzer.ingest.wrapping.line_traces import takes_members, with_members
from analyzer.ingest.wrapping.read_plan import ReadPlan
from analyzer.ingest.wrapping.writers import ByWriter

_OPENS = "{"
_LINES = pa.schema([("n", pa.int64()), ("line", pa.string())])
# What is read comes first; then what surely belongs to a format and is broken; then what is another
# message. Of equals the format that has more lines counts. What is liberal reads no part of what
# another format tells.
_SHOWS_REQUEST = r"(?:GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS) \S|\d\d/[A-Z][a-z]{2}/\d{4}:"
# A text that an object holds is whole: where it shows no request it is a message, no broken line.
_IS_HELD_MESSAGE = rf"""(t.verdict LIKE 'reject:%' AND t.line[1] <> '{_OPENS}'
    AND w.line[1] = '{_OPENS}' AND json_valid(w.line)
    AND NOT regexp_matches(t.line, '{_SHOWS_REQUEST}'))"""
_RANKED = rf"""
SELECT n, CASE WHEN {_IS_HELD_MESSAGE}
        THEN json_object('verdict', 'skip: another message', 'line', t.line)
        ELSE to_json(t) END::VARCHAR AS exchange,
    CASE
        WHEN t.verdict IS NULL THEN 0
        WHEN {_IS_HELD_MESSAGE} THEN 3
        WHEN t.verdict = 'skip: part of an exchange' THEN 1
        WHEN t.verdict LIKE 'skip:%' THEN 3
        -- A request that an error log quotes is none without a time: the line's own is before it.
        WHEN t.verdict LIKE 'reject: no time%' THEN CASE WHEN is_error_log(w.line) THEN 4 ELSE 2 END
        WHEN is_message(t.line) THEN 4
        WHEN is_message(w.line) AND NOT regexp_matches(t.line, '{_SHOWS_REQUEST}') THEN 4
        ELSE 2 END AS rank
FROM ((SELECT n FROM lines) POSITIONAL JOIN claimed AS t) JOIN wrapped AS w USING (n)"""
_RANK_OF_MESSAGE = 3
_NOBODYS = """CASE WHEN ltrim(line) = '' THEN line ELSE to_json({
    'verdict': CASE WHEN is_message(line) OR is_error_log(line) THEN 'skip: another message'
        ELSE 'reject: of no format that other lines have' END,
    'line': line})::VARCHAR END"""

# A time that says no year is of this one, before all logs, until it is known when lines are read.
_NO_YEAR = datetime(1972, 12, 31, 23, 59, 59, tzinfo=UTC)
_SELECT = f"""SELECT * REPLACE (CASE WHEN epoch(ts) < 1e8
    THEN yearless_time(strftime(ts AT TIME ZONE 'UTC', '%m-%d %H:%M:%S.%f')) ELSE ts END AS ts)
FROM (SELECT {", ".join(f"try_cast({n} AS {k}) AS {n}" for n, k in EXCHANGE.items())} FROM input)"""

# What an earlier format takes for a part of an exchange no later one tells as a call of its own.
_LEFT_PARTS = """DELETE FROM ranked USING ranked AS part
WHERE ranked.rank = 0 AND part.rank = 1 AND ranked.n = part.n AND ranked.member > part.member"""
_UNANSWERED = "exchange->>'$.status' IS NULL"
# What is left out by fields, or by words of a client, other words of the line say: its method, its
# status, what was answered, and why nothing was.
_IN_WORDS = """
WITH told AS (
    SELECT n, member, rank, exchange->>'$.method' AS method, exchange->>'$.url' AS url,
        exchange->>'$.status' AS status, exchange->>'$.response_body' AS body,
        exchange->>'$.error' AS error
    FROM ranked WHERE rank IN (0, 2) AND exchange->>'$.verdict' IS NULL
),
completed AS (
    SELECT own.n, own.member, json_object('method', coalesce(own.method, words.method),
        'url', coalesce(own.url, words.url), 'status', coalesce(own.status, words.status),
        'response_body', coalesce(own.body, words.body),
        'error', CASE WHEN words.status IS NULL THEN CASE
            WHEN own.member IN $fields AND error_type_of(own.error) = 'other' THEN words.error
            ELSE own.error END END) AS whole
    FROM told AS own JOIN told AS words ON own.n = words.n AND own.rank = 0 AND words.rank = 2
        AND words.member IN $liberal
        AND CASE WHEN words.status IS NOT NULL AND own.member IN $fields
            THEN coalesce(own.url = words.url, TRUE) AND coalesce(own.status = words.status, TRUE)
            ELSE own.url = words.url AND own.status IS NOT DISTINCT FROM words.status END
)
UPDATE ranked SET exchange = json_merge_patch(exchange, whole)
FROM completed WHERE ranked.n = completed.n AND ranked.member = completed.member"""
# Of formats that know a line, those that read it come before one that finds it broken; of those one
# that names the whole call has read more of it.
_TELLS_LESS = """(coalesce(exchange->>'$.verdict' LIKE 'reject:%', FALSE)::INTEGER * 2
    + (exchange->>'$.method' IS NULL OR exchange->>'$.url' IS NULL)::INTEGER)"""


class _Member:
    """A format of which some lines are, JSON objects or none, or all, and what it makes of them."""

    def __init__(self, plan: ReadPlan, is_json: bool | None) -> None:
        self.plan, self.is_json = plan, is_json
        self.is_liberal = plan.sureness <= LEAST_SURENESS
        self.is_dialogue = is_dialogue(plan)
        self.has_pairs = plan.format.plain_as == "logfmt"
        # Lines of which the line behind them has all that a collector's prefix leaves.
        self.joined: set[int] = set()
        assemble = plan.format.assemble
        self._assembled = ByWriter(lambda _: assemble()) if assemble else None

    def own(
        self,
        lines: Sequence[str],
        *,
        is_last: bool,
        ahead: Sequence[str],
        others: Others | None = None,
    ) -> list[str]:
        """Lines that the format may have written, as it reads them; each keeps its number.

        Which of the lines, and of those ahead, are parts of exchanges of `others` is known.
        """
        bare, writers = _told_by(self.plan, lines)
        self.joined = {n for n, line in enumerate(bare) if not line.strip()}
        own = self._claimable(bare)
        if self._assembled is None:
            return own
        bare, next_writers = _told_by(self.plan, ahead) if ahead else ([], ())
        after = self._claimable(bare)
        if others:
            own, writers = without(others[0], own, writers)
            after, next_writers = without(others[1], after, next_writers)
        told = self._assembled.take(
            "\n".join(own).encode(),
            writers,
            is_last=is_last,
            ahead="\n".join(after).encode(),
            next_writers=next_writers,
        )
        if takes_members(self.plan.format):
            told = with_members(told, "\n".join(lines).encode())
        left = told.decode().split("\n")
        return left_of(others[0], left) if others else left

    def _claimable(self, bare: Sequence[str]) -> list[str]:
        if self.is_dialogue or self.is_json is None:
            return list(bare)
        return [line if opens(line) == self.is_json else "" for line in bare]


class Mixture:
    """The lines of one source, as they come by."""

    def __init__(self, plans: Sequence[tuple[ReadPlan, bool | None]]) -> None:
        self._members = [_Member(plan, is_json) for plan, is_json in plans]
        dialogues = {n: one.plan for n, one in enumerate(self._members) if one.is_dialogue}
        self._speakers = Speakers(dialogues, within) if len(dialogues) > 1 else None

    def take(self, data: bytes, *, is_last: bool, ahead: bytes = b"") -> bytes:
        """The same number of lines: exchanges, and verdicts on what is none."""
        lines = data.decode("utf-8", "replace").split("\n")
        after = ahead.decode("utf-8", "replace").split("\n") if ahead else []
        # Before anything is asked: what one of them assembles may be a mixture itself.
        others = self._speakers.others(lines, after) if self._speakers else {}
        owned = [
            member.own(lines, is_last=is_last, ahead=after, others=others.get(number))
            for number, member in enumerate(self._members)
        ]
        for n in set.intersection(*(member.joined for member in self._members)):
            lines[n] = ""
        noted = self._noted(owned)
        rest = [n for n in range(len(lines)) if n not in noted]
        asked = _asked()
        con, relations = asked.con, asked.relations
        relations.hold("wrapped", _table(rest, [lines[n] for n in rest]))
        con.execute(
            "CREATE OR REPLACE TEMP TABLE ranked"
            " (n BIGINT, exchange VARCHAR, rank INTEGER, member INTEGER)"
        )
        for number, (member, left) in enumerate(zip(self._members, owned, strict=True)):
            held = [n for n in rest if left[n].strip()]
            if held:
                relations.hold("lines", _table(held, [left[n] for n in held]))
                rank = "greatest(rank, 2)" if member.is_liberal else "rank"
                if member.is_dialogue:
                    rank = "CASE WHEN rank < 3 THEN -1 ELSE rank END"
                told = _UNANSWERED if member.plan.without_answer else "TRUE"
                found = asked.statements.run(
                    f"SELECT n, exchange, {rank} AS rank FROM ({_ranked(con, member)})"
                    f" WHERE rank < {self._least(member)} AND {told}"
                )
                relations.hold("found", found)
                con.execute(f"INSERT INTO ranked SELECT *, {number} FROM found")
        self._leave_what_is_told_again(con)
        best = con.sql(
            f"""SELECT coalesce(best, {_NOBODYS}) AS line FROM wrapped LEFT JOIN (
                SELECT n, arg_min(exchange, rank * 1000 + {_TELLS_LESS} * 100 + member) AS best
                FROM ranked GROUP BY n)
            USING (n) ORDER BY n"""
        )
        whole = noted | dict(zip(rest, best.to_arrow_table()["line"].to_pylist(), strict=True))
        relations.empty()
        return "\n".join(whole[n] for n in range(len(lines))).encode()

    def _noted(self, owned: Sequence[Sequence[str]]) -> dict[int, str]:
        """Lines, by number, in which nobody reads anything and one that counts has noted so."""
        told = [
            (member, [text_of_note(line) if member.plan.format.noting else None for line in own])
            for member, own in zip(self._members, owned, strict=True)
        ]
        read = {
            n
            for own, (_, notes) in zip(owned, told, strict=True)
            for n, (line, note) in enumerate(zip(own, notes, strict=True))
            if line and note is None
        }
        noted: dict[int, str] = {}
        for member, notes in told:
            for n, note in enumerate(notes) if self._least(member) > _RANK_OF_MESSAGE else ():
                if note and n not in read:
                    noted.setdefault(n, NOTED + note)
        return noted

    def _leave_what_is_told_again(self, con: duckdb.DuckDBPyConnection) -> None:
        con.execute(_LEFT_PARTS)
        fields = self._numbers(lambda one: one.plan.format.of_any_make or one.has_pairs)
        liberal = self._numbers(lambda one: one.is_liberal)
        if liberal:
            con.execute(_IN_WORDS, {"fields": fields, "liberal": liberal})
        dialogues = self._numbers(lambda one: one.is_dialogue)
        leave_what_is_told_twice(
            con,
            # Beside nothing else they are told once.
            dialogues=dialogues if len(self._members) > 1 else [],
            liberal=liberal,
            errors=self._numbers(lambda one: one.plan.format.of_errors),
        )

    def _numbers(self, are: Callable[[_Member], bool]) -> list[int]:
        return [number for number, one in enumerate(self._members) if are(one)]

    def _least(self, member: _Member) -> int:
        """Among exchanges of several lines another format has what it reads, and no more."""
        among = any(one.is_dialogue for one in self._members) and not member.is_dialogue
        return 1 if among else 4


def _ranked(con: duckdb.DuckDBPyConnection, member: _Member) -> str:
    """SQL of what a member makes of the relation `lines`, and how much that counts."""
    form = member.plan.format
    of_lines, select = input_of(form.fields), form.select
    if callable(select):
        con.execute(f"CREATE OR REPLACE TEMP VIEW input AS {of_lines}")
        select = select(con)
    verdict = OF_JSON if form.fields else "verdict"
    return f"""WITH input AS ({of_lines}), claimed AS (
        SELECT * REPLACE (CASE WHEN verdict IS NOT NULL THEN {verdict} END AS verdict)
        FROM ({exchanges(select)}) POSITIONAL JOIN (SELECT line FROM lines))
    {_RANKED}"""


class _Asked(threading.local):
    """What is asked about lines, by each thread on its own: statements are planned once, and where
    a source is told to be a mixture they are asked several times."""

    def __init__(self) -> None:
        self.con = open_for_formats()
        know_when_read(self.con, _NO_YEAR)
        self.relations = Relations(self.con)
        self.statements = Statements(self.con, self.relations)


@cache
def _asked() -> _Asked:
    return _Asked()


def _table(numbers: list[int], lines: list[str]) -> pa.Table:
    columns = arrow(np.array(numbers, np.int64)), texts(lines)
    return pa.table(dict(zip(_LINES.names, columns, strict=True)), schema=_LINES)


def opens(line: str) -> bool:
    """Whether a line may be a JSON object."""
    return line.lstrip().startswith(_OPENS)


def within(plan: ReadPlan, lines: Sequence[str]) -> Sequence[str]:
    """The lines without what a plan takes off them."""
    return _told_by(plan, lines)[0]


def _told_by(plan: ReadPlan, lines: Sequence[str]) -> tuple[Sequence[str], Sequence[str | None]]:
    """The same, and who wrote each."""
    if not plan.wrapping:
        return lines, ()
    data, writers = plan.wrapping.told_by("\n".join(lines).encode(), stamped=plan.format.stamped)
    return data.decode("utf-8", "replace").split("\n"), writers


def is_dialogue(plan: ReadPlan) -> bool:
    """Whether its format reads exchanges of several lines, and says which belong to none."""
    form = plan.format
    return form.assemble is not None and form.fields is OF_DIALOGUE and not form.complete


def mixture(forms: Sequence[Format], assemble: Callable[[], Assemble]) -> Format:
    """The format of lines that were assembled to exchanges under the names of their columns."""
    return Format(
        name="+".join(form.name for form in forms),
        title="; ".join(form.title for form in forms),
        detect=lambda beginning: max(form.detect(beginning) for form in forms),
        fields=dict.fromkeys(EXCHANGE, "VARCHAR"),
        select=_SELECT,
        samples=(),
        websocket=any(form.websocket for form in forms),
        assemble=assemble,
        noting=True,
        stamped=any(form.stamped for form in forms),
    )


def assembler(plan: ReadPlan) -> Assemble:
    """What makes such exchanges of lines that are read by one plan."""
    return Mixture([(plan, None)]).take
