"""The fields of JSON lines of unknown make: found in all lines, not guessed from the first."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

import duckdb

from analyzer.mapping.aliases import (
    SAME_AGAIN,
    Place,
    Plan,
    containers,
    plan_of,
    squashed,
    unit_of_size,
)
from analyzer.mapping.columns import exchange_select
from analyzer.mapping.plain_fields import PlainField, plain_fields
from analyzer.system.sql_literal import quoted

_DEEPEST = 5
# An object whose keys are identifiers has no end of them.
_MOST_FIELDS = 2000
# What stands in the place of an object that another one tells as well; it has no fields.
PART_OF_OTHERS = "{part of an exchange}"
# Error logs of nginx and Apache go to the same stream; Ruby's logger begins a file with a comment,
# and what Go's logrus says beside JSON is pairs.
_VERDICT = rf"""CASE
    WHEN line = '{PART_OF_OTHERS}' THEN 'skip: part of an exchange'
    WHEN v IS NULL THEN CASE
        WHEN is_error_log(line) THEN 'skip: error log line'
        WHEN starts_with(line, '# Logfile created on ') THEN 'skip: comment'
        WHEN regexp_matches(line, '^time="[^"]*" level=[a-z]+ msg=') THEN 'skip: another message'
        ELSE 'reject: not valid JSON' END
    WHEN ltrim(line)[1] <> '{{' THEN 'reject: not a JSON object' END"""
# nginx without `escape=json` writes quotes and bytes as \xHH, which is no JSON: kept as logged.
_WRITTEN = r"""(SELECT * REPLACE (CASE WHEN contains(line, '\x') AND NOT json_valid(line)
    THEN replace(line, '\x', '\\x') ELSE line END AS line) FROM input)"""
Path = tuple[str, ...]


class JsonFields:
    """The fields seen so far in one source, and the SELECT that maps them.

    `chosen` says where fields go by their dotted names; all else follows the table of aliases.
    `unit` is that of durations whose names have none; without it, their size does.
    """

    def __init__(
        self, chosen: Mapping[str, Place] | None = None, *, unit: str | None = None
    ) -> None:
        self._chosen, self._unit = dict(chosen or {}), unit
        self._units: dict[str, str] = {}
        self._fields: dict[Path, None] = {}
        self._containers: dict[Path, None] = {(): None}
        self.plan = Plan()

    def select(self, con: duckdb.DuckDBPyConnection) -> str:
        """SQL from the lines of `input`, after a look at all of them for fields not seen before."""
        self._look(con)
        paths = self._named()
        self.plan = plan_of(paths, self._chosen)
        self._measure(con, paths)
        used = {name: None for slot in self.plan.slots for name in self.plan.fields(slot)}
        values = {name: f"v[{position}]" for position, name in enumerate(used, 1)}
        extracted = ", ".join(quoted(_json_path(paths[name])) for name in used)
        return exchange_select(
            "SELECT line, try(json_extract_string("
            f"line, [{extracted or quoted('$')}])) AS v FROM {_WRITTEN}",
            values,
            self.plan,
            verdict=_VERDICT,
        )

    def _measure(self, con: duckdb.DuckDBPyConnection, paths: Mapping[str, Path]) -> None:
        """The units of durations whose names tell none: the first chunk that has any decides."""
        for name in self.plan.guessed_units():
            if self._unit is None and name not in self._units:
                ((middle,),) = con.execute(
                    "SELECT median(try_cast(try(json_extract_string(line, $1)) AS DOUBLE))"
                    f" FROM {_WRITTEN}",
                    [_json_path(paths[name])],
                ).fetchall()
                if middle is not None:
                    self._units[name] = unit_of_size(middle)
            self.plan.units[name] = self._unit or self._units.get(name, "ms")

    def _named(self) -> dict[str, Path]:
        """The paths by dotted names, made unique where one log nests what another dots."""
        named: dict[str, Path] = {}
        for path in self._fields:
            name = ".".join(path)
            while name in named:
                name += SAME_AGAIN
            named[name] = path
        return named

    def choose(self, name: str, place: Place) -> None:
        """Let a field go to a place, and no other to its slot."""
        self._chosen[name] = place

    def plain(self) -> Sequence[PlainField] | None:
        """What the fields seen so far say in plain lines; None where that is not clear."""
        return plain_fields(self.plan, self._named(), self._containers)

    def unmapped(self) -> list[str]:
        """What fills no column, and what was guessed.

        An object is told by its members, and a member of what fills a column by that.
        """
        named = self._named()
        used = {named[name] for slot in self.plan.slots for name in self.plan.fields(slot)}
        objects = {path[:end] for path in self._fields for end in range(1, len(path))}
        told = {
            name
            for name, path in named.items()
            if path in objects or any(path[:end] in used for end in range(1, len(path)))
        }
        return [name for name in self.plan.not_used() if name not in told]

    def _look(self, con: duckdb.DuckDBPyConnection) -> None:
        expanded: set[Path] = set()
        while new := [path for path in self._containers if path not in expanded]:
            expanded.update(new)
            paths = ", ".join(quoted(_json_path(path)) for path in new)
            rows = con.execute(
                f"SELECT DISTINCT generate_subscripts(k, 1), unnest(k) FROM"
                f" (SELECT DISTINCT try(json_keys(line, [{paths}])) AS k FROM {_WRITTEN})"
                " ORDER BY ALL"
            ).fetchall()
            for position, keys in rows:
                for key in keys or ():
                    self._note((*new[position - 1], key))

    def _note(self, path: Path) -> None:
        if not all(map(_can_be_asked_for, path)) or len(self._fields) >= _MOST_FIELDS:
            return
        self._fields.setdefault(path)
        if len(path) < _DEEPEST and may_hold(path, self._chosen):
            self._containers.setdefault(path)


def _can_be_asked_for(key: str) -> bool:
    """Whether a JSON path can name the key: neither empty nor with quotes or control characters."""
    return bool(key) and not any(character in '"\\' or character < " " for character in key)


def may_hold(path: Path, chosen: Iterable[str] = ()) -> bool:
    """Whether an object there may hold fields that the table knows, or that were chosen."""
    dotted = ".".join(path)
    return any(
        squashed("".join(path[start:])) in containers() for start in range(len(path))
    ) or any(name.startswith(f"{dotted}.") for name in chosen)


def flat_names(value: object, path: Path = ()) -> list[str]:
    """The dotted names of all fields of a JSON object."""
    if not isinstance(value, dict):
        return []
    names: list[str] = []
    for key, inner in value.items():
        names.append(".".join((*path, key)))
        names += flat_names(inner, (*path, key))
    return names


def member(value: object, name: str) -> object:
    """A member by its name, or by the names that a dotted one leads through."""
    if not isinstance(value, dict):
        return None
    head, _, rest = name.partition(".")
    return value.get(name) if not rest or name in value else member(value.get(head), rest)


def tells_of_request(plan: Plan) -> bool:
    """Whether lines with these fields may be requests: a time, and a status or a request."""
    has = plan.slots.keys()
    return bool(has & {"started", "finished", "ended"}) and (
        "status" in has
        or ("method" in has and bool(has & {"url", "path"}))
        or ("request" in has and "weak_status" in has)
    )


def _json_path(path: Path) -> str:
    return "$" + "".join(f".{json.dumps(key, ensure_ascii=False)}" for key in path)
