"""Canonical lines that tell a part of a call by other names than the canonical ones.

Who writes canonical lines may add fields of his own (`error_code`, `error_type`, `retry_after`). They
stay canonical lines: their time is when the request was sent, and messages of a WebSocket stand
beside them. What such a field tells is added by its canonical name, where that is not there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from analyzer.formats import json_object
from analyzer.mapping.aliases import DURATION, Place, plan_of
from analyzer.mapping.json_fields import flat_names, member
from analyzer.mapping.vendor_code import OF_SUCCESS, VENDOR_CODE

_ONE_SIDE = frozenset(("request_headers", "response_headers", "request_body", "response_body"))
_OF_SOCKETS = frozenset(("event", "direction"))
_OF_CALLS = frozenset(("ts", "url", "duration_ms"))
_OF_LOGGERS = frozenset(("msg", "level"))
_AS_THEY_ARE = ("status", "method", "client_ip", "request_id", "trace_id")
_IN_WORDS = ("message", "error_message", "error_msg", "err_msg")
_CODE = re.compile(VENDOR_CODE)
_LEAST_FAILURE = 400


def is_marked(line: str) -> bool:
    """Whether a line has names that are canonical and hardly anybody else's."""
    found = json_object(line).keys()
    return "ts" in found and bool(
        ("url" in found and found & _ONE_SIDE)
        or ("connection" in found and found & _OF_SOCKETS)
        or (found >= _OF_CALLS and found.isdisjoint(_OF_LOGGERS))
    )


def with_canonical_names(data: bytes, *, is_last: bool, ahead: bytes = b"") -> bytes:
    """The same number of lines."""
    del is_last, ahead
    return b"\n".join(map(_named, data.split(b"\n")))


def _named(line: bytes) -> bytes:
    found = json_object(line.decode("utf-8", "replace"))
    if not {"ts", "url"} <= found.keys() or "connection" in found or "protocol" in found:
        return line
    more = dict(_missing(found))
    if not more:
        return line
    if found.keys().isdisjoint(more):  # the rest stays as it was written
        added = json.dumps(more, ensure_ascii=False)[1:].encode("utf-8", "replace")
        return line.rstrip()[:-1] + b", " + added
    return json.dumps({**found, **more}, ensure_ascii=False).encode("utf-8", "replace")


def _missing(found: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    slots = _slots(tuple(flat_names(dict(found))))
    canonical = {*_ONE_SIDE, *_AS_THEY_ARE, "error"}

    def told(slot: str) -> Iterator[tuple[str, object]]:
        for name, _ in slots.get(slot, ()):
            value = member(found, name)
            if name not in canonical and value not in (None, "", {}, []):
                yield name, value

    def lacks(name: str) -> bool:
        return found.get(name) in (None, "")

    for slot in _AS_THEY_ARE:
        first = next((v for _, v in told(slot) if isinstance(v, str | int)), None)
        if lacks(slot) and first is not None:
            yield slot, first
    for slot in sorted(_ONE_SIDE - {"response_body"}):
        side = next((v for _, v in told(slot) if isinstance(v, dict | list)), None)
        if lacks(slot) and side is not None:
            yield slot, side
    if lacks("duration_ms"):
        yield from _duration(found, slots)
    wait = next((v for _, v in told("retry_after")), None)
    if lacks("response_headers") and wait is not None:
        yield "response_headers", {"Retry-After": str(wait)}
    body = next(
        (v for slot in ("response_body", "body") for _, v in told(slot) if _is_body(v)), None
    )
    code = next((str(v) for _, v in told("vendor_code") if _is_code(v)), None)
    if code is None and _fails(found) and _is_code(found.get("code")):
        code = str(found.get("code"))
    if lacks("response_body") and (body is not None or code is not None):
        words = next((found[one] for one in _IN_WORDS if isinstance(found.get(one), str)), None)
        answer = {"code": code} | ({"message": words} if words else {})
        yield "response_body", answer if body is None else body
    elif lacks("status") and lacks("error") and lacks("response_body"):
        errors = [v for _, v in told("error") if isinstance(v, str)]
        if errors:
            yield "error", ": ".join(errors)


def _duration(
    found: Mapping[str, object], slots: Mapping[str, list[tuple[str, Place]]]
) -> Iterator[tuple[str, object]]:
    for name, place in slots.get(DURATION, ()):
        value = member(found, name)
        if place.unit_ms is not None and isinstance(value, int | float) and name != "duration_ms":
            yield "duration_ms", value * place.unit_ms
            return


def _is_body(value: object) -> bool:
    return isinstance(value, dict | list) or (
        isinstance(value, str) and value.lstrip()[:1] in ("{", "[", "<")
    )


def _is_code(value: object) -> bool:
    text = str(value)
    return bool(_CODE.fullmatch(text)) and text not in OF_SUCCESS


def _fails(found: Mapping[str, object]) -> bool:
    """Whether a bare `code` is the vendor's: it may be that of a stock."""
    status = str(found.get("status"))
    return (status.isdigit() and int(status) >= _LEAST_FAILURE) or bool(found.get("error"))


@lru_cache(maxsize=256)  # most lines of a log have the same fields
def _slots(names: tuple[str, ...]) -> Mapping[str, list[tuple[str, Place]]]:
    return plan_of(names).slots
