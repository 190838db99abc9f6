"""Open matters of any age (partial failures, dead keys, …) until settled or acknowledged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
from blake3 import blake3

# Under this name the history keeps what somebody acknowledged.
UNFINISHED = "unfinished"
# Of each kind the named read, when it began, and what makes it the same in every report.
READS = {
    "half_done": "open_partial_failures",
    "again": "partial_failures_failed_again",
    "lost": "unknown_outcomes",
    "keys": "keys_listed",
    "quotas": "quotas_exhausted",
    "silent": "silent_callers",
    "waits": "waits_not_kept",
}
_SINCE = {
    "half_done": "ts", "again": "ts", "lost": "ts", "keys": "dead_since",
    "quotas": "exhausted_at", "silent": "last_seen", "waits": "first_seen",
}  # fmt: skip
_ABOUT = {
    "half_done": ("vendor", "ts", "client", "key_id", "path"),
    "again": ("vendor", "ts", "client", "key_id", "path"),
    "lost": ("vendor", "ts", "client", "key_id", "path"),
    "keys": ("vendor", "key_id", "dead_since"),
    "quotas": ("vendor", "key_id", "exhausted_at"),
    "silent": ("vendor", "client", "last_seen"),
    "waits": ("vendor", "client", "key_id", "code"),
}


@dataclass(frozen=True)
class Unfinished:
    """One thing that is not over: `row` is its row of the named read.

    `id` is its address, the same in every report. `acknowledged` is the note of who knows of it
    already (may be empty), None where nobody does.
    """

    id: str
    kind: str
    vendor: str
    since: datetime
    row: dict[str, Any]
    acknowledged: str | None = None


def left_over(kind: str, frame: pl.DataFrame, until: datetime) -> pl.DataFrame:
    """The rows of a kind's read that are not over at `until`, each with its `id`."""
    over: dict[str, Callable[[], pl.DataFrame]] = {
        "lost": lambda: frame.filter(pl.col("resolution").is_in(["open", "repeated"])),
        "keys": lambda: frame.filter(
            pl.col("state").is_in(["dead", "never_worked"]) & (pl.col("dead_since") < until)
        ),
        "quotas": lambda: frame.filter(
            pl.col("answered_again").is_null()
            & (pl.col("resets_at").is_null() | (pl.col("resets_in_s") > 0))
        ),
    }
    rows = over[kind]() if kind in over else frame
    ids = [_id(kind, row) for row in rows.iter_rows(named=True)]
    return rows.with_columns(pl.Series("id", ids, pl.String))


def _id(kind: str, row: Mapping[str, Any]) -> str:
    key = "\x1f".join((UNFINISHED, kind, *(str(row[name]) for name in _ABOUT[kind])))
    return blake3(key.encode("utf-8", "replace")).hexdigest(4)


def began(kind: str, row: Mapping[str, Any]) -> datetime:
    """When the thing of this kind and row began."""
    moment: datetime = row[_SINCE[kind]]
    return moment


def find(read: Callable[[str], pl.DataFrame], until: datetime) -> tuple[Unfinished, ...]:
    """All that is not over at `until`, kind by kind. `read` gives the read of that name."""
    return tuple(
        Unfinished(row["id"], kind, row["vendor"], began(kind, row), row)
        for kind, name in READS.items()
        for row in left_over(kind, read(name), until).iter_rows(named=True)
    )
