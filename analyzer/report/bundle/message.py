"""The message to a vendor's support, ready to send."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.report.bundle.part import (
    VendorPart,
    answer_of,
    asked_of,
    clock,
    days,
    ids_of,
    is_of_days,
    one_line,
)
from analyzer.text.wording import number

_MOST_IN_MESSAGE = 20


def message(part: VendorPart) -> str:
    """Subject, what happened, the failures, their ids and what to ask, as lines of text."""
    text, ids = part.text, ids_of(part)
    paragraphs = (
        [one_line(_text(part, "subject"))],
        [text("message.greeting")],
        [one_line(_text(part, "what")), *_first_and_last(part), *_failures(part)],
        [text("message.ids" if ids else "message.no_ids"), *(f"  {name}" for name in ids)],
        [text("message.question"), *(f"  - {question}" for question in _questions(part))],
        [text("message.attached")],
        [text("message.thanks")],
    )
    return "\n\n".join("\n".join(lines) for lines in paragraphs) + "\n"


def _text(part: VendorPart, name: str) -> str:
    """The sentence of that name that fits: of failures of a trace, of none, or of a period."""
    form = "" if part.failed else "_ok"
    first, last = part.rows[0]["ts"], part.rows[-1]["ts"]
    numbers = {"requests": len(part.rows), "failures": len(part.failed)}
    if extent := part.extent:
        form, first, last = "_period", extent.first_ts, extent.last_ts
        numbers = {
            "requests": max(extent.requests, extent.failures),
            "failures": extent.failures,
            "clients": max(extent.clients, extent.failing_clients),
            "failing_clients": extent.failing_clients,
            "listed": len(part.rows),
        }
    hosts = dict.fromkeys(row["host"] for row in part.rows if row["host"])
    return part.text(
        f"message.{name}{form}",
        vendor=part.title,
        trace=part.trace,
        days=days(first, last),
        first=f"{first:%Y-%m-%d %H:%M:%S}",
        last=f"{last:%Y-%m-%d %H:%M:%S}",
        hosts=", ".join(hosts) or part.title,
        **{key: number(value) for key, value in numbers.items()},
    )


def _first_and_last(part: VendorPart) -> Iterator[str]:
    if part.extent and part.extent.first_id and part.extent.last_id:
        first, last = one_line(part.extent.first_id), one_line(part.extent.last_id)
        yield part.text("message.first_and_last", first=first, last=last)


def _failures(part: VendorPart) -> Iterator[str]:
    ends = (part.extent.first_ts, part.extent.last_ts) if part.extent else ()
    dated = is_of_days(*ends, *(row["ts"] for row in part.rows))
    for row in part.failed[:_MOST_IN_MESSAGE]:
        said = f"{clock(row['ts'], dated=dated)} {asked_of(row)} → {answer_of(row)}"
        yield f"  {one_line(said)}"
    if len(part.failed) > _MOST_IN_MESSAGE:
        yield f"  {part.text('message.more', n=len(part.failed) - _MOST_IN_MESSAGE)}"


def _questions(part: VendorPart) -> list[str]:
    """What to ask about each class of failure; about none, in general."""
    questions = []
    for name in dict.fromkeys(row["class"] for row in part.failed):
        try:
            questions.append(part.text(f"question.{name}"))
        except KeyError:
            questions.append(part.text("question.other"))
    return list(dict.fromkeys(questions)) or [part.text("question.other")]
