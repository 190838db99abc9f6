"""The history of findings, in the lake's folder: a finding alerts once, not every night.

One small JSON file. What a report found is kept under the report's period, so that a report made
twice, or late, is compared with the one before it and not with itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any, NotRequired, TypedDict

from analyzer.errors import UsageError
from analyzer.lake.json_file import JsonFile
from analyzer.lake.lake import Lake
from analyzer.redaction import without_secrets
from analyzer.rules.finding import Finding, TrackedFinding
from analyzer.text.period import Period

_FILE = JsonFile("memory", "what was told and acknowledged is then forgotten")
_VERSION = 1
_KEPT_REPORTS = 400
# What began so long after the last that was known of it is another.
_ANOTHER_AFTER = timedelta(days=1)

Row = dict[str, Any]


class ReportedDay(TypedDict):
    """A reported day: how many requests it had, and the destinations that still wait for it."""

    requests: int
    pending: list[str]


class Watched(TypedDict):
    """What `analyzer watch` knows: what holds now, what ever did, what is still to be sent, and
    when it sent something (ISO 8601): to a destination, and as earlier versions noted it, to any.
    """

    current: dict[str, Row]
    seen: list[str]
    outbox: list[Row]
    sent: list[str]
    sent_to: NotRequired[dict[str, list[str]]]


def _nothing_watched() -> Watched:
    return Watched(current={}, seen=[], outbox=[], sent=[])


@dataclass
class FindingHistory:
    """`told`: by period (`since/until`) and rule, findings by id; `acknowledged`: by finding's id.

    `days`: what nightly runs note of each day's report. `watched`: see Watched.
    """

    told: dict[str, dict[str, dict[str, Row]]] = field(default_factory=dict)
    acknowledged: dict[str, Row] = field(default_factory=dict)
    days: dict[str, ReportedDay] = field(default_factory=dict)
    watched: Watched = field(default_factory=_nothing_watched)

    def watch(self, rules: Iterable[str], findings: Sequence[Finding]) -> list[TrackedFinding]:
        """What is new, again or gone since the last look; what is acknowledged is not reported.

        What is gone is acknowledged no more. What a rule found that is none of these `rules` was
        not looked for: it is as it was.
        """
        rules, now = set(rules), {finding.id: finding for finding in findings}
        before = self.watched["current"]
        was = {id: row for id, row in before.items() if row["rule"] in rules}
        seen = {*self.watched["seen"], *(id for id in self._ever_reported())}
        changes = [
            TrackedFinding(finding, "again" if id in seen else "new")
            for id, finding in now.items()
            if id not in was and id not in self.acknowledged
        ]
        changes += [
            TrackedFinding(Finding(**row), "gone")
            for id, row in was.items()
            if id not in now and id not in self.acknowledged
        ]
        for id in was.keys() - now.keys():
            self.acknowledged.pop(id, None)
        left = {id: row for id, row in before.items() if id not in was}
        self.watched["current"] = left | {id: asdict(finding) for id, finding in now.items()}
        self.watched["seen"] = sorted({*self.watched["seen"], *now})
        return changes

    def _ever_reported(self) -> Iterator[str]:
        for rules in self.told.values():
            for found in rules.values():
                yield from found

    def compare(
        self, period: Period, rules: Iterable[str], findings: Sequence[Finding]
    ) -> list[TrackedFinding]:
        """The state of each finding, and what the rules found last time and do not any more."""
        rules, changes = list(rules), []
        for rule in rules:
            earlier = self._earlier(period, rule)
            last = earlier[-1] if earlier else {}
            before = {id for found in earlier for id in found}
            of_rule = [finding for finding in findings if finding.rule == rule]
            for finding in of_rule:
                state = "again" if finding.id in before else "new"
                if finding.id in last:
                    state = "still"
                if self._is_known(finding.id, period, in_last=finding.id in last):
                    state = "acknowledged"
                changes.append(TrackedFinding(finding, state))
            held = {finding.id for finding in of_rule}
            gone = (Finding(**was) for id, was in last.items() if id not in held)
            changes += [TrackedFinding(finding, "gone") for finding in gone]
        return changes

    def _is_known(self, id: str, period: Period, *, in_last: bool) -> bool:
        """Whether somebody acknowledged a finding that went on since, or in this very period.

        A report that is made again must not alert of what was acknowledged after it was made.
        """
        about = self.acknowledged.get(id)
        if about is None:
            return False
        return in_last or datetime.fromisoformat(about["until"]) >= period.until

    def note(self, period: Period, rules: Iterable[str], findings: Sequence[Finding]) -> None:
        """Keep what the rules found in the period. What is gone is acknowledged no more."""
        key, until = _key(period), period.until.isoformat()
        # Of periods that end together, the last is the one that was reported last.
        of_period = self.told[key] = self.told.pop(key, {})
        for rule in rules:
            of_period[rule] = {f.id: asdict(f) for f in findings if f.rule == rule}
            for id, about in list(self.acknowledged.items()):
                if about["rule"] != rule or about["until"] >= until:
                    continue
                if id in of_period[rule]:
                    about["until"] = until
                else:
                    del self.acknowledged[id]
        for old in self._keys()[:-_KEPT_REPORTS]:
            del self.told[old]

    def acknowledge(self, named: str, note: str | None, *, now: datetime) -> list[str]:
        """Acknowledge a finding of the last reports by id, or all of a rule; their sentences.

        Raises UsageError where nothing was found under that name.
        """
        done = []
        for finding, until in self.current():
            if named in (finding.rule, finding.id):
                self.know(finding.id, finding.rule, until, note, now=now)
                done.append(finding.sentence)
        if not done:
            raise UsageError(
                "no such finding in the last report",
                where=named,
                todo="`analyzer acknowledge` alone lists them.",
            )
        return done

    def know(self, id: str, rule: str, until: str, note: str | None, *, now: datetime) -> None:
        """Acknowledge a finding that was seen in a period which ends at `until` (ISO 8601)."""
        at, seen = now.isoformat(timespec="seconds"), min(now, datetime.fromisoformat(until))
        note = without_secrets(note) if note else None
        self.acknowledged[id] = {
            "rule": rule, "until": until, "at": at, "note": note, "seen": seen.isoformat(),
        }  # fmt: skip

    def acknowledgement(
        self, id: str, since: datetime | None, newest: datetime | None = None
    ) -> Row | None:
        """When (`at`) and why (`note`) somebody acknowledged what began at `since`.

        None if nobody did, or what was acknowledged was over: no report saw it since, and this
        began over a day later. Of several matters, each of which needs a person, `newest` is when
        the last came: who acknowledged the others did not know of it.
        """
        about = self.acknowledged.get(id)
        if about is None or since is None:
            return about
        seen = datetime.fromisoformat(about["seen"] if "seen" in about else about["until"])
        if newest is not None and newest >= seen:
            return None
        known_until = datetime.fromisoformat(about["until"])
        return about if since <= known_until + _ANOTHER_AFTER else None

    def withdraw(self, named: str) -> int:
        """Take back acknowledgements by a finding's id or a rule's name; how many there were."""
        ids = [id for id, about in self.acknowledged.items() if named in (id, about["rule"])]
        for id in ids:
            del self.acknowledged[id]
        if not ids:
            raise UsageError("is not acknowledged", where=named, todo="See `analyzer acknowledge`.")
        return len(ids)

    def current(self) -> list[tuple[Finding, str]]:
        """What each rule found last, with the end of that report's period."""
        latest: dict[str, tuple[str, dict[str, Row]]] = {}
        for key in self._keys():
            for rule, found in self.told[key].items():
                latest[rule] = (key.split("/")[1], found)
        return [
            (Finding(**row), until) for until, found in latest.values() for row in found.values()
        ]

    def _keys(self) -> list[str]:
        return sorted(self.told, key=lambda key: key.split("/")[1])

    def _earlier(self, period: Period, rule: str) -> list[dict[str, Row]]:
        """What the rule found in earlier periods of the same length, oldest first."""
        found = []
        for key in self._keys():
            since, until = (datetime.fromisoformat(moment) for moment in key.split("/"))
            alike = Period(since, until, period.zone).is_as_long_as(period)
            if alike and until < period.until and rule in self.told[key]:
                found.append(self.told[key][rule])
        return found


@contextmanager
def remembered(lake: Lake) -> Iterator[FindingHistory]:
    """The memory of a lake, written whole when the block ends without an error.

    Raises LakeError where it cannot be read or written. One at a time.
    """
    with _FILE.locked(lake):
        memory = recall(lake)
        yield memory
        _FILE.write(lake, {"version": _VERSION, **vars(memory)})


def recall(lake: Lake) -> FindingHistory:
    """The memory of a lake; an empty one where nothing was told yet. Raises LakeError."""
    content = _FILE.read(lake)
    if content is None:
        return FindingHistory()
    with _FILE.being_ours(lake):
        watched = content.get("watched") or _nothing_watched()
        return FindingHistory(content["told"], content["acknowledged"], content["days"], watched)


def _key(period: Period) -> str:
    return f"{period.since.isoformat()}/{period.until.isoformat()}"
