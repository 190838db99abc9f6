"""A rule: a condition with a name, how urgent it is, whom it watches and over what time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, timedelta
from fnmatch import fnmatchcase

import duckdb
from blake3 import blake3

from analyzer import queries
from analyzer.rules.condition import Condition, Fact
from analyzer.rules.finding import Finding
from analyzer.text import Text
from analyzer.text.period import Period
from analyzer.text.wording import Logged, Wording, number
from analyzer.warehouse.vendor_scope import only_vendors

SEVERITIES = ("act", "look", "note")
_PATTERN = set("*?[")


@dataclass(frozen=True)
class Rule:
    """`window` ends with the period, or with the data where that ends before; None: the period.

    `vendors` are watched each for itself: ids, or patterns of those that the data shows; none of
    them is all together. `title` is the rule in a person's words, by language, or empty.
    """

    name: str
    condition: Condition
    severity: str = "look"
    vendors: tuple[str, ...] = ()
    window: timedelta | None = None
    title: Mapping[str, str] = field(default_factory=dict)

    def findings(
        self, con: duckdb.DuckDBPyConnection, period: Period, lang: str = "en"
    ) -> tuple[Finding, ...]:
        """What is so in the period, the furthest from the limit of each vendor first."""
        seen = self.seen(con, period)
        found = list(self._facts(con, seen, lang))
        if not found:
            return ()
        told = Wording(lang, period).span(_with_data(con, seen) if self.window else seen)
        return tuple(self._finding(fact, vendor, period, told, lang) for fact, vendor in found)

    def _facts(
        self, con: duckdb.DuckDBPyConnection, seen: Period, lang: str
    ) -> Iterator[tuple[Fact, str | None]]:
        """What is so, each with the vendor that is watched by itself."""
        if not self.vendors:
            yield from ((fact, None) for fact in self.condition.facts(con, seen, lang))
        for vendor in self._watched(con, seen):
            with only_vendors(con, [vendor], self.condition.views) as own:
                facts = self.condition.facts(own, seen, lang)
            yield from ((fact, vendor) for fact in facts)

    def seen(self, con: duckdb.DuckDBPyConnection, period: Period) -> Period:
        """The time that it looks at in a report of a period."""
        if self.window is None:
            return period
        last = queries.read(con, "data_span")["last_ts"][0]
        until = period.until
        if last is not None:
            until = min(until, last.astimezone(UTC) + timedelta(microseconds=1))
        return Period(until - self.window, until)

    def _watched(self, con: duckdb.DuckDBPyConnection, seen: Period) -> Iterator[str]:
        """Vendors named by the rule, called or not, and those called that its patterns fit."""
        named = [vendor for vendor in self.vendors if not _PATTERN & set(vendor)]
        patterns = [vendor for vendor in self.vendors if _PATTERN & set(vendor)]
        yield from named
        if patterns:
            called = queries.read(con, "vendors_called", since=seen.since, until=seen.until)
            for vendor in called["vendor"]:
                if vendor not in named and any(fnmatchcase(vendor, p) for p in patterns):
                    yield vendor

    def _finding(
        self, fact: Fact, vendor: str | None, period: Period, told: str, lang: str
    ) -> Finding:
        words, text = Wording(lang, period), Text("rules", lang)
        subject = dict(fact.subject)
        if vendor is not None:
            subject["vendor"] = vendor
        where = fact.where
        if vendor is not None and "vendor" not in fact.subject:
            where = words.joined(part for part in (f"vendor {Logged(vendor).shown}", where) if part)
        labels = {
            "title": self.title.get(lang) or self.name,
            "value": self.condition.value_shown(fact.value),
            "what": f"{self.condition.view}.{self.condition.name}",
            "limit": self.condition.limit_shown,
            "period": told,
            "where": where,
            "n": number(fact.rows),
        }
        form = "named" if not where else "named_rows" if fact.rows > 1 else "named_where"
        key = "\x1f".join([self.name, *(f"{k}={v}" for k, v in sorted(subject.items()))])
        return Finding(
            id=blake3(key.encode("utf-8", "replace")).hexdigest(4),
            rule=self.name,
            severity=self.severity,
            vendor=subject.get("vendor"),
            title=labels["title"],
            where=where,
            value=labels["value"],
            sentence=text(form, **labels),
        )


def _with_data(con: duckdb.DuckDBPyConnection, seen: Period) -> Period:
    """What of a time is not before the first data: a rule may look back ten years."""
    first = queries.read(con, "data_span")["first_ts"][0]
    if first is None or first >= seen.until:
        return seen
    return replace(seen, since=max(seen.since, first.astimezone(UTC)))
