r"""OpenFeign's logger, at any level, and its logger of key-value pairs between tabs.

Source: feign.Logger: each line begins with the client's class and method in brackets, by which
lines find their exchange; feign-slf4j, Slf4jTskvLogger. The time is what the logger puts before a
line.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.dialogue.format import METHOD, dialogue_format
from analyzer.formats.kinds.sample_rows import THROTTLED, TIMED_OUT

FORMAT = dialogue_format(
    "openfeign",
    "OpenFeign",
    (
        ("part", r"\[(?P<key>[^\[\]\s#]+#[^\[\]]+)\] ---> (?:END HTTP|RETRYING).*$"),
        (
            "end",
            r"\[(?P<key>[^\[\]\s#]+#[^\[\]]+)\] <--- END HTTP(?: \((?P<sent>\d+)-byte body\))?.*$",
        ),
        (
            "failure",
            r"\[(?P<key>[^\[\]\s#]+#[^\[\]]+)\] <--- ERROR (?P<error>.*) \((?P<took>\d+ms)\)\s*$",
        ),
        ("part", r"\[(?P<key>[^\[\]\s#]+#[^\[\]]+)\] <--- END ERROR"),
        (
            "request",
            rf"\[(?P<key>[^\[\]\s#]+#[^\[\]]+)\] ---> (?P<method>{METHOD}) (?P<url>\S+) HTTP/[0-9.]+",
        ),
        (
            "response",
            r"\[(?P<key>[^\[\]\s#]+#[^\[\]]+)\] <--- HTTP/[0-9.]+ (?P<status>\d{3})[^(]*\((?P<took>\d+ms)(?:, (?P<sent>\d+)-byte body)?\)",
        ),
        (
            "request",
            r"req-id=\[(?P<key>[^\]]+)\]\s+call=\[[^\]]*\]\s+method=\[(?P<method>[A-Z]+)\]\s+uri=\[(?P<url>[^\]]+)\]",
        ),
        (
            "response",
            r"req-id=\[(?P<key>[^\]]+)\]\s+status=\[(?P<status>\d{3})\].*?elapsed-ms=\[(?P<took>\d+)\](?:\s+length=\[(?P<sent>\d+)\])?",
        ),
        (
            "failure",
            r"req-id=\[(?P<key>[^\]]+)\]\s+error=\[(?P<error>[^\]]*)\].*?elapsed-ms=\[(?P<took>\d+)\]",
        ),
        (
            "header",
            r"\[(?P<key>[^\[\]\s#]+#[^\[\]]+)\] (?P<name>[A-Za-z][A-Za-z0-9-]*): (?P<value>.*)$",
        ),
        ("body", r"\[(?P<key>[^\[\]\s#]+#[^\[\]]+)\] (?P<body>.*)$"),
    ),
    (
        Sample(
            "2026-11-19 10:00:00.250 DEBUG 7 --- [main] c.t.Orders : [Orders#get] ---> GET https://api.tickdb.ai/v1/market/ticker?symbol=BTCUSDT HTTP/1.1\n"
            "2026-11-19 10:00:00.250 DEBUG 7 --- [main] c.t.Orders : [Orders#get] X-API-Key: aaaaaaaa-1111-4222-8333-444444444444\n"
            "2026-11-19 10:00:00.251 DEBUG 7 --- [main] c.t.Orders : [Orders#get] ---> END HTTP (0-byte body)\n"
            "2026-11-19 10:00:00.281 DEBUG 7 --- [main] c.t.Orders : [Orders#get] <--- HTTP/1.1 429 Too Many Requests (31ms)\n"
            "2026-11-19 10:00:00.281 DEBUG 7 --- [main] c.t.Orders : [Orders#get] retry-after: 2\n"
            "2026-11-19 10:00:00.281 DEBUG 7 --- [main] c.t.Orders : [Orders#get] \n"
            '2026-11-19 10:00:00.281 DEBUG 7 --- [main] c.t.Orders : [Orders#get] {"code":3001,"message":"Rate limit exceeded"}\n'
            "2026-11-19 10:00:00.281 DEBUG 7 --- [main] c.t.Orders : [Orders#get] <--- END HTTP (45-byte body)\n"
            "2026-11-19 10:00:01.000 DEBUG 7 --- [main] c.t.Orders : [Orders#place] ---> POST https://api.tickdb.ai/v1/orders HTTP/1.1\n"
            "2026-11-19 10:00:02.003 DEBUG 7 --- [main] c.t.Orders : [Orders#place] <--- ERROR SocketTimeoutException: Read timed out (1003ms)\n"
            "2026-11-19 10:00:03.000 INFO 7 --- [main] c.t.Bot : order placed\n"
            "[Orders#get] <--- HTTP/1.1 200 OK (5ms)\n",
            rows=(
                THROTTLED | row("with 45 B", code="3001"),
                TIMED_OUT | row("in 1003 ms"),
            ),
            rejects=1,
            skipped=9,
        ),
        Sample(
            "2026-11-19 10:00:00.250 [main] DEBUG feign.Logger - http\treq-id=[a-1]\tcall=[get()]\tmethod=[GET]\turi=[https://api.tickdb.ai/v1/x?a=1]\n"
            "2026-11-19 10:00:00.281 [main] DEBUG feign.Logger - http\treq-id=[a-1]\tstatus=[429]\treason=[Too Many Requests]\telapsed-ms=[31]\tlength=[45]\n",
            rows=(row("10:00:00.25 GET api.tickdb.ai?a=1 -> 429 with 45 B in 31 ms"),),
            skipped=1,
        ),
    ),
)
