r"""curl's `--verbose`, `--trace-time` or not.

Source: curl, "-v, --verbose". What curl prints has no date: the answer's Date header is the time, and
tells of which day times of day are; an exchange without an answer has none otherwise, unless a logger
puts one before its lines. Insomnia's timeline is such, and says when it began.
"""

from __future__ import annotations

import re
from dataclasses import replace

from analyzer.formats import Format, Sample, row
from analyzer.formats.kinds.dialogue.format import METHOD, dialogue_format
from analyzer.formats.kinds.failure_words import CURL_HOST

# `--trace-time` has the time of day.
_CLOCK = r"(?:(?P<clock>\d\d:\d\d:\d\d\.\d{6}) )?"
_BROKEN = (
    r"(?:Operation timed out|Connection timed out|Resolving timed out|Recv failure|Send failure|"
    r"Empty reply from server|SSL certificate problem|OpenSSL SSL_connect|SSL_connect:|TLS connect error)"
)

# What curl shows of an exchange, beside its errors.
_WIRE = re.compile(r"(?m)^.{0,90}?[<>] (?:[A-Z]+ \S+ )?HTTP/|^.{0,40}?\* [A-Z]")
_ERROR = r".*curl: \(\d+\) [^\n]*(?:error: \d\d\d|[a-z]{3})"

_FORMAT = dialogue_format(
    "curl_verbose",
    "curl --verbose",
    (
        # The progress meter.
        (
            "part",
            r"^ *(?:% Total .*|Dload +Upload .*|\d{1,3} +[\d.]+[kMG]? +\d{1,3} +[\d.]+[kMG]? +\d[^*<>]*[-\d]:[-\d]+:[-\d][^*<>]*)$",
        ),
        (
            "connect",
            r"\* (?:Connected|Established connection) to (?P<host>\S+) \(\S+?\)? port (?P<port>\d+)",
        ),
        (
            "request",
            rf"^{_CLOCK}(?P<pre>.{{0,90}}?)> (?P<method>{METHOD}) (?P<path>\S+) HTTP/[0-9.]+\s*$",
        ),
        ("response", rf"^{_CLOCK}.{{0,90}}?< HTTP/[0-9.]+ (?P<status>\d{{3}})(?: .*)?$"),
        ("header", r"^.{0,90}?[<>] (?P<name>[A-Za-z][A-Za-z0-9-]*): ?(?P<value>.*?)\s*$"),
        ("blank", r'^[^"{]{0,90}?[<>*]\s*$'),
        # GitHub's CLI.
        ("field", r"^\* Request took (?P<took>[0-9.]+(?:ms|s|µs))\s*$"),
        # Insomnia's timeline.
        ("part", r"^\* Current time is (?P<time>\d{4}-\S+)\s*$"),
        ("part", r"[{}] \[\d+ bytes data\]\s*$"),
        (
            "body",
            r"^(?P<body>[{\[<].*?[}\]>])(?:\d\d:\d\d:\d\d\.\d{6} )?\* .*$",
        ),
        (
            "failure",
            rf"^{_CLOCK}.{{0,90}}?(?P<logger>\*) Failed to connect to (?P<host>\S+) port (?P<port>\d+)[^:]*: (?P<error>.*)$",
        ),
        (
            "failure",
            rf"^{_CLOCK}.{{0,90}}?(?P<logger>\*) (?P<error>Could not resolve host: (?P<host>\S+))",
        ),
        ("failure", rf"^{_CLOCK}.{{0,90}}?(?P<logger>\*) (?P<error>{_BROKEN}.*)$"),
        (
            "failure",
            r"^.{0,90}?(?P<logger>curl): \(22\) The requested URL returned error: (?P<status>\d{3})\b",
        ),
        (
            "failure",
            rf"^(?:.{{0,90}}?)(?P<logger>curl): \(\d+\) (?P<error>(?:{CURL_HOST})?.*)$",
        ),
        ("part", r"^.{0,90}?\* "),
    ),
    (
        Sample(
            "*   Trying 127.0.0.1:443...\n"
            "* Connected to api.tickdb.ai (127.0.0.1) port 443 (#0)\n"
            "> GET /v1/market/ticker?symbol=BTCUSDT HTTP/1.1\n"
            "> Host: api.tickdb.ai\n"
            "> X-API-Key: aaaaaaaa-1111-4222-8333-444444444444\n"
            "> \n"
            "< HTTP/1.1 429 Too Many Requests\n"
            "< Date: Thu, 19 Nov 2026 10:00:00 GMT\n"
            "< Retry-After: 2\n"
            "< Content-Length: 45\n"
            "< \n"
            '{"code":3001,"message":"Rate limit exceeded"}\n'
            "* Connection #0 to host api.tickdb.ai left intact\n"
            "> GET /v1/x HTTP/1.1\n"
            "> Host: api.tickdb.ai\n"
            "< HTTP/1.1 200 OK\n",
            rows=(
                row(
                    "10:00:00 GET api.tickdb.ai/v1/market/ticker -> 429 with 45 B",
                    key_in="header:x-api-key",
                    retry_after_s=2.0,
                    code="3001",
                ),
            ),
            rejects=1,
            skipped=14,
        ),
        Sample(
            """10:00:00.250000 *   Trying 10.0.0.2:443...
10:00:00.281000 > GET /v1/x HTTP/1.1
10:00:00.281000 > Host: api.tickdb.ai
10:00:00.281000 > 
10:00:00.312000 < HTTP/1.1 401 Unauthorized
10:00:00.312000 < Date: Thu, 19 Nov 2026 10:00:00 GMT
10:00:00.312000 < 
{"code":1001}10:00:00.313000 * Connection #0 to host api.tickdb.ai left intact
10:00:01.250000 > GET /v1/y HTTP/1.1
10:00:01.250000 > Host: api.tickdb.ai
10:00:01.750000 * Operation timed out after 500 milliseconds with 0 bytes received
curl: (28) Operation timed out after 500 milliseconds with 0 bytes received
10:00:02.250000 * Failed to connect to api.tickdb.ai port 443 after 0 ms: Couldn't connect to server
10:00:03.250000 * Could not resolve host: api.tickdb.ai
curl: (6) Could not resolve host: api.tickdb.ai
""",
            rows=(
                row("10:00:00.281 GET api.tickdb.ai/v1/x -> 401 in 31 ms", code="1001"),
                row("10:00:01.25 GET api.tickdb.ai/v1/y -> timeout in 500 ms"),
                row("10:00:02.25 -> connect", host="api.tickdb.ai"),
                row("10:00:03.25 -> dns", host="api.tickdb.ai"),
            ),
            skipped=11,
        ),
        Sample(
            """2026-11-19 10:00:00 curl: (22) The requested URL returned error: 401
2026-11-19 10:00:01 curl: (28) Operation timed out after 500 milliseconds with 0 bytes received
2026-11-19 10:00:02 curl: (7) Failed to connect to api.tickdb.ai port 443 after 12 ms: Connection refused
""",
            rows=(
                row("10:00:00 -> 401"),
                row("10:00:01 -> timeout"),
                row("10:00:02 -> connect", host="api.tickdb.ai"),
            ),
        ),
        # A script says when it calls, and curl only why that failed.
        Sample(
            """2026-11-19T10:00:00Z polling
curl: (22) The requested URL returned error: 429
2026-11-19T10:00:10Z polling
curl: (28) Operation timed out after 10001 milliseconds with 0 bytes received
2026-11-19T10:00:20Z done
""",
            rows=(row("10:00:00 -> 429"), row("10:00:10 -> timeout")),
            skipped=3,
        ),
        Sample(
            """* Preparing request to https://api.tickdb.ai/v1/x?a=1
* Current time is 2026-11-19T10:00:00.250Z
* Using default HTTP version
* Connected to api.tickdb.ai (127.0.0.1) port 443 (#0)
> GET /v1/x?a=1 HTTP/1.1
> Host: api.tickdb.ai
< HTTP/1.1 429 Too Many Requests
< Retry-After: 7
* Connection #0 to host api.tickdb.ai left intact
""",
            rows=(row("10:00:00.25 GET https://api.tickdb.ai/v1/x?a=1 -> 429", retry_after_s=7.0),),
            skipped=8,
        ),
        # libcurl in a program marks the first line of a request alone; a collector puts times before each.
        Sample(
            """2026-11-19T10:00:00.250Z * Connected to api.tickdb.ai (127.0.0.1) port 443 (#0)
2026-11-19T10:00:00.250Z > GET /v1/x HTTP/1.1
2026-11-19T10:00:00.250Z Host: api.tickdb.ai
2026-11-19T10:00:00.250Z X-API-Key: aaaaaaaa-1111-4222-8333-444444444444
2026-11-19T10:00:00.250Z 
2026-11-19T10:00:00.281Z < HTTP/1.1 429 Too Many Requests
2026-11-19T10:00:00.281Z < Retry-After: 2
2026-11-19T10:00:00.281Z < 
2026-11-19T10:00:00.281Z * Connection #0 to host api.tickdb.ai left intact
""",
            rows=(
                row(
                    "10:00:00.25 GET https://api.tickdb.ai/v1/x -> 429 in 31 ms",
                    retry_after_s=2.0,
                    key_in="header:x-api-key",
                ),
            ),
            skipped=8,
        ),
    ),
    tried_with=("curl",),
)


def _fit(beginning: str) -> Format:
    """Where curl says only why it failed, other programs of the same script tell of their calls."""
    return FORMAT if _WIRE.search(beginning) else replace(FORMAT, of_errors=True, complete=_ERROR)


FORMAT = replace(_FORMAT, fit=_fit)
