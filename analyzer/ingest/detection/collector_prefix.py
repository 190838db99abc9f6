"""The plan for reading a source: which format claims its lines, without what stands around them.

Prefixes of log collectors (`wrappings`) and what else holds a line are recognised by the first
lines of a source and taken off before its format reads the lines, so that no format has to know of
them. Lines without them stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from analyzer.formats import LEAST_SURENESS, EachFormat, Format, Guess, formats, guess, json_object
from analyzer.formats.json_lines import names_a_call
from analyzer.ingest.detection.mixed import (
    has_own_times,
    is_claimed,
    is_dialogue,
    is_sure,
    may_be_mixed,
    mixed,
    not_told,
    of_others,
    shows_success,
    tells_more,
    tells_of_other_hosts,
    unanswered,
    unclaimed,
)
from analyzer.ingest.detection.writer_plans import read_apart
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
from analyzer.ingest.wrapping.read_plan import ReadPlan, Wrapped
from analyzer.ingest.wrapping.rich_console import RichConsole
from analyzer.ingest.wrapping.two_line_loggers import TwoLineLoggers
from analyzer.ingest.wrapping.wrappings import TAG, Nested, Wrapping, common_wrappings

_MOST_FORMATS = 8
# Prefixes that may be the time that a logger put before its own lines.
_OF_TIMES = ("timestamp", "job")
# Less sure of lines as they are than this, a text within them is looked at as well.
_HARDLY = 0.375
# Some dozens of lines.
_FEW_LINES_LENGTH = 8 << 10
_ERRORS = ("err", "error", "exception")
# Serilog's compact objects hold no text before their templates are filled.
_TEMPLATE = '"@mt":'
# What the text of a failure may say, roughly.
_FAILS = re.compile(r"(?i)error|exception|fail|time[d -]*out|refused|reset|hang up|[=: ][45]\d\d\b")
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


def read_plan_for(
    beginning: str, chosen: Format | None = None, *, likely: Format | None = None
) -> ReadPlan | None:
    """The likeliest plan for a source that begins like this, in the format `chosen` if given.

    A few lines tell in most cases; all that is given counts where they leave a doubt. Where lines
    of several formats stand together, each is read as what it is, or as what its writer writes.
    The `likely` format, such as that of the source before, is asked first: what it is wholly sure
    of no other format claims.
    """
    plan = _of_one(beginning, chosen, likely)
    # What claims every line from its beginning claims it with the name of who wrote it.
    is_bare = plan is not None and plan.wrapping is None and plan.sureness >= 1
    apart = read_apart(beginning, _of_one) if plan and not chosen and not is_bare else None
    return apart or plan


def _of_one(
    beginning: str, chosen: Format | None = None, likely: Format | None = None
) -> ReadPlan | None:
    """The plan for what may be one writer's lines."""
    plan = _one_plan(beginning, chosen, likely)
    if plan is None or chosen or plan.sureness >= 1:
        return plan
    if isinstance(plan.wrapping, Exported):
        return _of_values(plan, beginning) or plan
    if words := _own_words(plan, beginning):
        return words
    plans = _together(plan, beginning)
    return mixed(plans, beginning) if len(plans) > 1 else plans[0]


def _own_words(plan: ReadPlan, beginning: str) -> ReadPlan | None:
    """The plan for people's own words, where these hold all pairs of a few lines and more calls."""
    if plan.format.name != "logfmt" or plan.wrapping is not None or plan.sureness >= _HARDLY:
        return None
    words = ReadPlan(formats()["call_lines"], None, LEAST_SURENESS)
    of_pairs, of_words = (set(of_others([one], beginning).splitlines()) for one in (plan, words))
    return words if of_pairs < of_words else None


def _of_values(plan: ReadPlan, beginning: str) -> ReadPlan | None:
    """The plan for a document whose values are of several formats, as their lines would be."""
    whole = Exported(depth=0, columns=columns_in(beginning))
    values = next((one for path, one in arrays_in(beginning) if path == plan.path), b"")
    objects = _text(whole.off(values))
    first = _one_plan(objects)
    if first is None or first.path is not None:
        return None
    plans = _together(first, objects)
    of_several = mixed(plans, objects) if len(plans) > 1 else None
    return of_several and replace(of_several, wrapping=whole, document=plan.path)


def _together(plan: ReadPlan, beginning: str) -> list[ReadPlan]:
    """The plan, and those for lines that it leaves."""
    plans, left = _objects_and_texts(plan, beginning)
    while len(plans) < _MOST_FORMATS and (left := unclaimed(plans[-1], left)):
        other = _one_plan(left, but=[one.format for one in plans if one.wrapping is None])
        if other is None or not may_be_mixed(other, left):
            break
        joining = _joining(other, plans, beginning, left)
        if joining is None:
            break
        plans.append(joining)
    return plans


def _objects_and_texts(plan: ReadPlan, beginning: str) -> tuple[list[ReadPlan], str]:
    """The plans for objects of which some tell a call by their fields, and some by their texts.

    Fields tell more, and come first; texts are asked where the fields say nothing of an answer.
    Also the lines that are left for the last of the plans.
    """
    fields, texts = plan, None
    if _reads_texts(plan) and not plan.format.websocket:
        outer = plan.wrapping.outer if isinstance(plan.wrapping, Nested) else None
        objects = _text(outer.off(beginning.encode())) if outer else beginning
        if not any(map(_tells_by_fields, objects.splitlines())):
            return [plan], beginning
        claims = ((form.detect(objects), form) for form in _of_any_make())
        sureness, of_fields = max(claims, key=lambda claim: claim[0])
        fields = ReadPlan(of_fields.fitted(objects), outer, sureness)
        texts = plan
    if not _reads_fields(fields) or not _FAILS.search(beginning):
        return [plan], beginning
    left = unanswered(fields, beginning)
    but = [*_of_any_make(), formats()["logfmt"]]  # pairs within a text are a part of it
    if texts is None or not is_claimed(texts, left):
        texts = _one_plan(left, but=but) if _FAILS.search(left) else None
    if texts and _reads_texts(texts) and is_claimed(texts, left):
        return [fields, texts], left
    # What fields answer is told; lines beside the objects are not.
    told = set(unclaimed(fields, beginning).splitlines()) - set(left.splitlines())
    kept = (line for line in beginning.splitlines() if line not in told or "{" not in line)
    return [fields], "".join(f"{line}\n" for line in kept)


def _tells_by_fields(line: str) -> bool:
    """Whether an object tells a call by its fields, or holds an error that has fields."""
    return names_a_call(line) or any(isinstance(json_object(line).get(n), dict) for n in _ERRORS)


def _joining(
    plan: ReadPlan, plans: Sequence[ReadPlan], beginning: str, left: str
) -> ReadPlan | None:
    """The plan for lines that are left, if it reads no worse the same as those of others."""
    if not _joins_dialogues(plan, plans, beginning, left):
        return None
    if plan.sureness <= LEAST_SURENESS:
        return _joining_words(plan, plans, beginning, left)
    return plan if _joins(plan, plans, beginning, left) else None


def _joining_words(
    plan: ReadPlan, plans: Sequence[ReadPlan], beginning: str, left: str
) -> ReadPlan | None:
    """The same of people's own words.

    Where a library logs each answer, an application's words tell of the same once more, but for
    calls that had none. So does the error log beside an access log. Pairs are words, too.
    """
    others = [one for one in plans if one.format.name != "logfmt"]
    of_callers = all(one.format.of_errors or one.format.stamped for one in plans)
    if of_callers and not (others and shows_success(others, beginning)):
        return plan if tells_more(plan, plans, beginning) else None
    if not plan.format.stamped:
        return None
    if tells_of_other_hosts(plan, plans, beginning, left):
        return plan
    if of_callers and tells_more(plan, plans, beginning, answered=False):
        return replace(plan, without_answer=True)
    return None


def _joins(plan: ReadPlan, plans: Sequence[ReadPlan], beginning: str, left: str) -> bool:
    """Whether a plan that is surer than people's own words reads lines that are left."""
    if plan.wrapping is None and all(isinstance(one.wrapping, LineEnvelope) for one in plans):
        return True  # the objects themselves, beside the messages in some
    if plan.format.of_errors and plan.format.assemble:
        return True  # what others read of a failure is theirs
    if isinstance(plan.wrapping, JsonTail):
        # A logger puts the fields of its errors behind words too, which others read.
        return is_claimed(plan, not_told(plans[-1], left))
    # What objects tell by their fields counts before what their texts say.
    is_after_fields = _is_of_objects(plan.wrapping) and _reads_fields(plans[0])
    others = plans[1:] if is_after_fields else plans
    return not (others and is_claimed(plan, of_others(others, beginning)))


def _reads_fields(plan: ReadPlan) -> bool:
    return plan.format.of_any_make and isinstance(plan.wrapping, Wrapping | None)


def _of_any_make() -> list[Format]:
    return [form for form in formats().values() if form.of_any_make]


def _reads_texts(plan: ReadPlan) -> bool:
    return plan.format.stamped and _is_of_objects(plan.wrapping)


def _is_of_objects(wrapping: Wrapped | None) -> bool:
    """Whether it takes texts out of objects, which may stand behind a prefix."""
    return type(wrapping.inner if isinstance(wrapping, Nested) else wrapping) is LineEnvelope


def _joins_dialogues(plan: ReadPlan, plans: Sequence[ReadPlan], beginning: str, left: str) -> bool:
    """Whether no part of an exchange of several lines is taken for a line of another format."""
    dialogues = [one for one in (*plans, plan) if is_dialogue(one)]
    if len(dialogues) > 1:
        return False
    if is_dialogue(plan):
        return all(is_sure(one, beginning) for one in plans)
    return not dialogues or is_sure(plan, beginning) or has_own_times(plan, left)


def _one_plan(
    beginning: str,
    chosen: Format | None = None,
    likely: Format | None = None,
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
    best, off = _claimed(few or beginning, [likely]) if likely else (None, None)
    if few and (best is None or best.sureness < 1):
        best, off = _claimed(few, among)
    if best is None or best.sureness < 1:
        best, off = _claimed(beginning, among)
    is_of_text = (
        best is not None
        and best.format.document is None
        and (
            holds_records(beginning)
            if best.format.name == "otlp"
            else holds_values(beginning, is_told_as_text=_is_told_as_text(best.format, beginning))
        )
    )
    if best is None or best.sureness < _HARDLY or is_of_text:
        # A text within a document is none of the document's lines, however much it looks so.
        exported = _exported(beginning, among, 0.0 if best is None or is_of_text else best.sureness)
        if exported:
            return exported
    form = chosen or (best.format if best else None)
    if form is None:
        return None
    form = form.fitted(_text(off.off(beginning.encode())) if off else beginning)
    return ReadPlan(form, off, best.sureness if best else 0.0)


def _is_told_as_text(form: Format, beginning: str) -> bool:
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
            text = _text(wrapping.off(values))
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
        return guess(_text(entries.off(beginning.encode())), among), JournalExport()
    if console := RichConsole.of(beginning):
        return guess(_text(console.anew().off(beginning.encode())), among), console
    if pairs := TwoLineLoggers.of(beginning):
        found = guess(_text(pairs.off(beginning.encode())), among)
        told = guess(beginning, among)
        # Formats of exchanges over several lines know such pairs.
        if found and not (told and is_dialogue(ReadPlan(told.format, None, told.sureness))):
            return found, TwoLineLoggers()
    best, off = _behind_prefix(beginning, among, most) if most else (guess(beginning, among), None)
    data = beginning.encode()
    if (
        best is None
        or best.sureness < _HARDLY
        or (off and off.name == "docker" and best.format.stamped)
        or (off is None and (best.format.stamped or _TEMPLATE in beginning))
    ):
        envelope = LineEnvelope()
        if envelope.is_common(data):
            found, envelope = _in_envelope(envelope, data, among)
            if found and (best is None or found.sureness >= best.sureness):
                best, off = found, envelope
    is_hardly = best is None or best.sureness < _HARDLY
    is_table = off is None and best is not None and best.format.stamped
    if is_hardly and (tail := JsonTail.of(beginning)):
        found = guess(_text(tail.off(data)), among)
        if found and found.sureness > (best.sureness if best else 0):
            best, off = found, tail
    table = CsvTexts.of(beginning) if is_hardly or is_table else None
    if table and (of_table := _in_table(table, data, among)):
        found, table = of_table
        least = best.sureness if best else 0
        # What looks at the lines of a table as they are does so by chance.
        if found.sureness > least or (is_table and found.sureness >= min(least, _HARDLY)):
            best, off = found, table
    return best, off


def _in_table(
    table: CsvTexts, data: bytes, among: Iterable[Format]
) -> tuple[Guess, CsvTexts] | None:
    """The format of the texts in a table, and the table before it was looked at."""
    texts = table.anew().off(data)
    found = guess(_text(texts), among) or _of_stamped(table.anew(), data, among)
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
        found, inner = _claimed(_text(bare), among, most - 1) if bare != data else (None, None)
        is_time = isinstance(inner, JsonTail) and wrapping.name in _OF_TIMES
        if is_time and not _have_times_within(wrapping, data):
            continue  # the time is of the object's line
        behind = Nested(wrapping, inner) if inner else wrapping
        if found and (best is None or _is_better(found, behind, best, data)):
            return found, behind
        if found and not wrapping.loose:
            break
    return best, off


def _in_envelope(
    envelope: LineEnvelope, data: bytes, among: Iterable[Format]
) -> tuple[Guess | None, LineEnvelope]:
    """The format of the texts in objects, which may be objects around a text again."""
    texts = envelope.off(data)
    found = guess(_text(texts), among) or _of_stamped(envelope, data, among)
    if found is None or found.sureness < _HARDLY:
        behind = _behind_envelope(texts, envelope.depth, among)
        found, envelope = behind or (found, envelope)
    if _may_lie_deeper(found) and envelope.depth < _MOST_PREFIXES and envelope.is_common(texts):
        deeper, inner = _in_envelope(LineEnvelope(envelope.depth + 1), data, among)
        if deeper and (found is None or deeper.sureness >= found.sureness):
            return deeper, inner
    return found, envelope


def _may_lie_deeper(found: Guess | ReadPlan | None) -> bool:
    """Whether a line may lie in an object in an object: fields that tell calls count before it."""
    return found is None or (found.sureness < _HARDLY and not found.format.of_any_make)


def _of_stamped(
    wrapping: LineEnvelope | Exported | CsvTexts, data: bytes, among: Iterable[Format]
) -> Guess | None:
    """The format of texts that it knows by the times before them."""
    stamped = [form for form in among if form.stamped]
    return guess(_text(wrapping.off(data, stamped=True)), stamped) if stamped else None


def _behind_envelope(
    texts: bytes, depth: int, among: Iterable[Format]
) -> tuple[Guess, PrefixedEnvelope] | None:
    """The format of lines with times of their own, behind a prefix of the texts in envelopes."""
    by_lines = [form for form in among if not (form.stamped or form.assemble)]
    tag = [TAG] if TAG.is_common(texts) else []
    for prefix in (*common_wrappings(texts), *tag):
        found = guess(_text(prefix.off(texts)), by_lines)
        if found and found.sureness >= _HARDLY:
            return found, PrefixedEnvelope(prefix, depth)
    return None


def _is_better(found: Guess, behind: Wrapping | Nested, best: Guess, data: bytes) -> bool:
    """Whether lines are read better without a prefix than as they are.

    A format that takes the time from before its lines needs that, unless another is behind it.
    """
    if behind.escaped:
        return True
    is_time = found.format.stamped and behind.name == "timestamp"
    if is_time and not _have_times_within(behind, data):
        return False
    may_be_alike = found.format.stamped or not (behind.loose or behind.timed)
    return found.sureness > best.sureness or (may_be_alike and found.sureness == best.sureness)


def _have_times_within(prefix: Wrapping | Nested, data: bytes) -> bool:
    """Whether lines that have a prefix have times of their own behind it."""
    wrapped = [line for line in data.splitlines() if prefix.off(line) != line]
    return have_times(prefix.off(b"\n".join(wrapped)))


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
