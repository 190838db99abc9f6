"""How fast each vendor burns its error budget (The Site Reliability Workbook, ch. 5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from tests.reference.views import service_marks
from tests.reference.views.service_marks import TARGET
from tests.reference.world import Row, World, grouped

KEY = ("vendor", "until", "severity", "long_window_s")
_STEP = timedelta(minutes=5)
# Severity, factor, long and short window in seconds.
_ALERTS = (
    ("page", 14.4, 3600, 300),
    ("page", 6.0, 21_600, 1800),
    ("ticket", 1.0, 259_200, 21_600),
)
_AT_LEAST = 100


def rows(world: World) -> Iterator[Row]:
    """One row a mark of a vendor and an alert."""
    for vendor, marks in grouped(service_marks.rows(world), lambda mark: mark["vendor"]).items():
        for mark in marks:
            until = mark["since"] + _STEP
            for severity, factor, long_s, short_s in _ALERTS:
                requests, long_burn = _burn(marks, until, long_s)
                _, short_burn = _burn(marks, until, short_s)
                burns = min(long_burn, short_burn) > factor
                yield {
                    "vendor": vendor,
                    "until": until,
                    "severity": severity,
                    "long_window_s": long_s,
                    "short_window_s": short_s,
                    "factor": factor,
                    "requests": requests,
                    "long_burn": long_burn,
                    "short_burn": short_burn,
                    "fires": burns and requests >= _AT_LEAST,
                }


def _burn(marks: Sequence[Row], until: datetime, window_s: int) -> tuple[int, float]:
    since = until - timedelta(seconds=window_s)
    inside = [mark for mark in marks if since <= mark["since"] < until]
    requests, bad = (sum(mark[name] for mark in inside) for name in ("requests", "bad"))
    return requests, bad / requests / (1 - TARGET)
