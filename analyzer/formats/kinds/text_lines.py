r"""A log format of text lines, made from patterns with named groups.

Groups are what a line shows of an exchange: `start` or `end` (when it began; when its answer was
there), `finish` (the latter beside the former), `method`, `target` (URL or path with query) or `request` (its whole first line), `host`,
`scheme`, `query`, `status`, `sent` (bytes of the answer), `received` (of the request), `took` (with its
own unit) or `ms`, `s`, `us`, `ns` (`s`, `s2` and `s3` add up), `client`, `client_ip`, `error`, `vendor`, `attempt`, `trace_id`, `request_id`, `body`, and
`header_x_name`, what a header x-name of the answer says or would say. A line that has neither `start` nor `end` takes the time that stands before it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cache

from analyzer.formats import ASIDE, Assemble, Format, Sample, share_of_lines
from analyzer.formats.kinds.dialogue_texts import LOCALE, YEARLESS
from analyzer.formats.kinds.exchange import PART
from analyzer.formats.kinds.needed_text import LITERAL, Patterns, all_needed, needed_texts
from analyzer.system.sql_literal import quoted

CLF = r"\d\d/[A-Z][a-z][a-z]/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}"
ADDRESS = r"(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f]*:[0-9A-Fa-f:.]*(?:%\w+)?)"
METHOD = r"(?:GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS|CONNECT|TRACE|PROPFIND|QUERY)"
_USUAL = (
    r"\d{4}[-/]\d\d[-/]\d\d(?:[T ]| - )\d\d:\d\d:\d\d(?:[.,]\d+)?"
    r"(?: ?(?:Z|UTC|[+-]\d\d:?\d\d)\b)?"
    r"|\d\d/[A-Z][a-z][a-z]/\d{4}[: ]\d\d:\d\d:\d\d(?: [+-]\d{4})?"
)
_STAMP = (
    rf"^.{{0,80}}?({_USUAL}"
    rf"|[A-Z][a-z][a-z] [A-Z][a-z][a-z] [ \d]\d \d\d:\d\d:\d\d(?:\.\d{{6}})? \d{{4}}|{LOCALE})"
)
# The same of most lines, in which no more than brackets, a level or an address stands before: RE2
# finds it ten times as fast.
_AT_BEGINNING = (
    r"^(?:[^0-9A-Za-z]{0,20}(?:[A-Z]{3,8}[^0-9A-Za-z]{1,20})?|[0-9A-Fa-f.:]{2,45} - - \[)"
    rf"({_USUAL})"
)
_WHEN = re.compile(f"{_STAMP}|{YEARLESS}")
# Each of these times has it; to look for it first takes a tenth of the time.
_CLOCK = re.compile(r":\d\d:\d\d")
_CLOCK_WITHIN = 130
# What a collector put before a line comes off where that makes it surer.
_AFTER_OTHERS = 0.9
_UNITS = {"ms": "1", "s": "1000", "us": "0.001", "ns": "0.000001"}
_HEADER = "header_"
_GROUP = re.compile(rf"{LITERAL}|(?P<keeps>\((?:\?P<(?P<name>\w+)>|(?!\?)))", re.DOTALL)
_GROUPS = {
    *("start", "end", "finish", "method", "target", "request", "host", "scheme", "query"),
    *("status", "sent", "received", "took", "took2", "ms", "s", "s2", "s3", "us", "ns"),
    *("client", "client_ip", "error", "vendor", "attempt", "trace_id", "request_id", "body"),
}
# Of so many, to look for what any of them needs takes less than to search for each.
_MANY = 4
_FEW = 8
# How a stack trace of Python begins.
TRACEBACK = "Traceback (most recent call last)"
# How Rich and loguru draw the frames of one: boxes, and lines from names to their values.
DRAWN = r"^\s*(?:(?:│\s+)*└ |│.*│\s*$|[╭╰]─)"
# What stands in the place of a failure that a line before told.
TOLD_BEFORE = "an error that was told before"
# Behind it stands what the object around a line says of the call beside it.
BESIDE = f"{ASIDE} beside "
# Of longer lines Python's patterns look at no more: one may take the square of their length.
LONGEST = 8_192


def leading_time(line: str) -> str | None:
    """The time with its day that stands at the beginning of a line."""
    found = _WHEN.match(line) if _CLOCK.search(line, 0, _CLOCK_WITHIN) else None
    return next(filter(None, found.groups())) if found else None


def has_leading_time(line: str) -> bool:
    """Whether a time with its day stands at the beginning of a line."""
    return leading_time(line) is not None


def lines_and_ahead(data: bytes, ahead: bytes) -> tuple[list[str], list[str]]:
    """The lines that an Assemble is given, and what of those behind them is known."""
    lines, later = (one.decode("utf-8", "replace").split("\n") for one in (data, ahead))
    return lines, later


def line_by_line(told: Callable[[str], str]) -> Assemble:
    """What puts in the place of each line, as they come, what `told` makes of it."""

    def take(data: bytes, *, is_last: bool, ahead: bytes = b"") -> bytes:
        del is_last, ahead
        return "\n".join(map(told, data.decode("utf-8", "replace").split("\n"))).encode()

    return take


def text_format(
    name: str,
    title: str,
    patterns: Sequence[str],
    samples: tuple[Sample, ...],
    *,
    complete: str = "",
    hint: str = "",
    broken: str = "",
    other: str = "",
    sureness: float = 1.0,
    plain_forms: tuple[str, ...] = (),
) -> Format:
    """A format of lines that match one of some patterns, which Python and RE2 take alike.

    `hint` is what a line has that any of them matches, so that others cost one look at it.
    Lines that match none are rejected if they match `broken` and not `other`, else skipped.
    `plain_forms` are those of a Format: their `status_without_wait` leaves to SQL what may tell one.

    Raises ValueError for a group that means nothing.
    """
    groups = {group for one in patterns for group in _groups(one)}
    if unknown := {g for g in groups - _GROUPS if not g.startswith(_HEADER)}:
        raise ValueError(f"{name}: no column has {sorted(unknown)}; known are {sorted(_GROUPS)}")
    is_stamped = not {"start", "end"} & groups

    return Format(
        name=name,
        title=title,
        detect=_detect(Patterns(patterns), sureness),
        select=_select(patterns, hint, broken, other, is_stamped),
        samples=samples,
        stamped=is_stamped,
        complete=complete,
        plain_forms=plain_forms,
    )


def _detect(patterns: Patterns, sureness: float) -> Callable[[str], float]:
    """Some lines are such; an application's own may stand between them."""

    def detect(beginning: str) -> float:
        some = patterns.that_may_match(beginning)
        if not some:
            return 0.0
        share = share_of_lines(beginning, lambda line: _claims(some, line[:LONGEST]))
        return sureness * (0.3 + 0.7 * share) if share else 0.0

    return detect


def _claims(patterns: Sequence[re.Pattern[str]], line: str) -> float:
    starts = [found.start() for one in patterns if (found := one.search(line))]
    return (_AFTER_OTHERS if min(starts) else 1.0) if starts else 0.0


def _select(
    patterns: Sequence[str],
    hint: str,
    broken: str,
    other: str,
    is_stamped: bool,
) -> str:
    looks = [quoted(one) for one in (hint, _hint_of(patterns)) if one]
    guards = _guards(patterns)
    columns = ", ".join(
        _matched(one, number, _condition(one, guards) or ("has_hint" if looks else ""))
        for number, one in enumerate(patterns)
    )
    groups = dict.fromkeys(group for one in patterns for group in _groups(one))
    values = "".join(f", {_value(group, patterns)} AS x_{group}" for group in groups)
    has = groups.keys()

    def of(group: str, sql: str = "given({0})", kind: str = "VARCHAR") -> str:
        return sql.format(f"x_{group}") if group in has else f"NULL::{kind}"

    took = [f"milliseconds_of(x_{u}, {ms})" for u, ms in _UNITS.items() if u in has]
    took += ["milliseconds_of(without_commas(x_took), 1)"] if "took" in has else []
    if "took2" in has:
        second = "coalesce(milliseconds_of(without_commas(x_took2), 1), 0)"
        took[-1] = f"round({took[-1]} + {second}, 6)"
    if {"s2", "s3"} <= has:
        took[0] = (
            "round("
            + " + ".join(f"milliseconds_of(x_{s}, 1000)" for s in ("s", "s2", "s3"))
            + ", 6)"
        )
    if "finish" in has:
        took.append("date_diff('microsecond', moment_of(x_start), moment_of(x_finish)) / 1000.0")
    headers = ", ".join(
        f"{quoted(group.removeprefix(_HEADER).replace('_', '-'))}, given(x_{group})"
        for group in groups
        if group.startswith(_HEADER)
    )
    line = kept = "line"
    # What a format has no group for is no part of its statement: to plan it takes long.
    began = "moment_of(started)" if "start" in has else "NULL::TIMESTAMPTZ"
    ended = "NULL::TIMESTAMPTZ"
    if is_stamped or "end" in has:
        ended = "stamped_at(written)"
    trace_id, request_id = of("trace_id"), of("request_id")
    if is_stamped and "status" in has:  # people's words, of which no pattern has all
        line = ", ".join(
            f"split_part(line, {quoted(BESIDE)}, {number}) AS {name}"
            for number, name in enumerate(("line", "beside"), 1)
        )
        kept = "line, beside"
        # What stands in a body, which may be that of the line below, is none of them.
        told = "CASE WHEN is_ours THEN {0}_said_in(split_part(line, '{{', 1) || ' ' || beside) END"
        took.append(told.format("took"))
        trace_id = f"coalesce({trace_id}, {told.format('trace_id')})"
        request_id = f"coalesce({request_id}, {told.format('request_id')})"
    wait = "NULL"
    if "status" in has:
        wait = "CASE WHEN is_ours AND status IN (429, 503) THEN wait_said_in(line) END"
    start = of("start")
    return rf"""
WITH with_hint AS (SELECT {kept}, {
        " AND ".join(f"regexp_matches(line, {look})" for look in looks) or "TRUE"
    } AS has_hint
    FROM (SELECT {line} FROM input)),
{_with_texts(guards, kept)},
parts AS (SELECT {kept}, {columns} FROM with_texts),
with_match AS (SELECT {kept}, {
        " OR ".join(f"p{n}.whole <> ''" for n in range(len(patterns)))
    } AS is_ours{values}
    FROM parts),
{_stamped() if is_stamped else f"with_stamp AS (SELECT *, {of('end')} AS stamp FROM with_match)"},
with_times AS (
    SELECT *, coalesce({", ".join([*took, "NULL::DOUBLE"])}) AS took_ms,
        replace({start}, ',', '.') AS started,
        CASE WHEN is_ours AND stamp <> ''
            THEN translate(replace(stamp, ' - ', ' '), ',' || chr(9), '. ') END AS written,
        {"request_line(x_request)" if "request" in has else "NULL"} AS r
    FROM with_stamp
),
with_moments AS (
    -- Most lines of a program's log are not ours.
    SELECT *, {began} AS began, {ended} AS ended,
        {of("status", "status_of({0})", "INTEGER")} AS status
    FROM with_times
)
SELECT
    coalesce(began, sent_at(ended, took_ms)) AS ts,
    took_ms AS duration_ms,
    {of("client")} AS client,
    {of("client_ip", "address_of({0})")} AS client_ip,
    {
        "coalesce(x_method, nullif(r.method, ''))"
        if "request" in has and "method" in has
        else "nullif(r.method, '')"
        if "request" in has
        else of("method")
    } AS method,
    coalesce({of("target")}, {"nullif(r.target, '')" if "request" in has else "NULL"})
        || coalesce('?' || {of("query")}, '') AS url,
    {of("scheme", "lower(given({0}))")} AS scheme,
    {of("host")} AS host,
    {of("vendor")} AS vendor,
    status,
    CASE WHEN status IS NULL THEN coalesce({of("error")},
        CASE WHEN {of("status", "says_no_response({0})", "BOOLEAN")} THEN 'other' END) END AS error,
    {of("received", "count_of({0})", "BIGINT")} AS request_bytes,
    {of("sent", "count_of({0})", "BIGINT")} AS response_bytes,
    {of("body")} AS response_body,
    with_wait({f"json_merge_patch('{{}}', json_object({headers}))" if headers else "NULL"}, {
        wait
    }) AS response_headers,
    {of("attempt", "count_of({0})", "BIGINT")} AS attempt,
    {trace_id} AS trace_id,
    {request_id} AS request_id,
    CASE
        WHEN is_ours AND coalesce(began, ended) IS NOT NULL THEN NULL
        WHEN is_ours AND coalesce(started, written) IS NULL AND regexp_matches(line, {
        quoted(DRAWN)
    })
            THEN 'skip: another message'
        WHEN is_ours AND coalesce(started, written) IS NULL THEN 'reject: no time in the line'
        WHEN is_ours THEN 'reject: the time cannot be read'
        {
        f"WHEN regexp_matches(line, {quoted(other)}) THEN 'skip: no HTTP request'" if other else ""
    }
        {
        f"WHEN regexp_matches(line, {quoted(broken)}) THEN 'reject: the line is broken'"
        if broken
        else ""
    }
        WHEN line = {quoted(PART)} THEN 'skip: part of an exchange'
        WHEN is_error_log(line) THEN 'skip: error log line'
        ELSE 'skip: another message'
    END AS verdict
FROM with_moments
"""


def _hint_of(patterns: Sequence[str]) -> str:
    """A pattern of what a line needs that any of many matches; "" where one needs nothing."""
    needed = [needed_texts(one) for one in patterns] if len(patterns) >= _MANY else []
    if not needed or not all(needed):
        return ""
    return f"(?i){'|'.join(map(re.escape, sorted(frozenset().union(*needed))))}"


def _stamped() -> str:
    """CTEs up to `with_stamp`: the time that stands before a line, '' where there is none.

    A pattern is tried where those before it found nothing, each in a projection of its own: within
    a CASE DuckDB computes anew what stands there twice, such as what NULLIF is given.
    """

    def found(pattern: str) -> str:
        return f"regexp_extract(line, {quoted(pattern)}, 1)"

    return f"""with_usual AS (
    SELECT *, CASE WHEN is_ours THEN {found(_AT_BEGINNING)} END AS usual FROM with_match
),
with_dated AS (
    SELECT * EXCLUDE (usual), CASE WHEN usual = '' THEN {found(_STAMP)} ELSE usual END AS dated
    FROM with_usual
),
with_stamp AS (
    SELECT * EXCLUDE (dated), CASE WHEN dated = '' THEN {found(YEARLESS)} ELSE dated END AS stamp
    FROM with_dated
)"""


@cache  # asked for each group of a format
def _captured(pattern: str) -> tuple[str, ...]:
    """What each group is called that keeps its text, in their order; "" without a name."""
    return tuple(one["name"] or "" for one in _GROUP.finditer(pattern) if one["keeps"])


def _groups(pattern: str) -> list[str]:
    return [name for name in _captured(pattern) if name]


def _guards(patterns: Sequence[str]) -> dict[frozenset[str], str]:
    """For texts that patterns need, the column that says whether a line has one of them.

    To look for a text takes a tenth of what a search takes. Many texts are one search, which is
    worth it where several patterns need the same.
    """
    some = patterns if len(patterns) >= _MANY else ()
    needed = Counter(texts for one in some for texts in all_needed(one))
    worth = (texts for texts, times in needed.items() if len(texts) <= _FEW or times > 1)
    return {texts: f"has_{number}" for number, texts in enumerate(worth)}


def _condition(pattern: str, guards: Mapping[frozenset[str], str]) -> str:
    return " AND ".join(guards[texts] for texts in all_needed(pattern) if texts in guards)


def _with_texts(guards: Mapping[frozenset[str], str], kept: str) -> str:
    """The CTE of the columns of `_guards`, NULL in lines without a hint, beside those `kept`."""

    def said(texts: frozenset[str]) -> str:
        if len(texts) <= _FEW:
            return " OR ".join(f"contains(folded, {quoted(one)})" for one in sorted(texts))
        return f"regexp_matches(folded, {quoted('|'.join(map(re.escape, sorted(texts))))})"

    columns = "".join(f", {said(texts)} AS {name}" for texts, name in guards.items())
    # The one letter that has a capital of another's, for which patterns without case take it.
    folded = "lower(replace(line, 'ſ', 's'))"
    return f"""with_texts AS (
    SELECT {kept}, has_hint{columns}
    FROM (SELECT {kept}, has_hint, CASE WHEN has_hint THEN {folded} END AS folded FROM with_hint)
)"""


def _matched(pattern: str, number: int, guard: str) -> str:
    """SQL of the groups of a line, all empty or NULL where it does not match."""
    captured = enumerate(_captured(pattern), 1)
    labels = ["whole", *(f"x_{name}" if name else f"g{n}" for n, name in captured)]
    listed = ", ".join(f"'{label}'" for label in labels)
    groups = f"regexp_extract(line, {quoted(f'({pattern})')}, [{listed}])"
    return f"{f'CASE WHEN {guard} THEN {groups} END' if guard else groups} AS p{number}"


def _value(group: str, patterns: Sequence[str]) -> str:
    found = [
        f"nullif(p{n}.x_{group}, '')" for n, one in enumerate(patterns) if group in _groups(one)
    ]
    return f"coalesce({', '.join(found)})"
