"""Dependency order of models: a model comes after those that it reads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping

from analyzer.models import Model

_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_FROM = re.compile(r"\b(?:FROM|JOIN)\s+((?:\w+(?:\s+(?:AS\s+)?\w+)?\s*,\s*)*\w+)", re.IGNORECASE)


def in_order(wanted: Mapping[str, Model], names: Iterable[str] | None = None) -> Iterator[Model]:
    """The models of `names` (None: all) and those they read, each after what it reads."""
    done: set[str] = set()

    def visit(name: str) -> Iterator[Model]:
        if name in done:
            return
        done.add(name)
        for read in sorted(tables_of(wanted[name].sql) & wanted.keys()):
            yield from visit(read)
        yield wanted[name]

    for name in wanted if names is None else sorted(names):
        yield from visit(name)


def read_often(wanted: Mapping[str, Model], names: Collection[str]) -> set[str]:
    """Of the models of `names` and those they read: what is read more than once."""
    order = list(in_order(wanted, names))
    times = Counter(table for model in order for table in tables_of(model.sql)) + Counter(names)
    return {model.name for model in order if times[model.name] > 1}


def tables_of(sql: str) -> set[str]:
    """Names that follow FROM, JOIN or a comma after one of them; a test asks DuckDB's parser."""
    text = _COMMENT.sub(" ", sql)
    return {name for lists in _FROM.findall(text) for name in re.findall(r"\w+", lists)}
