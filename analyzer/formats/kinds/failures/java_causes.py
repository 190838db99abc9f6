"""What stands below the error of a Java client that wraps another: why it failed, and which call."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from analyzer.formats import ASIDE
from analyzer.formats.kinds.failure_words import URL
from analyzer.formats.kinds.failures.calls_above import CALLED
from analyzer.formats.kinds.failures.causes_below import with_causes
from analyzer.formats.kinds.needed_text import Quick
from analyzer.formats.kinds.text_lines import METHOD, has_leading_time

# Feign, sttp and Spring's clients, which repeat the words of the cause, whatever these are.
_WRAPS = Quick(
    r"\b(?:RetryableException|ResourceAccessException|WebClientRe(?:quest|sponse)Exception(?:\$\w+)?|SttpClientException\$\w+): "
)
# Behind it stands the cause, which says more than they do.
_BECAUSE = f"{ASIDE} because "
CAUSE_BELOW = rf"{_BECAUSE}(?P<error>[^\n{_BECAUSE[0]}]+)"
_CAUSE = re.compile(
    r"^Caused by: (?:[\w$]+[.$])*(?P<cause>(?:UnknownHost|\w*Unresolved\w*|\w*Timeout|\w*Connect|NoRouteToHost|SSL\w*"
    r"|NoHttpResponse|PrematureClose|ConnectionClosed|ClosedChannel|Socket|EOF)Exception\b.*)"
)
# sttp's, where an answer was none of those awaited.
_ANSWER = re.compile(
    r"^Caused by: [\w.$]*(?P<answer>(?:HttpError|UnexpectedStatusCode): statusCode: \d{3}, response: .*)"
)
# Where Reactor saw it: the request of a WebClient.
_SEEN_AT = re.compile(rf"checkpoint ⇢ Request to ({METHOD} {URL}) \[")
_MOST_LINES = 150


def with_java_causes(lines: Sequence[str], ahead: Sequence[str]) -> Sequence[str]:
    """The same lines; behind an error that wraps another of the network stands the latter."""
    return with_causes(lines, ahead, _WRAPS, _said_below, _MOST_LINES)


def _is_of_stack(line: str) -> bool:
    """Whether no other message begins in a line, and no other error that is printed alone."""
    is_another = _WRAPS.search(line) and not line.startswith("Caused by: ")
    return not is_another and not has_leading_time(line)


def _said_below(below: Sequence[str]) -> str:
    stack = list(takewhile(_is_of_stack, below))
    cause = next(filter(None, map(_CAUSE.match, stack)), None)
    call = next(filter(None, map(_SEEN_AT.search, stack)), None)
    if answer := next(filter(None, map(_ANSWER.match, stack)), None):
        return f" {answer['answer']}"
    because = f" {_BECAUSE}{cause['cause'].strip()}" if cause else ""
    return because + (f" {CALLED}{call[1]}" if call else "")
