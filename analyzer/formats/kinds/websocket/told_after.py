"""What the lines behind an event add to it: the code of its end, or the status of a refusal.

A program may print the error first, then how the connection was closed; gorilla's client says of
each refusal the same, and what was answered is known to the program alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from analyzer.formats.kinds.text_lines import leading_time
from analyzer.formats.kinds.websocket.messages import (
    ABNORMAL,
    BAD_HANDSHAKE,
    Fields,
    texts_in,
    told,
)

MOST_BETWEEN = 5
_CLOCK = re.compile(r"(\d\d):(\d\d):(\d\d)")
_STATUS_ALONE = re.compile(
    r"(?:^|[\s\[(:])(?i:(?:http |response |handshake )*(?:status|response|http)(?:[ _]?code)?)[\s:=]{1,3}\"?(?P<status>[345]\d\d)\b(?![./-]\d)"
)


def told_after(
    fields: Fields, opening: str, following: Iterable[tuple[int, str]]
) -> tuple[Fields, int] | None:
    """What one of the next lines adds to an event, and the number of that line.

    `opening` is the line with the event's time.
    """
    is_refusal = fields.get("error") == BAD_HANDSHAKE
    if not is_refusal and (fields["event"] != "close" or fields.keys() & {"code", "message"}):
        return None
    for count, (number, line) in enumerate(following):
        if count >= MOST_BETWEEN or not _is_soon(opening, line):
            return None
        other = told(line, texts_in(line))
        if other and other.get("url", fields.get("url")) != fields.get("url"):
            return None
        if is_refusal and "://" not in line and (found := _STATUS_ALONE.search(line)):
            return {"error": None, "status": found["status"]}, number
        if other:
            return ({"code": ABNORMAL}, number) if _is_end(other) and not is_refusal else None
    return None


def _is_end(fields: Fields) -> bool:
    return fields.get("code") == ABNORMAL and "reason" not in fields


def _is_soon(opening: str, line: str) -> bool:
    """Whether a line with a time was written within a second of another."""
    clocks = [_CLOCK.search(text) for text in (opening, line)]
    if not leading_time(line) or clocks[0] is None or clocks[1] is None:
        return False
    before, after = (3600 * int(c[1]) + 60 * int(c[2]) + int(c[3]) for c in clocks if c)
    return 0 <= after - before <= 1
