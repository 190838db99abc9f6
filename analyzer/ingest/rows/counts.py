"""Counts of a source's lines: requests, and rejected and skipped lines by reason."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field

import pyarrow as pa


@dataclass
class Counts:
    """What became of the lines read so far; rejects and skips by reason.

    `connections` is what other loads may want to know of WebSocket connections, JSON (see
    connection_notes.sql).
    """

    lines: int = 0
    requests: int = 0
    rejected: dict[str, int] = field(default_factory=dict)
    skipped: dict[str, int] = field(default_factory=dict)
    examples: dict[str, tuple[str, ...]] = field(default_factory=dict)
    connections: str | None = None

    @property
    def rejects(self) -> int:
        """Lines that could not be read."""
        return sum(self.rejected.values())

    def add(self, other: Counts) -> None:
        """Count on with what became of other lines."""
        self.lines += other.lines
        self.requests += other.requests
        for reason, count in other.rejected.items():
            self.reject(reason, count)
        for reason, count in other.skipped.items():
            self.skip(reason, count)
        self.examples = other.examples | self.examples

    def reject(self, reason: str, count: int = 1) -> None:
        """Count rejects."""
        self.rejected[reason] = self.rejected.get(reason, 0) + count

    def skip(self, reason: str, count: int) -> None:
        """Count lines that are no requests."""
        if count:
            self.skipped[reason] = self.skipped.get(reason, 0) + count

    def left_out(self) -> str:
        """Rejects and skips by reason, most frequent first, as JSON text."""
        reasons = [("rejected", *item) for item in self.rejected.items()]
        reasons += [("skipped", *item) for item in self.skipped.items() if item[0] not in SILENT]
        reasons.sort(key=lambda one: -one[2])
        return json.dumps(
            [
                {"kind": kind, "reason": why, "lines": n, "examples": self.examples.get(why, ())}
                for kind, why, n in reasons
            ],
            ensure_ascii=False,
        )


# Reasons that say all there is to say of a line.
SILENT = frozenset({"blank line", "header", "comment"})


@dataclass(frozen=True)
class Origin:
    """A source that is read. `earlier` gives the state of its connections in earlier loads."""

    counts: Counts
    earlier: Callable[[], pa.Table | None]
