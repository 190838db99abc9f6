"""Runs of failures of one vendor and class, and whose fault they are by what else happened."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta

from tests.reference.request import Request
from tests.reference.world import Row, World, grouped, is_success, known, minute

KEY = ("vendor", "class", "since")
_PAUSE = timedelta(minutes=30)
_ENOUGH = 10


def rows(world: World) -> Iterator[Row]:
    """One row a run."""
    kinds = grouped(world.failures, lambda one: (one.vendor, _class(one)))
    for (vendor, kind), ones in kinds.items():
        for run in _runs(ones):
            yield {"vendor": vendor, "class": kind} | _Run(world, run).row()


def _class(one: Request) -> str:
    assert one.failure
    return one.failure.group


def _runs(ones: Sequence[Request]) -> Iterator[list[Request]]:
    run = [ones[0]]
    for one in ones[1:]:
        if one.ts - run[-1].ts > _PAUSE:
            yield run
            run = []
        run.append(one)
    yield run


def caller(one: Request) -> str | None:
    """The program that called, or its address."""
    return one.client or one.client_ip


class _Run:
    """A run, and all requests of the minutes in which it has a failure."""

    def __init__(self, world: World, run: Sequence[Request]) -> None:
        self.run, self.vendor, self.kind = run, run[0].vendor, _class(run[0])
        minutes = {minute(one.ts) for one in run}
        self.meanwhile = [one for one in world.requests if minute(one.ts) in minutes]
        self.here = [one for one in self.meanwhile if one.vendor == self.vendor]
        self.hit = {caller(one) for one in run} - {None}

    def row(self) -> Row:
        """What it says of itself."""
        run, good = self.run, [one for one in self.here if is_success(one)]
        fault, fault_by = self._verdict()
        return {
            "since": run[0].ts,
            "until": run[-1].ts,
            "failures": len(run),
            "requests": len(self.here),
            "succeeded": len(good),
            "codes": known(one.failure.code for one in run if one.failure),
            "clients": known(one.client for one in run),
            "other_clients": len(self._others(good, lambda one: one.client)),
            "keys": len(known(one.key_id for one in run)),
            "other_keys": len(self._others(good, lambda one: one.key_id)),
            "routes": len(known(one.route for one in run)),
            "other_routes": len(self._others(good, lambda one: one.route)),
            "vendors": self._vendors(),
            "fault": fault,
            "fault_by": fault_by,
        }

    def _others(self, good: Iterable[Request], of: Callable[[Request], str | None]) -> list[str]:
        return known(of(one) for one in good if of(one) not in {of(other) for other in self.run})

    def _vendors(self) -> int:
        alike = [one for one in self.meanwhile if one.failed and _class(one) == self.kind]
        by_minute = grouped(alike, lambda one: minute(one.ts)).values()
        return max(len({one.vendor for one in ones}) for ones in by_minute)

    def _verdict(self) -> tuple[str, str]:
        if self.kind == "network":
            return self._of_silence()
        fault = self._of_most()
        good = sum(map(is_success, self.here))
        callers, keys = len(self.hit), len(known(one.key_id for one in self.run))
        is_everyone = len(self.run) >= _ENOUGH and min(callers, keys) >= 2
        if fault != "vendor" and is_everyone and good < (len(self.run) + good) / 10:
            return "vendor", "everyone"
        return (fault, "catalog") if fault else ("unknown", "unknown")

    def _of_most(self) -> str | None:
        faults = [one.failure.fault for one in self.run if one.failure]
        return next((one for one in set(faults) if 2 * faults.count(one) > len(faults)), None)

    def _of_silence(self) -> tuple[str, str]:
        """Where no response came: as many others as can be compared, and enough of them."""
        elsewhere = {who: self._elsewhere(who) for who in self.hit}
        lost = {who for who, sent in elsewhere.items() if sent and _served(sent) <= 0.5}
        well = {who for who, sent in elsewhere.items() if sent and _served(sent) >= 0.9}
        if self._is_half(lost) and sum(len(elsewhere[who]) for who in lost) >= _ENOUGH:
            return "network", "many_vendors"
        here = [one for one in self.here if _is_heard(one)]
        is_silent = len(here) >= _ENOUGH and _served(here) <= 0.5
        compared = sum(len(elsewhere[who]) for who in well)
        if self._is_half(well) and len(well) >= 2 and compared >= _ENOUGH and is_silent:
            return "vendor", "one_vendor"
        theirs = [one for one in here if caller(one) in self.hit]
        others = [one for one in here if caller(one) not in self.hit]
        if (
            min(len(theirs), len(others)) >= _ENOUGH
            and _served(others) >= 0.9
            and _served(theirs) <= 0.5
        ):
            return "network", "one_client"
        return "unknown", "unknown"

    def _is_half(self, callers: Iterable[str | None]) -> bool:
        among = {*callers}
        return 2 * sum(caller(one) in among for one in self.run) >= len(self.run)

    def _elsewhere(self, who: str | None) -> list[Request]:
        return [
            one
            for one in self.meanwhile
            if caller(one) == who and one.vendor != self.vendor and _is_heard(one)
        ]


def _is_lost(one: Request) -> bool:
    """Whether no response came, or the connection was lost."""
    return bool(one.error_type) or one.close_code in (1006, 1015)


def _is_heard(one: Request) -> bool:
    """Whether it says if the vendor answers: that a connection opened, or was closed, does not."""
    answers = one.status is not None if not one.is_frame else one.command not in ("open", "close")
    return answers or _is_lost(one)


def _served(ones: Sequence[Request]) -> float:
    """The share that met a response."""
    return sum(not _is_lost(one) for one in ones) / len(ones)
