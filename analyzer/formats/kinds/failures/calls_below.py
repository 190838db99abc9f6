"""Which call an error of Google's HTTP client for Java tells of: the line below it says that."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analyzer.formats.kinds.failures.causes_below import with_causes
from analyzer.formats.kinds.needed_text import Quick
from analyzer.formats.kinds.text_lines import METHOD

_ERROR = Quick(r"\bcom\.google\.api\.client\.[\w.]*ResponseException: \d{3}\b[^\n]*$")
_CALL = re.compile(rf"\s*({METHOD} https?://\S+)\s*$")


def with_calls_below(lines: Sequence[str], ahead: Sequence[str]) -> Sequence[str]:
    """The same lines; an error whose next line is its method and its URL says them itself."""
    return with_causes(lines, ahead, _ERROR, _call, 1)


def _call(below: Sequence[str]) -> str:
    found = _CALL.match(below[0]) if below else None
    return f" for {found[1]}" if found else ""
