r"""Jersey's LoggingFeature and LoggingFilter (Java), of clients and servers, and Karate's log of calls.

Sources: org.glassfish.jersey.logging.LoggingInterceptor, com.sun.jersey.api.client.filter.LoggingFilter
(EPL-2.0): `1 * Sending client request on thread main`, `1 > GET URL`, headers behind `1 > `; `1 < 200`,
headers behind `1 < `, and the body. karatelabs/karate, HttpLogger (MIT), which says before how long
the answer took. The number before a line is of the exchange, and Karate's of one of its thread; the time is
what the logger puts before the first line of each half.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.dialogue.format import METHOD, dialogue_format
from analyzer.formats.kinds.sample_rows import THROTTLED

_THREAD = r"(?:\[(?P<speaker>[^\]\s]+)\] .*?|)\b"
_NUMBER = r"(?:^|\s)(?P<key>\d+)"

FORMAT = dialogue_format(
    "jersey",
    "Jersey client and server (Java), Karate",
    (
        ("part", r"(?:^|\s)\d+ \* (?:Sending|Client|Server|In-bound|Out-bound) "),
        ("part", rf"{_THREAD}request:\s*$"),
        ("field", rf"{_THREAD}response time in milliseconds: (?P<took>\d+(?:\.\d+)?)\s*$"),
        ("request", rf"{_NUMBER} > (?P<method>{METHOD}) (?P<url>https?://\S+)\s*$"),
        ("response", rf"{_NUMBER} (?P<opens><) (?P<status>\d{{3}})\s*$"),
        ("header", rf"{_NUMBER} [<>] (?P<name>[\w-]+): (?P<value>.*)$"),
        # Behind the body.
        ("closed", r"^\s*$"),
    ),
    (
        Sample(
            """Nov 19, 2026 10:00:00 AM org.glassfish.jersey.logging.LoggingInterceptor log
INFO: 1 * Sending client request on thread main
1 > GET https://api.tickdb.ai/v1/x?a=1
1 > Accept: application/json
1 > X-API-Key: aaaaaaaa-1111-4222-8333-444444444444

Nov 19, 2026 10:00:01 AM org.glassfish.jersey.logging.LoggingInterceptor log
INFO: 1 * Client response received on thread main
1 < 429
1 < Content-Type: application/json
1 < Retry-After: 2
{"code":3001}

""",
            rows=(
                row(
                    "10:00:00 GET api.tickdb.ai/v1/x?a=1 -> 429",
                    code="3001",
                    retry_after_s=2.0,
                    key_in="header:x-api-key",
                ),
            ),
            skipped=12,
        ),
        Sample(
            """2026-11-19 10:00:00.250 [main] DEBUG com.intuit.karate - request:
1 > GET https://api.tickdb.ai/v1/market/ticker?symbol=BTCUSDT
1 > X-API-Key: aaaaaaaa-1111-4222-8333-444444444444
1 > Host: api.tickdb.ai

2026-11-19 10:00:00.285 [main] DEBUG com.intuit.karate - response time in milliseconds: 31
1 < 429
1 < Retry-After: 2
{"code":3001}

2026-11-19 10:00:01.250 [main] INFO  com.tickdb.Bot - 3 < 500 orders
2026-11-19 10:00:02.250 [main] DEBUG com.intuit.karate - request:
2 > POST https://api.tickdb.ai/v1/orders
2 > Content-Type: application/json
{"amount":1}

""",
            rows=(
                THROTTLED | row(code="3001"),
                row("10:00:02.25 POST api.tickdb.ai/v1/orders -> other"),
            ),
            skipped=14,
        ),
        # Two threads, each of which counts its exchanges; the day is that of the answers.
        Sample(
            """10:00:00.250 [pool-1-thread-1] DEBUG com.intuit.karate - request:
1 > GET https://api.tickdb.ai/v1/x
1 > Host: api.tickdb.ai


10:00:00.250 [pool-1-thread-2] DEBUG com.intuit.karate - request:
1 > POST https://api.tickdb.ai/v1/y
1 > Host: api.tickdb.ai
{"amount":1}

10:00:01.281 [pool-1-thread-2] DEBUG com.intuit.karate - response time in milliseconds: 31
1 < 429
1 < Date: Thu, 19 Nov 2026 10:00:01 GMT
{"code":3001}

10:00:02.250 [pool-1-thread-1] DEBUG com.intuit.karate - response time in milliseconds: 2000
1 < 200
1 < Date: Thu, 19 Nov 2026 10:00:02 GMT
{"code":0}
""",
            rows=(
                row("10:00:00.25 GET api.tickdb.ai/v1/x -> 200 in 2000 ms"),
                row("10:00:00.25 POST api.tickdb.ai/v1/y -> 429 in 31 ms", code="3001"),
            ),
            skipped=17,
        ),
        Sample("1 > GET https://api.tickdb.ai/v1/x\n1 < 200\n", rejects=1, skipped=1),
    ),
    has_threads=False,
)
