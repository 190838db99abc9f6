"""What the numbers cannot see, vendor by vendor: sources depend on how a story was loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.reference.request import Request
from tests.reference.world import Row, World, grouped

KEY = ("vendor",)
# Of all sources together.
SUMS = True
OF = "requests > 0"
_COUNTS: dict[str, Callable[[Request], bool]] = {
    "requests": lambda one: True,
    "failures": lambda one: one.failed,
    "unclassified": lambda one: one.failure is not None and one.failure.group == "unknown",
    "unanswered": lambda one: one.outcome == "unknown",
    "without_key": lambda one: one.key_in is None,
    "without_client": lambda one: one.client is None,
    "without_trace": lambda one: one.trace_id is None,
    "without_duration": lambda one: not one.is_frame and one.duration_ms is None,
}


def rows(world: World) -> Iterator[Row]:
    """One row a vendor."""
    for vendor, ones in grouped(world.requests, lambda one: one.vendor).items():
        counts = {name: sum(map(count, ones)) for name, count in _COUNTS.items()}
        yield {"vendor": vendor} | counts
