"""Log formats: one module each, found by listing this folder.

A format says how to tell it from its content and how its lines map onto an *exchange*: what a
client said and what came back, as the log shows it. It knows no vendor. A module holds one
`FORMAT`. Its samples are tests and are what `analyzer formats` shows.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Protocol

import duckdb

from analyzer.errors import FormatError, did_you_mean
from analyzer.formats.kinds.alike_lines import few_of_alike
from analyzer.mapping.plain_fields import PlainField

# What a format's SELECT may give, and in which type; what it leaves out is NULL.
EXCHANGE: dict[str, str] = {
    "ts": "TIMESTAMPTZ",  # when the request was sent (end minus duration if only the end is logged)
    "duration_ms": "DOUBLE",
    "client": "VARCHAR",
    "client_ip": "VARCHAR",
    "vendor": "VARCHAR",
    "protocol": "VARCHAR",  # http (default) or websocket
    "method": "VARCHAR",
    "url": "VARCHAR",  # absolute, or path and query
    "scheme": "VARCHAR",
    "host": "VARCHAR",  # where `url` does not say it
    "status": "INTEGER",
    "error": "VARCHAR",  # why no response came: "ConnectTimeout: …" or an error type
    "request_bytes": "BIGINT",
    "response_bytes": "BIGINT",
    "request_headers": "VARCHAR",  # JSON object text, names in any case, values texts or lists
    "response_headers": "VARCHAR",
    "request_body": "VARCHAR",
    "response_body": "VARCHAR",
    "attempt": "INTEGER",
    "trace_id": "VARCHAR",
    "request_id": "VARCHAR",
    "key_id": "VARCHAR",  # where the log already holds a hash instead of the credential
    "connection": "VARCHAR",  # WebSocket from here on
    "event": "VARCHAR",  # open, close
    "direction": "VARCHAR",  # sent, received
    "message": "VARCHAR",
    "close_code": "INTEGER",
    "reason": "VARCHAR",
    "verdict": "VARCHAR",  # NULL: a request; "skip: why"; "reject: why"
}

# Behind it stands what a format made of a line, for its own patterns: no part of the line.
ASIDE = "\u241e"
# The verdict on a line of which nothing that the format knows could be read.
NO_REQUEST = "skip: no request"

# The highest sureness: no other format is tried.
_SURE = 1.0
# The project's own log is asked about first: it is sure, and spares the import of all others.
_OWN = "canonical"
_SELDOM_WRONG = 0.95
# A format that is no surer than this reads a file of its own, but joins no lines of others.
LEAST_SURENESS = 1e-4

# JSON fields that a format reads, with DuckDB types; nested for objects with a fixed set of members.
Fields = Mapping[str, "str | Fields"]


# SQL, or what makes it anew for each chunk from what the chunk's relations hold.
Sql = str | Callable[[duckdb.DuckDBPyConnection], str]


class Assemble(Protocol):
    """Lines to as many lines, chunk by chunk: an exchange in one of its own, the others parts."""

    def __call__(self, data: bytes, *, is_last: bool, ahead: bytes = b"") -> bytes:
        """After the last chunk nothing comes; after others what begins with `ahead`."""


@dataclass(frozen=True)
class Sample:
    """Some lines of a format and what must come out of them, column by column."""

    text: str
    rows: tuple[Mapping[str, object], ...] = ()
    rejects: int = 0
    skipped: int = 0


_SAMPLE_DAY = "2026-11-19"
_SAMPLE_ROW = re.compile(
    r"(?:(?P<time>[\d:.]{8,})(?: |$))?(?:(?P<method>[A-Z]+)(?: |$))?(?:(?P<scheme>[a-z]+)://)?"
    r"(?P<host>[^/?\s]+(?<!->))?(?P<path>/[^?]*?)?(?:\?(?P<query>.*?))?"
    r"(?: ?-> (?P<outcome>\d{3}|[a-z]+))?(?: ?with (?P<size>\d+) B)?(?: ?in (?P<took>[\d.]+) ms)?"
)


def row(exchange: str = "", **columns: object) -> dict[str, object]:
    """A row that a sample must give: `row("10:00:00.5 GET host/path?query -> 429 with 57 B in 31 ms")`.

    Any part may be left out; only what is written is compared. Instead of a status, an error type
    says that no response came. The time is in UTC, on the day of all samples.
    """
    found = _SAMPLE_ROW.fullmatch(exchange)
    if found is None:
        raise ValueError(f"not an exchange: {exchange!r}")
    parts: dict[str, object] = {}
    for name, part in found.groupdict().items():
        if part:
            parts |= _COLUMNS[name](part) if name in _COLUMNS else {name: part}
    return parts | columns


def _answer(outcome: str) -> dict[str, object]:
    if outcome.isdigit():
        return {"status": int(outcome)}
    return {"status": None, "error_type": outcome}


# What parts of a sample's row say whose names are not those of columns.
_COLUMNS: dict[str, Callable[[str], dict[str, object]]] = {
    "time": lambda time: {"ts": f"{_SAMPLE_DAY}T{time}Z"},
    "outcome": _answer,
    "size": lambda size: {"response_bytes": int(size)},
    "took": lambda took: {"duration_ms": float(took)},
}


@dataclass(frozen=True)
class Format:
    """A log format.

    `select` is SQL from the relation `input` to columns of `EXCHANGE`. `input` holds
    `line` VARCHAR, or, where `fields` says so, the fields of each line's JSON object.
    `document` says that a source is no lines but one JSON text, or several, and names the members
    that lead to the array whose values then count as lines; none, if the text is that array.
    `elements` is SQL from `lines(n, line)` to what a line holds: `element` VARCHAR (JSON text), each
    of which then counts as a line, and `n`. Lines among which `elements_mark` is nowhere are elements
    themselves.
    `survey` takes from the `lines` of each chunk, before any is read, what others of them need; of a
    source that can be read twice.
    `detect` gives 0 (is not) to 1 (surely is) for the beginning of a source.
    `of_errors` says that it reads what clients' errors say, beside which others may be told in free words.
    `bodiless` says that no line of it is a part of a body, which may look like anything.
    `of_any_make` says that it reads objects by the names of their fields, whatever program wrote them.
    `stamped` says that times are taken from what stands before its lines, where a line has none.
    `fit` gives the format as one source needs it, by its beginning: a header names the columns.
    `mend` puts records together that span lines, each then in its last line, the others blank.
    `assemble` gives, for one source, what makes one line of an exchange that was logged in several.
    `noting` says that what it assembles notes which lines tell of nothing (kinds/exchange.py, NOTE).
    `complete` matches a line up to where it is whole: a cut before that breaks it. None: anywhere.
    `among_messages` says of one source that what shows no request is no broken line, but a message.
    `tried_with` names the programs whose own output is read in a test.
    `plain_as` names the form of lines of which plain ones need no SQL each (analyzer/ingest/look).
    `plain_forms` gives the forms that plain lines of text have (…/look/text_forms.py), or the header
    under which columns stand.
    `plain_fields` gives what the fields of lines of JSON or pairs say, as far as they are known.
    `unmapped` names what the source holds and no column takes, once it has been read.
    """

    name: str
    title: str
    detect: Callable[[str], float]
    select: Sql
    samples: tuple[Sample, ...]
    fields: Fields | None = None
    elements: Sql | None = None
    elements_mark: bytes = b""
    document: tuple[str, ...] | None = None
    survey: Callable[[duckdb.DuckDBPyConnection], object] | None = None
    websocket: bool = False
    plain_as: str | None = None
    plain_forms: tuple[str, ...] = ()
    plain_fields: Callable[[], Sequence[PlainField] | None] | None = None
    of_errors: bool = False
    bodiless: bool = False
    of_any_make: bool = False
    stamped: bool = False
    fit: Callable[[str], Format] | None = None
    mend: Callable[[bytes], bytes] | None = None
    assemble: Callable[[], Assemble] | None = None
    noting: bool = False
    complete: str = ""
    among_messages: bool = False
    tried_with: tuple[str, ...] = ()
    unmapped: Callable[[], Sequence[str]] = tuple

    @property
    def has_plain_lines(self) -> bool:
        """Whether plain ones of its lines can be told."""
        return bool(self.plain_as or self.plain_forms or self.plain_fields)

    def fitted(self, beginning: str) -> Format:
        """The format for the source that begins like this."""
        return self.fit(beginning) if self.fit else self


@dataclass(frozen=True)
class Guess:
    """A format, and how sure it is that a source is of it: above 0, at most 1."""

    format: Format
    sureness: float


class EachFormat(Iterable[Format]):
    """Every format in the folder, each imported when it is come to: whoever is sure asks no more."""

    def __iter__(self) -> Iterator[Format]:
        yield from map(_imported, _modules())


@cache
def _modules() -> Sequence[str]:
    found = (one.name for one in pkgutil.iter_modules(__path__) if not one.ispkg)
    return sorted(found, key=lambda name: (name != _OWN, name))


def _imported(module: str) -> Format:
    form: Format = importlib.import_module(f"{__name__}.{module}").FORMAT
    return form


@cache
def formats() -> dict[str, Format]:
    """Every format in the folder, by name."""
    return {one.name: one for one in EachFormat()}


def known(name: str) -> Format | None:
    """The format of that name, if there is one: none behind it is imported."""
    return next((one for one in EachFormat() if one.name == name), None)


def named(name: str) -> Format:
    """The format of that name. Raises FormatError with the names that there are."""
    if found := known(name):
        return found
    every = f"Use auto or one of {', '.join(formats())}"
    todo = did_you_mean(name.lower(), formats(), every)
    raise FormatError(f"there is no log format '{name}'", todo=todo)


def guess(beginning: str, among: Iterable[Format] | None = None) -> Guess | None:
    """The format that claims the beginning of a source most firmly; None if none does."""
    best = None
    for one in EachFormat() if among is None else among:
        claim = Guess(one, one.detect(beginning))
        if claim.sureness > (best.sureness if best else 0):
            best = claim
        if claim.sureness >= _SURE:
            break
    return best


def share_of_lines(beginning: str, claims: Callable[[str], float]) -> float:
    """The share of non-blank lines that a format claims."""
    count, lines = _lines_of(beginning)
    return sum(alike * claims(line) for line, alike in lines) / count if count else 0.0


@lru_cache(maxsize=4)  # every format looks at the same lines
def _lines_of(beginning: str) -> tuple[int, Sequence[tuple[str, float]]]:
    """How many lines are not blank, and of those that are alike some, each with how many it stands for."""
    lines = [line for line in beginning.splitlines() if line.strip()]
    return len(lines), few_of_alike(lines)


def by_lines(claims: Callable[[str], object], *, sureness: float = 1.0) -> Callable[[str], float]:
    """A `detect` that is as sure as the share of lines that it claims, at most `sureness`."""
    return lambda beginning: sureness * share_of_lines(beginning, lambda line: bool(claims(line)))


def opens_with(pattern: str) -> Callable[[str], float]:
    """A `detect` for documents of one make, which a regular expression recognises by how they begin."""
    opening = re.compile(pattern, re.DOTALL)
    return lambda beginning: _SELDOM_WRONG if opening.match(beginning) else 0.0


_BYTE = re.compile(r"(?<!\\)\\x[0-9A-Fa-f]{2}")


@lru_cache(maxsize=2048)  # every format of JSON looks at the same lines
def json_object(line: str) -> Mapping[str, object]:
    r"""The JSON object of a line, also with bytes as nginx writes them (`\xHH`); empty where it is none."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return json_object(line.replace(r"\x", r"\\x")) if _BYTE.search(line) else {}
    return value if isinstance(value, dict) else {}
