r"""A log format whose exchange is several lines: a request, its answer, headers and bodies between.

Each kind of line is a *step*, told by a pattern with named groups: `method`, `url` or `path` and
`host`, `status`, `took`, `time`, `error`, `received`, `sent` (bytes), `name` and `value` (header),
`headers` (all, as Python prints them), `body`, `client`, and `key`, by which lines find their
exchange: a connection, a thread, a name. Lines without one belong to the URL that they name, else
to the exchange that was spoken of last.

An exchange becomes one line, in the place of its answer; its other lines are parts of it. What
never gets an answer is a request without one. So many may be open at once, and no more.
"""

from __future__ import annotations

import ast
import json
import re
from collections import OrderedDict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from analyzer.formats import Fields, Format, Sample, share_of_lines

METHOD = r"(?:GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS|CONNECT|TRACE)"
_STAMP = re.compile(
    r"^.{0,60}?(\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?"
    r"(?: ?(?:Z|UTC|[+-]\d\d:?\d\d)\b)?)"
)
# The prefix of syslog, and of Logcat, at the beginning of a line.
YEARLESS = r"^(?:<\d{1,3}>)?([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d+)?|\d\d-\d\d \d\d:\d\d:\d\d\.\d{3,6})\b"
_YEARLESS = re.compile(YEARLESS)
_THREAD = re.compile(r"^[^\"]{0,80}?\[ *([A-Za-z][\w .#/:-]*-\d+|main)\]")
_HEADER = re.compile(r'^\s*([A-Za-z][A-Za-z0-9-]*): ?"?(.*?)"?\s*$')
# Names of statuses as .NET prints them.
_STATUSES = {one.name.replace("_", "").lower(): str(one.value) for one in HTTPStatus}
_MOST_OPEN = 10_000
_MOST_BODY = 64 << 10


@dataclass
class _Exchange:
    said: dict[str, str] = field(default_factory=dict)
    headers: dict[str, dict[str, str]] = field(
        default_factory=lambda: {"request": {}, "response": {}}
    )
    body: list[str] = field(default_factory=list)
    phase: str = "request"
    in_body: bool = False
    mark: str = ""
    column: int = 0
    place: int | None = None

    @property
    def is_answered(self) -> bool:
        """Whether its answer, or why there is none, is known."""
        return self.phase == "response"

    def told(self) -> str:
        """The exchange as a line."""
        answer = self.headers["response"]
        told: dict[str, object] = dict(self.said)
        if "status" in told:
            told["status"] = _STATUSES.get(self.said["status"].lower(), self.said["status"])
        if "path" in told and "url" not in told:
            host = self.headers["request"].get("host") or told.get("host")
            told |= {"url": told["path"]} | ({"host": host} if host else {})
        if answer or self.headers["request"]:
            told |= {f"{which}_headers": held for which, held in self.headers.items() if held}
        date = next((v for k, v in answer.items() if k.lower() == "date"), None)
        body = "\n".join(self.body).strip()[:_MOST_BODY]
        return json.dumps(told | {"date": date, "response_body": told.get("body") or body or None})


class _Assembler:
    """The exchanges of one source, as its lines come by."""

    def __init__(self, steps: Sequence[tuple[str, re.Pattern[str]]]) -> None:
        self._steps = steps
        self._open: OrderedDict[str, _Exchange] = OrderedDict()
        self._last: str | None = None
        self._time: str | None = None
        self._homeless: deque[str] = deque()

    def take(self, data: bytes, *, is_last: bool) -> bytes:
        """The same number of lines, each an exchange, a part of one, or another message."""
        lines = data.decode("utf-8", "replace").split("\n")
        ends = lines.pop() if lines and not lines[-1] else None
        self._out: list[str] = []
        for place, line in enumerate(lines):
            self._out.append(line if not line.strip() else "")
            self._out[place] = self._line(line, place)
        for key in [key for key, one in self._open.items() if is_last or one.phase == "response"]:
            self._finish(key)
        for one in self._open.values():
            one.place = None
        self._settle(is_last)
        return "\n".join([*self._out, *([] if ends is None else [ends])]).encode()

    def _line(self, line: str, place: int) -> str:
        for kind, pattern in self._steps:
            if found := pattern.search(line):
                said = {name: text for name, text in found.groupdict().items() if text is not None}
                return self._step(kind, said, found.start(), line, place)
        return self._between(line)

    def _step(self, kind: str, said: dict[str, str], column: int, line: str, place: int) -> str:
        stamp, thread = _STAMP.match(line) or _YEARLESS.match(line), _THREAD.match(line)
        time = said.pop("time", None) or (stamp[1] if stamp else None) or self._time
        self._time = time if kind == "part" and time else None
        named = said.pop("key", "")
        key = f"{thread[1] if thread else ''} {named}".strip()
        if kind == "request":
            begun = _Exchange(mark=line[:column][-2:], column=column, place=place)
            begun.said = said | ({"started": time} if time else {})
            self._begin(key or said.get("url", ""), begun)
            return PART
        one_key = self._key_of(key, named, said.get("url", ""))
        one = self._open.get(one_key) if one_key is not None else None
        if one_key is not None and one and kind in ("response", "failure") and one.is_answered:
            self._finish(one_key)
            one = None
        if kind == "cancel" and one and not one.is_answered:
            kind = "failure"
        if one is None and kind in ("response", "failure"):
            one_key = key or said.get("url", "")
            one = self._open[one_key] = _Exchange()
        if one is None or one_key is None:
            return PART
        self._last = one_key
        return self._add(kind, one_key, one, said, time, place)

    def _add(
        self,
        kind: str,
        key: str,
        one: _Exchange,
        said: dict[str, str],
        time: str | None,
        place: int,
    ) -> str:
        if kind == "header" and "name" in said:
            one.headers[one.phase][said["name"].lower()] = said.get("value", "")
        elif kind in ("response", "failure"):
            one.said = {"ended": time} | said | one.said if time else said | one.said
            one.headers["response"] |= _literal(one.said.pop("headers", ""))
            one.phase, one.in_body, one.place = "response", False, place
        elif kind == "field":
            known = {"error"} if "status" in one.said else set()
            one.said |= {k: v for k, v in said.items() if k not in known} | (
                {"ended": time} if time and one.phase == "response" else {}
            )
            if time and one.phase == "request":
                one.said.setdefault("started", time)
        elif kind == "end":
            one.said = said | one.said
            one.place = place if one.place is None else one.place
            self._finish(key)
            return self._out[place] or PART
        elif kind == "blank":
            one.in_body = True
        elif kind == "body" and one.is_answered:
            one.body.append(said["body"])
        return PART

    def _begin(self, key: str, one: _Exchange) -> None:
        if key in self._open:
            self._finish(key)
        elif len(self._open) >= _MOST_OPEN:
            self._finish(next(iter(self._open)))
        one.headers["request"] |= _literal(one.said.pop("headers", ""))
        one.said.pop("body", None)
        self._open[key], self._last = one, key

    def _key_of(self, key: str, named: str, url: str) -> str | None:
        """The exchange that a line belongs to; a name counts in whatever thread."""
        for known in (key, url):
            if known and known in self._open:
                return known
        if named:
            return next((one for one in self._open if one.endswith(named)), None)
        if key:
            return None
        return self._last if self._last in self._open else next(reversed(self._open), None)

    def _between(self, line: str) -> str:
        """A line that is no step: a header or a part of a body, if an exchange is being told."""
        one = self._open.get(self._last or "")
        if one is None:
            return line if not line.strip() else note(line)
        is_after_mark = one.mark and line[: one.column].endswith(one.mark)
        text = line[one.column :] if is_after_mark else line
        if not text.strip():
            one.in_body = True
            return line if not line.strip() else PART
        if not one.in_body and (found := _HEADER.match(text)):
            one.headers[one.phase][found[1].lower()] = found[2]
            return PART
        if one.in_body and one.phase == "response":
            one.body.append(text)
            return PART
        return PART if one.in_body else note(line)

    def _finish(self, key: str) -> None:
        one = self._open.pop(key)
        if one.place is None or one.place >= len(self._out):
            self._homeless.append(one.told())
        else:
            self._out[one.place] = one.told()

    def _settle(self, is_last: bool) -> None:
        """Exchanges whose own lines are gone take the place of a line that says nothing."""
        for place in range(len(self._out) - 1, -1, -1):
            if not self._homeless:
                break
            if self._out[place] == PART:
                self._out[place] = self._homeless.popleft()
        if is_last and self._homeless and self._out:
            self._homeless.clear()


# What a line becomes that only fills in an exchange.
PART = '{"part": 1}'


def note(line: str) -> str:
    """What a line becomes that tells of no exchange."""
    return json.dumps({"note": line})


def _literal(headers: str) -> dict[str, str]:
    """Headers as Python or JSON print them."""
    try:
        found = ast.literal_eval(headers) if headers else {}
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {str(name).lower(): str(value) for name, value in found.items()}


EXCHANGE_FIELDS: Fields = dict.fromkeys(
    (
        "started", "ended", "date", "method", "url", "host", "scheme", "status", "took", "error",
        "received", "sent", "request_headers", "response_headers", "response_body", "client",
        "client_ip", "attempt", "request_id", "vendor", "part", "note", "broken",
    ),
    "VARCHAR",
)  # fmt: skip
EXCHANGE_SELECT = """
WITH told AS (
    SELECT *, moment_of(replace(started, ',', '.')) AS began,
        coalesce(moment_of(replace(ended, ',', '.')), http_date(date)) AS answered,
        milliseconds_of(replace(took, ',', ''), 1) AS told_ms
    FROM input
),
timed AS (
    SELECT *, coalesce(told_ms, CASE WHEN answered >= began AND contains(started, '.')
        OR contains(started, ',')
        THEN date_diff('microsecond', began, answered) / 1000.0 END) AS took_ms
    FROM told
)
SELECT
    coalesce(began, sent_at(answered, took_ms)) AS ts,
    CASE WHEN took_ms >= 0 THEN took_ms END AS duration_ms,
    client, address_of(client_ip) AS client_ip, vendor, method, url, host, scheme,
    status_of(status) AS status,
    CASE WHEN status_of(status) IS NULL THEN
        coalesce(error, CASE WHEN response_body IS NULL THEN 'other' END) END AS error,
    count_of(received) AS request_bytes,
    coalesce(count_of(sent), count_of(json_extract_string(response_headers, '$."content-length"')))
        AS response_bytes,
    request_headers, response_headers, response_body, count_of(attempt) AS attempt, request_id,
    CASE
        WHEN part IS NOT NULL THEN 'skip: part of an exchange'
        WHEN broken IS NOT NULL THEN 'reject: ' || broken
        WHEN note IS NOT NULL THEN 'skip: another message'
        WHEN coalesce(began, answered) IS NULL THEN 'reject: no time in its lines'
    END AS verdict
FROM timed
"""


def dialogue_format(
    name: str, title: str, steps: Sequence[tuple[str, str]], samples: tuple[Sample, ...]
) -> Format:
    """A format of exchanges over several lines, by its steps (kind, pattern), tried in order.

    Of kinds, `request` opens an exchange, `response` and `failure` answer it, `cancel` is a failure
    of what has no answer yet, `end` ends it,
    `field` and `header` add to it, `part` says nothing but perhaps the time.
    """
    compiled = [(kind, re.compile(pattern)) for kind, pattern in steps]
    telling = [one for kind, one in compiled if kind in ("request", "response", "failure")]

    def detect(beginning: str) -> float:
        told = share_of_lines(beginning, lambda line: any(one.search(line) for one in telling))
        known = share_of_lines(beginning, lambda line: any(one.search(line) for _, one in compiled))
        return 0.4 + 0.5 * known if told else 0.0

    return Format(
        name=name,
        title=title,
        detect=detect,
        fields=EXCHANGE_FIELDS,
        select=EXCHANGE_SELECT,
        samples=samples,
        stamped=True,
        assemble=lambda: _Assembler(compiled).take,
    )
