"""Findings of rules, and their state since the last report."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """What one rule found about one subject: the whole, a vendor, a key, a code, …

    `id` is the same every night for the same rule and subject. `title` is the rule in words,
    `where` says whom and when (in a log's words), `sentence` all of it.
    """

    id: str
    rule: str
    severity: str
    vendor: str | None
    title: str
    where: str
    value: str
    sentence: str


@dataclass(frozen=True)
class TrackedFinding:
    """A finding, and whether it is new, again, still, acknowledged (somebody knows) or gone."""

    finding: Finding
    state: str

    @property
    def alerts(self) -> bool:
        """Whether it is to be delivered."""
        return self.state in ("new", "again", "still")
