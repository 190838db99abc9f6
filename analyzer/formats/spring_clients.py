r"""Spring's RestTemplate, RestClient and WebClient at DEBUG.

Source: spring-web, RestTemplate; spring-webflux, ExchangeFunctions, whose lines name their
exchange in brackets. Others are matched by their thread. Headers are not in these lines.
"""

from __future__ import annotations

import re

from analyzer.formats import Sample, row
from analyzer.formats.kinds.dialogue.format import METHOD, dialogue_format

# Of a log that has their errors alone, `client_errors` reads more.
_LOGGED = re.compile(
    r"(?:ExchangeFunctions|RestTemplate|RestClient)\s*:? +(?:- )?(?:\[|HTTP |Created |Response )"
    r"|\" resulted in \d{3}\b|={10,} ?request begin|(?:^|[^t] )URI\s*: https?://"
)

FORMAT = dialogue_format(
    "spring_clients",
    "Spring RestTemplate, RestClient, WebClient",
    (
        (
            "request",
            rf"ExchangeFunctions\s*:? +(?:- )?\[(?P<key>\w+)\] HTTP (?P<method>{METHOD}) (?P<url>[^\s,]+)",
        ),
        (
            "response",
            r"ExchangeFunctions\s*:? +(?:- )?\[(?P<key>\w+)\](?: \[[^\]]*\])? Response (?P<status>\d{3})",
        ),
        (
            "failure",
            r"ExchangeFunctions\s*:? +(?:- )?\[(?P<key>\w+)\](?: \[[^\]]*\])? (?P<error>(?:Error|Failed)\S*.*)",
        ),
        (
            "cancel",
            r"ExchangeFunctions\s*:? +(?:- )?\[(?P<key>\w+)\](?: \[[^\]]*\])? (?P<error>Cancel \w+)",
        ),
        # Until Spring 5.1.
        (
            "request",
            r"RestTemplate\s*:? +(?:- )?Created (?P<method>[A-Z]+) request for \"(?P<url>[^\"]+)\"",
        ),
        (
            "response",
            r"\b(?P<method>[A-Z]+) request for \"(?P<url>[^\"]+)\" resulted in (?P<status>\d{3})",
        ),
        (
            "request",
            rf"(?:RestTemplate|RestClient)\s*:? +(?:- )?HTTP (?P<method>{METHOD}) (?P<url>\S+)",
        ),
        ("response", r"(?:RestTemplate|RestClient)\s*:? +(?:- )?Response (?P<status>\d{3})"),
        (
            "part",
            r"(?:RestTemplate|RestClient)\s*:? +(?:- )?(?:Accept=|Setting |Writing \[|Reading )",
        ),
        (
            "failure",
            r"\b(?P<error>(?:org\.springframework\.web\.client\.)?ResourceAccessException: "
            r"(?:I/O error on (?P<method>[A-Z]+) request for \"(?P<url>[^\"]+)\")?.*)",
        ),
        ("failure", r"\b(?P<error>(?:\w+\.)*WebClientRequestException: .*)"),
        # What it throws of an answer, which its lines at DEBUG tell before.
        (
            "failure",
            r"^(?!Caused by: ).*\bHttp(?P<logger>Client|Server)ErrorException(?:\$\w+)?: (?P<status>[45]\d\d)\b",
        ),
        # An interceptor that prints requests and answers, as guides to RestTemplate have it.
        ("next", r"={10,} ?request begin ?={10,}"),
        ("request", r"(?:^|[^t] )URI\s*: (?P<url>https?://\S+)\s*$"),
        ("field", rf"\bMethod\s*: (?P<method>{METHOD})\s*$"),
        # A line of its own, no part of what others say of a call.
        ("response", r"(?:^|[^,\s]\s+)Status code\s*: (?P<status>\d{3})(?: \w[\w ]*)?\s*$"),
        ("field", r"\bResponse body\s*: ?(?P<body>.*)$"),
        (
            "part",
            r"={10,} ?(?:request end|response (?:begin|end)) ?={10,}|\b(?:Headers|Request body|Status text)\s*: ",
        ),
    ),
    (
        Sample(
            """2026-11-19 10:00:00.250  INFO 7 --- [main] c.t.LoggingInterceptor : =====================request begin=====================
2026-11-19 10:00:00.250  INFO 7 --- [main] c.t.LoggingInterceptor : URI         : https://api.tickdb.ai/v1/orders
2026-11-19 10:00:00.250  INFO 7 --- [main] c.t.LoggingInterceptor : Method      : POST
2026-11-19 10:00:00.250  INFO 7 --- [main] c.t.LoggingInterceptor : Headers     : [Accept:"application/json"]
2026-11-19 10:00:00.250  INFO 7 --- [main] c.t.LoggingInterceptor : Request body: {"a":1}
2026-11-19 10:00:00.250  INFO 7 --- [main] c.t.LoggingInterceptor : =====================request end=====================
2026-11-19 10:00:00.281  INFO 7 --- [main] c.t.LoggingInterceptor : =====================response begin=====================
2026-11-19 10:00:00.281  INFO 7 --- [main] c.t.LoggingInterceptor : Status code  : 429 TOO_MANY_REQUESTS
2026-11-19 10:00:00.281  INFO 7 --- [main] c.t.LoggingInterceptor : Status text  : Too Many Requests
2026-11-19 10:00:00.281  INFO 7 --- [main] c.t.LoggingInterceptor : Response body: {"code":3001}
2026-11-19 10:00:00.281  INFO 7 --- [main] c.t.LoggingInterceptor : =====================response end=====================
2026-11-19 10:00:02.524 DEBUG 7 --- [ctor-http-nio-3] o.s.w.r.f.client.ExchangeFunctions : [5f2b1a] HTTP GET https://api.tickdb.ai/v1/y
2026-11-19 10:00:03.524 ERROR 7 --- [main] c.t.Bot : failed
org.springframework.web.reactive.function.client.WebClientRequestException: Connection refused: api.tickdb.ai/10.0.0.2:443
""",
            rows=(
                row("10:00:00.25 POST /v1/orders -> 429 in 31 ms", code="3001"),
                row("10:00:02.524 GET /v1/y -> connect"),
            ),
            skipped=12,
        ),
        Sample(
            """2026-11-19 10:00:00.250 DEBUG 7 --- [nio-8080-exec-1] o.s.web.client.RestTemplate : HTTP GET https://api.tickdb.ai/v1/market/ticker?symbol=BTCUSDT
2026-11-19 10:00:00.251 DEBUG 7 --- [nio-8080-exec-2] o.s.web.client.RestTemplate : HTTP POST https://api.tickdb.ai/v1/orders
2026-11-19 10:00:00.281 DEBUG 7 --- [nio-8080-exec-1] o.s.web.client.RestTemplate : Response 429 TOO_MANY_REQUESTS
2026-11-19 10:00:00.301 DEBUG 7 --- [nio-8080-exec-2] o.s.web.client.RestTemplate : Response 200 OK
2026-11-19 10:00:01.000 DEBUG 7 --- [ctor-http-nio-2] o.s.w.r.f.client.ExchangeFunctions : [1a2b3c4d] HTTP GET https://mmapi.55-tech.com/api/v1/orders
2026-11-19 10:00:01.500 DEBUG 7 --- [ctor-http-nio-3] o.s.w.r.f.client.ExchangeFunctions : [1a2b3c4d] [5e6f-1] Response 502 BAD_GATEWAY
2026-11-19 10:00:03.000 INFO 7 --- [main] c.t.Bot : order placed
o.s.web.client.RestTemplate : Response 200 OK
""",
            rows=(
                row("10:00:00.25 GET ?symbol=BTCUSDT -> 429 in 31 ms"),
                row("POST /v1/orders -> 200 in 50 ms"),
                row("GET -> 502 in 500 ms", vendor="55tech"),
            ),
            rejects=1,
            skipped=4,
        ),
        Sample(
            """2026-11-19 10:00:00.250 [main] DEBUG o.s.web.client.RestTemplate - Created POST request for "https://api.tickdb.ai/v1/x"
2026-11-19 10:00:00.251 [main] DEBUG o.s.web.client.RestTemplate - Setting request Accept header to [*/*]
2026-11-19 10:00:00.281 [main] DEBUG o.s.web.client.RestTemplate - POST request for "https://api.tickdb.ai/v1/x" resulted in 429 (Too Many Requests)
2026-11-19 10:00:01.000 DEBUG 7 --- [nio-2] o.s.w.r.f.client.ExchangeFunctions : [1a2b] HTTP GET https://api.tickdb.ai/v1/y
2026-11-19 10:00:01.500 DEBUG 7 --- [nio-3] o.s.w.r.f.client.ExchangeFunctions : [1a2b] Response 404 NOT_FOUND
2026-11-19 10:00:01.501 DEBUG 7 --- [nio-3] o.s.w.r.f.client.ExchangeFunctions : [1a2b] Cancel signal (to close connection)
2026-11-19 10:00:02.000 DEBUG 7 --- [nio-2] o.s.w.r.f.client.ExchangeFunctions : [3c4d] HTTP GET https://api.tickdb.ai/v1/z
2026-11-19 10:00:02.500 DEBUG 7 --- [nio-3] o.s.w.r.f.client.ExchangeFunctions : [3c4d] Cancel signal (to close connection)
""",
            rows=(
                row("POST /v1/x -> 429 in 31 ms"),
                row("/v1/y -> 404 in 500 ms"),
                row("/v1/z -> other"),
            ),
            skipped=5,
        ),
        Sample(
            """2026-11-19 10:00:00.250 [main] ERROR c.t.Bot - call failed
org.springframework.web.client.HttpClientErrorException$TooManyRequests: 429 Too Many Requests

	at org.springframework.web.client.DefaultResponseErrorHandler.handleError(DefaultResponseErrorHandler.java:94)
2026-11-19 10:00:01.250 [main] ERROR c.t.Bot - call failed
org.springframework.web.client.ResourceAccessException: I/O error on GET request for "https://api.tickdb.ai/v1/y": Read timed out
Caused by: java.net.SocketTimeoutException: Read timed out
2026-11-19 10:00:02.250 [main] DEBUG o.s.web.client.RestTemplate - HTTP GET https://api.tickdb.ai/v1/z
2026-11-19 10:00:02.281 [main] DEBUG o.s.web.client.RestTemplate - Response 503 SERVICE_UNAVAILABLE
2026-11-19 10:00:02.282 [main] ERROR c.t.Bot - org.springframework.web.client.HttpServerErrorException: 503 Service Unavailable
""",
            rows=(
                row("10:00:00.25 -> 429", host=None, message=None),
                row("10:00:01.25 GET api.tickdb.ai/v1/y -> timeout"),
                row("10:00:02.25 GET /v1/z -> 503 in 31 ms"),
            ),
            skipped=7,
        ),
    ),
    logged=_LOGGED,
)
