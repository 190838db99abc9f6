r"""Failed calls of Go's net/http, read from the text of the error, whatever logger prints it.

Source: net/url, Error: the method, the URL, and why; smithy-go, ResponseError. The time is what the logger put before it.
"""

from __future__ import annotations

from dataclasses import replace

from analyzer.formats import Sample, row
from analyzer.formats.kinds.failures.aws_answers import AWS_ANSWER, with_aws_answer
from analyzer.formats.kinds.failures.stack_traces import Messages
from analyzer.formats.kinds.needed_text import Patterns
from analyzer.formats.kinds.text_lines import METHOD, line_by_line, text_format
from analyzer.formats.kinds.words.vendor_words import ACME, ANSWERED, with_answer

_CALL = r"(?P<method>Get|Head|Post|Put|Patch|Delete|Options) "
_PATTERNS = (
    # Of one call that was not made because another failed, the latter.
    r"\b(?:Get|Head|Post|Put|Patch|Delete|Options) \\?\"https?://[^\"\\\s]+\\?\": "
    rf"{_CALL}\\?\"(?P<target>https?://[^\"\\\s]+)\\?\": (?P<error>[^\n]+)",
    # In quotes, behind which other fields may stand.
    rf"^(?:[^{{]*?\b)?{_CALL}\\\"(?P<target>https?://[^\"\\\s]+)\\\": (?P<error>(?:[^\n\"\\]|\\.)+)",
    rf"^(?:[^{{]*?\b)?{_CALL}\\?\"(?P<target>https?://[^\"\\\s]+)\\?\": (?P<error>[^\n]+)",
    # Before Go 1.14.
    rf"^(?:[^{{]*?\b)?{_CALL}(?P<target>https?://[^\"\\\s]+[^\"\\\s:]): (?P<error>[^\n]+)",
    # HashiCorp's go-retryablehttp, of an answer after which it tries again.
    rf"\[DEBUG\] (?P<method>{METHOD}) (?P<target>https?://\S+) \(status: (?P<status>\d{{3}})\): retrying in",
    # Go's reverse proxy, and Tyk, which names the host.
    r"\bhttp: proxy error: (?P<error>[^\n\"]+?)(?:\"| \w+=|\s*$)(?:[^\n]*?\bserver_name=(?P<host>[\w.-]*\w))?",
    # AWS SDK for Go 2.
    r"\bhttps? response error StatusCode: (?P<status>\d{3}), RequestID: (?P<request_id>[\w-]*)"
    + AWS_ANSWER,
    # … and 1, in a line of its own.
    r"(?:\b|\\t)status code: (?P<status>\d{3}), request id: (?P<request_id>[\w-]+)" + AWS_ANSWER,
    # Clients of ACME (RFC 8555 §6.7), which gives certificates.
    rf"\b(?P<status>[45]\d\d) :: (?P<method>{METHOD}) :: (?P<target>https?://\S+) :: urn:ietf:params:acme:error:",
    r"\b(?P<status>[45]\d\d) urn:ietf:params:acme:error:\w+" + ANSWERED,
)
_ANY = Patterns(_PATTERNS)

_FORMAT = text_format(
    "go_errors",
    "Errors of Go clients (net/http), as text",
    _PATTERNS,
    (
        Sample(
            r"""Get "https://api.tickdb.ai/v1/y": EOF
2026/11/19 09:59:00 [DEBUG] GET https://api.tickdb.ai/v1/w
2026/11/19 09:59:01 [DEBUG] GET https://api.tickdb.ai/v1/w (status: 429): retrying in 1s (4 left)
2026/11/19 10:00:00 place order: Post "https://api.tickdb.ai/v1/orders": context deadline exceeded (Client.Timeout exceeded while awaiting headers)
time="2026-11-19T10:00:01Z" level=warning msg="Request Failed" error="Get \"https://api.tickdb.ai/v1/x?a=1\": dial tcp: lookup api.tickdb.ai: no such host"
2026/11/19 10:00:02 order placed
[KRAKEND] 2026/11/19 - 10:00:02.125 ▶ ERROR [ENDPOINT: /v1/c] Get "https://api.tickdb.ai/v1/c": context deadline exceeded
[INFO]2026/11/19 10:00:02 bot.go:21: request error: %v
 Post "https://api.tickdb.ai/v1/y": EOF
2026/11/19 10:00:02 operation error CloudWatch Logs: DescribeLogStreams, exceeded maximum number of attempts, 9, https response error StatusCode: 400, RequestID: 1c82-1, api error ThrottlingException: Rate exceeded
time="2026-11-19T10:00:02Z" level=warning msg=retry err="Post \"https://api.tickdb.ai/v1/a\": Post \"https://auth.tickdb.ai/token\": dial tcp 10.0.0.2:443: i/o timeout"
2026-11-19T10:00:02.5Z WARN[0040] Request Failed    error="Get http://api.tickdb.ai:8080/v1/b?a=1: dial tcp: lookup api.tickdb.ai: no such host"
E1119 10:00:02.750000       1 sync.go:190] "check failed" err="failed to perform GET: Get \"http://api.tickdb.ai/v1/d\": dial tcp 10.0.0.2:80: connect: connection refused" logger="cert-manager"
2026/11/19 10:00:02 upload failed: SlowDown: Please reduce your request rate.
	status code: 503, request id: 5BC8B3A6F6E9B8A2, host id: abc=
time="2026-11-19T10:00:02.75Z" level=error msg="records: Throttling: Rate exceeded\n\tstatus code: 400, request id: 6d2b-1"
2026/11/19 10:00:03 acme: error: 429 :: POST :: https://acme.tickdb.ai/new-order :: urn:ietf:params:acme:error:rateLimited :: too many certificates
E1119 10:00:03.125000       1 controller.go:167] "re-queuing" err="failed to register: 429 urn:ietf:params:acme:error:rateLimited: too many"
time="2026-11-19T10:00:03.200000001Z" level=warning msg="Error getting v2 registry: Get https://registry.tickdb.ai/v2/: net/http: TLS handshake timeout"
time="2026-11-19T10:00:03.200000002Z" level=info msg="Attempting next endpoint for pull after error: Get https://registry.tickdb.ai/v2/: net/http: TLS handshake timeout"
time="2026-11-19T10:00:03.200000003Z" level=error msg="Handler for POST /v1.32/images/create returned error: Get https://registry.tickdb.ai/v2/: net/http: TLS handshake timeout"
time="Nov 19 10:00:03" level=error msg="http: proxy error: dial tcp: lookup api.tickdb.ai on 127.0.0.11:53: no such host" api_id=k api_name="Test API" mw=ReverseProxy prefix=proxy server_name=api.tickdb.ai user_ip=10.0.0.7 user_name=
[Nov 19 10:00:03] ERROR proxy: http: proxy error: net/http: timeout awaiting response headers api_id=59 org_id=5d server_name=api.tickdb.ai user_id=-- user_ip=10.0.0.7 user_name=
2026/11/19 10:00:03 http: proxy error: dial tcp 10.0.0.2:8080: connect: connection refused
E1119 10:00:03.250000       1 reflector.go:561] failed to list *v1.Pod: Get "https://api.tickdb.ai/v1/z": connection reset by peer
""",
            rows=(
                row("09:59:01 GET /v1/w -> 429"),
                row("10:00:02.125 GET api.tickdb.ai/v1/c -> timeout"),
                row("10:00:00 POST /v1/orders -> timeout"),
                row("GET ?a=1 -> dns"),
                row("10:00:02 POST /v1/y -> reset"),
                row(
                    "10:00:02 -> 400",
                    vendor="aws",
                    code="ThrottlingException",
                    message="Rate exceeded",
                    request_id="1c82-1",
                ),
                row("10:00:02 POST auth.tickdb.ai/token -> timeout"),
                row("10:00:02.5 GET api.tickdb.ai:8080/v1/b?a=1 -> dns"),
                row("10:00:02.75 GET api.tickdb.ai/v1/d -> connect"),
                row("10:00:02 -> 503", code="SlowDown", request_id="5BC8B3A6F6E9B8A2"),
                row("10:00:02.75 -> 400", code="Throttling", request_id="6d2b-1"),
                row("10:00:03 POST acme.tickdb.ai/new-order -> 429"),
                row("10:00:03.125 -> 429", message="too many"),
                row("10:00:03.2 GET registry.tickdb.ai/v2/ -> timeout"),
                row("10:00:03 -> dns", host="api.tickdb.ai", method=None),
                row("10:00:03 -> timeout", host="api.tickdb.ai", method=None),
                row("10:00:03 -> connect", host=None, method=None),
                row("10:00:03.25 /v1/z -> reset"),
            ),
            rejects=1,
            skipped=6,
        ),
    ),
    complete=r'.*(?:"?: \S|: retrying in|RequestID: |request id: \w|acme:error:)',
    sureness=0.9,
)


def _message(line: str) -> str:
    """What a line tells of a failure, if it does: of a call, whatever words it is printed in."""
    found = _ANY.search(line)
    if not found:
        return ""
    told = found.groupdict()
    call = [told.get(name) or "" for name in ("method", "target", "error")]
    return " ".join(call) if all(call) else found[0]


class _Lines:
    """The lines of one source, each failure told once, with what AWS or an ACME server answered."""

    def __init__(self) -> None:
        self._told = Messages(_message).told
        self._before = ""

    def told(self, line: str) -> str:
        """What is to be read of a line."""
        before, self._before = self._before, line or self._before  # a chunk ends with ""
        line = with_answer(line) if ACME in line else line
        return self._told(with_aws_answer(line, before))


FORMAT = replace(_FORMAT, of_errors=True, assemble=lambda: line_by_line(_Lines().told))
