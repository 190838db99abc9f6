"""Forms of text lines for the look, as formats write them: `{client} - {user} [{clf_time}] …`.

A name in braces is a part of a line (text_line.h), what stands between is passed over as it is. A
form is narrower than the pattern of its format: a line that it does not fit goes to SQL.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from string import Formatter

# In the order of text_line.h; the first one ends a form.
_PARTS = (
    "", "word", "quoted", "within", "rest", "number", "code", "user", "state", "client", "address",
    "peer", "clf_time", "clf_ended", "clf_ms", "iso_started", "iso_ended", "request", "status",
    "sent", "sent_or_none", "received", "took_s", "took_ms", "part_s", "retries", "trace_id",
    "request_id", "host", "forwarded", "owner", "operation", "status_without_wait",
    "backend", "flags", "reason",
)  # fmt: skip
_BEGINS_FORM = 1 << 6


def parts(forms: Iterable[str]) -> Iterator[tuple[str, int]]:
    """What stands before each part, behind a mark, and the part's role."""
    for form in forms:
        begins = _BEGINS_FORM
        for before, name in _with_end(form):
            yield f"^{before}", _PARTS.index(name) | begins
            begins = 0


def _with_end(form: str) -> Iterator[tuple[str, str]]:
    """The parts of a form, of which the last ends it; a brace that is meant stands twice."""
    before = ""
    for literal, name, *_ in Formatter().parse(form):
        before += literal
        if name is not None:
            yield before, name
            before = ""
    yield before, ""
