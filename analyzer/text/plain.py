"""Text made safe for a terminal: what steers it, or turns the direction of writing, is shown."""

from __future__ import annotations

import re

# As a pattern for Python and polars: marks that turn the direction of what is written after them.
TURNING = "[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
_STEERING = re.compile(rf"[\x00-\x1f\x7f-\x9f]|{TURNING}")
_STEERING_IN_LINES = re.compile(rf"[\x00-\x09\x0b-\x1f\x7f-\x9f]|{TURNING}")


def plain(text: str) -> str:
    """One line without control characters, which names of files and logged texts may hold."""
    return _STEERING.sub(lambda found: _escaped(found[0]), text)


def plain_lines(text: str) -> str:
    """As `plain`, line by line; tabs are blanks."""
    return _STEERING_IN_LINES.sub(
        lambda found: " " if found[0] in "\t\r" else _escaped(found[0]), text
    )


def _escaped(character: str) -> str:
    number = ord(character)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}"
