"""Failures that are one and the same error. Fingerprints are opaque: what they group is not."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence

from tests.reference.request import Request
from tests.reference.world import Row, World, grouped, known

# The group itself, instead of its fingerprint.
KEY = ("vendor", "class", "code", "route", "first_seen")


def same_error(one: Request) -> Hashable:
    """Vendor, class, code, route, and the message without numbers and quoted parts."""
    assert one.failure
    message = re.sub(r"'[^']*'|\"[^\"]*\"|\d+", "#", one.failure.message or "")
    return one.vendor, one.failure.group, one.failure.code, one.route, message


def rows(world: World) -> Iterator[Row]:
    """One row an error group."""
    for ones in grouped(world.failures, same_error).values():
        yield _group(ones)


def _group(ones: Sequence[Request]) -> Row:
    first = ones[0].failure
    assert first
    return {
        "vendor": ones[0].vendor,
        "class": first.group,
        "family": first.family,
        "code": first.code,
        "route": ones[0].route,
        **summary(ones),
        "keys": len(known(one.key_id for one in ones)),
        "fault": first.fault,
    }


def summary(ones: Sequence[Request]) -> Row:
    """How many failures there were, when, whose, and the last of them."""
    return {
        "failures": len(ones),
        "first_seen": ones[0].ts,
        "last_seen": ones[-1].ts,
        "clients": known(one.client for one in ones),
        "sample_message": last(one.failure.message for one in ones if one.failure),
        "sample_trace_id": last(one.trace_id for one in ones),
    }


def last(values: Iterator[str | None]) -> str | None:
    """The last that there is."""
    return next((value for value in reversed([*values]) if value is not None), None)
