"""First lines of a source as formats of plans read them: which they claim, which tell a call."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from fnmatch import fnmatch
from functools import lru_cache

from analyzer.catalog.catalog import load
from analyzer.formats import json_object
from analyzer.formats.kinds.exchange import NOTE
from analyzer.formats.kinds.text_lines import has_leading_time
from analyzer.ingest.detection.mixture import Mixture, is_dialogue, mixture, opens, within
from analyzer.ingest.detection.speakers import opens_or_answers
from analyzer.ingest.wrapping.json_tail import JsonTail
from analyzer.ingest.wrapping.read_plan import ReadPlan

# Verdicts on what is no call of its own, or shows no answer.
_OF_NO_ANSWER = "skip: tells of no answer"
_OF_NO_CALL = "skip: another message"
_OF_PARTS = "skip: part of an exchange"
_OF_NOBODY = "reject: of no format that other lines have"
_HOST = re.compile(r"://([\w.-]+)")
_HALF = 0.5
# How sure a format has to be of a line that stands among exchanges of several lines.
_SURELY = 0.5


def is_sure(plan: ReadPlan, beginning: str) -> bool:
    """Whether each line that the format of a plan claims is surely of it, and told whole."""
    form, lines = plan.format, within(plan, _lines(beginning))
    told = [sure for line in lines if line.strip() and (sure := form.detect(f"{line}\n")) > 0]
    return form.assemble is None and not form.stamped and min(told, default=0) >= _SURELY


def unclaimed(plan: ReadPlan, beginning: str) -> str:
    """The lines that the format of a plan does not claim; none if it may not be mixed."""
    claims = list(_claims(plan, beginning, told_below=True))
    if plan.path is not None or not _stand_alone(plan, claims, beginning):
        return ""
    lines = _lines(beginning)
    if plan.format.of_errors and plan.format.assemble:
        pairs = zip(within(plan, lines), claims, strict=True)
        if any(opens(line) and not claimed for line, claimed in pairs):
            # The body of what failed is an object of no other format.
            parts = set(_lines_told(plan, beginning, _OF_PARTS).splitlines())
            claims = [one or line in parts for one, line in zip(claims, lines, strict=True)]
    return "".join(f"{line}\n" for line, claimed in zip(lines, claims, strict=True) if not claimed)


def unanswered(plan: ReadPlan, beginning: str) -> str:
    """The lines of which the format of a plan reads a call, and no answer to it."""
    return _lines_told(plan, beginning, _OF_NO_ANSWER)


def not_told(plan: ReadPlan, beginning: str) -> str:
    """The lines of which the format of a plan reads no call, where it stands among the others."""
    return _lines_told(plan, beginning, _OF_NO_CALL)


def _lines_told(plan: ReadPlan, beginning: str, verdict: str) -> str:
    found = zip(beginning.split("\n"), _exchanges([(plan, None)], beginning), strict=True)
    return "".join(f"{line}\n" for line, told in found if told.get("verdict") == verdict)


def of_others(plans: Sequence[ReadPlan], beginning: str) -> str:
    """The lines that the formats of some plans claim."""
    claims = [list(_claims(plan, beginning)) for plan in plans]
    lines = zip(_lines(beginning), zip(*claims, strict=True), strict=True)
    return "".join(f"{line}\n" for line, claimed in lines if line.strip() and any(claimed))


def shows_success(plans: Sequence[ReadPlan], beginning: str) -> bool:
    """Whether the formats of some plans tell of a call that was answered well, as libraries do."""
    members = [(plan, is_json(plan, beginning)) for plan in plans]
    told = Mixture(members).take(of_others(plans, beginning).encode(), is_last=True)
    found = [json_object(line) for line in told.decode().split("\n")]
    statuses = [one.get("status") for one in found if one.get("protocol") != "websocket"]
    return any(str(status)[:1] in {"2", "3"} for status in statuses)


def tells_more(
    plan: ReadPlan, plans: Sequence[ReadPlan], beginning: str, *, answered: bool = True
) -> bool:
    """Whether the format of a plan reads a call in a line where others read none, nor in another.

    Calls that were `answered` do not count if it is false.
    """
    members = [(one, is_json(one, beginning)) for one in plans]
    of_others, own = _exchanges(members, beginning), _exchanges([(plan, None)], beginning)
    # Behind the last line's end nothing is told.
    read = (one for one in of_others if one and not one.get("verdict"))
    told = set(map(_call_told, read))
    return any(
        not one.get("verdict") and _is_left(other) and _call_told(one) not in told
        for one, other in zip(own, of_others, strict=True)
        if answered or one.get("status") is None
    )


def _call_told(told: Mapping[str, object]) -> tuple[object, ...]:
    """What tells two calls apart: where neither URL nor status is told, what was answered."""
    url, status = told.get("url"), told.get("status")
    return url, status, told.get("response_body") if url is None and status is None else None


def _is_left(told: Mapping[str, object]) -> bool:
    """Whether a line was read as no call; an object may hold a text that was not looked at."""
    verdict = told.get("verdict")
    is_unread = verdict == _OF_NOBODY and opens(str(told.get("line")))
    return is_unread or verdict in (_OF_NO_CALL, _OF_NO_ANSWER)


def _exchanges(
    members: Sequence[tuple[ReadPlan, bool | None]], beginning: str
) -> list[Mapping[str, object]]:
    """What some formats make of each line: a call, or a verdict on what is none."""
    told = Mixture(members).take(beginning.encode(), is_last=True).decode().split("\n")
    return [json_object(line) for line in told]


def reads_an_answer(plan: ReadPlan, lines: str) -> bool:
    """Whether the format of a plan reads a call in some lines that was answered."""
    return any(one.get("status") is not None for one in _exchanges([(plan, None)], lines))


def reads_a_call(plan: ReadPlan, lines: str) -> bool:
    """Whether the format of a plan reads a call in some lines."""
    return any(one and not one.get("verdict") for one in _exchanges([(plan, None)], lines))


def has_own_times(plan: ReadPlan, left: str) -> bool:
    """Whether most lines that the format of a plan claims begin messages, as a body's do not.

    A line of a body that looks like one of them is a part of its exchange all the same.
    """
    return _begin_messages(of_others([plan], left).splitlines())


def _begin_messages(lines: Sequence[str]) -> bool:
    return not lines or sum(map(has_leading_time, lines)) > _HALF * len(lines)


def speaks_apart(plan: ReadPlan, one: ReadPlan, beginning: str) -> bool:
    """Whether lines that open or answer exchanges of a plan's format are none of another's, and
    most of them begin messages, as lines of bodies do not."""
    lines = _lines(beginning)
    both = zip(lines, within(plan, lines), within(one, lines), strict=True)
    said = [(line, other) for line, own, other in both if opens_or_answers(plan, own)]
    if any(opens_or_answers(one, other) for _, other in said):
        return False
    return plan.format.bodiless or _begin_messages([line for line, _ in said])


def tells_of_other_hosts(
    plan: ReadPlan, plans: Sequence[ReadPlan], beginning: str, left: str
) -> bool:
    """Whether lines that are left for a plan name hosts, and none that logs of each call name.

    Words of a vendor's library that name no host are of the hosts that the catalog knows.
    """
    of_calls = [one for one in plans if not one.format.of_errors]
    if not of_calls:
        return False
    hosts = set(_HOST.findall(of_others([plan], left)))
    called = set(_HOST.findall(of_others(of_calls, beginning)))
    # Words behind the request of an exchange may be taken for its answer.
    if hosts or any(map(is_dialogue, plans)):
        return bool(hosts) and hosts.isdisjoint(called)
    globs = [glob for vendor in _vendors(plan, left) for glob in load().vendors[vendor].hosts]
    return bool(globs) and not any(fnmatch(host, glob) for host in called for glob in globs)


def _vendors(plan: ReadPlan, lines: str) -> set[str]:
    """The vendors of the catalog that the format of a plan reads in some lines."""
    told = (one for one in _exchanges([(plan, None)], lines) if not one.get("verdict"))
    return {str(one.get("vendor")) for one in told} & load().vendors.keys()


def is_claimed(plan: ReadPlan, lines: str) -> bool:
    """Whether any line is of the format of a plan, and not only a part of the one behind it."""
    claims = zip(within(plan, _lines(lines)), _claims(plan, lines), strict=True)
    return any(claimed and line.strip() for line, claimed in claims)


def may_be_mixed(plan: ReadPlan, beginning: str) -> bool:
    """Whether lines that are read that plan mean the same wherever they stand."""
    # People's own words may stand below a traceback; what errors say is told by who reads them.
    claims = list(_claims(plan, beginning, told_below=True))
    return plan.path is None and _stand_alone(plan, claims, beginning)


def _claims(plan: ReadPlan, beginning: str, *, told_below: bool = False) -> Iterator[bool]:
    """Which lines the format of a plan claims, each by itself; blank ones are everyone's.

    Of a format that reads the log anyway, a failure may be `told_below`, such as by a stack trace.
    """
    form, lines = plan.format, within(plan, _lines(beginning))
    told = lines
    if form.assemble and (is_dialogue(plan) or (told_below and form.stamped)):
        told = form.assemble()("\n".join(lines).encode(), is_last=True).decode().split("\n")
    if is_dialogue(plan):
        yield from (not line.startswith(NOTE) for line in told)
        return
    for line, whole in zip(lines, told, strict=True):
        shown = {line} if whole.startswith(NOTE) else {line, whole}
        yield not line.strip() or any(_is_detected(form.detect, one) for one in shown)


@lru_cache(maxsize=8192)  # what is asked about a beginning comes back to the same lines
def _is_detected(detect: Callable[[str], float], line: str) -> bool:
    return detect(f"{line}\n") > 0


def _lines(text: str) -> list[str]:
    return text.removesuffix("\n").split("\n")


def _stand_alone(plan: ReadPlan, claims: Sequence[bool], beginning: str) -> bool:
    """Whether the format is recognised by more than a header, and a line is a record."""
    form = plan.format
    if not plan.reads_lines:
        return False
    # Of an exchange of several lines, a body may look like a line of another format.
    is_told_in_several = form.assemble and not (
        form.complete or form.of_any_make or is_dialogue(plan)
    )
    # Lines that bring their times, as a logger's pairs do, have no header.
    has_header = form.fit and not form.assemble and not form.stamped
    may_be_header = has_header and not opens(within(plan, _lines(beginning))[0])
    return not is_told_in_several and any(claims[1:] if may_be_header else claims)


def mixed(plans: Sequence[ReadPlan], beginning: str) -> ReadPlan:
    """The plan for reading lines each of which is of the format of one of these plans."""
    are_json = [is_json(plan, beginning) for plan in plans]
    # Where objects are made of lines at most, one that is there is a part of a message.
    are_there = any(
        one and not isinstance(plan.wrapping, JsonTail)
        for plan, one in zip(plans, are_json, strict=True)
    )
    members = [
        (plan, one if are_there else None) for plan, one in zip(plans, are_json, strict=True)
    ]
    form = mixture([plan.format for plan in plans], lambda: Mixture(members).take)
    return ReadPlan(form, None, max(plan.sureness for plan in plans))


def is_json(plan: ReadPlan, beginning: str) -> bool:
    """Whether most lines that the format of a plan claims are JSON objects, as it reads them."""
    claims = zip(within(plan, _lines(beginning)), _claims(plan, beginning), strict=True)
    claimed = [line for line, is_claimed in claims if is_claimed and line.strip()]
    return sum(map(opens, claimed)) > _HALF * len(claimed)
