r"""Kubernetes clients (client-go, kubectl `-v=6` and more): round_trippers.go.

Source: k8s.io/client-go/transport, debuggingRoundTripper, with klog's prefix, which says no year. With
`-v=6` an exchange is a line; with more, a request, its headers, and the status of its answer; since
1.32 as `"Request" verb=… url=…` and `"Response" status=… milliseconds=…`.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.dialogue.format import METHOD, dialogue_format

_AT = r"\bround_trippers\.go:\d+\]"

FORMAT = dialogue_format(
    "client_go",
    "Kubernetes clients (client-go, kubectl -v=6 and more)",
    (
        (
            "response",
            rf"{_AT} (?P<method>{METHOD}) (?P<url>https?://\S+) (?:(?P<status>\d{{3}}) [^\n]*?)? ?in (?P<took>\d+ milliseconds)",
        ),
        ("request", rf"{_AT} (?P<method>{METHOD}) (?P<url>https?://\S+)\s*$"),
        (
            "response",
            rf"{_AT} Response Status: (?:(?P<status>\d{{3}}) [^\n]*?)? ?in (?P<took>\d+ milliseconds)",
        ),
        (
            "response",
            rf'{_AT} "Response" verb="(?P<method>{METHOD})" url="(?P<url>https?://[^"\s]+)" status="(?P<status>\d{{3}})?[^"]*"(?:.*? milliseconds=(?P<took>\d+))?',
        ),
        (
            "request",
            rf'{_AT} "Request" verb="(?P<method>{METHOD})" url="(?P<url>https?://[^"\s]+)"',
        ),
        (
            "response",
            rf'{_AT} "Response" status="(?P<status>\d{{3}})?[^"]*"(?:.*? milliseconds=(?P<took>\d+))?',
        ),
        ("field", r"^\s*> milliseconds=(?P<took>\d+)"),
        ("header", rf"{_AT} +(?P<name>[A-Za-z][\w-]*): (?P<value>.*?)\s*$"),
        ("part", rf"{_AT} "),
        (
            "header",
            r"\bwith_retry\.go:\d+\] Got a (?P<name>Retry-After) (?P<value>\d+)s response for attempt \d+ to (?P<url>https?://\S+)",
        ),
        ("body", r"\brequest\.go:\d+\] Response Body: (?P<body>.*)$"),
    ),
    (
        Sample(
            "I1119 10:00:00.253000   12345 round_trippers.go:553] GET https://10.0.0.1:6443/api/v1/nodes?limit=500 "
            "200 OK in 3 milliseconds\n"
            "I1119 10:00:01.250000   12345 round_trippers.go:383] POST https://10.0.0.1:6443/api/v1/pods\n"
            "I1119 10:00:01.250100   12345 round_trippers.go:390] Request Headers:\n"
            "I1119 10:00:01.250200   12345 round_trippers.go:393]     Accept: application/json\n"
            "I1119 10:00:01.300000   12345 round_trippers.go:408] Response Status: 429 Too Many Requests in 50 "
            "milliseconds\n"
            "I1119 10:00:01.300100   12345 round_trippers.go:411] Response Headers:\n"
            "I1119 10:00:01.300200   12345 round_trippers.go:414]     Retry-After: 1\n"
            'I1119 10:00:02.250000   12345 round_trippers.go:527] "Request" verb="GET" url="https://10.0.0.1:6443/'
            'api" headers=<\n'
            "\tAccept: application/json\n"
            " >\n"
            'I1119 10:00:02.255000   12345 round_trippers.go:632] "Response" status="403 Forbidden" headers=<\n'
            "\tContent-Length: 57\n"
            " > milliseconds=5\n"
            "I1119 10:00:03.250000   12345 round_trippers.go:463] GET https://10.0.0.1:6443/v\n"
            "I1119 10:00:03.255000   12345 round_trippers.go:574] Response Status: 500 Internal Server Error in 5 milliseconds\n"
            "I1119 10:00:04.255000   12345 with_retry.go:241] Got a Retry-After 1s response for attempt 1 to https://10.0.0.1:6443/v\n"
            "round_trippers.go:553] GET https://10.0.0.1:6443/version 200 OK in 3 milliseconds\n",
            rows=(
                row("10:00:00.25 GET 10.0.0.1:6443/api/v1/nodes?limit=500 -> 200 in 3 ms"),
                row("10:00:01.25 POST -> 429 in 50 ms", retry_after_s=1.0),
                row("10:00:02.25 /api -> 403 with 57 B in 5 ms"),
                row("10:00:03.25 /v -> 500 in 5 ms", retry_after_s=1.0),
            ),
            rejects=1,
            skipped=12,
        ),
    ),
)
