r"""Cassettes: exchanges recorded by VCR (Ruby, R, Crystal, PHP), Betamax, VCR.py and go-vcr, in YAML or JSON.

Sources: vcr/vcr, lib/vcr/structs.rb; betamax, serializers; kevin1024/vcrpy, serialize.py; dnaeon/go-vcr,
cassette.go. An exchange was recorded when its answer was there; VCR.py and go-vcr do not say when, so
that the Date header of the answer counts.
"""

from __future__ import annotations

from dataclasses import replace

from analyzer.formats import Fields, Format, Sample, opens_with, row

_FIELDS: Fields = {
    "request": {
        "method": "VARCHAR",
        "uri": "VARCHAR",
        "url": "VARCHAR",
        "headers": "JSON",
        "body": "JSON",
    },
    "response": {
        "status": "JSON",
        "code": "VARCHAR",
        "headers": "JSON",
        "body": "JSON",
        "duration": "VARCHAR",
    },
    "recorded_at": "VARCHAR",
}
_BODY = """CASE json_type({0}.body) WHEN 'VARCHAR' THEN {0}.body->>'$'
        ELSE coalesce({0}.body->>'$.string', {0}.body->>'$.text') END"""
_SELECT = f"""
WITH with_parts AS (
    SELECT *, coalesce(request.uri, request.url) AS asked,
        status_of(coalesce(response.code, response.status->>'$.code', response.status->>'$.status_code',
            left(response.status->>'$', 3))) AS answered,
        coalesce(moment_of(recorded_at), http_date(header(response.headers, 'date'))) AS ended,
        milliseconds_of(response.duration, 1e-6) AS took_ms
    FROM input
)
SELECT sent_at(ended, took_ms) AS ts, took_ms AS duration_ms, upper(request.method) AS method,
    asked AS url, answered AS status, CASE WHEN answered IS NULL THEN 'other' END AS error,
    request.headers::VARCHAR AS request_headers, response.headers::VARCHAR AS response_headers,
    {_BODY.format("request")} AS request_body, {_BODY.format("response")} AS response_body,
    CASE WHEN asked IS NULL THEN 'skip: no request' WHEN ended IS NULL THEN 'reject: no time' END
        AS verdict
FROM with_parts
"""


def _fit(beginning: str) -> Format:
    is_of_vcr = '"http_interactions"' in beginning
    return replace(
        FORMAT, document=("http_interactions" if is_of_vcr else "interactions",), fit=None
    )


FORMAT = Format(
    name="cassettes",
    title="Cassettes of recorded exchanges (VCR, Betamax, VCR.py, go-vcr)",
    detect=opens_with(
        r'\s*\{(?:.{0,400}?[\s,])?"(?:http_)?interactions"\s*:\s*\[\s*\{(?=.{0,40000}?"ur[il]"\s*:).{0,60000}?"response"\s*:'
    ),
    document=("http_interactions",),
    fit=_fit,
    fields=_FIELDS,
    select=_SELECT,
    samples=(
        Sample(
            r"""{
  "http_interactions": [
    {"request": {"method": "get", "uri": "https://api.tickdb.ai/v1/x?a=1",
      "headers": {"X-Api-Key": ["aaaaaaaa-1111-4222-8333-444444444444"]}, "body": {"encoding": "US-ASCII", "string": ""}},
     "response": {"status": {"code": 429, "message": "Too Many Requests"}, "headers": {"Retry-After": ["2"]},
      "body": {"encoding": "UTF-8", "string": "{\"code\":3001}"}},
     "recorded_at": "Thu, 19 Nov 2026 10:00:00 GMT"},
    {"request": {"method": "post", "uri": "https://api.tickdb.ai/v1/y"}, "response": {"status": {"status_code": "200"}}}
  ],
  "recorded_with": "VCR 6.0.0"
}
""",
            rows=(
                row(
                    "10:00:00 GET api.tickdb.ai/v1/x?a=1 -> 429",
                    code="3001",
                    retry_after_s=2.0,
                    key_in="header:x-api-key",
                ),
            ),
            rejects=1,
        ),
        Sample(
            r"""{"http_interactions": [{"request": {"body": {"string": "", "encoding": "utf-8"}, "headers": {"Accept": ["*/*"]}, "method": "GET", "uri": "https://api.tickdb.ai/v1/x"}, "response": {"body": {"string": "{\"code\":3001}", "encoding": "utf-8"}, "headers": {"retry-after": "2"}, "status": {"message": "Too Many Requests", "code": 429}, "url": "https://api.tickdb.ai/v1/x"}, "recorded_at": "2026-11-19T10:00:00"}], "recorded_with": "betamax/0.4.1"}
""",
            rows=(row("10:00:00 GET /v1/x -> 429", code="3001", retry_after_s=2.0),),
        ),
        Sample(
            r"""{"version": 2, "interactions": [{"id": 0, "request": {"host": "api.tickdb.ai", "body": "", "headers": {}, "url": "https://api.tickdb.ai/v1/x", "method": "GET"}, "response": {"body": "{\"code\":3001}", "headers": {"Date": ["Thu, 19 Nov 2026 10:00:00 GMT"]}, "status": "429 Too Many Requests", "code": 429, "duration": "250ms"}}]}
""",
            rows=(row("09:59:59.75 GET /v1/x -> 429 in 250 ms", code="3001"),),
        ),
    ),
)
