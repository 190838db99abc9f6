"""What was noted of the time of an item: who knew first, and what was done shortly before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from analyzer.lake.marks import NOTE
from analyzer.report.attention.item import PAUSE, Case, Item
from analyzer.report.content import Row
from analyzer.text.wording import Logged, Sentence, number, sentence

# What a vendor's page may tell of; a client's own faults are none of its.
_VENDORS_OWN = (
    "outage",
    "silence",
    "unanswered",
    "gateway",
    "client_errors",
    "auth",
    "key_stopped",
)
# Of these, which are one spell from when they began.
_SPELLS = ("outage", "silence", "key_stopped")
# What was done may show so much later.
_SHORTLY = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)
_MOST = 3


def noted(case: Case, item: Item) -> Iterator[Sentence]:
    """Incidents that the vendor's page told of meanwhile, and notes from just before it on."""
    began, over = item.began, item.over_since
    if item.vendor is None or began is None or over is None:
        return
    rows = case.content.noted.iter_rows(named=True)
    told = [row for row in rows if _is_about(row, item, began, over)]
    for row in told[:_MOST]:
        if row["source"] == NOTE:
            at, text = case.words.when(row["ts"]), Logged(row["text"])
            yield sentence("attention.noted.note", at=at, text=text)
        else:
            yield _page(case, row, item, began)


def _is_about(row: Row, item: Item, began: datetime, over: datetime) -> bool:
    if row["vendor"] not in (None, item.vendor):
        return False
    if row["source"] == NOTE:
        return bool(began - _SHORTLY <= row["ts"] <= over)
    ended: datetime | None = row["until"]
    meanwhile = row["ts"] <= over + PAUSE and (ended is None or ended >= began - PAUSE)
    return meanwhile and item.kind in _VENDORS_OWN and item.fault != "client"


def _page(case: Case, row: Row, item: Item, began: datetime) -> Sentence:
    """The incident, and whether its page told of it before our requests met it."""
    told: datetime = row["announced"] or row["ts"]
    minutes = abs(told - began) // _MINUTE
    when = "together" if not minutes else "later" if told > began else "earlier"
    # A failure now and then, hours before, foretold nothing.
    if when == "later" and item.kind not in _SPELLS and told - began > _SHORTLY:
        when = "meanwhile"
    return sentence(
        f"attention.noted.page_{when}",
        page=Logged(row["source"]),
        text=Logged(row["text"]),
        told=case.words.when(told),
        minutes=number(minutes),
    )
