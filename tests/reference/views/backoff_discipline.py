"""Who waits after a rate limit, and who does not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from tests.reference.views import throttles
from tests.reference.world import Row, World, grouped

KEY = ("vendor", "client", "key_id")


def rows(world: World) -> Iterator[Row]:
    """One row a caller that was throttled."""
    waits = throttles.rows(world)
    for key, ones in grouped(waits, lambda row: tuple(row[name] for name in KEY)).items():
        yield dict(zip(KEY, key, strict=True)) | _discipline(ones)


def _discipline(ones: Sequence[Row]) -> Row:
    honoured = sum(one["honoured"] is True for one in ones)
    ignored = sum(one["honoured"] is False for one in ones)
    advised = [one["advised_wait_s"] for one in ones if one["advised_wait_s"] is not None]
    actual = [one["actual_wait_s"] for one in ones if one["actual_wait_s"] is not None]
    return {
        "throttled": len(ones),
        "advised": len(advised),
        "honoured": honoured,
        "ignored": ignored,
        "honoured_ratio": honoured / (honoured + ignored) if honoured + ignored else None,
        "advised_wait_s": median(advised) if advised else None,
        "actual_wait_s": median(actual) if actual else None,
        "wasted": sum(one["wasted"] for one in ones),
        # Those in flight together count as one.
        "longest_run": max(one["run_position"] for one in ones),
    }
