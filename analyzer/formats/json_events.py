r"""JSON Lines in which one object tells a request and another, further down, its answer.

Programs that log through structlog, pino, zap, slog, Serilog or Python's JSON formatters often write
the two apart, each with an id of the request (or of its trace): `{"msg": "request", "url": …, "req_id":
7}` and `{"msg": "response", "status": 429, "req_id": 7}`. An answer gets what its request said.
Without an id it is that of the one request that waits for one. All other lines are read as those of
any JSON log.
"""

from __future__ import annotations

import json
import re
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from itertools import islice
from typing import Any

from analyzer.formats import Sample, json_lines, json_object, row, share_of_lines
from analyzer.formats.kinds.object_fields import object_format
from analyzer.mapping.aliases import DURATION, Plan, plan_of
from analyzer.mapping.columns import holds_call
from analyzer.mapping.json_fields import PART_OF_OTHERS

# Above what reads any JSON, below who knows the make.
_SURENESS = 0.58
_OF_LINE = 0.5
_MOST_OPEN, _LONGEST = 2_000, 32_768  # of a longer line nothing is kept
_DEEPEST = 8
# An answer without an id comes soon, in lines and in time.
_MOST_BETWEEN = 20
_LONGEST_WAIT_MS = 60_000
_TARGET = {"url", "path", "request"}
_OF_ANSWER = {"status", "weak_status", DURATION}
_NAMED = ("method", "url", "host", "path", "query", "request")
_TIMES = ("started", "ended", "finished")
_TOOK = "duration_ms"
# The last part of an id's name; those of a trace come last, since it may have several requests.
_IS_ID = re.compile(
    r"(?i)^(?:x[-_]?)?(?:(?:req(?:uest)?|correlation|call|exchange|operation|transaction|activity|span|trace)[-_]?(?:id|uuid)"
    r"|id|uuid|rid|cid|req|seq|nonce|sp|tr|span|trace|correlation)$"
)
_OF_TRACE = re.compile(r"(?i)trace|^tr$|correlation|transaction|operation|activity")
_STATUS = re.compile(r"[1-5]\d\d(?=$| [A-Z])")
# What .NET calls a kind of message.
_OF_KIND = re.compile(r"(?i)event_?id\.")
_URL = "url"
_OF_SIDES = ("headers", "body")
# What an epoch counts, by its size.
_MILLISECONDS_FROM, _MICROSECONDS_FROM, _NANOSECONDS_FROM = 1e11, 1e14, 1e17

Scalars = Mapping[str, object]
Id = tuple[str, str]


@dataclass(frozen=True)
class _Request:
    """One of which no line tells the answer yet."""

    line: int
    fields: Mapping[str, Any]
    target: tuple[str, ...]
    ids: tuple[Id, ...]
    at_ms: float | None
    has_method: bool


class _Requests:
    """The requests of one source that have no answer yet."""

    def __init__(self) -> None:
        self._open: OrderedDict[int, _Request] = OrderedDict()
        self._by_id: dict[Id, list[int]] = {}
        self._line = 0
        self._answered: list[int] = []

    def take(self, data: bytes, *, is_last: bool, ahead: bytes = b"") -> bytes:
        """The same number of lines; a request whose answer comes with it is a part of that."""
        del is_last, ahead
        before, self._answered = self._line, []
        lines = [self.told(line) for line in data.decode("utf-8", "replace").split("\n")]
        for number in self._answered:
            if number > before:
                lines[number - before - 1] = PART_OF_OTHERS
        return "\n".join(lines).encode()

    def told(self, line: str) -> str:
        """A line; that of an answer has its request."""
        self._line += 1
        try:
            return self._told(line) if line.startswith("{") and len(line) <= _LONGEST else line
        except RecursionError:  # an object in so many others tells no exchange
            return line

    def _told(self, line: str) -> str:
        found = json_object(line)
        scalars = dict(_scalars(found))
        plan = _plan(tuple(scalars))
        slots = plan.slots.keys()
        status, failed = _status(scalars, plan), "error" in slots
        if _TARGET & slots and not (_OF_ANSWER | {"error"}) & slots:
            self._note(found, scalars, plan)
            return line
        if (status is None and not failed) or (_TARGET & slots and "method" in slots):
            return line
        ids, at_ms = _ids(scalars, plan), _at_ms(scalars, plan)
        asked = self._named(ids, at_ms)
        if asked is None and status is not None and not _TARGET & slots:
            asked = self._only(ids, at_ms)
        if asked is None:
            return line
        self._answered.append(asked.line)
        return _joined(asked, found, plan, at_ms)

    def _note(self, found: Mapping[str, Any], scalars: Scalars, plan: Plan) -> None:
        target = tuple(str(scalars[name]) for slot in _NAMED for name in plan.fields(slot))
        has_method = bool({"method", "request"} & plan.slots.keys())
        ids, at_ms = _ids(scalars, plan), _at_ms(scalars, plan)
        asked = _of_side(found, plan, "request")
        request = _Request(self._line, asked, target, ids, at_ms, has_method)
        self._open[self._line] = request
        for one in request.ids:
            self._by_id.setdefault(one, []).append(self._line)
        while len(self._open) > _MOST_OPEN:
            self._take(next(iter(self._open)))

    def _take(self, number: int) -> _Request:
        request = self._open.pop(number)
        for one in request.ids:
            self._by_id[one].remove(number)
            if not self._by_id[one]:
                del self._by_id[one]
        return request

    def _named(self, ids: tuple[Id, ...], at_ms: float | None) -> _Request | None:
        """The request that has an id of an answer, or lately its URL; of several of one trace none."""
        for one in ids:
            numbers = self._by_id.get(one, [])
            if one[0] == _URL:
                numbers = [n for n in numbers[-_MOST_BETWEEN:] if self._may_be_answered(n, at_ms)]
            if self._are_alike(numbers):
                return self._take(numbers[0])
        return None

    def _only(self, ids: tuple[Id, ...], at_ms: float | None) -> _Request | None:
        """The one request that waits for an answer, where no id says that it is another one's.

        An object with a URL and no method, such as where a server listens, is none.
        """
        waiting = [
            number
            for number in islice(reversed(self._open), _MOST_BETWEEN)
            if self._line - number <= _MOST_BETWEEN and self._may_be_answered(number, at_ms)
        ]
        if not self._are_alike(waiting):
            return None
        names = {name for name, _ in self._open[waiting[-1]].ids}
        return None if names & {name for name, _ in ids} else self._take(waiting[-1])

    def _may_be_answered(self, number: int, at_ms: float | None) -> bool:
        """Whether what names no id may be the answer to a request."""
        request = self._open[number]
        waited_ms = (at_ms or 0) - (request.at_ms or 0)
        return request.has_method and 0 <= waited_ms <= _LONGEST_WAIT_MS

    def _are_alike(self, numbers: Sequence[int]) -> bool:
        """Whether some requests are one, or are all for the same."""
        return len({self._open[number].target for number in numbers}) == 1


def _scalars(
    value: Mapping[str, Any], before: str = "", depth: int = _DEEPEST
) -> Iterator[tuple[str, object]]:
    """What an object holds, by dotted names; what is empty says nothing."""
    for name, inner in value.items():
        if isinstance(inner, dict):
            yield from _scalars(inner, f"{before}{name}.", depth - 1) if depth else ()
        elif inner not in (None, "", "-") and inner is not False:
            yield f"{before}{name}", inner


@lru_cache(maxsize=256)  # most lines of a log have the same fields
def _plan(names: tuple[str, ...]) -> Plan:
    return plan_of(names)


def _status(scalars: Scalars, plan: Plan) -> int | None:
    """The status of HTTP that an object tells."""
    for name in (*plan.fields("status"), *plan.fields("weak_status")):
        if not isinstance(value := scalars[name], bool) and (found := _STATUS.match(str(value))):
            return int(found[0])
    return None


def _ids(scalars: Scalars, plan: Plan) -> tuple[Id, ...]:
    """What may tell an exchange from others, the surest first; last the URL, where both tell it."""
    found = [
        (name.rpartition(".")[2], str(value))
        for name, value in scalars.items()
        if isinstance(value, (str, int))
        and _IS_ID.match(name.rpartition(".")[2].lstrip("@"))
        and not _OF_KIND.search(name)
    ]
    urls = [(_URL, str(scalars[name])) for name in plan.fields(_URL)]
    return (*sorted(found, key=lambda one: bool(_OF_TRACE.search(one[0]))), *urls)


def _at_ms(scalars: Scalars, plan: Plan) -> float | None:
    """When an object was written."""
    for name in (name for slot in _TIMES for name in plan.fields(slot)):
        value = scalars[name]
        with suppress(ValueError, OverflowError):
            if isinstance(value, (int, float)):
                return _of_epoch_ms(float(value))
            moment = datetime.fromisoformat(str(value))
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000
    return None


def _of_epoch_ms(number: float) -> float:
    for least, unit in (
        (_NANOSECONDS_FROM, 1e6),
        (_MICROSECONDS_FROM, 1e3),
        (_MILLISECONDS_FROM, 1.0),
    ):
        if number >= least:
            return number / unit
    return number * 1000


def _joined(
    asked: _Request, answer: Mapping[str, Any], plan: Plan, answered_ms: float | None
) -> str:
    both = _laid_over(_of_side(answer, plan, "response"), asked.fields)
    if DURATION not in plan.slots and asked.at_ms and answered_ms and answered_ms >= asked.at_ms:
        both.setdefault(_TOOK, round(answered_ms - asked.at_ms, 3))
    return json.dumps(both)


def _of_side(found: Mapping[str, Any], plan: Plan, side: str) -> Mapping[str, Any]:
    """An object with its headers and body by the name of its side: both sides may call theirs so."""
    named = {
        one: f"{side}_{one}" for one in _OF_SIDES if one in found and not holds_call(plan, one)
    }
    return {named.get(name, name): value for name, value in found.items()}


def _laid_over(over: Mapping[str, Any], under: Mapping[str, Any]) -> dict[str, Any]:
    """Both objects in one; where they differ the upper one counts."""
    both = {**under, **{name: value for name, value in over.items() if value is not None}}
    for name in over.keys() & under.keys():
        if isinstance(over[name], dict) and isinstance(under[name], dict):
            both[name] = _laid_over(over[name], under[name])
    return both


def _detect(beginning: str) -> float:
    """Most of the answers without a target are those of requests that other objects tell.

    Of a line alone it is any JSON.
    """
    if beginning.count("\n") <= 1:
        return _OF_LINE * json_lines.detect(beginning)
    requests = _Requests()
    joined = share_of_lines(beginning, lambda line: requests.told(line) is not line)
    if not joined:
        return 0.0
    left = share_of_lines(beginning, _is_answer) - joined
    return _SURENESS if joined >= left else 0.0


def _is_answer(line: str) -> bool:
    scalars = dict(_scalars(json_object(line))) if line.startswith("{") else {}
    plan = _plan(tuple(scalars))
    return not {*_TARGET, "method"} & plan.slots.keys() and _status(scalars, plan) is not None


FORMAT = object_format(
    "json_events",
    "JSON Lines with the request in one object and the answer in another",
    _detect,
    assemble=lambda: _Requests().take,
    of_any_make=True,
    samples=(
        # structlog, pino and slog, by the id of the request.
        Sample(
            r"""{"event":"sending request","req_id":"a1","method":"GET","url":"https://api.tickdb.ai/v1/x?a=1","request_headers":{"X-API-Key":"aaaaaaaa-1111-4222-8333-444444444444"},"timestamp":"2026-11-19T10:00:00.250Z","level":"debug"}
{"event":"sending request","req_id":"a2","method":"POST","url":"https://api.zeromarkets.com/v1/orders","timestamp":"2026-11-19T10:00:00.255Z","level":"debug"}
{"event":"got response","req_id":"a2","status_code":429,"response_body":"{\"code\":\"LIMIT_42901\"}","timestamp":"2026-11-19T10:00:00.281Z","level":"warning"}
{"event":"got response","req_id":"a1","status_code":200,"elapsed_ms":12.5,"timestamp":"2026-11-19T10:00:00.300Z","level":"debug"}
{"event":"sending request","req_id":"a3","method":"GET","url":"https://api.tickdb.ai/v1/y","timestamp":"2026-11-19T10:00:01.250Z","level":"debug"}
{"event":"request failed","req_id":"a3","error":"timeout of 5000ms exceeded","timestamp":"2026-11-19T10:00:06.250Z","level":"error"}
{"event":"tick","symbol":"BTCUSDT","timestamp":"2026-11-19T10:00:07Z"}
{"event":"got response","req_id":"a9","sta
""",
            rows=(
                row(
                    "10:00:00.255 POST api.zeromarkets.com/v1/orders -> 429 in 26 ms",
                    code="LIMIT_42901",
                ),
                row(
                    "10:00:00.2875 GET api.tickdb.ai/v1/x?a=1 -> 200 in 12.5 ms",
                    key_in="header:x-api-key",
                ),
                row("10:00:01.25 GET api.tickdb.ai/v1/y -> timeout in 5000 ms"),
            ),
            rejects=1,
            skipped=4,
        ),
        # By the URL; a kind of message is no id.
        Sample(
            """{"time":"2026-11-19T10:00:00.250Z","msg":"calling","method":"GET","url":"https://api.tickdb.ai/v1/x"}
{"time":"2026-11-19T10:00:00.255Z","msg":"calling","method":"POST","url":"https://api.tickdb.ai/v1/orders"}
{"time":"2026-11-19T10:00:00.281Z","msg":"answered","url":"https://api.tickdb.ai/v1/x","status":"429 Too Many Requests","ms":31}
{"time":"2026-11-19T10:00:01.250Z","EventId":{"Id":100},"msg":"calling","method":"GET","url":"https://api.tickdb.ai/v1/y"}
{"time":"2026-11-19T10:00:01.281Z","EventId":{"Id":101},"msg":"answered","url":"https://api.tickdb.ai/v1/y","status":503}
{"time":"2026-11-19T10:00:02.250Z","msg":"call","method":"GET","url":"https://api.tickdb.ai/v1/z","status":200}
""",
            rows=(
                row("10:00:00.25 GET api.tickdb.ai/v1/x -> 429 in 31 ms"),
                row("10:00:01.25 GET api.tickdb.ai/v1/y -> 503 in 31 ms"),
                row("10:00:02.25 GET api.tickdb.ai/v1/z -> 200"),
            ),
            skipped=3,
        ),
        # Nested, and by the one that waits.
        Sample(
            """{"time":1795082399000,"level":30,"msg":"metrics","url":"http://0.0.0.0:9100"}
{"time":1795082399250,"level":30,"msg":"healthy","status":200}
{"time":1795082400250,"level":20,"msg":"request","http":{"request":{"method":"GET","url":"https://api.tickdb.ai/v1/a"}}}
{"time":1795082400281,"level":40,"msg":"response","http":{"response":{"status_code":503}}}
{"time":1795082401250,"level":20,"msg":"request","http":{"request":{"method":"GET","url":"https://api.tickdb.ai/v1/b"}}}
{"time":1795082401281,"level":30,"msg":"response","http":{"response":{"status_code":200}}}
""",
            rows=(
                row("09:59:59.25 -> 200", host=None),
                row("10:00:00.25 GET api.tickdb.ai/v1/a -> 503 in 31 ms"),
                row("10:00:01.25 GET api.tickdb.ai/v1/b -> 200 in 31 ms"),
            ),
            skipped=3,
        ),
    ),
)
