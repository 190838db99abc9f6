"""What became of partial failures, and how much is still open."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from tests.reference.views import partial_failures
from tests.reference.world import Row, World, grouped

KEY = ("vendor", "client", "method", "route")
_RESOLUTIONS = ("succeeded", "gone", "conflict", "settled", "failed_again", "open")
_UNSETTLED = ("open", "failed_again")


def rows(world: World) -> Iterator[Row]:
    """One row a client, method and route."""
    found = partial_failures.rows(world)
    for key, ones in grouped(found, lambda row: tuple(row[name] for name in KEY)).items():
        settled = [one for one in ones if one["resolution"] not in _UNSETTLED]
        unsettled = [one["ts"] for one in ones if one["resolution"] in _UNSETTLED]
        yield dict(zip(KEY, key, strict=True)) | {
            "failures": len(ones),
            **{name: sum(one["resolution"] == name for one in ones) for name in _RESOLUTIONS},
            "resolved_after_s": median(o["resolved_after_s"] for o in settled) if settled else None,
            "attempts": median(one["attempts"] for one in settled) if settled else None,
            "oldest_unsettled": min(unsettled, default=None),
        }
