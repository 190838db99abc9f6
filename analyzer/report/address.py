"""Where the dashboard shows the requests of a finding."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qs, urlencode, urlsplit

from analyzer.errors import UsageError
from analyzer.report.attention import Item
from analyzer.text.period import Period


def check_dashboard(url: str | None, where: str) -> None:
    """Raise UsageError for an address of the dashboard, if one was given, that leads nowhere."""
    try:
        there = urlsplit(url or "https://none")
        leads = there.scheme in ("http", "https") and bool(there.hostname)
    except ValueError:
        leads = False
    if not leads:
        todo = "Write it like https://analyzer.example.com"
        raise UsageError("is no address of a web page", where=where, todo=todo)


def address(
    dashboard: str | None, period: Period, vendors: Sequence[str], item: Item
) -> str | None:
    """The requests of a finding in the dashboard at `dashboard`; None where there are none.

    What is found of some `vendors` need not be found of all.
    """
    if not dashboard or not item.rows_with("outcome"):
        return None
    since, until = (f"{moment:%Y-%m-%dT%H:%M:%S}" for moment in (period.since, period.until))
    there = urlsplit(dashboard)
    # What its own query chooses, as a language, stays.
    names = {**parse_qs(there.query), "finding": item.id, "range": f"{since}/{until}"}
    if vendors:
        names["vendor"] = list(vendors)
    path = f"{there.path.rstrip('/')}/requests"
    return there._replace(path=path, query=urlencode(names, doseq=True), fragment="").geturl()
