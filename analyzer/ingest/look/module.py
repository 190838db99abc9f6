"""What look.c compiles to: texts go in, rows of numbers and spans come out."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from analyzer.ingest.look.sandboxed import Sandboxed
from analyzer.ingest.look.text_forms import parts
from analyzer.mapping.plain_fields import KEYED, PASSED, REFUSED, PlainField

# As in look.c.
FORMS = ("canonical", "text", "mapped", "closed", "columns", "ltsv", "logfmt")
MOST_LINES = 65_536
MOST_BYTES = 32 << 20
TABLES = ("places", "senders", "bodies", "clients", "addresses", "methods", "shapes", "keys")
SPANS = ("headers", "asked", "answer", "told", "secret", "client_text", "address_text")
TEXTS = ("path", "query", "trace", "trace_key", "request_id")
WORD, FIELD, CREDENTIAL, CODE, TELLING, TELLING_HEADER, LIMIT_MEMBER = range(7)
OUTER_CODE, TRACE, ANSWERS, REPORT, SIGNATURE, PARAMETER, MAPPED, PART, GONE, HEADER = range(7, 17)
# As in mapped_fields.h.
_SLOTS = (
    PASSED, REFUSED, KEYED, "started", "finished", "ended", "duration", "method", "request", "url",
    "path", "query", "status", "client", "client_ip", "request_bytes", "response_bytes",
    "request_headers", "response_headers", "request_body", "response_body", "attempt", "trace_id",
    "request_id", "started_ns", "ended_ns", "kind", "began", "was_over", "date", "time",
)  # fmt: skip
_UNITS_MS = (1.0, 1000.0, 0.001, 0.000001)
_RANK_AT, _UNIT_AT, _ID_AT = 5, 12, 16
_IS_OBJECT, _IS_OF_PART, _MAY_BE_OTHER, _IS_ATTRIBUTES = 1 << 14, 1 << 15, 1 << 22, 1 << 23
_MAY_HOLD_CODE, _ONLY_MEMBERS, _ONLY_JSON, _S_OR_MS = 1 << 24, 1 << 25, 1 << 26, 1 << 27
_IS_NEEDED, _MAY_NAME_TARGET, _MAY_BE_CLIENT = 1 << 28, 1 << 29, 1 << 30
_MOST_PATH = 256
_SPAN = np.dtype([("at", "<u4"), ("size", "<u4")])
COLUMNS = (
    *((name, np.dtype("<i8")) for name in ("ts", "request_bytes", "response_bytes")),
    *(
        (name, np.dtype("<f8"))
        for name in ("duration", "quota", "remaining", "reset", "window", "retry")
    ),
    *((name, _SPAN) for name in SPANS),
    *(
        (name, np.dtype("<i4"))
        for name in ("place", "sender", "body", "client", "address", "method", "key")
    ),
    *((name, np.dtype("<i4")) for name in ("status", "attempt", "tells_limits", "is_whole")),
)
Numbers = NDArray[np.signedinteger[Any]]
Rows = dict[str, NDArray[Any]]
_PLAIN, _DATA = 1, 2


class Cut(NamedTuple):
    """Texts one behind another, and where each begins and the last one ends."""

    text: bytes
    ends: NDArray[np.int32]


class Seen(NamedTuple):
    """Which lines are plain, and their COLUMNS and TEXTS; which are messages of data.

    Of these each has a shape: what a line's members are called, by number.
    """

    plain: Numbers
    rows: Rows
    texts: dict[str, Cut]
    data: Numbers
    shapes: NDArray[np.int32]


class Instance(Protocol):
    """One instance of what look.c compiles to, and its memory."""

    def call(self, name: str, *arguments: int) -> int:
        """What a function returns: a number, or where something lies."""

    def view(self, start: int, size: int) -> NDArray[np.uint8]:
        """So many bytes from there."""


def _instance() -> Instance:
    if os.environ.get("ANALYZER_LOOK") != "native":
        return Sandboxed()
    from analyzer.ingest.look.native import Native  # few ask for it

    return Native()


class LookModule:
    """The functions of one instance, with texts and rows for numbers and places."""

    def __init__(self) -> None:
        instance = _instance()
        self._call, self._view = instance.call, instance.view
        at = {n: self._call(f"{n}_at") for n in ("text", "ends", "kinds", "shapes")}
        self._text = self._view(at["text"], MOST_BYTES)
        self._ends = self._view(at["ends"], 4 * (MOST_LINES + 1)).view(np.int32)
        self._kinds = self._view(at["kinds"], MOST_LINES)
        self._shapes = self._view(at["shapes"], 4 * MOST_LINES).view(np.int32)
        self._rows = {
            name: self._view(self._call("column_at", which), kind.itemsize * MOST_LINES).view(kind)
            for which, (name, kind) in enumerate(COLUMNS)
        }

    def name(self, kind: int, names: Sequence[str], roles: Iterable[int]) -> None:
        """Tell the module names, in lower case, and the role of each."""
        encoded = [name.encode() for name in names]
        text = b"".join(encoded)
        self._text[: len(text)] = np.frombuffer(text, np.uint8)
        self._ends[: len(encoded) + 1] = np.cumsum([0, *map(len, encoded)])
        self._shapes[: len(encoded)] = list(roles)
        if not self._call("name", kind, len(encoded)):
            raise ValueError(f"no room for {len(encoded)} names, from {names[0]} on")

    def map(self, fields: Iterable[PlainField]) -> None:
        """Tell the module what the fields of JSON lines say."""
        number = 0
        roles: dict[str, int] = {}
        for one in fields:
            path = "\1".join(one.path)
            if not path.isascii() or len(path) > _MOST_PATH:
                continue  # lines with a name that is not known are in doubt
            role = _SLOTS.index(one.slot) | one.rank << _RANK_AT
            role |= _UNITS_MS.index(one.unit_ms) << _UNIT_AT | number << _ID_AT
            role |= one.is_object * _IS_OBJECT | one.is_of_part * _IS_OF_PART
            role |= one.may_be_other * _MAY_BE_OTHER | one.is_attributes * _IS_ATTRIBUTES
            role |= one.may_hold_code * _MAY_HOLD_CODE | one.only_members * _ONLY_MEMBERS
            role |= one.only_json * _ONLY_JSON | one.is_s_or_ms * _S_OR_MS
            role |= one.is_needed * _IS_NEEDED | one.may_name_target * _MAY_NAME_TARGET
            role |= one.may_be_client * _MAY_BE_CLIENT | one.clients_after << _UNIT_AT
            holds_fields = one.is_object or one.is_attributes
            number += holds_fields or one.slot not in (PASSED, REFUSED)
            roles[path] = role
        self.name(MAPPED, list(roles), roles.values())

    def expect(self, forms: Iterable[str]) -> None:
        """Tell the module the forms of lines of text."""
        told = [*parts(forms)]
        self.name(PART, [before for before, _ in told], [role for _, role in told])

    def look(self, data: memoryview, ends: Numbers, form: str) -> Seen:
        """What is seen of lines of a form.

        Lines end before `ends`, of which the first is where the first line begins.
        """
        self._text[: len(data)] = np.frombuffer(data, np.uint8)
        self._ends[: len(ends)] = ends
        lines = len(ends) - 1
        count = self._call("look", lines, FORMS.index(form))
        kinds = self._kinds[:lines]
        plain, of_data = np.flatnonzero(kinds == _PLAIN), np.flatnonzero(kinds == _DATA)
        rows = {name: column[:count].copy() for name, column in self._rows.items()}
        texts = {name: self._cut(which, count) for which, name in enumerate(TEXTS)}
        return Seen(plain, rows, texts, of_data, self._shapes[: len(of_data)].copy())

    def _cut(self, which: int, count: int) -> Cut:
        ends = self._view(self._call("cut_ends_at", which), 4 * (count + 1)).view(np.int32).copy()
        return Cut(self._view(self._call("cut_bytes_at", which), int(ends[-1])).tobytes(), ends)

    def know_whole(self, bodies: Numbers) -> None:
        """Of successes with these bodies, know a body by every byte from now on."""
        for body in bodies.tolist():
            self._call("know_whole", body)

    def numbered(self, table: str, first: int) -> list[str]:
        """The texts that have the numbers from `first` on."""
        which = TABLES.index(table)
        count = self._call("texts_of", which)
        if first == count:
            return []
        starts = self._view(self._call("starts_at", which), 4 * (count + 1)).view(np.uint32)
        begin = self._call("bytes_at", which)
        return [
            self._view(begin + start, stop - start).tobytes().decode()
            for start, stop in zip(
                starts[first:-1].tolist(), starts[first + 1 :].tolist(), strict=True
            )
        ]
