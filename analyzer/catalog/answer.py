"""Code, message and advised wait of one HTTP response, read in Python as ingest reads them in SQL.

Where code, message and wait lie is the catalog's; a differential test holds both to one another.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache

from analyzer.catalog.cut_json import json_of_cut, text_of_cut
from analyzer.catalog.vendor import SUCCESS_CODES, Envelope, Shape, Vendor

# Where codes and messages lie with vendors that no catalog describes.
CODES = ("$.code", "$.errorCode", "$.error_code", "$.error.code", "$.errors[0].code")
MESSAGES = (
    "$.message", "$.msg", "$.error.message", "$.error_description", "$.error", "$.detail",
    "$.detail.message", "$.detail.msg",
    "$.title", "$.reason", "$.errors[0].message", "$.errors[0].detail", "$.errors[0].title",
    "$.errors.message", "$.errors[0]", "$.errors", "$.Message", "$.err-msg",
)  # fmt: skip
_STEP = re.compile(r"\.([A-Za-z_][\w-]*|\*)|\[(\d+|\*)\]")
# What `.*` and `[*]` of a path stand for.
_MEMBERS, _ELEMENTS = "*", -1
_UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "ns": 1e-9}
_DELAY = re.compile(r"\s*([0-9]+(?:[.][0-9]*)?)\s*")
_DURATION = re.compile(r"(?:[0-9.]+(?:h|ms|m|us|µs|ns|s))+")
_NONE = object()
# Bytes of a body that is taken apart; a longer one is text.
_LONGEST = 1 << 20

Json = object


@dataclass(frozen=True)
class Answer:
    """What ingest keeps of an HTTP answer: no `code` is said where nothing failed.

    `failing` is whether it failed, wholly or in part.
    """

    status: int | None
    code: str | None
    message: str | None
    body: str | None
    wait_s: float | None
    failing: bool


def read_answer(
    vendor: Vendor | None,
    shapes: Iterable[Shape],
    status: int | None,
    headers: Mapping[str, str],
    body: str | None,
) -> Answer:
    """Take an answer apart; `headers` by lower-case names. `vendor` None: no catalog claims it.

    `shapes` are the forms of error that the catalog's vendors share.
    """
    if status is not None and not 100 <= status <= 999:
        status = None
    body = body.removeprefix("\ufeff") if body else body
    failed = status is None or not 200 <= status <= 399
    looked_at = body and (failed or _hides(vendor, shapes, body))
    may_parse = body and looked_at and len(body.encode()) <= _LONGEST
    parsed, shown = _whole_and_shown(body) if body and may_parse else (_NONE, _NONE)
    code = _code(vendor, shapes, failed, parsed, body or "", headers)
    is_hidden = not failed and any(has_shape(one, shown) for one in _covert(vendor, shapes))
    failing = (status is not None and status >= 400) or code is not None or is_hidden
    message = None
    if failing and body is not None:
        message = (
            _text_message(vendor, shapes, body) if parsed is _NONE else _message(vendor, shown)
        )
    return Answer(
        status,
        code[:200] if code is not None else None,
        message[:1000] if message is not None else None,
        _shortened(body) if failing and body else None,
        _wait(vendor, shapes, headers, parsed if failing else _NONE),
        failing,
    )


def _shortened(body: str) -> str:
    """At most 4,096 bytes of UTF-8, cut as ingest cuts."""
    if len(body.encode()) <= 4096:
        return body
    sizes = (4095, 2730, 2047, 1365, 1023)
    return next(body[:n] for n in sizes if len(body[:n].encode()) <= 4096)


def _hides(vendor: Vendor | None, shapes: Iterable[Shape], body: str) -> bool:
    of_codes = vendor is not None and (
        vendor.envelope.failures_under_http_200 or vendor.envelope.hidden_code is not None
    )
    return of_codes or any(_names_shape(shape, body) for shape in _covert(vendor, shapes))


def _covert(vendor: Vendor | None, shapes: Iterable[Shape]) -> list[Shape]:
    """The shapes that are a failure under a status of success."""
    covert = [shape for shape in shapes if shape.envelope.failures_under_http_200]
    return [s for s in covert if s.name in vendor.envelope.hidden_shapes] if vendor else covert


def _names_shape(shape: Shape, body: str) -> bool:
    name = re.split(r"[.[]", shape.marks[0][0])[1]
    return f'"{name}"' in body


def _code(
    vendor: Vendor | None,
    shapes: Iterable[Shape],
    failed: bool,
    parsed: Json,
    body: str,
    headers: Mapping[str, str],
) -> str | None:
    """The code that an answer says, but for one that says success."""
    envelopes = [vendor.envelope] if vendor else [shape.envelope for shape in shapes]
    if parsed is _NONE:
        speaks = failed or (vendor is not None and vendor.envelope.failures_under_http_200)
        code = _in_text((one.text_code for one in envelopes), body) if speaks else None
    elif vendor:
        code = _vendor_code(vendor, parsed) if failed else _hidden_code(vendor, parsed)
    else:
        code = _shape_code(shapes, parsed, only_covert=not failed)
    if code is None and failed:
        code = _header_code(envelopes, headers)
    if code is None or code[:1] in "{[" or code == "":
        return None
    if code.endswith(".0") and _number(code) is not None:
        code = code[:-2]
    return None if _success(vendor)(code) else code


def _header_code(envelopes: Iterable[Envelope], headers: Mapping[str, str]) -> str | None:
    for envelope in envelopes:
        for name in envelope.code_header:
            if name in headers:
                code = headers[name] or None
                return _part(code, envelope.code_part) if code and envelope.code_part else code
    return None


def _text_message(vendor: Vendor | None, shapes: Iterable[Shape], body: str) -> str:
    envelopes = [vendor.envelope] if vendor else [shape.envelope for shape in shapes]
    stated = _in_text((one.text_message for one in envelopes), body)
    return stated if stated is not None else body.strip(' "')


def _in_text(patterns: Iterable[str | None], body: str) -> str | None:
    """What the first pattern that finds anything finds in a body that is no JSON."""
    found = (compiled(pattern).search(body) for pattern in patterns if pattern)
    return next((one[1] for one in found if one and one[1]), None)


def _vendor_code(vendor: Vendor, parsed: Json) -> str | None:
    envelope, success = vendor.envelope, _success(vendor)
    code = _first(parsed, envelope.code, success)
    if code is not None and envelope.code_part:
        code = _part(code, envelope.code_part)
    if code is not None and code in envelope.outer_codes:
        code = _first(parsed, envelope.inner_code, success) or code
    return code


def _hidden_code(vendor: Vendor, parsed: Json) -> str | None:
    """The code of an answer under a status of success."""
    code, pattern = _vendor_code(vendor, parsed), vendor.envelope.hidden_code
    is_told = code is not None and (pattern is None or compiled(pattern).fullmatch(code))
    return code if is_told else None


def _shape_code(shapes: Iterable[Shape], parsed: Json, *, only_covert: bool) -> str | None:
    for shape in shapes:
        if (shape.envelope.failures_under_http_200 or not only_covert) and has_shape(shape, parsed):
            code = _first(parsed, shape.envelope.code)
            part = shape.envelope.code_part
            return _part(code, part) if code is not None and part else code
    return None if only_covert else _first(parsed, CODES)


def has_shape(shape: Shape, parsed: Json) -> bool:
    """Whether a body has a form of error that many APIs share."""
    first = _steps(shape.marks[0][0])[0] if shape.marks else None
    if first not in parsed if isinstance(parsed, dict) else not isinstance(first, int):
        return False
    for path, pattern in shape.marks:
        text = text_of(_at(parsed, path))
        if text is None or not compiled(pattern).search(text):
            return False
    names = parsed.keys() if isinstance(parsed, dict) else ()
    return not shape.names or all(name in shape.names for name in names)


def told_status(shapes: Iterable[Shape], body: str) -> int | None:
    """The HTTP status that a body of a shared shape states."""
    _, parsed = _whole_and_shown(body)
    for shape in shapes if parsed is not _NONE else ():
        if shape.status and has_shape(shape, parsed):
            told = (text_of(_at(parsed, path)) for path in shape.status)
            number = _number(next((text for text in told if text is not None), ""))
            return round(number) if number is not None else None
    return None


def shape_of(shapes: Iterable[Shape], body: str) -> Shape | None:
    """The first of these shapes that a body has."""
    _, parsed = _whole_and_shown(body)
    return next((one for one in shapes if parsed is not _NONE and has_shape(one, parsed)), None)


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern of the catalog, which is RE2."""
    return re.compile(pattern.replace(r"\z", r"\Z"))


@cache
def _success_of(codes: tuple[str, ...], patterns: tuple[str, ...]) -> Callable[[str], bool]:
    found = [compiled(pattern) for pattern in patterns]
    return lambda code: code in codes or any(one.search(code) for one in found)


def _success(vendor: Vendor | None) -> Callable[[str], bool]:
    if vendor is None:
        return lambda code: code.lower() in SUCCESS_CODES
    return _success_of(vendor.success_codes, vendor.success_patterns)


def _part(code: str, pattern: str) -> str | None:
    found = compiled(pattern).search(code)
    return (found[1] or None) if found else code


def _first(
    parsed: Json, paths: Iterable[str], success: Callable[[str], bool] = "".__eq__
) -> str | None:
    for path in paths:
        if "[*]" in path:
            texts = (text_of(value) for value in _all_at(parsed, path))
            found = next((text for text in texts if text and not success(text)), None)
        else:
            found = text_of(_at(parsed, path)) or None
        if found is not None:
            return found
    return None


def _message(vendor: Vendor | None, parsed: Json) -> str | None:
    own = vendor.envelope.message if vendor else ()
    for path in (*own, *MESSAGES):
        value = _at(parsed, path)
        is_told = value is not None and not isinstance(value, (bool, dict, list))
        if is_told and (text := text_of(value)):
            return text
    return None


def _parsed(body: str) -> Json:
    try:
        return _DECODER.decode(body)
    except (ValueError, RecursionError):
        return _NONE


def _whole_and_shown(body: str) -> tuple[Json, Json]:
    """A JSON body; of one that a log cut short, what is whole, and the same with a cut text."""
    parsed = _parsed(body)
    if parsed is not _NONE:
        return parsed, parsed
    return _parsed(json_of_cut(body) or ""), _parsed(text_of_cut(body) or "")


def _refuse(name: str) -> object:
    raise ValueError(name)


_DECODER = json.JSONDecoder(parse_constant=_refuse)


@cache
def _steps(path: str) -> tuple[str | int, ...]:
    found = _STEP.finditer(path)
    return tuple(m[1] or (_ELEMENTS if m[2] == "*" else int(m[2])) for m in found)


def _at(parsed: Json, path: str) -> Json:
    return next(iter(_all_at(parsed, path)), None)


def _all_at(parsed: Json, path: str) -> list[Json]:
    found = [] if parsed is _NONE else [parsed]
    for step in _steps(path):
        found = [inner for value in found for inner in _inside(value, step)]
    return found


def _inside(value: Json, step: str | int) -> list[Json]:
    if isinstance(value, dict):
        if step == _MEMBERS:
            return list(value.values())
        return [value[step]] if step in value else []
    if not isinstance(value, list) or isinstance(step, str):
        return []
    return value if step == _ELEMENTS else value[step : step + 1]


def text_of(value: Json) -> str | None:
    """A JSON value as the text that SQL sees; null is none."""
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _wait(
    vendor: Vendor | None, shapes: Iterable[Shape], headers: Mapping[str, str], parsed: Json
) -> float | None:
    """Seconds, by Retry-After (RFC 9110 §10.2.3), else by the body."""
    if stated := headers.get("retry-after"):
        delay = _DELAY.fullmatch(stated)
        return _not_past(float(delay[1]) if delay else _until(stated, headers.get("date")))
    if parsed is _NONE:
        return None
    paths = vendor.envelope.retry_after if vendor else ()
    if not vendor:
        shape = next((s for s in shapes if s.envelope.retry_after and has_shape(s, parsed)), None)
        paths = shape.envelope.retry_after if shape else ()
    text = _first(parsed, paths)
    return _not_past(_spoken(text.strip(), headers.get("date"))) if text else None


def _spoken(text: str, date: str | None) -> float | None:
    """Seconds, an epoch time in seconds or milliseconds, or a duration with units."""
    number = _number(text)
    if number is None:
        return _duration(text)
    if number < 1e9:
        return number
    now = _moment(date)
    return number / (1e3 if number >= 1e11 else 1) - now.timestamp() if now else None


def _duration(text: str) -> float | None:
    if not _DURATION.fullmatch(text):
        return None
    parts = re.findall(r"([0-9.]+)(h|ms|m|us|µs|ns|s)", text)
    return sum((_number(n) or 0) * _UNITS[unit] for n, unit in parts)


def _until(http_date: str, date: str | None) -> float | None:
    then, now = _moment(http_date), _moment(date)
    return (then - now).total_seconds() if then and now else None


def _moment(http_date: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(http_date) if http_date else None
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment


def _not_past(seconds: float | None) -> float | None:
    return None if seconds is None else max(0.0, seconds)
