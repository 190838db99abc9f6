"""Why a call of Rust's reqwest failed, which anyhow and eyre print below the error: `Caused by:`;
and how Rust prints an error for those who debug."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analyzer.formats.kinds.failures.causes_below import with_causes
from analyzer.formats.kinds.needed_text import Quick

# An error with its fields, of which some have fields in turn; also as a value in a line of them.
STRUCT = r"(?:[A-Za-z_]\w*::)*[A-Z]\w* \{ (?:[^{}\n]|\{(?:[^{}\n]|\{[^{}\n]*\})*\})*\}"
_UNSAID = Quick(r"\berror (?:sending request|trying to connect)(?: for url \(\S+\))?\s*$")
_BEGINS = re.compile(r"\s*Caused by:\s*$")
_CAUSE = re.compile(r"\s+(?:\d+: )?(?P<cause>\S.*)$")
_MOST_CAUSES = 10


def with_rust_causes(lines: Sequence[str], ahead: Sequence[str]) -> Sequence[str]:
    """The same lines; an error that leaves its reason to the lines below says it itself."""
    return with_causes(lines, ahead, _UNSAID, _causes, 2 + _MOST_CAUSES)


def _causes(below: Sequence[str]) -> str:
    rest = list(below[1:] if below and not below[0].strip() else below)
    if not rest or not _BEGINS.match(rest[0]):
        return ""
    causes = []
    for line in rest[1:]:
        if (found := _CAUSE.match(line)) is None:
            break
        causes.append(found["cause"].strip())
    return "".join(f": {cause}" for cause in causes)
