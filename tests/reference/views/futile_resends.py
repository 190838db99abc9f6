"""Requests that failed again because they were sent again although no retry mends them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from tests.reference.request import Request
from tests.reference.views import failures
from tests.reference.views.operations import same_operation
from tests.reference.world import Row, World, grouped

KEY = ("ts",)
_CLASSES = ("validation", "quota", "protocol")
_SAID_BY_THE_VENDOR = ("code", "pattern", "message", "body")
_WITHOUT_BODY = ("GET", "HEAD", "DELETE", "OPTIONS")
_SOON = timedelta(hours=1)


def rows(world: World) -> Iterator[Row]:
    """One row a failed request that repeats one which had failed with the same code."""
    in_vain = [one for one in world.of_class(*_CLASSES) if _no_retry_mends(one)]
    for ones in grouped(in_vain, lambda one: (same_operation(one), one.failure.code)).values():  # type: ignore[union-attr]
        for one in ones:
            known = [o for o in ones if o.answered_at <= one.ts]
            before = max((o.ts for o in known), default=None)
            if before and one.ts - before <= _SOON and _is_the_same(one):
                yield failures.columns(one) | {"failed_before_at": before}


def _no_retry_mends(one: Request) -> bool:
    assert one.failure
    said = one.failure.evidence in _SAID_BY_THE_VENDOR
    return said and one.failure.retryable is False and not one.is_frame


def _is_the_same(one: Request) -> bool:
    """A body may have changed in between; what was used up is so for each."""
    assert one.failure
    is_quota = one.failure.group == "quota"
    return is_quota or one.method in _WITHOUT_BODY or (one.attempt or 0) > 1
