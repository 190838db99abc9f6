"""The limits that the documents of the three vendors name, most of them without a figure."""

from __future__ import annotations

from collections.abc import Iterator

from tests.reference.world import Row, World

KEY = ("vendor", "kind", "scope")
OF = "vendor IN ('55tech', 'tickdb', 'zeromarkets')"


def rows(world: World) -> Iterator[Row]:
    """One row a limit; the lake has nothing to do with it."""
    yield _limit("55tech", "requests", ["429"], quota=2000.0, window_s=60.0)
    yield _limit("55tech", "connections", ["connection_limit_exceeded"], quota=5.0)
    yield _limit("tickdb", "requests", ["3001"])
    yield _limit("tickdb", "quota", ["3002"], resets="monthly")
    yield _limit("tickdb", "connections", ["3003"])
    yield _limit("tickdb", "subscriptions", ["3004"])
    yield _limit("zeromarkets", "requests", ["LIMIT_42901"], scope="address")
    yield _limit("zeromarkets", "requests", ["LIMIT_42902"])
    yield _limit("zeromarkets", "retries", [], scope="request", quota=3.0)


def _limit(vendor: str, kind: str, codes: list[str], **said: object) -> Row:
    """A limit of a key, of which answers tell nothing."""
    currency = kind if kind in ("connections", "subscriptions") else "requests"
    return {
        "vendor": vendor, "kind": kind, "scope": "key", "quota": None, "window_s": None,
        "resets": None, "codes": codes, "currency": currency, "rate_per_s": None, "is_told": False,
    } | said  # fmt: skip
