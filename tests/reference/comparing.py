"""Views of a lake against the reference, cell by cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from analyzer import api
from tests.reference import views
from tests.reference.world import Row, World

_CLOSE_ENOUGH = 1e-6
_MOST = 5


def reference_views() -> dict[str, ModuleType]:
    """Every view that has a reference, by its name."""
    names = [module.name for module in iter_modules(views.__path__)]
    return {name: import_module(f"{views.__name__}.{name}") for name in names}


def differences(lake: Path, world: World, names: Iterable[str] = ()) -> dict[str, list[str]]:
    """What each view says otherwise than the reference; of some views, or of all."""
    found: dict[str, list[str]] = {}
    with closing(api.OpenLake(lake, None, "en")) as opened:
        for name, module in reference_views().items():
            if names and name not in names:
                continue
            expected = [*module.rows(world)]
            relation = opened.relation(name).filter(getattr(module, "OF", "TRUE"))
            if hasattr(module, "SUMS"):
                relation = relation.aggregate(_sums(module.KEY, expected))
            answered = relation.pl().to_dicts()
            if told := [*_compared(module.KEY, answered, expected)]:
                found[name] = told
    return found


def _sums(key: Sequence[str], expected: Sequence[Row]) -> str:
    """All columns but those of the key summed up."""
    counts = [name for name in (expected[0] if expected else ()) if name not in key]
    return ", ".join([*key, *(f"sum({name})::BIGINT AS {name}" for name in counts)])


def _compared(
    key: Sequence[str], answered: Sequence[Row], expected: Sequence[Row]
) -> Iterator[str]:
    found = sorted(answered, key=lambda row: _sorted_by(row, key))
    wanted = sorted(expected, key=lambda row: _sorted_by(row, key))
    keys, wanted_keys = ([_key(row, key) for row in rows] for rows in (found, wanted))
    if keys != wanted_keys:
        yield from _missing(keys, wanted_keys)
        return
    for one, other in zip(found, wanted, strict=True):
        for column in other:
            if not _same(one[column], other[column]):
                told = ", ".join(f"{name}={_shown(one[name])}" for name in key)
                yield f"{column} is {_shown(one[column])}, not {_shown(other[column])} ({told})"


def _missing(found: Sequence[str], wanted: Sequence[str]) -> Iterator[str]:
    for row in [key for key in wanted if key not in found][:_MOST]:
        yield f"a row is missing: {row}"
    for row in [key for key in found if key not in wanted][:_MOST]:
        yield f"a row too many: {row}"
    if set(found) == set(wanted):
        yield f"{len(found)} rows, not {len(wanted)}"


def _key(row: Mapping[str, Any], key: Sequence[str]) -> str:
    return ", ".join(f"{name}={_shown(row[name])}" for name in key)


def _sorted_by(row: Mapping[str, Any], key: Sequence[str]) -> tuple[str, ...]:
    return tuple(_shown(row[name]) for name in key)


def _shown(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else repr(value)


def _same(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, int | float):
        return abs(one - other) <= _CLOSE_ENOUGH * max(1.0, abs(other))
    if isinstance(one, list) and isinstance(other, list):
        return one == other
    return one == other
