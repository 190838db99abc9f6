"""Limits against simulations that know the vendor's rule, over an hour of seeded traffic."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.model_rows import RowsDatabase

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
    level, before = 0.0, 0.0
    for number, one in enumerate(sent):
        if rule == "sliding":
            yield sum(s.cost for s in sent[: number + 1] if s.at > one.at - window_s)
        elif rule == "fixed":
            begun = one.at // window_s
            yield sum(s.cost for s in sent[: number + 1] if s.at // window_s == begun)
        else:
            level = max(0.0, level - rate * (one.at - before)) + one.cost
            before = one.at
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


@pytest.fixture(scope="module", params=RULES, ids=lambda rule: f"{rule[0]}-{rule[1] or rule[2]}")
def limited(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[RowsDatabase, tuple[str, float, float]]:
    """A database whose catalog knows one limit of 100, and its rule."""
    rule, window_s, rate = request.param
    folder = tmp_path_factory.mktemp("vendor")
    rest = f"window_s = {window_s}" if window_s else f"rate_per_s = {rate}"
    text = CATALOG.format(rule=rule, quota=QUOTA, rest=rest)
    (folder / "vendor.toml").write_text(text, "utf-8")
    return RowsDatabase(folder), request.param


Limited = tuple[RowsDatabase, tuple[str, float, float]]


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
