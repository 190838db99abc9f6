"""The plan for a log that several programs wrote into, where each has a format of its own.

Beside exchanges of several lines, lines of another format would be taken for parts of them. So each
writer's lines are read as a source of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from analyzer.formats import Assemble
from analyzer.ingest.detection.mixture import assembler, mixture
from analyzer.ingest.wrapping.read_plan import ReadPlan
from analyzer.ingest.wrapping.wrappings import Wrapping, common_wrappings
from analyzer.ingest.wrapping.writers import ByWriter

PlanFor = Callable[[str], ReadPlan | None]
# Of more writers the others are read as the first.
_MOST_WRITERS = 16


def read_apart(beginning: str, plan_for: PlanFor) -> ReadPlan | None:
    """The plan for lines that say who wrote them, if exchanges of several lines and another format
    are among them; `plan_for` finds that of one writer's lines."""
    data = beginning.encode()
    wrapping = next((one for one in common_wrappings(data) if one.names_writers), None)
    if wrapping is None:
        return None
    plans = _plans(_texts(wrapping, data), plan_for)
    forms = {plan.format.name: plan.format for plan in plans.values()}
    if len(forms) < 2 or not any(form.assemble for form in forms.values()):
        return None
    if not all(plan.reads_lines for plan in plans.values()):
        return None
    form = mixture(list(forms.values()), lambda: _Apart(wrapping, plans, plan_for).take)
    return ReadPlan(form, None, min(plan.sureness for plan in plans.values()))


def _texts(wrapping: Wrapping, data: bytes) -> dict[str, str]:
    """What each writer wrote, as it stands in the log."""
    texts: dict[str, list[str]] = {}
    lines = data.decode("utf-8", "replace").split("\n")
    for line, writer in zip(lines, wrapping.writers(data), strict=True):
        if writer and (writer in texts or len(texts) < _MOST_WRITERS):
            texts.setdefault(writer, []).append(f"{line}\n")
    return {writer: "".join(own) for writer, own in texts.items()}


def _plans(texts: Mapping[str, str], plan_for: PlanFor) -> dict[str, ReadPlan]:
    found = ((writer, plan_for(text)) for writer, text in texts.items())
    return {writer: plan for writer, plan in found if plan}


class _Apart:
    """The lines of one source, each writer's by its own plan."""

    def __init__(
        self, wrapping: Wrapping, plans: Mapping[str, ReadPlan], plan_for: PlanFor
    ) -> None:
        self._wrapping, self._plans, self._plan_for = wrapping, dict(plans), plan_for
        self._first = next(iter(plans.values()))
        self._by_writer = ByWriter(self._assembler)

    def take(self, data: bytes, *, is_last: bool, ahead: bytes = b"") -> bytes:
        """The same number of lines: exchanges, and verdicts on what is none."""
        texts = _texts(self._wrapping, data)
        unknown = {name: text for name, text in texts.items() if name not in self._plans}
        if len(self._plans) < _MOST_WRITERS:
            found = _plans(unknown, self._plan_for)
            self._plans |= {name: found.get(name, self._first) for name in unknown}
        return self._by_writer.take(
            data,
            self._wrapping.writers(data),
            is_last=is_last,
            ahead=ahead,
            next_writers=self._wrapping.writers(ahead),
        )

    def _assembler(self, writer: str) -> Assemble:
        return assembler(self._plans.get(writer, self._first))
