r"""Rust's `tracing` as text: tower-http's answers and reqwest-tracing's spans as they close.

Source: tower_http::trace, DefaultOnResponse and DefaultOnFailure; reqwest_tracing's root span, with
the subscriber's `FmtSpan::CLOSE`. As JSON, the format `json` reads them. A span's fields stand
before the message, in the order in which they were declared.
"""

from __future__ import annotations

from dataclasses import replace

from analyzer.formats import Sample, row
from analyzer.formats.kinds.text_lines import METHOD, text_format

_SURENESS = 0.9
_TOWER = rf"\{{[^{{}}]*?method=(?P<method>{METHOD}) (?:uri|path)=\"?(?P<target>[^\s\"]+?)\"?(?: version=\S+?)?(?: [^}}]*)?\}}.*?"
_REQWEST = (
    rf"\{{(?:http\.request\.)?method=(?P<method>{METHOD})\b[^}}]*?\b(?:url\.full|http\.url)=\"?"
    r"(?P<target>https?://[^\s\"]+)\"?[^}]*?\bhttp\.(?:response\.)?status_code=(?P<status>\d{3})"
    r"[^}]*\}.*?: close\b(?: time\.busy=(?P<took>[0-9.]+[a-zµ]+) time\.idle=(?P<took2>[0-9.]+[a-zµ]+))?"
)

_LINES = text_format(
    "rust_tracing",
    "Rust tracing: tower-http and reqwest-tracing, as text",
    (
        _TOWER
        + r"finished processing request latency=(?P<took>[0-9.]+ ?[a-zµ]+) status=(?P<status>\d{3})",
        _TOWER
        + r"response failed classification=Status code: (?P<status>\d{3})[^=]*latency=(?P<took>[0-9.]+ ?[a-zµ]+)",
        _TOWER
        + r"response failed classification=(?P<error>[^=]+?) latency=(?P<took>[0-9.]+ ?[a-zµ]+)",
        _REQWEST,
    ),
    (
        Sample(
            """2026-11-19T10:00:00.000100Z DEBUG request{method=GET uri=/v1/y?a=1 version=HTTP/1.1}: tower_http::trace::on_request: started processing request
2026-11-19T10:00:00.250000Z DEBUG request{method=GET uri=/v1/y?a=1 version=HTTP/1.1}: tower_http::trace::on_response: finished processing request latency=250 ms status=404
2026-11-19T10:00:01.012000Z ERROR request{method=POST uri=/v1/z version=HTTP/1.1}: tower_http::trace::on_failure: response failed classification=Status code: 503 Service Unavailable latency=12 ms
2026-11-19T10:00:02.000000Z  INFO HTTP request{http.request.method=GET url.scheme=https server.address=api.tickdb.ai server.port=443 otel.kind="client" url.full=https://api.tickdb.ai/v1/x http.response.status_code=429}: reqwest_tracing: close time.busy=1.20ms time.idle=248ms
DEBUG request{method=GET uri=/v1/y version=HTTP/1.1}: finished processing request latency=250 ms status=404
""",
            rows=(
                row("10:00:00 GET /v1/y?a=1 -> 404 in 250 ms"),
                row("/v1/z -> 503 in 12 ms"),
                row("10:00:01.7508 api.tickdb.ai/v1/x -> 429 in 249.2 ms"),
            ),
            rejects=1,
            skipped=1,
        ),
    ),
    complete=r".*(?:status=\d\d|latency=[0-9.]+ ?[a-zµ]|: clos)",
)


def _detect(beginning: str) -> float:
    """A few such lines among others of the same fields, which `logfmt` would read without method."""
    return _SURENESS if _LINES.detect(beginning) else 0.0


FORMAT = replace(_LINES, detect=_detect)
