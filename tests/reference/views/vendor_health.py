"""How each vendor did, hour by hour."""

from __future__ import annotations

from collections.abc import Iterator

from tests.reference.world import Row, World, grouped, hour, quantile

KEY = ("vendor", "hour")


def rows(world: World) -> Iterator[Row]:
    """One row a vendor and hour in which it was called."""
    for (vendor, start), ones in grouped(
        world.requests, lambda one: (one.vendor, hour(one.ts))
    ).items():
        outcomes = [one.outcome for one in ones]
        known = len(ones) - outcomes.count("unknown")
        durations = [one.duration_ms for one in ones]
        yield {
            "vendor": vendor,
            "hour": start,
            "requests": len(ones),
            "failed": outcomes.count("failed"),
            "partial": outcomes.count("partial"),
            "unknown": outcomes.count("unknown"),
            "success_ratio": outcomes.count("ok") / known if known else None,
            "p50_ms": quantile(durations, 0.5),
            "p95_ms": quantile(durations, 0.95),
            "p99_ms": quantile(durations, 0.99),
        }
