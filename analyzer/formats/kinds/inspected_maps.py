"""Hashes of Ruby, maps of Elixir and of Clojure in a line of text, as these languages print them, made
JSON.

`{:url=>"…", :status=>502}`, since Ruby 3.4 `{url: "…", "a" => 1}`; `%{"code" => 3001, url: "…"}`;
`{:method :get, :uri "…", :status 429}`, whose commas are spaces.
"""

from __future__ import annotations

import json
import re
from typing import Any

# How one begins, up to its first value.
_BEGINS = re.compile(
    r"%?\{(?=:\w+\s?=>|\"[^\"\n]{1,60}\"\s?=>|:\"[^\"\n]{1,60}\"\s?=>)|%\{(?=[a-z_]\w*: )"
    r"|\{(?=[a-z_]\w*: [\":\d\[{ntf]|:[a-z][\w.?!*/-]* [\":\d\[{ntf#-])"
)
_KEY = re.compile(
    r"\s*(?:(?P<name>[a-zA-Z_]\w*[?!]?): |:?\"(?P<text>(?:[^\"\\]|\\.)*)\"(?:\s?=>\s?|: )"
    r"|:(?P<symbol>\w+[?!]?)\s?=>\s?|:(?P<keyword>[a-z][\w.?!*/-]*) )"
)
_STRING = re.compile(r":?\"((?:[^\"\\]|\\.)*)\"")
_NUMBER = re.compile(r"-?\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?(?=[\s,}\]])")
_WORD = re.compile(r":?([A-Za-z_][\w.:@?!]*)(?=[\s,}\]])")
# What the language prints of other values: an object of Ruby, a struct or a tuple of Elixir.
_OTHER = re.compile(r"(?:#<(?:[^<>\n]|<[^<>\n]*>)*>|[^\s,{}\[\]\"]+)(?=[\s,}\]])")
_OPENS = re.compile(r"%?\{")
_SPACE = re.compile(r"\s*")
_WORDS = {"nil": None, "true": True, "false": False}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "e": "\x1b"}
_ESCAPE = re.compile(r"\\(u\{?[0-9A-Fa-f]{1,6}\}?|.)")
_DEEPEST = 20


class _NoMapError(Exception):
    """The text is no map, or one that was cut."""


def as_json(line: str) -> str:
    """The same line with such maps as JSON."""
    at, parts = 0, []
    while "{" in line and (found := _BEGINS.search(line, at)):
        try:
            value, end = _map(line, found.end(), 0)
        except _NoMapError:
            parts.append(line[at : found.end()])
            at = found.end()
            continue
        parts += [line[at : found.start()], json.dumps(value, ensure_ascii=False)]
        at = end
    return "".join([*parts, line[at:]]) if parts else line


def _map(line: str, at: int, depth: int) -> tuple[dict[str, Any], int]:
    """The map whose first key stands there, and where it ends."""
    held: dict[str, Any] = {}
    while line[at : at + 1] != "}":
        key = _KEY.match(line, at)
        if key is None or depth > _DEEPEST:
            raise _NoMapError
        name = key["name"] or key["symbol"] or key["keyword"] or _unescaped(key["text"] or "")
        held[name], at = _value(line, key.end(), depth)
        at = _next(line, at, "}")
    return held, at + 1


def _value(line: str, at: int, depth: int) -> tuple[Any, int]:
    if opens := _OPENS.match(line, at):
        return _map(line, opens.end(), depth + 1)
    if line[at : at + 1] == "[":
        return _list(line, at + 1, depth + 1)
    if found := _STRING.match(line, at):
        return _unescaped(found[1]), found.end()
    if found := _NUMBER.match(line, at):
        return json.loads(re.sub(r"_|^(-?)0+(?=\d)", r"\1", found[0])), found.end()
    if found := _WORD.match(line, at):
        return _WORDS.get(found[0], found[1]), found.end()
    if found := _OTHER.match(line, at):
        return found[0], found.end()
    raise _NoMapError


def _list(line: str, at: int, depth: int) -> tuple[list[Any], int]:
    held: list[Any] = []
    while line[at : at + 1] != "]":
        if depth > _DEEPEST:
            raise _NoMapError
        value, at = _value(line, at, depth)
        held.append(value)
        at = _next(line, at, "]")
    return held, at + 1


def _next(line: str, at: int, closes: str) -> int:
    """Where the next member stands behind a comma, or the bracket that closes."""
    ends, at = at, _past_space(line, at)
    if line[at : at + 1] == ",":
        return _past_space(line, at + 1)
    # Clojure's have spaces alone.
    is_next = at > ends and (closes == "]" or line[at : at + 1] == ":")
    if line[at : at + 1] != closes and not is_next:
        raise _NoMapError
    return at


def _past_space(line: str, at: int) -> int:
    found = _SPACE.match(line, at)
    return found.end() if found else at


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(found: re.Match[str]) -> str:
    code = found[1]
    if code[0] == "u" and len(code) > 1:
        return chr(min(int(code[1:].strip("{}"), 16), 0x10FFFF))
    return _ESCAPES.get(code, code)
