"""Base class that assembles exchanges from log lines, message by message.

An exchange is under way until the line of its answer, and then open for what later lines add to it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from typing import Any

from analyzer.formats.kinds.exchange import PART, note
from analyzer.formats.kinds.likely_steps import Steps, held_texts
from analyzer.formats.kinds.needed_text import quick, that_hold_one
from analyzer.formats.kinds.python.boxed_tracebacks import BOX, without_boxes
from analyzer.formats.kinds.python.event_pairs import texts_of
from analyzer.formats.kinds.python_literal import literal
from analyzer.formats.kinds.python_values import (
    MOST_BODY,
    key_of_answer,
    stamp_of,
    text_of,
)
from analyzer.formats.kinds.url_parts import host_of

Fields = dict[str, Any]
# What is done with a line that a pattern matches.
OnMatch = Callable[[re.Match[str]], bool]
# Rich prints what every name had at every call.
_LONGEST_TRACEBACK = 2000
_MOST_LOGGED = 10_000
_MOST_DIFFERENT = 2
# What tenacity and backoff say before they try again: what fails then is another call.
_RETRIES = re.compile(
    r"\bRetrying \S+ in [\d.]+ seconds as it raised |\bBacking off \S+\(.*\) for "
)
_TRACEBACK = "Traceback (most recent call last)"
# How the last line of a traceback names what was raised.
_RAISED = re.compile(r"\b[A-Za-z_]\w*(?:\.\w+)*\.\w*(?:Error|Exception|Timeout): ")


def are_alike(one: str, other: str) -> bool:
    """Whether two messages are of one make: equal but for numbers and, at most, two words."""
    words = [re.sub(r"\d+", "0", text).split() for text in (one, other)]
    return len(words[0]) == len(words[1]) and sum(map(str.__ne__, *words)) <= _MOST_DIFFERENT


def _without_ends(said: str) -> str:
    """An error without the ends of brackets that were opened before it, as in `giving up (…)`."""
    surplus = said.count(")") - said.count("(")
    bare = said.rstrip(")")
    return said[: max(len(bare), len(said) - surplus)] if surplus > 0 else said


def lines_of(text: str) -> list[str]:
    """Lines without Rich's boxes."""
    lines = texts_of(text)
    return without_boxes(lines) if BOX in text else lines


class LogAssembler:
    """The exchanges of one source, as its lines come by.

    A subclass has a method `_on_name` for each name in `messages`, which says whether the line is a
    part of an exchange; each line that any of them matches holds one of the `hints`.
    """

    messages: tuple[tuple[str, str], ...]
    hints: tuple[str, ...]

    def __init__(self) -> None:
        self._coming: Fields = {}  # of the exchange that is under way
        self._latest: Fields | None = None
        self._is_emitted = False
        self._place = 0
        self._logged: Counter[tuple[str, str]] = Counter()
        self._has_answers = False
        self._answered: set[str] = set()  # the hosts whose answers a client logged, "" if unknown
        self._statuses: set[str] = set()  # of those answers
        self._is_printed = False  # an error tells it, no client
        self._hosts: set[str] = set()
        self._told = ("", "", "")
        self._told_at = 0
        self._is_another = False
        self._retried: dict[str, tuple[int, int, bool]] = {}
        self._lines: list[str] = []
        self._earlier: list[str] = []
        self._before = 0  # lines of the chunks before
        self._message_at = self._sought_to = -1  # among them and those of this one
        self._stamp: str | None = None
        self._in_body = False
        self._sent = 0
        self._steps = self._steps_of(self.messages)
        self._held: list[str] | None = None  # of their texts, for each of the lines
        self._holding: dict[tuple[str, ...], list[bool]] = {}

    def _steps_of(self, messages: Iterable[tuple[str, str]]) -> Steps[OnMatch]:
        return Steps((quick(pattern), getattr(self, f"_on_{name}")) for pattern, name in messages)

    def take(self, data: bytes, *, is_last: bool, ahead: bytes = b"") -> bytes:
        """The same number of lines, each an exchange, a part of one, or another message."""
        lines = lines_of(data.decode("utf-8", "replace"))
        self._before += max(len(self._lines) - 1, 0)
        self._earlier = self._lines[-_LONGEST_TRACEBACK:]
        self._begin(lines)
        for self._at, line in enumerate(lines):
            self._read(line)
        if is_last and self._coming.get("status") and not self._is_logged(self._coming):
            # What ends with a newline has nothing behind it that an exchange could stand in.
            self._at = max((at for at, line in enumerate(lines) if line.strip()), default=0)
            self._emit(self._coming)
        if ahead and self._latest is not None:
            self._read_ahead(self._latest, ahead)
        self._settle(stays=True)
        return "\n".join(self._out).encode()

    def _begin(self, lines: list[str]) -> None:
        self._lines = lines
        self._message_at = self._sought_to = -1
        self._out = [line if not line.strip() else "" for line in lines]
        self._holding, self._held = {}, None
        self._may_tell = that_hold_one(lines, self._words())

    def _read(self, line: str) -> None:
        if not self._out[self._at] and line:
            self._out[self._at] = PART if self._line(line) else self._out[self._at] or note(line)

    def _read_ahead(self, latest: Fields, ahead: bytes) -> None:
        """What the next lines say of an exchange that is emitted now."""
        other = type(self)()
        own = {
            name: copy(value)
            for name, value in vars(self).items()
            if name != "_latest" and not name.endswith("_steps")  # which are methods of this one
        }
        earlier = self._lines[-_LONGEST_TRACEBACK:]
        before = self._before + max(len(self._lines) - 1, 0)
        now = {"_latest": latest, "_place": 0, "_earlier": earlier, "_before": before}
        vars(other).update(own | now)
        other._begin(lines_of(ahead.decode("utf-8", "replace")))
        for at, line in enumerate(other._lines):
            if other._latest is latest:
                other._at = at
                other._read(line)

    def _line(self, line: str) -> bool:
        """Whether it is a part of an exchange; what is one itself is written in its place."""
        self._in_body, was_in_body = False, self._in_body
        for steps in self._steps_for(line) if self._may_tell[self._at] else ():
            for pattern, step in steps.that_may_match(self._held_here()):
                if found := pattern.compiled.search(line):
                    self._stamp = stamp_of(line)
                    return step(found) and not self._out[self._at]
        return was_in_body and self._latest is not None and self._continues_body(line)

    def _words(self) -> tuple[str, ...]:
        """A line that is a step holds one of them."""
        return self.hints

    def _steps_for(self, line: str) -> Sequence[Steps[OnMatch]]:
        """What a line may be; nothing of most lines."""
        del line
        return (self._steps,) if self._holds(self.hints) else ()

    def _holds(self, words: tuple[str, ...]) -> bool:
        """Whether the line holds one of some words: all lines are asked at once."""
        if words not in self._holding:
            self._holding[words] = that_hold_one(self._lines, words)
        return self._holding[words][self._at]

    def _held_here(self) -> str:
        """The texts of steps that the line holds."""
        if self._held is None:
            all_steps = (one for one in vars(self).values() if isinstance(one, Steps))
            self._held = held_texts(self._lines, frozenset().union(*(s.texts for s in all_steps)))
        return self._held[self._at]

    def _continues_body(self, line: str) -> bool:
        """Whether it is a body, as bytes on one line or, where Python 2 printed it, as it came."""
        assert self._latest is not None
        body = str(self._latest.get("response_body") or "")
        if line.startswith(("b'", 'b"')):
            self._latest["response_body"] = text_of(literal(line) or b"")[:MOST_BODY]
            return True
        if stamp_of(line) or not (body or line.startswith(("<", "{", "["))):
            return False
        self._latest["response_body"] = f"{body}\n{line}".strip()[:MOST_BODY]
        self._in_body = True
        return True

    def _emit(self, fields: Fields) -> bool:
        """An exchange in the place of this line, which stays open for what comes after it."""
        self._settle()
        if self._stamp:
            fields["ended"] = self._stamp
        if not fields.pop("is_alone", True):
            fields.pop("started", None)
        self._latest, self._place = fields, self._at
        self._out[self._at] = PART
        self._note_answer(fields)
        if len(self._logged) < _MOST_LOGGED:
            self._logged[key_of_answer(fields)] += 1
        self._coming, self._sent = {}, 0
        return False

    def _emit_error(self, fields: Fields) -> bool:
        """What an error printed: no answer that a client logged."""
        self._is_printed = True
        self._emit(fields)
        self._is_printed = False
        return False

    def _note_answer(self, fields: Fields) -> None:
        """A client logs the answers of this host."""
        if "status" in fields and not self._is_printed:
            self._has_answers = True
            self._statuses.add(str(fields["status"]))
            if len(self._answered) < _MOST_LOGGED:
                self._answered.add(host_of(str(fields.get("url", ""))))

    def _logs_answers_of(self, url: str) -> bool:
        """Whether a client logs each answer of that host, so that an error tells one again."""
        host = host_of(url) if "://" in url else ""
        return self._has_answers and (not host or bool(self._answered & {host, ""}))

    def _is_of_another_client(self, url: str, status: str) -> bool:
        """Whether no client logged such an answer: the error is of one that logs none."""
        if "://" not in url:
            return status not in self._statuses
        is_known = len(self._logged) < _MOST_LOGGED
        return is_known and key_of_answer({"url": url, "status": status}) not in self._logged

    def _settle(self, *, stays: bool = False) -> None:
        """The latest exchange in its place. It `stays` for lines that come again, once it is emitted."""
        fields, is_emitted = self._latest, self._is_emitted
        self._is_emitted = stays and fields is not None
        self._latest = fields if stays else None
        if fields is None or is_emitted:
            return
        headers = fields.get("response_headers") or {}
        date = headers.get("date") if "ended" not in fields else None
        exchange = {
            name: value for name, value in fields.items() if name not in ("path", "is_alone")
        }
        self._out[self._place] = json.dumps(exchange | ({"date": date} if date else {}))

    def _is_logged(self, fields: Fields) -> bool:
        """Whether another client logged the same call: its lines may stand elsewhere."""
        key = key_of_answer(fields)
        self._logged[key] -= 1
        return self._logged[key] >= 0

    def _stamp_before(self) -> str | None:
        """The time of the message that a traceback belongs to."""
        return stamp_of(self._message())

    def _message(self) -> str:
        """The message that a line belongs to: itself, or the last one before it with a time."""
        above = self._message_above()
        return "" if above is None else self._until_here(above)[0]

    def _message_place(self) -> int:
        """The number of the line in which the message stands that a line belongs to."""
        above = self._message_above()
        if above is None:
            above = min(len(self._earlier) + self._at, _LONGEST_TRACEBACK) + 1
        return self._before + self._at - above

    def _message_above(self) -> int | None:
        """How many lines above this one its message stands. Lines without a time are asked once."""
        here = len(self._earlier) + self._at
        sought, first = self._sought_to, max(here - _LONGEST_TRACEBACK, 0)
        for above, line in enumerate(reversed(self._until_here(here - max(sought + 1, first)))):
            if stamp_of(line):
                self._message_at = here - above
                break
        self._sought_to = here
        return here - self._message_at if self._message_at >= first else None

    def _is_told_again(self, said: str) -> bool:
        """Whether the last error said the same within this second, in another message or below it.

        Messages that differ in numbers and few words tell of different calls.
        """
        message = self._message()
        now = _without_ends(said), message, stamp_of(message) or ""
        before, self._told = self._told, now
        before_at, self._told_at = self._told_at, self._before + self._at
        is_retried = _RETRIES.search(before[1]) and not _RETRIES.search(message)
        is_alike = are_alike(message, before[1]) and not self._is_raised(before[1], before_at)
        self._is_another = message != before[1] and bool(is_retried or is_alike)
        if now[0] != before[0] or now[2][:19] != before[2][:19]:
            return False
        return not self._is_another

    def _is_raised(self, told: str, told_at: int) -> bool:
        """Whether this line ends a traceback, each of whose lines has a prefix, of what was told."""
        if not _RAISED.search(self._lines[self._at]) or _RAISED.search(told):
            return False
        since = self._until_here()[-(self._before + self._at - told_at) - 1 :]
        return any(_TRACEBACK in line for line in since)

    def _until_here(self, above: int = _LONGEST_TRACEBACK) -> list[str]:
        """The line, and so many of those before it: no more than a traceback may have."""
        begin = self._at - above
        earlier = self._earlier[begin:] if begin < 0 else []
        return [*earlier, *self._lines[max(begin, 0) : self._at + 1]]
