r"""Lines of text that show a call, however a program words it: method, URL and status, or why there
was no answer.

No program's own format: what people write themselves with a logger. A line counts if it says when,
and a method before or behind a URL or path with a status that can be told from other numbers, by
its place or by words between them; or a URL with the words of an error of the network; or a status of a failure beside its name or words
that say so. Its time is
when the line was written, the end of the call. Formats that know who wrote a line come first. Forms
were taken from Serilog, Tornado, ccxt, Elasticsearch.Net, client-go, and many programs' own.
"""

from __future__ import annotations

import re
from dataclasses import replace

from analyzer.formats import LEAST_SURENESS, Sample, row, share_of_lines
from analyzer.formats.kinds.failure_words import BROKEN, URL
from analyzer.formats.kinds.inspected_maps import as_json
from analyzer.formats.kinds.named_statuses import NAMING, numbered
from analyzer.formats.kinds.needed_text import Patterns, holds_one, that_hold_one
from analyzer.formats.kinds.node.causes import with_causes
from analyzer.formats.kinds.node.statements import Statements, may_fail
from analyzer.formats.kinds.python.google_refusals import without_those_told_below
from analyzer.formats.kinds.python.hooks import RepeatedRefusals
from analyzer.formats.kinds.text_lines import (
    LONGEST,
    METHOD,
    TOLD_BEFORE,
    TRACEBACK,
    has_leading_time,
    text_format,
)
from analyzer.formats.kinds.websocket.traces import without_handshakes
from analyzer.formats.kinds.words.call_objects import (
    with_answered_call,
    with_broken_call,
    with_call,
)
from analyzer.formats.kinds.words.call_parts import PAGES, together, told_call
from analyzer.formats.kinds.words.call_patterns import (
    HINT,
    MAY_BE_CALL,
    NUMBER,
    PATTERNS,
    SAYS_ALONE,
    WITHOUT_URL,
)
from analyzer.formats.kinds.words.call_texts import CallTexts, asks
from analyzer.formats.kinds.words.retries import (
    RetriesOfTold,
    may_be_told,
    without_told_retries,
)
from analyzer.formats.kinds.words.sdk_failures import with_body
from analyzer.formats.kinds.words.told_answers import told_answer, with_bodies
from analyzer.formats.kinds.words.told_bodies import BODY, with_told_body
from analyzer.formats.kinds.words.vendor_words import SAYING, with_answer

_ANY = Patterns(PATTERNS)
_STATUS_ALONE = Patterns((BODY, *WITHOUT_URL))

_MORE = re.compile(
    rf"\b(?:[Ss]ee(?: also)?|[Cc]heck|[Vv]isit|[Rr]efer to|information[^\n:]{{0,20}}):? https?://(?:docs|developers?|help|support|errors|status)\.{URL[len('https?://') :]}"
    rf"|\b(?:[Ll]earn|[Rr]ead) more [^\n:]{{1,80}}{URL}"
    rf"|\bmore information [^\n:]{{1,40}}\b(?:head|go) to:? {URL}|\b[Vv]isit {URL} to (?:learn|read|see|find out) more"
)
_WAITS = re.compile(rf"\b([Rr]etrying {METHOD} {URL}) in \d+(?:\.\d+)? ?(?:ms|s|secs?|seconds?)\b")
_OF_JSON = ("{", '"', "[{", '["', "[[")
_LONGEST_BODY = 64 << 10
# What a line has that `_plain` changes.
_MARKS_OF_CHANGES = (
    " (os error ",
    "599 Internal ",
    "Failed to complete nego",
    '{"',
    "{'",
    ' - "{',
    "etrying ",
    '\\"',
    "://",
    *NAMING,
    *SAYING,
)

_FORMAT = text_format(
    "call_lines",
    "Text that shows a call in a line: method, URL and status, however worded",
    PATTERNS,
    (
        # What is copied for RestSharp from one program to the next.
        Sample(
            r"""2026-11-19 10:00:01.250 +00:00 [INF] Request completed in 31 ms, Request: {"resource":"v1/orders","parameters":[],"method":"Post","uri":"https://api.tickdb.ai/v1/orders?a=1"}, Response: {"statusCode":429,"content":"{\"code\":3001,\"message\":\"slow down\"}","headers":[],"responseUri":"https://api.tickdb.ai/v1/orders?a=1","errorMessage":null}
2026-11-19 10:00:02.250 +00:00 [INF] worker idle
2026-11-19 10:00:05.250 +00:00 [INF] Request completed in 5000 ms, Request: {"resource":"v1/x","parameters":[],"method":"GET","uri":"https://api.tickdb.ai/v1/x"}, Response: {"statusCode":0,"content":null,"headers":[],"responseUri":null,"errorMessage":"The operation has timed out."}
""",
            rows=(
                row(
                    "10:00:01.219 POST api.tickdb.ai/v1/orders?a=1 -> 429 in 31 ms",
                    code="3001",
                    message="slow down",
                ),
                row("10:00:00.25 GET api.tickdb.ai/v1/x -> timeout in 5000 ms"),
            ),
            skipped=1,
        ),
        Sample(
            """2026-11-19 10:00:00.250 +00:00 [INF] call of GET /v1/market/ticker?symbol=BTCUSDT responded 429 in 31.2000 ms
2026-11-19 10:00:01,000 - bot - INFO - Now listening
2026-11-19 10:00:02,000 - bot - ERROR - POST https://api.tickdb.ai/v1/orders failed with status code 503, retrying in 5s
2026-11-19T10:00:03Z warn: status 401 (Unauthorized) from GET https://api.tickdb.ai/v1/x
2026-11-19 10:00:04 bot: WARNING - fetch() returned exception: RequestTimeout. Message: binance GET https://api.binance.com/api/v3/time". Giving up.
2026-11-19 10:00:05 GET https://api.tickdb.ai/v1/y took 350 ms
GET https://api.tickdb.ai/v1/z -> 200
""",
            rows=(
                row("10:00:00.2188 GET /v1/market/ticker?symbol=BTCUSDT -> 429 in 31.2 ms"),
                row("10:00:02 POST api.tickdb.ai/v1/orders -> 503", duration_ms=None),
                row("/v1/x -> 401"),
                row("api.binance.com/api/v3/time -> timeout"),
            ),
            rejects=1,
            skipped=2,
        ),
        Sample(
            """[W 261119 10:00:00 web:2271] 403 POST /v1/orders (10.0.0.7) 250.00ms
2026/11/19 10:00:01 [bot/1] "GET http://api.tickdb.ai/v1/x HTTP/1.1" from 10.0.0.7:52345 - 200 4B in 1.5ms
2026-11-19 10:00:02,500 INFO GET https://api.tickdb.ai/v1/y status=200 elapsed=0:00:00.500000
2026-11-19 10:00:03,000 INFO Request to https://api.tickdb.ai/v1/z failed with status code 429
2026-11-19 10:00:04,000 INFO worker 404 GET ready
2026-11-19 10:00:05,000 ERROR Error executing request GET https://api.tickdb.ai/v1/a. HTTP status is 451. Error: {}
2026-11-19T10:00:05.2500000Z npm http fetch GET 200 https://api.tickdb.ai/v1/c 250ms (cache miss)
D, [2026-11-19T10:00:05.500000 #7] DEBUG -- : [httplog] POST https://api.tickdb.ai/v1/d completed with status code 503 in 1.5
[2026-11-19T10:00:05,500][ERROR][logstash.outputs.elasticsearch] Encountered a retryable error. {:code=>503, :url=>"http://api.tickdb.ai:9200/_bulk"}
[2026-11-19T10:00:05,750][ERROR][logstash.outputs.http] Could not fetch URL {:url=>"https://api.tickdb.ai/v1/sink", :method=>:post, :body=>"[{\\"a\\":1}]", :headers=>{"Content-Type"=>"application/json"}, :message=>"Connect to api.tickdb.ai:443 [api.tickdb.ai/10.1.1.1] failed: Connection refused", :class=>"Manticore::SocketException", :will_retry=>true}
[19-Nov-2026 10:00:05 UTC] PHP Warning:  file_get_contents(https://api.tickdb.ai/v1/e): failed to open stream: HTTP request failed! HTTP/1.1 503 Service Unavailable in /app/a.php on line 3
time="2026-11-19T10:00:05Z" level=fatal msg="failed: GET \\"https://api.tickdb.ai/v1/f?page=11\\": 429 Too Many Requests {\\"success\\":false}"
2026-11-19 10:00:06,000 WARN Binance API request https://api.tickdb.ai/v1/b for trades failed with HTTP status code: 429, error code: -1003
""",
            rows=(
                row("09:59:59.75 /v1/orders -> 403", client_ip="10.0.0.7"),
                row("/v1/x -> 200 with 4 B in 1.5 ms"),
                row("10:00:02 /v1/y in 500 ms"),
                row("/v1/z -> 429", method=None),
                row("GET /v1/a -> 451"),
                row("/v1/b -> 429", method=None),
                row("10:00:05 GET api.tickdb.ai/v1/f?page=11 -> 429"),
                row("10:00:05 GET api.tickdb.ai/v1/c -> 200 in 250 ms"),
                row("10:00:05 api.tickdb.ai/v1/e -> 503"),
                row("10:00:05.5 api.tickdb.ai:9200/_bulk -> 503"),
                row("10:00:05.75 POST api.tickdb.ai/v1/sink -> connect"),
                row("10:00:04 POST api.tickdb.ai/v1/d -> 503 in 1500 ms"),
            ),
            skipped=1,
        ),
        # HTX's answer, as hummingbot printed it (issue 872).
        Sample(
            """2026-11-19 10:00:00,250 - bot.huobi_market - ERROR - Error received from https://api.example.org/v1/order/orders/5/submitcancel. Response is {'status': 'error', 'err-code': 'order-orderstate-error', 'err-msg': 'Incorrect order state', 'data': None, 'order-state': 5}.
2026-11-19 10:00:01,250 - bot.strategy - INFO - Cancelling the limit order
""",
            rows=(
                row(
                    "10:00:00.25 api.example.org/v1/order/orders/5/submitcancel",
                    status=None,
                    code="order-orderstate-error",
                    message="Incorrect order state",
                ),
            ),
            skipped=1,
        ),
        # Values between commas, the time first.
        Sample(
            """2026-11-19T10:00:00.250Z,GET https://api.tickdb.ai/v1/x 429
2026-11-19T10:00:01.250Z,bot-1,POST https://api.tickdb.ai/v1/y 200 31ms
""",
            rows=(
                row("10:00:00.25 GET api.tickdb.ai/v1/x -> 429"),
                row("10:00:01.219 POST api.tickdb.ai/v1/y -> 200 in 31 ms"),
            ),
        ),
        # ureq.
        Sample(
            """2026-11-19T10:00:00.250000Z ERROR bot::rest: https://api.tickdb.ai/v1/x: status code 429
2026-11-19T10:00:03.250000Z ERROR bot::rest: https://api.tickdb.ai/v1/y: Connection Failed: Connect error: Connection refused (os error 111)
""",
            rows=(
                row("10:00:00.25 api.tickdb.ai/v1/x -> 429"),
                row("10:00:03.25 api.tickdb.ai/v1/y -> connect"),
            ),
        ),
        Sample(
            """2026-11-19T10:00:00.281Z 10.0.0.7 GET /v1/x?a=1 429 57 31ms
2026-11-19T10:00:01+00:00 10.0.0.7 - "GET /v1/y" 200 12 "curl/8"
2026-11-19T10:00:02Z 10.0.0.7:5555 - - "GET /v1/z HTTP/1.1" 404 -
2026-11-19T10:00:03Z 10.0.0.7 POST /v1/w 503 in 250 ms
2026-11-19T10:00:04Z axios 429 Too Many Requests (GET https://api.tickdb.ai/v1/v)
2026-11-19T10:00:05Z axios Error: Network Error (GET https://api.tickdb.ai/v1/u)
2026-11-19T10:00:06.250Z [WRN] Execution attempt. Source: 'a//b/Retry', Operation Key: 'null', Result: '503', Handled: 'True', Attempt: '1', Execution Time: 250ms
2026-11-19T10:00:07.250Z GET /repos/a/b - 404 with id A1:C2 in 250ms
INFO:     [RomM][nginx][2026-11-19 10:00:08] 10.0.0.2 | 10.0.0.7 | GET /api/roms?limit=24 200 | 967 | Firefox Android | 0.016
2026-11-19 10:00:08: [error] App: 403: POST /api/sessions: 10.0.0.7: Invalid username or password
10:00:09 1|app  | 2026-11-19 10:00:09: App: fe80::1: 38 B: POST /login (403) (3ms)
2026-11-19 10:00:10 +0000 08 mail.example WEBMAIL:a: <> POST /api/v1/login HTTP/1.1 u=b@mail.example code=401 time=100
""",
            rows=(
                row("10:00:00.25 GET /v1/x?a=1 -> 429 with 57 B in 31 ms", client_ip="10.0.0.7"),
                row("10:00:01 GET /v1/y -> 200 with 12 B", client_ip="10.0.0.7"),
                row("10:00:02 GET /v1/z -> 404", client_ip="10.0.0.7", response_bytes=None),
                row("10:00:02.75 POST /v1/w -> 503 in 250 ms", client_ip="10.0.0.7"),
                row("10:00:04 GET api.tickdb.ai/v1/v -> 429"),
                row("10:00:05 GET api.tickdb.ai/v1/u -> other"),
                row("10:00:06 -> 503 in 250 ms", attempt=1),
                row("10:00:07 GET /repos/a/b -> 404 in 250 ms", request_id="A1:C2"),
                row(
                    "10:00:07.984 GET /api/roms?limit=24 -> 200 with 967 B in 16 ms",
                    client_ip="10.0.0.7",
                ),
                row("10:00:08 POST /api/sessions -> 403", client_ip="10.0.0.7"),
                row("10:00:08.997 POST /login -> 403 in 3 ms", client_ip="fe80::1"),
                row("10:00:10 POST /api/v1/login -> 401", duration_ms=None),
            ),
        ),
        Sample(
            """2026-11-19 10:00:00,250 INFO bot: [200] GET https://api.tickdb.ai/v1/a (120 ms)
2026-11-19 10:00:01,250 INFO bot: 200 OK GET https://api.tickdb.ai/v1/b
2026-11-19 10:00:02,250 INFO bot: 429 Too Many Requests: GET https://api.tickdb.ai/v1/c
2026-11-19 10:00:03,250 INFO bot: Timeout calling GET https://api.tickdb.ai/v1/d
2026-11-19 10:00:04,250 INFO bot: Connection refused: https://api.tickdb.ai/v1/e
2026-11-19 10:00:05,250 INFO bot: Timeout for https://api.tickdb.ai/v1/f is 10 s
2026-11-19 10:00:06,250 WARN bot: HTTPError 500 on GET https://api.tickdb.ai/v1/g
2026-11-19 10:00:07,250 WARN bot: could not read https://api.tickdb.ai/v1/h: 401 Client Error
2026-11-19 10:00:07,500 WARN bot: send failed: Too Many Requests: retry after 22
2026-11-19 10:00:07,750 WARN [JDA] Encountered 429 on route PATCH/channels/{id} with bucket 9:guild_id:7 Retry-After: 147987 ms
2026-11-19 10:00:08,250 WARN bot: got 429 from https://api.tickdb.ai/v1/i. Please try again in 1m30s.
2026-11-19 10:00:09,250 WARN bot: GET https://api.tickdb.ai/v1/j returned 429, will try again in 5s
2026-11-19 10:00:10,250 INFO bot: response: {'method': 'get', 'url': 'https://api.tickdb.ai/v1/k', 'status': 200, 'elapsed_ms': 250.0}
[2026-11-19 10:00:11.250] bot.INFO: sent {"url":"https://api.tickdb.ai/v1/l","status_code":200,"request":{"method":"POST"}} []
2026-11-19 10:00:12,250 WARN bot: REST failed: [400] Bad Request, Content: {"code":-1013,"msg":"Filter failure"}, ErrorMessage: 
""",
            rows=(
                row("10:00:00.13 GET api.tickdb.ai/v1/a -> 200 in 120 ms"),
                row("10:00:01.25 GET api.tickdb.ai/v1/b -> 200"),
                row("10:00:02.25 GET api.tickdb.ai/v1/c -> 429"),
                row("10:00:03.25 GET api.tickdb.ai/v1/d -> timeout"),
                row("10:00:04.25 api.tickdb.ai/v1/e -> connect"),
                row("10:00:06.25 GET api.tickdb.ai/v1/g -> 500"),
                row("10:00:07.25 api.tickdb.ai/v1/h -> 401"),
                row("10:00:07.5 -> 429", retry_after_s=22.0),
                row("10:00:07.75 PATCH /channels/{id} -> 429", retry_after_s=147.987),
                row("10:00:08.25 api.tickdb.ai/v1/i -> 429", retry_after_s=90.0),
                row("10:00:09.25 GET api.tickdb.ai/v1/j -> 429", retry_after_s=None),
                row("10:00:10 GET api.tickdb.ai/v1/k -> 200 in 250 ms"),
                row("10:00:11.25 POST api.tickdb.ai/v1/l -> 200"),
                row("10:00:12.25 -> 400", code="-1013", message="Filter failure"),
            ),
            skipped=1,
        ),
        Sample(
            """\x1b[32m2026-11-19 10:00:00.250\x1b[0m | \x1b[1mWARNING \x1b[0m | \x1b[36mbot\x1b[0m:42 - \x1b[1mGET https://api.tickdb.ai/v1/x -> 429\x1b[0m
""",
            rows=(row("10:00:00.25 /v1/x -> 429"),),
        ),
        Sample(
            """2026-11-19T10:00:00.250Z GET https://api.tickdb.ai/v1/x [TypeError: fetch failed] {
  [cause]: Error: read ECONNRESET
      at TCP.onStreamRead (node:internal/stream_base_commons:216:20) {
    code: 'ECONNRESET'
  }
}
2026-11-19T10:00:01.250Z order failed: TypeError: fetch failed
    at node:internal/deps/undici/undici:12500:13 {
  [cause]: ConnectTimeoutError: Connect Timeout Error (attempted address: api.tickdb.ai:443, timeout: 10000ms)
}
2026-11-19T10:00:01.500Z order failed: TypeError: fetch failed
2026-11-19T10:00:01.500Z     at async a (/app/build/server/app/page.js:46:4428) {
2026-11-19T10:00:01.500Z   cause: Error: connect ECONNREFUSED 10.0.0.2:8000
2026-11-19T10:00:02.250Z GET https://api.tickdb.ai/v1/y [DOMException [TimeoutError]: The operation was aborted due to timeout]
2026-11-19T10:00:03.250Z MinimalHttpLogger[0] GET https://api.tickdb.ai/v1/z failed to respond in 250ms
2026-11-19T10:00:03.500Z bot: Access to https://api.tickdb.ai/v1/u returned error 'TimeoutError'
2026-11-19T10:00:03.600Z ERROR: [GET] "https://api.tickdb.ai/v1/s": 401 Unauthorized
2026-11-19T10:00:03.700Z ERROR: [POST] "https://api.tickdb.ai/v1/t": <no response> fetch failed
2026-11-19T10:00:03.750Z bot: could not fetch "https://api.tickdb.ai/v1/v": connection refused
2026-11-19T10:00:03.800Z bot: connect timeout of https://api.tickdb.ai is 5s, read timeout 10s
2026-11-19T10:00:04.250Z FetchError: request to https://api.tickdb.ai/v1/w failed, reason: connect ECONNREFUSED 10.0.0.2:443
2026-11-19T10:00:05.250Z failed FetchError: [GET] "https://api.tickdb.ai/v1/r": <no response> fetch failed
    at async $fetch2 (file:///app/node_modules/ofetch/dist/index.mjs:157:14) {
  [cause]: TypeError: fetch failed
      at node:internal/deps/undici/undici:14976:13 {
    [cause]: Error: getaddrinfo ENOTFOUND api.tickdb.ai
2026-11-19T10:00:06.250Z GET https://api.tickdb.ai/v1/q failed Error: aborted
""",
            rows=(
                row("10:00:00.25 GET api.tickdb.ai/v1/x -> reset"),
                row("10:00:01.25 -> timeout", host="api.tickdb.ai"),
                row("10:00:01.5 -> connect", host="10.0.0.2:8000"),
                row("10:00:02.25 GET api.tickdb.ai/v1/y -> timeout"),
                row("10:00:03 GET api.tickdb.ai/v1/z -> other in 250 ms"),
                row("10:00:03.5 api.tickdb.ai/v1/u -> timeout", method=None),
                row("10:00:03.6 GET api.tickdb.ai/v1/s -> 401"),
                row("10:00:03.7 POST api.tickdb.ai/v1/t -> other"),
                row("10:00:03.75 api.tickdb.ai/v1/v -> connect", method=None),
                row("10:00:04.25 api.tickdb.ai/v1/w -> connect"),
                row("10:00:05.25 GET api.tickdb.ai/v1/r -> dns"),
                row("10:00:06.25 GET api.tickdb.ai/v1/q -> reset"),
            ),
            skipped=15,
        ),
        Sample(
            """2026-11-19 10:00:00,250 bot ERROR error: Too Many Requests
2026-11-19 10:00:01,250 bot ERROR API returned error 429
2026-11-19 10:00:02,250 bot ERROR HTTP 429 from api.tickdb.ai
2026-11-19 10:00:03,250 bot WARN received HTTP status 503, retrying
2026-11-19 10:00:03,500 bot WARN read record: http status 429 unhandled
2026-11-19 10:00:04,250 bot WARN API error: 401 Unauthorized
2026-11-19 10:00:05,250 bot WARN Rate limited (429), sleeping 5s
2026-11-19 10:00:06,250 bot WARN unexpected status code: 504
2026-11-19 10:00:07,250 bot WARN status=429 url=https://api.tickdb.ai/v1/z
2026-11-19 10:00:08,250 bot ERROR <HttpError 403 when requesting https://gmail.googleapis.com/gmail/v1/users?alt=json returned "Forbidden">
2026-11-19 10:00:09,250 bot ERROR response: <Response [500]>
2026-11-19 10:00:09,500 browser Failed to load resource: the server responded with a status of 403 (rate limit exceeded)
2026-11-19 10:00:09,750 bot WARN Got 401, refreshing token
2026-11-19 10:00:09,800 bot INFO got 401, 402 and 403 pieces
2026-11-19 10:00:10,250 CORE ERROR rescheduling it: "https://api.tickdb.ai/v1/g": 502 Bad Gateway, 5 attempts
2026-11-19 10:00:10,500 CORE ERROR Error code "429 Too Many Requests" received while sending transaction to "https://api.tickdb.ai/v1/h": {}
2026-11-19T10:00:10Z E! [outputs.x] When writing to [https://api.tickdb.ai/v1/i]: failed to write: 429 Too Many Requests
2026-11-19T10:00:10Z E! [inputs.http] Error in plugin: [url=https://api.tickdb.ai/v1/j]: received status code 503, expected [200]
ts=2026-11-19T10:00:10Z level=error url=https://api.tickdb.ai/v1/k msg="no" err="server returned HTTP status 429 Too Many Requests: limit"
[2026/11/19 10:00:10] [ info] [output:http:http.0] api.tickdb.ai:443, HTTP status=200
[2026/11/19 10:00:10] [error] [output:es:es.0] HTTP status=429 URI=/_bulk, response:
[2026/11/19 10:00:10] [error] [http_client] broken connection to api.tickdb.ai:443 ?
2026-11-19 10:00:10,250 app.ERROR: HTTP/2 503  returned for "https://api.tickdb.ai/v1/l". [] []
2026-11-19 10:00:10,250 app.CRITICAL: ClientException: "HTTP/1.1 401 Unauthorized returned for "https://api.tickdb.ai/v1/m"." at /app/a.php line 1 {}
2026-11-19 10:00:10,250 app.ERROR: Idle timeout reached for "https://api.tickdb.ai/v1/n". [] []
2026-11-19T10:00:10.250Z  WARN sink{component_id=out}:request{request_id=44}: vector::sinks::util::retries: Retrying after error. error=Failed to make HTTP(S) request: error trying to connect: tcp connect error: Connection refused (os error 111) internal_log_rate_limit=true
2026-11-19T10:00:10.350Z | error | NodeApiError: The service is receiving too many requests from you (item 0) {"file":"a.js"}
2026-11-19T10:00:10.450Z | error | Authorization failed - please check your credentials {"file":"a.js"}
2026-11-19 10:00:10,750 bot ERROR got status 429, read https://docs.tickdb.ai/limits
2026-11-19 10:00:10,250 bot INFO sold 429 pieces, error 429 of 500 rows, in 503 ms
2026-11-19 10:00:11,250 bot INFO API received 500 orders, status 400ms
""",
            rows=(
                row("10:00:00.25 -> 429"),
                row("10:00:01.25 -> 429"),
                row("10:00:02.25 api.tickdb.ai -> 429"),
                row("10:00:03.25 -> 503"),
                row("10:00:03.5 -> 429"),
                row("10:00:04.25 -> 401"),
                row("10:00:05.25 -> 429"),
                row("10:00:06.25 -> 504"),
                row("10:00:07.25 api.tickdb.ai/v1/z -> 429"),
                row("10:00:08.25 gmail.googleapis.com/gmail/v1/users?alt=json -> 403"),
                row("10:00:09.25 -> 500"),
                row("10:00:09.5 -> 403"),
                row("10:00:09.75 -> 401"),
                row("10:00:10.25 api.tickdb.ai/v1/g -> 502"),
                row("10:00:10.5 api.tickdb.ai/v1/h -> 429"),
                row("10:00:10 api.tickdb.ai/v1/i -> 429"),
                row("10:00:10 api.tickdb.ai/v1/j -> 503"),
                row("10:00:10 api.tickdb.ai/v1/k -> 429"),
                row("10:00:10 api.tickdb.ai -> 200"),
                row("10:00:10 /_bulk -> 429", host=None),
                row("10:00:10 api.tickdb.ai -> reset"),
                row("10:00:10.25 api.tickdb.ai/v1/l -> 503"),
                row("10:00:10.25 api.tickdb.ai/v1/m -> 401"),
                row("10:00:10.25 api.tickdb.ai/v1/n -> timeout"),
                row("10:00:10.25 -> connect", host=None),
                row("10:00:10.35 -> 429"),
                row("10:00:10.45 -> 401"),
                row("10:00:10.75 -> 429", host=None),
            ),
            skipped=3,
        ),
        # Hummingbot's logger prints an error in a traceback and as a warning; older connectors print the
        # answer. Calls and answers that a number ties together.
        Sample(
            """2026-11-19 10:00:00,250 - 7 - hummingbot.connector.exchange.x - NETWORK - Error submitting SELL LIMIT order.
Traceback (most recent call last):
OSError: Error fetching data from https://api.tickdb.ai/v1/x. HTTP status is 400. Message: {'code': 3001, 'message': 'no'}
2026-11-19 10:00:00,251 - 7 - hummingbot.connector.exchange.x - WARNING - Error fetching data from https://api.tickdb.ai/v1/x. HTTP status is 400. Message: {'code': 3001, 'message': 'no'}
2026-11-19 10:00:01,250 - 7 - hummingbot.connector.exchange.x - WARNING - Error fetching data from https://api.tickdb.ai/v1/x. HTTP status is 400. Message: {'code': 3001, 'message': 'no'}
2026-11-19 10:00:02,250 - 7 - hummingbot.connector.derivative.y - WARNING - Error executing request POST /order. HTTP status is 400. Error: RESTResponse(url='https://api.tickdb.ai/v1/y?a=1', method=POST, status=400)
2026-11-19 10:00:03,250 DEBUG #1 GET https://api.tickdb.ai/v1/z (attempt 2/5)
2026-11-19 10:00:03,251 DEBUG #2 GET https://api.tickdb.ai/v1/w
2026-11-19 10:00:03,500 DEBUG #1 -> 200 in 0.25s (dns 0.1s, conn 0.2s)
2026-11-19 10:00:04,251 DEBUG #2 -> 503 in 1.00s
2026-11-19 10:00:05,251 DEBUG queue -> 503 in 1.00s
""",
            rows=(
                row("10:00:00.25 api.tickdb.ai/v1/x -> 400", code="3001"),
                row("10:00:01.25 api.tickdb.ai/v1/x -> 400", code="3001"),
                row("10:00:02.25 POST https://api.tickdb.ai/v1/y?a=1 -> 400"),
                row("10:00:03.25 GET https://api.tickdb.ai/v1/z -> 200 in 250 ms"),
                row("10:00:03.251 GET https://api.tickdb.ai/v1/w -> 503 in 1000 ms"),
            ),
            skipped=6,
        ),
        Sample(
            """2026-11-19 10:00:00,250 - bot - NETWORK - Error getting server time.
Traceback (most recent call last):
    raise IOError(f"Error executing request {method} {url}. HTTP status is {status}.")
OSError: Error executing request POST https://api.tickdb.ai/v1/x. HTTP status is 400. Error: {"code":3001,"message":"no"}
OSError: Error executing request POST https://api.tickdb.ai/v1/x. HTTP status is 400. Error: {"code":3001,"message":"no"}
2026-11-19 10:00:01,250 - bot - DEBUG - url=https://api.tickdb.ai/v1/y
2026-11-19 10:00:01,500 - bot - DEBUG - response code=429
2026-11-19 10:00:02,250 - bot - INFO - GET https://api.tickdb.ai/v1/a
2026-11-19 10:00:02,251 - bot - INFO - GET https://api.tickdb.ai/v1/b
2026-11-19 10:00:02,500 - bot - ERROR - response code=503
2026-11-19 10:00:03,250 - bot - ERROR - Timeout error fetching information from https://api.tickdb.ai/v1/c
2026-11-19 10:00:04,250 - bot - ERROR - Error fetching x data: TimeoutError while communicating with API:
2026-11-19 10:00:05,250 - bot - ERROR - 504 GET https://api.tickdb.ai/v1/d: try again
2026-11-19 10:00:06,250 - bot - ERROR - tick https://api.tickdb.ai/v1/e GET 429 <!DOCTYPE html>
2026-11-19 10:00:07,250 ERROR bot: order failed with HTTP 429 from api.tickdb.ai
ERROR 2026-11-19 10:00:07,250 order failed with HTTP 429 from api.tickdb.ai
2026-11-19 10:00:08,250 - bot - ERROR - Error while polling: Bad Gateway
2026-11-19 10:00:09,250 - bot - ERROR - HTTP 599: Timeout during request
2026-11-19 10:00:10,250 - bot - ERROR - Error fetching https://api.tickdb.ai/v1/f: HTTPClientError: HTTP 403: Forbidden
2026-11-19 10:00:11,250 - bot - ERROR - GET https://api.tickdb.ai/v1/g failed:
2026-11-19 10:00:12,250 - bot - ERROR - GET https://api.tickdb.ai/v1/h failed: [Errno -2] Name or service not known
2026-11-19T10:00:13.250Z GET https://api.tickdb.ai/v1/i failed: terminated
2026-11-19T10:00:14.250Z FetchError: Invalid response body while trying to fetch https://api.tickdb.ai/v1/j: aborted
2026-11-19T10:00:15.250Z GET https://api.tickdb.ai/v1/k failed: Unauthorized
2026-11-19T10:00:16.250Z POST https://api.tickdb.ai/v1/l failed: POST https://api.tickdb.ai/v1/l responded 502 Bad Gateway
2026-11-19T10:00:17.250Z GET https://api.tickdb.ai/v1/m failed: AbortError: The operation was aborted.
2026/11/19 10:00:18 GET https://api.tickdb.ai/v1/n 200 250ms
2026/11/19 10:00:19 ERROR GET https://api.tickdb.ai/v1/o: unexpected status 401: {"code": 1001, "message": "no"}
[2026-11-19 10:00:20] GET https://api.tickdb.ai/v1/p -> HTTP 000 in 0.5s (0 bytes)
""",
            rows=(
                row("10:00:00.25 POST api.tickdb.ai/v1/x -> 400", code="3001"),
                row("10:00:01.25 api.tickdb.ai/v1/y -> 429 in 250 ms"),
                row("10:00:02.5 -> 503", host=None, duration_ms=None),
                row("10:00:03.25 api.tickdb.ai/v1/c -> timeout"),
                row("10:00:04.25 -> timeout", host=None),
                row("10:00:05.25 GET api.tickdb.ai/v1/d -> 504"),
                row("10:00:06.25 GET api.tickdb.ai/v1/e -> 429"),
                row("10:00:07.25 api.tickdb.ai -> 429"),
                row("10:00:08.25 -> 502"),
                row("10:00:09.25 -> timeout"),
                row("10:00:10.25 api.tickdb.ai/v1/f -> 403"),
                row("10:00:11.25 GET api.tickdb.ai/v1/g -> other"),
                row("10:00:12.25 GET api.tickdb.ai/v1/h -> dns"),
                row("10:00:13.25 GET api.tickdb.ai/v1/i -> reset"),
                row("10:00:14.25 api.tickdb.ai/v1/j -> reset"),
                row("10:00:15.25 GET api.tickdb.ai/v1/k -> 401"),
                row("10:00:16.25 POST api.tickdb.ai/v1/l -> 502"),
                row("10:00:17.25 GET api.tickdb.ai/v1/m -> other"),
                row("10:00:17.75 GET api.tickdb.ai/v1/n -> 200 in 250 ms", client_ip=None),
                row("10:00:19 GET api.tickdb.ai/v1/o -> 401", code="1001"),
                row("10:00:20 GET api.tickdb.ai/v1/p -> other"),
            ),
            skipped=8,
        ),
        Sample(
            """2026-11-19T10:00:00.250Z Could not load prices:
TypeError: fetch failed
    at Object.fetch (node:internal/deps/undici/undici:11522:11)
    at async load (/app/index.js:2:22) {
  cause: Error: getaddrinfo ENOTFOUND api.tickdb.ai
      at GetAddrInfoReqWrap.onlookup [as oncomplete] (node:dns:107:26) {
    code: 'ENOTFOUND'
  }
}
2026-11-19T10:00:01.250Z TypeError: fetch failed
TypeError: fetch failed
    at Object.fetch (node:internal/deps/undici/undici:11522:11)
""",
            rows=(
                row("10:00:00.25 api.tickdb.ai -> dns"),
                row("10:00:01.25 -> other"),
            ),
            skipped=10,
        ),
        Sample(
            """2026-11-19 10:00:00.250 ERROR bot: google.api_core.exceptions.ResourceExhausted: 429 Quota exceeded for quota metric 'Requests'
2026-11-19 10:00:01.250 ERROR bot: ServiceUnavailable: 503 failed to connect to all addresses
2026-11-19 10:00:02.250 ERROR bot: gspread.exceptions.APIError: {'code': 429, 'message': 'Quota exceeded'}
2026-11-19 10:00:03.250 ERROR bot: APIError: [503]: The service is currently unavailable.
2026-11-19 10:00:05.250 ERROR (MainThread) [homeassistant.components.rest.data] Error fetching data: https://api.tickdb.ai/v1/a failed with 
2026-11-19 10:00:06.250 ERROR (MainThread) [homeassistant.components.rest.data] Timeout while fetching data: https://api.tickdb.ai/v1/b
2026-11-19 10:00:07.250 ERROR (MainThread) [custom_components.tick] Error fetching tick data: 429 Too Many Requests
2026-11-19 10:00:08.250 ERROR (MainThread) [homeassistant.components.owm] Error fetching OWM data: (401) Invalid API key
2026-11-19 10:00:09.250 WARNING (MainThread) [homeassistant.components.rest_command] Timeout call https://api.tickdb.ai/v1/c
2026-11-19 10:00:10.250 ERROR app - HttpResponseError: Operation returned an invalid status 'Too Many Requests'
2026-11-19 10:00:11.250 ERROR app - azure.core.exceptions.ServiceRequestError: <HTTPSConnection object>: Failed to establish a new connection: [Errno -2] Name or service not known
2026-11-19T10:00:12.2500000Z fatal: unable to access 'https://github.com/a/b/': The requested URL returned error: 429
""",
            rows=(
                row("10:00:00.25 -> 429"),
                row("10:00:01.25 -> 503"),
                row("10:00:02.25 -> 429"),
                row("10:00:03.25 -> 503"),
                row("10:00:05.25 api.tickdb.ai/v1/a -> other"),
                row("10:00:06.25 api.tickdb.ai/v1/b -> timeout"),
                row("10:00:07.25 -> 429", host=None),
                row("10:00:08.25 -> 401"),
                row("10:00:09.25 api.tickdb.ai/v1/c -> timeout"),
                row("10:00:10.25 -> 429"),
                row("10:00:11.25 -> dns"),
                row("10:00:12.25 github.com/a/b/ -> 429"),
            ),
        ),
        # A host that could not be reached, and words before a call or behind it.
        Sample(
            """2026-11-19 10:00:00,250 ERROR API key invalid (401)
2026-11-19 10:00:01,250 ERROR Request timeout: GET /v1/x
2026-11-19 10:00:02,250 ERROR API timeout after 30s
2026-11-19 10:00:03,250 ERROR Could not connect to api.tickdb.ai: connection refused
2026-11-19 10:00:04,250 ERROR Could not resolve host: api.tickdb.ai
2026-11-19 10:00:05,250 ERROR DNS lookup failed for api.tickdb.ai
2026-11-19 10:00:06,250 ERROR TLS handshake failed with api.tickdb.ai:443
2026-11-19 10:00:07,250 ERROR Connection to https://api.tickdb.ai/v1/y was reset
2026-11-19 10:00:08,250 ERROR Connection reset by peer while reading https://api.tickdb.ai/v1/z
2026-11-19 10:00:09,250 ERROR Connection refused by api.tickdb.ai
2026-11-19 10:00:10,250 ERROR Could not connect to db-1.example.com:5432: connection refused
2026-11-19 10:00:11,250 ERROR Could not connect to queue.internal: connection refused
2026-11-19 10:00:12,250 INFO HTTP timeout: 30
2026-11-19 10:00:13,250 INFO access list holds rows (500)
2026-11-19 10:00:14,250 INFO will resolve host names of 12 peers
""",
            rows=(
                row("10:00:00.25 -> 401"),
                row("10:00:01.25 GET /v1/x -> timeout"),
                row("10:00:02.25 -> timeout"),
                row("10:00:03.25 -> connect", host="api.tickdb.ai"),
                row("10:00:04.25 -> dns", host="api.tickdb.ai"),
                row("10:00:05.25 -> dns", host="api.tickdb.ai"),
                row("10:00:06.25 -> tls", host="api.tickdb.ai"),
                row("10:00:07.25 api.tickdb.ai/v1/y -> reset"),
                row("10:00:08.25 api.tickdb.ai/v1/z -> reset"),
                row("10:00:09.25 -> connect", host="api.tickdb.ai"),
            ),
            skipped=5,
        ),
        # Qt's words among them, and a status behind what failed.
        Sample(
            """2026-11-19 10:00:00,250 ERROR Error transferring https://api.tickdb.ai/v1/a - server replied: Too Many Requests
2026-11-19 10:00:01,250 ERROR HTTP code 503 from the server
2026-11-19 10:00:02,250 ERROR received 429 response
2026-11-19 10:00:03,250 ERROR Failed to get ticker: 503
2026-11-19 10:00:04,250 ERROR Error fetching data: 502 - try again
2026-11-19 10:00:05,250 ERROR API call failed: Service Unavailable
2026-11-19 10:00:06,250 ERROR Non-2xx response 503
2026-11-19 10:00:07,250 ERROR API request timed out after 30s
2026-11-19 10:00:08,250 ERROR Failed to connect to https://api.tickdb.ai/v1/b
2026-11-19 10:00:09,250 ERROR Error connecting to https://api.tickdb.ai/v1/c, retry 1/5
2026-11-19 10:00:10,250 ERROR Failed to load orders: 503 of 600
2026-11-19 10:00:11,250 ERROR received 429 orders
2026-11-19 10:00:12,250 ERROR Could not reach the API after request time of 30 s
""",
            rows=(
                row("10:00:00.25 api.tickdb.ai/v1/a -> 429"),
                row("10:00:01.25 -> 503"),
                row("10:00:02.25 -> 429"),
                row("10:00:03.25 -> 503"),
                row("10:00:04.25 -> 502"),
                row("10:00:05.25 -> 503"),
                row("10:00:06.25 -> 503"),
                row("10:00:07.25 -> timeout"),
                row("10:00:08.25 api.tickdb.ai/v1/b -> connect"),
                row("10:00:09.25 api.tickdb.ai/v1/c -> connect"),
            ),
            skipped=3,
        ),
        # Fluent Bit (Apache-2.0), Datadog's agent (Apache-2.0), Vector (MPL-2.0), PHP, Docker and others.
        Sample(
            r"""[2026/11/19 10:00:00] [error] [net] TCP connection failed: api.tickdb.ai:8443 (Connection refused)
[2026/11/19 10:00:03] [ warn] [net] getaddrinfo(host='api.tickdb.ai', err=4): Domain name not found
[2026/11/19 10:00:06] [error] [upstream] connection #40 to tcp://10.0.0.5:8443 timed out after 10 seconds (connection timeout)
2026-11-19 10:00:09 UTC | CORE | INFO | (worker.go:412 in process) | Successfully posted payload to "https://api.tickdb.ai/v1/series": "202 Accepted" (200 bytes)
2026-11-19T10:00:12.123456Z  WARN sink{component_id=t}: vector::sinks::util::retries: Retrying after response. reason=too many requests internal_log_rate_limit=true
2026-11-19T10:00:15.123456Z  WARN sink{component_id=t}: vector::sinks::util::retries: Retrying after response. reason=503 Service Unavailable: down internal_log_rate_limit=true
[19-Nov-2026 10:00:18 UTC] PHP Warning:  file_get_contents(): php_network_getaddresses: getaddrinfo for api.tickdb.ai failed: Name or service not known in /app/a.php on line 3
time="2026-11-19T10:00:21Z" level=error msg="Not continuing with pull after error: toomanyrequests: You have reached your pull rate limit"
2026-11-19 10:00:24,250 ERROR bot: Error fetching snapshot for BTC. HTTP status is 418.
2026-11-19 10:00:30,250 ERROR bot: Error calling Gemini: 429 Resource has been exhausted (e.g. check quota).
2026-11-19 10:00:33,250 INFO bot: 429 resources read
2026-11-19 10:00:36.250 +00:00 [WRN] Retry 1 for https://api.tickdb.ai/v1/p due to TooManyRequests, waiting 00:00:02
2026-11-19 10:00:39.250 +00:00 [ERR] HTTP GET https://api.tickdb.ai/v1/q failed with status ServiceUnavailable
2026-11-19 10:00:42.250 +00:00 [ERR] Request to https://api.tickdb.ai/v1/r timed out after 00:00:10
2026-11-19 10:00:43.250 +00:00 [ERR] Request to https://api.tickdb.ai/v1/s is unsuccessful with status of "BadRequest"-Bad Request
2026-11-19 10:00:44,258 [info] o.t.s.AccessLogFilter [1e60d1e5e2a1741f|2989d0704d3c364c] 10.0.0.7 POST /api/v1/login took 8ms and returned 401 65 bytes
2026-11-19T10:00:45.250Z [ERROR] BadRequestError: 400 This model's maximum context length is 8192 tokens.
2026-11-19T10:00:48.250Z [ERROR] Error: 429 status code (no body)
2026-11-19T10:00:51.250Z [ERROR] APIConnectionTimeoutError: Request timed out.
2026-11-19T10:00:54.250Z [INFO] Error: 429 orders of 500
""",
            rows=(
                row("10:00:00 -> connect", host="api.tickdb.ai:8443"),
                row("10:00:03 -> dns", host="api.tickdb.ai"),
                row("10:00:06 -> timeout", host="10.0.0.5:8443"),
                row("10:00:09 api.tickdb.ai/v1/series -> 202"),
                row("10:00:12.123456 -> 429"),
                row("10:00:15.123456 -> 503"),
                row("10:00:18 -> dns", host="api.tickdb.ai"),
                row("10:00:21 -> 429"),
                row("10:00:24.25 -> 418"),
                row("10:00:30.25 -> 429"),
                row("10:00:36.25 api.tickdb.ai/v1/p -> 429"),
                row("10:00:39.25 GET api.tickdb.ai/v1/q -> 503"),
                row("10:00:42.25 api.tickdb.ai/v1/r -> timeout"),
                row("10:00:43.25 api.tickdb.ai/v1/s -> 400"),
                row(
                    "10:00:44.25 POST /api/v1/login -> 401 with 65 B in 8 ms", client_ip="10.0.0.7"
                ),
                row("10:00:45.25 -> 400"),
                row("10:00:48.25 -> 429"),
                row("10:00:51.25 -> timeout"),
            ),
            skipped=2,
        ),
        Sample(
            r"""2026-11-19 10:00:00,250 WARNING bot: GET https://api.tickdb.ai/v1/a returned 429 retry_after=30
2026-11-19 10:00:01,250 WARNING bot: GET https://api.tickdb.ai/v1/b failed with status 503, Retry-After: 1500ms
2026-11-19 10:00:02,250 WARNING bot: retrying GET https://api.tickdb.ai/v1/c in 2s after 503
2026-11-19 10:00:03,250 WARNING bot: Retrying POST https://api.tickdb.ai/v1/d (attempt 2) due to HTTP 502
2026-11-19T10:00:04.250Z | error | 429 - "{\"error\":{\"message\":\"slow down\",\"code\":\"rate_limit_exceeded\"}}"
2026-11-19T10:00:05.250Z | error | NodeApiError: 503 - {"error":{"message":"say \"again\"","code":"busy"}} {"file":"a.js"}
2026-11-19T10:00:06.250Z | error | StatusCodeError: 404 - "{\"message\":\"no
2026-11-19T10:00:07.250Z | info | orders read: 500 - {"took":3}
""",
            rows=(
                row("10:00:00.25 GET api.tickdb.ai/v1/a -> 429", retry_after_s=30.0),
                row("10:00:01.25 GET api.tickdb.ai/v1/b -> 503", retry_after_s=1.5),
                row("10:00:02.25 GET api.tickdb.ai/v1/c -> 503", duration_ms=None),
                row("10:00:03.25 POST api.tickdb.ai/v1/d -> 502"),
                row("10:00:04.25 -> 429", code="rate_limit_exceeded", message="slow down"),
                row("10:00:05.25 -> 503", code="busy", message='say "again"'),
                row("10:00:06.25 -> 404", message="no"),
            ),
            skipped=1,
        ),
        # As programs on GitHub word it, and lines with numbers that are no statuses.
        Sample(
            """2026-11-19 10:00:00,250 WARNING HTTP 429 when fetching https://api.tickdb.ai/v1/a for color extraction
2026-11-19 10:00:01,250 WARNING /v1/b returned 502 with no JSON
2026-11-19 10:00:02,250 WARNING Unexpected status code when submitting metrics: 503
2026-11-19 10:00:03,250 WARNING unexpected status code. Expected code 200, got 503.
2026-11-19 10:00:04,250 ERROR Request to /v1/c failed with status 503 and body {"a":1}
2026-11-19 10:00:05,250 INFO [200] GET /v1/d
2026-11-19 10:00:06,250 ERROR [429] Failed. Maybe Auth Key Expired?
2026-11-19 10:00:07,250 ERROR Error API Error 403: {"message":"no permission"} Requesting https://api.tickdb.ai/v1/e
2026-11-19 10:00:08,250 ERROR response code was 503 for https://api.tickdb.ai/v1/f
2026-11-19 10:00:09,250 WARNING 429 received, waiting 30s
2026-11-19 10:00:10,250 WARNING Too many requests (429) - backing off
2026-11-19 10:00:11,250 ERROR Server returned 500
2026-11-19 10:00:12,250 ERROR Authentication failed with 403
2026-11-19 10:00:13,250 ERROR upstream 503 (https://api.tickdb.ai/v1/g)
2026-11-19 10:00:14,250 ERROR returned non-2xx: 500
2026-11-19 10:00:15,250 ERROR statusCode=429 message=slow
2026-11-19 10:00:16,250 ERROR [512] worker died
2026-11-19 10:00:17,250 ERROR server returned 500 rows
2026-11-19 10:00:18,250 WARNING API returned 429 items instead of 500
2026-11-19 10:00:19,250 WARNING unexpected status of order 429: rejected
2026-11-19 10:00:20,250 WARNING 503 errors so far
2026-11-19 10:00:21,250 INFO 500 received orders
2026-11-19 10:00:22,250 ERROR order failed: 500 shares left
2026-11-19 10:00:23,250 ERROR process exited with code 500
""",
            rows=(
                row("10:00:00.25 api.tickdb.ai/v1/a -> 429"),
                row("10:00:01.25 /v1/b -> 502"),
                row("10:00:02.25 -> 503"),
                row("10:00:03.25 -> 503"),
                row("10:00:04.25 /v1/c -> 503"),
                row("10:00:05.25 GET /v1/d -> 200"),
                row("10:00:06.25 -> 429"),
                row("10:00:07.25 api.tickdb.ai/v1/e -> 403"),
                row("10:00:08.25 api.tickdb.ai/v1/f -> 503"),
                row("10:00:09.25 -> 429"),
                row("10:00:10.25 -> 429"),
                row("10:00:11.25 -> 500"),
                row("10:00:12.25 -> 403"),
                row("10:00:13.25 api.tickdb.ai/v1/g -> 503"),
                row("10:00:14.25 -> 500"),
                row("10:00:15.25 -> 429"),
            ),
            skipped=8,
        ),
        Sample(
            """2026-11-19 10:00:00,250 ERROR Failed to call endpoint for Vendor X: TooManyRequests Too Many Requests
2026-11-19 10:00:01,250 ERROR Failed to call create endpoint. Status: BadRequest
2026-11-19 10:00:02,250 WARNING API returned InternalServerError: {"x":1}
2026-11-19 10:00:03,250 INFO [404] GET /v1/a 10.0.0.7 1.5ms
2026-11-19 10:00:04,250 WARN HTTP 503 Service Unavailable from https://api.tickdb.ai/v1/b: down
2026-11-19 10:00:05,250 WARNING Rate limited by https://api.tickdb.ai/v1/c
2026-11-19 10:00:06,250 WARNING Rate limited by Reddit (attempt 1/3), waiting 60 seconds...
2026-11-19 10:00:07,250 ERROR Request to https://api.tickdb.ai/v1/d failed after 3 retries: operation timed out (type: timeout)
2026-11-19 10:00:08,250 ERROR Could not connect to https://api.tickdb.ai/v1/e
2026-11-19 10:00:09,250 ERROR Error fetching https://api.tickdb.ai/v1/f (timeout)
2026-11-19 10:00:10,250 ERROR Request timeout: https://api.tickdb.ai/v1/g
2026-11-19 10:00:11,250 WARN rate limited login for x
2026-11-19 10:00:12,250 WARNING Rate limit reached. Waiting for 5 seconds...
2026-11-19 10:00:13,250 INFO slow request: GET /v1/x (1.2s)
""",
            rows=(
                row("10:00:00.25 -> 429"),
                row("10:00:01.25 -> 400"),
                row("10:00:02.25 -> 500"),
                row("GET /v1/a -> 404"),
                row("10:00:04.25 api.tickdb.ai/v1/b -> 503"),
                row("10:00:05.25 api.tickdb.ai/v1/c -> 429"),
                row("10:00:06.25 -> 429"),
                row("10:00:07.25 api.tickdb.ai/v1/d -> timeout"),
                row("10:00:08.25 api.tickdb.ai/v1/e -> connect"),
                row("10:00:09.25 api.tickdb.ai/v1/f -> timeout"),
                row("10:00:10.25 api.tickdb.ai/v1/g -> timeout"),
            ),
            skipped=3,
        ),
        # A call and its answer in two lines, between those of others.
        Sample(
            """2026-11-19 10:00:00,250 INFO Request: POST https://api.tickdb.ai/v1/a
2026-11-19 10:00:00,500 INFO Response: 429
2026-11-19 10:00:01,250 INFO >>> GET https://api.tickdb.ai/v1/b
2026-11-19 10:00:01,500 INFO <<< 200 OK
2026-11-19 10:00:02,250 DEBUG -> GET https://api.tickdb.ai/v1/c
2026-11-19 10:00:02,500 DEBUG <- 429 {"code":3001}
2026-11-19 10:00:03,250 INFO Sending GET request to https://api.tickdb.ai/v1/d
2026-11-19 10:00:03,500 INFO Received response with status 200
2026-11-19 10:00:04,250 INFO [req-1] GET https://api.tickdb.ai/v1/e
2026-11-19 10:00:04,300 INFO [req-2] GET https://api.tickdb.ai/v1/f
2026-11-19 10:00:04,500 INFO [req-2] 429 in 200ms
2026-11-19 10:00:04,600 INFO [req-1] 200 in 350ms
2026-11-19 10:00:05,250 INFO GET https://api.tickdb.ai/v1/g
2026-11-19 10:00:05,300 INFO got 200 rows of before, 429 to go
2026-11-19 10:00:05,500 ERROR request timed out
2026-11-19 10:00:06,250 DEBUG GET https://api.tickdb.ai/v1/h
2026-11-19 10:00:06,500 ERROR Error response: {"code":3001,"message":"Rate limit exceeded"}
2026-11-19 10:00:07,250 ERROR postgres: connection refused
2026-11-19 10:00:08,250 INFO GET https://api.tickdb.ai/v1/i
""",
            rows=(
                row("10:00:00.25 POST api.tickdb.ai/v1/a -> 429 in 250 ms"),
                row("10:00:01.25 GET api.tickdb.ai/v1/b -> 200 in 250 ms"),
                row("10:00:02.25 GET api.tickdb.ai/v1/c -> 429 in 250 ms", code="3001"),
                row("10:00:03.25 GET api.tickdb.ai/v1/d -> 200 in 250 ms"),
                row("10:00:04.3 GET api.tickdb.ai/v1/f -> 429 in 200 ms"),
                row("10:00:04.25 GET api.tickdb.ai/v1/e -> 200 in 350 ms"),
                row("10:00:05.25 GET api.tickdb.ai/v1/g -> timeout in 250 ms"),
                row("10:00:06.25 GET api.tickdb.ai/v1/h in 250 ms", code="3001", status=None),
            ),
            skipped=11,
        ),
        # As people's own bots write it.
        Sample(
            """2026-11-19 10:00:00,250 WARNING 429 https://api.tickdb.ai/v1/a
2026-11-19 10:00:01,250 INFO bot: https://api.tickdb.ai/v1/b 200
2026-11-19 10:00:02,250 ERROR error fetching https://api.tickdb.ai/v1/c: 503
2026-11-19 10:00:03,250 ERROR Bad response (https://api.tickdb.ai/v1/d): 404
2026-11-19 10:00:04,250 INFO https://api.tickdb.ai/v1/e 429 Too Many Requests
2026-11-19 10:00:05,250 INFO response.status=429 https://api.tickdb.ai/v1/f
2026-11-19 10:00:06,250 INFO http_status: 429, uri: https://api.tickdb.ai/v1/g
2026-11-19 10:00:07,250 INFO url: https://api.tickdb.ai/v1/h, status: 429
2026-11-19 10:00:08,250 INFO 429,GET,https://api.tickdb.ai/v1/i
2026-11-19 10:00:09,250 INFO <Response [429]> https://api.tickdb.ai/v1/j
2026-11-19 10:00:10,250 INFO https://api.tickdb.ai/v1/k attempt 2: 429
2026-11-19 10:00:11,250 INFO retry 1/3 https://api.tickdb.ai/v1/l after 429
2026-11-19 10:00:12,250 INFO <- 429 https://api.tickdb.ai/v1/m 120ms
2026-11-19 10:00:13,250 INFO cache of https://api.tickdb.ai/v1/n: 200 entries
2026-11-19 10:00:14,250 INFO bot.py:404 https://api.tickdb.ai/v1/n
2026-11-19 10:00:15,250 INFO see https://api.tickdb.ai/v1/n?code=429
""",
            rows=(
                row("10:00:00.25 api.tickdb.ai/v1/a -> 429"),
                row("10:00:01.25 api.tickdb.ai/v1/b -> 200"),
                row("10:00:02.25 api.tickdb.ai/v1/c -> 503"),
                row("10:00:03.25 api.tickdb.ai/v1/d -> 404"),
                row("10:00:04.25 api.tickdb.ai/v1/e -> 429"),
                row("10:00:05.25 api.tickdb.ai/v1/f -> 429", duration_ms=None),
                row("10:00:06.25 api.tickdb.ai/v1/g -> 429"),
                row("10:00:07.25 api.tickdb.ai/v1/h -> 429"),
                row("10:00:08.25 GET api.tickdb.ai/v1/i -> 429"),
                row("10:00:09.25 api.tickdb.ai/v1/j -> 429"),
                row("10:00:10.25 api.tickdb.ai/v1/k -> 429"),
                row("10:00:11.25 api.tickdb.ai/v1/l -> 429"),
                row("10:00:12.13 api.tickdb.ai/v1/m -> 429 in 120 ms"),
            ),
            skipped=3,
        ),
        # Bots and pipelines, whose words alone say what was answered.
        Sample(
            r"""2026-11-19 10:00:00 (DEBUG):    kraken returned an error, retrying.. (Error: Kraken API returned error: API:Rate limit exceeded), retrying in 0.15s
2026-11-19 10:00:01 (DEBUG): [gdax.js] (getTrades) returned an error, retrying: Rate limit exceeded.
2026/11/19 10:00:02 [ERROR] binance.go:exchanges.(*Binance).Sell:682 <APIError> code=-1003, msg=Too much request weight used
2026-11-19 10:00:03 ERROR ProfitTrailerService - balances - n.k.p.utils.c: ERROR: -1003, Too many requests; current limit is 1200
2026-11-19 10:00:04,250 : WARNING : TICK.http.0: encountered a rate limit for address https://api.tickdb.ai/v1/a?limit=1000, retrying in 60 seconds
2026-11-19 10:00:05 ERROR (MainThread) [custom_components.tahoma] Unexpected error fetching device events data: Too many requests, try again later : login with x
2026-11-19 10:00:06.250 ERROR (MainThread) [custom_components.h] Unexpected error fetching scaldah2o-coordinator data: 429
2026-11-19T10:00:07.250Z Request quota exhausted for request GET https://api.github.com/repos/o/r/actions/runs?per_page=100, number of total global retries: 1
2026-11-19T10:00:08.250Z ##[error]HttpError: You have exceeded a secondary rate limit. Please wait a few minutes before you try again.
2026-11-19T10:00:09.250Z ##[error]API rate limit exceeded for installation ID 1.
2026-11-19T10:00:10.250Z error: could not find latest version for provider x: rate limit exceeded: 403 HTTP error fetching plugin from https://api.github.com/repos/p/x/releases/latest
2026-11-19 10:00:11,250 [debug] [Thread-1]: BigQuery adapter: Retry attempt 1 of 3 after error: TooManyRequests('Exceeded rate limits')
2026-11-19 10:00:12,250 - alpaca_trade_api.rest - WARNING - sleep 3 seconds and retrying https://paper-api.alpaca.markets/v2/account 3 more time(s)...
2026-11-19 10:00:13 DEBUG  429 hit on route /gateway/bot
2026-11-19 10:00:14 WARN [WebhookClient] Encountered 429, retrying after 2285000 ms
2026-11-19 10:00:15.250 [error] [http request:Get price] no response from server
[2026-11-19T10:00:16,250][ERROR][logstash.inputs.http_poller][main] Cannot read URL or send the error as an event! {:exception=>#<Manticore::ConnectTimeout: connect timed out>, :name=>"api"}
[2026-11-19T10:00:17,250][WARN ][logstash.outputs.elasticsearch] Last error: [HostUnreachableError] [http://es:9200/][Manticore::SocketException] Connection refused (Connection refused) {:url=>http://es:9200/, :error_message=>"x"}
[2026/11/19 10:00:18] [ info] [output:azure:azure.0] customer_id=71185f2e-7ec9, HTTP status=200
2026-11-19T10:00:19.250Z ERROR sink{component_id=loki}:request{request_id=244}: vector_common::internal_event::service: Service call failed. No retries or retries exhausted. error=Some(ServerError { code: 400 }) request_id=244
2026-11-19 10:00:20 ERROR Err: unsuccessful HTTP status code: 503 body: busy
2026/11/19 10:00:20 DEBUG : pacer: Rate limited, sleeping for 838.182873ms (1 consecutive low level retries)
2026/11/19 10:00:20 DEBUG : pacer: low level retry 4/10 (error googleapi: Error 403: Rate Limit Exceeded, rateLimitExceeded)
2026-11-19 10:00:20 [INFO]  web-api:WebClient:0 API Call failed due to rate limiting. Will retry in 60 seconds.
2026-11-19 10:01:20 [WARN]  web-api:WebClient:0 http request failed A rate limit was exceeded (url: https://slack.com/api/conversations.list, retry-after: 60)
2026-11-19 10:00:21 INFO rate limit exceeded by 3 of our users
2026-11-19 10:00:22 ERROR Too many requests in the queue: 500
2026-11-19 10:00:23 INFO ERROR: -1003 rows
2026-11-19 10:00:24 INFO Error budget: rate limit exceeded alarms are off
""",
            rows=(
                row("10:00:00", vendor="kraken", code="EAPI:Rate limit exceeded", status=None),
                row("10:00:01 -> 429"),
                row("10:00:02", vendor="binance", code="-1003", status=None),
                row("10:00:03", vendor="binance", code="-1003", status=None),
                row("10:00:04.25 api.tickdb.ai/v1/a?limit=1000 -> 429"),
                row("10:00:05 -> 429"),
                row("10:00:06.25 -> 429"),
                row("10:00:07.25 GET api.github.com/repos/o/r/actions/runs?per_page=100 -> 403"),
                row("10:00:08.25 -> 403", vendor="github"),
                row("10:00:09.25 -> 403", vendor="github"),
                row("10:00:10.25 api.github.com/repos/p/x/releases/latest -> 403"),
                row("10:00:11.25 -> 429"),
                row("10:00:12.25 paper-api.alpaca.markets/v2/account", status=None),
                row("10:00:13 /gateway/bot -> 429"),
                row("10:00:14 -> 429"),
                row("10:00:15.25", status=None),
                row("10:00:16.25 -> timeout"),
                row("10:00:17.25 es:9200 -> connect"),
                row("10:00:18 -> 200"),
                row("10:00:19.25 -> 400"),
                row("10:00:20 -> 503"),
                row(
                    "10:00:20 -> 403",
                    vendor="google-cloud",
                    code="rateLimitExceeded",
                    message="Rate Limit Exceeded",
                ),
                row(
                    "10:00:20 -> 429",
                    vendor="slack",
                    code="ratelimited",
                    retry_after_s=60.0,
                ),
            ),
            skipped=6,
        ),
        # The hook of Airflow tells a call, why it failed, and what was answered.
        Sample(
            """[2026-11-19T10:00:00.000+0000] {http.py:129} INFO - Sending 'POST' to url: https://api.tickdb.ai/v1/orders
[2026-11-19T10:00:01.000+0000] {http.py:143} ERROR - HTTP error: NOT FOUND
[2026-11-19T10:00:01.000+0000] {http.py:144} ERROR - {"detail":"no"}
[2026-11-19T10:00:02.000+0000] {taskinstance.py:1482} ERROR - airflow.exceptions.AirflowException: 503:Service Unavailable
[2026-11-19T10:00:03.000+0000] {http.py:129} INFO - Sending 'GET' to url: https://api.tickdb.ai/v1/x
[2026-11-19T10:00:04.000+0000] {http.py:143} ERROR - HTTP error: Too Many Requests
[2026-11-19T10:00:04.000+0000] {taskinstance.py:1482} ERROR - Task failed with exception
Traceback (most recent call last):
    raise AirflowException(str(response.status_code) + ":" + response.reason)
airflow.exceptions.AirflowException: 429:Too Many Requests
""",
            rows=(
                row("10:00:00 POST api.tickdb.ai/v1/orders -> 404"),
                row("10:00:02 -> 503"),
                row("10:00:03 GET api.tickdb.ai/v1/x -> 429"),
            ),
            skipped=7,
        ),
        # Ids, durations and waits stand anywhere behind a call; what a URL has, and a place in a program, are none.
        Sample(
            """2026-11-19 10:00:00,250 ERROR GET https://api.tickdb.ai/v1/a?request_id=9 returned 503 - X-Request-Id=req_9c50f24455 - retry after: 36s - traceID=c8f8e3d0d3290a4cb5d32b1666194cb1
2026-11-19 10:00:01,250 WARNING POST https://api.tickdb.ai/v1/b responded 429 - retry_after_ms=16000 (trace fe43c49e149818d11759edc372ae2244), latency=64ms
2026-11-19 10:00:02,250 WARNING POST https://api.tickdb.ai/v1/c: 429 Too Many Requests (request id is missing), please wait 2 minutes | elapsed_s=1.5
2026-11-19 10:00:03,250 ERROR POST https://api.tickdb.ai/v1/d status=429 backing off 37s, Request ID: 0361524c-78bc-ae68
2026-11-19 10:00:04,250 ERROR api.go:404 POST https://api.tickdb.ai/v1/e failed with status 500
2026-11-19 10:00:05,250 ERROR bot: call:500 GET https://api.tickdb.ai/v1/f timed out
2026-11-19 10:00:06,250 ERROR:root:404 GET https://api.tickdb.ai/v1/g: not there
""",
            rows=(
                row(
                    "10:00:00.25 GET /v1/a?request_id=9 -> 503",
                    request_id="req_9c50f24455",
                    trace_id="c8f8e3d0d3290a4cb5d32b1666194cb1",
                    retry_after_s=36.0,
                ),
                row(
                    "10:00:01.186 POST /v1/b -> 429 in 64 ms",
                    trace_id="fe43c49e149818d11759edc372ae2244",
                    retry_after_s=16.0,
                ),
                row(
                    "10:00:00.75 POST /v1/c -> 429 in 1500 ms",
                    request_id=None,
                    retry_after_s=120.0,
                ),
                row("10:00:03.25 POST /v1/d -> 429", request_id="0361524c-78bc-ae68"),
                row("10:00:04.25 POST /v1/e -> 500"),
                row("10:00:05.25 GET /v1/f -> timeout"),
                row("10:00:06.25 GET /v1/g -> 404"),
            ),
        ),
        # Clients in Home Assistant tell a call, and below it the answer, whose body may name a page.
        Sample(
            """2026-11-19 10:00:00.000 DEBUG (MainThread) [teslajsonpy.connection] get: https://api.tickdb.ai/v1/vehicles {}
2026-11-19 10:00:00.250 DEBUG (MainThread) [teslajsonpy.connection] 412: {"response":null,"error":"Visit https://developer.tickdb.ai/docs for more"}
2026-11-19 10:00:01.000 DEBUG (SyncWorker_17) [august.api] About to call https://api.tickdb.ai/v1/locks with header={'Accept': '*/*'} and payload=None
2026-11-19 10:00:01.500 DEBUG (SyncWorker_17) [august.api] Received API response: 200, b'{}'
2026-11-19 10:00:02.000 ERROR (MainThread) [custom_components.tahoma] Too many requests, try again later.
2026-11-19 10:00:03.000 ERROR (MainThread) [custom_components.tahoma] the device says too many requests of it are made
""",
            rows=(
                row("10:00:00 GET api.tickdb.ai/v1/vehicles -> 412 in 250 ms"),
                row("10:00:01 api.tickdb.ai/v1/locks -> 200 in 500 ms"),
                row("10:00:02 -> 429", host=None),
            ),
            skipped=3,
        ),
        # Pages that an answer names are no call, and programs' own words of a host or a status.
        Sample(
            """2026-11-19 10:00:00,250 ERROR Stripe::RateLimitError ((Status 429) (Request req_F) Request rate limit exceeded. You can learn more about rate limits here https://stripe.com/docs/rate-limits.):
Nov 19 10:00:01 vpn ddclient[6164]: FAILED:   updating a.example.com: Could not connect to api.cloudflare.com/client/v4.
2026-11-19T10:00:02.2500000Z Could not fetch specs from https://rubygems.org/ due to underlying error <bad response Too Many Requests 429 (https://rubygems.org/specs.4.8.gz)>
2026-11-19 10:00:02,500 ERROR Error 429, Message: You exceeded your quota. For more information on this error, head to: https://ai.tickdb.ai/gemini-api/docs/rate-limits., Status: RESOURCE_EXHAUSTED
2026-11-19 10:00:02,750 ERROR HTTP code 429: Rate limit reached. Visit https://platform.tickdb.ai/account/rate-limits to learn more.
2026-11-19 10:00:03,250 - root - ERROR - Order failed: 429-{"code":"429000","msg":"Too Many Requests"}
2026-11-19 10:00:04,250 [error] TeslaApi.Error / 408 – %{
""",
            rows=(
                row("10:00:00.25 -> 429", host=None, path=None),
                row("10:00:01 api.cloudflare.com/client/v4 -> connect"),
                row("10:00:02.25 rubygems.org/specs.4.8.gz -> 429"),
                row("10:00:02.5 -> 429", host=None, path=None),
                row("10:00:02.75 -> 429", host=None, path=None),
                row("10:00:03.25 -> 429", code="429000"),
                row("10:00:04.25 -> 408"),
            ),
        ),
        # libwww-perl (Perl) has 500 for what no server answered.
        Sample(
            """2026-11-19 10:00:00 GET https://api.tickdb.ai/v1/a failed: 500 Internal Server Error
2026-11-19 10:00:01 GET https://api.tickdb.ai/v1/b failed: 500 read timeout
[2026/11/19 10:00:02] ERROR bot> Can't get https://api.tickdb.ai/v1/c -- 500 Can't connect to api.tickdb.ai:443 (Name or service not known) at bot.pl line 7.
2026-11-19 10:00:03 GET https://api.tickdb.ai/v1/d failed: 500 Server closed connection without sending any data back
""",
            rows=(
                row("10:00:00 GET api.tickdb.ai/v1/a -> 500"),
                row("10:00:01 GET /v1/b -> timeout"),
                row("10:00:02 /v1/c -> dns"),
                row("10:00:03 GET /v1/d -> reset"),
            ),
        ),
        # Spring Cloud Gateway.
        Sample(
            """2026-11-19 10:00:00.250 ERROR 11 --- [or-http-epoll-3] a.w.r.e.AbstractErrorWebExceptionHandler : [c8e3bd4c-26168]  500 Server Error for HTTP POST "/provider/v1.0/"

io.netty.channel.AbstractChannel$AnnotatedConnectException: finishConnect(..) failed: Connection refused: api.tickdb.ai/10.0.0.2:443
	at org.springframework.web.reactive.DispatcherHandler.handle(DispatcherHandler.java:154)
2026-11-19 10:00:03.250 ERROR 1 --- [ctor-http-nio-4] a.w.r.e.AbstractErrorWebExceptionHandler : [7fdc8ef4-12]  504 Server Error for HTTP GET "/rates/v1?pair=EURUSD"
org.springframework.web.server.ResponseStatusException: 504 GATEWAY_TIMEOUT "Response took longer than timeout: PT3S"
""",
            rows=(
                row("10:00:00.25 POST /provider/v1.0/ -> 500"),
                row("10:00:03.25 GET /rates/v1?pair=EURUSD -> 504"),
            ),
            skipped=4,
        ),
        # pnpm, of the attempts before the last and of the last.
        Sample(
            """2026-11-19T10:00:00.2500000Z  WARN  GET https://registry.tickdb.ai/bot error (429). Will retry in 10 seconds. 2 retries left.
2026-11-19T10:00:12.2500000Z ERR_PNPM_FETCH_429  GET https://registry.tickdb.ai/bot: Too Many Requests - 429
""",
            rows=(
                row("10:00:00.25 GET registry.tickdb.ai/bot -> 429"),
                row("10:00:12.25 GET registry.tickdb.ai/bot -> 429"),
            ),
        ),
        # rclone says its last error again where it tries again, and at its end.
        Sample(
            """2026/11/19 10:00:00 ERROR : : error listing: couldn't list files: Your request has to be blocked.: 403 Forbidden
2026/11/19 10:00:00 Failed to size with 2 errors: last error was: couldn't list files: Your request has to be blocked.: 403 Forbidden
2026/11/19 10:00:01 ERROR : a.jpg: Failed to copy: no room here: 507 Insufficient Storage
2026/11/19 10:00:02 ERROR : Attempt 2/3 failed with 1 errors and: no room here: 507 Insufficient Storage
""",
            rows=(row("10:00:00 -> 403"), row("10:00:01 -> 507")),
            skipped=2,
        ),
        # What collectors and proxies say of what they could not send: fluentd, with its plugin for
        # Elasticsearch (issues of fluentd and of the plugin), Vector (issue 21447), Fluent Bit (es.c,
        # issues 1350 and 2131) and Linkerd (errors/respond.rs).
        Sample(
            r"""2026-11-19 10:00:00 +0000 [warn]: #0 [out_es] failed to flush the buffer. retry_times=0 next_retry_time=2026-11-19 10:00:01 +0000 chunk="5aef" error_class=Fluent::Plugin::ElasticsearchOutput::RecoverableRequestFailure error="could not push logs to Elasticsearch cluster ({:host=>\"es.tickdb.ai\", :port=>443, :scheme=>\"https\", :user=>\"bot\"}): [429] {\"code\":3001,\"message\":\"slow down\"}"
2026-11-19 10:00:01 +0000 [warn]: #0 failed to flush the buffer. retry_times=1 next_retry_time=2026-11-19 10:00:03 +0000 chunk="5aef" error_class=Fluent::Plugin::ElasticsearchOutput::RecoverableRequestFailure error="could not push logs to Elasticsearch cluster ({:host=>\"es.tickdb.ai\", :port=>443, :scheme=>\"https\"}): connect_write timeout reached"
2026-11-19T10:00:02.250000Z ERROR sink{component_kind="sink" component_id=gcs}:request{request_id=7}: vector::sinks::util::retries: Unexpected error type; dropping the request. error=Failed to make HTTP(S) request: error writing a body to connection: Connection reset by peer (os error 104) internal_log_rate_limit=true
[2026/11/19 10:00:03] [error] [out_http] api.tickdb.ai:443, HTTP status=400
[2026/11/19 10:00:04] [error] [output:es:es.0] HTTP status=429 URI=/_bulk, response:
{"error":{"type":"es_rejected_execution_exception","reason":"rejected"},"status":429}
[2026/11/19 10:00:05] [ warn] [output:splunk:splunk.0] http_status=403:
{"text":"Invalid token","code":4}
2026-11-19T10:00:06.250Z  WARN ThreadId(01) outbound:proxy{addr=10.1.0.2:443}:rescue{client.addr=10.0.0.7:5000}: linkerd_app_core::errors::respond: HTTP/1.1 request failed error=logical service api.tickdb.ai:443: service unavailable error.sources=[service unavailable]
2026-11-19T10:00:07.250Z  INFO ThreadId(01) outbound:proxy{addr=10.1.0.2:443}:rescue{client.addr=10.0.0.7:5000}: linkerd_app_core::errors::respond: Request failed error=error trying to connect: Connection refused (os error 111)
""",
            rows=(
                row("10:00:00 es.tickdb.ai -> 429", code="3001"),
                row("10:00:01 es.tickdb.ai -> timeout"),
                row("10:00:02.25 -> reset", host=None),
                row("10:00:03 api.tickdb.ai -> 400"),
                row("10:00:04 /_bulk -> 429", host=None),
                row("10:00:05 -> 403", host=None, code="4"),
                row("10:00:06.25 api.tickdb.ai:443 -> other"),
                row("10:00:07.25 -> connect", host=None),
            ),
            skipped=2,
        ),
        # What Rust's clients say of a call without its URL: async-openai (swiftide's issue 142),
        # reqwest-retry (aliyundrive-webdav's issue 723) and what xet-core says beside it
        # (huggingface_hub's issue 3158), Codex (litellm's issue 40115).
        Sample(
            """2026-11-19T10:00:00.250000Z  WARN prompt: async_openai::client: Rate limited: Rate limit reached for gpt-3.5-turbo in organization org-a on tokens per min (TPM): Limit 80000, Used 79866, Requested 258. Please try again in 93ms. Visit https://platform.openai.com/account/rate-limits to learn more.
2026-11-19T10:00:01.250000Z  WARN reqwest_retry::middleware: Retry attempt #0. Sleeping 179.393227ms before the next attempt
2026-11-19T10:00:02.250000Z  WARN reqwest_retry::middleware: Retry attempt #1. Sleeping 1.2s before the next attempt
2026-11-19T10:00:03.000000Z  INFO bot: connected
{"timestamp":"2026-11-19T10:00:03.250000Z","level":"WARN","fields":{"message":"Retry attempt #0. Sleeping 282.768784ms before the next attempt"},"filename":"/root/reqwest-retry-0.7.0/src/middleware.rs","line_number":171}
{"timestamp":"2026-11-19T10:00:03.250100Z","level":"WARN","fields":{"message":"Status Code: 429. Retrying...","request_id":""},"filename":"/app/http_client.rs","line_number":194}
2026-11-19T10:00:04.000000Z  INFO bot: connected
2026-11-19T10:00:04.250000Z  WARN codex_core::responses_retry: stream disconnected - retrying sampling request (1/5 in 191ms)... turn_id=a retries=1 max_retries=5
2026-11-19T10:00:05.250000Z ERROR bot: Rate limit reached for model `llama-3.3-70b-versatile` in organization `org_01` service tier `on_demand` on tokens per minute (TPM): Limit 12000
""",
            rows=(
                row("10:00:00.25 -> 429", vendor="openai"),
                row("10:00:01.25 -> other"),
                row("10:00:02.25 -> other"),
                row("10:00:03.2501 -> 429"),
                row("10:00:04.25 -> reset"),
                row("10:00:05.25 -> 429", vendor="groq"),
            ),
            skipped=3,
        ),
        # Where to read of a vendor's state is no call (gekko's issue 2610); nor is a sentence that ends as
        # Node.js' message does (oekofen-pellematic-compact's issue 170).
        Sample(
            """2026-11-19T10:00:00.250Z 'HTTP 503 Error: GDAX is under maintenance. For updates please see https://status.gdax.com/'
2026-11-19 10:00:01.250 ERROR (MainThread) [custom_components.oekofen] Failed to fetch Pellematic data: HTTP Error 401: Unauthorized
2026-11-19 10:00:01.251 WARNING (MainThread) [custom_components.oekofen] No data available and fetch failed
""",
            rows=(row("10:00:00.25 -> 503", host=None), row("10:00:01.25 -> 401")),
            skipped=1,
        ),
        # Home Assistant's Supervisor and what Home Assistant says of it;
        # Node-RED, which gives an error of the network as a status; a connector of Airbyte.
        Sample(
            """2026-11-19 10:00:00 ERROR (MainThread) [supervisor.homeassistant.api] Error on call http://10.0.0.2:8123/api/core/state:
2026-11-19 10:00:01 INFO (MainThread) [supervisor.store] Loading add-ons from store: 76 all
2026-11-19 10:00:02 ERROR (MainThread) [homeassistant.components.hassio.handler] Timeout on /supervisor/info request
2026-11-19 10:00:03 ERROR (MainThread) [homeassistant.components.hassio.handler] /store return code 500
2026-11-19 10:00:04 error [function:pump] Unexpected http get status code (=EHOSTUNREACH)
2026-11-19 10:00:05 source > Backing off _send(...) for 4.0s (airbyte_cdk.sources.streams.http.exceptions.RateLimitBackoffException: Too many requests.)
2026-11-19 10:00:05 source > Caught retryable error 'Too many requests.' after 3 tries. Waiting 4 seconds then retrying...
""",
            rows=(
                row("10:00:00 http://10.0.0.2:8123/api/core/state -> other"),
                row("10:00:02 /supervisor/info -> timeout"),
                row("10:00:03 /store -> 500"),
                row("10:00:04 -> connect"),
                row("10:00:05 -> 429"),
            ),
            skipped=2,
        ),
        # Statuses by name behind other words: GitHub's runner, and Cimpress' library for .NET.
        Sample(
            """[2026-11-19 10:00:00Z ERR  VisualStudioServices] POST request to https://api.tickdb.ai/v1/sessions failed. HTTP Status: Conflict, AFD Ref: Ref A: A1B2
[2026-11-19 10:00:01Z ERR  RunnerServer] Http response code: NotFound from 'POST https://api.tickdb.ai/v1/runners' (Request Id: A1C2:3D4E:F00D)
[2026-11-19 10:00:02Z WARN Bot] Error returned when invoking URL 'https://api.tickdb.ai/v1/x' with HTTP status ServiceUnavailable.This is attempt #1. Response content was: ''.
[2026-11-19 10:00:03Z INFO Bot] next
""",
            rows=(
                row("10:00:00 POST api.tickdb.ai/v1/sessions -> 409"),
                row("10:00:01 POST api.tickdb.ai/v1/runners -> 404", request_id="A1C2:3D4E:F00D"),
                row("10:00:02 api.tickdb.ai/v1/x -> 503"),
            ),
            skipped=1,
        ),
        # Kraken's codes, whoever prints them, and as gekko's client of it does.
        Sample(
            """2026-11-19 10:00:00,250 ERROR [kraken] EGeneral:Temporary lockout
2026-11-19 10:00:01,250 INFO order placed
2026-11-19 10:00:02 (DEBUG):	[kraken.js] (getOrder) returned an error, retrying: API:Rate limit exceeded
2026-11-19 10:00:03,250 ERROR kraken said {"error":["EOrder:Insufficient funds"]}
""",
            rows=(
                row("10:00:00.25", vendor="kraken", code="EGeneral:Temporary lockout"),
                row("10:00:02", vendor="kraken", code="EAPI:Rate limit exceeded"),
                row("10:00:03.25", vendor="kraken", code="EOrder:Insufficient funds"),
            ),
            skipped=1,
        ),
        # HTTP::Tiny's status of a call without answer; what google-api-python-client tells before the
        # call (http.py), and SignalR's client for JavaScript at every layer (HttpConnection.ts).
        # What programs throw of an answer, and SDKs of models; the same statement tells the network's.
        Sample(
            """2026-11-19T10:00:00.250Z ERROR [bot] call failed: Error: HTTP 400 Bad Request for GET https://api.tickdb.ai/v1/kline: {"code": 2001, "message": "Missing symbol"}
2026-11-19T10:00:01.250Z ERROR [bot] chat failed: 429 Rate limit reached for gpt-4o.
2026-11-19T10:00:02.250Z ERROR [bot] chat failed: Request timed out.
2026-11-19T10:00:03.250Z ERROR [bot] chat failed: Connection error.
""",
            rows=(
                row("10:00:00.25 GET api.tickdb.ai/v1/kline -> 400", code="2001"),
                row("10:00:01.25 -> 429"),
                row("10:00:02.25 -> timeout"),
                row("10:00:03.25 -> connect"),
            ),
        ),
        Sample(
            """2026/11/19 10:00:00 ERROR GET https://api.tickdb.ai/v1/a: 599 Internal Exception: Could not connect to 'api.tickdb.ai:443': Connection refused
2026/11/19 10:00:01 ERROR GET https://api.tickdb.ai/v1/b failed: 599 Internal Exception - Timed out while waiting for socket to become ready for reading
2026-11-19 10:00:02,250 WARNING googleapiclient.http Encountered 403 Forbidden with reason "rateLimitExceeded"
2026-11-19 10:00:02,251 WARNING googleapiclient.http Sleeping 1.27 seconds before retry 1 of 3 for request: GET https://sheets.googleapis.com/v4/spreadsheets?alt=json, after 403
2026-11-19 10:00:03,250 WARNING googleapiclient.http Encountered 403 Forbidden with reason "insufficientPermissions"
2026-11-19 10:00:03,251 ERROR bot <HttpError 403 when requesting https://sheets.googleapis.com/v4/spreadsheets?alt=json returned "Forbidden">
2026-11-19 10:00:04,250 WARNING googleapiclient.http Encountered 403 Forbidden with reason "rateLimitExceeded"
[2026-11-19T10:00:05.250Z] Error: Failed to complete negotiation with the server: Error: Unauthorized: Status code '401'
[2026-11-19T10:00:05.251Z] Error: Failed to start the connection: Error: Failed to complete negotiation with the server: Error: Unauthorized: Status code '401'
""",
            rows=(
                row("10:00:00 GET https://api.tickdb.ai/v1/a -> connect"),
                row("10:00:01 GET https://api.tickdb.ai/v1/b -> timeout"),
                row("10:00:02.251 GET sheets.googleapis.com/v4/spreadsheets?alt=json -> 403"),
                row("10:00:03.251 sheets.googleapis.com/v4/spreadsheets?alt=json -> 403"),
                row("10:00:04.25 -> 403", host=None),
                row("10:00:05.25 -> 401", host=None),
            ),
            skipped=3,
        ),
    ),
    complete=r".*(?:https?://\w|[ \"]/)",
    hint=HINT,
)


# libwww-perl makes an answer of its own where none came (LWP::UserAgent, "500 Internal response").
_OF_LWP = re.compile(
    r"\b500 (?=read timeout\b|write timeout\b|Can't connect to |Status read failed|Server closed connection without)"
)

# So does HTTP::Tiny, by a status that is its own.
_OF_TINY = re.compile(r"[:,]?(?: failed[:,]?)? \(?599 Internal Exception\b[^\w\n]*")

# Rust's number of the system's error is no status.
_OF_SYSTEM = re.compile(r" \(os error \d+\)")

# SignalR's client for JavaScript tells a negotiation that failed at every layer (HttpConnection.ts).
_TOLD_ABOVE = re.compile(
    r"(?:Failed to start the connection: |failed to start successfully because of error ')"
    r"\w*Error: Failed to complete negotiation with the server: "
)


class _Prepared:
    """The lines of one source, with the numbers of statuses that they name, and with causes."""

    def __init__(self) -> None:
        self._texts = _texts()
        self._statements = Statements()
        self._refusals = RepeatedRefusals()
        self._retries = RetriesOfTold()

    def take(self, data: bytes, *, is_last: bool, ahead: bytes = b"") -> bytes:
        """The same number of lines."""
        del is_last
        lines = with_causes(data, ahead).decode("utf-8", "replace").split("\n")
        below = ahead[:_LONGEST_BODY].decode("utf-8", "replace").split("\n", 1)[0]
        lines = without_those_told_below(data, with_bodies(lines, below), ahead)
        lines = _without_layers(data, lines)
        lines = without_told_retries(lines, _shows_call) if may_be_told(data) else lines
        lines = self._refusals.without(lines) if self._refusals.may_hold(data) else lines
        may_change = that_hold_one(lines, _MARKS_OF_CHANGES)
        plain = [_plain(one) if may else one for one, may in zip(lines, may_change, strict=True)]
        plain = self._retries.without(plain)
        plain = self._statements.told(plain) if may_fail(data) else plain
        return "\n".join(self._texts.take(plain)).encode()


def _without_layers(data: bytes, lines: list[str]) -> list[str]:
    if b"Failed to complete negotiation" not in data:
        return lines
    return [TOLD_BEFORE if _TOLD_ABOVE.search(line) else line for line in lines]


def _texts() -> CallTexts:
    may_answer = rf"{NUMBER}|(?i:error|fail|exception|{BROKEN}|(?:response|resp|reply|answer)\b)"
    return CallTexts(HINT, may_answer, _shows_call, _shows_status)


def _plain(line: str) -> str:
    """A line with statuses as numbers, and quotes as they were before a logger escaped them.

    The wait before the next attempt, which is no time that the call took, is left out.
    """
    if " - " in line and (told := with_body(line)):
        if "://" not in told:
            return told
        line = told
    if holds_one(line, PAGES) or " more" in line:
        line = _MORE.sub("", line)
    if "500 " in line or "599 Internal " in line:
        line = _OF_TINY.sub(" failed: ", _OF_LWP.sub("", line))
    if " (os error " in line:
        line = _OF_SYSTEM.sub("", line)
    if "etrying " in line:
        line = _WAITS.sub(r"\1", line)
    is_escaped = '\\"' in line and not line.lstrip().startswith(_OF_JSON)
    if is_escaped and (told := with_answered_call(line)):
        return told
    line = _with_maps(line, is_escaped=is_escaped)
    if line.startswith(_OF_JSON):
        return with_answer(numbered(line))
    if told := with_told_body(line, _shows_status):
        named = with_answer(numbered(line))
        return told if named == numbered(line) else named
    line = together(line)
    body_at, answer = told_answer(line)
    if answer:  # which says more than the name of a limit
        words = line[:body_at] if body_at == len(line) else numbered(line[:body_at])
        return f"{words}{line[body_at:]}{answer}"
    called = with_call(line)
    plain = numbered(called)
    told = with_answer(plain, called)
    return told if told != plain else _with_call_told(plain + told_call(line))


def _with_maps(line: str, *, is_escaped: bool) -> str:
    """The same line with maps as JSON; the quotes within the texts of one are its own."""
    told = as_json(line)
    return as_json(line.replace('\\"', '"')) if is_escaped and told == line else told


def _with_call_told(line: str) -> str:
    """The same line; if it shows no call, with the one without answer that its object shows."""
    return line if _shows_call(line) else with_broken_call(line)


def _detect(beginning: str) -> float:
    """Some lines say when and show a call; a format of its own maker comes before."""
    beginning = with_causes(without_handshakes(beginning).encode(), b"").decode()
    if TRACEBACK in beginning or asks(beginning):
        beginning = "\n".join(_texts().take(beginning.split("\n")))
    share = share_of_lines(beginning, _claims)
    return LEAST_SURENESS * (0.5 + 0.5 * share) if share else 0.0


def _claims(line: str) -> bool:
    line = line[:LONGEST]
    if line.startswith(_OF_JSON) or not has_leading_time(line):
        return False
    return _shows_call(_plain(line))


def _shows_call(line: str) -> bool:
    line = line[:LONGEST]
    return bool(MAY_BE_CALL.search(line)) and _ANY.match(line)


def _shows_status(line: str) -> bool:
    line = line[:LONGEST]
    says = holds_one(line.lower(), SAYS_ALONE)
    return says and _STATUS_ALONE.match(line)


FORMAT = replace(
    _FORMAT, detect=_detect, assemble=lambda: _Prepared().take, tried_with=("fetch console",)
)
