"""The unit of a column: by the ending of its name, else as a model's header declares it."""

from __future__ import annotations

from functools import cache

from analyzer.models import models

_ENDINGS = {
    "_ms": "ms", "_s": "s", "bytes": "bytes", "share": "share", "_ratio": "share",
    "_spent": "times",
}  # fmt: skip


@cache
def unit(column: str) -> str | None:
    """`ms`, `s`, `bytes`, `share` (1 is all of it), `times`; None for a count, a text, a time."""
    declared = (model.units[column] for model in models().values() if column in model.units)
    by_name = (unit for ending, unit in _ENDINGS.items() if column.endswith(ending))
    return next(declared, None) or next(by_name, None)
