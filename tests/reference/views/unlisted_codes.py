"""What a vendor started to send and its catalog does not know."""

from __future__ import annotations

from collections.abc import Iterator

from tests.reference.request import Request
from tests.reference.views.error_groups import last
from tests.reference.world import Row, World, grouped

KEY = ("vendor", "code")


def rows(world: World) -> Iterator[Row]:
    """One row a code."""
    unlisted = (one for one in world.failures if _is_unlisted(one))
    for (vendor, code), ones in grouped(unlisted, _told).items():
        final = ones[-1].failure
        assert final
        yield {
            "vendor": vendor,
            "code": code,
            "failures": len(ones),
            "first_seen": ones[0].ts,
            "last_seen": ones[-1].ts,
            "class": final.group,
            "sample_message": last(one.failure.message for one in ones if one.failure),
        }


def _told(one: Request) -> tuple[str, str]:
    assert one.failure
    return one.vendor, one.failure.code


def _is_unlisted(one: Request) -> bool:
    """HTTP statuses count only with vendors whose families are statuses, but for pages of gateways;
    closes do not.
    """
    assert one.failure
    if one.failure.listed or one.error_type:
        return False
    if one.command == "close":
        return one.failure.vendor_code is not None  # that of the error which explains it
    page = str(one.body or "").lstrip().startswith("<")
    is_others = one.failure.group == "gateway" and page
    return one.failure.vendor_code is not None or (one.vendor == "55tech" and not is_others)
