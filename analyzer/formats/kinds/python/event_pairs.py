r"""Lines of pairs in which a Python program tells an event, as structlog and logfmter write them.

`event="…" level=debug timestamp=2026-11-19T10:00:00Z exception="Traceback …\n…"`: the time, what was
said, and what was raised, in the order in which lines of text have them. logfmter says `msg`, and
`exc_info` of a traceback, by which lines of Go's programs are none of these. Sources: structlog,
LogfmtRenderer and KeyValueRenderer; logfmter.
"""

from __future__ import annotations

import re

_PAIR = re.compile(r'(?:^|\s)([A-Za-z_]\w*)=("(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'|[^\s"]*)')
_IS_PAIRS = re.compile(r"[A-Za-z_]\w*=")
# What such a line has: an event, a traceback, or words that httpx says.
_MARKS = ("event=", "exc_info=", 'msg="HTTP Request: ')
_TIMES = ("timestamp", "time", "when", "asctime", "ts", "t", "datetime")
_ESCAPED = re.compile(r"\\(.)")
_CHARACTERS = {"n": "\n", "r": "\r", "t": "\t"}
# What a traceback has besides what was raised: its frames, and words between two of a chain.
_FRAME = re.compile(
    r"\s|$|Traceback \(most recent call last\)|During handling of the above|The above exception was"
)


def texts_of(text: str) -> list[str]:
    """The lines of a text, each as `_as_text`."""
    lines = text.split("\n")
    return [_as_text(line) for line in lines] if any(mark in text for mark in _MARKS) else lines


def _as_text(line: str) -> str:
    """The line as text: time, event and what was raised; any other line as it is."""
    if not any(mark in line for mark in _MARKS) or not _IS_PAIRS.match(line):
        return line
    pairs = {name: _plain(value) for name, value in _PAIR.findall(line)}
    time = next(filter(None, map(pairs.get, _TIMES)), "")
    event = pairs.get("event") or pairs.get("msg") or ""
    if not time[:4].isdigit() or not event:
        return line
    raised = pairs.get("exception") or pairs.get("exc_info") or ""
    told = [event, *(text for text in raised.split("\n") if not _FRAME.match(text))]
    return f"{time} {': '.join(told)}".replace("\n", "  ").replace("\r", " ")


def _plain(value: str) -> str:
    if not value.startswith(('"', "'")):
        return value
    return _ESCAPED.sub(lambda found: _CHARACTERS.get(found[1], found[1]), value[1:-1])
