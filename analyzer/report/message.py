"""Text of the message that delivers a report, above its attached pages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Message:
    """A title and a few lines of plain text; `urgent` where somebody has to act."""

    title: str
    body: str
    urgent: bool = False
