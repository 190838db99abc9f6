"""Engines: where tasks run. One narrow interface, `map(function, items)`.

    with started("spark", "local[2]") as engine:
        for loaded in engine.map(partial(load, what_all_share), batches):
            ...

The function is one that workers can import, at the top level of a module, or a `partial` of such a
one: what all items share is bound to it and sent once. Items and results are small dataclasses that
can be pickled; results come in the order of the items.

An engine may run the function for one item again, also while it still runs elsewhere: a worker was
lost, or is slow. It must give the same result then, and what it writes must be written whole and
under a name that comes from its content. An AnalyzerError that it raises is raised by `map`.

Each engine is a module of this folder, with a context manager `start(master)`.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from typing import Protocol, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class Engine(Protocol):
    """What runs tasks."""

    def map(self, function: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
        """The function's result for each item, in order. Raises EngineError where it gives up."""


def names() -> list[str]:
    """Every engine in the folder."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__))


def started(name: str, master: str | None = None) -> AbstractContextManager[Engine]:
    """The engine of that name, for a `with` block. `master` says where its workers are.

    Raises EngineError where it is not installed or does not start.
    """
    module = importlib.import_module(f"{__name__}.{name}")
    engine: AbstractContextManager[Engine] = module.start(master)
    return engine
