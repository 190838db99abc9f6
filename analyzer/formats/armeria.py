r"""Armeria's LoggingClient (Java).

Source: line/armeria (Apache-2.0), com.linecorp.armeria.client.logging.LoggingClient and
common.logging.TextLogFormatter: `[creqId=…][PROTOCOL://HOST/PATH#METHOD] Request: {startTime=…}` and
`Response: {…, totalDuration=…, headers=[:status=…]}`, with a cause where there was no answer. The
protocol is Armeria's own (`h2`, `h1c`, …): of these the scheme stands in the request's headers.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.dialogue.format import METHOD, dialogue_format
from analyzer.formats.kinds.sample_rows import THROTTLED

_CALL = (
    r"\[creqId=(?P<key>[0-9a-f]+)[^\]]*\]\[\w+://(?P<host>[^\s/#\]]+)(?P<path>/[^\s#]*)"
    rf"#(?P<method>{METHOD})\]"
)
_STARTED = r"\{startTime=(?P<time>\d{4}-\d\d-\d\dT[\d:.]+Z)\(\d+\)"
_TOOK = r"(?:.*? totalDuration=[^,(]*\((?P<took>\d+ns)\))?"
_CLIENT = "DEBUG com.linecorp.armeria.client.logging.LoggingClient -"

FORMAT = dialogue_format(
    "armeria",
    "Armeria client (Java)",
    (
        (
            "request",
            rf"{_CALL} Request: {_STARTED}(?:, length=(?P<received>\d+)B)?"
            r"(?:.*?, headers=\[(?P<headers>(?:[^\]]*?:scheme=(?P<scheme>\w+))?[^\]]*)\])?",
        ),
        (
            "response",
            rf"{_CALL} Response: {_STARTED}(?:, length=(?P<sent>\d+)B)?{_TOOK}"
            r".*?, headers=\[:status=(?P<status>[1-9]\d\d)(?:, (?P<headers>[^\]]*))?\]",
        ),
        (
            "failure",
            rf"{_CALL} Response: (?:{_STARTED})?{_TOOK}"
            r".*?\bcause=(?P<error>[^\n]*?)(?:, headers=\[.*|\}|$)",
        ),
    ),
    (
        Sample(
            f"""10:00:00.250 [armeria-common-worker-epoll-2-1] {_CLIENT} [creqId=5a0c4c1d][h2://api.tickdb.ai/v1/market/ticker?symbol=BTCUSDT#GET] Request: {{startTime=2026-11-19T10:00:00.250Z(1795082400250000), length=0B, duration=1234µs(1234000ns), scheme=none+h2, name=GET, headers=[:method=GET, :path=/v1/market/ticker?symbol=BTCUSDT, :authority=api.tickdb.ai, :scheme=https, x-api-key=aaaaaaaa-1111-4222-8333-444444444444, user-agent=armeria/1.30.0]}}
10:00:00.260 [armeria-common-worker-epoll-2-1] {_CLIENT} [creqId=5a0c4c1e, preqId=f1a2b3c4][h2://api.tickdb.ai/v1/orders#POST] Request: {{startTime=2026-11-19T10:00:00.260Z(1795082400260000), length=12B, duration=12µs(12000ns), scheme=none+h2, name=POST, headers=[:method=POST, :path=/v1/orders, :authority=api.tickdb.ai, :scheme=https]}}
10:00:00.281 [armeria-common-worker-epoll-2-1] {_CLIENT} [creqId=5a0c4c1d, chanId=ab12, laddr=10.0.0.7:50000, raddr=api.tickdb.ai/10.0.0.2:443][h2://api.tickdb.ai/v1/market/ticker?symbol=BTCUSDT#GET] Response: {{startTime=2026-11-19T10:00:00.280Z(1795082400280000), length=57B, duration=1ms(1000000ns), totalDuration=31ms(31000000ns), headers=[:status=429, content-type=application/json, retry-after=2]}}
10:00:01.000 [main] INFO com.tickdb.Bot - order placed
10:00:05.260 [armeria-common-worker-epoll-2-1] WARN com.linecorp.armeria.client.logging.LoggingClient - [creqId=5a0c4c1e, preqId=f1a2b3c4][h2://api.tickdb.ai/v1/orders#POST] Response: {{startTime=2026-11-19T10:00:05.260Z(1795082405260000), length=0B, duration=0ns, totalDuration=5s(5000000000ns), cause=com.linecorp.armeria.client.ResponseTimeoutException, headers=[:status=0]}}
""",
            rows=(
                THROTTLED | row("with 57 B", scheme="https"),
                row(
                    "10:00:00.26 POST https://api.tickdb.ai/v1/orders -> timeout in 5000 ms",
                    request_bytes=12,
                ),
            ),
            skipped=3,
        ),
        Sample(
            """[creqId=5a0c4c1d][h2://api.tickdb.ai/v1/x#GET] Response: {headers=[:status=0], cause=x}
""",
            rejects=1,
        ),
    ),
)
