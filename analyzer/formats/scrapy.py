r"""Scrapy's log: what its engine crawled, what it sent again, and where it was redirected to.

Source: scrapy, logformatter.py (`Crawled (200) <GET …>`) and downloadermiddlewares retry.py and redirect.py.
A status on which it gave up, or which no spider takes, stands in the line of the engine too, and counts
there, unless only INFO and above is logged. The time is when the answer was there; it shows no duration.
"""

from __future__ import annotations

import re
from dataclasses import replace

from analyzer.formats import Sample, row
from analyzer.formats.kinds.text_lines import line_by_line, text_format

_CALL = r"<(?P<method>[A-Z]+) (?P<target>[a-z]+://[^>\s]+)>"
# What only a log of level DEBUG has, which has the engine's lines as well.
_DEBUG = re.compile(r"\] DEBUG: |\bDEBUG: Crawled \(")
_GAVE_UP = re.compile(r"\bGave up retrying <[A-Z]+ (\S+)> \(failed \d+ times\): (?=\d{3}\b)")
_CRAWLED = re.compile(r"\bCrawled \(\d{3}\) <[A-Z]+ (\S+)>")
_IGNORED = re.compile(r"\bIgnoring response <\d{3} (\S+)>")

_FORMAT = text_format(
    "scrapy",
    "Scrapy",
    (
        rf"\bCrawled \((?P<status>\d{{3}})\) {_CALL}",
        rf"\bRedirecting \((?P<status>3\d\d)\) to <[^>\s]+ [^>\s]+> from {_CALL}",
        rf"\bRetrying {_CALL} \(failed \d+ times\): (?P<status>[1-5]\d\d)\b",
        rf"\bGave up retrying {_CALL} \(failed \d+ times\): (?P<status>[1-5]\d\d)\b",
        r"\bIgnoring response <(?P<status>\d{3}) (?P<target>[a-z]+://[^>\s]+)>",
        rf"\b(?:Retrying|Gave up retrying) {_CALL} \(failed \d+ times\): (?P<error>[^\s1-5][^\n]*)",
    ),
    (
        Sample(
            """2026-11-19 10:00:00 [scrapy.core.engine] INFO: Spider opened
2026-11-19 10:00:01 [scrapy.core.engine] DEBUG: Crawled (200) <GET https://api.tickdb.ai/v1/x?a=1> (referer: None)
2026-11-19 10:00:02 [scrapy.downloadermiddlewares.retry] DEBUG: Retrying <GET https://api.tickdb.ai/v1/y> (failed 1 times): 503 Service Unavailable
2026-11-19 10:00:03 [scrapy.downloadermiddlewares.retry] DEBUG: Retrying <POST https://api.tickdb.ai/v1/z> (failed 2 times): User timeout caused connection failure: Getting https://api.tickdb.ai/v1/z took longer than 180.0 seconds..
2026-11-19 10:00:04 [scrapy.downloadermiddlewares.retry] ERROR: Gave up retrying <GET https://api.tickdb.ai/v1/y> (failed 3 times): 429 Unknown Status
2026-11-19 10:00:04 [scrapy.core.engine] DEBUG: Crawled (429) <GET https://api.tickdb.ai/v1/y> (referer: None)
2026-11-19 10:00:05 [scrapy.downloadermiddlewares.redirect] DEBUG: Redirecting (302) to <GET https://api.tickdb.ai/b> from <GET https://api.tickdb.ai/a>
DEBUG: Crawled (200) <GET https://api.tickdb.ai/v1/x> (referer: None)
""",
            rows=(
                row("10:00:01 GET api.tickdb.ai/v1/x?a=1 -> 200"),
                row("/v1/y -> 503"),
                row("POST /v1/z -> timeout"),
                row("10:00:04 /v1/y -> 429"),
                row("/a -> 302"),
            ),
            rejects=1,
            skipped=2,
        ),
        Sample(
            """2026-11-19 10:00:00 [scrapy.core.engine] INFO: Spider opened
2026-11-19 10:00:04 [scrapy.downloadermiddlewares.retry] ERROR: Gave up retrying <GET https://api.tickdb.ai/v1/y> (failed 3 times): 429 Unknown Status
2026-11-19 10:00:04 [scrapy.spidermiddlewares.httperror] INFO: Ignoring response <429 https://api.tickdb.ai/v1/y>: HTTP status code is not handled or not allowed
2026-11-19 10:00:05 [scrapy.spidermiddlewares.httperror] INFO: Ignoring response <403 https://api.tickdb.ai/v1/z>: HTTP status code is not handled or not allowed
""",
            rows=(row("10:00:04 GET /v1/y -> 429"), row("10:00:05 /v1/z -> 403", method=None)),
            skipped=2,
        ),
        # The piece of a log that begins where one is given up.
        Sample(
            """2026-11-19 10:00:04 [scrapy.downloadermiddlewares.retry] ERROR: Gave up retrying <GET https://api.tickdb.ai/v1/y> (failed 3 times): 429 Unknown Status
2026-11-19 10:00:04 [scrapy.core.engine] DEBUG: Crawled (429) <GET https://api.tickdb.ai/v1/y> (referer: None)
2026-11-19 10:00:05 [scrapy.core.engine] DEBUG: Crawled (200) <GET https://api.tickdb.ai/v1/y> (referer: None)
""",
            rows=(row("10:00:04 GET /v1/y -> 429"), row("10:00:05 GET /v1/y -> 200")),
            skipped=1,
        ),
    ),
    complete=r".*(?:Crawled \(\d{3}\)|\bfrom) <\w+ \S+>|.*failed \d+ times\): (?:\d{3}|\D)",
)


class _Levels:
    """The lines of one source, of which those count that no other tells."""

    def __init__(self) -> None:
        self._has_engine = False
        self._given_up = ""
        self._counted = ""  # what it gave up in a line before any of the engine's

    def told(self, line: str) -> str:
        """A line, without its URL where another tells the same."""
        self._has_engine |= bool(_DEBUG.search(line))
        gave_up, ignored = _GAVE_UP.search(line), _IGNORED.search(line)
        crawled = _CRAWLED.search(line) if self._counted else None
        if crawled:
            is_counted, self._counted = crawled[1] == self._counted, ""
            return _without_url(line) if is_counted else line
        if gave_up:
            self._given_up = gave_up[1]
            self._counted = "" if self._has_engine else gave_up[1]
        is_told = self._has_engine or (ignored and ignored[1] == self._given_up)
        return _without_url(line) if (gave_up or ignored) and is_told else line


def _without_url(line: str) -> str:
    return re.sub(r"<[^>]*>", "<>", line)


FORMAT = replace(_FORMAT, assemble=lambda: line_by_line(_Levels().told))
