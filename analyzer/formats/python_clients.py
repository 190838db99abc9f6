r"""What Python clients print through `logging`: httpx, httpcore, urllib3, requests, botocore, openai,
anthropic, stripe, PyGithub, python-binance, slack_sdk, ShopifyAPI, `http.client`, aiohttp's access log, and
what bots' libraries raise (kinds/python/bots).

httpx says each response at INFO, urllib3 at DEBUG, and at WARNING that an attempt failed. Lines of
the layers above and below fill that in (see kinds/python/logging). The first time before a message
counts, as UTC where it has no offset. A line without any time is rejected, unless headers show the
answer's Date. Sources: httpx, "Logging"; aiohttp, "Access logs"; the clients' code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from analyzer.formats import LEAST_SURENESS, Format, Sample, row, share_of_lines
from analyzer.formats.kinds.exchange import assembled_format
from analyzer.formats.kinds.needed_text import Patterns
from analyzer.formats.kinds.python.assembler import lines_of
from analyzer.formats.kinds.python.bot_messages import BOT_CLAIMS
from analyzer.formats.kinds.python.hooks import HookExchanges
from analyzer.formats.kinds.python.messages import ANSWERS, CLAIMS, SERVED
from analyzer.formats.kinds.python.programs import QUOTED
from analyzer.formats.kinds.python.sdk_messages import SDK_ANSWERS
from analyzer.formats.kinds.python.statements import TEXTS
from analyzer.formats.kinds.text_lines import LONGEST

_OURS = re.compile(
    r"\b(?:httpx|httpcore|urllib3|aiohttp|botocore|openai|anthropic|slack_sdk|pyactiveresource|"
    r"github\.Requester|binance\.base_client)\d?\b|\bstripe\b.* message='"
)
_CLAIMS = Patterns((*CLAIMS, *BOT_CLAIMS, *TEXTS, *(pattern for pattern, _ in QUOTED)))
_ANSWERS = Patterns((*ANSWERS, *SDK_ANSWERS, SERVED.pattern))
_SURENESS = 0.8
# Sureness of a log with any line of a client's exchange, however few they are.
_AT_LEAST = 0.5


def _detect(beginning: str) -> float:
    """Some lines are such messages. One access line alone is rather a broken one of a server."""
    beginning = _text(beginning)
    some = _CLAIMS.that_may_match(beginning)
    certain = share_of_lines(beginning, lambda line: _is_client_line(some, line))
    served = share_of_lines(beginning, _serves)
    recognised = share_of_lines(beginning, lambda line: bool(_OURS.search(line)))
    if not certain and not recognised and sum(map(_serves, beginning.splitlines())) == 1:
        return LEAST_SURENESS
    if not certain:
        return _SURENESS * max(served, 0.1 + 0.9 * recognised) if served else 0.0
    return _SURENESS * max(_AT_LEAST + (1 - _AT_LEAST) * (certain + served), 0.1 + 0.9 * recognised)


def _text(beginning: str) -> str:
    return "\n".join(lines_of(beginning))


def _is_client_line(claims: Iterable[re.Pattern[str]], line: str) -> bool:
    begins = line[:LONGEST]
    return line[:1] != "{" and any(one.search(begins) for one in claims)


def _serves(line: str) -> bool:
    return bool(SERVED.search(line))


def _fit(beginning: str) -> Format:
    """Where no library logs its answers, an application's own words tell of the calls."""
    beginning = _text(beginning)
    some = _ANSWERS.that_may_match(beginning)
    is_told = any(one.search(line) for line in beginning.splitlines() for one in some)
    return FORMAT if is_told else replace(FORMAT, of_errors=True)


FORMAT = assembled_format(
    "python_clients",
    "Python clients: httpx, urllib3, requests, botocore, openai, anthropic, slack_sdk, PyGithub, bots' libraries",
    _detect,
    lambda: HookExchanges().take,
    complete=r'.*?(?:HTTP/[0-9.]+ \d\d|HTTP/[0-9.]+" \d{3} |broken by|failed exc)',
    stamped=True,
    fit=_fit,
    tried_with=("httpx", "requests", "urllib3", "aiohttp"),
    samples=(
        Sample(
            """2026-11-19 10:00:00,123 INFO httpx HTTP Request: GET https://api.tickdb.ai/v1/market/ticker?symbol=BTCUSDT "HTTP/1.1 429 Too Many Requests"
DEBUG [2026-11-19 10:00:01] httpcore.connection - connect_tcp.started host='api'
DEBUG [2026-11-19 10:00:01] httpcore.connection - connect_tcp.failed exception=ConnectTimeout(TimeoutError())
2026-11-19T10:00:02.5+08:00 DEBUG:urllib3.connectionpool:https://mmapi.55-tech.com:443 "POST /api/v1/orders HTTP/1.1" 502 None
2026-11-19 10:00:03,000 WARNING urllib3.connectionpool Retrying (Retry(total=2)) after connection broken by 'NewConnectionError("Connection refused")': /api/v1/orders
INFO:aiohttp.access:10.0.0.7 [19/Nov/2026:18:00:04 +0800] "GET /health HTTP/1.1" 200 57 "-" "curl/8.5"
2026-11-19 10:00:05,000 INFO bot order placed
INFO:httpx:HTTP Request: GET https://api.tickdb.ai/ "HTTP/1.1 200 OK"
2026-11-19 10:00:06,000 INFO httpx HTTP Request: GET https://api.tickdb.ai/v1/mark
""",
            rows=(
                row("02:00:02.5 -> 502", vendor="55tech"),
                row("10:00:00.123 GET ?symbol=BTCUSDT -> 429", vendor="tickdb"),
                row("10:00:01 -> timeout"),
                row("/api/v1/orders -> connect"),
                row("/health with 57 B", client_ip="10.0.0.7"),
            ),
            rejects=2,
            skipped=2,
        ),
        # A tap of Singer under Meltano, which puts a prefix before each line of a traceback: the first
        # call was tried twice.
        Sample(
            """2026-11-19T10:00:01.250000Z [info     ] INFO Starting sync of stream: users name=tap-x stdio=stderr
2026-11-19T10:00:02.250000Z [info     ] CRITICAL 401 Client Error: Unauthorized for url: https://api.tickdb.ai/v1/users name=tap-x stdio=stderr
2026-11-19T10:00:02.255000Z [info     ] Traceback (most recent call last): name=tap-x stdio=stderr
2026-11-19T10:00:02.255100Z [info     ]   File "/venv/bin/tap-x", line 8, in <module> name=tap-x stdio=stderr
2026-11-19T10:00:02.255900Z [info     ] requests.exceptions.HTTPError: 401 Client Error: Unauthorized for url: https://api.tickdb.ai/v1/users name=tap-x stdio=stderr
2026-11-19T10:00:02.650000Z [info     ] CRITICAL 401 Client Error: Unauthorized for url: https://api.tickdb.ai/v1/users name=tap-x stdio=stderr
2026-11-19T10:00:02.655000Z [info     ] Traceback (most recent call last): name=tap-x stdio=stderr
2026-11-19T10:00:02.655900Z [info     ] requests.exceptions.HTTPError: 401 Client Error: Unauthorized for url: https://api.tickdb.ai/v1/users name=tap-x stdio=stderr
2026-11-19T10:00:03.400000Z [error    ] Extractor failed
""",
            rows=(
                row("10:00:02.25 api.tickdb.ai/v1/users -> 401"),
                row("10:00:02.65 api.tickdb.ai/v1/users -> 401"),
            ),
            skipped=7,
        ),
        # The package retry, of what requests raised.
        Sample(
            """2026-11-19 10:00:00,250 WARNING retry.api 429 Client Error: Too Many Requests for url: https://api.tickdb.ai/v1/y, retrying in 2 seconds...
2026-11-19 10:00:02,250 INFO bot done
""",
            rows=(row("10:00:00.25 api.tickdb.ai/v1/y -> 429", path="/v1/y"),),
            skipped=1,
        ),
        # gehomesdk, below Home Assistant.
        Sample(
            """2026-11-19 10:00:00.250 ERROR (MainThread) [gehomesdk.clients.websocket_client] Could not process request
Traceback (most recent call last):
  File "/app/gehomesdk/clients/websocket_client.py", line 277, in _process_message
    raise GeRequestError(message, message_dict.get("code"), message_dict.get("reason"))
gehomesdk.exception.ge_request_error.GeRequestError: There was an error while processing a message: Code=429, Reason=None, Message={"kind":"websocket#api","request":{"host":"api.brillion.geappliances.com","method":"GET","path":"/v1/appliance"},"success":true,"code":429,"body":{"kind":"error","code":429,"message":"too many requests"}}
""",
            rows=(
                row(
                    "10:00:00.25 GET api.brillion.geappliances.com/v1/appliance -> 429",
                    message="too many requests",
                ),
            ),
            skipped=4,
        ),
        # python-okx, whose answers a program prints.
        Sample(
            """2026-11-19 10:00:00,100 INFO httpx HTTP Request: POST https://www.okx.com/api/v5/trade/order "HTTP/1.1 200 OK"
{'code': '50011', 'msg': 'Too Many Requests', 'data': []}
2026-11-19 10:00:01,100 INFO httpx HTTP Request: GET https://www.okx.com/api/v5/account/balance "HTTP/1.1 401 Unauthorized"
{'msg': 'Invalid Sign', 'code': '50113', 'data': []}
2026-11-19 10:00:02,100 INFO httpx HTTP Request: GET https://www.okx.com/api/v5/account/balance "HTTP/1.1 200 OK"
2026-11-19 10:00:02,200 INFO bot done
{'code': '50011', 'msg': 'of another'}
""",
            rows=(
                row("10:00:00.1 POST www.okx.com/api/v5/trade/order -> 200", code="50011"),
                row("10:00:01.1 GET www.okx.com/api/v5/account/balance -> 401", code="50113"),
                row("10:00:02.1 GET www.okx.com/api/v5/account/balance -> 200", code=None),
            ),
            skipped=4,
        ),
        Sample(
            """Nov 19 10:00:00 host1 bot[7]: INFO:httpx:HTTP Request: GET https://api.tickdb.ai/v1/x "HTTP/1.1 429 Too Many Requests"
Dec  1 10:00:00 host1 bot[7]: ERROR:bot:openai.RateLimitError: Error code: 429 - {'error': {'message': 'slow down', 'code': 'rate_limit_exceeded'}}
""",
            rows=(row("10:00:00 -> 429"),),
            skipped=1,
        ),
        Sample(
            """Dec  1 10:00:00 host1 bot[7]: ERROR:bot:openai.RateLimitError: Error code: 429 - {'error': {'message': 'slow down', 'code': 'rate_limit_exceeded'}}
""",
            rows=(
                row(
                    "-> 429", ts="2025-12-01T10:00:00Z", vendor="openai", code="rate_limit_exceeded"
                ),
            ),
        ),
        Sample(
            """2026-11-19 10:00:00,123 [DEBUG] https://api.binance.com:443 "GET /api/v3/time HTTP/1.1" 200 254937
""",
            rows=(row("api.binance.com/api/v3/time with 254937 B"),),
        ),
        Sample(
            """2026-11-19 10:00:00,123 INFO [httpx] [_client.py:1025] [trace_id=0af7651916cd43dd8448eb211c80319c span_id=b7ad6b7169203331 resource.service.name=bot trace_sampled=True] - HTTP Request: GET https://api.tickdb.ai/v1/x "HTTP/1.1 429 Too Many Requests"
2026-11-19 10:00:01,123 INFO [httpx] [_client.py:1025] [trace_id=0 span_id=0 resource.service.name=bot trace_sampled=False] - HTTP Request: GET https://api.tickdb.ai/v1/x "HTTP/1.1 200 OK"
""",
            rows=(
                row("10:00:00.123 -> 429", trace_id="0af7651916cd43dd8448eb211c80319c"),
                row("10:00:01.123 -> 200", trace_id=None),
            ),
        ),
        Sample(
            """2026-11-19 10:00:00,100 ERROR bot call failed
Traceback (most recent call last):
httpx.ReadTimeout: timed out
2026-11-19 10:00:00,104 ERROR bot call failed
Traceback (most recent call last):
httpx.ConnectError: [Errno -2] Name or service not known
2026-11-19 10:00:00,200 ERROR bot Request DELETE http://127.0.0.1:9/v1/x raised ClientConnectorError(ConnectionKey(host='127.0.0.1', port=9, is_ssl=False, ssl=True, proxy=None), ConnectionRefusedError(111, "Connect call failed ('127.0.0.1', 9)"))
""",
            rows=(
                row("10:00:00.1 -> timeout"),
                row("10:00:00.104 -> dns"),
                row("10:00:00.2 DELETE 127.0.0.1:9/v1/x -> connect"),
            ),
            skipped=4,
        ),
        Sample(
            "\x1b[2m2026-11-19T10:00:00.100000Z\x1b[0m [\x1b[32m\x1b[1mdebug    \x1b[0m] \x1b[1mreceive_response_headers.complete return_value=(b'HTTP/1.1', 429, b'Too Many Requests', [(b'Retry-After', b'2')])\x1b[0m [\x1b[0m\x1b[1m\x1b[34mhttpcore.http11\x1b[0m]\x1b[0m\n"
            '\x1b[2m2026-11-19T10:00:00.101000Z\x1b[0m [\x1b[32m\x1b[1minfo     \x1b[0m] \x1b[1mHTTP Request: GET https://api.tickdb.ai/v1/x "HTTP/1.1 429 Too Many Requests"\x1b[0m [\x1b[0m\x1b[1m\x1b[34mhttpx\x1b[0m]\x1b[0m\n',
            rows=(row("GET api.tickdb.ai/v1/x -> 429", retry_after_s=2.0),),
            skipped=1,
        ),
        Sample(
            r"""send: b'GET /v1/x?a=1 HTTP/1.1\r\nHost: api.tickdb.ai\r\nX-API-Key: aaaaaaaa-1111-4222-8333-444444444444\r\n\r\n'
reply: 'HTTP/1.1 429 Too Many Requests\r\n'
header: Date: Thu, 19 Nov 2026 10:00:00 GMT
header: Retry-After: 2
""",
            rows=(
                row(
                    "10:00:00 GET api.tickdb.ai?a=1 -> 429",
                    key_in="header:x-api-key",
                    retry_after_s=2.0,
                ),
            ),
            skipped=3,
        ),
        Sample(
            """2026-11-19 10:00:00,100 DEBUG botocore.endpoint Sending http request: <AWSPreparedRequest stream_output=False, method=POST, url=https://dynamodb.us-east-1.amazonaws.com/, headers={'Authorization': b'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE', 'amz-sdk-request': b'attempt=2; max=3'}>
2026-11-19 10:00:00,350 DEBUG urllib3.connectionpool https://dynamodb.us-east-1.amazonaws.com:443 "POST / HTTP/1.1" 400 84
2026-11-19 10:00:00,351 DEBUG botocore.parsers Response headers: {'x-amzn-RequestId': 'Q1', 'x-request-id': 'Q2'}
2026-11-19 10:00:00,351 DEBUG botocore.parsers Response body:
b'{"message":"Rate exceeded"}'
2026-11-19 10:00:01,000 ERROR bot HTTPSConnectionPool(host='api.tickdb.ai', port=443): Max retries exceeded with url: /v1/x (Caused by ConnectTimeoutError('timed out'))
""",
            rows=(
                row(
                    "10:00:00.1 -> 400 with 84 B in 250 ms",
                    attempt=1,
                    request_id="Q2",
                    key_in="header:authorization",
                    message="Rate exceeded",
                ),
                row("/v1/x -> timeout", vendor="tickdb"),
            ),
            skipped=4,
        ),
        # What journalctl's pager cut off.
        Sample(
            """Nov 19 10:00:02 alarm auto_rx[220]: Traceback (most recent call last):
Nov 19 10:00:02 alarm auto_rx[220]:   File "/usr/lib/python3.9/site-packages/requests/adapters.py", line 516, in send
Nov 19 10:00:02 alarm auto_rx[220]: requests.exceptions.ConnectionError: HTTPSConnectionPool(host='api.tickdb.ai', port=443): Max retries exceeded with url: /v1/market/tic>
Nov 19 10:00:03 alarm auto_rx[220]: started
""",
            rows=(row("/v1/market/tic -> connect", host="api.tickdb.ai"),),
            skipped=3,
        ),
        Sample(
            """2026-11-19 10:00:00,100 DEBUG openai._base_client Sending HTTP Request: POST https://api.openai.com/v1/responses
2026-11-19 10:00:00,400 INFO httpx HTTP Request: POST https://api.openai.com/v1/responses "HTTP/1.1 429 Too Many Requests"
2026-11-19 10:00:00,401 DEBUG openai._base_client request_id: req_1
2026-11-19 10:00:00,402 ERROR bot Error code: 429 - {'error': {'message': 'slow down', 'code': 'rate_limit_exceeded'}}
2026-11-19 10:00:01,000 ERROR bot 503 Server Error: Service Unavailable for url: https://api.tickdb.ai/v1/y
2026-11-19 10:00:03,000 ERROR bot Error code: 529 - {'type': 'error', 'error': {'type': 'overloaded_error', 'message': 'Overloaded'}}
2026-11-19 10:00:06,000 ERROR bot Error code: 529 - {'type': 'error', 'error': {'type': 'overloaded_error', 'message': 'Overloaded'}}
""",
            rows=(
                row(
                    "10:00:00.1 -> 429 in 300 ms",
                    vendor="openai",
                    code="rate_limit_exceeded",
                    request_id="req_1",
                ),
                row("10:00:01 api.tickdb.ai/v1/y -> 503"),
                row("10:00:03 -> 529", message="Overloaded"),
                row("10:00:06 -> 529", message="Overloaded"),
            ),
            skipped=3,
        ),
        Sample(
            """2026-11-19 10:00:01,000 ERROR bot POST request failed: 503 Server Error: Service Unavailable for url: https://api.tickdb.ai/v1/y
requests.exceptions.HTTPError: 503 Server Error: Service Unavailable for url: https://api.tickdb.ai/v1/y
""",
            rows=(row("POST /v1/y -> 503", vendor="tickdb"),),
            skipped=1,
        ),
        Sample(
            "2026-11-19 10:00:00,100 DEBUG urllib3.connectionpool "
            'https://api.github.com:443 "GET /user HTTP/1.1" 401 90\n'
            "2026-11-19 10:00:00,101 DEBUG github.Requester GET https://api.github.com/user "
            "{'Authorization': 'token (oauth token removed)'} None ==> 401 {'x-ratelimit-limit': '60'} "
            '{"message": "Bad credentials", "documentation_url": "https://docs.github.com/rest"}\n'
            "2026-11-19 10:00:01,000 DEBUG binance.base_client \n"
            "Request: GET https://api.binance.com/api/v3/account\n"
            "RequestHeaders: {}\n"
            "RequestBody: None\n"
            "Response: 418\n"
            "ResponseHeaders: {'Retry-After': '120'}\n"
            'ResponseBody: {"code": -1003, "msg": "IP banned until 1790000000000."}\n'
            "2026-11-19 10:00:01,001 ERROR bot APIError(code=-1003): IP banned until 1790000000000.\n",
            rows=(
                row("-> 401", vendor="github", message="Bad credentials", key_id=None),
                row("-> 418", vendor="binance", code="-1003", retry_after_s=120.0),
            ),
            skipped=8,
        ),
        Sample(
            """2026-11-19 10:00:00,100 DEBUG slack_sdk.web.base_client Sending a request - url: https://slack.com/api/chat.postMessage, query_params: {}, body_params: {}, files: {}, json_body: {'channel': 'C1'}, headers: {'Authorization': '(redacted)'}
2026-11-19 10:00:00,350 DEBUG slack_sdk.web.base_client Received the following response - status: 200, headers: {'x-slack-req-id': 's1'}, body: {"ok":false,"error":"invalid_auth"}
2026-11-19 10:00:01,000 ERROR bot The request to the Slack API failed. (url: https://slack.com/api/chat.update)
The server responded with: {'ok': False, 'error': 'ratelimited'}
2026-11-19 10:00:02,000 ERROR slack_sdk.web.base_client Failed to send a request to Slack API server: timed out
2026-11-19 10:00:03,000 DEBUG slack_sdk.web.base_client Sending a request - url: https://slack.com/api/chat.delete, query_params: {}, body_params: {}, files: {}, json_body: None, headers: {}
2026-11-19 10:00:03,250 ERROR slack_sdk.web.base_client Failed to send a request to Slack API server: [Errno 104] Connection reset by peer
2026-11-19 10:00:03,250 ERROR bot post failed: [Errno 104] Connection reset by peer
""",
            rows=(
                row("POST -> 200 in 250 ms", code="invalid_auth"),
                row("/api/chat.update", status=None, code="ratelimited"),
                row("-> timeout", vendor="slack"),
                row("10:00:03 POST /api/chat.delete -> reset in 250 ms"),
            ),
            skipped=4,
        ),
        # backoff prints an error in brackets, and the program then tells the last one again.
        Sample(
            """2026-11-19 10:00:00,100 INFO backoff: Backing off get(...) for 0.1s (requests.exceptions.ConnectionError: ('Connection aborted.', ConnectionResetError(104, 'Connection reset by peer')))
2026-11-19 10:00:00,250 ERROR backoff: Giving up get(...) after 2 tries (requests.exceptions.ConnectionError: ('Connection aborted.', ConnectionResetError(104, 'Connection reset by peer')))
2026-11-19 10:00:00,250 ERROR bot: giving up: ('Connection aborted.', ConnectionResetError(104, 'Connection reset by peer'))
""",
            rows=(row("10:00:00.1 -> reset"), row("10:00:00.25 -> reset")),
            skipped=1,
        ),
        Sample(
            """2026-11-19 10:00:00,100 INFO pyactiveresource.connection GET https://acme.myshopify.com/admin/api/2025-01/shop.json
2026-11-19 10:00:00,200 DEBUG pyactiveresource.connection Response(code=200, headers=Server: x
X-Shopify-Shop-Api-Call-Limit: 32/40

, msg="OK")
2026-11-19 10:00:00,201 INFO pyactiveresource.connection --> 200 OK 57b
2026-11-19 10:00:01,000 INFO pyactiveresource.connection GET https://acme.myshopify.com/admin/api/2025-01/shop.json
pyactiveresource.connection.ClientError: Response(code=429, body="b'{"errors": "Exceeded 2 calls per second"}'", headers={'Retry-After': '2.0'}, msg="Too Many Requests")
2026-11-19 10:00:02,000 ERROR bot openai.RateLimitError: Error code: 429 - You exceeded your current quota, please check your plan.
""",
            rows=(
                row("GET -> 200 with 57 B", vendor="shopify"),
                row("-> 429", vendor="shopify", message="Exceeded 2 calls per second"),
                row(
                    vendor="openai",
                    message="You exceeded your current quota, please check your plan.",
                ),
            ),
            skipped=6,
        ),
        Sample(
            """2026-11-19 10:00:00,000 ERROR bot call failed
Traceback (most recent call last):
botocore.exceptions.ClientError: An error occurred (AccessDenied) when calling the PutObject operation (reached max retries: 0): Access Denied
2026-11-19 10:00:01,000 ERROR bot call failed
Traceback (most recent call last):
urllib3.exceptions.ReadTimeoutError: AWSHTTPSConnectionPool(host='s3.us-east-1.amazonaws.com', port=443): Read timed out.

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
botocore.exceptions.ReadTimeoutError: Read timeout on endpoint URL: "https://s3.us-east-1.amazonaws.com/b/k"
""",
            rows=(
                row(
                    vendor="aws",
                    code="AccessDenied",
                    status=None,
                    error_type=None,
                    message="Access Denied",
                ),
                row("/b/k -> timeout", vendor="aws"),
            ),
            skipped=9,
        ),
        Sample(
            """2026-11-19 10:00:00.033 ERROR (MainThread) [bot] Could not log in, 429, message='Too Many Requests', url=URL('https://api.tickdb.ai/v1/x')
2026-11-19 10:00:00.037 ERROR (MainThread) [bot] Could not log in, 429, message='Too Many Requests', url=URL('https://api.tickdb.ai/v1/x')
2026-11-19 10:00:01.000 urllib3.connectionpool._make_request: http://localhost:None "GET /v1.40/info HTTP/1.1" 200 3
""",
            rows=(
                row("10:00:00.033 -> 429"),
                row("10:00:00.037 /v1/x -> 429"),
                row("localhost/v1.40/info -> 200"),
            ),
        ),
        Sample(
            """2026-11-19 10:00:00 [debug    ] https://api.tickdb.ai:443 "GET /v1/x HTTP/1.1" 403 315 [urllib3.connectionpool] job=a
2026-11-19 10:00:01,050 WARNING:elasticsearch:GET http://localhost:9200/a/_doc/1 [status:429 request:0.010s]
2026-11-19 10:00:01,060 WARNING:elasticsearch:GET http://localhost:9200/a/_doc/1 [status:429 request:0.005s]
2026-11-19 10:00:02,000 WARNING:elasticsearch:POST http://localhost:9200/_bulk [status:N/A request:1.500s]
2026-11-19 10:00:03,000 - primp - INFO - response: https://api.tickdb.ai/v1/y 200
""",
            rows=(
                row("10:00:00 -> 403 with 315 B"),
                row("10:00:01.04 -> 429 in 10 ms"),
                row("10:00:01.055 GET localhost:9200/a/_doc/1 -> 429 in 5 ms"),
                row("10:00:00.5 /_bulk -> other"),
                row("/v1/y -> 200"),
            ),
        ),
        # pytest's log says behind each message where it was logged.
        Sample(
            """2026-11-19 10:00:00 [ WARNING] Retrying (Retry(total=2, connect=None, read=None, redirect=None, status=None)) after connection broken by 'NewConnectionError("HTTPSConnection(host='api.tickdb.ai', port=443): Failed to establish a new connection: [Errno 111] Connection refused")': /v1/x?a=1 (connectionpool.py:868)
2026-11-19 10:00:01 [   DEBUG] https://api.tickdb.ai:443 "GET /v1/x?a=1 HTTP/1.1" 200 57 (connectionpool.py:544)
""",
            rows=(
                row("10:00:00 api.tickdb.ai/v1/x?a=1 -> connect"),
                row("10:00:01 GET api.tickdb.ai/v1/x?a=1 -> 200 with 57 B"),
            ),
        ),
        Sample(
            """2026-11-19 10:00:00.250 WARNING (SyncWorker_3) [urllib3.connectionpool] Retrying (Retry(total=2, connect=2, read=10, redirect=None, status=None)) after connection broken by 'ConnectTimeoutError(<urllib3.connection.HTTPConnection object at 0x7f>, 'Connection to api.tickdb.ai timed out. (connect timeout=1)')': /v1/x?limit=5&res=daily
2026-11-19 10:00:01.250 WARNING (SyncWorker_3) [urllib3.connectionpool] Retrying (Retry(total=1, connect=1, read=10, redirect=None, status=None)) after connection broken by 'NameResolutionError("<urllib3.connection.HTTPConnection object at 0x7f>: Failed to resolve 'api.tickdb.ai' ([Errno 11001] getaddrinfo failed)")': /v1/x?limit=5&res=daily
2026-11-19 10:00:02.250 DEBUG (SyncWorker_3) [urllib3.connectionpool] https://api.tickdb.ai:443 "GET /v1/x?limit=5&res=daily HTTP/1.1" 503 12
2026-11-19 10:00:02.250 DEBUG (SyncWorker_3) [urllib3.util.retry] Incremented Retry for (url='/v1/x?limit=5&res=daily'): Retry(total=0, connect=1, read=10, redirect=None, status=None)
2026-11-19 10:00:03.250 DEBUG (SyncWorker_3) [urllib3.connectionpool] https://api.tickdb.ai:443 "GET /v1/x?limit=5&res=daily HTTP/1.1" 200 57
Thu, 19 Nov 2026 10:00:04:DEBUG:urllib3.connectionpool:https://api.tickdb.ai:443 "GET /v1/x?limit=5&res=daily HTTP/1.1" 304 0
2026-11-19 10:00:05 ERROR (SyncWorker_12) [rest.sensor] Error fetching data: http://api.tickdb.ai/v1/y?a=1 failed with HTTPConnectionPool(host='api.tickdb.ai', port=80): Read timed out. (read timeout=10)
""",
            rows=(
                row("10:00:00.25 api.tickdb.ai/v1/x -> timeout", attempt=None),
                row("10:00:01.25 api.tickdb.ai/v1/x -> dns", attempt=1),
                row("10:00:02.25 api.tickdb.ai/v1/x -> 503", attempt=2),
                row("10:00:03.25 api.tickdb.ai/v1/x -> 200", attempt=3),
                row("10:00:04 /v1/x -> 304", attempt=None),
                row("10:00:05 http://api.tickdb.ai/v1/y?a=1 -> timeout"),
            ),
            skipped=1,
        ),
        Sample(
            """2026-11-19 10:00:06,123 (__init__.py:417 MainThread) ERROR - TeleBot: "A request to the Telegram API was unsuccessful. Error code: 409. Description: Conflict: terminated by other getUpdates request"
[b'{"ok":false,"error_code":409}']"
2026-11-19 10:00:07,123 (__init__.py:417 MainThread) ERROR - TeleBot: "A request to the Telegram API was unsuccessful. The server returned HTTP 502 Bad Gateway. Response body:
""",
            rows=(
                row("10:00:06.123 -> 409", vendor="api.telegram.org"),
                row("10:00:07.123 -> 502", vendor="api.telegram.org"),
            ),
            skipped=1,
        ),
        Sample(
            """2026-11-19 10:00:00 - telegram.ext.Updater - ERROR - Error while getting Updates: httpx.RemoteProtocolError: Server disconnected without sending a response.
2026-11-19 10:00:00 - telegram.ext.Updater - ERROR - Exception happened while polling for updates.
Traceback (most recent call last):
    raise httpx.ReadTimeout(message)
httpx.RemoteProtocolError: Server disconnected without sending a response.
telegram.error.NetworkError: httpx.RemoteProtocolError: Server disconnected without sending a response.
2026-11-19 10:00:01 - telegram.ext.Updater - ERROR - Error while getting Updates: Bad Gateway
2026-11-19 10:00:02 - aiogram - WARNING - TelegramRetryAfter: Flood control exceeded on method 'SendMessage' in chat 7. Retry in 32 seconds.
2026-11-19 10:00:03 WARNING discord.http We are being rate limited. PATCH https://discord.com/api/v10/channels/7 responded with 429. Retrying in 2.50 seconds.
WARNING: 2026-11-19 10:00:03 We are being rate limited. PATCH https://discord.com/api/v10/channels/7 responded with 429. Retrying in 2.50 seconds.
2026-11-19 10:00:04 ERROR bot discord.errors.Forbidden: 403 Forbidden (error code: 50013): Missing Permissions
2026-11-19 10:00:05,250 - pybit - ERROR - Too many visits. Exceeded the API Rate Limit. (ErrCode: 10006)
2026-11-19 10:00:05,500 ERROR bot pybit.exceptions.InvalidRequestError: Invalid API key. (ErrCode: 10003) (ErrTime: 10:00:05).
Request → GET https://api.bybit.com/v5/account/info: category=linear.
2026-11-19 10:00:05,750 ERROR bot alpaca.common.exceptions.APIError: {"code":42210000,"message":"asset \\"LYC.AX\\" not found"}
2026-11-19 10:00:05,800 ERROR bot polygon.exceptions.BadResponse: {"status":"NOT_AUTHORIZED","request_id":"9ce9032ef0db67ec900eec7d0e0d17ff","message":"You are not entitled to this data."}
2026-11-19 10:00:06,250 ERROR bot binance.error.ClientError: (400, -1121, 'Invalid symbol.', {'x-mbx-used-weight': '2'}, None)
2026-11-19 10:00:07,250 ERROR bot fetch failed for a
2026-11-19 10:00:07,250 ERROR bot aiohttp.client_exceptions.ServerDisconnectedError: Server disconnected
2026-11-19 10:00:08,250 INFO bot tries again after httpx.ReadTimeout, httpx.ConnectError
2026-11-19 10:00:09,250 ERROR bot (429, -1003, 'Too many requests.', {'Retry-After': '7', 'x-mbx-used-weight': '1203'}, None)
""",
            rows=(
                row("10:00:00 -> reset", vendor="api.telegram.org"),
                row("10:00:01 -> 502", vendor="api.telegram.org"),
                row("10:00:02 -> 429", vendor="api.telegram.org", retry_after_s=32.0),
                row("10:00:03 PATCH discord.com/api/v10/channels/7 -> 429", retry_after_s=2.5),
                row("10:00:04 -> 403", vendor="discord", code="50013"),
                row("10:00:05.25", vendor="bybit", code="10006"),
                row(
                    "10:00:05.5 GET api.bybit.com/v5/account/info",
                    vendor="bybit",
                    code="10003",
                    message="Invalid API key.",
                ),
                row("10:00:05.75", vendor="alpaca", code="42210000"),
                row("10:00:05.8", vendor="polygon", code="NOT_AUTHORIZED"),
                row("10:00:06.25 -> 400", vendor="binance", code="-1121"),
                row("10:00:07.25 -> reset"),
                row("10:00:09.25 -> 429", vendor="binance", code="-1003", retry_after_s=7.0),
            ),
            skipped=9,
        ),
        Sample(
            """2026-11-19 10:00:00,250 - langchain - WARNING - Retrying langchain.chat_models.openai.x in 4.0 seconds as it raised RateLimitError: Rate limit reached. Please try again in 180ms.
2026-11-19 10:00:04,250 - langchain - WARNING - Retrying langchain.chat_models.openai.x in 4.0 seconds as it raised RateLimitError: Rate limit reached. Please try again in 3s.
2026-11-19 10:00:05,250 ERROR bot litellm.exceptions.ServiceUnavailableError: litellm.ServiceUnavailableError: AnthropicException - overloaded
2026-11-19 10:00:08,250 ERROR bot HTTPSConnectionPool(host='api.tickdb.ai', port=443): Max retries exceeded with url: /v1/x (Caused by ResponseError('too many 429 error responses'))
2026-11-19 10:00:09 | ERROR | a | failed, 429, message='Too Many Requests', url=URL('https://api.tickdb.ai/v1/y')
2026-11-19 10:00:09 | ERROR | b | failed, 429, message='Too Many Requests', url=URL('https://api.tickdb.ai/v1/y')
""",
            rows=(
                row("10:00:00.25 -> 429", vendor="openai"),
                row("10:00:04.25 -> 429", vendor="openai"),
                row("10:00:05.25 -> 503", vendor="anthropic"),
                row("10:00:08.25 api.tickdb.ai/v1/x -> 429"),
                row("10:00:09 /v1/y -> 429"),
                row("10:00:09 /v1/y -> 429"),
            ),
        ),
        Sample(
            """2026-11-19 10:00:00,250 - ERROR - litellm.exceptions.Timeout: litellm.Timeout: APITimeoutError - Request timed out. Error_str: Request timed out.
2026-11-19 10:01:00,250 - ERROR - litellm.BadRequestError: AnthropicException - b'{"type":"error","error":{"type":"invalid_request_error","message":"over your limit"}}'. Received Model Group=claude
2026-11-19 10:02:00,250 - INFO - litellm.acompletion(model=gpt-4o) Exception litellm.RateLimitError: RateLimitError: OpenAIException - Error code: 429 - {'error': {'message': 'slow down', 'type': 'tokens', 'code': 'rate_limit_exceeded'}}
""",
            rows=(
                row("10:00:00.25 -> timeout"),
                row("10:01:00.25 -> 400", vendor="anthropic", code="invalid_request_error"),
                row(
                    "10:02:00.25 -> 429",
                    vendor="openai",
                    code="rate_limit_exceeded",
                    message="slow down",
                ),
            ),
        ),
        Sample(
            """2026-11-19 10:00:00,250 WARNING bot Retrying bot.get in 0.1 seconds as it raised HTTPError: 503 Server Error: Service Unavailable for url: https://api.tickdb.ai/v1/x.
2026-11-19 10:00:00,500 ERROR bot 503 Server Error: Service Unavailable for url: https://api.tickdb.ai/v1/x
2026-11-19 10:00:02,100 DEBUG httpcore.connection connect_tcp.started host='api.tickdb.ai' port=443
2026-11-19 10:00:02,600 DEBUG httpcore.connection connect_tcp.failed exception=ConnectTimeout(TimeoutError())
2026-11-19 10:00:02,610 ERROR bot request failed: httpcore.ConnectTimeout: timed out httpx.ConnectTimeout: timed out
""",
            rows=(
                row("10:00:00.25 api.tickdb.ai/v1/x -> 503"),
                row("10:00:00.5 api.tickdb.ai/v1/x -> 503"),
                row("10:00:02.1 -> timeout in 500 ms", host="api.tickdb.ai"),
            ),
            skipped=2,
        ),
        Sample(
            """2026-11-19 10:00:06,250 INFO openai message='OpenAI API response' path=https://api.openai.com/v1/completions processing_ms=250 request_id=r1 response_code=200
2026-11-19 10:00:07,250 INFO openai message='OpenAI API response' path=https://api.openai.com/v1/completions processing_ms=None request_id=None response_code=429
2026-11-19 10:00:07,250 INFO openai error_code=None error_message='Please retry after 3 seconds.' error_param=None error_type=None message='OpenAI API error received' stream_error=False
""",
            rows=(
                row("10:00:06 api.openai.com/v1/completions -> 200 in 250 ms", request_id="r1"),
                row("10:00:07.25 POST -> 429", message="Please retry after 3 seconds."),
            ),
            skipped=1,
        ),
        Sample(
            """2026-11-19 10:00:00,250 INFO stripe message='Request to Stripe api' method=post url=https://api.stripe.com/v1/charges
2026-11-19 10:00:00,500 INFO stripe message='Stripe API response' path=https://api.stripe.com/v1/charges response_code=402
2026-11-19 10:00:00,501 INFO stripe error_code=card_declined error_message='Your card was declined.' error_param=None error_type=card_error message='Stripe v1 API error received'
""",
            rows=(
                row(
                    "10:00:00.25 POST api.stripe.com/v1/charges -> 402 in 250 ms",
                    code="card_declined",
                ),
            ),
            skipped=2,
        ),
        Sample(
            """2026-11-19 10:00:00,250 DEBUG:urllib3.connectionpool:https://api.binance.com:443 "POST /api/v3/order HTTP/1.1" 400 79
2026-11-19 10:00:00,251 DEBUG:root:raw response from server:{"code":-1021,"msg":"Timestamp for this request is outside of the recvWindow."}
2026-11-19 10:00:00,252 ERROR:root:Found error. status: 400, error code: -1021, error message: Timestamp for this request is outside of the recvWindow.
2026-11-19 10:00:01,100 DEBUG ccxt.base.exchange GET https://api.bybit.com/v5/x, Request: {'X-BAPI-API-KEY': 'aaaa'} None
2026-11-19 10:00:01,350 DEBUG ccxt.base.exchange GET https://api.bybit.com/v5/x, Response: 200 {'Traceid': 't1'} {"retCode": 10006}
""",
            rows=(
                row("10:00:00.25 POST /api/v3/order -> 400", code="-1021"),
                row("10:00:01.1 /v5/x -> 200", code="10006", key_in="header:x-bapi-api-key"),
            ),
            skipped=3,
        ),
        Sample(
            """2026-11-19 10:00:00,250 ERROR bot failed
urllib.error.HTTPError: HTTP Error 429: Too Many Requests
pyactiveresource.connection.ClientError: Response(code=429, body="b'{"errors": "Exceeded 2 calls per second"}'", headers={'X-Shopify-Shop-Api-Call-Limit': '40/40', 'Retry-After': '2.0'}, msg="Too Many Requests")
""",
            rows=(row("10:00:00.25 -> 429", vendor="shopify", retry_after_s=2.0),),
            skipped=2,
        ),
        Sample(
            """2026-11-19 10:00:00,250 ERROR bot failed
  File "/app/aiohttp/helpers.py", line 759, in __exit__
    raise asyncio.TimeoutError from exc_val
TimeoutError
2026-11-19 10:00:01,250 ERROR bot failed
  File "/app/aiohttp/client_reqrep.py", line 740, in start
aiohttp.client_exceptions.ServerDisconnectedError: Server disconnected
2026-11-19 10:00:04,250 ERROR bot failed
  File "/app/jobs.py", line 7, in run
TimeoutError
""",
            rows=(row("10:00:00.25 -> timeout"), row("10:00:01.25 -> reset")),
            skipped=8,
        ),
        Sample(
            """2026-11-19 10:00:00,250 INFO httpx HTTP Request: GET https://api.tickdb.ai/v1/a "HTTP/1.1 200 OK"
2026-11-19 10:00:01,250 ERROR bot GET https://api.tickdb.ai/v1/b failed: [Errno -2] Name or service not known
2026-11-19 10:00:02,250 DEBUG httpcore.connection connect_tcp.started host='api.tickdb.ai' port=443
2026-11-19 10:00:03,250 DEBUG httpcore.connection connect_tcp.failed exception=ConnectTimeout(TimeoutError())
2026-11-19 10:00:03,260 ERROR bot Error fetching https://api.tickdb.ai/v1/c: ConnectTimeout: timed out
2026-11-19 10:00:04,250 ERROR bot DELETE https://api.tickdb.ai/v1/d failed: HTTPSConnectionPool(host='api.tickdb.ai', port=443): Read timed out. (read timeout=5)
2026-11-19 10:00:05,250 ERROR bot GET https://api.tickdb.ai/v1/e failed: Remote end closed connection without response
2026-11-19 10:00:06,250 ERROR bot GET https://api.tickdb.ai/v1/f failed:
2026-11-19 10:00:07,250 ERROR bot see https://docs.tickdb.ai/v1/g: cannot parse the answer
2026-11-19 10:00:08,250 ERROR bot POST https://api.tickdb.ai/v1/h failed
Traceback (most recent call last):
  File "/lib/python3.11/urllib/request.py", line 216, in urlopen
urllib.error.URLError: <urlopen error [Errno 111] Connection refused>
""",
            rows=(
                row("/v1/a -> 200"),
                row("10:00:01.25 GET api.tickdb.ai/v1/b -> dns"),
                row("10:00:02.25 api.tickdb.ai/v1/c -> timeout in 1000 ms"),
                row("10:00:04.25 DELETE api.tickdb.ai/v1/d -> timeout"),
                row("10:00:05.25 GET api.tickdb.ai/v1/e -> reset"),
                row("10:00:06.25 GET api.tickdb.ai/v1/f -> other"),
                row("10:00:08.25 POST api.tickdb.ai/v1/h -> connect"),
            ),
            skipped=6,
        ),
        Sample(
            """2026-11-19 10:00:00,200 DEBUG Sending http request: <AWSPreparedRequest stream_output=False, method=POST, url=https://sqs.us-east-1.amazonaws.com/, headers={'X-Amz-Target': b'AmazonSQS.ListQueues'}>
2026-11-19 10:00:00,250 DEBUG https://sqs.us-east-1.amazonaws.com:443 "POST / HTTP/1.1" 400 57
2026-11-19 10:00:00,251 DEBUG Response headers: {'x-amzn-RequestId': 'r-1'}
2026-11-19 10:00:00,251 DEBUG Response body: b'{"__type":"ThrottlingException","message":"Rate exceeded"}'
2026-11-19 10:00:01,000 DEBUG Sending http request: <AWSPreparedRequest stream_output=False, method=POST, url=https://sqs.us-east-1.amazonaws.com/, headers={}>
2026-11-19 10:00:01,500 DEBUG Retry needed, retrying request after delay of: 0.5
2026-11-19 10:00:02,000 DEBUG Sending http request: <AWSPreparedRequest stream_output=False, method=POST, url=https://sqs.us-east-1.amazonaws.com/, headers={}>
2026-11-19 10:00:02,250 DEBUG Exception received when sending HTTP request.
Traceback (most recent call last):
urllib3.exceptions.NameResolutionError: AWSHTTPConnection(host='sqs.us-east-1.amazonaws.com', port=443): Failed to resolve 'sqs.us-east-1.amazonaws.com'

During handling of the above exception, another exception occurred:

botocore.exceptions.EndpointConnectionError: Could not connect to the endpoint URL: "https://sqs.us-east-1.amazonaws.com/"
2026-11-19 10:00:05,250 ERROR APITimeoutError: Request timed out.
2026-11-19 10:00:08,250 ERROR APIConnectionError: Connection error.
""",
            rows=(
                row(
                    "10:00:00.2 POST -> 400 in 50 ms", request_id="r-1", code="ThrottlingException"
                ),
                row("10:00:01 POST sqs.us-east-1.amazonaws.com/ -> other in 500 ms"),
                row("10:00:02 POST sqs.us-east-1.amazonaws.com/ -> dns in 250 ms"),
                row("10:00:05.25 -> timeout"),
                row("10:00:08.25 -> connect"),
            ),
            skipped=11,
        ),
        Sample(
            """2026-11-19 10:00:01,250 ERROR bot 429 RESOURCE_EXHAUSTED. {'error': {'code': 429, 'message': 'You exceeded your current quota', 'status': 'RESOURCE_EXHAUSTED', 'details': [{'@type': 'type.googleapis.com/google.rpc.RetryInfo', 'retryDelay': '28s'}]}}
2026-11-19 10:00:02,250 WARNING bot Retrying google.genai.models.AsyncModels.generate_content in 1.5 seconds as it raised ServerError: 503 UNAVAILABLE. {'error': {'code': 503, 'message': 'The model is overloaded.', 'status': 'UNAVAILABLE'}}.
2026-11-19 10:00:03,250 ERROR bot request failed
Traceback (most recent call last):
google.genai.errors.ClientError: 400 INVALID_ARGUMENT. {'error': {'code': 400, 'message': "API key isn't valid.", 'status': 'INVALID_ARGUMENT'}}
2026-11-19 10:00:04,250 ERROR bot 429 RESOURCE_EXHAUSTED. {'error': {'code': 429, 'message': 'Please refer to https://cloud.google.com/vertex-ai/generative-ai/docs/error-code-429', 'status': 'RESOURCE_EXHAUSTED'}}
2026-11-19 10:00:04,500 INFO bot processed 500 Orders. {'message': 1}
2026-11-19 10:00:05,250 ERROR bot azure.core.exceptions.HttpResponseError: (429) Requests to the ChatCompletions_Create Operation have exceeded token rate limit. Please retry after 6 seconds.
2026-11-19 10:00:06,250 ERROR bot listing failed
Traceback (most recent call last):
azure.core.exceptions.HttpResponseError: (TooManyRequests) The request is being throttled.
Code: TooManyRequests
Message: The request is being throttled.
2026-11-19 10:00:07,250 ERROR bot azure.core.exceptions.ResourceNotFoundError: (ResourceGroupNotFound) Resource group 'x' could not be found.
2026-11-19 10:00:08,250 ERROR bot list failed
Traceback (most recent call last):
  File "/app/op.py", line 5, in run
kubernetes.client.exceptions.ApiException: (429)
Reason: Too Many Requests
HTTP response headers: HTTPHeaderDict({'Audit-Id': 'a1', 'Retry-After': '1', 'Date': 'Thu, 19 Nov 2026 10:00:08 GMT'})
HTTP response body: {"kind":"Status","apiVersion":"v1","status":"Failure","message":"try again later","reason":"TooManyRequests","code":429}

""",
            rows=(
                row(
                    "10:00:01.25 -> 429",
                    vendor="gemini",
                    code="RESOURCE_EXHAUSTED",
                    message="You exceeded your current quota",
                    retry_after_s=28.0,
                ),
                row("10:00:02.25 -> 503", vendor="gemini", message="The model is overloaded."),
                row("10:00:03.25 -> 400", vendor="gemini", message="API key isn't valid."),
                row("10:00:04.25 -> 429", vendor="unknown"),
                row("10:00:05.25 -> 429", code=None),
                row("10:00:06.25 -> 429", code="TooManyRequests"),
                row("10:00:07.25 -> 404", code="ResourceGroupNotFound"),
                row("10:00:08.25 -> 429", message="try again later", retry_after_s=1.0),
            ),
            skipped=14,
        ),
        Sample(
            """2026-11-19 10:00:00,250 ERROR bot failed: ClientResponseError(RequestInfo(url=URL('https://api.tickdb.ai/v1/x'), method='GET', headers=<CIMultiDictProxy('Host': 'api.tickdb.ai')>, real_url=URL('https://api.tickdb.ai/v1/x')), (), status=429, message='Too Many Requests', headers=<CIMultiDictProxy('Retry-After': '1')>)
2026-11-19 10:00:01,250 ERROR bot failed: ReadTimeout('timed out')
2026-11-19 10:00:02,250 ERROR bot failed: ConnectionError(MaxRetryError('HTTPSConnectionPool(host=\\'api.tickdb.ai\\', port=443): Max retries exceeded with url: /v1/y (Caused by NameResolutionError("Failed to resolve \\'api.tickdb.ai\\'"))'))
2026-11-19 10:00:03,250 ERROR bot failed: ChunkedEncodingError(IncompleteRead(5 bytes read, 95 more expected))
2026-11-19 10:00:04,250 ERROR bot failed: <HTTPError 503: 'Service Unavailable'>
2026-11-19 10:00:05,250 ERROR bot failed: URLError(gaierror(-2, 'Name or service not known'))
2026-11-19 10:00:06,250 ERROR bot failed: ReadError('not a gzip file')
2026-11-19 10:00:07,250 WARNING Retrying bot.call in 0.1 seconds as it raised ReadTimeout: timed out.
2026-11-19 10:00:10,250 ERROR ConnectError: [Errno 111] Connection refused
2026-11-19 10:00:13,250 INFO ReadTimeout: 30
""",
            rows=(
                row("10:00:00.25 GET api.tickdb.ai/v1/x -> 429"),
                row("10:00:01.25 -> timeout"),
                row("10:00:02.25 api.tickdb.ai/v1/y -> dns"),
                row("10:00:03.25 -> reset"),
                row("10:00:04.25 -> 503"),
                row("10:00:05.25 -> dns"),
                row("10:00:07.25 -> timeout"),
                row("10:00:10.25 -> connect"),
            ),
            skipped=2,
        ),
        # httplib2 names the host; urllib3 that of a connection which it opens again.
        Sample(
            """2026-11-19 10:00:00 ERROR (MainThread) [homeassistant.components.calendar] Error while setting up platform google
Traceback (most recent call last):
  File "/usr/lib/python3.6/site-packages/httplib2/__init__.py", line 995, in _conn_request
    conn.connect()
socket.gaierror: [Errno -3] Try again

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/usr/lib/python3.6/site-packages/homeassistant/helpers/entity_component.py", line 171, in _async_setup_platform
httplib2.ServerNotFoundError: Unable to find the server at www.googleapis.com
2026-11-19 10:00:01 INFO: Resetting dropped connection: api.tickdb.ai
2026-11-19 10:00:01 WARNING: Retrying (Retry(total=2, connect=None, read=None, redirect=0)) after connection broken by 'ProtocolError('Connection aborted.', gaierror(-2, 'Name or service not known'))': /v1/x
""",
            rows=(
                row("10:00:00 www.googleapis.com -> dns"),
                row("10:00:01 api.tickdb.ai/v1/x -> dns"),
            ),
            skipped=11,
        ),
        Sample(
            """2026-11-19 10:00:00.250 WARNING (MainThread) [homeassistant.config_entries] Config entry not ready: Error connecting to device at location: http://10.0.0.2:1900/igd.xml, err: ('ClientConnectorError(ConnectionKey(host=\\'10.0.0.2\\', port=1900, is_ssl=False, ssl=None, proxy=None), OSError(113, "Connect call failed (\\'10.0.0.2\\', 1900)"))', None); Retrying in background
2026-11-19 10:00:01.250 ERROR (MainThread) [tick] Error resolving OAuth token: Cannot connect to host api.tickdb.ai:443 ssl:default [Timeout while contacting DNS servers]
2026-11-19 10:00:02.250 ERROR (MainThread) [tick] Request failed: Cannot connect to host ws.tickdb.ai:443 ssl:default [Try again]
""",
            rows=(
                row("10:00:00.25 10.0.0.2:1900/igd.xml -> connect"),
                row("10:00:01.25 api.tickdb.ai -> dns"),
                row("10:00:02.25 ws.tickdb.ai -> dns"),
            ),
        ),
        Sample(
            """2026-11-19 10:00:00,250 ERROR billing charge failed
Traceback (most recent call last):
  File "/app/billing.py", line 7, in charge
stripe.error.RateLimitError: Request req_9aBcDeFgHiJkLm: Too many requests. Please retry after 2 seconds.
2026-11-19 10:00:01,250 ERROR billing charge failed: Request req_9aBcDeFgHiJkLn: No such customer: 'cus_1'
2026-11-19 10:00:02,250 ERROR billing stripe.CardError: Request req_9aBcDeFgHiJkLo: Your card was declined.
2026-11-19 10:00:03,250 ERROR billing stripe._error.APIConnectionError: Unexpected error communicating with Stripe: connection refused
2026-11-19 10:00:04,250 INFO oandapyV20.oandapyV20 performing request https://api-fxpractice.oanda.com/v3/accounts/1/orders
2026-11-19 10:00:04,500 ERROR oandapyV20.oandapyV20 request https://api-fxpractice.oanda.com/v3/accounts/1/orders failed [401,{"errorMessage":"Insufficient authorization to perform request."}]
2026-11-19 10:00:05,250 INFO bot Request request_1: done
2026-11-19 10:00:05,500 ERROR bot Kraken API error: ['EAPI:Rate limit exceeded']
2026-11-19 10:00:05,750 ERROR bot kraken answered {'error': ['EOrder:Insufficient funds']}
2026-11-19 10:00:06,250 DEBUG prawcore Fetching: GET https://oauth.reddit.com/r/a/new at 1795082406.25
2026-11-19 10:00:06,500 DEBUG prawcore Response: 429 (12 bytes) (rst-600:rem-0.0:used-100 ratelimit) at 1795082406.5
2026-11-19 10:00:06,501 ERROR bot prawcore.exceptions.TooManyRequests: received 429 HTTP response
""",
            rows=(
                row(
                    "10:00:00.25 -> 429",
                    vendor="stripe",
                    request_id="req_9aBcDeFgHiJkLm",
                    retry_after_s=2.0,
                ),
                row(
                    "10:00:01.25",
                    status=None,
                    error_type=None,
                    code="invalid_request_error",
                    vendor="stripe",
                    message="No such customer: 'cus_1'",
                ),
                row("10:00:02.25 -> 402", vendor="stripe"),
                row("10:00:03.25 -> connect", vendor="stripe"),
                row("10:00:04.5 api-fxpractice.oanda.com/v3/accounts/1/orders -> 401"),
                row(
                    "10:00:05.5",
                    status=None,
                    error_type=None,
                    vendor="kraken",
                    code="EAPI:Rate limit exceeded",
                ),
                row(
                    "10:00:05.75",
                    status=None,
                    error_type=None,
                    vendor="kraken",
                    code="EOrder:Insufficient funds",
                ),
                row(
                    "10:00:06.25 GET oauth.reddit.com/r/a/new -> 429 with 12 B in 250 ms",
                    limit_remaining=0.0,
                    limit_reset_s=600.0,
                ),
            ),
            skipped=7,
        ),
        # requests, which logs no answers, beside httpx, which logs each of its own.
        Sample(
            """2026-11-19 10:00:00,250 INFO httpx HTTP Request: GET https://api.tickdb.ai/v1/x "HTTP/1.1 429 Too Many Requests"
2026-11-19 10:00:00,260 ERROR bot no ticker: Client error '429 Too Many Requests' for url 'https://api.tickdb.ai/v1/x'
2026-11-19 10:00:01,250 ERROR bot no order: 503 Server Error: Service Unavailable for url: https://api.tickdb.ai/v1/y
2026-11-19 10:00:02,250 WARNING bot Retrying bot.get in 2.0 seconds as it raised ReadTimeout: .
2026-11-19 10:00:04,250 WARNING bot Retrying bot.get in 2.0 seconds as it raised KeyError: 'ReadTimeout'.
2026-11-19 10:00:06,250 ERROR bot ccxt.base.errors.ExchangeNotAvailable: kraken GET https://api.kraken.com/0/public/Time 520  <html>
""",
            rows=(
                row("10:00:00.25 GET api.tickdb.ai/v1/x -> 429"),
                row("10:00:01.25 api.tickdb.ai/v1/y -> 503"),
                row("10:00:02.25 -> timeout"),
                row("10:00:06.25 GET api.kraken.com/0/public/Time -> 520"),
            ),
            skipped=2,
        ),
        # Clients of exchanges that raise what was answered, also with 200.
        Sample(
            """2026-11-19 10:00:00,250 ERROR bot create order failed: 200-{"code":"400100","msg":"Order size below the minimum requirement."}
2026-11-19 10:00:01,250 ERROR bot balance failed
Traceback (most recent call last):
    raise Exception("{}-{}".format(response_data.status_code, response_data.text))
Exception: 200-{"code":"400002","msg":"Invalid KC-API-TIMESTAMP"}
2026-11-19 10:00:02,250 ERROR bot API Request Error(error_code=40762): The order size is greater than the max open size
2026-11-19 10:00:03,250 ERROR bot API Request Error(error_code=51008): Order failed
2026-11-19 10:00:04,250 ERROR bot API Request Error(error_code=429): Too Many Requests
2026-11-19 10:00:05,250 ERROR bot balance: {'error': ['EAPI:Rate limit exceeded']}
2026-11-19 10:00:07,250 INFO bot codes begin with EAPI: or EOrder:
""",
            rows=(
                row("10:00:00.25", vendor="kucoin", code="400100", status=None),
                row("10:00:01.25", vendor="kucoin", code="400002", status=None),
                row("10:00:02.25", vendor="bitget", code="40762", status=None),
                row("10:00:03.25", vendor="okx", code="51008", status=None),
                row("10:00:04.25 -> 429", message="Too Many Requests"),
                row("10:00:05.25", vendor="kraken", code="EAPI:Rate limit exceeded"),
            ),
            skipped=4,
        ),
        # Of brokers and data vendors, and what Coinbase's client says of an answer.
        # web3.py's provider, alone and over urllib3 (rotki's issue 927).
        Sample(
            """2026-11-19 10:00:00,250 DEBUG:web3.providers.HTTPProvider:Making request HTTP. URI: https://rpc.example.org/eth, Method: eth_chainId
2026-11-19 10:00:00,281 DEBUG:web3.providers.HTTPProvider:Getting response HTTP. URI: https://rpc.example.org/eth, Method: eth_chainId, Response: {'jsonrpc': '2.0', 'id': 0, 'result': '0x1'}
2026-11-19 10:00:01,250 DEBUG:web3.providers.HTTPProvider:Making request HTTP. URI: https://rpc.example.org/eth, Method: eth_blockNumber
2026-11-19 10:00:01,281 DEBUG:web3.providers.HTTPProvider:Getting response HTTP. URI: https://rpc.example.org/eth, Method: eth_blockNumber, Response: {'jsonrpc': '2.0', 'id': 1, 'error': {'code': -32005, 'message': 'daily request count exceeded'}}
2026-11-19 10:00:02,250 DEBUG:web3.providers.HTTPProvider:Making request HTTP. URI: https://rpc.example.org/eth, Method: eth_call
2026-11-19 10:00:02,280 DEBUG:urllib3.connectionpool:https://rpc.example.org:443 "POST /eth HTTP/1.1" 200 57
2026-11-19 10:00:02,281 DEBUG:web3.providers.HTTPProvider:Getting response HTTP. URI: https://rpc.example.org/eth, Method: eth_call, Response: {'jsonrpc': '2.0', 'id': 2, 'error': {'code': 3, 'message': 'execution reverted'}}
""",
            rows=(
                row("10:00:00.25 POST rpc.example.org/eth -> 200 in 31 ms", code=None),
                row("10:00:01.25 POST rpc.example.org/eth -> 200 in 31 ms", code="-32005"),
                row("10:00:02.25 POST rpc.example.org/eth -> 200 in 30 ms", code="3"),
            ),
            skipped=4,
        ),
        # Hyperliquid's, ibind's (issue 103) and Polymarket's (py-clob-client's issue 273).
        Sample(
            """2026-11-19 10:00:00,250 ERROR bot order failed
Traceback (most recent call last):
  File "/app/hyperliquid/api.py", line 37, in post
hyperliquid.utils.error.ClientError: (429, None, 'null', None, {'Retry-After': '2', 'x-request-id': 'abc'})
2026-11-19 10:00:01,250 ERROR bot hyperliquid.utils.error.ServerError: (500, 'null')
2026-11-19 10:00:02,250|E| order failed: IbkrClient: request error: IbkrClient: response error Result(data=None, request={'url': 'https://gw.tickdb.ai:5000/v1/api/iserver/reply/8c17', 'json': {'confirmed': True}}) :: 400 :: Bad Request :: {"error":"reply id not found"}
2026-11-19 10:00:03,250|I| IbkrClient: Timeout for GET https://gw.tickdb.ai:5000/v1/api/tickle, retrying attempt 1/3
2026-11-19 10:00:04	ORDER_ERROR PolyApiException[status_code=None, error_message=Request exception!]	btc-up
2026-11-19 10:00:05	ORDER_ERROR PolyApiException[status_code=425, error_message=service not ready]	xrp-up
2026-11-19 10:00:06	ORDER_ERROR PolyApiException[status_code=400, error_message={'error': 'not enough balance'}]	xrp-up
2026-11-19 10:00:07	IDLE
""",
            rows=(
                row(
                    "10:00:00.25 -> 429",
                    vendor="api.hyperliquid.xyz",
                    retry_after_s=2.0,
                    request_id="abc",
                ),
                row("10:00:01.25 -> 500", vendor="api.hyperliquid.xyz", message=None),
                row(
                    "10:00:02.25 gw.tickdb.ai:5000/v1/api/iserver/reply/8c17 -> 400",
                    message="reply id not found",
                ),
                row("10:00:03.25 GET gw.tickdb.ai:5000/v1/api/tickle -> timeout"),
                row("10:00:04 -> other", vendor="clob.polymarket.com"),
                row("10:00:05 -> 425", vendor="clob.polymarket.com", message="service not ready"),
                row("10:00:06 -> 400", message="not enough balance"),
            ),
            skipped=4,
        ),
        Sample(
            """2026-11-19 10:00:00,250 ERROR bot order failed
Traceback (most recent call last):
  File "/app/oandapyV20/oandapyV20.py", line 336, in request
oandapyV20.exceptions.V20Error: {"errorMessage":"Insufficient authorization to perform request."}
2026-11-19 10:00:01,250 ERROR bot quote failed: FinnhubAPIException(status_code: 429): API limit reached. Please try again later. Remaining Limit: 0
2026-11-19 10:00:02,250 ERROR bot accounts failed
Traceback (most recent call last):
  File "/app/coinbase/api_base.py", line 60, in handle_exception
requests.exceptions.HTTPError: 401 Client Error: Unauthorized {"error":"UNAUTHENTICATED"}
2026-11-19 10:00:03,250 ERROR bot accounts failed: Exception: 429-{"code":"429000","msg":"Too Many Requests"}
2026-11-19 10:00:04,250 INFO bot idle
""",
            rows=(
                row(
                    "10:00:00.25",
                    host=None,
                    message="Insufficient authorization to perform request.",
                ),
                row("10:00:01.25 -> 429"),
                row("10:00:02.25 -> 401"),
                row("10:00:03.25 -> 429", code="429000"),
            ),
            skipped=7,
        ),
        # What a program says below httpx's lines: a body, why it broke off, and of openai's own error.
        Sample(
            """2026-11-19 10:00:00,250 INFO httpx HTTP Request: POST https://api.zeromarkets.com/v1/orders "HTTP/1.1 200 OK"
2026-11-19 10:00:00,251 INFO bot POST https://api.zeromarkets.com/v1/orders -> 200 in 28.6ms: {"code": "TRADE_40901", "message": "Duplicate client order id"}
2026-11-19 10:00:01,250 INFO httpx HTTP Request: GET https://api.zeromarkets.com/v1/x "HTTP/1.1 429 Too Many Requests"
2026-11-19 10:00:01,251 WARNING bot Unexpected response 429: {"code": "LIMIT_42901", "message": "Too many requests"}
2026-11-19 10:00:02,250 INFO httpx HTTP Request: GET https://api.zeromarkets.com/v1/y "HTTP/1.1 200 OK"
2026-11-19 10:00:02,300 ERROR bot Error: RemoteProtocolError('peer closed connection without sending complete message body (received 30 bytes, expected 258)')
2026-11-19 10:00:03,250 ERROR bot Request failed: Error code: 400 - {'error': {'message': 'Too long.', 'code': 'context_length_exceeded'}}
2026-11-19 10:00:04,250 ERROR bot Request failed: Connection error.
2026-11-19 10:00:05,250 ERROR bot Request failed: Request timed out.
""",
            rows=(
                row(
                    "10:00:00.25 POST api.zeromarkets.com/v1/orders -> 200",
                    code="TRADE_40901",
                ),
                row("10:00:01.25 GET api.zeromarkets.com/v1/x -> 429", code="LIMIT_42901"),
                row("10:00:02.25 GET api.zeromarkets.com/v1/y -> reset"),
                row("10:00:03.25 -> 400", code="context_length_exceeded"),
                row("10:00:04.25 -> connect"),
                row("10:00:05.25 -> timeout"),
            ),
            skipped=3,
        ),
        # Errors of two lines in one, as their names spell them; pybit's and binance-connector's.
        Sample(
            r"""2026-11-19 10:00:00,250 ERROR bot Error: SlackApiError("The request to the Slack API failed. (url: https://slack.com/api/chat.update)\nThe server responded with: {'ok': False, 'error': 'ratelimited'}")
2026-11-19 10:00:01,250 ERROR bot order failed: Http status code is not 200. (ErrCode: 500) (ErrTime: 10:00:01).
2026-11-19 10:00:02,250 ERROR bot order failed: ClientError(400, -1121, 'Invalid symbol.', {'Retry-After': '3'}, None)
2026-11-19 10:00:03,250 ERROR bot InternalServerError('Error code: 502 - Bad gateway upstream')
""",
            rows=(
                row("10:00:00.25 slack.com/api/chat.update", status=None, code="ratelimited"),
                row("10:00:01.25 -> 500"),
                row("10:00:02.25 -> 400", code="-1121", retry_after_s=3.0),
                row("10:00:03.25 -> 502", message="Bad gateway upstream"),
            ),
        ),
        # What a program prints of stripe's errors as they are spelt.
        Sample(
            r"""2026-11-19 10:00:00,282 ERROR bot Error: CardError(message='Your card was declined.', param=None, code='card_declined', http_status=402, request_id='req_1')
2026-11-19 10:00:01,281 ERROR bot Error: APIConnectionError(message="Unexpected error communicating with Stripe.\n\n(Network error: ChunkedEncodingError: ('Connection broken: IncompleteRead(30 bytes read, 30 more expected)'))", http_status=None, request_id=None)
""",
            rows=(
                row(
                    "10:00:00.282 -> 402",
                    vendor="stripe",
                    code="card_declined",
                    request_id="req_1",
                ),
                row("10:00:01.281 -> reset"),
            ),
        ),
    ),
)
