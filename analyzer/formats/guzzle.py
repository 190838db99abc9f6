r"""Guzzle's log middleware and its exceptions, and Laravel's HTTP client, as Monolog prints them.

Sources: guzzlehttp/guzzle (MIT), src/MessageFormatter.php (`CLF`, the default, and `SHORT`; without
an answer the status is NULL), src/Exception/RequestException.php, src/Handler/CurlFactory.php;
laravel/framework (MIT), Illuminate/Http/Client/RequestException.php. A message shows no host where
its format has none. The time is when the answer was there.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace

from analyzer.formats import Sample, row
from analyzer.formats.kinds.failure_words import CURL_HOST
from analyzer.formats.kinds.failures.bodies_below import with_announced_bodies
from analyzer.formats.kinds.text_lines import CLF, METHOD, lines_and_ahead, text_format

_MONOLOG = r"^(?:\[[^\]\"]+\] [\w.-]+\.[A-Z]+: )?"
_SAID = r"^\[(?P<end>[^\]\"]+)\] [\w.-]+\.[A-Z]+: "
_ISO = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)"
_LINE = (
    rf'"(?P<method>{METHOD}) (?P<target>\S+) HTTP/[0-9.]+" (?:(?P<status>\d{{3}})|(?P<error>NULL))'
)
# Up to what Monolog prints behind a message, and Laravel of the views that an exception came through.
_BODY = (
    r'(?::? ?(?P<body>\{.*?\})(?: \(truncated\.\.\.\))?(?: +(?:\{"\w+":|\[|\(View: ).*)?\s*$|.*$)'
)

# In the context of a message the answer's body is a text within JSON.
_QUOTED_BODY = re.compile(
    r"(` response:)(?:\\n|\s)*(\{\\\"(?:[^\"\\]|\\.)*\})(?=\\n|\s|\"|$)(?:\\n)*"
)

_FORMAT = text_format(
    "guzzle",
    "Guzzle and Laravel HTTP client (Monolog)",
    (
        rf"{_MONOLOG}(?P<client>[\w.-]+) [A-Za-z][^\[]* - \[(?P<end>{CLF}|{_ISO})\] {_LINE}(?: (?P<sent>\d+))?(?: NULL)?(?: +[\[{{].*)?\s*$",
        rf"{_MONOLOG}\[(?P<end>{_ISO})\] {_LINE}(?: +[\[{{].*)?\s*$",
        # Of a call without an answer a template has NULL for its status, and perhaps why.
        rf"{_SAID}\"?(?P<method>{METHOD}) (?:- )?(?P<target>(?:https?:/)?/\S*)"
        r"(?: HTTP/[0-9.]+)?\"? (?:- )?(?P<error>NULL(?:(?: - [A-Za-z]|(?: NULL)? cURL error )[^\n\[{]*)?)(?: .*)?$",
        # Without curl.
        rf"{_SAID}(?:[^\n`]*?[\" (])??(?P<error>Connection refused) for URI (?P<target>https?://[^\s{{\"]+)",
        # Templates of people's own, of which all have these in this order.
        rf"{_SAID}\"?(?P<method>{METHOD}) (?:- )?(?P<target>(?:https?:/)?/\S*)"
        r"(?: HTTP/[0-9.]+)?\"?(?: .*?RESPONSE:)? (?:- )?(?P<status>[1-5]\d\d)(?: (?:- )?(?P<body>\{.*?\}))?(?: (?:in |\()?(?P<took>\d+(?:\.\d+)? ?m?s)\b)?(?: .*|\).*)?$",
        rf"{_SAID}.*?(?:(?:Client|Server) error|Unsuccessful request):"
        rf" `(?P<method>{METHOD}) (?P<target>\S+)` resulted in a `(?P<status>\d{{3}})[^`]*` response{_BODY}",
        # The template for debugging, in whose messages Monolog has no line breaks.
        rf"{_SAID}>{{8}} (?P<method>{METHOD}) (?P<target>\S+) HTTP/[0-9.]+ (?:.*? )?Host: (?P<host>\S+) .*?<{{8}} "
        r"HTTP/[0-9.]+ (?P<status>\d{3})(?: (?:.*? )?Retry-After: (?P<header_retry_after>\d+|[A-Z][a-z]{2}, [\w :]+ GMT) .*?|.*?)"
        r"  (?P<body>[^ ].*?)?(?: \(truncated\.\.\.\))? ?-{8} .*$",
        rf"{_SAID}>{{8}} (?P<method>{METHOD}) (?P<target>\S+) HTTP/[0-9.]+ (?:.*? )?Host: (?P<host>\S+) .*?<{{8}} "
        r" *(?:NULL )?-{8} (?P<error>.*?)(?: \(see .*| for https?://.*| [\[{].*)?$",
        # Guzzle 5.
        rf"{_SAID}.*?(?:Client|Server) error response"
        r" \[url\] (?P<target>\S+) \[status code\] (?P<status>\d{3})\b",
        rf"{_SAID}HTTP request returned status code (?P<status>\d{{3}}){_BODY}",
        # A library that says where before it repeats what Guzzle said.
        rf"{_SAID}[^\n`]*?\bUR[IL] \"(?P<target>https?://[^\s\"]+)\"[^\n`]*?\b(?P<error>cURL error \d+: .*?)(?:\"?\)?\.?(?: [\[{{].*)?)\s*$",
        rf"{_SAID}(?:[^\n`]*?[\" ])??"
        rf"(?P<error>cURL error \d+: (?:\w+ timed out after (?P<ms>\d+) milliseconds|{CURL_HOST})?.*?)(?: \(see [^ )]+\))?"
        r"(?: for (?P<target>https?://[^\s{\"]+))?(?: (?:[\[{]|at /).*|\".*)?\s*$",
    ),
    (
        Sample(
            r"""[2026-11-19T10:00:00.123456+00:00] guzzle.INFO: host1 GuzzleHttp/7 - [19/Nov/2026:18:00:00 +0800] "GET /v1/market/ticker?symbol=BTC HTTP/1.1" 429 57 [] []
[2026-11-19T10:00:00.123456+00:00] guzzle.INFO: [2026-11-19T10:00:01+00:00] "GET /v1/b HTTP/1.1" 200 [] []
[2026-11-19 10:00:02] local.INFO: host1 GuzzleHttp/7 - [19/Nov/2026:10:00:02 +0000] "GET /v1/c HTTP/1.1" NULL NULL
[2026-11-19 10:00:03] local.ERROR: Client error: `GET https://api.tickdb.ai/v1/d` resulted in a `404 Not Found` response: {"code":2002,"message":"No such symbol"} {"exception":"[object] (GuzzleHttp\\Exception\\ClientException(code: 404): Client error: `GET https://api.tickdb.ai/v1/d`)"}
[2026-11-19 10:00:03] local.ERROR: sync: Server error: `POST https://api.tickdb.ai/v1/f` resulted in a `502 Bad Gateway` response:
[2026-11-19 10:00:04] local.ERROR: cURL error 28: Operation timed out after 5001 milliseconds with 0 bytes received (see https://curl.haxx.se/libcurl/c/libcurl-errors.html) for https://api.tickdb.ai/v1/e {"exception":"[object] (x)
[stacktrace]
[2026-11-19 10:00:04] local.ERROR: sync failed {"model":"m-1","error":"cURL error 6: Could not resolve host: api.tickdb.ai (see https://curl.haxx.se/libcurl/c/libcurl-errors.html) for https://api.tickdb.ai/v1/g","trace":"#0 x"}
[2026-11-19 10:00:05] local.ERROR: sync {"exception":"[object] (GuzzleHttp\\Exception\\ConnectException(code: 0): cURL error 28: Connection timed out after 3000 milliseconds (see https://curl.haxx.se/libcurl/c/libcurl-errors.html) for https://api.tickdb.ai/v1/h at /app/vendor/guzzlehttp/guzzle/src/Handler/CurlFactory.php:210)
[2026-11-19 10:00:05] local.ERROR: HTTP request returned status code 503:
[2026-11-19 10:00:05] local.ERROR: cURL error 7: Failed to connect to api.tickdb.ai port 8000: Connection refused (see https://curl.haxx.se/libcurl/c/libcurl-errors.html)
[2026-11-19 10:00:05] local.ERROR: cURL error 7: Failed to connect to localhost port 8000: Connection refused (see https://curl.haxx.se/libcurl/c/libcurl-errors.html) for http://localhost:8000/v1/i
[2026-11-19 10:00:06] local.INFO: GET https://api.tickdb.ai/v1/l - 429 {"duration":0.031}
[2026-11-19 10:00:06] http.INFO: POST https://api.tickdb.ai/v1/m HTTP/1.1 {"a":1} RESPONSE: 409 - {"code":2003} [] []
[2026-11-19 10:00:05] local.ERROR: GuzzleHttp\Exception\ClientException: Client error response [url] https://api.tickdb.ai/v1/j [status code] 429 [reason phrase] Too Many Requests
[2026-11-19 10:00:05] local.ERROR: Client error: `POST https://api.tickdb.ai/v1/k` resulted in a `429 Too Many Requests` response:
<html>
 {"exception":"[object] (ErrorException(code: 0): Client error: `POST https://api.tickdb.ai/v1/k` resulted in a `429 Too Many Requests` response:
[2026-11-19 10:00:06] local.INFO: started
[2026-11-19 10:00:06] local.INFO: host1 GuzzleHttp/7 - [19/Nov/2026:10:00:06 +0000] "GET /v
""",
            rows=(
                row("10:00:00 GET /v1/market/ticker?symbol=BTC -> 429 with 57 B", client="host1"),
                row("10:00:01 /v1/b -> 200"),
                row("/v1/c -> other"),
                row("10:00:03 GET api.tickdb.ai -> 404", code="2002", message="No such symbol"),
                row("POST /v1/f -> 502"),
                row("09:59:58.999 /v1/e -> timeout in 5001 ms"),
                row("10:00:04 api.tickdb.ai/v1/g -> dns"),
                row("10:00:02 /v1/h -> timeout in 3000 ms"),
                row("10:00:05 -> 503", path=None),
                row("10:00:05 -> connect", host="api.tickdb.ai"),
                row("10:00:05 localhost:8000/v1/i -> connect"),
                row("10:00:06 GET https://api.tickdb.ai/v1/l -> 429"),
                row("10:00:06 POST https://api.tickdb.ai/v1/m -> 409", code="2003"),
                row("10:00:05 api.tickdb.ai/v1/j -> 429"),
                row("10:00:05 POST api.tickdb.ai/v1/k -> 429"),
            ),
            rejects=1,
            skipped=4,
        ),
        # What Laravel and libraries put around what Guzzle says.
        Sample(
            """[2026-11-19 10:00:00] local.ERROR: Client error: `POST https://api.tickdb.ai/token` resulted in a `401 Unauthorized` response: {"code":1001,"message":"no"} (View: C:\\www\\base.blade.php) {"userId":1}
[2026-11-19 10:00:01] app.ERROR: Unable to contact the API: An error occurred when fetching the URI "https://api.tickdb.ai/v1/x" with the adapter "guzzle5" ("cURL error 28: See http://curl.haxx.se/libcurl/c/libcurl-errors.html"). [] []
[2026-11-19 10:00:02] app.ERROR: cURL error 60: See http://curl.haxx.se/libcurl/c/libcurl-errors.html [] []
""",
            rows=(
                row("10:00:00 POST api.tickdb.ai/token -> 401", code="1001"),
                row("10:00:01 api.tickdb.ai/v1/x -> timeout"),
                row("10:00:02 -> tls"),
            ),
        ),
        # `{method} {uri} {code} {res_body} {error}`.
        Sample(
            """[2026-11-19T10:00:00.250000+00:00] guzzle.INFO: POST https://api.tickdb.ai/v1/orders HTTP/1.1 401 {"code":1001,"message":"invalid key"} [] []
[2026-11-19T10:00:03.250000+00:00] guzzle.ERROR: GET https://api.tickdb.ai/v1/x NULL cURL error 7: Failed to connect to api.tickdb.ai port 443: Connection refused (see https://curl.haxx.se/libcurl/c/libcurl-errors.html) [] []
[2026-11-19T10:00:04.250000+00:00] guzzle.INFO: bye [] []
""",
            rows=(
                row("10:00:00.25 POST api.tickdb.ai/v1/orders -> 401", code="1001"),
                row("10:00:03.25 GET api.tickdb.ai/v1/x -> connect"),
            ),
            skipped=1,
        ),
        # Monolog makes a space of each line break: of those of the template for debugging, and of
        # the one behind the body in a message of an exception.
        Sample(
            """[2026-11-19T10:00:00.250000+00:00] app.INFO: >>>>>>>> POST /v1/orders HTTP/1.1 Content-Length: 7 Host: api.tickdb.ai X-API-Key: aaaaaaaa-1111-4222-8333-444444444444  {"a":1} <<<<<<<< HTTP/1.1 429 Too Many Requests Server: vendor/1 Retry-After: 2 Content-Length: 45  {"code":3001,"message":"Rate limit exceeded"} -------- NULL [] []
[2026-11-19T10:00:01.250000+00:00] app.INFO: >>>>>>>> GET /v1/x HTTP/1.1 Host: api.tickdb.ai User-Agent: mm-bot/1.0   <<<<<<<< HTTP/1.1 204 No Content Server: vendor/1   -------- NULL [] []
[2026-11-19T10:00:03.250000+00:00] app.ERROR: >>>>>>>> GET /v1/y HTTP/1.1 Host: api.tickdb.ai User-Agent: mm-bot/1.0   <<<<<<<<  -------- cURL error 28: Operation timed out after 2001 milliseconds with 0 bytes received (see https://curl.haxx.se/libcurl/c/libcurl-errors.html) for https://api.tickdb.ai/v1/y [] []
[2026-11-19T10:00:04.250000+00:00] app.ERROR: Client error: `GET https://api.tickdb.ai/v1/z` resulted in a `401 Unauthorized` response: {"code":1001,"message":"Invalid API key"}  [] []
[2026-11-19T10:00:05.250000+00:00] app.ERROR: GET https://api.tickdb.ai/v1/w - NULL NULL cURL error 56: Recv failure: Connection reset by peer (see https://curl.haxx.se/libcurl/c/libcurl-errors.html) for https://api.tickdb.ai/v1/w [] []
[2026-11-19T10:00:06.250000+00:00] app.INFO: >>>>>>>> [] []
""",
            rows=(
                row(
                    "10:00:00.25 POST api.tickdb.ai/v1/orders -> 429",
                    code="3001",
                    retry_after_s=2.0,
                ),
                row("10:00:01.25 GET api.tickdb.ai/v1/x -> 204"),
                row("10:00:01.249 GET api.tickdb.ai/v1/y -> timeout in 2001 ms"),
                row("10:00:04.25 GET api.tickdb.ai/v1/z -> 401", code="1001"),
                row("10:00:05.25 GET api.tickdb.ai/v1/w -> reset"),
            ),
            skipped=1,
        ),
        # Templates of people's own without an answer, and the handler of PHP's streams.
        Sample(
            """[2026-11-19T10:00:00.250000+00:00] bot.ERROR: GET https://api.tickdb.ai/v1/x - NULL - Connection refused for URI https://api.tickdb.ai/v1/x [] []
[2026-11-19T10:00:01.250000+00:00] bot.ERROR: GET https://api.tickdb.ai/v1/y HTTP/1.1 NULL NULL [] []
[2026-11-19T10:00:02.250000+00:00] bot.ERROR: call failed: Connection refused for URI https://api.tickdb.ai/v1/z {"id":3} []
[2026-11-19T10:00:03.250000+00:00] bot.INFO: GET https://api.tickdb.ai/v1/w is NULL [] []
""",
            rows=(
                row("10:00:00.25 GET api.tickdb.ai/v1/x -> connect"),
                row("10:00:01.25 GET /v1/y -> other"),
                row("10:00:02.25 api.tickdb.ai/v1/z -> connect"),
            ),
            skipped=1,
        ),
    ),
    complete=r'.*(?:" (?:\d{3}|NULL)|` resulted in a `\d{3} |\[status code\] \d{3}|returned status code \d{3}'
    r'|cURL error \d+: |>{8} [A-Z]+ \S+ HTTP/.*<{8} .*-{8} |Connection refused for URI \S+ |: [A-Z]+ \S.* NULL\b|: "?[A-Z]+ (?:- )?(?:https?:/)?/\S*(?: HTTP/[0-9.]+)?"?(?: .*?RESPONSE:)? (?:- )?\d{3}\b)',
    # The context of a message whose answer's body has several lines.
    other=r'^ ?\{"exception":',
    broken=rf"- \[{CLF}\] \"[A-Z]|: (?:Client|Server) error: `|: cURL error |HTTP request returned status",
)


def _unquoted(line: str) -> str:
    """A line whose body is as it was answered; it ends there."""
    found = _QUOTED_BODY.search(line) if '\\"' in line else None
    if found is None:
        return line
    try:
        body = json.loads(f'"{found[2]}"')
    except ValueError:  # no text of JSON
        return line
    return f"{line[: found.end(1)]} {' '.join(body.splitlines())}"


def _take(data: bytes, *, is_last: bool, ahead: bytes = b"") -> bytes:
    del is_last
    lines, later = lines_and_ahead(data, ahead)
    return "\n".join(map(_unquoted, with_announced_bodies(lines, later))).encode()


FORMAT = replace(_FORMAT, assemble=lambda: _take)
