"""The views: one SQL file each, whose header says grain, time, columns and limits.

Those in `intermediate` are what the others are made of; people ask them too, at their own risk.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

import tomli

from analyzer.errors import QueryError
from analyzer.schema import REQUESTS, about

PUBLIC, INTERMEDIATE = "public", "intermediate"
_HEADER = re.compile(r"\A/\*(.*?)\*/\s*(.*)\Z", re.DOTALL)
# In place of a sentence: the column means what it means in the schema, or in the included model;
# before a model's name: what it means there.
_SAME = "="
# What a model may include besides models: the table of the lake, with its columns.
LAKE = "lake.requests"
OF_LAKE = {field.name: about(field) for field in REQUESTS}


@dataclass(frozen=True)
class Materialized:
    """A model whose rows are cached per vendor and day once computed (see `materialized`).

    A row belongs to the UTC day of the model's `time`, and depends on nothing but the catalog and
    the vendor's requests of that day and of the `lookback_s` seconds before it. The dashboard holds
    what no file keeps yet in memory; `held`: `always` (small, and read often) or `never` (read by
    one model only, which is computed once).
    """

    lookback_s: int
    held: str = "missing"


@dataclass(frozen=True)
class Published:
    """A model whose rows are published as a table for other engines (`warehouse.published`).

    A row belongs to the UTC day of the model's first `time`. `lookback_s`: it depends on nothing
    but the catalog and the requests of that day and of so many seconds before it; None: on any.
    """

    lookback_s: int | None = None


@dataclass(frozen=True)
class Model:
    """One view: its name, what it promises, and the SELECT that makes it.

    `grain` are the columns that tell one row from another, none where a row is a request or line;
    `each` says in words what a row is. `time` is the expression by which a period takes rows, or
    the two between which a row lasts; None for what knows no time. `precompute`: slow to ask for
    any of its rows, and small; a reader who asks often computes it once. `kept_whole`: as slow, and
    the same in every language, so `analyzer build` keeps all of its rows (`warehouse.kept_whole`).
    `columns` are all of them: also those of the model that it `includes`, but those in `without`.
    `judges` are those that are conclusions and not facts (docs/verdicts.md).
    `units` are those of columns whose names do not end in one (`analyzer.models.units`).
    """

    name: str
    about: str
    columns: dict[str, str]
    sql: str
    units: dict[str, str] = field(default_factory=dict)
    layer: str = PUBLIC
    grain: tuple[str, ...] = ()
    each: str = ""
    time: tuple[str, ...] = ()
    limits: str = ""
    lookback: str = ""
    includes: str = ""
    without: tuple[str, ...] = ()
    judges: tuple[str, ...] = ()
    precompute: bool = False
    kept_whole: bool = False
    materialized: Materialized | None = None
    published: Published | None = None
    source: str = field(repr=False, default="")

    @property
    def row(self) -> str:
        """What one row is, in words."""
        return self.each or ", ".join(self.grain)


def parse(name: str, source: str, other: Callable[[str], Model], layer: str = PUBLIC) -> Model:
    """Read a model file. Raises QueryError with the file and the key that does not hold.

    `includes = "<model>"`, or "lake.requests", puts the columns of that before the model's own, but
    those of `without`, and its `time` is the model's where it gives none; a column of its own that
    has the name of one of them says it in other words. A sentence `= <model>` is that of the same
    column there. A column of the grain that is the schema's needs no sentence, and comes first.
    """
    where = f"analyzer/models/{name}.sql"
    match = _HEADER.match(source)
    if not match:
        raise QueryError("no header comment", where=where, todo="Begin with /* TOML */")
    try:
        header = tomli.loads(match[1])
        return Model(
            name=name,
            sql=match[2].rstrip().rstrip(";"),
            source=source,
            layer=layer,
            **header | _read(header, other),
        )
    except (tomli.TOMLDecodeError, TypeError, KeyError) as error:
        raise QueryError(f"header: {error}", where=where, todo="See the other models") from None


def _read(header: Mapping[str, Any], other: Callable[[str], Model]) -> dict[str, object]:
    """The keys of a header that are more than what they say."""
    inherited, time = _included(header.get("includes"), other)
    texts = {"time": header.get("time", time)}
    lists = {key: header.get(key, ()) for key in ("grain", "without", "judges")} | texts
    materialized, published = header.get("materialized"), header.get("published")
    return {
        **{key: _names(one) for key, one in lists.items()},
        "precompute": header.get("precompute", header.get("kept_whole", False)),
        "materialized": Materialized(**materialized) if isinstance(materialized, dict) else None,
        "published": Published(**published) if isinstance(published, dict) else None,
        "columns": dict(_columns(header, inherited, other)),
    }


def _names(value: str | Sequence[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _included(
    name: str | None, other: Callable[[str], Model]
) -> tuple[Mapping[str, str], tuple[str, ...]]:
    """Columns and time of what a model includes."""
    if name is None:
        return {}, ()
    if name == LAKE:
        return OF_LAKE, ("ts",)
    included = other(name)
    return included.columns, included.time


def _columns(
    header: Mapping[str, Any], inherited: Mapping[str, str], other: Callable[[str], Model]
) -> Iterator[tuple[str, str]]:
    without, own = header.get("without", ()), header.get("columns", {})
    yield from ((column, text) for column, text in inherited.items() if column not in without)
    for column in _names(header.get("grain", ())):
        if column in OF_LAKE and column not in own and column not in inherited:
            yield column, OF_LAKE[column]
    for column, text in own.items():
        if text == _SAME:
            yield column, _inherited(inherited, column)
        elif text.startswith(f"{_SAME} "):
            yield column, other(text.removeprefix(f"{_SAME} ")).columns[column]
        else:
            yield column, text


def _inherited(columns: Mapping[str, str], name: str) -> str:
    return columns.get(name) or about(REQUESTS.field(name))


@cache
def models() -> dict[str, Model]:
    """Every model in the folder and in `intermediate`, by name; public ones first."""
    sources = {name: (text, layer) for layer, name, text in _sources()}

    @cache
    def read(name: str) -> Model:
        text, layer = sources[name]
        return parse(name, text, read, layer)

    return {name: read(name) for name in sources}


def _sources() -> Iterator[tuple[str, str, str]]:
    public = resources.files(__package__)
    for layer, folder in ((PUBLIC, public), (INTERMEDIATE, public / "intermediate")):
        for file in sorted(file.name for file in folder.iterdir() if file.name.endswith(".sql")):
            yield layer, file.removesuffix(".sql"), (folder / file).read_text("utf-8")
