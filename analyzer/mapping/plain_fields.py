"""Which fields of JSON or pairs say what, for the look at plain lines (analyzer/ingest/look).

It follows `exchange_select` (columns.py), whose answer is what counts: a line in which a field is
met that may matter in another way is none of the plain ones, nor is one without a status.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from analyzer.mapping.aliases import DURATION, SAME_AGAIN, Place, Plan, squashed
from analyzer.mapping.answers import FAILING_MEMBERS
from analyzer.mapping.columns import (
    OF_A_PART,
    days_and_times,
    holds_call,
    is_encoded,
    is_whole_url,
    targets_of_server,
)

# Of what slots say nothing where method, target and status are told.
_SAYS_NOTHING = frozenset(
    (
        "error_text",
        "reason",
        "stack",
        "termination",
        "verdict",
        "weak_status",
        "after_base",
        "level",
    )
)
# The same, unless they hold what a vendor answered, or its code (answers.py).
_MAY_HOLD_CODE = frozenset(("error", "vendor_code", "bare_code", "failed_body"))
_SAYS_LITTLE = _SAYS_NOTHING | _MAY_HOLD_CODE
# What a value of these says is for SQL to tell: it is asked for each.
_KEYED = frozenset(("host", "scheme", "vendor", "error_code"))
_TAKEN = {
    "started": "started", "finished": "finished", "ended": "ended", DURATION: "duration",
    "method": "method", "request": "request", "url": "url", "path": "path", "query": "query",
    "status": "status", "client": "client", "client_ip": "client_ip", "forwarded": "client_ip",
    "request_bytes": "request_bytes", "response_bytes": "response_bytes",
    "request_headers": "request_headers", "response_headers": "response_headers",
    "request_body": "request_body", "response_body": "response_body",
    "attempt": "attempt", "trace_id": "trace_id", "request_id": "request_id",
}  # fmt: skip
# Of fields that are in two slots the one that a plain value of theirs fills: a small number is no
# time. A caller's name is told by a field that other names come before.
_TOGETHER = {
    frozenset(("client", "client_ip")): "client_ip",
    frozenset(("url", "path")): "url",
    frozenset(("started", DURATION)): DURATION,
    frozenset(("client", DURATION)): DURATION,
}
PASSED, REFUSED, KEYED = "passed", "refused", "keyed"
# Forms of lines of which a table tells all that matters (look/module.py): JSON, and columns.
CLOSED, COLUMNS = "closed", "columns"
# More of them than a log has: the look keeps in a few bits which were met.
_MOST_FIELDS, _MOST_RANKS, _MOST_CLIENTS_AFTER = 60, 120, 3
# Objects that may be a vendor's answer that failed (answers.py), and their members that say so.
_FAILED_BODY, _FAILING = "failed_body", "failing"
_ERROR = "error"
# What may be the body of an answer, or holds that with the status, where no other field does.
_BODY = "body"
Path = tuple[str, ...]
Placed = tuple[str, int, Place]


class PlainField(NamedTuple):
    """A field by its path, and what it says: a slot, of whose fields the lowest rank is taken.

    Durations have a unit. `is_object` says that its members are fields of their own, `is_of_part`
    that it may be the time of a part of the exchange. `may_be_other` says of a duration that a
    number as large as a time of the epoch is none, of an address that it may be a client's name.
    `is_attributes` says that it is a list of attributes as OTLP has them, each a field of its own,
    `may_hold_code` that it matters where it may hold a vendor's code or answer. Of an object that
    is `only_members` these alone say anything, and `only_json` says that any other text is
    nothing, unless it is a page.
    A duration `is_s_or_ms` that is whole in ms, else in seconds. A column that `is_needed` is not
    empty in a plain line, one that `may_name_target` is no method with a target, nor a URL.
    A duration that `may_be_client` is the name of who calls where it begins with a letter. So many
    other fields that may name one come after an address (`clients_after`).
    """

    path: Path
    slot: str
    rank: int = 0
    unit_ms: float = 1.0
    is_object: bool = False
    is_of_part: bool = False
    may_be_other: bool = False
    is_attributes: bool = False
    may_hold_code: bool = False
    only_members: bool = False
    only_json: bool = False
    is_s_or_ms: bool = False
    is_needed: bool = False
    may_name_target: bool = False
    may_be_client: bool = False
    clients_after: int = 0


def closed_table(
    slots: Mapping[str, Iterable[str]], *, unit_ms: float = 1.0
) -> Sequence[PlainField]:
    """The fields of a program's own JSON, beside which its other fields say nothing.

    Of a slot the first field counts that a line has; points lead to members. Durations are in a
    unit of so many ms. It is for a format whose `plain_as` is CLOSED.
    """
    fields = {
        path: PlainField(path, slot, rank, unit_ms if slot == DURATION else 1.0)
        for slot, names in slots.items()
        for rank, path in enumerate(tuple(name.split(".")) for name in names)
    }
    outer = {path[:depth] for path in fields for depth in range(1, len(path))}
    return [*(PlainField(path, PASSED, is_object=True) for path in outer), *fields.values()]


def column_table(count: int, told: Iterable[PlainField]) -> Sequence[PlainField]:
    """So many columns, each called by its number, from 1; those that are not told say nothing."""
    fields = {str(number): PlainField((str(number),), PASSED) for number in range(1, count + 1)}
    return [*(fields | {one.path[0]: one for one in told}).values()]


def plain_fields(
    plan: Plan, named: Mapping[str, Path], objects: Collection[Path]
) -> Sequence[PlainField] | None:
    """The fields of lines for which a plan holds; None where they are too many, or not clear."""
    if any(name.endswith(SAME_AGAIN) for name in named) or _is_for_sql(plan):
        return None
    places: dict[str, list[Placed]] = {}
    for slot, found in plan.slots.items():
        # The address of a caller comes before those that it forwarded for.
        first = len(plan.fields("client_ip")) if slot == "forwarded" else 0
        for rank, (name, place) in enumerate(found, first):
            places.setdefault(name, []).append((slot, rank, place))
    _ask_for_failures(plan, named, places)
    fields = [
        _field(plan, name, path, places.get(name, ()))._replace(is_object=path in objects)
        for name, path in named.items()
    ]
    telling = [one for one in fields if one.slot not in (PASSED, REFUSED) or one.is_object]
    if len(telling) > _MOST_FIELDS or any(one.rank > _MOST_RANKS for one in fields):
        return None
    return fields


def _ask_for_failures(
    plan: Plan, named: Mapping[str, Path], places: dict[str, list[Placed]]
) -> None:
    """Have the members of an object asked for that may be a vendor's answer by them, or an error,
    whose every text may tell a code."""
    answers, errors = (
        {path for name, path in named.items() if _is_in(slot, places.get(name, ()))}
        for slot in (_FAILED_BODY, _ERROR)
    )
    answers = {path for path in answers if not holds_call(plan, ".".join(path))}
    for name, path in named.items():
        found = places.setdefault(name, [])
        outer = {path[:depth] for depth in range(1, len(path))}
        if outer & answers and squashed(path[-1]) in FAILING_MEMBERS:
            found.append((_FAILING, 0, Place(_FAILING, 0)))
        if outer & errors:
            found.append((_ERROR, 0, Place(_ERROR, 0)))


def _is_in(slot: str, found: Iterable[Placed]) -> bool:
    return any(one == slot for one, _, _ in found)


def _is_for_sql(plan: Plan) -> bool:
    """Whether two fields together say what neither does alone."""
    return bool(days_and_times(plan) or targets_of_server(plan))


def _field(plan: Plan, name: str, path: Path, places: Sequence[Placed]) -> PlainField:
    holds = any(slot in _MAY_HOLD_CODE for slot, _, _ in places)
    told = [one for one in places if one[0] not in _SAYS_LITTLE]
    is_body = {slot for slot, _, _ in told} == {_BODY}
    made = _body(plan, name, path, told[0][1]) if is_body else _told_field(plan, name, path, told)
    return made._replace(may_hold_code=holds)


def _told_field(plan: Plan, name: str, path: Path, told: list[Placed]) -> PlainField:
    slots = {slot for slot, _, _ in told}
    for both, taken in _TOGETHER.items():
        if slots == both:
            told = [one for one in told if one[0] == taken]
    if not told:
        return PlainField(path, PASSED)
    if slots <= _KEYED and not is_encoded(name):
        return PlainField(path, KEYED)
    slot, rank, place = told[0]
    may_be_client = "client" in slots and slot in ("client_ip", DURATION)
    after = plan.fields("client")[::-1].index(name) if may_be_client else 0
    is_clear = after <= (_MOST_CLIENTS_AFTER if slot == "client_ip" else 0)
    is_plain = slot in _TAKEN and not place.time_format
    is_plain = is_plain and not is_whole_url(name) and not is_encoded(name)
    if len(told) > 1 or not is_plain or not is_clear:
        return PlainField(path, REFUSED)
    if slot == "client_ip":
        return PlainField(path, slot, rank, may_be_other=may_be_client, clients_after=after)
    if slot != DURATION:
        return PlainField(path, _TAKEN[slot], rank)
    is_of_part = rank > 0 and any(part in name.lower() for part in OF_A_PART)
    return PlainField(
        path,
        DURATION,
        rank,
        plan.unit_ms(name, place),
        is_of_part=is_of_part,
        may_be_other="started" in slots,
        may_be_client=may_be_client,
    )


def _body(plan: Plan, name: str, path: Path, rank: int) -> PlainField:
    if holds_call(plan, name):
        return PlainField(path, REFUSED, only_members=True)
    first = len(plan.fields("response_body"))
    return PlainField(path, "response_body", first + rank, only_json=True)
