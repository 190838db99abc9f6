"""Delivery between nights: a finding that is new, back or gone is sent once, across restarts.

What is to be sent is written down together with what was found, before anything is sent, and
struck out when a destination took it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from analyzer.errors import UsageError
from analyzer.lake.lake import Lake
from analyzer.nightly.delivery import DeliveryError, Destination, send
from analyzer.report.message import Message
from analyzer.rules.finding import Finding, TrackedFinding
from analyzer.rules.finding_history import Row, Watched, recall, remembered
from analyzer.text import Text

_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Quiet:
    """Hours, UTC, in which nothing is sent; what came up is sent when they are over."""

    since: time
    until: time

    @classmethod
    def read(cls, written: str) -> Quiet:
        """`22:00-07:00`. Raises UsageError."""
        try:
            since, until = (time.fromisoformat(part.strip()) for part in written.split("-"))
        except ValueError:
            raise UsageError(
                f'"{written}" is no time of day', where="--quiet", todo="Write it like 22:00-07:00."
            ) from None
        return cls(since, until)

    def holds(self, now: datetime) -> bool:
        """Whether a moment lies in them."""
        at = now.astimezone(UTC).time()
        if self.since <= self.until:
            return self.since <= at < self.until
        return at >= self.since or at < self.until


class Post:
    """What is to be sent, kept in the lake's history until every destination took it."""

    def __init__(
        self,
        lake: Lake,
        destinations: Sequence[Destination],
        *,
        lang: str,
        quiet: Quiet | None,
        most_an_hour: int,
    ) -> None:
        secret = lake.secret() if destinations else b""
        self._lake, self._lang = lake, lang
        self._to = {one.key(secret): one for one in destinations}
        self._quiet, self._most = quiet, most_an_hour

    def note(
        self, rules: Iterable[str], findings: Sequence[Finding], *, now: datetime
    ) -> list[TrackedFinding]:
        """Compare with the last look, and write down what is to be sent; what has changed."""
        with remembered(self._lake) as memory:
            changed = memory.watch(rules, findings)
            memory.watched["outbox"] += [self._entry(one, now) for one in changed if self._to]
        return changed

    def line(self, one: TrackedFinding) -> str:
        """A finding and its state, in a line."""
        text = Text("rules", self._lang)
        return text(
            "line.told",
            severity=Text("report", self._lang)(f"severity.{one.finding.severity}"),
            state=text(f"state.{one.state}"),
            sentence=one.finding.sentence,
            rule=one.finding.rule,
            id=one.finding.id,
        )

    def _entry(self, one: TrackedFinding, now: datetime) -> Row:
        return {
            "at": now.isoformat(timespec="seconds"),
            "line": self.line(one),
            "urgent": one.alerts and one.finding.severity == "act",
            "to": [*self._to],
        }

    def send(self, *, now: datetime, failed: Callable[[DeliveryError], None]) -> int:
        """Send what waits, unless the hours are quiet or enough was sent; how many messages."""
        if self._quiet and self._quiet.holds(now):
            return 0
        sent = 0
        for key, destination in self._to.items():
            memory = recall(self._lake)
            waiting = [row for row in memory.watched["outbox"] if key in row["to"]]
            if not waiting or len(_lately(memory.watched, key, now)) >= self._most:
                continue
            try:
                send(destination, self._message(waiting), [])
            except DeliveryError as error:
                failed(error)
                continue
            self._taken(key, len(waiting), now)
            sent += 1
        return sent

    def _message(self, waiting: Sequence[Row]) -> Message:
        text = Text("rules", self._lang)
        return Message(
            title=text(f"watch.title.{'one' if len(waiting) == 1 else 'many'}", n=len(waiting)),
            body="\n".join(f"- {row['line']}" for row in waiting),
            urgent=any(row["urgent"] for row in waiting),
        )

    def _taken(self, key: str, count: int, now: datetime) -> None:
        """Strike out the first `count` entries that waited for a destination."""
        with remembered(self._lake) as memory:
            watched = memory.watched
            for row in [row for row in watched["outbox"] if key in row["to"]][:count]:
                row["to"].remove(key)
            watched["outbox"] = [row for row in watched["outbox"] if row["to"]]
            lately = [*_lately(watched, key, now), now.isoformat(timespec="seconds")]
            watched["sent_to"] = {**watched.get("sent_to", {}), key: lately}


def _lately(watched: Watched, key: str, now: datetime) -> list[str]:
    """When a destination was sent something, of the last hour."""
    sent = watched.get("sent_to", {}).get(key, [])
    return [at for at in sent if now - datetime.fromisoformat(at) < _HOUR]
