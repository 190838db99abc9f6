r"""Parser of values as Node.js's `util.inspect` prints them, as far as logs need it.

Objects become dicts, arrays lists, all else text; classes, functions and references say nothing. It
is no language with a grammar: what does not fit is left out, and nothing is ever raised. Source:
Node.js, "util.inspect".
"""

from __future__ import annotations

import re

_TOKEN = re.compile(
    r"'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"|`(?:[^`\\]|\\.)*`|[{}\[\],:]|[^\s{}\[\],:'\"`]+"
)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}
_MOST_TOKENS = 20_000
_DEEPEST = 12
# What is nested deeper is not looked at.
_MOST_NESTED = 50
_PLAIN = ("undefined", "null")


def balance(line: str) -> int:
    """How many brackets a line opens, less those that it closes."""
    return sum(
        (token in "{[") - (token in "}]") for token in _TOKEN.findall(line) if len(token) == 1
    )


def parsed(text: str) -> object:
    """The value that a text begins with."""
    return _Reader(_TOKEN.findall(text)[:_MOST_TOKENS]).value(0)


class _Reader:
    def __init__(self, tokens: list[str]) -> None:
        self._tokens, self._at = tokens, 0

    def value(self, depth: int) -> object:
        """An object, an array, or a text; what names a class stands before and is left out."""
        words: list[str] = []
        while (token := self._next()) not in ("", ",", "}", "]", ":"):
            self._at += 1
            if token in "{[" and depth >= _MOST_NESTED:
                self._skip()
                return None
            if token == "{":
                return self._object(depth + 1)
            if token == "[":
                items = self._array(depth + 1)
                if self._next() != "{":  # `Object [AxiosHeaders] {`
                    return items
            elif token != "+":
                words.append(_text(token))
        text = "".join(words)
        return None if text in _PLAIN else text

    def _object(self, depth: int) -> dict[str, object]:
        held: dict[str, object] = {}
        while (token := self._next()) not in ("", "}"):
            key = self._key()
            if self._next() == ":":
                self._at += 1
                value = self.value(depth)
                if depth <= _DEEPEST:
                    held.setdefault(key, value)
            self._to_next(token)
        self._at += 1
        return held

    def _array(self, depth: int) -> list[object]:
        items: list[object] = []
        while (token := self._next()) not in ("", "]"):
            if token in ":,}":
                self._at += 1
                continue
            value = self.value(depth)
            if depth <= _DEEPEST:
                items.append(value)
        self._at += 1
        return items

    def _skip(self) -> None:
        """Past the object or array that has been opened."""
        depth = 1
        while depth and (token := self._next()):
            depth += (token in "{[") - (token in "}]") if len(token) == 1 else 0
            self._at += 1

    def _key(self) -> str:
        words = []
        while (token := self._next()) not in ("", ":", ",", "}"):
            words.append(token)
            self._at += 1
        return " ".join(map(_text, words))

    def _to_next(self, _begun: str) -> None:
        """Past what is left of a member that was not understood."""
        depth = 0
        while (token := self._next()) and (depth or token not in ",}"):
            depth += (token in "{[") - (token in "}]") if len(token) == 1 else 0
            self._at += 1
        if token == ",":
            self._at += 1

    def _next(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""


def _text(token: str) -> str:
    if token[0] not in "'\"`" or len(token) == 1:
        return token
    return re.sub(r"\\(.)", lambda found: _ESCAPES.get(found[1], found[1]), token[1:-1])
