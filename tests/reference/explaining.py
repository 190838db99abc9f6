"""What each failure means, after the vendors' documents, and whose fault it is by that alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from tests.reference import documents as docs
from tests.reference.request import Failure, Request

_BEFORE_A_CLOSE = timedelta(seconds=10)
_POLICY = 1008


def explain(requests: Sequence[Request]) -> None:
    """Set outcome and failure of each request; they are in the order of their times."""
    from tests.reference.reading import is_failing

    for one in requests:
        if is_failing(one):
            one.failure = _failure(one)
            one.outcome = "partial" if one.failure.group == "partial_failure" else "failed"
        elif not one.is_frame and one.status is None:
            one.outcome = "unknown"
    for number, one in enumerate(requests):
        if one.failure and one.command == "close":
            _explain_close(one, requests[:number])


def _explain_close(close: Request, before: Sequence[Request]) -> None:
    """By an error of the same session in the 10 s before it; the catalog must know the error."""
    same = [
        one
        for one in before
        if (one.vendor, one.client, one.connection)
        == (close.vendor, close.client, close.connection)
        and one.ts >= close.ts - _BEFORE_A_CLOSE
        and one.command != "close"
    ]
    opens = [n for n, one in enumerate(same) if one.command == "open" and not one.failed]
    session = same[opens[-1] :] if opens else same
    errors = [one for one in session if one.failure and one.failure.evidence != "none"]
    if errors and close.failure and errors[-1].failure:
        cause = errors[-1].failure
        close.failure.group, close.failure.listed = cause.group, cause.listed
        close.failure.code, close.failure.family = cause.code, cause.family
        close.failure.cause, close.failure.vendor_code = cause.cause, cause.vendor_code
        close.failure.evidence = cause.evidence
        close.failure.message = cause.message


def _failure(one: Request) -> Failure:
    found = (
        _no_answer(one)
        if one.error_type
        else _close(one)
        if one.command == "close"
        else {"tickdb": _tickdb, "zeromarkets": _zero_markets, "55tech": _fifty_five}.get(
            one.vendor, _by_status
        )(one)
    )
    found.message, found.vendor_code = one.message, one.code
    return found


def _no_answer(one: Request) -> Failure:
    return Failure(str(one.error_type), "network", "network", "status", listed=False)


def _close(one: Request) -> Failure:
    assert one.close_code
    name, group = docs.CLOSES[one.close_code]
    if one.close_code == _POLICY and one.message:
        name, group = docs.REASONS[one.message]
    return Failure(name, "ws", group, "status", listed=False)


def _tickdb(one: Request) -> Failure:
    if one.code is None:
        return _by_status(one)
    family = f"{one.code[0]}xxx"
    if one.code in docs.TICKDB:
        group, cause = docs.TICKDB[one.code]
        return Failure(one.code, family, group, "code", listed=True, cause=cause)
    group = docs.TICKDB_SECTIONS[one.code[0]]
    return Failure(one.code, family, group, "pattern", listed=False)


def _zero_markets(one: Request) -> Failure:
    if one.code is None:
        listed = one.status in docs.ZERO_MARKETS_STATUSES
        found = _by_status(one, listed=listed)
        found.cause = "not_permitted" if one.status == 403 else None
        return found
    family = one.code.rpartition("_")[0]
    if one.code in docs.ZERO_MARKETS:
        group, cause = docs.ZERO_MARKETS[one.code]
        return Failure(one.code, family, group, "code", listed=True, cause=cause)
    if digits := re.fullmatch(r".*_([45]\d\d)\d\d", one.code):
        group, evidence = docs.STATUSES[int(digits[1])], "pattern"
    else:
        assert one.status
        group, evidence = docs.STATUSES[one.status], "status"
    cause = "not_permitted" if group == "permission" else None
    return Failure(one.code, family, group, evidence, listed=False, cause=cause)


def _fifty_five(one: Request) -> Failure:
    if one.is_frame and one.message is not None:
        if one.message in docs.FIFTY_FIVE:
            name, group, cause = docs.FIFTY_FIVE[one.message]
            return Failure(name, "ws", group, "message", listed=True, cause=cause)
        return Failure("unknown", "ws", "unknown", "none", listed=False)
    if one.status == 502 and one.body is not None:
        is_own = isinstance(one.body, dict) and "detail" in one.body and "title" not in one.body
        group = "partial_failure" if is_own else "gateway"
        return Failure("502", "502", group, "body", listed=True)
    found = _by_status(one, listed=one.status in docs.FIFTY_FIVE_STATUSES)
    if one.status == 502:
        found.group = "partial_failure"
    return found


def _by_status(one: Request, *, listed: bool = False) -> Failure:
    assert one.status
    return Failure(
        str(one.status), str(one.status), docs.STATUSES[one.status], "status", listed=listed
    )
