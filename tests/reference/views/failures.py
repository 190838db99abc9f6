"""Every failed or partly failed request, explained. Texts are the catalog's own tests'."""

from __future__ import annotations

from collections.abc import Iterator

from tests.reference.request import Request
from tests.reference.views import requests
from tests.reference.world import Row, World

KEY = ("ts",)
GROUPS = {
    **dict.fromkeys(
        ("rate_limit", "quota", "connection_limit", "subscription_limit"), "rate_limit_pressure"
    ),
    **dict.fromkeys(("auth", "permission"), "authentication"),
    "partial_failure": "partial_failures",
}


def rows(world: World) -> Iterator[Row]:
    """One row a failure."""
    for one in world.failures:
        yield columns(one)


def columns(one: Request) -> Row:
    """What every view of failures says."""
    failure = one.failure
    assert failure
    said = requests.columns(one)
    return said | {
        "code": failure.code,
        "message": failure.message,
        "vendor_code": failure.vendor_code,
        "family": failure.family,
        "class": failure.group,
        "evidence": failure.evidence,
        "listed": failure.listed,
        "fault": failure.fault,
        "retryable": failure.retryable,
        "group": GROUPS.get(failure.group),
        "cause": failure.cause,
        "outcome": one.outcome,
    }
