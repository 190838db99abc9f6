"""Colours of a terminal, which programs and what runs them put around lines and words.

Source: ECMA-48, SGR (8.3.117) and EL (8.3.41); OSC 8, as terminals have it for links.
"""

from __future__ import annotations

import re

_ESCAPE = b"\x1b"
_CODES = re.compile(rb"\x1b\[[0-9;:]*[mK]|\x1b\]8;[^\x1b\x07\n]*(?:\x1b\\|\x07)")


def without_colours(data: bytes) -> bytes:
    """The same lines as they read on a terminal."""
    return _CODES.sub(b"", data) if _ESCAPE in data else data
