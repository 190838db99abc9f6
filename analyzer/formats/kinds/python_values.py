"""Parsers of timestamps, headers and bodies as Python programs print them."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

from analyzer.formats.kinds.dialogue_texts import LOCALE, YEARLESS
from analyzer.formats.kinds.python_literal import literal

_STAMP = re.compile(
    r"^.{0,80}?(?:(\d{4})[-/](\d\d)[-/](\d\d)(?:[T :]| - )(\d\d:\d\d:\d\d)(?:[.,](\d+)|:(\d{3})\b)?"
    r"(?: ?(Z|UTC|[+-]\d\d:?\d\d)\b)?"
    r"|(\d\d/\d\d/\d{4} \d\d:\d\d:\d\d(?: [AP]M)?)"
    r"|(\d\d/[A-Z][a-z][a-z]/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})"
    rf"|({LOCALE}|[A-Z][a-z][a-z] [A-Z][a-z][a-z] [ \d]\d \d\d:\d\d:\d\d \d{{4}}))"
)
_YEARLESS = re.compile(YEARLESS)
MOST_BODY = 64 << 10


def stamp_of(line: str) -> str | None:
    """The first time in a line, in a form that every reader of times knows; None without one."""
    found = _STAMP.match(line)
    if found is None:
        yearless = _YEARLESS.match(line)
        return yearless[1] if yearless else None
    year, month, day, clock, fraction, millis, zone, american, access, printed = found.groups()
    if access or printed:
        return str(access or printed)
    if american:
        return _american(american)
    part = f".{fraction or millis}" if fraction or millis else ""
    return f"{year}-{month}-{day} {clock}{part}{'Z' if zone in ('Z', 'UTC') else zone or ''}"


def _american(text: str) -> str | None:
    """`%m/%d/%Y`, as the documentation of logging shows it."""
    form = "%m/%d/%Y %I:%M:%S %p" if text[-1] == "M" else "%m/%d/%Y %H:%M:%S"
    try:
        return datetime.strptime(text, form).isoformat(sep=" ")
    except ValueError:
        return None


def seconds_between(one: str, other: str) -> float | None:
    """How far apart two times are that `stamp_of` gave; None where they are of different make."""
    try:
        apart = datetime.fromisoformat(one) - datetime.fromisoformat(other)
    except (ValueError, TypeError):
        return 0.0 if one == other else None
    return abs(apart.total_seconds())


def body_of(text: str) -> str:
    """A body as JSON, printed by Python or sent so."""
    found = literal(text)
    if isinstance(found, bytes):
        return text_of(found)[:MOST_BODY]
    return json.dumps(found, default=str) if isinstance(found, dict) else text[:MOST_BODY]


def text_of(value: object) -> str:
    """A value as text; bytes are decoded."""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def headers_of(text: str) -> dict[str, str]:
    """Headers as Python prints them: a dict or a list of pairs, of texts or bytes."""
    found = literal(text)
    try:
        return {text_of(name).lower(): text_of(value) for name, value in dict(found or {}).items()}
    except (TypeError, ValueError):
        return {}


def key_of_answer(fields: dict[str, Any]) -> tuple[str, str]:
    """An answer as every layer shows it: its status and path."""
    target = re.sub(r"^[a-z]+://[^/]*", "", str(fields.get("url", "")))
    return str(fields.get("status", "")), target.partition("?")[0]
