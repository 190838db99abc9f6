"""The events of WebSocket connections in the text of a log: each told once, in the place of its line.

A message, the traceback behind it, and the same told again within a second by another line are one
event. Of a failed opening, or an error, the end with 1006 that follows at once is the same failure,
as browsers and their like see it. What has opened is of the connection that was awaited; a library
and its program may each tell of it.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import compress, count, groupby, islice

from analyzer.formats.kinds.exchange import note
from analyzer.formats.kinds.needed_text import that_hold_one
from analyzer.formats.kinds.text_lines import leading_time
from analyzer.formats.kinds.url_parts import parts_of
from analyzer.formats.kinds.websocket.closings import TEXTS as CLOSING_TEXTS
from analyzer.formats.kinds.websocket.closings import closed
from analyzer.formats.kinds.websocket.frames import FRAME_TEXTS, frame
from analyzer.formats.kinds.websocket.go_causes import GO_TEXTS, failed_on
from analyzer.formats.kinds.websocket.messages import (
    ABNORMAL,
    BAD_HANDSHAKE,
    FRAMES,
    NETWORK_TEXTS,
    SWITCHED,
    TEXTS,
    Fields,
    coded,
    failed_below,
    met,
    texts_in,
    thrown,
    told,
)
from analyzer.formats.kinds.websocket.openings import TEXTS as OPENING_TEXTS
from analyzer.formats.kinds.websocket.openings import Awaited, Opening, Openings, opened
from analyzer.formats.kinds.websocket.told_after import MOST_BETWEEN, told_after
from analyzer.formats.kinds.websocket.traces import LINES, TITLES, Handshakes, headers_below

# How a line begins that tells of an event, and ends if that has no time: no log holds this byte.
MARK = "\x02"
_AGAIN = f"{MARK}{{}}"  # what was told before
URL = re.compile(r"\bwss?://[^\s\"'`<>)\],;|\\]+[^\s\"'`<>)\],;|\\.:]")
_CLOCK = re.compile(r"(\d\d):(\d\d):(\d\d)")
# What differs between lines of one form: numbers and names of symbols.
_VARYING = re.compile(r"[A-Z0-9]{2,}|\d")
_SEARCHED = (
    *TEXTS,
    *FRAMES,
    *NETWORK_TEXTS,
    *GO_TEXTS,
    *OPENING_TEXTS,
    *CLOSING_TEXTS,
    "ws://",
    "wss://",
    "websockets.",
)
# Whom Node.js could not reach.
_PEER = re.compile(r"\bconnect E[A-Z]+ (?P<peer>[\w.-]+:(?P<port>\d+))\b")
_HANDSHAKE = "Handshake status"
_LONGEST_ANSWER = 80  # with the headers
_LONGEST_MESSAGE = 200
_LONGEST_FORM = 40
_SEVERAL = 2
_MOST_REMEMBERED = 1000

Key = tuple[object, ...]
_BROKEN: Key = ("close", None, ABNORMAL, None)
_IN_WORDS: Key = ("close", None, None, "in words")


@dataclass(frozen=True)
class _Event:
    """What the line at a place tells, and how surely."""

    at: int
    line: str
    fields: Fields
    sureness: int
    opening: Opening | None = None  # of a connection that has opened
    in_words: bool = False  # of an end that its program words without a code

    @property
    def key(self) -> Key:
        """What two lines about one event have in common."""
        if self.in_words:
            return _IN_WORDS
        status, code = self.fields.get("status"), self.fields.get("code")
        error = None if status or code else met(str(self.fields.get("error")))
        return self.fields["event"], status, code, error


class Events:
    """The events of one source, as its lines come by."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._earlier: list[str] = []
        self._hosts: dict[str, str] = {}  # with the scheme
        self._told: dict[Key, tuple[float, str, object]] = {}
        self._failed_at = -math.inf
        self._refused_at = -math.inf
        self._told_at = -math.inf  # by what says more than that a connection has ended
        self._handshakes = Handshakes()
        self._shown: dict[Key, tuple[float, str]] = {}  # the last message, when and by what form
        self._awaited = Awaited()
        self._openings = Openings()
        self._ahead: list[str] = []
        self._taken: set[int] = set()  # lines that only add to what others tell

    def take(self, data: bytes, *, is_last: bool, ahead: bytes = b"") -> bytes:
        """The same number of lines: an event in the place of the line that tells it."""
        del is_last
        self._ahead = ahead.decode("utf-8", "replace").split("\n")
        text = data.decode("utf-8", "replace")
        self._lines = text.split("\n")
        out = list(self._lines)
        for start, events in groupby(self._events(text), key=lambda event: self._start(event.at)):
            for event in self._best(list(events), start):
                out[event.at] = self._emitted(event, start)
        for at in self._taken:
            if at < len(out):
                out[at] = _AGAIN
        self._taken = {at - len(out) + 1 for at in self._taken if at >= len(out) - 1}
        for at, shown in self._frames():
            if out[at] == self._lines[at]:
                out[at] = _AGAIN if self._is_shown(at, shown) else MARK + json.dumps(shown)
        self._earlier = [*self._earlier, *self._lines][-_LONGEST_MESSAGE:]
        return "\n".join(map(_noted, out)).encode()

    def _events(self, text: str) -> Iterator[_Event]:
        """What single lines tell."""
        traced = (*TITLES, *LINES) if any(title in text for title in TITLES) else ()
        searched = (*_SEARCHED, *traced)
        for at in compress(count(), that_hold_one(self._lines, searched)):
            line = self._lines[at]
            texts = {one for one in searched if one in line}
            url = self._note_host(line)
            answer = self._handshakes.answer(line)
            opening, in_words = None, False
            if fields := answer or told(line, texts):
                if answer or " < HTTP/1.1 " in line:
                    below = self._said_below(at, fields["status"]) if answer else self._headers(at)
                    fields |= below | self._handshakes.answered()
                sureness = 2 if {"status", "code"} & fields.keys() else 1
                opening = _traced(self._placed(url) | fields)
            elif opening := opened(line) or self._awaited.opened(line):
                url = url or opening.url
                fields, sureness = {"event": "open"}, 1
            elif not texts.isdisjoint(FRAMES):
                fields, sureness = thrown(self._lines, at), 0
            elif not texts.isdisjoint((*NETWORK_TEXTS, *GO_TEXTS)):
                fields, sureness = self._failed(at, line), 1
            if not fields and self._hosts and (fields := coded(line)):
                sureness = 2
            if not fields and (fields := closed(line, is_of_websocket=bool(self._hosts))):
                sureness, in_words = 0, True
            if opening:
                is_of_one = len(self._hosts) == 1
                url = self._awaited.told(line, opening, is_of_one_host=is_of_one) or url
            elif fields and fields["event"] == "open":
                self._awaited.failed(fields.get("url") or url)
            else:
                self._awaited.note(line)
            if fields:
                yield _Event(at, line, self._with_place(fields, url), sureness, opening, in_words)

    def _failed(self, at: int, line: str) -> Fields | None:
        """What a line says of the network's failure of a connection that was named before."""
        below = failed_below(line, self._lines[at - 1]) if at else None
        return below or failed_on(line, self._hosts)

    def _frames(self) -> Iterator[tuple[int, Fields]]:
        """The messages that lines with a time show, and where they are from."""
        is_of_websocket = any(scheme in ("ws", "wss") for scheme in self._hosts.values())
        for at in compress(count(), that_hold_one(self._lines, FRAME_TEXTS)):
            line = self._lines[at]
            time = leading_time(line)
            if time and (shown := frame(line, is_of_websocket=is_of_websocket)):
                urls = set(URL.findall(line[: line.find("{")]))
                placed = self._placed(urls.pop() if len(urls) == 1 else None)
                # What was sent has to be known of what answers it: it may quote a credential.
                connection = next(iter(self._hosts), "")
                yield at, {"ended": time, "connection": connection} | placed | shown

    def _is_shown(self, at: int, shown: Fields) -> bool:
        """Whether a library or the program showed this message just now, in a line of another form."""
        line = self._lines[at]
        message = shown.get("direction"), shown.get("message")
        now, form = _second_of(line), _form_of(line)
        then, known = self._shown.get(message, (-math.inf, form))
        self._shown = {message: (now, form)}
        return form != known and 0 <= now - then <= 1

    def _said_below(self, at: int, status: str) -> Fields:
        """What the error says of a refusal that is traced above it."""
        for line in self._lines[at + 1 : at + _LONGEST_ANSWER]:
            fields = told(line, [_HANDSHAKE]) if _HANDSHAKE in line else None
            if fields and fields["status"] == status:
                return fields
        return {}

    def _headers(self, at: int) -> Fields:
        """The headers of a refusal, which stand below its status."""
        return next((headers_below(line) for _, line in self._following(at)), {})

    def _placed(self, url: str | None) -> Fields:
        """Where an event is from: its own URL, or the only host named so far."""
        if url or len(self._hosts) != 1:
            return {"url": url} if url else {}
        ((host, scheme),) = self._hosts.items()
        return {"host": host, "scheme": scheme}

    def _with_place(self, fields: Fields, url: str | None) -> Fields:
        """An event with where it is from; a URL that was named says more than the path asked for."""
        path = fields.get("url")
        if url and path and url != path and url.endswith(path):
            fields = {name: value for name, value in fields.items() if name not in ("url", "host")}
        placed = self._placed(url)
        peer = None if url else _PEER.search(str(fields.get("error")))
        if peer and peer["port"] != _port_of(placed):
            placed = {"host": peer["peer"]}  # not the one that the log has named so far
        return placed | fields

    def _note_host(self, line: str) -> str | None:
        """The WebSocket URL of a line, if it is one; its host is known from now on."""
        found = URL.findall(line) if "://" in line else []
        self._hosts |= {k: v for k, v in hosts_of(found).items() if k not in self._hosts}
        if host := self._handshakes.asked(line):
            self._hosts.setdefault(host.lower(), "")
        while len(self._hosts) > _SEVERAL:
            self._hosts.popitem()
        return found[0] if len(set(found)) == 1 else None

    def _start(self, at: int) -> int | None:
        """The line that a message begins with, by the time in it; of earlier ones below zero."""
        for number in range(at, max(at - _LONGEST_MESSAGE, -1), -1):
            if leading_time(self._lines[number]):
                return number
        for back in range(1, min(_LONGEST_MESSAGE - at, len(self._earlier)) + 1):
            if leading_time(self._earlier[-back]):
                return -back
        return None

    def _best(self, events: list[_Event], start: int | None) -> list[_Event]:
        """Of what a message and its traceback tell, what tells most, each once.

        What has opened is told by its own line, which another handler may print once more below it.
        """
        has_opened = [event for event in events if event.opening]
        printed = {(event.at, event.opening) for event in has_opened}
        has_opened = [
            one for one in has_opened if one.at == start or (one.at - 1, one.opening) not in printed
        ]
        events = [event for event in events if not event.opening]
        if has_opened:
            others = self._best(events, start) if events else []
            return sorted([*has_opened, *others], key=lambda event: event.at)
        if start is None:
            return [event for event in events if event.sureness]
        most = max(event.sureness for event in events)
        best = {event.key: event for event in reversed(events) if event.sureness == most}
        return list(best.values())[::-1] if most > 1 else [list(best.values())[-1]]

    def _emitted(self, event: _Event, start: int | None) -> str:
        """The event in place of its line; nothing where the same was told before."""
        if start is None:
            return event.line + MARK
        if event.at in self._taken:
            return _AGAIN
        opening = (self._lines if start >= 0 else self._earlier)[start]
        if event.opening and self._openings.is_known(event.opening, _second_of(opening)):
            return _AGAIN
        if event.in_words and self._is_told_better(event, opening):
            return _AGAIN
        # What a handshake traces, with its status, several handlers may print as well.
        may_be_again = event.sureness > 1 or not event.opening
        if may_be_again and self._is_known(event, opening, is_cut=start < 0):
            return _AGAIN
        if event.opening:
            self._failed_at = -math.inf
        else:
            self._openings.end()
            self._told_at = -math.inf if event.in_words else _second_of(opening)
        added: Fields = {}
        if after := told_after(event.fields, opening, self._following(event.at)):
            added, number = after
            self._taken.add(number)
        if "code" in added:
            self._failed_at = -math.inf
        fields = event.fields | self._placed_above(event, opening) | added
        return MARK + json.dumps({"ended": leading_time(opening)} | fields)

    def _is_told_better(self, event: _Event, opening: str) -> bool:
        """Whether an end that is told in words is that of which a line close by says more."""
        now = _second_of(opening)
        if 0 <= now - self._told_at <= 1:
            return True
        for _, line in islice(self._following(event.at), MOST_BETWEEN):
            if leading_time(line) and not 0 <= _second_of(line) - now <= 1:
                return False
            if (other := told(line, texts_in(line))) and other["event"] == "close":
                return other.get("url", event.fields.get("url")) == event.fields.get("url")
        return False

    def _following(self, at: int) -> Iterator[tuple[int, str]]:
        """The lines behind one, with their numbers; those of the next chunk go on counting."""
        end = len(self._lines) - (self._lines[-1:] == [""])
        yield from ((n, self._lines[n]) for n in range(at + 1, end))
        yield from enumerate(self._ahead, end)

    def _placed_above(self, event: _Event, opening: str) -> Fields:
        """Where an event is from that only the line names with which its message begins."""
        urls = set() if "url" in event.fields else set(URL.findall(opening))
        url = urls.pop() if len(urls) == 1 else ""
        host = event.fields.get("host") or parts_of(url).netloc
        return {"url": url} if url and host == parts_of(url).netloc else {}

    def _is_known(self, event: _Event, opening: str, *, is_cut: bool) -> bool:
        """Whether another line told it just now. Lines of one form tell of another event each."""
        now, form = _second_of(opening), _form_of(opening)
        at, known, other = self._told.get(event.key, (-math.inf, "", None))
        url = event.fields.get("url")
        is_of_other = url and other and not _are_alike(str(url), str(other))
        if 0 <= now - at <= 1 and not is_of_other and (is_cut or form != known):
            return True
        # A refusal whose status the program printed.
        is_of_refusal = event.fields.get("error") == BAD_HANDSHAKE
        if is_of_refusal and 0 <= now - self._refused_at <= 1:
            return True
        self._refused_at = now if "status" in event.fields else -math.inf
        # What did not open, or broke, is closed as well, as browsers and their like see it.
        is_echo = event.key == _BROKEN and "reason" not in event.fields
        if is_echo and 0 <= now - self._failed_at <= 1:
            self._failed_at = -math.inf
            return True
        is_failure = event.fields["event"] == "open" or "code" not in event.fields
        self._failed_at = now if is_failure else -math.inf
        if len(self._told) > _MOST_REMEMBERED:
            self._told.clear()
        self._told[event.key] = (now, form, url)
        return False


def _noted(line: str) -> str:
    """A line that tells of an event as it is; any other is noted to tell of none."""
    return line if MARK in line or not line.strip() else note(line)


def _are_alike(url: str, other: str) -> bool:
    """Whether two URLs may be one: a handshake traces the path alone."""
    return url.endswith(other) or other.endswith(url)


def hosts_of(urls: Iterable[str]) -> dict[str, str]:
    """The hosts of WebSocket URLs, with their ports, and the scheme of each."""
    parts = [parts_of(url) for url in urls]
    return {one.netloc.rpartition("@")[2].lower(): one.scheme for one in parts}


def _traced(fields: Fields) -> Opening | None:
    """The opening that the status of a handshake tells."""
    url = fields.get("url")  # or the path that was asked for, which names no connection
    is_open = fields.get("status") == SWITCHED
    return Opening(url if url and "://" in url else None, SWITCHED) if is_open else None


def _port_of(placed: Fields) -> str:
    host, scheme = placed.get("host", ""), placed.get("scheme")
    return host.rpartition(":")[2] if ":" in host else "80" if scheme == "ws" else "443"


def _second_of(line: str) -> float:
    found = _CLOCK.search(line)
    return 3600 * int(found[1]) + 60 * int(found[2]) + int(found[3]) if found else math.nan


def _form_of(line: str) -> str:
    """What the beginning of a line has in common with others that one statement writes."""
    return _VARYING.sub("", line[: 2 * _LONGEST_FORM])[:_LONGEST_FORM]
