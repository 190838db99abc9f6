"""Every key: whether it works, since when it does not, and who still uses it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tests.reference.request import Request
from tests.reference.views.auth_failures import cause
from tests.reference.world import Row, World, grouped, is_success

KEY = ("vendor", "key_id")


def rows(world: World) -> Iterator[Row]:
    """One row a key of a vendor."""
    keyed = (one for one in world.requests if one.key_id)
    for (vendor, key), ones in grouped(keyed, lambda one: (one.vendor, one.key_id)).items():
        yield {"vendor": vendor, "key_id": key} | _health(ones)


def _health(ones: Sequence[Request]) -> Row:
    successes = [one.ts for one in ones if is_success(one)]
    return {
        "requests": len(ones),
        "first_used": ones[0].ts,
        "last_used": ones[-1].ts,
        "last_success": max(successes, default=None),
    }


def refuses_the_key(one: Request) -> bool:
    """Whether it says that the credential itself is no good."""
    return bool(
        one.failure
        and one.failure.group == "auth"
        and one.command != "close"
        and cause(one) in ("invalid_or_expired", "malformed_key", "unknown")
    )
