"""All that shares a trace: over vendors, clients, HTTP and WebSocket."""

from __future__ import annotations

from collections.abc import Iterator

from tests.reference.world import Row, World, grouped, known

KEY = ("trace_key",)


def rows(world: World) -> Iterator[Row]:
    """One row a trace."""
    traced = (one for one in world.requests if one.trace_key)
    for trace, ones in grouped(traced, lambda one: one.trace_key).items():
        failures = [one.failure for one in ones if one.failure]
        yield {
            "trace_key": trace,
            "first_ts": ones[0].ts,
            "last_ts": ones[-1].ts,
            "vendors": known(one.vendor for one in ones),
            "clients": known(one.client for one in ones),
            "requests": len(ones),
            "failures": len(failures),
            "codes": known(failure.code for failure in failures),
        }
