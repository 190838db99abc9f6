"""A call as an object inside a line of text: JSON, or what Python prints of a dict.

Programs write `response {"url": …, "method": …, "status": 429}` with its members in any order;
Monolog writes the context of each message so, and what is copied for RestSharp (`Request completed
in … ms, Request: {…}, Response: {…}`) has one object behind another.
"""

from __future__ import annotations

import json
import re

from analyzer.formats.kinds.failure_words import BROKEN, URL
from analyzer.formats.kinds.text_lines import METHOD
from analyzer.formats.kinds.words.told_answers import ANSWER_NAMES, answer_of, object_at

_QUOTE = r"[\"']"


def _member(names: str, value: str) -> str:
    return rf"[^\n]*?{_QUOTE}(?:{names}){_QUOTE}: ?{value}"


_STATUS = _member(
    r"status|status_?[cC]ode|http_?[sS]tatus|http_?(?:status_?)?[cC]ode",
    rf"{_QUOTE}?(?P<status>[1-5]\d\d)\b(?!\.\d)",
)
_TARGET = _member(r"(?:request_?|full_?)?[uU](?:rl|RL|ri|RI)", rf"{_QUOTE}(?P<target>{URL})")
_ASKED = _member(r"(?:http_?|request_?)?[mM]ethod", rf"{_QUOTE}(?P<method>(?i:{METHOD})){_QUOTE}")
_TOOK = _member(
    r"(?:duration|elapsed|latency|took|response_?[tT]ime)_?(?:in_?)?[mM]s",
    r"(?P<ms>\d+(?:\.\d+)?)\b",
)
_CALL = re.compile(
    rf"[^{{\n]{{1,300}}\{{(?={_QUOTE}\w)(?={_STATUS})(?={_TARGET})(?=(?:{_ASKED})?)(?=(?:{_TOOK})?)"
)
# A text that is an object itself.
_ANSWER = re.compile(
    r"\"(?:response_?)?(?:content|[bB]ody)\": ?(?P<text>\"\s*\{(?:[^\"\\\n]|\\.)*\}\s*\")"
)
# RestSharp's answers have a status of 0 where none came.
_NO_STATUS = _member(r"status_?[cC]ode|status", r"(?:0|null)\b")
_SAID = _member(r"error_?[mM]essage|error", rf"{_QUOTE}(?P<error>[A-Z][^\n\"'\\]{{2,200}}){_QUOTE}")
_FAILED = re.compile(
    rf"[^{{\n]{{1,300}}\{{(?={_QUOTE}\w)(?={_NO_STATUS})(?={_TARGET})(?={_SAID})(?=(?:{_ASKED})?)"
)
# However far behind the URL it is: Logstash's plugins show the body and the headers between.
_REASON = _member(
    r"error_?[mM]essage|client_error|message|error|exception|reason",
    rf"{_QUOTE}(?P<error>[^\n\"]{{0,200}}?{BROKEN}[^\n\"]{{0,80}})",
)
_BROKE = re.compile(
    rf"[^{{\n]{{1,300}}\{{(?={_QUOTE}\w)(?={_TARGET})(?={_REASON})(?=(?:{_ASKED})?)"
)


def with_call(line: str) -> str:
    """The same line; behind it stands in words the call that its first object shows."""
    if "://" not in line:
        return line
    if found := _CALL.match(line):
        took = f" in {found['ms']}ms" if found["ms"] else ""
        return f"{line} {_asked(found)} -> {found['status']}{took}"
    failed = _FAILED.match(line)
    return f"{line} {_asked(failed)} failed: {failed['error']}" if failed else line


def with_answered_call(line: str) -> str:
    """The same line; behind it stands the call that its first object shows, with what was answered, a
    text that is an object itself; "" where it shows none."""
    found = _CALL.match(line) if "://" in line else None
    answer = _ANSWER.search(line) if found else None
    body = _object(answer["text"]) if answer else None
    if found is None or body is None:
        return ""
    method = (found["method"] or "").upper()
    return line + answer_of(found["status"], method, found["target"], body)


def with_broken_call(line: str) -> str:
    """The same line; behind it stands in words the call without answer that its first object shows."""
    found = _BROKE.match(line) if "://" in line and "{" in line else None
    return f"{line} {_asked(found)} failed: {found['error']}" if found else line


def _object(text: str) -> dict[str, object] | None:
    """The object within a text, as JSON quotes it, if it answers something."""
    try:
        held = object_at(json.loads(text).lstrip(), 0)
    except ValueError:
        return None
    return held[0] if held and not ANSWER_NAMES.isdisjoint(held[0]) else None


def _asked(found: re.Match[str]) -> str:
    return f"{(found['method'] or '').upper()} {found['target']}".strip()
