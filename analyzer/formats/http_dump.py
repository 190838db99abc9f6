r"""Requests and answers as they go over the wire: Go's httputil.DumpRequest and DumpResponse, and
whatever else prints HTTP/1 messages one after the other, such as REST Assured and Google's HTTP
client for Java.

Source: RFC 9112; net/http/httputil; google-http-java-client, HttpRequest. The time is what a logger put before a first line, else the
answer's Date header.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from analyzer.formats import Assemble, Sample, row
from analyzer.formats.kinds.dialogue.format import METHOD, dialogue_format
from analyzer.formats.kinds.sample_rows import THROTTLED
from analyzer.formats.kinds.text_lines import lines_and_ahead

_AWS_BODY = r"\[aws-sdk-go\] "
_BODY_BELOW = re.compile(rf"{_AWS_BODY}[{{<]")
# hclog puts its own pairs behind the last line of what it was given, here a frame.
_STAMPED = r"(?:: timestamp=\"?\d{4}-\d\d-\d\dT\S+)?"
_FRAME = re.compile(rf"(?:^|(?<=\s))-{{40,}}{_STAMPED}\s*$")
_FORMAT = dialogue_format(
    "http_dump",
    "HTTP messages as sent (Go httputil dumps)",
    (
        # A logger's line ahead of the message; Terraform's helper frames it.
        (
            "part",
            r"(?:DEBUG (?:Request|Response)|DEBUG: (?:Request|Response) [\w/-]+ Details:|API (?:Request|Response) Details:|---\[ (?:REQUEST|RESPONSE) \]-+)\s*$",
        ),
        ("closed", rf"(?:^|\s)-{{40,}}{_STAMPED}\s*$|^-{{8}}\s*$"),
        # rclone frames an answer, also one whose body it does not dump.
        ("closed", r"^\d{4}/\d\d/\d\d \S+ DEBUG : <{20,}\s*$"),
        # … and says again why it tries again what it dumped.
        (
            "part",
            r"^\d{4}/\d\d/\d\d \S+ DEBUG : pacer: low level retry \d+/\d+ \(error [^\n]*?(?:(?:Error|code) |[\"(])[45]\d\d\b",
        ),
        # restic's debug log.
        (
            "part",
            r"\bdebug\.loggingRoundTripper\.RoundTrip\t\d+\t-+ +HTTP (?:REQUEST|RESPONSE) -+\s*$",
        ),
        # What Guzzle's formatter for debugging frames its messages with, in a line of Monolog.
        ("part", r"^(?:\[(?P<time>[^\]]+)\] [\w.-]+\.[A-Z]+: )?(?:>{8}|<{8})\s*$"),
        # AWS SDK for Go 1 (aws-sdk-go, aws/client/logger.go and corehandlers) prints a body behind its message.
        ("body", rf"{_AWS_BODY}(?P<body>[{{<].*?)(?:: timestamp=\"?\d{{4}}-\d\d-\d\dT\S+)?$"),
        # HTTPie's, below the body.
        ("field", r"^Elapsed time: (?P<took>\d+\.\d+ ?s)\s*$"),
        ("part", r"\bAzureRM (?:Request|Response for \S+): *$"),
        # hclog puts its own pairs behind the last line of a message.
        (
            "body",
            r"(?:\bprovider\.\S+: |^(?!\d{4}-))(?P<body>.*?): timestamp=\"?\d{4}-\d\d-\d\dT\S+$",
        ),
        ("cancel", r"^\d{4}[-/]\d\d[-/]\d\d\b.{0,60}?\b(?i:error): (?P<error>.+)$"),
        ("part", r"^(?:REQUEST|RESPONSE): \[(?P<time>\d{4}-\d\d-\d\dT[^\]]+)\]\s*$"),
        # Google's client for Java tells a request's method and URL alone.
        ("request", r"\bCONFIG: -{10,} REQUEST +-{10,}\s*$"),
        ("part", r"\bCONFIG: (?:-{10,} RESPONSE +-{10,}|Total: [\d,]+ bytes|curl -v ).*$"),
        ("field", rf"^(?P<method>{METHOD}) (?P<url>https?://\S+)\s*$"),
        ("body", r"^CONFIG: (?P<body>[{\[<].*)$"),
        # REST Assured tells a request in fields, and an answer as it came.
        ("request", rf"\bRequest method:\t(?P<method>{METHOD})\s*$"),
        ("field", r"\bRequest URI:\t(?P<url>https?://\S+)\s*$"),
        # A message may begin where the body before it ends, without a line of its own.
        (
            "request",
            rf"(?:^|\s|^(?P<before>[{{\[<].*[}}\]>]))(?P<method>{METHOD}) (?:(?P<url>https?://\S+)|(?P<path>/\S*)) HTTP/[0-9.]+\s*$",
        ),
        (
            "response",
            # Behind a URL or a path it is what a program says of the call.
            r"^(?!.*(?:(?:://|[A-Z] /)\S*| failed!) HTTP/)(?:(?P<before>[{\[<].*[}\]>])|(?P<pre>.*\s)|)HTTP/[0-9.]+ (?P<status>\d{3})(?: [A-Za-z' -]*)?\s*$",
        ),
        (
            "part",
            r"^\d{4}[-/]\d\d[-/]\d\d\b.{0,60}\b(?i:request(?:ing)?|response(?: received)?)(?: dump)?:?\s*$",
        ),
        # aria2's, of a download that it then tries again or gives up.
        ("cancel", r"^  -> \[\w+\.cc:\d+\] errorCode=\d+ (?P<error>.+)$"),
    ),
    (
        # Why a call had no answer stands in the program's next message; it ends a body, too.
        Sample(
            """2026/11/19 10:00:00 REQUEST:
GET /v1/x HTTP/1.1
Host: api.tickdb.ai

2026/11/19 10:00:02 request failed: Get "https://api.tickdb.ai/v1/x": context deadline exceeded
2026/11/19 10:00:03 DEBUG: Request sqs/ListQueues Details:
---[ REQUEST POST-SIGN ]-----------------------------
POST /v1/y HTTP/1.1
Host: api.tickdb.ai

Action=ListQueues
-----------------------------------------------------
2026/11/19 10:00:03 sqs: RequestError: send request failed
caused by: Post "https://api.tickdb.ai/v1/y": dial tcp 10.0.0.2:443: connect: connection refused
""",
            rows=(
                row("10:00:00 GET api.tickdb.ai/v1/x -> timeout"),
                row("10:00:03 POST api.tickdb.ai/v1/y -> connect"),
            ),
            skipped=12,
        ),
        # slack-go dumps the answers alone that are refusals.
        Sample(
            """slack-bot: 2026/11/19 10:00:04 misc.go:266: HTTP/1.1 401 Unauthorized
Content-Type: application/json

{"code":"AUTH_40101"}
2026/11/19 10:00:04 slack: slack server error: 401 Unauthorized
""",
            rows=(row("10:00:04 -> 401", code="AUTH_40101", body='{"code":"AUTH_40101"}'),),
            skipped=4,
        ),
        # HTTPie and others print no time; the answer has one.
        Sample(
            """GET /v1/x?a=1 HTTP/1.1
Host: api.tickdb.ai
User-Agent: HTTPie/3.2

HTTP/1.1 429 Too Many Requests
Content-Length: 2
Date: Thu, 19 Nov 2026 10:00:00 GMT
Retry-After: 5

{}

Elapsed time: 0.25s
""",
            rows=(
                row(
                    "09:59:59.75 GET api.tickdb.ai/v1/x?a=1 -> 429 with 2 B in 250 ms",
                    retry_after_s=5.0,
                ),
            ),
            skipped=11,
        ),
        Sample(
            """[2026-11-19T10:00:00.250000+00:00] http.DEBUG: >>>>>>>>
GET /v1/market/ticker?symbol=BTCUSDT HTTP/1.1
Host: api.tickdb.ai
X-API-Key: aaaaaaaa-1111-4222-8333-444444444444

<<<<<<<<
HTTP/1.1 429 Too Many Requests
Retry-After: 2

{"code":3001}
--------
NULL [] []
[2026-11-19T10:00:02.123456+00:00] app.INFO: order placed {"id":1} []
""",
            rows=(
                row(
                    "10:00:00.25 GET api.tickdb.ai/v1/market/ticker?symbol=BTCUSDT -> 429",
                    code="3001",
                    key_in="header:x-api-key",
                    retry_after_s=2.0,
                ),
            ),
            skipped=12,
        ),
        Sample(
            """Request method:	POST
Request URI:	https://api.tickdb.ai/v1/login
Proxy:			<none>
Headers:		Accept=*/*
Body:
{
    "a": 1
}
HTTP/1.1 400 Bad Request
Date: Thu, 19 Nov 2026 10:00:00 GMT
Content-Length: 14

{
    "code": 1
}
""",
            rows=(row("10:00:00 POST api.tickdb.ai/v1/login -> 400 with 14 B", code="1"),),
            skipped=14,
        ),
        Sample(
            """2026/11/19 10:00:00.250000 GET /v1/market/ticker?symbol=BTCUSDT HTTP/1.1
Host: api.tickdb.ai
X-Api-Key: aaaaaaaa-1111-4222-8333-444444444444

2026/11/19 10:00:00.281000 HTTP/1.1 429 Too Many Requests
Retry-After: 2
Content-Length: 45

{"code":3001,"message":"Rate limit exceeded"}
GET /v1/x HTTP/1.1
Host: api.tickdb.ai

HTTP/1.1 200 OK
""",
            rows=(THROTTLED | row(code="3001"),),
            rejects=1,
            skipped=11,
        ),
        Sample(
            """2026/11/19 10:00:00.250000 request:
GET /v1/x HTTP/1.1
Host: api.tickdb.ai

2026/11/19 10:00:00.281000 response:
HTTP/1.1 429 Too Many Requests

2026/11/19 10:00:01.250000 request:
GET /v1/y HTTP/1.1
Host: api.tickdb.ai

2026/11/19 10:00:01.281000 error: EOF
2026/11/19 10:00:02.250000 GET /v1/z HTTP/1.1
2026/11/19 10:00:02.281000 HTTP/1.1 400 Bad Request
""",
            rows=(
                row("10:00:00.25 GET api.tickdb.ai/v1/x -> 429 in 31 ms"),
                row("10:00:01.25 GET api.tickdb.ai/v1/y -> reset in 31 ms"),
                row("10:00:02.25 GET /v1/z -> 400 in 31 ms"),
            ),
            skipped=11,
        ),
        Sample(
            """HTTP/1.1 401 Unauthorized
Date: Thu, 19 Nov 2026 10:00:00 GMT

{"code":1001}HTTP/1.1 429 Too Many Requests
Date: Thu, 19 Nov 2026 10:00:01 GMT

{"code":3001}GET /v1/x HTTP/1.1
Host: api.tickdb.ai

HTTP/1.1 200 OK
Date: Thu, 19 Nov 2026 10:00:02 GMT
""",
            rows=(
                row("10:00:00 -> 401", code="1001"),
                row("10:00:01 -> 429", code="3001"),
                row("10:00:02 GET api.tickdb.ai/v1/x -> 200"),
            ),
            skipped=8,
        ),
        # Of Terraform's providers those of Google and Azure dump messages.
        Sample(
            """2026-11-19T10:00:00.250Z [DEBUG] provider.terraform-provider-google_v4: ---[ REQUEST ]---------------------------------------
2026-11-19T10:00:00.250Z [DEBUG] provider.terraform-provider-google_v4: GET /v2/x HTTP/1.1
2026-11-19T10:00:00.250Z [DEBUG] provider.terraform-provider-google_v4: Host: logging.googleapis.com
2026-11-19T10:00:00.250Z [DEBUG] provider.terraform-provider-google_v4: 
2026-11-19T10:00:00.250Z [DEBUG] provider.terraform-provider-google_v4: -----------------------------------------------------
2026-11-19T10:00:00.500Z [DEBUG] provider.terraform-provider-google_v4: ---[ RESPONSE ]--------------------------------------
2026-11-19T10:00:00.500Z [DEBUG] provider.terraform-provider-google_v4: HTTP/2.0 429 Too Many Requests
2026-11-19T10:00:00.500Z [DEBUG] provider.terraform-provider-google_v4: 
2026-11-19T10:00:00.500Z [DEBUG] provider.terraform-provider-google_v4: {"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "Quota exceeded"}}
2026-11-19T10:00:00.500Z [DEBUG] provider.terraform-provider-google_v4: -----------------------------------------------------
2026-11-19T10:00:00.600Z [DEBUG] provider.terraform-provider-google_v4: 2026/11/19 10:00:00 [DEBUG] Retry Transport: Stopping retries
2026-11-19T10:00:01.250Z [DEBUG] provider.terraform-provider-azurerm_v4: AzureRM Request: 
GET /subscriptions/x HTTP/1.1
Host: management.azure.com
: timestamp="2026-11-19T10:00:01.250Z"
2026-11-19T10:00:01.500Z [DEBUG] provider.terraform-provider-azurerm_v4: AzureRM Response for https://management.azure.com/subscriptions/x: 
HTTP/2.0 429 Too Many Requests
Retry-After: 10

Too Many Requests: timestamp="2026-11-19T10:00:01.500Z"
""",
            rows=(
                row(
                    "10:00:00.25 GET logging.googleapis.com/v2/x -> 429 in 250 ms",
                    code="RESOURCE_EXHAUSTED",
                    message="Quota exceeded",
                ),
                row(
                    "10:00:01.25 GET management.azure.com/subscriptions/x -> 429 in 250 ms",
                    message="Too Many Requests",
                    retry_after_s=10.0,
                ),
            ),
            skipped=18,
        ),
        Sample(
            """2026-11-19T10:00:00.250Z [DEBUG] plugin.terraform-provider-aws_v2: 2026/11/19 10:00:00 [DEBUG] [aws-sdk-go] DEBUG: Request waf/GetWebACL Details:
2026-11-19T10:00:00.250Z [DEBUG] plugin.terraform-provider-aws_v2: ---[ REQUEST POST-SIGN ]-----------------------------
2026-11-19T10:00:00.250Z [DEBUG] plugin.terraform-provider-aws_v2: POST / HTTP/1.1
2026-11-19T10:00:00.250Z [DEBUG] plugin.terraform-provider-aws_v2: Host: waf.us-east-1.amazonaws.com
2026-11-19T10:00:00.250Z [DEBUG] plugin.terraform-provider-aws_v2: 
2026-11-19T10:00:00.250Z [DEBUG] plugin.terraform-provider-aws_v2: {"ResourceArn":"arn"}
2026-11-19T10:00:00.250Z [DEBUG] plugin.terraform-provider-aws_v2: -----------------------------------------------------
2026-11-19T10:00:00.500Z [DEBUG] plugin.terraform-provider-aws_v2: 2026/11/19 10:00:00 [DEBUG] [aws-sdk-go] DEBUG: Response waf/GetWebACL Details:
2026-11-19T10:00:00.500Z [DEBUG] plugin.terraform-provider-aws_v2: ---[ RESPONSE ]--------------------------------------
2026-11-19T10:00:00.500Z [DEBUG] plugin.terraform-provider-aws_v2: HTTP/1.1 400 Bad Request
2026-11-19T10:00:00.500Z [DEBUG] plugin.terraform-provider-aws_v2: Content-Type: application/x-amz-json-1.1
2026-11-19T10:00:00.500Z [DEBUG] plugin.terraform-provider-aws_v2: 
2026-11-19T10:00:00.500Z [DEBUG] plugin.terraform-provider-aws_v2: 
2026-11-19T10:00:00.500Z [DEBUG] plugin.terraform-provider-aws_v2: -----------------------------------------------------
2026-11-19T10:00:00.500Z [DEBUG] plugin.terraform-provider-aws_v2: 2026/11/19 10:00:00 [DEBUG] [aws-sdk-go] {"__type":"ThrottlingException","message":"Rate exceeded"}
""",
            rows=(
                row(
                    "10:00:00.25 POST waf.us-east-1.amazonaws.com/ -> 400 in 250 ms",
                    code="ThrottlingException",
                    message="Rate exceeded",
                ),
            ),
            skipped=14,
        ),
        # An answer whose request was not logged; a logger put the same before each of its lines.
        Sample(
            """2026/11/19 10:00:00 [DEBUG] plugin: terraform.exe: HTTP/1.1 429
2026/11/19 10:00:00 [DEBUG] plugin: terraform.exe: Content-Type: application/json
2026/11/19 10:00:00 [DEBUG] plugin: terraform.exe: Retry-After: 17
2026/11/19 10:00:00 [DEBUG] plugin: terraform.exe: X-Request-Id: fff4004c
2026/11/19 10:00:00 [DEBUG] plugin: terraform.exe: 
2026/11/19 10:00:00 [DEBUG] plugin: terraform.exe: {"code":3001}
2026/11/19 10:00:01 [DEBUG] vertex tick_order: waiting
""",
            rows=(row("10:00:00 -> 429", retry_after_s=17.0, request_id="fff4004c", code="3001"),),
            skipped=6,
        ),
        # As rclone dumps them, of WebDAV.
        Sample(
            """2026/11/19 10:00:00 DEBUG : >>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>
2026/11/19 10:00:00 DEBUG : HTTP REQUEST (req 0xc042178100)
2026/11/19 10:00:00 DEBUG : MKCOL /files/a/ HTTP/1.1
Host: dav.tickdb.ai
Authorization: XXXX

2026/11/19 10:00:00 DEBUG : >>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>
2026/11/19 10:00:01 DEBUG : <<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<
2026/11/19 10:00:01 DEBUG : HTTP RESPONSE (req 0xc042178100)
2026/11/19 10:00:01 DEBUG : HTTP/1.1 403 Forbidden
Content-Type: text/html

2026/11/19 10:00:01 DEBUG : <<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<
2026/11/19 10:00:01 DEBUG : pacer: low level retry 1/10 (error Forbidden: "403 Forbidden")
""",
            rows=(row("10:00:00 MKCOL dav.tickdb.ai/files/a/ -> 403", message=None),),
            skipped=13,
        ),
        # Cloudflare's provider of Terraform gives hclog a message whole.
        Sample(
            """2026-11-19T10:00:00.250Z [DEBUG] provider.terraform-provider-cloudflare_v3.21.0: Cloudflare API Request Details:
---[ REQUEST ]---------------------------------------
GET /client/v4/zones HTTP/1.1
Host: api.cloudflare.com

-----------------------------------------------------: timestamp=2026-11-19T10:00:00.250Z
2026-11-19T10:00:00.500Z [DEBUG] provider.terraform-provider-cloudflare_v3.21.0: Cloudflare API Response Details:
---[ RESPONSE ]--------------------------------------
HTTP/2.0 429 Too Many Requests

{"error":{"code":"E10100","message":"wait"}}
-----------------------------------------------------: timestamp=2026-11-19T10:00:00.500Z
""",
            rows=(
                row(
                    "10:00:00.25 GET api.cloudflare.com/client/v4/zones -> 429 in 250 ms",
                    code="E10100",
                    message="wait",
                    body='{"error":{"code":"E10100","message":"wait"}}',
                ),
            ),
            skipped=11,
        ),
        Sample(
            """REQUEST: [2026-11-19T10:00:00Z]
GET /v1/x HTTP/1.1
Host: api.tickdb.ai

RESPONSE: [2026-11-19T10:00:01Z]
HTTP/1.1 401 Unauthorized
""",
            rows=(row("10:00:00 GET api.tickdb.ai/v1/x -> 401"),),
            skipped=5,
        ),
        Sample(
            """Nov 19, 2026 10:00:00 AM com.google.api.client.http.HttpRequest execute
CONFIG: -------------- REQUEST  --------------
GET https://api.tickdb.ai/v1/x?a=1
Accept-Encoding: gzip
Authorization: <Not Logged>
User-Agent: Google-HTTP-Java-Client/1.42.0 (gzip)

Nov 19, 2026 10:00:00 AM com.google.api.client.http.HttpRequest execute
CONFIG: curl -v --compressed -H 'Accept-Encoding: gzip' -- 'https://api.tickdb.ai/v1/x?a=1'
Nov 19, 2026 10:00:01 AM com.google.api.client.http.HttpResponse <init>
CONFIG: -------------- RESPONSE --------------
HTTP/1.1 429 Too Many Requests
Retry-After: 2
Content-Type: application/json

Nov 19, 2026 10:00:01 AM com.google.api.client.util.LoggingByteArrayOutputStream close
CONFIG: Total: 13 bytes
Nov 19, 2026 10:00:01 AM com.google.api.client.util.LoggingByteArrayOutputStream close
CONFIG: {"code":3001}
""",
            rows=(
                row("10:00:00 GET api.tickdb.ai/v1/x?a=1 -> 429", code="3001", retry_after_s=2.0),
            ),
            skipped=18,
        ),
    ),
)


def _open_frames(lines: Sequence[str], later: Sequence[str]) -> list[str]:
    """The same lines; a frame below which the body stands does not end a message."""
    told = [*lines, *later[:1], ""]
    return [
        _FRAME.sub("---[ RESPONSE ]---", line) if _BODY_BELOW.search(below) else line
        for line, below in pairwise(told[: len(lines) + 1])
    ]


def _assemble() -> Assemble:
    assert _FORMAT.assemble
    inner = _FORMAT.assemble()

    def take(data: bytes, *, is_last: bool, ahead: bytes = b"") -> bytes:
        lines, later = lines_and_ahead(data, ahead)
        if any(map(_BODY_BELOW.search, (*lines, later[0]))):
            data = "\n".join(_open_frames(lines, later)).encode()
        return inner(data, is_last=is_last, ahead=ahead)

    return take


FORMAT = replace(_FORMAT, assemble=_assemble)
