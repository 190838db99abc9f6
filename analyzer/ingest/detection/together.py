"""Plans for lines of several formats that stand together in a source, each for its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from analyzer.formats import LEAST_SURENESS, Format, formats, json_object
from analyzer.formats.json_lines import names_a_call
from analyzer.ingest.detection.mixture import is_dialogue
from analyzer.ingest.detection.one_plan import decoded, one_plan
from analyzer.ingest.detection.told_lines import (
    has_own_times,
    is_claimed,
    is_sure,
    may_be_mixed,
    not_told,
    of_others,
    reads_a_call,
    reads_an_answer,
    shows_success,
    speaks_apart,
    tells_more,
    tells_of_other_hosts,
    unanswered,
    unclaimed,
)
from analyzer.ingest.wrapping.envelope import LineEnvelope
from analyzer.ingest.wrapping.json_tail import JsonTail
from analyzer.ingest.wrapping.read_plan import ReadPlan, Wrapped
from analyzer.ingest.wrapping.wrappings import Nested, Wrapping
from analyzer.mapping.aliases import plan_of
from analyzer.mapping.json_fields import flat_names, member

_MOST_FORMATS = 8
_MOST_REFUSED = 2
_ERRORS = ("err", "error", "exception")
# What the text of a failure may say, roughly.
_FAILS = re.compile(r"(?i)error|exception|fail|time[d -]*out|refused|reset|hang up|[=: ][45]\d\d\b")
_STATUS = re.compile(r"[1-5]\d\d$")


def together(plan: ReadPlan, beginning: str) -> list[ReadPlan]:
    """The plan, and those for lines that it leaves."""
    plans, left = _objects_and_texts(plan, beginning)
    refused: list[Format] = []
    left = unclaimed(plans[-1], left)
    while len(plans) < _MOST_FORMATS and left:
        but = [*(one.format for one in plans if one.wrapping is None), *refused]
        other = one_plan(left, but=but)
        if other is None or not may_be_mixed(other, left):
            break
        joining = _joining(other, plans, beginning, left)
        if refused and not formats()[other.format.name].of_errors:
            break  # a program's words of errors that a client may have told
        if joining is not None:
            plans.append(joining)
            left = unclaimed(joining, left)
        elif len(refused) < _MOST_REFUSED:
            refused.append(other.format)  # what tells the same again hides no errors beside it
        else:
            break
    return plans


def _objects_and_texts(plan: ReadPlan, beginning: str) -> tuple[list[ReadPlan], str]:
    """The plans for objects of which some tell a call by their fields, and some by their texts.

    Fields tell more, and come first; texts are asked where the fields say nothing of an answer.
    Also the lines that are left for the last of the plans.
    """
    fields, texts = plan, None
    if _reads_texts(plan) and not plan.format.websocket:
        outer = plan.wrapping.outer if isinstance(plan.wrapping, Nested) else None
        objects = decoded(outer.off(beginning.encode())) if outer else beginning
        if not any(map(_tells_by_fields, objects.splitlines())):
            return [plan], beginning
        claims = ((form.detect(objects), form) for form in _of_any_make())
        sureness, of_fields = max(claims, key=lambda claim: claim[0])
        fields = ReadPlan(of_fields.fitted(objects), outer, sureness)
        texts = plan
    if not _reads_fields(fields) or not _FAILS.search(beginning):
        return [plan], beginning
    if fields is plan and plan.wrapping is None and _are_answered(plan, beginning):
        return [plan], ""
    left = unanswered(fields, beginning)
    but = [*_of_any_make(), formats()["logfmt"]]  # pairs within a text are a part of it
    if texts is None or not is_claimed(texts, left):
        texts = one_plan(left, but=but) if _FAILS.search(left) else None
    if texts and _reads_texts(texts) and is_claimed(texts, left):
        return [fields, texts], left
    # What fields answer is told; lines beside the objects are not.
    told = set(unclaimed(fields, beginning).splitlines()) - set(left.splitlines())
    kept = (line for line in beginning.splitlines() if line not in told or "{" not in line)
    return [fields], "".join(f"{line}\n" for line in kept)


def _are_answered(plan: ReadPlan, beginning: str) -> bool:
    """Whether all are objects of the format, and those that may tell a failure have a status.

    To have SQL say so takes longer than all else that is asked of a source.
    """
    lines = [line for line in beginning.splitlines() if line.strip()]
    objects = [json_object(line) for line in lines]
    if not all(objects) or unclaimed(plan, beginning):
        return False
    names = dict.fromkeys(name for one in objects for name in flat_names(one))
    statuses = plan_of(names).fields("status")
    return all(
        any(_STATUS.match(str(member(one, name))) for name in statuses)
        for line, one in zip(lines, objects, strict=True)
        if _FAILS.search(line)
    )


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
    if any(isinstance(one.wrapping, JsonTail) for one in plans) and reads_a_call(plan, left):
        return plan  # the fields behind say nothing of what the words tell
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
    if is_dialogue(plan):  # what clients say in several lines is told apart
        others = [one for one in others if not is_dialogue(one)]
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
    if is_dialogue(plan):
        # Of lines that are no exchanges some may look like requests.
        is_told = reads_an_answer(plan, left)
        return all(
            is_sure(one, beginning)
            or (is_dialogue(one) and is_told and speaks_apart(plan, one, beginning))
            or (
                (one.format.of_errors or (one.format.stamped and not is_dialogue(one) and is_told))
                and (plan.format.bodiless or has_own_times(one, beginning))
            )
            for one in plans
        )
    if not dialogues or is_sure(plan, beginning) or has_own_times(plan, left):
        return True
    # What fails is told below the line with its time; each line of a dialogue may have its own.
    return plan.format.of_errors and all(
        one.format.bodiless or has_own_times(one, unclaimed(plan, beginning)) for one in dialogues
    )
