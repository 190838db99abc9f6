"""When each limit is used up, if requests go on as in the last ten minutes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from tests.reference.limits import QUOTAS
from tests.reference.request import Request
from tests.reference.views import limit_states
from tests.reference.views.limit_pressure import NAMES
from tests.reference.world import Row, World, grouped, in_s

KEY = ("vendor", "scope", "subject", "limit")
_DAY, _TEN_MINUTES = timedelta(days=1), timedelta(minutes=10)
# Resets that are told further apart than this move on with each request.
_STANDS_STILL = timedelta(seconds=5)


def rows(world: World) -> Iterator[Row]:
    """One row a limit that was told, or is documented, and of which something was seen in a day."""
    if not world.requests:
        return
    as_of = max(one.ts for one in world.requests)
    states = [row for row in limit_states.rows(world) if row["ts"] > as_of - _DAY and row["quota"]]
    of_limit = grouped(states, lambda row: (row["vendor"], row["scope"], row["subject"]))
    for key, told in of_limit.items():
        yield _row(*key, "requests", _told(told, as_of), as_of)
    ours = [one for one in world.requests if one.vendor in NAMES and one.key_id]
    for (vendor, key_id), ones in grouped(ours, lambda one: (one.vendor, one.key_id)).items():
        if as_of - ones[-1].ts < _DAY:
            yield _row(vendor, "key", key_id, NAMES[vendor], _counted(ones, as_of), as_of)


def _row(
    vendor: str, scope: str, subject: str | None, limit: str, said: dict[str, Any], as_of: datetime
) -> Row:
    left = max(0.0, said["quota"] - said["used"])
    return {
        "vendor": vendor, "scope": scope, "subject": subject, "limit": limit,
        "currency": "requests", "as_of": as_of, "remaining": left,
        "usual_pace_per_s": None, "usual_used_up_at": None, "usual_days": 0,
    } | said | {"runs_out": _runs_out(said, as_of)}  # fmt: skip


def _runs_out(said: dict[str, Any], as_of: datetime) -> bool:
    """Of few answers, of a burst, and of long after what was seen nothing is foretold."""
    in_s_, since = said["used_up_in_s"], said["pace_since"]
    if not in_s_ or said["used"] >= said["quota"] or since is None or said["pace_rests_on"] < 20:
        return False
    seen = in_s(as_of - since)
    half_used = said["used"] >= 0.5 * said["quota"]
    return seen >= 10 and (seen >= 120 or half_used) and in_s_ <= 6 * seen


def _told(states: Sequence[Row], as_of: datetime) -> dict[str, Any]:
    """From what answers told of a window: since it began, in the last ten minutes."""
    drops = [
        number
        for number in range(1, len(states))
        if states[number]["used"] < 0.5 * states[number - 1]["used"]
    ]
    last, of_window = states[-1], states[max(drops, default=0) :]
    recent = [row for row in of_window if row["ts"] > as_of - _TEN_MINUTES]
    over = in_s(recent[-1]["ts"] - recent[0]["ts"]) if recent else 0
    pace = (recent[-1]["used"] - recent[0]["used"]) / over if over else None
    resets = next((row["resets_at"] for row in reversed(states) if row["resets_at"]), None)
    ahead = [r["resets_at"] for r in recent if r["resets_at"] and r["resets_at"] > last["ts"]]
    stands = not ahead or max(ahead) - min(ahead) <= _STANDS_STILL
    is_over = resets is not None and resets <= as_of
    by_now = max(0.0, last["used"] + (pace or 0) * in_s(as_of - last["ts"]))
    # Nobody is given more than there is.
    used = 0.0 if is_over else min(by_now, max(last["quota"], last["used"]))
    after = 0.0 if used >= last["quota"] else None
    if after is None and pace is not None and pace > 0:
        after = (last["quota"] - used) / pace
    if stands and (is_over or (after is not None and resets and after >= in_s(resets - as_of))):
        after = None
    return {
        "used": used,
        "quota": last["quota"],
        "pace_per_s": pace,
        "pace_since": recent[0]["ts"] if recent else None,
        "pace_rests_on": len(recent),
        "source": "header",
        "resets_at": None if is_over else resets,
        "used_up_in_s": after,
    }


def _counted(ones: Sequence[Request], as_of: datetime) -> dict[str, Any]:
    """From our own requests, against a documented quota in a window that slides."""
    quota, window_s = QUOTAS[ones[0].vendor]
    before = [in_s(as_of - one.ts) for one in ones if as_of - one.ts < 8 * _DAY]
    pace_s = min(600.0, max(before))
    sent = sum(seconds < 600 for seconds in before)
    pace = sent / pace_s if pace_s else None
    days = [int(-(-seconds // 86400)) for seconds in before if _is_usual(seconds)]
    usual = len(days) / len(set(days)) / 3600 if days else None
    return {
        "used": float(sum(seconds < window_s for seconds in before)),
        "quota": quota,
        "pace_per_s": pace,
        "pace_since": as_of - timedelta(seconds=pace_s),
        "pace_rests_on": sent,
        "source": "catalog",
        "resets_at": None,
        "used_up_in_s": _filled_in_s(before, pace or 0.0, quota, window_s),
        "usual_pace_per_s": usual,
        "usual_days": len(set(days)),
    }


def _filled_in_s(
    before: Sequence[float], pace: float, quota: float, window_s: float
) -> float | None:
    """When a window that slides is full, looked at sixty times while it moves on by its length.

    No story sends so much, but where its data end within seconds of a key's first request.
    """
    for step in range(61):
        after_s = window_s * step / 60
        stay = sum(seconds < window_s - after_s for seconds in before)
        if pace * after_s + stay >= quota:
            return after_s
    return None


def _is_usual(seconds: float) -> bool:
    """Whether it was in the hour that follows, on one of the last seven days."""
    into_day = seconds % 86400 or 86400.0
    return 0 < seconds <= 7 * 86400 and into_day > 82800
