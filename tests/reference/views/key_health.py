"""Every key: whether it works, since when it does not, and who still uses it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tests.reference.request import Request
from tests.reference.views.auth_failures import cause
from tests.reference.world import Row, World, grouped, is_success, known

KEY = ("vendor", "key_id")
_OF_THE_KEY = ("invalid_or_expired", "malformed_key")


def rows(world: World) -> Iterator[Row]:
    """One row a key of a vendor."""
    keyed = [one for one in world.requests if one.key_id]
    for (vendor, key), ones in grouped(keyed, lambda one: (one.vendor, one.key_id)).items():
        others = [one for one in keyed if one.vendor == vendor and one.key_id != key]
        yield {"vendor": vendor, "key_id": key} | _health(ones, others)


def _health(ones: Sequence[Request], others: Sequence[Request]) -> Row:
    last = max((one.ts for one in ones if is_accepted(one)), default=None)
    refusals = [o for o in ones if refuses_the_key(o)]
    since = [o for o in refusals if last is None or o.ts > last]
    state = _state(worked=last is not None, refused=len(refusals), since=len(since))
    began = since[0].ts if since else None
    return {
        "state": state,
        "requests": len(ones),
        "first_used": ones[0].ts,
        "last_used": ones[-1].ts,
        "last_success": last,
        "dead_since": began if state in ("dead", "never_worked") else None,
        "refused_since": len(since),
        "last_refused": since[-1].ts if since else None,
        "clients_since": known(one.client for one in since),
        "other_keys": known(o.key_id for o in others if is_accepted(o) and began and o.ts > began),
    }


def _state(*, worked: bool, refused: int, since: int) -> str:
    if worked:
        return "dead" if since >= 2 else "working"
    return "never_worked" if refused else "unknown"


def is_accepted(one: Request) -> bool:
    """Whether the vendor did what was asked, or a part of it: then the credential is good."""
    return is_success(one) or one.outcome == "partial"


def refuses_the_key(one: Request) -> bool:
    """Whether the vendor says that the credential itself is no good; a close says nothing of it."""
    if one.failure is None or one.failure.group != "auth" or one.command == "close":
        return False
    return cause(one) in _OF_THE_KEY
