"""Limits against simulations that know the vendor's rule, over an hour of seeded traffic."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from analyzer.warehouse.what_if import Change, what_if
from tests.model_rows import RowsDatabase

pytestmark = pytest.mark.one_in(2)

START = datetime(2026, 11, 19, 10, tzinfo=UTC)
HOUR_S = 3600
QUOTA = 100
CATALOG = """
id = "vendor"
title = "Vendor"
hosts = ["api.vendor.example"]
[limits.it]
currency = "weight"
scope = "key"
quota = {quota}
rule = "{rule}"
{rest}
[[limits.it.cost.prices]]
path = "/heavy"
cost = 5
[limits.it.told]
used = "header:x-used"
"""


@dataclass(frozen=True)
class Sent:
    """One request, seconds after START."""

    at: float
    cost: float

    def row(self, **more: Any) -> dict[str, Any]:
        moment = START + timedelta(microseconds=round(self.at * 1e6))
        path = "/heavy" if self.cost == 5 else "/light"
        whose = {"vendor": "vendor", "key_id": "k", "client": "bot"}
        return {"ts": moment.isoformat(), **whose, "path": path, "status": 200, **more}


def used_of(rule: str, sent: list[Sent], window_s: float, rate: float) -> Iterator[float]:
    """What the vendor has counted right after each request."""
    level, before, first = 0.0, 0.0, 0
    for one in sent:
        if rule == "sliding":
            while sent[first].at <= one.at - window_s:
                level -= sent[first].cost
                first += 1
        elif rule == "fixed":
            if one.at // window_s != before // window_s:
                level = 0.0
        else:
            level = max(0.0, level - rate * (one.at - before))
        before = one.at
        level += one.cost
        yield level


def traffic(seed: int, seconds: float = HOUR_S) -> list[Sent]:
    """Bursts and lulls, cheap and dear requests."""
    chance = random.Random(seed)
    at, sent = 0.0, list[Sent]()
    while True:
        at = round(at + chance.expovariate(0.05 if chance.random() < 0.1 else 2.0), 6)
        if at >= seconds:
            return sent
        sent.append(Sent(at, chance.choice((1.0, 1.0, 5.0))))


RULES = [
    ("sliding", 60.0, 0.0),
    ("sliding", 600.0, 0.0),
    ("fixed", 60.0, 0.0),
    ("fixed", 3600.0, 0.0),
    ("bucket", 0.0, 2.0),
    ("decaying", 0.0, 0.33),
]


def database_of(counting: tuple[str, float, float], folder: Path) -> RowsDatabase:
    rule, window_s, rate = counting
    rest = f"window_s = {window_s}" if window_s else f"rate_per_s = {rate}"
    text = CATALOG.format(rule=rule, quota=QUOTA, rest=rest)
    (folder / "vendor.toml").write_text(text, "utf-8")
    return RowsDatabase(folder)


@pytest.fixture(scope="module", params=RULES, ids=lambda rule: f"{rule[0]}-{rule[1] or rule[2]}")
def limited(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[RowsDatabase, tuple[str, float, float]]:
    """A database whose catalog knows one limit of 100, and its rule."""
    return database_of(request.param, tmp_path_factory.mktemp("vendor")), request.param


Limited = tuple[RowsDatabase, tuple[str, float, float]]


@pytest.mark.scale
def test_our_own_count_is_what_the_vendors_rule_makes_of_the_same_requests(
    limited: Limited,
) -> None:
    database, (rule, window_s, rate) = limited
    for seed in (1, 2, 3):
        sent = traffic(seed)
        database.put([one.row() for one in sent])
        peaks: dict[int, float] = {}
        for one, used in zip(sent, used_of(rule, sent, window_s, rate), strict=True):
            minute = int(one.at // 60)
            peaks[minute] = max(used, peaks.get(minute, 0))
        found = database.read("SELECT * FROM limit_pressure ORDER BY minute")
        assert [row["used"] for row in found] == pytest.approx([*peaks.values()], abs=1e-4)
        left = [QUOTA - peak for peak in peaks.values()]
        assert [row["headroom"] for row in found] == pytest.approx(left, abs=1e-4)
        assert {row["source"] for row in found} == {"catalog"}


@pytest.mark.scale
@pytest.mark.parametrize("told", [False, True])
def test_at_a_constant_pace_the_forecast_is_within_a_minute_of_what_comes(
    told: bool, limited: Limited
) -> None:
    database, (rule, window_s, rate) = limited
    for pace in (0.1, 0.5, 1.0, 3.0):
        sent = [Sent(round(n / pace, 6), 1.0) for n in range(int(HOUR_S * pace))]
        used = [*used_of(rule, sent, window_s, rate)]
        crossed = next((s.at for s, u in zip(sent, used, strict=True) if u >= QUOTA), None)
        seen = [s for s in sent if s.at <= (crossed or 2400.0) / 2]
        states = [
            {**s.row(), "limit": "it", "currency": "weight", "scope": "key", "told_in": "header"}
            | {"used": u}
            for s, u in zip(seen, used, strict=False)
        ]
        for state in states:
            del state["path"]
        database.put([s.row() for s in seen], limit_states=states if told else [])
        (row,) = database.read("SELECT * FROM limit_forecast")
        assert row["source"] == ("header" if told else "catalog")
        if crossed is None:
            assert row["used_up_at"] is None, pace
            continue
        at = datetime.fromisoformat(row["used_up_at"]) - START
        assert at.total_seconds() == pytest.approx(crossed, abs=60), pace


# How the vendor counts, and what a caller does who sends five a second until it is refused, and
# then as fast as it can until it is served again, round after round.
ROUNDS, GAP_S, HASTE_S = 3, 1500.0, 0.7


def admits(rule: str, taken: list[float], at: float, window_s: float, rate: float) -> bool:
    """Whether the vendor would serve one more request; refused ones count for nothing."""
    if rule == "sliding":
        return sum(one > at - window_s for one in taken) < QUOTA
    if rule == "fixed":
        return sum(one // window_s == at // window_s for one in taken) < QUOTA
    level, before = 0.0, 0.0
    for one in taken:
        level, before = max(0.0, level - rate * (one - before)) + 1, one
    return max(0.0, level - rate * (at - before)) + 1 <= QUOTA + 1e-9


def free_at(rule: str, taken: list[float], at: float, window_s: float, rate: float) -> float:
    """When the vendor serves the next request, where none is served before: to a microsecond."""
    low, high = at, at + 4000
    while high - low > 1e-7:
        middle = (low + high) / 2
        low, high = (low, middle) if admits(rule, taken, middle, window_s, rate) else (middle, high)
    return round(high, 6)


@dataclass(frozen=True)
class Run:
    """Refusals in a row: since when, how many were logged, and what was served before and after."""

    since: float
    logged: int
    taken: list[float]
    free: float
    served: float


def hasty(rule: str, window_s: float, rate: float) -> tuple[list[dict[str, Any]], list[Run]]:
    rows, runs, taken = list[dict[str, Any]](), list[Run](), list[float]()
    for number in range(ROUNDS):
        at = number * GAP_S
        while admits(rule, taken, at, window_s, rate):
            taken.append(at)
            rows.append(Sent(at, 1.0).row())
            at = round(at + 0.2, 6)
        since, logged = at, 0
        free = free_at(rule, taken, since, window_s, rate)
        while not admits(rule, taken, at, window_s, rate):
            rows.append(Sent(at, 1.0).row(status=429, retry_after_s=free - at))
            logged += 1
            at = round(at + HASTE_S, 6)
        runs.append(Run(since, logged, [*taken], free, at))
        taken.append(at)
        rows.append(Sent(at, 1.0).row())
    return rows, runs


def tries(policy: str, run: Run) -> Iterator[float]:
    """When a policy sends again, seconds after the first refusal."""
    waited = 0.0
    for number in itertools.count():
        if policy == "fixed":
            waited += 1.0
        elif policy == "exponential":
            waited += min(60.0, 2.0**number)
        else:
            waited += run.free - run.since
        yield waited


HASTY = [
    ("sliding", 60.0, 0.0),
    ("fixed", 600.0, 0.0),
    ("bucket", 0.0, 2.0),
    ("decaying", 0.0, 0.33),
]


@pytest.fixture(scope="module", params=HASTY, ids=lambda rule: rule[0])
def refused(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[RowsDatabase, tuple[str, float, float], list[Run]]:
    """A vendor that refuses, and a caller that does not wait."""
    rule, window_s, rate = request.param
    database = database_of(request.param, tmp_path_factory.mktemp("vendor"))
    rows, runs = hasty(rule, window_s, rate)
    database.put(rows)
    return database, request.param, runs


Refused = tuple[RowsDatabase, tuple[str, float, float], list[Run]]


@pytest.mark.scale
def test_replay_refuses_as_often_as_a_vendor_that_keeps_to_its_rule_would(refused: Refused) -> None:
    database, (rule, window_s, rate), runs = refused
    found = {row["policy"]: row for row in database.read("SELECT * FROM backoff_replay")}
    logged = sum(run.logged for run in runs)
    assert (found["none"]["runs"], found["none"]["throttled"]) == (ROUNDS, logged)
    for policy in ("fixed", "exponential", "retry_after"):
        throttled, delays, longest = 0, list[float](), list[float]()
        for run in runs:
            sent = tries(policy, run)
            refusals, done = 1, next(sent)
            while not admits(rule, run.taken, run.since + done + 1e-6, window_s, rate):
                refusals, done = refusals + 1, next(sent)
            throttled += refusals
            delays.append(run.since + done - run.served)
            longest.append(done)
        row = found[policy]
        assert (row["logged"], row["throttled"], row["saved"]) == (
            logged,
            throttled,
            logged - throttled,
        ), policy
        assert row["delay_s"] == pytest.approx(sum(delays), abs=1e-3), policy
        assert row["longest_s"] == pytest.approx(max(longest), abs=1e-3), policy
    jitter = found["exponential_jitter"]
    assert jitter["throttled"] >= ROUNDS
    assert jitter["longest_s"] >= max(run.free - run.since for run in runs) - 1e-3


@pytest.mark.scale
def test_what_a_token_bucket_lets_out_no_vendor_refuses(refused: Refused) -> None:
    database, (rule, window_s, rate), runs = refused
    (row,) = database.read("SELECT * FROM backoff_replay WHERE policy = 'token_bucket'")
    assert (row["throttled"], row["saved"]) == (0, sum(run.logged for run in runs))
    # What was meant to be sent: what was served, and each first refusal in place of its success.
    late = {run.served: run.since for run in runs}
    meant = sorted(late.get(at, at) for at in [*runs[-1].taken, runs[-1].served])
    a_second = rate or QUOTA / window_s
    at_once = QUOTA if rate else 1
    level, before, delays, let_out = 0.0, 0.0, list[float](), list[float]()
    for at in meant:
        level = max(0.0, level - a_second * (at - before)) + 1
        before = at
        delays.append(max(0.0, level - at_once) / a_second)
        let_out.append(at + delays[-1])
    for number, at in enumerate(let_out):
        assert admits(rule, let_out[:number], at + 1e-6, window_s, rate), (number, at)
    waited = sum(run.served - run.since for run in runs)
    assert row["delay_s"] == pytest.approx(sum(delays) - waited, abs=1e-2)
    assert row["longest_s"] == pytest.approx(max(delays), abs=1e-3)


@pytest.mark.scale
def test_what_if_fills_limits_as_the_vendors_rule_would(limited: Limited) -> None:
    database, (rule, window_s, rate) = limited
    sent = traffic(4)
    client = ["feed" if n % 3 == 0 else "bot" for n in range(len(sent))]
    database.put([one.row(client=name) for one, name in zip(sent, client, strict=True)])

    def peak(of: list[Sent], factor: float = 1.0) -> tuple[float, int]:
        """The most that is used, and in how many minutes the limit is reached."""
        priced = [Sent(one.at, one.cost * factor) for one in of]
        peaks: dict[int, float] = {}
        for one, used in zip(priced, used_of(rule, priced, window_s, rate), strict=True):
            peaks[int(one.at // 60)] = max(used, peaks.get(int(one.at // 60), 0))
        return max(peaks.values()), sum(used >= QUOTA - 1e-6 for used in peaks.values())

    database.read("FROM limit_pressure LIMIT 0")  # computes what `what_if` reads
    (row,) = what_if(database.con, Change(factor=1.3)).to_dicts()
    for used, minutes, (peaked, full) in (
        (row["used_was"], row["full_minutes_was"], peak(sent)),
        (row["used"], row["full_minutes"], peak(sent, 1.3)),
    ):
        assert used == pytest.approx(peaked, abs=1e-4)
        assert minutes == full
    rows = what_if(database.con, Change(client="feed", to_key="other")).to_dicts()
    for subject, who in (("k", "bot"), ("other", "feed")):
        (row,) = (one for one in rows if one["subject"] == subject)
        own = [one for one, name in zip(sent, client, strict=True) if name == who]
        assert row["used"] == pytest.approx(peak(own)[0], abs=1e-4)
