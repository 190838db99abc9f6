"""How to read a source: by its beginning and, if need be, by lines that stand further in."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

from analyzer.errors import SourceError
from analyzer.formats import Format, named
from analyzer.ingest.detection.line_kinds import Before, Likely
from analyzer.ingest.detection.plan import read_plan_for
from analyzer.ingest.detection.rare_lines import lines_like_calls, looks_like_call
from analyzer.ingest.detection.samples import AUTO, chosen_format
from analyzer.ingest.detection.told_lines import is_claimed, not_told
from analyzer.ingest.detection.unknown import explain
from analyzer.ingest.lines.chunks import as_text
from analyzer.ingest.lines.clock_times import ClockTimes
from analyzer.ingest.lines.leading_times import LeadingTimes
from analyzer.ingest.sources.byte_stream import read_some
from analyzer.ingest.sources.source import Source
from analyzer.ingest.wrapping.read_plan import ReadPlan

BEGINNING_BYTES = 64 << 10
# Of the middle and of the end.
_LATER_BYTES = 16 << 10
_OF_BLANK_LINES = "canonical"


def read_plan_by(
    beginning: bytes, source: Source, name: str = AUTO, before: Before | None = None
) -> ReadPlan:
    """How to read a source, by its beginning, in the format of that name or any.

    That of the source `before` is asked first. Raises SourceError where it is of no known format.
    """
    goes_on = len(beginning) >= BEGINNING_BYTES
    if goes_on:  # the last line is cut off, and of no format
        beginning = beginning[: beginning.rfind(b"\n") + 1] or beginning
    text = as_text(beginning)
    chosen = chosen_format(name)
    likely = before.likely_for(text) if before and not chosen else None
    found = _by_text(text, source, chosen, likely)
    if name == AUTO and goes_on:
        if found and not found.times:
            found = _of_all(found, text, source)
        elif found is None and (rare := lines_like_calls(source)):
            found = _by_text(
                text[: text.rfind("\n", 0, _LATER_BYTES) + 1] + rare, source, None, None
            )
    if found is None and not text.strip():
        found = ReadPlan(named(_OF_BLANK_LINES), None, 1)
    if found is None:
        raise SourceError(
            f"no log format that is known; {explain(text)}",
            where=source.name,
            todo="See `analyzer formats`, name one with --format, or draft one with"
            " `analyzer formats new`",
        )
    return found


def _by_text(
    text: str, source: Source, chosen: Format | None, likely: Likely | None
) -> ReadPlan | None:
    found = read_plan_for(text, chosen, likely=likely)
    if found is None or found.sureness < 1:
        return _with_times(found, text, source, chosen) or found
    return found


def _with_times(
    plan: ReadPlan | None, beginning: str, source: Source, chosen: Format | None
) -> ReadPlan | None:
    """A better plan, for lines whose times lack a day or are spelt in an unusual way.

    A format that does not take them from before its lines has its own way to read them.
    """
    times = LeadingTimes.of(beginning, source) or ClockTimes.of(beginning, source)
    found = read_plan_for(times.shown(beginning), chosen) if times else None
    least = plan.sureness if plan else 0.0
    if found and (found.sureness > least or (found.sureness == least and found.format.stamped)):
        return replace(found, times=times)
    return None


def _of_all(plan: ReadPlan, beginning: str, source: Source) -> ReadPlan:
    """The same; where lines in the middle or at the end are of another format, that as well.

    So are calls anywhere in the log of a program, which says much between them.
    """
    later = [lines_at(source, place) for place in (source.size // 2, source.size)]
    strange = [lines for lines in later if lines and not is_claimed(plan, lines)]
    says_more = plan.reads_lines and plan.sureness < 1
    rare = lines_like_calls(source, beginning) if says_more else ""
    if rare and any(map(looks_like_call, not_told(plan, rare).splitlines())):
        strange.append(rare)
    return read_plan_for("".join([beginning, *strange])) or plan if strange else plan


def lines_at(source: Source, place: int) -> str:
    """Some lines before a place, where a source can be read from there; whole ones alone."""
    start = place - _LATER_BYTES
    if start < BEGINNING_BYTES:
        return ""
    stream = source.open_at(start)
    if stream is None:
        return ""
    with closing(stream):
        lines = as_text(read_some(stream, _LATER_BYTES)).split("\n")
    return "".join(f"{line}\n" for line in lines[1:-1])
