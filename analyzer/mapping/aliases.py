"""The table of aliases: which field name of a log maps to which column.

A *slot* is a column of an exchange, or a part of one that logs hold alone: when a request started
or ended, its first line, path and query. A field name goes to the slots that know it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources
from itertools import chain
from typing import Any

import tomli

from analyzer.redaction import may_be_credential

UNITS_MS = {"ms": 1.0, "s": 1000.0, "us": 0.001, "ns": 0.000001}
DURATION = "duration"
# Tables of names that mean something else where another stands beside them.
_ELSEWHERE, _STARTS, _IN_US, _IN_MS, _IN_S, _SENT, _CALLERS = _BESIDE = (
    "elsewhere", "starts", "in_us", "in_ms", "in_s", "sent", "callers",
)  # fmt: skip
# Azure Log Analytics ends the name of every field of a log of one's own in its type.
_TYPED = re.compile(r"_[sdtgb]$")
_FEWEST_TYPED = 3
# The rank of a name that counts where no other does.
_AFTER_OTHERS = 100
# What begins every name that a program of that name logs, for a store of many programs' logs.
_MAKE = re.compile(r"(?i)^(?:haproxy|nginx|apache|envoy|traefik|kong|varnish|caddy)_(?=[A-Za-z])")
# What a name of a time says of its zone: Azure's "TimeGenerated [UTC]", "Timestamp UTC".
_IN_ZONE = re.compile(r"(?i)(?<=\w)(?: ?[\[(](?:utc|gmt|local time)[^\])]*[\])]|[ _]utc)$")
# Of protobuf and of Log4j 2.
_PARTS_OF_TIME = (("seconds", "nanos"), ("epochSecond", "nanoOfSecond"))
# Follows a dotted name that another field has as well.
SAME_AGAIN = "'"
# Objects that hold all of a line's fields, or those of its request, and say nothing themselves.
WRAPPERS = frozenset(
    (
        "fields", "meta", "metadata", "data", "attributes", "attr", "context", "ctx", "extra",
        "record", "log", "accesslog", "access", "payload", "jsonpayload", "properties", "labels",
        "params", "info", "details", "entry", "source", "tags", "mdc", "json", "nginx", "event",
        "msg", "message", "body", "err", "error", "nativeerror", "exception", "cause", "reason",
        "span", "state", "httpmessage", "attackdata", "aws", "transaction",
        "contextmap", "threadcontextmap", "eventproperties", "eventdata", "props", "args",
        "customdimensions", "structureddata", "logdata",
        "call", "apicall", "api", "outgoing", "outbound", "tykanalyticsrecord", "logevent",
    )
)  # fmt: skip

# What an object holds of each side of a call, or of both, by whatever name: of others it may say
# another thing, as headers do.
_ASKED = frozenset(("method", "url", "path", "query", "host", "scheme"))
_ANSWERED = frozenset(
    (
        "status", "error", "reason", "response_body", "failed_body", "body", DURATION,
        "retry_after", "retry_after_ms", "request_id", "trace_id", "vendor_code",
    )
)  # fmt: skip
_SIDES = {
    **dict.fromkeys(("request", "req"), _ASKED),
    **dict.fromkeys(("response", "res", "resp", "httpresponse", "reply"), _ANSWERED),
    **dict.fromkeys(("http", "httprequest"), _ASKED | _ANSWERED),
}


@dataclass(frozen=True)
class Place:
    """A slot for a field, before all others of a higher rank; durations have a unit in ms.

    `unit_ms` None says that nothing states the unit, `time_format` (strptime's) how a time is
    written where that is not plain.
    """

    slot: str
    rank: int
    unit_ms: float | None = None
    time_format: str | None = None


@dataclass
class Plan:
    """Which fields fill which slot, in the order in which they are tried, and which fill none.

    `units` are those of durations whose names tell none, guessed from their size.
    """

    slots: dict[str, list[tuple[str, Place]]] = field(default_factory=dict)
    unmapped: list[str] = field(default_factory=list)
    units: dict[str, str] = field(default_factory=dict)

    def fields(self, slot: str) -> list[str]:
        """The fields of a slot, the first to be tried first."""
        return [name for name, _ in self.slots.get(slot, ())]

    def guessed_units(self) -> list[str]:
        """Durations whose unit is a guess."""
        return [name for name, place in self.slots.get(DURATION, ()) if place.unit_ms is None]

    def not_used(self) -> list[str]:
        """The fields that fill no column, and the durations whose unit is a guess."""
        guessed = [
            f"{name} (read as {self.units.get(name, 'ms')})" for name in self.guessed_units()
        ]
        return self.unmapped + guessed

    def unit_ms(self, name: str, place: Place) -> float:
        """The unit of a duration, in ms."""
        return place.unit_ms or UNITS_MS[self.units.get(name, "ms")]


def unit_of_size(median: float | None) -> str:
    """The unit of durations with that median: calls of an API take from one ms to some minutes."""
    if median is None or 1 <= median < 1e6 or median == 0:
        return "ms"
    return "s" if median < 1 else "ns"


def squashed(name: str) -> str:
    """A name as aliases are compared: letters and digits alone, in lower case."""
    return "".join(character for character in name.casefold() if character.isalnum())


def plan_of(names: Iterable[str], chosen: Mapping[str, Place] | None = None) -> Plan:
    """What to make of a log's field names, dotted where nested.

    A field in `chosen` goes where that says, and its slot takes no other field.
    """
    plan = Plan()
    taken = {place.slot for place in (chosen or {}).values()}
    names = list(names)
    bare = _without_makes(_without_types(names))
    present = {squashed(part) for name in bare.values() for part in _unwrapped(name)}
    elsewhere, starts, in_us, in_ms, in_s, sent, callers = (
        {
            n: rank
            for others, those in _beside(table).items()
            if present.issuperset(others)
            for rank, n in enumerate(those)
        }
        for table in _BESIDE
    )
    for name, shown in bare.items():
        if _is_of_time(name, bare):
            continue
        if squashed(shown) in elsewhere:
            plan.unmapped.append(name)
            continue
        own = (chosen or {}).get(name.rstrip(SAME_AGAIN))
        rank = starts.get(squashed(shown))
        shipped = _places(shown) if rank is None else (Place("started", rank),)
        if squashed(shown) in sent:
            shipped = (Place("response_bytes", 0),)
        if squashed(shown) in callers:
            shipped = (Place("client", _AFTER_OTHERS),)
        for unit, those in (("us", in_us), ("ms", in_ms), ("s", in_s)):
            if squashed(shown) in those:
                shipped = (Place(DURATION, 0, UNITS_MS[unit]),)
        places = [own] if own else [p for p in shipped if p.slot not in taken]
        for place in places:
            plan.slots.setdefault(place.slot, []).append((name, place))
        if not places:
            plan.unmapped.append(name)
    plan.unmapped = [name for name in plan.unmapped if not may_be_credential(name)]
    for places_of_slot in plan.slots.values():
        places_of_slot.sort(key=lambda one: one[1].rank)
    return plan


def _is_of_time(name: str, names: Mapping[str, str]) -> bool:
    """Whether it is a part of a time in seconds and nanoseconds."""
    whole, _, part = name.rpartition(".")
    return any(
        part in parts and all(f"{whole}.{one}" in names for one in parts)
        for parts in _PARTS_OF_TIME
    ) and any(place.slot in ("started", "finished", "ended") for place in _places(whole))


def _without_types(names: Sequence[str]) -> Mapping[str, str]:
    """The names, and each without its zone, and without its type where most end in one."""
    bare = {name: _IN_ZONE.sub("", name) for name in names}
    typed = sum(map(bool, map(_TYPED.search, bare.values())))
    are_typed = typed >= _FEWEST_TYPED and 2 * typed > len(names)
    return {name: _TYPED.sub("", one) if are_typed else one for name, one in bare.items()}


def _without_makes(bare: Mapping[str, str]) -> Mapping[str, str]:
    """The names without the make that most of them begin with."""
    made = sum(map(bool, map(_MAKE.match, bare.values())))
    if made < _FEWEST_TYPED or 2 * made <= len(bare):
        return bare
    return {name: _MAKE.sub("", one) for name, one in bare.items()}


@lru_cache(maxsize=4096)
def _places(name: str) -> Sequence[Place]:
    """The places of a name, or of what is left of it without the objects that wrap everything."""
    shipped = shipped_places()
    found = (places for part in _unwrapped(name) if (places := shipped.get(squashed(part))))
    return next(found, None) or _places_of_side(name)


def _places_of_side(name: str) -> Sequence[Place]:
    """The places of a name within an object that holds one side of a call."""
    side, _, rest = name.partition(".")
    slots = _SIDES.get(squashed(side))
    if slots is None:
        return ()
    return tuple(place for place in shipped_places().get(squashed(rest), ()) if place.slot in slots)


def _unwrapped(name: str) -> Iterator[str]:
    """A name, and what is left of it without each of the objects that wrap everything."""
    while name:
        yield name
        wrapper, _, name = name.partition(".")
        if squashed(wrapper) not in WRAPPERS:
            return


@cache
def shipped_places() -> dict[str, tuple[Place, ...]]:
    """The shipped table: squashed name → places, one a slot."""
    text = (resources.files(__package__) / "aliases.toml").read_text("utf-8")
    table = tomli.loads(text)
    duration = table.pop(DURATION)
    _ = [table.pop(name) for name in _BESIDE]
    found: dict[str, dict[str, Place]] = {}
    for slot, names in table.items():
        for rank, name in enumerate(names):
            found.setdefault(squashed(name), {}).setdefault(slot, Place(slot, rank))
    for name, place in _durations(duration):
        found.setdefault(squashed(name), {}).setdefault(DURATION, place)
    return {name: tuple(places.values()) for name, places in found.items()}


@cache
def _beside(name: str) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Names that mean something else where others stand beside them, by those others."""
    text = (resources.files(__package__) / "aliases.toml").read_text("utf-8")
    table = tomli.loads(text)[name]
    return {
        tuple(map(squashed, k.split())): tuple(map(squashed, names)) for k, names in table.items()
    }


def _durations(table: dict[str, Any]) -> Iterator[tuple[str, Place]]:
    """Names of durations: with a unit, of a make, and bare ones last."""
    bare: list[str] = table["names"]
    count = len(bare)
    for unit, suffixes in table["units"].items():
        for rank, name in enumerate([*bare, *table["only_with_unit"]]):
            for suffix in suffixes:
                yield f"{name}_{suffix}", Place(DURATION, rank, UNITS_MS[unit])
    for unit, names in table["makes"].items():
        for rank, name in enumerate(names):
            yield name, Place(DURATION, count + rank, UNITS_MS[unit])
    for rank, name in enumerate(bare):
        yield name, Place(DURATION, 2 * count + rank)


@cache
def slots() -> frozenset[str]:
    """Every slot that there is."""
    return frozenset(place.slot for places in shipped_places().values() for place in places)


@cache
def containers() -> frozenset[str]:
    """Squashed names of objects in which a log may nest what the table knows."""
    text = (resources.files(__package__) / "aliases.toml").read_text("utf-8")
    table = tomli.loads(text)
    duration = table.pop(DURATION)
    _ = [table.pop(name) for name in _BESIDE]
    names = [*chain.from_iterable(table.values()), *duration["names"]]
    names += chain.from_iterable(duration["makes"].values())
    parts = [name.split(".") for name in names]
    return WRAPPERS | {squashed("".join(p[:n])) for p in parts for n in range(1, len(p))}
