"""Tracebacks as Rich prints them, also for structlog's console: frames in a box, and below it what was raised.

A frame shows code and what its names had, none of which tells anything. What was raised is wrapped
within the width of the box. Source: rich.traceback.Traceback.
"""

from __future__ import annotations

from collections.abc import Sequence

BOX = "╰─"
_FRAME = "│ "
_ENDS = ("During handling", "The above exception", "╭", "│", BOX)


def without_boxes(lines: Sequence[str]) -> list[str]:
    """As many lines; a frame's are left out but for their mark, and what is raised stands in one."""
    told = [_FRAME if line.startswith(_FRAME) else line for line in lines]
    for at, line in enumerate(lines):
        if line.startswith(BOX):
            _unwrap(told, at + 1, len(line.rstrip()))
    return told


def _unwrap(lines: list[str], first: int, width: int) -> None:
    """What follows a box, as far as it was wrapped, in its first line."""
    at, last = first + 1, lines[first] if first < len(lines) else ""
    while last.strip() and at < len(lines) and _goes_on(last, lines[at], width):
        last = lines[at]
        lines[first], lines[at] = f"{lines[first].rstrip()} {last.strip()}", ""
        at += 1


def _goes_on(above: str, line: str, width: int) -> bool:
    """Whether the first word of a line had no place in the one above."""
    if not line.strip() or line.startswith(_ENDS):
        return False
    return len(above.rstrip()) + 1 + len(line.split(maxsplit=1)[0]) > width
