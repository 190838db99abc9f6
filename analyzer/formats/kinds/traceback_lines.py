"""Lines that go on with the message before them: indented ones, and those of Python's tracebacks."""

from __future__ import annotations

import re

_GOES_ON = re.compile(
    r"(?:\s|$|Traceback \(most recent|During handling of|The above exception|"
    r"For more information|[A-Za-z_][\w.]*(?:Error|Exception|Timeout)\b)"
)


def goes_on(line: str) -> bool:
    """Whether a line of a log begins no message of its own."""
    return bool(_GOES_ON.match(line))
