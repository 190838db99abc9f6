"""Exchanges of which one line of JSON has the request and another the answer.

What a line is, a format says: a *half*, of a request, of its answer, or why there is none. Halves
find each other by a key. What never gets an answer is a request without one.
"""

from __future__ import annotations

import json
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from analyzer.formats import json_object, share_of_lines
from analyzer.formats.kinds.exchange import PART, note, settle

_MOST_OPEN = 10_000
_LEAST_SURE, _MOST_SURE = 0.6, 0.9
Line = Mapping[str, Any]


def of_objects(is_half: Callable[[Line], object]) -> Callable[[str], float]:
    """A `detect`: some objects are halves of exchanges; a program's other objects stand beside."""

    def detect(beginning: str) -> float:
        share = share_of_lines(beginning, lambda line: bool(is_half(json_object(line))))
        return _LEAST_SURE + (_MOST_SURE - _LEAST_SURE) * share if share else 0.0

    return detect


def body_of(message: Line) -> str | None:
    """What a message holds as its body, text or a JSON value."""
    body = message.get("body")
    if isinstance(body, str) or body is None:
        return body
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True)
class Half:
    """What a line says of an exchange; a `failure` counts only where its request is known."""

    kind: Literal["request", "answer", "failure"]
    key: str
    fields: Mapping[str, Any] = field(default_factory=dict)


class JsonPairs:
    """The exchanges of one source, as its lines come by."""

    def __init__(self, half_of: Callable[[Line], Half | None]) -> None:
        self._half_of = half_of
        self._open: OrderedDict[str, dict[str, Any]] = OrderedDict()
        # Lines of the chunk that are requests, and exchanges without a line.
        self._places: dict[str, int] = {}
        self._unplaced: deque[str] = deque()

    def take(self, data: bytes, *, is_last: bool, ahead: bytes = b"") -> bytes:
        """The same number of lines, each an exchange, a part of one, or another message."""
        del ahead  # nothing of an exchange comes after its answer
        self._out: list[str] = []
        self._places = {}
        for line in data.decode("utf-8", "replace").split("\n"):
            self._out.append(self._line(line) if line.strip() else line)
        while is_last and self._open:
            self._give_up()
        settle(self._out, self._unplaced, is_last=is_last)
        return "\n".join(self._out).encode()

    def _line(self, line: str) -> str:
        found = json_object(line)
        if not found:
            return json.dumps({"broken": "not valid JSON"}) if line[0] == "{" else note(line)
        half = self._half_of(found)
        if half is None or (half.kind == "failure" and half.key not in self._open):
            return note(line)
        if half.kind != "request":
            self._places.pop(half.key, None)
            return json.dumps({**self._open.pop(half.key, {}), **half.fields})
        while half.key in self._open or len(self._open) >= _MOST_OPEN:
            self._give_up(half.key if half.key in self._open else None)
        self._open[half.key] = dict(half.fields)
        self._places[half.key] = len(self._out)
        return PART

    def _give_up(self, key: str | None = None) -> None:
        """A request whose answer does not come is one without an answer."""
        key = next(iter(self._open)) if key is None else key
        exchange, place = json.dumps(self._open.pop(key)), self._places.pop(key, None)
        if place is None:
            self._unplaced.append(exchange)
        else:
            self._out[place] = exchange
