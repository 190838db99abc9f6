"""The views: one SQL file each, whose header says grain, columns and limits."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from analyzer.errors import QueryError

_HEADER = re.compile(r"\A/\*(.*?)\*/\s*(.*)\Z", re.DOTALL)


@dataclass(frozen=True)
class Materialized:
    """That a model's rows of a vendor and day are kept, once computed (see `materialized`).

    A row belongs to the UTC day of its column `time`, and depends on nothing but the catalog and
    the vendor's requests of that day and of the `lookback_s` seconds before it.
    """

    time: str
    lookback_s: int


@dataclass(frozen=True)
class Model:
    """One view: its name, what it promises, and the SELECT that makes it.

    `columns` are all of them: also those of the model that it `includes`, but those in `without`.
    """

    name: str
    about: str
    grain: str
    columns: dict[str, str]
    sql: str
    limits: str = ""
    lookback: str = ""
    includes: str = ""
    without: tuple[str, ...] = ()
    materialized: Materialized | None = None
    source: str = field(repr=False, default="")


def parse(name: str, source: str, other: Callable[[str], Model]) -> Model:
    """Read a model file. Raises QueryError with the file and the key that does not hold.

    `includes = "<model>"` puts that model's columns before its own, but those of `without`; a
    column of its own that has the name of one of them says it in other words.
    """
    where = f"analyzer/models/{name}.sql"
    match = _HEADER.match(source)
    if not match:
        raise QueryError("no header comment", where=where, todo="Begin with /* TOML */")
    try:
        header = tomllib.loads(match[1])
        header["without"] = tuple(header.get("without", ()))
        if kept := header.get("materialized"):
            header["materialized"] = Materialized(**kept)
        if included := header.get("includes"):
            columns = other(included).columns.items()
            kept = {name: text for name, text in columns if name not in header["without"]}
            header["columns"] = kept | header.get("columns", {})
        return Model(name=name, sql=match[2].rstrip().rstrip(";"), source=source, **header)
    except (tomllib.TOMLDecodeError, TypeError, KeyError) as error:
        raise QueryError(f"header: {error}", where=where, todo="See the other models") from None


@cache
def models() -> dict[str, Model]:
    """Every model in the folder, by name."""
    folder = resources.files(__package__)
    files = sorted(f.name for f in folder.iterdir() if f.name.endswith(".sql"))
    sources = {name[:-4]: (folder / name).read_text("utf-8") for name in files}

    @cache
    def read(name: str) -> Model:
        return parse(name, sources[name], read)

    return {name: read(name) for name in sources}
