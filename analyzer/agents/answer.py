"""What a tool answers: how it was found, what it covers, what it cannot see, and the rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from analyzer.agents.fence import as_json, fenced
from analyzer.lake.lake import Lake
from analyzer.models import models

MOST_ROWS = 200


@dataclass(frozen=True)
class Answer:
    """An answer out of a lake. `sql` is what was run, with these `parameters`; `rows` are bounded.

    `views` are those that were read: their limits are what is unknown.
    """

    sql: str
    parameters: Mapping[str, object]
    rows: Sequence[object]
    coverage: Mapping[str, object]
    views: Iterable[str] = ()
    is_cut: bool = False
    period: Mapping[str, object] = field(default_factory=dict)

    def text(self) -> str:
        """As an agent reads it: what we say as one JSON object, and what logs say, fenced."""
        rows, shown = fenced(self.rows)
        said = {
            "sql": self.sql,
            "parameters": dict(self.parameters),
            "period": dict(self.period) or self.coverage["period"],
            "coverage": dict(self.coverage),
            "unknown": list(self._unknown()),
            "rows": shown,
            "more_rows": self.is_cut or shown < len(self.rows),
        }
        return f"{as_json(said)}\n{rows}"

    def _unknown(self) -> Iterable[str]:
        if self.coverage["rejects"]:
            yield f"{self.coverage['rejects']} lines could not be read: see the view `rejects`."
        for name in sorted(set(self.views)):
            if limits := models()[name].limits:
                yield f"{name}: {limits}"


def coverage(lake: Lake) -> dict[str, object]:
    """What a lake holds: `lines` = `requests` + `rejects` + `skipped`, and the time they span."""
    loads = pl.DataFrame(lake.loads())
    counts = loads.select(pl.sum("lines", "requests", "rejects", "skipped")).row(0, named=True)
    first, last = loads.select(pl.min("first_ts"), pl.max("last_ts")).row(0)
    return {**counts, "loads": loads.height, "period": {"since": first, "until": last}}
