"""Why a call of .NET's HttpClient failed, which an inner exception below the error says: `--->`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analyzer.formats.kinds.causes_below import with_causes
from analyzer.formats.kinds.needed_text import Quick

_UNSAID = Quick(
    r"\bHttpRequestException: (?:An error occurred while sending the request|Error while copying content|"
    r"The SSL connection could not be established)[^(]*$"
)
_CAUSE = re.compile(r"\s*---> [\w.]+Exception(?: \([^)]*\))?: (?P<cause>.*\S)")
_MOST_CAUSES = 5


def with_dotnet_causes(lines: Sequence[str], ahead: Sequence[str]) -> Sequence[str]:
    """The same lines; an error that leaves its reason to the lines below says it itself."""
    return with_causes(lines, ahead, _UNSAID, _causes, _MOST_CAUSES)


def _causes(below: Sequence[str]) -> str:
    causes = []
    for line in below:
        if (found := _CAUSE.match(line)) is None:
            break
        causes.append(found["cause"])
    return "".join(f" {cause}" for cause in causes)
