r"""What a vendor answered, where a line of text tells it beside the call: a body, or its code alone.

Vendors answer failures under HTTP 200, and programs print such an answer without any status:
`GET https://… failed: {"code":3001,"message":"…"}`, `200 but code=LIMIT_42901`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from json import JSONDecodeError, JSONDecoder

from analyzer.formats.kinds.failure_words import FAILS, URL
from analyzer.formats.kinds.needed_text import that_match
from analyzer.formats.kinds.python_literal import literal
from analyzer.formats.kinds.text_lines import METHOD

# Behind it stand the call, as far as it is known, and the body.
_ANSWERED = "\u241e answered "
ANSWER = (
    rf"{_ANSWERED}(?:(?P<status>\d{{3}}) )?(?:(?P<method>{METHOD}) )?(?P<target>{URL}) "
    r"(?P<body>\{[^\n]*\})$"
)
_CALL = re.compile(rf"(?:\b(?P<method>{METHOD})\]?[\s\"'`(\[:,=]+)?(?P<url>{URL})")
# What says that something was answered: a status that is no failure, words, or an arrow.
_SAYS = re.compile(
    rf"{FAILS}|(?<![\w.:/-])20[0-8](?![\w.:/-])|(?i:return|respon|answer|repl|receiv)\w*|[-=]>|←|<-"
)
_CODE_NAMES = ("code", "retCode", "ret_code", "errorCode", "error_code", "errCode", "err_code")
_MESSAGE_NAMES = ("message", "msg", "retMsg", "detail", "error", "errors", "traceId")
_NAMES = frozenset((*_CODE_NAMES, *_MESSAGE_NAMES, "success"))
_BEGINNINGS = ('{"', "{'")
_STATUS_BEFORE = re.compile(r"(?:^|[\s:(\[=>])(20[0-8])\W*$")
# A vendor's code is no status of HTTP, and no number of an error of Windows' sockets.
_CODE = re.compile(
    r"\b(?P<name>(?i:ret|error|err)_?[Cc]ode|(?i:error code|code|error))[\"']?(?:\s*[:=#]\s*|\s+)[\"'(]?"
    r"(?P<code>-?(?!100(?:3[5-9]|[45]\d|6[01])\b|1100[1-4]\b)\d{4,6}|[A-Z][A-Z0-9]*_\d{3,6})"
    r"(?![\w-]|[.:]\S)(?:\)?: (?P<said>[^\n{]+))?"
)
_MESSAGE = re.compile(rf"\b({'|'.join(_MESSAGE_NAMES[:3])})[=:] ?\"([^\"\n]+)\"")
_TRACE = re.compile(r"\b(?i:trace[_-]?id)[=: ]+\"?([\w-]{8,64})")
# A bare number may be that of a stock: it is the vendor's in lines of a failure.
_BARE = ("code", "Code")
_FAILED = re.compile(rf"{FAILS}|\bWARN|(?i:reject|refuse|denied|\bbut\b)")
# The body of an answer, in the line below that of the call.
_BODY_BELOW = (
    r"(?i)\b(?:(?:response|resp|reply|answer)(?:[ _-](?:body|data|json|text|content|payload))?|body)"
    r"\s*[:=]\s*\{[\"'][^\n]*\}\s*$"
)
_OF_REQUEST = re.compile(r"(?i)\b(?:req|request|sent|sending)\b")
_ANSWERED_CALL = re.compile(
    rf"\b{METHOD}\]?[\s\"'`(\[:,=]+{URL}[^\n{{]*?(?<![\w.:/-])[2-5]\d\d(?![\w.:/-])[^\n{{]*$"
)
# Some vendors have a code for what went well.
_OF_SUCCESS = frozenset({"200000", "20000", "00000", "0000"})
_JSON = JSONDecoder()


def told_answer(line: str) -> tuple[int, str]:
    """Where in a line words end and the body begins, and what is to stand behind the line: the call
    and the body that was answered; "" where the line tells none.
    """
    found = _CALL.search(line) if "://" in line else None
    if found is None:
        return len(line), ""
    for start, body in _bodies(line, found.end()):
        if not _NAMES.isdisjoint(body) and _SAYS.search(_beside(line[:start], found)):
            status = _STATUS_BEFORE.search(line, found.end(), start)
            return start, _mark(found, body, status and status[1])
    words = _beside(line, found)
    code = _CODE.search(words) if "ode" in words or "rror" in words else None
    if code is None or not _is_of_vendor(words, code):
        return len(line), ""
    return len(line), _mark(found, _body_of(words, code))


def with_bodies(lines: list[str], ahead: str = "") -> list[str]:
    """The same lines; a call that was answered has the body that the line below it tells. `ahead`
    is the line behind the last."""
    below = [*lines[1:], ahead]
    are_bodies = that_match(below, _BODY_BELOW)
    return [
        f"{line} -> {body}" if is_body and (body := _body_below(line, told)) else line
        for line, told, is_body in zip(lines, below, are_bodies, strict=True)
    ]


def _body_below(call: str, below: str) -> str:
    words, brace, rest = below.partition("{")
    is_of_call = "://" not in words and not _OF_REQUEST.search(words)
    return brace + rest if is_of_call and _ANSWERED_CALL.search(call) else ""


def _is_of_vendor(words: str, code: re.Match[str]) -> bool:
    if code["code"].isdigit() and code["name"] in _BARE:
        return bool(_FAILED.search(words))
    return code["code"] not in _OF_SUCCESS and bool(_SAYS.search(words))


def _beside(words: str, call: re.Match[str]) -> str:
    """Words without the call, whose path may hold any."""
    return f"{words[: call.start()]} {words[call.end() :]}"


def _mark(call: re.Match[str], body: dict[str, object], status: str | None = None) -> str:
    told = (status, call["method"], call["url"], json.dumps(body, ensure_ascii=False))
    return f" {_ANSWERED}{' '.join(filter(None, told))}"


def _bodies(line: str, behind: int) -> Iterator[tuple[int, dict[str, object]]]:
    """The first object of JSON, or dict as Python prints it, that stands behind the call."""
    starts = [at for one in _BEGINNINGS if (at := line.find(one, behind)) >= 0]
    if not starts:
        return
    start = min(starts)
    value = _of_json(line, start)
    if value is None:
        value = literal(line[start : line.rfind("}") + 1])
    if isinstance(value, dict) and all(isinstance(name, str) for name in value):
        yield start, value


def _of_json(line: str, start: int) -> object:
    try:
        return _JSON.raw_decode(line, start)[0]
    except (JSONDecodeError, RecursionError):
        return None


def _body_of(words: str, code: re.Match[str]) -> dict[str, object]:
    """The body that a code stands for, with the message and the trace beside it."""
    name = "retCode" if code["name"].lower().startswith("ret") else "code"
    told: dict[str, object] = {name: code["code"]}
    if message := _MESSAGE.search(words):
        told[message[1]] = message[2]
    elif code["said"]:
        told["message"] = code["said"].strip()
    if trace := _TRACE.search(words):
        told["traceId"] = trace[1]
    return told
