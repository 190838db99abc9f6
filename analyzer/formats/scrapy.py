r"""Scrapy's log: what its engine crawled, what it sent again, and where it was redirected to.

Source: scrapy, logformatter.py (`Crawled (200) <GET …>`) and downloadermiddlewares retry.py and redirect.py.
A status on which it gave up stands in the line of the engine too, and counts there. The time is when
the answer was there; it shows no duration.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.text_lines import text_format

_CALL = r"<(?P<method>[A-Z]+) (?P<target>[a-z]+://[^>\s]+)>"

FORMAT = text_format(
    "scrapy",
    "Scrapy",
    (
        rf"\bCrawled \((?P<status>\d{{3}})\) {_CALL}",
        rf"\bRedirecting \((?P<status>3\d\d)\) to <[^>\s]+ [^>\s]+> from {_CALL}",
        rf"\bRetrying {_CALL} \(failed \d+ times\): (?P<status>[1-5]\d\d)\b",
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
    ),
    complete=r".*(?:Crawled \(\d{3}\)|\bfrom) <\w+ \S+>|.*failed \d+ times\): (?:\d{3}|\D)",
)
