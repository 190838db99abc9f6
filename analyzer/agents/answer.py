"""What a tool answers: how it was found, what it covers, what it cannot see, and the rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

import polars as pl

from analyzer.agents.fence import as_json, fenced
from analyzer.lake.lake import Lake
from analyzer.models import models
from analyzer.warehouse.narrowed import RowFilter

MOST_ROWS = 200


@dataclass(frozen=True)
class Coverage:
    """What a lake holds: `lines` = `requests` + `rejects` + `skipped`, and the time they span."""

    lines: int
    requests: int
    rejects: int
    skipped: int
    loads: int
    since: datetime | None
    until: datetime | None


@dataclass(frozen=True)
class ToolAnswer:
    """An answer out of a lake. `sql` is what was run, with these `parameters`; `rows` are bounded.

    `views` are those that were read: their limits are what is unknown. `part` is the one of the
    lake that was asked.
    """

    sql: str
    parameters: Mapping[str, object]
    rows: Sequence[object]
    coverage: Coverage
    views: Iterable[str] = ()
    is_cut: bool = False
    part: RowFilter = field(default_factory=RowFilter)

    def text(self) -> str:
        """As an agent reads it: what we say as one JSON object, and what logs say, fenced."""
        rows, shown = fenced(self.rows)
        span = self.part.period or self.coverage
        fields = {
            "sql": self.sql,
            "parameters": dict(self.parameters),
            "period": {"since": span.since, "until": span.until},
            "vendor": self.part.vendor,
            "coverage": asdict(self.coverage),
            "unknown": list(self._unknown()),
            "rows": shown,
            "more_rows": self.is_cut or shown < len(self.rows),
        }
        return f"{as_json(fields)}\n{rows}"

    def _unknown(self) -> Iterable[str]:
        if self.coverage.rejects:
            yield f"{self.coverage.rejects} lines could not be read: see the view `rejects`."
        yield from self._beyond_the_logs()
        for name in sorted(set(self.views)):
            if limits := models()[name].limits:
                yield f"{name}: {limits}"

    def _beyond_the_logs(self) -> Iterable[str]:
        first, last, span = self.coverage.since, self.coverage.until, self.part.period
        if span is None or first is None or last is None:
            return
        if span.since < first:
            yield f"The logs begin at {first.isoformat()}: of the time before, nothing is known."
        if span.until > last:
            yield f"The logs end at {last.isoformat()}: of the time after, nothing is known."


def coverage(lake: Lake) -> Coverage:
    """What the loads of a lake brought."""
    loads = pl.DataFrame(lake.loads())
    lines, requests, rejects, skipped = loads.select(
        pl.sum("lines", "requests", "rejects", "skipped")
    ).row(0)
    since, until = loads.select(pl.min("first_ts"), pl.max("last_ts")).row(0)
    return Coverage(lines, requests, rejects, skipped, loads.height, since, until)
