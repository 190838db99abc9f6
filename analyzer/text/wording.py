"""Words, numbers and times of a report; text from logs is marked as such."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from analyzer.text import Text
from analyzer.text.period import Period


@dataclass(frozen=True)
class Logged:
    """A string that came from a log: whoever wrote it may mean harm, so each form quotes it."""

    text: str

    @property
    def shown(self) -> str:
        """On one line, no longer than a reader cares for, without what changes other text."""
        text = " ".join(_UNSEEN.sub("\N{MIDDLE DOT}", self.text[: _LONGEST * 2]).split())
        return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


# Controls other than white space, marks that turn the direction of writing, halves of characters.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff0-\ufffb"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_LONGEST = 240

Value = str | Logged | tuple["str | Logged", ...]


@dataclass(frozen=True)
class Sentence:
    """A phrase of `text/report.toml` and what fills its fields; a renderer puts them together."""

    key: str
    values: Mapping[str, Value] = field(default_factory=dict)


def sentence(key: str, /, **values: Value) -> Sentence:
    """A Sentence, its values as keywords."""
    return Sentence(key, values)


class Wording:
    """One language, and times as short as the period allows."""

    def __init__(self, lang: str, period: Period) -> None:
        self.lang, self.period = lang, period
        self.text = Text("report", lang)

    def count(self, noun: str, n: int) -> str:
        """`3 requests`, in the form that the number asks for."""
        return self.text(f"count.{noun}.{'one' if n == 1 else 'many'}", n=number(n))

    def named(self, kind: str, name: str | None) -> str:
        """The title of one of a closed list, or the name itself where it has none."""
        try:
            return self.text(f"{kind}.{name or 'unknown'}")
        except KeyError:
            return name or ""

    def clients(self, names: Iterable[str | None]) -> tuple[str | Logged, ...]:
        """Clients as values of a Sentence; one without a name is called so."""
        return tuple(Logged(n) if n else self.text("page.unnamed") for n in names)

    @property
    def colon(self) -> str:
        """What stands between a label and what it labels."""
        return self.text("page.colon")

    def zone(self) -> str:
        """Whose times these are, as a sentence."""
        if self.period.zone == "UTC":
            return self.text("page.utc")
        return self.text("page.zone", zone=self.period.zone.replace("_", " "))

    def minute(self, moment: datetime) -> str:
        """`when`, to the minute."""
        return self.when(moment)[:-3]

    def client(self, name: str | None) -> str | Logged:
        """One client as a value of a Sentence."""
        return self.clients([name])[0]

    def key(self, key_id: str | None) -> str | Logged:
        """A key as a value of a Sentence."""
        return Logged(key_id) if key_id else self.text("page.no_key")

    def when(self, moment: datetime) -> str:
        """To the second; without what the period says already: its one year, its one day."""
        inside = self.period.since <= moment < self.period.until
        moment = self.period.local(moment)
        if inside and self.period.is_one_day:
            return moment.strftime("%H:%M:%S")
        is_one_year = self.period.local(self.period.since).year == self.period.last_day.year
        return moment.strftime("%m-%d %H:%M:%S" if inside and is_one_year else _FULL)

    def seen(self, first: datetime, last: datetime) -> str:
        """From when to when; of what came once, or within one second, just when."""
        began, ended = self.when(first), self.when(last)
        if began == ended:
            return self.text("attention.seen_at", at=began)
        return self.text("attention.seen_between", first=began, last=ended)

    def stretch(self, first: str, last: str) -> str:
        """Two times as a range; of what came once, just when."""
        return first if first == last else self.text("page.range", first=first, last=last)

    def span(self, period: Period) -> str:
        """A period as days where it is made of days."""
        if period.is_one_day:
            return period.last_day.strftime(_DAY)
        if period.is_whole_days:
            first, last = period.day_of(period.since), period.last_day
            return self.text("page.range", first=first.strftime(_DAY), last=last.strftime(_DAY))
        ends = (period.local(moment).strftime(_FULL) for moment in (period.since, period.until))
        return self.text("page.range", **dict(zip(("first", "last"), ends, strict=True)))

    def sentences(self, *parts: str | None) -> str:
        """Sentences one after the other, with the space that the language wants between them."""
        return (" " if self.lang == "en" else "").join(part for part in parts if part)

    def joined(self, parts: Iterable[str]) -> str:
        """An enumeration, with the language's own comma."""
        return (", " if self.lang == "en" else "、").join(parts)

    def plain(self, sentence: Sentence) -> str:
        """A sentence as plain text, for JSON and messages."""
        return self.text(sentence.key, **{k: self._plain(v) for k, v in sentence.values.items()})

    def _plain(self, value: Value) -> str:
        if isinstance(value, tuple):
            return self.joined(self._plain(part) for part in value)
        return value.text if isinstance(value, Logged) else value


_DAY = "%Y-%m-%d"
_FULL = "%Y-%m-%d %H:%M:%S"


def number(value: float | None) -> str:
    """With commas at the thousands; decimals only where a small number needs them."""
    if value is None:
        return "–"
    if isinstance(value, int) or value == int(value):
        return f"{int(value):,}"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.1f}"


def share(value: float | None) -> str:
    """A share of 1 as a percentage with one decimal; a little is not nothing."""
    if value is None:
        return "–"
    if 0 < abs(value) < 0.0005:
        return "< 0.1%"
    return f"{value:.1%}"
