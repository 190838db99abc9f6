"""An item that needs attention, with its evidence, its remedy and the SQL behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Literal, TypedDict, TypeVar

import polars as pl

from analyzer.models import models
from analyzer.report import sql
from analyzer.report.content import Content, Row
from analyzer.report.sql import Condition, Query
from analyzer.text.wording import Logged, Sentence, Value, Wording, number, sentence

SEVERITIES = ("act", "look", "note")
# A run of failures goes on over pauses that are no longer.
PAUSE = timedelta(minutes=30)
# A finding lists so many codes, callers or sources one by one.
MOST_LINES = 10
# Findings of these kinds have more than their vendor in their identity.
_ABOUT = {
    "key_stopped": "key_ids",
    "key_expires": "key_ids",
    "wrong_header": "clients",
    "near_limit": "clients",
}

_T = TypeVar("_T")


@dataclass(frozen=True)
class Item:
    """`severity` is one of SEVERITIES; `ongoing` says whether it still goes on, None if unasked.

    `since` is when it began, which may be before the period; `first_seen` is the first counted.
    `until` is the last of it, where that is after the period; `last_seen` is the last counted.
    `remedy` is text of the catalog or a sentence of our own; `sql` shows the requests behind it.
    `classes` are those of its failures, where the vendor may be at fault as well as somebody else.
    `about` identifies it among others of its kind at the vendor.
    `id` is its address, the same in every report that finds it. `acknowledged` is the note of who
    knows of it already (may be empty), None where nobody does.
    """

    kind: str
    severity: str
    title: Sentence
    evidence: tuple[Sentence, ...]
    fault: str | None
    remedy: str | Sentence | None
    sql: str | Query
    vendor: str | None
    failures: int
    since: datetime | None = None
    first_seen: datetime | None = None
    last_seen: datetime | None = None
    until: datetime | None = None
    ongoing: bool | None = None
    clients: tuple[str | None, ...] = ()
    key_ids: tuple[str | None, ...] = ()
    routes: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    id: str = ""
    acknowledged: str | None = None

    def rows_with(self, column: str) -> Query | None:
        """What reads the rows behind it, where these have a column.

        Requests have an `outcome`, failures a `fingerprint` as well; other findings count others.
        """
        if isinstance(self.sql, Query) and column in models()[self.sql.view].columns:
            return self.sql
        return None

    @property
    def began(self) -> datetime | None:
        """When it began, as far back as is known."""
        return self.since or self.first_seen

    @property
    def over_since(self) -> datetime | None:
        """The last of it, whether or not the period reaches so far."""
        return self.until or self.last_seen

    @property
    def newest(self) -> datetime | None:
        """When the last of its matters came, each of which needs a person; None where it is one."""
        return self.last_seen if self.kind == "partial_open" else None

    def key(self) -> str:
        """What makes it the same finding in every report: its kind and whom it is about."""
        named = getattr(self, _ABOUT[self.kind]) if self.kind in _ABOUT else self.about
        about = map(str, named)
        return "\x1f".join((self.kind, self.vendor or "", *sorted(about)))


class Headed(TypedDict):
    """What an Item is about, as a key and in words."""

    kind: str
    title: Sentence


class Advised(Headed):
    """What an Item is about, and what to do: the same in all Items of the kind."""

    remedy: Sentence


@dataclass(frozen=True)
class Case:
    """What the items are found in, and the words to say it."""

    content: Content
    words: Wording

    def vendor(self, vendor: str) -> str | Logged:
        """A vendor as a value of a Sentence: a host that no catalog claims came from a log."""
        return self.content.vendor_title(vendor) or Logged(vendor)

    def headed(self, kind: str, vendor: str, **values: Value) -> Headed:
        """Kind and title of an Item about a vendor; `values` are those of the title's sentence."""
        title = sentence(f"attention.{kind}.title", vendor=self.vendor(vendor), **values)
        return {"kind": kind, "title": title}

    def advised(self, kind: str, vendor: str, **values: Value) -> Advised:
        """Kind, title and remedy of an Item whose kind has one remedy; `values` as of `headed`."""
        remedy = sentence(f"attention.{kind}.remedy")
        return {**self.headed(kind, vendor, **values), "remedy": remedy}

    def between(self, first: datetime, last: datetime) -> Sentence:
        """From when to when; of what came once, or within one second, just when."""
        began, ended = self.words.when(first), self.words.when(last)
        if began == ended:
            return sentence("attention.at", at=began)
        return sentence("attention.between", first=began, last=ended)

    def vendor_fact(self, vendor: str, name: str) -> Any:
        """One column of the vendor's row in the catalog, or None."""
        found = self.content.vendors.filter(self.content.vendors["vendor"] == vendor)
        return found[name][0] if found.height else None

    def select(
        self,
        columns: str,
        view: str,
        *,
        also: str | None = None,
        order: str | None = None,
        **equal: Condition,
    ) -> Query:
        """The line that shows rows of the period: `sql.select`."""
        return sql.select(columns, view, self.content.period, also=also, order=order, **equal)

    def who(self, row: Row) -> dict[str, Value]:
        """Whom a limit counts, as sentences name it: `scope` and `subject`."""
        unknown = self.words.text("page.unknown")
        return {
            "scope": self.words.named("scope", row["scope"]),
            "subject": Logged(row["subject"]) if row["subject"] else unknown,
        }

    def answered_after(
        self, vendors: Iterable[str], moment: datetime, clients: Iterable[str | None] | None = None
    ) -> bool:
        """Whether one of the vendors answered well again after a moment, one of the clients if any
        are given.
        """
        whose = None if clients is None else {*clients}
        return any(
            answer["last_success"] > moment and (whose is None or answer["client"] in whose)
            for vendor in vendors
            for answer in self._answers.get(vendor, ())
        )

    def since(self, vendors: Iterable[str], classes: Iterable[str], first: datetime) -> datetime:
        """When failures of these classes began: `first`, or what they went on from."""
        named, earliest = {*classes}, first - PAUSE
        before = (row for vendor in {*vendors} for row in self._begun_before.get(vendor, ()))
        starts: list[datetime] = [
            row["since"] for row in before if row["class"] in named and row["until"] >= earliest
        ]
        return min([first, *starts])

    def until(
        self, vendors: Iterable[str], classes: Iterable[str], last: datetime, pause: timedelta
    ) -> datetime:
        """When failures of these classes were over: `last`, or where they went on to later.

        A run that had paused for as long as `pause` when the period ended was over.
        """
        if self.content.period.until - last > pause:
            return last
        named = {*classes}
        after = (row for vendor in {*vendors} for row in self._going_on_after.get(vendor, ()))
        ends: list[datetime] = [
            row["until"] for row in after if row["class"] in named and row["since"] <= last
        ]
        return max([last, *ends])

    def was_refused_to_everyone(self, item: Item) -> bool:
        """Whether all of it lies in spells in which hardly anybody was answered."""
        spells = [
            spell
            for spell in self._refused_to_everyone.get(item.vendor or "", ())
            if spell["class"] in item.classes
            and spell["since"] <= item.last_seen
            and spell["until"] >= item.first_seen
        ]
        all_of_it = any(
            spell["to_everyone"]
            and spell["since"] <= item.first_seen
            and spell["until"] >= item.last_seen
            for spell in spells
        )
        return all_of_it or (bool(spells) and all(spell["to_everyone"] for spell in spells))

    def throttled_subjects(self, vendor: str) -> list[Row]:
        """Whom a vendor's limits count and throttled, the highest peak first."""
        return self._throttled_subjects.get(vendor, [])

    # Several kinds of findings ask for them, and there may be as many vendors as findings: each
    # frame is taken apart once.
    @cached_property
    def refusals(self) -> list[Row]:
        """What was refused for want of a key or a permission, by cause, key and client."""
        return self.content.auth_failures_by_cause.to_dicts()

    @cached_property
    def unanswered(self) -> list[Row]:
        """Runs of requests that got no answer."""
        return self.content.unanswered.to_dicts()

    @cached_property
    def _answers(self) -> dict[str, list[Row]]:
        return _by_vendor(self.content.last_success)

    @cached_property
    def _begun_before(self) -> dict[str, list[Row]]:
        return _by_vendor(self.content.begun_before)

    @cached_property
    def _going_on_after(self) -> dict[str, list[Row]]:
        return _by_vendor(self.content.going_on_after)

    @cached_property
    def _refused_to_everyone(self) -> dict[str, list[Row]]:
        return _by_vendor(self.content.refused_to_everyone)

    @cached_property
    def _throttled_subjects(self) -> dict[str, list[Row]]:
        return _by_vendor(self.content.rate_limit_by_subject.filter(pl.col("throttled") > 0))

    def counted(self, rows: Iterable[Row], name: str = "client") -> tuple[str | Logged, ...]:
        """The clients of rows, most failures first; each once."""
        totals: dict[str | None, int] = {}
        for row in rows:
            totals[row[name]] = totals.get(row[name], 0) + row["failures"]
        return self.words.clients(sorted(totals, key=lambda c: (-totals[c], c or "")))


def _by_vendor(frame: pl.DataFrame) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {}
    for row in frame.iter_rows(named=True):
        rows.setdefault(row["vendor"], []).append(row)
    return rows


def distinct(rows: Iterable[Row], name: str) -> tuple[Any, ...]:
    """The different values of a column, in order of appearance."""
    return tuple(dict.fromkeys(row[name] for row in rows))


def total(rows: Iterable[Row], name: str = "failures") -> int:
    """The sum of a column."""
    return sum(row[name] for row in rows)


def bounds(rows: Iterable[Row]) -> tuple[datetime, datetime]:
    """First and last time of rows that have `first_seen` and `last_seen`."""
    rows = list(rows)
    return min(row["first_seen"] for row in rows), max(row["last_seen"] for row in rows)


def began(rows: Iterable[Row]) -> datetime:
    """The earliest `since` of rows."""
    found: datetime = min(row["since"] for row in rows)
    return found


def some(values: list[str], most: int) -> tuple[str | Logged, ...]:
    """The first values, as said by a log, and how many there are besides."""
    more = (f"+{len(values) - most}",) if len(values) > most else ()
    return (*(Logged(value) for value in values[:most]), *more)


def lines(rows: Sequence[_T], said: Callable[[_T], Sentence]) -> tuple[Sentence, ...]:
    """What is said of each of the first rows, and how many there are besides."""
    more = len(rows) - MOST_LINES
    rest = (sentence("page.more", n=number(more)),) if more > 0 else ()
    return (*(said(row) for row in rows[:MOST_LINES]), *rest)


def grouped(rows: Iterable[Row], *names: str) -> dict[tuple[Any, ...], list[Row]]:
    """Rows by the values of columns, in order of appearance."""
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(row[name] for name in names), []).append(row)
    return groups


class Seen(TypedDict, total=False):
    """What rows say of an Item: whose they are, and when and by whom they were seen."""

    vendor: str
    first_seen: datetime
    last_seen: datetime
    clients: tuple[str | None, ...]
    key_ids: tuple[str | None, ...]
    routes: tuple[str, ...]


def seen(
    rows: Sequence[Row],
    *names: Literal["clients", "key_ids", "routes"],
    first: str = "first_seen",
    last: str = "last_seen",
) -> Seen:
    """Of one vendor's rows: the vendor, from when to when, and those of `names`, each value once.

    `first` and `last` are the rows' columns of time.
    """
    found: Seen = {
        "vendor": rows[0]["vendor"],
        "first_seen": min(row[first] for row in rows),
        "last_seen": max(row[last] for row in rows),
    }
    for name in names:
        found[name] = _gathered(rows, name)
    return found


def _gathered(rows: Sequence[Row], name: str) -> tuple[Any, ...]:
    """From a column of lists, else from the one of single values, else from limits' subjects."""
    single = name.removesuffix("s")
    if name in rows[0]:
        return tuple(sorted({value for row in rows for value in row[name] or ()}, key=str))
    if single in rows[0]:
        return distinct(rows, single)
    return tuple(row["subject"] for row in rows if row["scope"] != "address")
