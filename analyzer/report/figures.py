"""The period in six numbers, each beside that of the period before, and of the week before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from analyzer.report.content import Content
from analyzer.text.wording import number, share


@dataclass(frozen=True)
class Figure:
    """A number with the name of its phrase; `before` None where there is nothing to compare.

    `week` is the mean of the week before, None also where a mean would say nothing. `trend` is
    `up`, `down` or `same`; for each of these figures but requests, up is worse.
    """

    name: str
    value: str
    before: str | None
    week: str | None
    trend: str


_FIGURES: tuple[tuple[str, Callable[[float | None], str]], ...] = (
    ("requests", number),
    ("failure_share", share),
    ("throttled", number),
    ("keys_in_trouble", number),
    ("partial_open", number),
    ("utilisation", share),
)


def figures(content: Content) -> tuple[Figure, ...]:
    """The six figures of the period."""
    compared = content.before["requests"] > 0
    return tuple(
        Figure(
            name,
            tell(content.figures[name]),
            tell(content.before[name]) if compared else None,
            _week(content, name),
            _trend(content.figures[name], content.before[name]) if compared else "same",
        )
        for name, tell in _FIGURES
    )


def _week(content: Content, name: str) -> str | None:
    if content.weekly is None or name not in content.week:
        return None
    value = content.week[name]
    return share(value) if name == "failure_share" else number(round(value * content.weekly))


def _trend(now: float | None, before: float | None) -> str:
    now, before = now or 0, before or 0
    return "up" if now > before else "down" if now < before else "same"
