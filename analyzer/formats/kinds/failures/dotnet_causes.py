"""Why a call of .NET's HttpClient failed, which an inner exception below the error says: `--->`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import takewhile

from analyzer.formats.kinds.failures.causes_below import with_causes
from analyzer.formats.kinds.failures.java_network import MET
from analyzer.formats.kinds.needed_text import Quick

_UNSAID = Quick(
    r"\bHttpRequestException: (?:An error occurred while sending the request|Error while copying content|"
    r"The SSL connection could not be established)[^(]*$"
)
# What Linux's resolver says of a name that it could not look up, in the words of its number.
_UNRESOLVED = "HttpRequestException: Resource temporarily unavailable ("
_AS_LOOKUP = "HttpRequestException: host lookup failed, temporarily ("
_CAUSE = re.compile(r"\s*---> [\w.]+Exception(?: \([^)]*\))?: (?P<cause>.*\S)")
_MOST_CAUSES = 5
# What a call that was given up says before .NET 5, and of whatever else was.
_CANCELED = Quick(r"\bTaskCanceledException: (?:A task|The operation) was canceled\.\s*$")
_OF_CLIENT = re.compile(r"^\s+at System\.Net\.Http\.HttpClient\b")
_MOST_FRAMES = 12
# … and Polly of whatever it waited for; its frames stand above those of the handlers.
_GIVEN_UP = Quick(r"\bPolly\.Timeout\.TimeoutRejectedException: [^\n]*\.\s*$")
_OF_HANDLERS = re.compile(r"^\s+at (?:System\.Net\.Http\.|Microsoft\.Extensions\.Http\.)")
_MOST_OF_POLLY = 40


def with_dotnet_causes(lines: Sequence[str], ahead: Sequence[str]) -> Sequence[str]:
    """The same lines; an error that leaves its reason to the lines below says it itself."""
    named = [
        line.replace(_UNRESOLVED, _AS_LOOKUP) if _UNRESOLVED in line else line for line in lines
    ]
    said = with_causes(named, ahead, _UNSAID, _causes, _MOST_CAUSES)
    said = with_causes(said, ahead, _CANCELED, _mark(_OF_CLIENT), _MOST_FRAMES)
    return with_causes(said, ahead, _GIVEN_UP, _mark(_OF_HANDLERS), _MOST_OF_POLLY)


def _mark(of_client: re.Pattern[str]) -> Callable[[Sequence[str]], str]:
    """That a client met it, where its stack leads through one."""

    def mark(below: Sequence[str]) -> str:
        frames = takewhile(lambda line: line.startswith(" "), below)
        return f"{MET})" if any(map(of_client.match, frames)) else ""

    return mark


def _causes(below: Sequence[str]) -> str:
    causes = []
    for line in below:
        if (found := _CAUSE.match(line)) is None:
            break
        causes.append(found["cause"])
    return "".join(f" {cause}" for cause in causes)
