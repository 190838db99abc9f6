"""Where the dashboard shows the requests of a finding."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

from analyzer.report.attention import Item
from analyzer.text.period import Period


def address(dashboard: str | None, period: Period, item: Item) -> str | None:
    """The requests of a finding in the dashboard at `dashboard`; None where there are none."""
    if not dashboard or not item.rows_with("outcome"):
        return None
    since, until = (f"{moment:%Y-%m-%dT%H:%M:%S}" for moment in (period.since, period.until))
    there = urlsplit(dashboard)
    # What its own query chooses, as a language, stays.
    names = {**dict(parse_qsl(there.query)), "finding": item.id, "range": f"{since}/{until}"}
    path = f"{there.path.rstrip('/')}/requests"
    return there._replace(path=path, query=urlencode(names), fragment="").geturl()
