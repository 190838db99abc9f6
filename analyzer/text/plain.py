"""Text made safe for a terminal: control characters are shown and not obeyed."""

from __future__ import annotations

import re

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def plain(text: str) -> str:
    """One line without control characters, which names of files and logged texts may hold."""
    return _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text)
