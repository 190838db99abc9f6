"""Strict reading of TOML: unknown keys, wrong types and missing languages are errors.

Every fault names the file and the key, so that the person who wrote the file can find it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import NoReturn

import tomli

from analyzer.errors import CatalogError, did_you_mean
from analyzer.system.languages import LANGUAGES

_TYPES = {
    str: "a text",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    list: "a list",
    dict: "a table",
    date: "a day",
}


def read(path: Path) -> dict[str, object]:
    """Parse one file. Raises CatalogError where it cannot be read or is not TOML."""
    try:
        return parsed(path.read_text("utf-8"), path)
    except UnicodeDecodeError as error:
        raise CatalogError(
            f"byte {error.start} is not UTF-8", where=str(path), todo="Save the file as UTF-8."
        ) from None
    except OSError as error:
        raise CatalogError(
            f"cannot be read: {error.strerror}", where=str(path), todo="Check path and permission."
        ) from None


def parsed(text: str, path: Path) -> dict[str, object]:
    """Parse the text of a file. Raises CatalogError where it is not TOML."""
    try:
        return tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        twice = re.search(r"Cannot declare \((.*?),?\) twice", str(error))
        key = _dotted(re.findall(r"'([^']*)'", twice[1])) if twice else ""
        what = str(error).replace(twice[0], f"{key} is given twice") if twice else str(error)
        raise CatalogError(
            f"this is not valid TOML: {what}", where=str(path), todo="Correct that line."
        ) from None


class FaultyKeyError(CatalogError):
    """A key that does not hold, or is missing."""

    def __init__(self, what: str, *, where: str, todo: str, keys: tuple[str, ...]) -> None:
        super().__init__(what, where=where, todo=todo)
        self.keys = keys


@dataclass(frozen=True)
class TomlKey:
    """A key of a file; `str(place)` is file, line and key, found when it is asked for."""

    file: str = field(repr=False)  # what is read from two copies of a file is the same
    keys: tuple[str, ...] = ()

    def __truediv__(self, key: str) -> TomlKey:
        return replace(self, keys=(*self.keys, key))

    def __str__(self) -> str:
        line = _line_of(self.file, self.keys)
        file = f"{self.file}:{line}" if line else self.file
        return f"{file}: {_dotted(self.keys)}" if self.keys else self.file


def _line_of(file: str, keys: tuple[str, ...]) -> int | None:
    """The line in which a key is given, counted from 1; else that of the table it is missing in."""
    try:
        lines = Path(file).read_text("utf-8").splitlines(keepends=True)
        values = tomli.loads("".join(lines))
    except (OSError, ValueError):
        return None
    there = next((n for n in range(len(keys), 0, -1) if _holds(values, keys[:n])), 0)
    if not there:
        return None
    counts = range(1, len(lines) + 1)
    # A file that ends before the key is given does not have it: the first that does ends there.
    first = bisect_left(counts, True, key=lambda n: _holds(_beginning(lines, n), keys[:there]))
    return counts[first] if first < len(lines) else None


def _beginning(lines: Sequence[str], least: int) -> dict[str, object]:
    """What so many lines say, and those that end what they began."""
    for count in range(least, len(lines)):
        try:
            return tomli.loads("".join(lines[:count]))
        except tomli.TOMLDecodeError:
            continue
    return tomli.loads("".join(lines))


@dataclass(frozen=True)
class Document:
    """One TOML file, or one laid over another: its values win, and are tried first in order."""

    values: Mapping[str, object]
    path: Path
    under: Document | None = None

    def merged(self) -> dict[str, object]:
        """The values of both; tables are merged key by key, everything else is replaced."""
        return _merge(self.values, self.under.merged()) if self.under else dict(self.values)

    def where(self, keys: tuple[str, ...]) -> TomlKey:
        """The place of a key: in the uppermost file that has it, else in that with its table."""
        for length in range(len(keys), -1, -1):
            owner: Document | None = self
            while owner:
                if _holds(owner.values, keys[:length]):
                    return TomlKey(str(owner.path), keys)
                owner = owner.under
        return TomlKey(str(self.path), keys)

    def empty_texts(self) -> Iterator[TomlKey]:
        """The places of this file where a text is still to be written."""
        yield from (TomlKey(str(self.path), keys) for keys in _empty(self.values, ()))


def _merge(over: Mapping[str, object], under: Mapping[str, object]) -> dict[str, object]:
    merged = dict(over)
    for key, value in under.items():
        upper = merged.setdefault(key, value)
        if isinstance(upper, dict) and isinstance(value, dict):
            merged[key] = _merge(upper, value)
    return merged


def _holds(values: object, keys: tuple[str, ...]) -> bool:
    if not keys:
        return True
    if isinstance(values, list):
        # The tables of a list are named by their positions, counted from 1.
        position = int(keys[0]) if keys[0].isdecimal() else 0
        return 0 < position <= len(values) and _holds(values[position - 1], keys[1:])
    return isinstance(values, dict) and keys[0] in values and _holds(values[keys[0]], keys[1:])


def _empty(value: object, keys: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if value == "":
        yield keys
    inner = value.items() if isinstance(value, dict) else ()
    for key, one in enumerate(value, 1) if isinstance(value, list) else inner:
        yield from _empty(one, (*keys, str(key)))


@dataclass
class TomlTable:
    """One table of a document. Each read checks presence and type; `end` refuses what is left."""

    document: Document
    values: Mapping[str, object]
    keys: tuple[str, ...] = ()
    _read_keys: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, document: Document) -> TomlTable:
        """The whole document."""
        return cls(document, document.merged())

    def fail(self, key: str | None, what: str, todo: str) -> NoReturn:
        """Raise CatalogError at a key of this table (None: at the table itself)."""
        keys = self.keys if key is None else (*self.keys, key)
        raise FaultyKeyError(what, where=str(self.document.where(keys)), todo=todo, keys=keys)

    def has(self, key: str) -> bool:
        """Whether an optional key is given."""
        self._read_keys.add(key)
        return key in self.values

    def text(self, key: str) -> str:
        """A text that is not empty."""
        value = self._required(key, str)
        assert isinstance(value, str)
        if not value.strip():
            self.fail(key, "is empty", "Write a text, or leave the key out.")
        return value

    def text_or_none(self, key: str) -> str | None:
        """An optional text."""
        return self.text(key) if self.has(key) else None

    def choice(self, key: str, allowed: Collection[str]) -> str:
        """A text out of a closed list."""
        value = self.text(key)
        if value not in allowed:
            self.fail(key, f'"{value}" is not known', _choose(value, allowed))
        return value

    def choice_or_none(self, key: str, allowed: Collection[str]) -> str | None:
        """An optional text out of a closed list."""
        return self.choice(key, allowed) if self.has(key) else None

    def flag(self, key: str, default: bool) -> bool:
        """True or false; absent is the default."""
        value = self.flag_or_none(key)
        return default if value is None else value

    def flag_or_none(self, key: str) -> bool | None:
        """True or false; absent is unknown."""
        return bool(self._required(key, bool)) if self.has(key) else None

    def whole_or_none(self, key: str, least: int, most: int) -> int | None:
        """A whole number within bounds, both included."""
        if not self.has(key):
            return None
        value = self._required(key, int)
        assert isinstance(value, int)
        if not least <= value <= most:
            self.fail(key, f"{value} is out of range", f"Give a number from {least} to {most}.")
        return value

    def positive_or_none(self, key: str) -> float | None:
        """A number above 0: what is unknown is left out, never 0."""
        if not self.has(key):
            return None
        value = self._required(key, float)
        assert isinstance(value, (int, float))
        if not value > 0:
            self.fail(key, f"{value} is not above 0", "Leave the key out where it is unknown.")
        return float(value)

    def day(self, key: str) -> date:
        """A day, as TOML writes it: 2026-11-21."""
        value = self._required(key, date)
        assert isinstance(value, date)
        if isinstance(value, datetime):
            self.fail(key, "is a time", "Write the day alone: 2026-11-21.")
        return value

    def number(self, key: str, least: float) -> float:
        """A number that is not below `least`."""
        value = self._required(key, float)
        assert isinstance(value, (int, float))
        if not value >= least:
            self.fail(key, f"{value} is below {least:g}", f"Give a number from {least:g} on.")
        return float(value)

    def list_of_texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; absent is empty."""
        return tuple(self._list(key, str))  # type: ignore[arg-type]

    def list_of_numbers(self, key: str) -> tuple[float, ...]:
        """A list of numbers; absent is empty."""
        return tuple(float(n) for n in self._list(key, float))  # type: ignore[arg-type]

    def translations(self, key: str) -> dict[str, str]:
        """A table of one text a language, none missing; or one text that serves all languages."""
        if isinstance(self.values.get(key), str):
            return dict.fromkeys(LANGUAGES, self.text(key))
        if not self.has(key):
            each = ", ".join(f"{key}.{name}" for name in LANGUAGES)
            self.fail(key, "is missing", f"Give it as one text, or as {each}.")
        section = self.section(key)
        texts = {language: section.text(language) for language in LANGUAGES}
        section.end()
        return texts

    def section(self, key: str) -> TomlTable:
        """A table that must be there."""
        value = self._required(key, dict)
        assert isinstance(value, dict)
        return TomlTable(self.document, value, (*self.keys, key))

    def section_or_empty(self, key: str) -> TomlTable:
        """An optional table; absent is empty."""
        if self.has(key):
            return self.section(key)
        return TomlTable(self.document, {}, (*self.keys, key))

    def sections(self, key: str) -> Iterator[tuple[str, TomlTable]]:
        """The tables in a table, by name, in the order of the file."""
        outer = self.section_or_empty(key)
        for name in outer.values:
            yield name, outer.section(name)

    def items(self, key: str) -> Iterator[TomlTable]:
        """The tables of a list of tables, each named by its position counted from 1."""
        for position, value in enumerate(self._list(key, dict), 1):
            assert isinstance(value, dict)
            yield TomlTable(self.document, value, (*self.keys, key, str(position)))

    def end(self) -> None:
        """Nothing else may be here."""
        for key in sorted(self.values.keys() - self._read_keys):
            self.fail(key, "this key is not known here", _choose(key, self._read_keys))

    def _list(self, key: str, kind: type) -> list[object]:
        if not self.has(key):
            return []
        values = self._required(key, list)
        assert isinstance(values, list)
        for value in values:
            self._check(key, value, kind, "holds")
        return values

    def _required(self, key: str, kind: type) -> object:
        self._read_keys.add(key)
        if key not in self.values:
            self.fail(key, "is missing", f"Add it: it takes {_TYPES[kind]}.")
        self._check(key, self.values[key], kind)
        return self.values[key]

    def _check(self, key: str, value: object, kind: type, verb: str = "is") -> None:
        fits = isinstance(value, (int, float) if kind is float else kind)
        if not fits or (isinstance(value, bool) and kind is not bool):
            given = _TYPES.get(type(value), "a time")
            self.fail(key, f"{verb} {given}, not {_TYPES[kind]}", f"Write {_TYPES[kind]}.")


def _dotted(keys: Iterable[str]) -> str:
    """Keys as TOML writes them."""
    return ".".join(k if re.fullmatch(r"[\w-]+", k, re.ASCII) else f'"{k}"' for k in keys)


def _choose(value: str, allowed: Collection[str]) -> str:
    return did_you_mean(value, allowed, f"One of: {', '.join(sorted(allowed))}.")
