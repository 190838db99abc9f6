"""The plan for lines of one format: which claims them, without what stands around them.

Prefixes of log collectors (`wrappings`) and what else holds a line are recognised by the first
lines of a source and taken off before its format reads the lines, so that no format has to know of
them. Lines without them stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from analyzer.formats import LEAST_SURENESS, EachFormat, Format, Guess, guess
from analyzer.formats.json_lines import names_a_call
from analyzer.ingest.detection.line_kinds import Likely
from analyzer.ingest.detection.mixture import is_dialogue
from analyzer.ingest.wrapping.csv_texts import CsvTexts
from analyzer.ingest.wrapping.envelope import LineEnvelope, PrefixedEnvelope
from analyzer.ingest.wrapping.exported import (
    OF_ROWS,
    Exported,
    arrays_in,
    columns_in,
    holds_records,
    holds_values,
)
from analyzer.ingest.wrapping.journal_export import JournalExport
from analyzer.ingest.wrapping.json_tail import JsonTail
from analyzer.ingest.wrapping.line_times import have_times
from analyzer.ingest.wrapping.logger_prefixes import LOGGERS
from analyzer.ingest.wrapping.read_plan import ReadPlan, Wrapped
from analyzer.ingest.wrapping.rich_console import RichConsole
from analyzer.ingest.wrapping.two_line_loggers import TwoLineLoggers
from analyzer.ingest.wrapping.wrappings import TAG, Nested, Wrapping, common_wrappings

# Prefixes that may be the time that a logger put before its own lines.
_OF_TIMES = ("timestamp", "job")
# Less sure of lines as they are than this, a text within them is looked at as well.
HARDLY = 0.375
# Some dozens of lines.
_FEW_LINES_LENGTH = 8 << 10
# Serilog's compact objects hold no text before their templates are filled.
_TEMPLATE = '"@mt":'
# Prefixes of a line, one behind another.
_MOST_PREFIXES = 3

Off = (
    Wrapping
    | Nested
    | LineEnvelope
    | JsonTail
    | CsvTexts
    | JournalExport
    | RichConsole
    | TwoLineLoggers
    | None
)


def one_plan(
    beginning: str,
    chosen: Format | None = None,
    likely: Likely | None = None,
    *,
    but: Sequence[Format] = (),
) -> ReadPlan | None:
    """The plan for lines of one format; for lines that some have left, another than those."""
    among: Iterable[Format] = [chosen] if chosen else EachFormat()
    if but:
        left_by = {one.name for one in but}
        among = [one for one in among if one.name not in left_by]
    is_long = len(beginning) > 2 * _FEW_LINES_LENGTH
    few = beginning[: beginning.rfind("\n", 0, _FEW_LINES_LENGTH) + 1] if is_long else ""
    best, off = _claimed(few or beginning, [likely.format]) if likely else (None, None)
    least = likely.least if likely else 1
    if few and (best is None or best.sureness < least):
        best, off, least = *_claimed(few, among), 1
    if best is None or best.sureness < least:
        best, off = _claimed(beginning, among)
    is_of_text = (
        best is not None
        and best.format.document is None
        and (
            holds_records(beginning)
            if best.format.name == "otlp"
            else holds_values(beginning, is_told_as_text=_is_told_asdecoded(best.format, beginning))
        )
    )
    if best is None or best.sureness < HARDLY or is_of_text:
        # A text within a document is none of the document's lines, however much it looks so.
        exported = _exported(beginning, among, 0.0 if best is None or is_of_text else best.sureness)
        if exported:
            return exported
    form = chosen or (best.format if best else None)
    if form is None:
        return None
    form = form.fitted(decoded(off.off(beginning.encode())) if off else beginning)
    if _is_of_logger(off):
        form = replace(form, among_messages=True)
    return ReadPlan(form, off, best.sureness if best else 0.0)


def _is_of_logger(off: Wrapped | None) -> bool:
    """Whether a program's own logger is among what stands around lines."""
    if isinstance(off, Nested):
        return _is_of_logger(off.outer) or _is_of_logger(off.inner)
    return isinstance(off, Wrapping) and off.name in LOGGERS


def _is_told_asdecoded(form: Format, beginning: str) -> bool:
    """Whether a format takes from objects what their texts say, not their fields."""
    return form.stamped or (form.of_any_make and not names_a_call(beginning.split("\n", 1)[0]))


def _exported(beginning: str, among: Iterable[Format], least: float) -> ReadPlan | None:
    """The plan for lines within a document, if a format claims them more firmly than that."""
    of_lines = [one for one in among if one.document is None]
    for path, values in arrays_in(beginning):
        columns = columns_in(beginning) if path[-1:] and path[-1] in OF_ROWS else ()
        plans: list[ReadPlan] = []
        text = ""
        for depth in (1, 2, 0):
            is_nested = depth > 1 and LineEnvelope().is_common(text.encode())
            if depth > 1 and (not is_nested or not _may_lie_deeper(plans[0] if plans else None)):
                continue
            wrapping = Exported(depth=depth, columns=columns)
            text = decoded(wrapping.off(values))
            found = guess(text, of_lines)
            if found is None and depth:
                found = _of_stamped(wrapping, values, of_lines)
            if found and found.sureness > least:
                plans.append(ReadPlan(found.format.fitted(text), wrapping, found.sureness, path))
        if plans:
            return max(plans, key=lambda plan: plan.sureness)
    return None


def _claimed(
    beginning: str, among: Iterable[Format], most: int = _MOST_PREFIXES
) -> tuple[Guess | None, Off]:
    """The format that claims lines most firmly, and the wrapping that it claims them without.

    The lines as they are come first. Of wrappings the first that fits counts, since what is left of
    one may still be claimed by a liberal format; behind one may be another.
    """
    if entries := JournalExport.of(beginning):
        return guess(decoded(entries.off(beginning.encode())), among), JournalExport()
    if console := RichConsole.of(beginning):
        return guess(decoded(console.anew().off(beginning.encode())), among), console
    if pairs := TwoLineLoggers.of(beginning):
        found = guess(decoded(pairs.off(beginning.encode())), among)
        told = guess(beginning, among)
        # Formats of exchanges over several lines know such pairs.
        if found and not (told and is_dialogue(ReadPlan(told.format, None, told.sureness))):
            return found, TwoLineLoggers()
    best, off = _behind_prefix(beginning, among, most) if most else (guess(beginning, among), None)
    data = beginning.encode()
    if (
        best is None
        or best.sureness < HARDLY
        or (off and off.name == "docker" and best.format.stamped)
        or (off is None and (best.format.stamped or _TEMPLATE in beginning))
    ):
        envelope = LineEnvelope()
        if envelope.is_common(data):
            found, envelope = _in_envelope(envelope, data, among)
            if found and (best is None or found.sureness >= best.sureness):
                best, off = found, envelope
    is_hardly = best is None or best.sureness < HARDLY
    is_table = off is None and best is not None and best.format.stamped
    if is_hardly and (tail := JsonTail.of(beginning)):
        found = guess(decoded(tail.off(data)), among)
        if found and found.sureness > (best.sureness if best else 0):
            best, off = found, tail
    table = CsvTexts.of(beginning) if is_hardly or is_table else None
    if table and (of_table := _in_table(table, data, among)):
        found, table = of_table
        least = best.sureness if best else 0
        # What looks at the lines of a table as they are does so by chance.
        if found.sureness > least or (is_table and found.sureness >= min(least, HARDLY)):
            best, off = found, table
    return best, off


def _in_table(
    table: CsvTexts, data: bytes, among: Iterable[Format]
) -> tuple[Guess, CsvTexts] | None:
    """The format of the texts in a table, and the table before it was looked at."""
    texts = table.anew().off(data)
    found = guess(decoded(texts), among) or _of_stamped(table.anew(), data, among)
    if _may_lie_deeper(found) and table.depth < _MOST_PREFIXES and LineEnvelope().is_common(texts):
        deeper = _in_table(table.anew(depth=table.depth + 1), data, among)
        if deeper and (found is None or deeper[0].sureness >= found.sureness):
            return deeper
    return (found, table) if found else None


def _behind_prefix(beginning: str, among: Iterable[Format], most: int) -> tuple[Guess | None, Off]:
    """The same of the lines as they are, and of those behind a prefix."""
    data = beginning.encode()
    best, off = guess(beginning, among), None
    for wrapping in common_wrappings(data):
        bare = wrapping.off(data)
        of_text = _behind_logger(among, wrapping) if wrapping.name in LOGGERS else among
        found, inner = _claimed(decoded(bare), of_text, most - 1) if bare != data else (None, None)
        if isinstance(inner, JsonTail) and _is_of_object(wrapping, data):
            continue
        behind = Nested(wrapping, inner) if inner else wrapping
        if found and (best is None or _is_better(found, behind, best, data)):
            return found, behind
        if found and not wrapping.loose:
            break
    return best, off


def _is_of_object(prefix: Wrapping, data: bytes) -> bool:
    """Whether a prefix of a text with an object behind it is that of the object's line."""
    is_time = prefix.name in _OF_TIMES and not _have_times_within(prefix, data)
    return is_time or prefix.name in LOGGERS


def _in_envelope(
    envelope: LineEnvelope, data: bytes, among: Iterable[Format]
) -> tuple[Guess | None, LineEnvelope]:
    """The format of the texts in objects, which may be objects around a text again."""
    texts = envelope.off(data)
    found = guess(decoded(texts), among) or _of_stamped(envelope, data, among)
    if found is None or found.sureness < HARDLY:
        behind = _behind_envelope(texts, envelope.depth, among)
        found, envelope = behind or (found, envelope)
    if _may_lie_deeper(found) and envelope.depth < _MOST_PREFIXES and envelope.is_common(texts):
        deeper, inner = _in_envelope(LineEnvelope(envelope.depth + 1), data, among)
        if deeper and (found is None or deeper.sureness >= found.sureness):
            return deeper, inner
    return found, envelope


def _may_lie_deeper(found: Guess | ReadPlan | None) -> bool:
    """Whether a line may lie in an object in an object: fields that tell calls count before it."""
    return found is None or (found.sureness < HARDLY and not found.format.of_any_make)


def _of_stamped(
    wrapping: LineEnvelope | Exported | CsvTexts, data: bytes, among: Iterable[Format]
) -> Guess | None:
    """The format of texts that it knows by the times before them."""
    stamped = [form for form in among if form.stamped]
    return guess(decoded(wrapping.off(data, stamped=True)), stamped) if stamped else None


def _behind_envelope(
    texts: bytes, depth: int, among: Iterable[Format]
) -> tuple[Guess, PrefixedEnvelope] | None:
    """The format of lines with times of their own, behind a prefix of the texts in envelopes."""
    by_lines = _of_whole_lines(among)
    tag = [TAG] if TAG.is_common(texts) else []
    for prefix in (*common_wrappings(texts), *tag):
        found = guess(decoded(prefix.off(texts)), by_lines)
        if found and found.sureness >= HARDLY:
            return found, PrefixedEnvelope(prefix, depth)
    return None


def _behind_logger(among: Iterable[Format], prefix: Wrapping) -> list[Format]:
    """The formats that may stand behind a logger's prefix: those that need its time where it gives
    one; behind others `JsonTail` knows objects."""
    if prefix.timed:
        return [form for form in among if not _has_parts(form)]
    return [form for form in _of_whole_lines(among) if not form.fields]


def _of_whole_lines(among: Iterable[Format]) -> list[Format]:
    """The formats of which each line tells all; those of words know what loggers print."""
    return [form for form in among if not (form.stamped or form.assemble or _has_parts(form))]


def _has_parts(form: Format) -> bool:
    """Whether it reads a document, or records that span lines."""
    return bool(form.document or form.elements or form.mend)


def _is_better(found: Guess, behind: Wrapping | Nested, best: Guess, data: bytes) -> bool:
    """Whether lines are read better without a prefix than as they are.

    A format that takes the time from before its lines needs that, unless another is behind it.
    """
    if behind.escaped and not behind.loose:
        return True
    if behind.name in LOGGERS:
        return found.sureness > best.sureness  # many formats know them, and take the level
    is_time = found.format.stamped and behind.name == "timestamp"
    if is_time and not _have_times_within(behind, data):
        return False
    is_of_words = found.format is best.format and best.sureness <= LEAST_SURENESS
    if is_of_words and found.format.stamped and not behind.loose:
        return True  # what people's own words go on with claims more where each line has a time
    may_be_alike = found.format.stamped or not (behind.loose or behind.timed)
    return found.sureness > best.sureness or (may_be_alike and found.sureness == best.sureness)


def _have_times_within(prefix: Wrapping | Nested, data: bytes) -> bool:
    """Whether lines that have a prefix have times of their own behind it."""
    wrapped = [line for line in data.splitlines() if prefix.off(line) != line]
    return have_times(prefix.off(b"\n".join(wrapped)))


def decoded(data: bytes) -> str:
    """The text of lines; what is no UTF-8 is replaced."""
    return data.decode("utf-8", "replace")
