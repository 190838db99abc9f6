r"""Jetty's HTTP client (Java), at DEBUG.

Source: org.eclipse.jetty.client, HttpSender and HttpReceiver: `Request begin`, `Request headers` with the
headers behind, `Response begin`, `Response headers`. Neither names the other: an answer belongs to
the request that was seen last.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.dialogue.format import METHOD, dialogue_format
from analyzer.formats.kinds.sample_rows import THROTTLED

FORMAT = dialogue_format(
    "jetty_client",
    "Jetty HTTP client (Java)",
    (
        (
            "request",
            rf"\bHttpSender\w*\b.* Request begin \w*Request\[(?P<method>{METHOD}) (?P<path>/\S*) HTTP/[0-9.]+\]@(?P<key>\w+)",
        ),
        (
            "response",
            r"\bHttpReceiver\w*\b.* Response begin \w*Response\[HTTP/[0-9.]+ (?P<status>\d{3})\b",
        ),
        ("part", r"\b(?:HttpSender|HttpReceiver)\w*\b"),
    ),
    (
        Sample(
            """2026-11-19 10:00:00.250 [HttpClient@5d-30] DEBUG org.eclipse.jetty.client.transport.HttpSender - Request begin HttpRequest[GET /v1/market/ticker?symbol=BTCUSDT HTTP/1.1]@12d55830
2026-11-19 10:00:00.250 [HttpClient@5d-30] DEBUG org.eclipse.jetty.client.transport.HttpSender - Request headers HttpRequest[GET /v1/market/ticker?symbol=BTCUSDT HTTP/1.1]@12d55830
User-Agent: Jetty/12.0.21
X-API-Key: aaaaaaaa-1111-4222-8333-444444444444
Host: api.tickdb.ai
2026-11-19 10:00:00.251 [HttpClient@5d-30] DEBUG org.eclipse.jetty.client.transport.HttpSender - Request success HttpRequest[GET /v1/market/ticker?symbol=BTCUSDT HTTP/1.1]@12d55830
2026-11-19 10:00:00.281 [HttpClient@5d-31] DEBUG org.eclipse.jetty.client.transport.HttpReceiver - Response begin HttpResponse[HTTP/1.1 429 Too Many Requests]@6a2b1c
2026-11-19 10:00:00.281 [HttpClient@5d-31] DEBUG org.eclipse.jetty.client.transport.HttpReceiver - Response headers HttpResponse[HTTP/1.1 429 Too Many Requests]@6a2b1c
Retry-After: 2
2026-11-19 10:00:00.282 [HttpClient@5d-31] DEBUG org.eclipse.jetty.client.transport.HttpReceiver - Response success HttpResponse[HTTP/1.1 429 Too Many Requests]@6a2b1c
2026-11-19 10:00:01.000 [HttpClient@5d-32] DEBUG org.eclipse.jetty.client.HttpSender - Request begin HttpRequest[POST /v1/orders HTTP/1.1]@77
""",
            rows=(THROTTLED | row(), row("10:00:01 POST /v1/orders -> other")),
            skipped=9,
        ),
        Sample(
            """DEBUG org.eclipse.jetty.client.HttpSender - Request begin HttpRequest[GET /v1/x HTTP/1.1]@12
DEBUG org.eclipse.jetty.client.HttpReceiver - Response begin HttpResponse[HTTP/1.1 200 OK]@34
""",
            rejects=1,
            skipped=1,
        ),
    ),
    has_threads=False,
)
