"""How to read sources that grow, asked anew only where what came to them may tell otherwise."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
from blake3 import blake3

from analyzer.ingest.detection.line_kinds import Before, kinds_of
from analyzer.ingest.detection.rare_lines import looks_like_call
from analyzer.ingest.detection.source_plan import BEGINNING_BYTES, lines_at, read_plan_by
from analyzer.ingest.lines.chunks import as_text
from analyzer.ingest.lines.clock_times import ClockTimes
from analyzer.ingest.sources.source import Source
from analyzer.ingest.wrapping.read_plan import ReadPlan

# A source that has grown so much is asked about once more.
_GROWN = 2


@dataclass(frozen=True)
class _Asked:
    """What a source was when it was asked about. `kinds` are of its lines that look like calls."""

    beginning: bytes  # its digest
    size: int
    plan: ReadPlan
    kinds: pl.Series


class GrowingPlans:
    """Remembers how sources are read that are asked about again and again, as they grow.

    To ask what a log of a program is takes seconds, far longer than to read what came since.
    """

    def __init__(self) -> None:
        self._asked: dict[str, _Asked] = {}

    def plan_by(
        self, beginning: bytes, source: Source, name: str, before: Before | None
    ) -> ReadPlan:
        """As `read_plan_by`."""
        asked, digest = self._asked.get(source.name), blake3(beginning).digest()
        kinds = _kinds_of_calls(lines_at(source, source.size))
        if (
            asked
            and asked.beginning == digest
            and source.size < _GROWN * asked.size
            and kinds.is_in(asked.kinds.implode()).all()
        ):
            return asked.plan
        plan = read_plan_by(beginning, source, name, before)
        # What is shorter has not all of its beginning yet; days go by when a file was changed.
        if len(beginning) >= BEGINNING_BYTES and not isinstance(plan.times, ClockTimes):
            is_same = asked is not None and asked.beginning == digest
            known = asked.kinds if asked and is_same else _kinds_of_calls(as_text(beginning))
            self._asked[source.name] = _Asked(
                digest, source.size, plan, pl.concat([known, kinds]).unique()
            )
        return plan


def _kinds_of_calls(lines: str) -> pl.Series:
    return kinds_of([line for line in lines.splitlines() if looks_like_call(line)])
