"""Failures of authentication and permission, each with its cause."""

from __future__ import annotations

from collections.abc import Iterator

from tests.reference.request import Request
from tests.reference.views import failures
from tests.reference.world import Row, World

KEY = ("ts",)


def rows(world: World) -> Iterator[Row]:
    """One row a refused request."""
    for one in world.of_class("auth", "permission"):
        yield failures.columns(one) | {"cause": cause(one)}


def cause(one: Request) -> str:
    """From the request itself where the log shows the credential, else from code and message."""
    assert one.failure
    if one.failure.group == "auth" and one.command != "close":
        if one.key_in == "none":
            return "missing_key"
        if one.vendor == "55tech" and one.key_in == "header:authorization":
            return "wrong_header"
        if one.vendor == "55tech" and one.key_shape not in (None, "uuid"):
            return "malformed_key"
    if one.failure.cause == "missing_key" and one.key_id:
        return "malformed_key"  # Zero Markets' one code for both: it was sent
    if one.failure.cause:
        return one.failure.cause
    if one.close_code == 1008 and one.failure.evidence == "status":
        return "unknown"  # a policy, any policy
    return "invalid_or_expired" if one.failure.group == "auth" and one.key_id else "unknown"
