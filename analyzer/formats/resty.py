r"""Resty's debug log (Go).

Source: go-resty, debug logging of requests and responses.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.dialogue.format import METHOD, dialogue_format
from analyzer.formats.kinds.sample_rows import THROTTLED

FORMAT = dialogue_format(
    "resty",
    "Resty debug log (Go)",
    (
        # Before a request, and behind its answer: what comes then is no part of the body.
        ("closed", r"(?:^|\s)={20,}\s*$"),
        (
            "part",
            r"(?:^|\s)(?:-{20,}(?: (?:REQUEST|RESPONSE) LOG -+)?|~~~ (?:REQUEST|RESPONSE)[^~]*~~~)\s*$",
        ),
        ("request", rf"(?:^|\s)(?P<method>{METHOD})\s{{2,}}(?P<path>/\S*)\s+HTTP/[0-9.]+\s*$"),
        ("field", r"(?:^|\s)HOST\s*: ?(?P<host>\S+)\s*$"),
        ("response", r"(?:^|\s)STATUS\s*: ?(?P<status>\d{3}).*$"),
        ("field", r"(?:^|\s)RECEIVED AT\s*: ?(?P<ended>\S+)\s*$"),
        ("field", r"(?:^|\s)(?:TIME DURATION|RESPONSE TIME|DURATION)\s*: ?(?P<took>\S+)\s*$"),
        ("field", r"(?:^|\s)ATTEMPT\s*: ?(?P<try>\d+)\s*$"),
        ("blank", r"(?:^|\s)BODY\s*: ?$"),
        ("header", r"^\s+(?P<name>[A-Za-z][A-Za-z0-9-]*): (?P<value>.*)$"),
        (
            "part",
            r"(?:^|\s)(?:PROTO|HEADERS|BODY|CORRELATION ID)\s*:.*$|(?:^|\s)\*+ NO CONTENT \*+$",
        ),
    ),
    (
        Sample(
            "==============================================================================\n"
            "~~~ REQUEST ~~~\n"
            "GET  /v1/market/ticker?symbol=BTCUSDT  HTTP/1.1\n"
            "HOST   : api.tickdb.ai\n"
            "HEADERS:\n"
            "\tX-Api-Key: aaaaaaaa-1111-4222-8333-444444444444\n"
            "BODY   :\n"
            "***** NO CONTENT *****\n"
            "------------------------------------------------------------------------------\n"
            "~~~ RESPONSE ~~~\n"
            "STATUS       : 429 Too Many Requests\n"
            "PROTO        : HTTP/1.1\n"
            "RECEIVED AT  : 2026-11-19T10:00:00.281200Z\n"
            "TIME DURATION: 31.2ms\n"
            "HEADERS      :\n"
            "\tRetry-After: 2\n"
            "BODY         :\n"
            '{"code":3001}\n'
            "==============================================================================\n"
            "2026/11/19 10:00:00.3 INFO bot: order placed\n"
            "GET  /v1/x  HTTP/1.1\n"
            "STATUS       : 200 OK\n",
            rows=(THROTTLED | row("in 31.2 ms", body='{"code":3001}'),),
            rejects=1,
            skipped=20,
        ),
    ),
)
