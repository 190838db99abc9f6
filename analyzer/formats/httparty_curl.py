r"""HTTParty (Ruby), its logger with the format `:curl`: an exchange as curl shows it.

Source: jnunemaker/httparty (MIT), lib/httparty/logger/curl_formatter.rb: tag, time and direction before
each line but those of a body. What has no answer is not logged.
"""

from __future__ import annotations

import re
from dataclasses import replace

from analyzer.formats import Sample, row
from analyzer.formats.kinds.dialogue.format import METHOD, dialogue_format

_SAID = r"^.{0,80}?\[HTTParty\] \[(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)? [+-]\d{4})\] "
# Of several lines of one message a logger puts its own before the first alone.
_LOGGED = re.compile(rf"(?m){_SAID}[<>] ")
_UNTIMED = _SAID.replace("?P<time>", "")

_FORMAT = dialogue_format(
    "httparty_curl",
    "HTTParty (Ruby), as curl shows it",
    (
        ("request", rf"{_SAID}> (?P<method>{METHOD}) (?P<url>https?://\S+)\s*$"),
        ("response", rf"{_SAID}< HTTP/[0-9.]+ (?P<status>\d{{3}})\b"),
        ("body", rf"{_UNTIMED}< (?P<body>[{{\[<].*)$"),
        ("part", rf"{_SAID}> (?:Headers|Query): *$"),
        (
            "header",
            rf"{_UNTIMED}[<>] (?P<name>[A-Za-z][\w-]*): ?(?P<value>.*?)\s*$",
        ),
        ("blank", rf"{_UNTIMED}[<>] *$"),
        ("part", rf"{_SAID}> "),
    ),
    (
        Sample(
            """I, [2026-11-19T10:00:00.100000 #7]  INFO -- : started
I, [2026-11-19T10:00:01.250000 #7]  INFO -- : [HTTParty] [2026-11-19 18:00:01.250 +0800] > GET https://api.tickdb.ai/v1/ticker?symbol=BTC
[HTTParty] [2026-11-19 18:00:01.250 +0800] > Headers: 
[HTTParty] [2026-11-19 18:00:01.250 +0800] > X-API-Key: aaaaaaaa-1111-4222-8333-444444444444
[HTTParty] [2026-11-19 18:00:01.250 +0800] > 
[HTTParty] [2026-11-19 18:00:01.250 +0800] < HTTP/1.1 429
[HTTParty] [2026-11-19 18:00:01.250 +0800] < Content-type: application/json
[HTTParty] [2026-11-19 18:00:01.250 +0800] < Retry-after: 2
[HTTParty] [2026-11-19 18:00:01.250 +0800] < 
{"code":3001,"message":"Too many requests"}
[HTTParty] [2026-11-19 18:00:01.250 +0800] < 
I, [2026-11-19T10:00:02.100000 #7]  INFO -- : idle
I, [2026-11-19T10:00:03.250000 #7]  INFO -- : [HTTParty] [2026-11-19 18:00:03.250 +0800] > POST https://api.tickdb.ai/v1/orders
[HTTParty] [2026-11-19 18:00:03.250 +0800] > {"a":1}
[HTTParty] [2026-11-19 18:00:03.250 +0800] > 
[HTTParty] [2026-11-19 18:00:03.250 +0800] < HTTP/1.1 401
[HTTParty] [2026-11-19 18:00:03.250 +0800] < Content-type: application/json
[HTTParty] [2026-11-19 18:00:03.250 +0800] < 
[HTTParty] [2026-11-19 18:00:03.250 +0800] < {"code":1001}
[HTTParty] [2026-11-19 18:00:03.250 +0800] < 
I, [2026-11-19T10:00:04.100000 #7]  INFO -- : bye
""",
            rows=(
                row(
                    "10:00:01.25 GET api.tickdb.ai/v1/ticker?symbol=BTC -> 429",
                    key_in="header:x-api-key",
                    retry_after_s=2.0,
                    code="3001",
                    message="Too many requests",
                ),
                row("10:00:03.25 POST api.tickdb.ai/v1/orders -> 401", code="1001"),
            ),
            skipped=19,
        ),
        Sample(
            """[HTTParty] [2026-11-19 10:00:00 +0000] > GET https://api.tickdb.ai/v1/x
[HTTParty] [2026-11-19 10:00:00 +0000] > 
[HTTParty] [2026-11-19 10:00:00 +0000] < HTTP/1.1 503
[HTTParty] [2026-11-19 10:00:00 +0000] < 

[HTTParty] [2026-11-19 10:00:00 +0000] < 
[HTTParty] [2026-11-39 10:00:01 +0000] > GET https://api.tickdb.ai/v1/y
[HTTParty] [2026-11-39 10:00:01 +0000] < HTTP/1.1 503
""",
            rows=(row("10:00:00 GET api.tickdb.ai/v1/x -> 503"),),
            rejects=1,
            skipped=6,
        ),
    ),
    logged=_LOGGED,
)


def _detect(beginning: str) -> float:
    sureness = _FORMAT.detect(beginning)
    return sureness and sureness + 0.1  # before curl's own


FORMAT = replace(_FORMAT, detect=_detect)
