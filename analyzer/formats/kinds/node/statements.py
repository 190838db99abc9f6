"""Statements of a program that tell failed calls, by the words before the error.

What prints `quote failed: Request failed with status code 401` prints `quote failed: read ECONNRESET`
of the same call, of which that text alone does not say that it was one of HTTP.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from analyzer.formats.kinds.needed_text import Quick
from analyzer.formats.kinds.node.messages import peer_of
from analyzer.formats.kinds.text_lines import LONGEST
from analyzer.mapping.client_words import OF_DATABASE

# What no client but one of HTTP says.
_SURE = Quick(
    r"(?:(?:DOMException \[\w+\]|\w*Error(?: \[\w+\])?): ?)?(?:\b(?:Request failed with status|Response(?: status)?) code \d{3}\b|"
    r"\btimeout of \d+ms exceeded|\bTimeout of \d+ms exceeded|\bTimeout awaiting '\w+' for|"
    r"(?<!\w )\bfetch failed\b|\bsocket hang up\b|\brequest to https?://\S+ failed, reason: |"
    r"\bHTTP error!? status: \d{3}|\bHTTP (?:error )?[45]\d\d\b|\bAxiosError\b|\bFetchError\b|"
    r"\b(?:Headers|Body|Connect) Timeout Error\b|\bother side closed\b|"
    # What OpenAI's and Anthropic's SDKs say of an answer.
    r"(?<=: )[45]\d\d (?:\{\"|[A-Z][^\n]*?[.!?\"}]\s*$))"
)
# What Node.js says of any connection, and of what was given up after a time.
_UNSURE = Quick(
    r"(?P<name>(?:DOMException \[\w+\]|\w*Error(?: \[\w+\])?): )?(?P<message>\b(?:read|write|connect|getaddrinfo) E[A-Z_]{4,}\b[^\n]*|"
    r"\bsocket hang up\b|\bother side closed\b|\bThe operation was aborted due to timeout\b|"
    r"\bTimeout of \d+ms exceeded|\b(?:Headers|Body|Connect) Timeout Error\b|(?<!\w )\bfetch failed\s*$|"
    r"(?<=: )(?:Request timed out\.|Connection error\.)\s*$|"
    r"\bstream has been aborted\b|(?:aborted|terminated|Premature close|The operation was aborted\.?)\s*$)"
)
_DATABASE = re.compile(OF_DATABASE)
# Numbers, names of symbols and levels differ between lines of one statement.
_VARYING = re.compile(r"[A-Z0-9]{2,}|\d|[TZ](?=\W)")
# It has words of its own, of one thing that was done.
_WORDS = re.compile(r"[A-Za-z]{3,}[ _]+[a-z]{2,}[^\n]*$")
_OF_ANYTHING = re.compile(
    r"(?i)unhandled|uncaught|unexpected|global|reconnect|redis|mongo|database|socket"
)
_LONGEST_HEAD = 120
# One of which any failure has that only its statement tells to be a call's.
_TEXTS = (
    *(b"read E", b"write E", b"connect E", b"getaddrinfo E", b"hang up", b"side closed"),
    *(b"aborted due to", b"Timeout Error", b"Timeout of ", b"fetch failed"),
    *(b"Request timed out.", b"Connection error.", b"aborted", b"terminated", b"Premature close"),
)
# Behind it stands what a statement says of a call.
OF_CALL = "\u241f"


def may_fail(data: bytes) -> bool:
    """Whether lines may hold such a failure; most chunks of most logs do not."""
    return any(text in data for text in _TEXTS)


class Statements:
    """The statements of one source that told calls, as its lines come by."""

    def __init__(self) -> None:
        self._told: set[str] = set()

    def note(self, lines: Sequence[str]) -> None:
        """Note the statements of lines that are to be read."""
        for line in lines:
            if (found := _SURE.search(line[:LONGEST])) and (
                head := statement_before(line, found.start())
            ):
                self._told.add(head)

    def told(self, lines: Sequence[str]) -> list[str]:
        """The same lines; those of which only their statement says that they tell of a call have
        the host, if any, and the failure behind `OF_CALL`."""
        self.note(lines)
        if not self._told:
            return list(lines)
        return [self._marked(line) for line in lines]

    def _marked(self, line: str) -> str:
        failure = self.failure(line) if "://" not in line else None
        return f"{line} {OF_CALL}{peer_of(failure) or '-'} {failure}" if failure else line

    def failure(self, line: str) -> str | None:
        """Why a call had no answer that such a statement tells of, where it is a database's not."""
        found = _UNSURE.search(line[:LONGEST])
        if found is None or not self._told or _DATABASE.search(line):
            return None
        return found["message"] if statement_before(line, found.start()) in self._told else None


def statement_before(line: str, end: int) -> str | None:
    """What a line begins with, if those are words of a statement."""
    head = _VARYING.sub("", line[max(0, end - _LONGEST_HEAD) : end]).strip()
    return head if _WORDS.search(head) and not _OF_ANYTHING.search(head) else None
