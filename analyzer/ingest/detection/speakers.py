"""Whose lines are whose where clients of several makes tell exchanges over several lines each.

A line that opens or answers an exchange says who speaks, and whose the line right before it is, if
that has the time alone. What follows, headers and bodies, is of the same exchange.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from analyzer.formats.kinds.exchange import PART
from analyzer.formats.kinds.text_lines import has_leading_time
from analyzer.ingest.wrapping.read_plan import ReadPlan

# Which lines, and which of those ahead, others wrote.
Others = tuple[Sequence[bool], Sequence[bool]]
Within = Callable[[ReadPlan, Sequence[str]], Sequence[str]]


class Speakers:
    """Who speaks in the lines of a source, by numbers of plans; `within` takes off wrappings."""

    def __init__(self, dialogues: Mapping[int, ReadPlan], within: Within) -> None:
        self._dialogues, self._within = dialogues, within
        self._latest = next(iter(dialogues))

    def others(self, lines: Sequence[str], ahead: Sequence[str]) -> dict[int, Others]:
        """For each the lines that others wrote, and those of the lines ahead."""
        told = self._speaking([*lines, *ahead])
        own, after = told[: len(lines)], told[len(lines) :]
        self._latest = own[-1] if own else self._latest
        return {
            number: ([one != number for one in own], [one != number for one in after])
            for number in self._dialogues
        }

    def _speaking(self, lines: Sequence[str]) -> list[int]:
        claims = self._claims(lines)
        for place, (line, behind) in enumerate(pairwise(lines)):
            if has_leading_time(line) and not claims[place] and not has_leading_time(behind):
                claims[place] = claims[place + 1]
        latest, speaking = self._latest, []
        for claim in claims:
            latest = claim[0] if claim and latest not in claim else latest
            speaking.append(latest)
        return speaking

    def _claims(self, lines: Sequence[str]) -> list[Sequence[int]]:
        told = [self._within(plan, lines) for plan in self._dialogues.values()]
        return [
            [
                number
                for (number, plan), line in zip(self._dialogues.items(), spoken, strict=True)
                if opens_or_answers(plan, line)
            ]
            for spoken in zip(*told, strict=True)
        ]


def opens_or_answers(plan: ReadPlan, line: str) -> bool:
    """Whether a line, without what a plan takes off, shows that a log is of its format."""
    return bool(line.strip()) and plan.format.detect(f"{line}\n") > 0


def without(
    are_of_others: Sequence[bool], lines: Sequence[str], writers: Sequence[str | None]
) -> tuple[list[str], list[str | None]]:
    """The lines but for those of others, which nobody wrote."""
    said = list(zip(lines, writers or [""] * len(lines), are_of_others, strict=True))
    return (
        [PART if is_of_other else line for line, _, is_of_other in said],
        [None if is_of_other else writer for _, writer, is_of_other in said],
    )


def left_of(are_of_others: Sequence[bool], told: Sequence[str]) -> list[str]:
    """What was told, without what is nothing but the place of another's line."""
    both = zip(told, are_of_others, strict=True)
    return ["" if is_of_other and line == PART else line for line, is_of_other in both]
