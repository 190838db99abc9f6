r"""Assembles the exchanges of one source from lines that were recognised as steps.

A line with a key belongs to the exchange of that key, one without to the exchange of the URL that
it names, else to the one seen last. An exchange stands in the place of its answer.
"""

from __future__ import annotations

import re
from collections import OrderedDict, deque
from collections.abc import Mapping, Sequence

from analyzer.formats.kinds.dialogue.clock_times import day_of
from analyzer.formats.kinds.dialogue.exchange import CLOCKS, OpenExchange
from analyzer.formats.kinds.dialogue.failures import failure_told_by, may_tell, told_of
from analyzer.formats.kinds.dialogue.open_exchanges import OpenExchanges
from analyzer.formats.kinds.dialogue_texts import STAMP, YEARLESS, literal_headers, message
from analyzer.formats.kinds.exchange import PART, note, settle
from analyzer.formats.kinds.likely_steps import Steps, held_texts

_STAMP = re.compile(STAMP)
_YEARLESS = re.compile(YEARLESS)
# The Date header of a response gives the year of the log.
_DATE = re.compile(r"\w{3}, \d\d \w{3} (\d{4}) ")
_THREAD = re.compile(r"^[^\"]{0,80}?\[ *([A-Za-z][\w .#/:-]*-\d+|main)\]")
_HEADER = re.compile(r'^\s*([A-Za-z][A-Za-z0-9-]*): ?"?(.*?)"?\s*$')
# How a message of java.util.logging begins, whose time stands in the line before.
_LEVEL = re.compile(r"(?:SEVERE|WARNING|INFO|CONFIG|FINE\w*): ")
# How another logger's message begins, which is no line of a body.
_MESSAGE = re.compile(
    r"(?:[A-Z], )?\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d.{1,40}"
    r"(?:\b[A-Z]{4,}\b|\[(?:debug|info|notice|warn(?:ing)?|error|fatal|critical)\])"
    # Go's own logger names no level.
    r"|(?:[^\s\"<>{}]{1,40} )?\d{4}/\d\d/\d\d \d\d:\d\d:\d\d(?:\.\d+)? \S"
)
# Where Java threw what was logged, which is no line of a body.
_STACK = re.compile(r"\s+at [\w.$<>/]+\(|\s*Caused by: |\s+\.\.\. \d+ (?:more|common)")
# A program's own time, behind the prefix of what ran it.
_OWN_TIME = re.compile(r"(?<=\S )\d{4}/\d\d/\d\d \d\d:\d\d:\d\d(?:\.\d+)? ?$")
# What is sent ahead of an answer.
_INTERIM = ("100", "102", "103")
_MOST_OPEN = 10_000


def _headers_in(fields: Mapping[str, str]) -> dict[str, str]:
    """The header of a line, or all of them as a program prints an object."""
    if "name" in fields:
        return {fields["name"].lower(): fields.get("value", "")}
    return literal_headers(fields.get("headers", ""))


class DialogueAssembler:
    """The exchanges of one source, as its lines come by."""

    def __init__(self, steps: Steps[str], *, has_threads: bool = True) -> None:
        self._steps = steps
        self._has_threads = has_threads
        self._open = OpenExchanges()
        self._last: str | None = None
        self._time: str | None = None
        self._seen: str | None = None
        self._failed: str | None = None  # by what the message tells that goes on
        self._thread = self._speaker = ""
        self._unplaced: deque[str] = deque()
        self._schemes: dict[str, str] = {}
        self._planned: OrderedDict[str, dict[str, str]] = OrderedDict()
        self._year: str | None = None
        self._day: str | None = None

    def take(self, data: bytes, *, is_last: bool, ahead: bytes = b"") -> bytes:
        """The same number of lines, each an exchange, a part of one, or another message."""
        lines = data.decode("utf-8", "replace").split("\n")
        ends = lines.pop() if lines and not lines[-1] else None
        self._out: list[str] = []
        before = [key for key, one in self._open.items() if one.is_emitted]
        self._read(lines)
        for key in before:
            if key in self._open and self._open[key].is_emitted:
                del self._open[key]
        due = {
            key: one
            for key, one in self._open.items()
            if is_last or (one.is_answered and not one.is_told)
        }
        if ahead and due:
            self._read_ahead(due, ahead)
        for one in due.values():
            self._emit(one)
        for one in self._open.values():
            one.place = None
        settle(self._out, self._unplaced, is_last=is_last)
        return "\n".join([*self._out, *([] if ends is None else [ends])]).encode()

    def _read(self, lines: Sequence[str]) -> None:
        held = held_texts(lines, self._steps.texts)
        fails = may_tell(lines)
        for place, line in enumerate(lines):
            self._out.append(line if not line.strip() else "")
            self._out[place] = self._line(line, place, held[place], may_fail=fails[place])

    def _read_ahead(self, due: dict[str, OpenExchange], ahead: bytes) -> None:
        """What the next lines say of exchanges that are emitted now. They stay open for these lines,
        which come again and then add to nothing."""
        other = type(self)(self._steps, has_threads=self._has_threads)
        other._out = []
        for key, one in self._open.items():
            other._open[key] = due.get(key) or OpenExchange(name=one.name)
        other._last, other._time, other._thread = self._last, self._time, self._thread
        other._year, other._day = self._year, self._day
        other._seen, other._failed = self._seen, self._failed
        other._speaker = self._speaker
        places = {key: one.place for key, one in due.items()}
        other._read(ahead.decode("utf-8", "replace").split("\n"))
        for key, one in due.items():
            one.place, one.is_emitted = places[key], False

    def _line(self, line: str, place: int, held: str, *, may_fail: bool) -> str:
        for pattern, kind in self._steps.that_may_match(held):
            if found := pattern.compiled.search(line):
                if kind == "other":
                    self._note_message(line, _STAMP)
                    return note(line)
                if kind == "reason":
                    if (failed := self._open.get(self._failed or "")) is None:
                        break
                    failed.add_reason(found["error"])
                    return PART
                fields = {
                    name: text for name, text in found.groupdict().items() if text is not None
                }
                column = found.end("pre") if fields.pop("pre", None) else found.start()
                return self._step(kind, fields, column, line, place)
        time = self._note_message(line, _STAMP)
        told = self._told(line, place, time) if may_fail and self._open else ""
        return told or self._between(line)

    def _note_message(self, line: str, stamp: re.Pattern[str]) -> str | None:
        """When a line says that it was written: this, and its thread, go for the lines behind it."""
        found = stamp.match(line)
        if found:
            self._seen, self._thread = found[1], self._thread_of(line)
            self._failed = None
        return found[1] if found else None

    def _thread_of(self, line: str) -> str:
        found = _THREAD.match(line) if self._has_threads else None
        return found[1] if found else ""

    def _spoken_by(self, fields: dict[str, str], named: str, stamp: object) -> str:
        """The thread whose numbers count until another logs a message."""
        if "speaker" in fields or (stamp and not named):
            self._speaker = fields.pop("speaker", "")
        return self._speaker

    def _told(self, line: str, place: int, time: str | None) -> str:
        """What a line becomes that tells why an exchange failed, in the words of another logger."""
        time = time or self._note_message(line, _YEARLESS)
        if self._time and _LEVEL.match(line):
            time = self._time
        told = failure_told_by(line, begins_message=bool(time))
        key = told_of(told, self._thread, self._open, self._last) if told else None
        if key is None:
            return ""
        if not (one := self._open[key]).is_answered:
            kind = "response" if "status" in told else "failure"
            one.note_told()
            self._add(kind, key, one, told, time or self._seen, place)
            self._failed = key if kind == "failure" else None
        elif time and not {"started", "ended"} & one.fields.keys():
            one.fields["ended"] = time
        return PART

    def _step(self, kind: str, fields: dict[str, str], column: int, line: str, place: int) -> str:
        self._failed = None
        stamp = _STAMP.match(line) or _YEARLESS.match(line)
        thread = self._thread_of(line)
        if stamp:
            self._thread = thread
        time = fields.pop("time", None) or (stamp[1] if stamp else None) or self._time
        self._time = time if kind in ("part", "next", "connect") and time else None
        named, logger = fields.pop("key", ""), fields.pop("logger", "")
        self._end_body(fields.pop("before", ""))
        key = f"{thread or self._spoken_by(fields, named, stamp)} {named}".strip()
        if kind in ("written", "read"):
            kind, fields, headers, body = message(kind, fields)
        else:
            headers, body = {}, ""
        if kind == "request":
            self._planned.pop(key, None)
            if self._is_again(self._open.get(key), fields, logger):
                return PART
            column = len(_OWN_TIME.sub("", line[:column]))
            begun = OpenExchange(line[:column], column, place, logger, named)
            begun.fields = fields | ({"started": time} if time else {})
            begun.headers["request"] |= headers
            begun.sent += [body] if body else []
            self._begin(key or fields.get("url", ""), begun)
            return PART
        if kind in ("connect", "planned") or fields.get("status") in _INTERIM:
            return self._plan(key, fields) if kind == "planned" else self._connected(fields)
        url = fields.get("url", "")
        one_key = self._last if kind == "whose" else self._key_of(key, named, url)
        one = self._open.get(one_key) if one_key is not None else None
        if one and kind in ("response", "failure"):
            one.take_back()
        if one_key is not None and one and kind in ("response", "failure") and one.is_answered:
            if self._is_again(one, fields, logger) or fields == {"error": one.fields.get("error")}:
                return PART
            self._finish(one_key)
            one = None
        if kind == "cancel" and one and not one.is_answered:
            kind = "failure"
        if one is None and kind in ("response", "failure"):
            one_key = key or fields.get("url", "")
            one = self._open[one_key] = OpenExchange(line[:column], column, name=named)
            one.fields = self._planned.pop(one_key, {})
        if one is None or one_key is None:
            return PART
        is_failed = kind in ("failure", "cancel") and "status" not in one.fields
        time = time or (self._seen if kind == "failure" and "started" not in one.fields else None)
        self._last, self._failed = one_key, one_key if is_failed else None
        one.logger = logger if kind in ("response", "failure") else one.logger
        one.headers["response"] |= headers
        one.body += [body] if body else []
        return self._add(kind, one_key, one, fields, time, place)

    def _end_body(self, text: str) -> None:
        """What stands before a message in its line is the end of the body before it."""
        one = self._open.get(self._last or "")
        if text and one and one.is_answered:
            one.body.append(text)

    def _add(
        self,
        kind: str,
        key: str,
        one: OpenExchange,
        fields: dict[str, str],
        time: str | None,
        place: int,
    ) -> str:
        if kind == "header":
            one.headers[one.phase] |= _headers_in(fields)
        elif kind in ("response", "failure"):
            if clock := fields.pop("clock", None):
                fields[CLOCKS["ended"]] = clock
            one.fields = {"ended": time} | fields | one.fields if time else fields | one.fields
            one.headers["response"] |= literal_headers(one.fields.pop("headers", ""))
            one.phase, one.place = "response", place
            one.in_body = bool(one.fields.pop("opens", ""))
        elif kind == "field":
            ignored = {"error"} if "status" in one.fields else set()
            ignored |= {"method"} & one.fields.keys()
            one.fields |= {k: v for k, v in fields.items() if k not in ignored} | (
                {"ended": time} if time and one.phase == "response" else {}
            )
            if time and one.phase == "request":
                one.fields.setdefault("started", time)
        elif kind == "next":
            return PART
        elif kind == "end":
            one.fields = fields | one.fields
            one.place = place if one.place is None else one.place
            self._finish(key)
            return self._out[place] or PART
        elif kind == "closed" and one.is_answered:
            self._finish(key)
            return self._out[place] or PART
        elif kind == "whose":
            self._give(key, one, fields["url"])
        elif kind == "blank":
            one.in_body = True
        elif kind == "body" and one.is_answered:
            one.body.append(fields["body"])
        elif kind in ("body", "sent") and not one.is_answered:
            one.sent.append(fields["body"])
        return PART

    def _give(self, key: str, one: OpenExchange, url: str) -> None:
        """An answer that said later whose it is goes to the exchange of that URL."""
        other = self._open.get(url)
        if other is None or other.is_answered or not one.is_answered:
            one.fields.setdefault("url", url)
            return
        if "started" not in one.fields and "url" not in one.fields:
            del self._open[key]
        for name in {"status", "ended"} & one.fields.keys():
            other.fields[name] = one.fields.pop(name)
        other.phase, other.place, self._last = one.phase, one.place, url
        one.phase, one.place = "request", None
        if key in self._open:
            self._open.wait(key)

    @staticmethod
    def _is_again(one: OpenExchange | None, fields: dict[str, str], logger: str) -> bool:
        """Whether another logger reported the same step before."""
        if one is None or one.logger == logger:
            return False
        is_failed_twice = "error" in fields and "error" in one.fields
        if one.is_answered != ("status" in fields or is_failed_twice):
            return False
        return all(
            one.fields.get(name) == fields.get(name)
            for name in ("method", "path", "status")
            if name in fields
        )

    def _connected(self, fields: dict[str, str]) -> str:
        """How a host is spoken to, where its exchanges do not say it."""
        scheme = fields.get("scheme") or {"443": "https", "80": "http"}.get(fields.get("port", ""))
        if scheme and len(self._schemes) < _MOST_OPEN:
            self._schemes[fields["host"]] = scheme
        return PART

    def _plan(self, key: str, fields: dict[str, str]) -> str:
        """What is going to be asked: so much an answer knows whose request is not logged."""
        if len(self._planned) >= _MOST_OPEN:
            self._planned.popitem(last=False)
        self._planned[key] = fields
        return PART

    def _begin(self, key: str, one: OpenExchange) -> None:
        if key in self._open:
            self._finish(key)
        elif len(self._open) >= _MOST_OPEN:
            self._finish(next(iter(self._open)))
        one.headers["request"] |= literal_headers(one.fields.pop("headers", ""))
        if body := one.fields.pop("body", ""):
            one.sent.append(body)
        self._open[key], self._last = one, key

    def _key_of(self, key: str, named: str, url: str) -> str | None:
        """The exchange that a line belongs to; a name counts in whatever thread."""
        for candidate in (key, url):
            if candidate and candidate in self._open:
                return candidate
        if self._speaker:
            of_it = (one for one in reversed(self._open) if one.startswith(f"{self._speaker} "))
            return None if named else next(of_it, None)
        if named:
            return self._open.named(named)
        if key:
            return None
        return self._last if self._last in self._open else next(reversed(self._open), None)

    def _between(self, line: str) -> str:
        """A line that is no step: a header or a part of a body, if an exchange is open."""
        one = self._open.get(self._last or "")
        if one is None:
            return line if not line.strip() else note(line)
        text = one.own(line)
        if not text.strip():
            one.in_body = True
            return line if not line.strip() else PART
        if not one.in_body and (found := _HEADER.match(text)):
            one.headers[one.phase][found[1].lower()] = found[2]
            return PART
        if one.in_body and text == line and _MESSAGE.match(line):
            return note(line)
        is_stack = _STACK.match(line) is not None
        one.in_body |= not is_stack and one.begins_body(line)
        if one.in_body and not is_stack:
            (one.body if one.phase == "response" else one.sent).append(text)
            return PART
        return PART if one.in_body else note(line)

    def _finish(self, key: str) -> None:
        self._emit(self._open.closed(key))

    def _emit(self, one: OpenExchange) -> None:
        if one.is_emitted:
            return
        one.is_emitted = True
        host = one.headers["request"].get("host") or one.fields.get("host", "")
        if "path" in one.fields and (scheme := self._schemes.get(host.partition(":")[0])):
            one.fields.setdefault("scheme", scheme)
        date = one.headers["response"].get("date", "")
        if found := _DATE.match(date):
            self._year = found[1]
        if clock := one.fields.get(CLOCKS["ended"]):
            self._day = (day_of(date, clock) if date else self._day) or None
        if one.place is None or one.place >= len(self._out):
            self._unplaced.append(one.as_line(self._year, self._day))
        else:
            self._out[one.place] = one.as_line(self._year, self._day)
