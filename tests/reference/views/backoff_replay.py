"""What another back-off would have done with the logged throttles.

Not `exponential_jitter`: what is drawn is the view's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate, chain, count, repeat

from tests.reference.limits import QUOTAS
from tests.reference.request import Request
from tests.reference.views import throttles
from tests.reference.world import Row, World, grouped, in_s

KEY = ("policy", "vendor", "client", "key_id")
OF = "policy <> 'exponential_jitter'"
_SECOND = timedelta(seconds=1)
Caller = tuple[str, str | None, str | None]


@dataclass(frozen=True)
class _Run:
    """Throttled requests of a caller until one succeeded, and how long after the first that was."""

    since: datetime
    logged: int
    advised: timedelta
    free: timedelta
    served: timedelta
    ended_by: Request


# When a policy tries again, each after the one before.
_WAITS: dict[str, Callable[[_Run], Iterator[timedelta]]] = {
    "fixed": lambda run: repeat(_SECOND),
    "exponential": lambda run: (min(2**n, 60) * _SECOND for n in count()),
    "retry_after": lambda run: repeat(run.advised),
}


def rows(world: World) -> Iterator[Row]:
    """One row a policy and caller that was throttled and served later."""
    found = grouped(_throttled(world), throttles.caller)
    runs = {caller: [*_runs(world, caller, ones)] for caller, ones in found.items()}
    paced = _paced(world, runs)
    for caller, ended in runs.items():
        if ended:
            yield _row("none", caller, ended, [run.logged for run in ended], _served(ended))
            for policy, waits in _WAITS.items():
                tried = [_try(run, waits(run)) for run in ended]
                yield _row(policy, caller, ended, [n for n, _ in tried], [at for _, at in tried])
            yield _token_bucket(caller, ended, paced)


def _throttled(world: World) -> list[Request]:
    return world.of_class("rate_limit")


def _runs(world: World, caller: Caller, ones: Sequence[Request]) -> Iterator[_Run]:
    said = {row["ts"]: row for row in throttles.rows(world)}
    for since, in_run in grouped(ones, lambda one: said[one.ts]["run_since"]).items():
        last = in_run[-1]
        ended_by = next(
            (
                one
                for one in world.requests
                if throttles.caller(one) == caller
                and one.ok
                and one.command != "close"
                and one.ts > last.ts
            ),
            None,
        )
        if ended_by is None:
            continue
        served = ended_by.ts - since
        named = [one.ts + one.retry_after_s * _SECOND for one in in_run if one.retry_after_s]
        free = min(served, named[-1] - since) if named else served
        advised = said[since]["advised_wait_s"]
        yield _Run(since, len(in_run), (advised or 1.0) * _SECOND, free, served, ended_by)


def _served(runs: Sequence[_Run]) -> list[timedelta]:
    return [run.served for run in runs]


def _try(run: _Run, waits: Iterator[timedelta]) -> tuple[int, timedelta]:
    """How many were throttled, the first included, and when one was served."""
    refused = 1
    for at in accumulate(waits):
        if at >= run.free:
            return refused, at
        refused += 1
    raise AssertionError("a policy goes on")


def _row(
    policy: str,
    caller: Caller,
    runs: Sequence[_Run],
    throttled: Sequence[int],
    done: Sequence[timedelta],
) -> Row:
    logged = sum(run.logged for run in runs)
    vendor, client, key_id = caller
    return {
        "policy": policy, "vendor": vendor, "client": client, "key_id": key_id,
        "runs": len(runs), "logged": logged, "throttled": sum(throttled),
        "saved": logged - sum(throttled),
        "delay_s": sum(in_s(at - run.served) for at, run in zip(done, runs, strict=True)),
        "longest_s": max(in_s(at) for at in done),
    }  # fmt: skip


def _paced(world: World, runs: Mapping[Caller, Sequence[_Run]]) -> dict[Caller, list[timedelta]]:
    """How long each request waits that is sent at the documented rate, by caller."""
    refused = {id(one) for one in _throttled(world)}
    first_sent = {id(run.ended_by): run.since for run in chain.from_iterable(runs.values())}
    delays: dict[Caller, list[timedelta]] = {}
    sent = [
        (first_sent.get(id(one), one.ts), one)
        for one in world.requests
        if one.vendor in QUOTAS and one.key_id and id(one) not in refused
    ]
    for (vendor, _), ones in grouped(sent, lambda s: (s[1].vendor, s[1].key_id)).items():
        quota, window_s = QUOTAS[vendor]
        free_at = datetime.min.replace(tzinfo=ones[0][0].tzinfo)
        for at, one in sorted(ones, key=lambda s: (s[0], s[1].client or "")):
            free_at = max(free_at, at)
            delays.setdefault(throttles.caller(one), []).append(free_at - at)
            free_at += window_s / quota * _SECOND
    return delays


def _token_bucket(
    caller: Caller, runs: Sequence[_Run], paced: Mapping[Caller, Sequence[timedelta]]
) -> Row:
    row = _row("token_bucket", caller, runs, [0], _served(runs))
    if caller not in paced:
        return row | dict.fromkeys(("throttled", "saved", "delay_s", "longest_s"))
    waited = [in_s(delay) for delay in paced[caller]]
    delay_s = sum(waited) - sum(in_s(run.served) for run in runs)
    return row | {"delay_s": delay_s, "longest_s": max(waited)}
