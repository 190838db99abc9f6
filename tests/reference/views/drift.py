"""What the vendors send and their catalog does not know."""

from __future__ import annotations

from collections.abc import Iterator

from tests.reference.documents import HOSTS
from tests.reference.request import Request
from tests.reference.views.error_groups import summary
from tests.reference.world import Row, World, grouped

KEY = ("vendor", "kind", "value")


def rows(world: World) -> Iterator[Row]:
    """One row a code, message, status or form of a body."""
    unknown = (one for one in world.failures if one.vendor in HOSTS.values() and _drifts(one))
    for (vendor, kind, value), ones in grouped(unknown, _told).items():
        if kind is None:
            continue
        final = ones[-1].failure
        assert final
        yield {
            "vendor": vendor,
            "kind": kind,
            "value": value,
            "class": final.group,
            **summary(ones),
        }


def _drifts(one: Request) -> bool:
    """Not listed; or told by its status alone, though there was a body that says more."""
    assert one.failure
    if one.failure.group == "network":
        return False
    return not one.failure.listed or (
        one.failure.evidence in ("status", "none")
        and one.failure.vendor_code is None
        and one.failure.message is None
        and one.body is not None
    )


def _told(one: Request) -> tuple[str, str | None, str | None]:
    assert one.failure
    if one.failure.vendor_code is not None:
        return one.vendor, "code", one.failure.vendor_code
    if one.is_frame and one.close_code is None and one.failure.message is not None:
        return one.vendor, "message", one.failure.message
    if one.failure.message is None and one.body is not None:
        return one.vendor, "body", _form(one.body)
    is_page = isinstance(one.body, str) and one.body.lstrip().startswith("<")
    if one.status is not None and not (one.failure.group == "gateway" and is_page):
        return one.vendor, "status", str(one.status)
    return one.vendor, None, None


def _form(body: object) -> str:
    if isinstance(body, dict):
        return " ".join(sorted(body))
    return "html" if str(body).lstrip().lower().startswith("<html") else "text"
