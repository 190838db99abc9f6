r"""Cassettes: exchanges recorded by VCR (Ruby, R, Crystal, PHP), Betamax, VCR.py, go-vcr, ExVCR and Schemathesis.

Sources: vcr/vcr, lib/vcr/structs.rb; betamax, serializers; kevin1024/vcrpy, serialize.py; dnaeon/go-vcr,
cassette.go; php-vcr, Response.php and storages (a list; `curl_info` has what curl measured, in seconds);
parroty/exvcr, lib/exvcr/json.ex (a list; `type` is `error` where no answer came, and the body says why);
schemathesis, cli/cassettes.py (`elapsed` in seconds). An exchange was recorded when its answer was there;
those of VCR.py, go-vcr, PHP-VCR and ExVCR do not say when, so that the Date header of the answer counts.
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
        "status_code": "VARCHAR",
        "type": "VARCHAR",
        "code": "VARCHAR",
        "headers": "JSON",
        "body": "JSON",
        "duration": "VARCHAR",
        "curl_info": {"total_time": "VARCHAR"},
    },
    "recorded_at": "VARCHAR",
    "elapsed": "VARCHAR",
}
_BODY = """CASE json_type({0}.body) WHEN 'VARCHAR' THEN {0}.body->>'$'
        ELSE coalesce({0}.body->>'$.string', {0}.body->>'$.text',
            decode(try(from_base64({0}.body->>'$.base64_string')), 'replace')) END"""
_SELECT = f"""
WITH with_parts AS (
    SELECT *, coalesce(request.uri, request.url) AS asked,
        status_of(coalesce(response.code, response.status->>'$.code', response.status->>'$.status_code',
            response.status_code, left(response.status->>'$', 3))) AS answered,
        coalesce(moment_of(recorded_at), http_date(header(response.headers, 'date'))) AS ended,
        coalesce(milliseconds_of(response.duration, 1e-6), milliseconds_of(elapsed, 1e3),
            milliseconds_of(response.curl_info.total_time, 1e3)) AS took_ms
    FROM input
)
SELECT sent_at(ended, took_ms) AS ts, took_ms AS duration_ms, upper(request.method) AS method,
    asked AS url, answered AS status,
    CASE WHEN answered IS NOT NULL THEN NULL WHEN response.type = 'error'
        THEN coalesce(response.body->>'$', 'other') ELSE 'other' END AS error,
    request.headers::VARCHAR AS request_headers, response.headers::VARCHAR AS response_headers,
    {_BODY.format("request")} AS request_body, {_BODY.format("response")} AS response_body,
    CASE WHEN asked IS NULL THEN 'skip: no request' WHEN ended IS NULL THEN 'reject: no time' END
        AS verdict
FROM with_parts
"""


# A list tells only by what no other program's list has: the options of ExVCR, the status of PHP-VCR in parts.
_OF_LIST = (
    r'\[\s*\{\s*"request"\s*:\s*\{(?=.{0,40000}?"url"\s*:)(?:.{0,40000}?"options"\s*:.{0,60000}?"response"\s*:'
    r'\s*\{\s*"body".{0,60000}?"type"\s*:\s*"(?:ok|error)"'
    r'|.{0,40000}?"response"\s*:\s*\{\s*"status"\s*:\s*(?:\{\s*"(?:http_version|code)"\s*:|\d{3}\s*,\s*"headers"))'
)
_OF_OBJECT = (
    r'\{(?:.{0,400}?[\s,])?"(?:http_)?interactions"\s*:\s*\[\s*\{'
    r'(?=.{0,40000}?"ur[il]"\s*:).{0,60000}?"response"\s*:'
)


def _fit(beginning: str) -> Format:
    document: tuple[str, ...] = ()
    if not beginning.lstrip().startswith("["):
        is_of_vcr = '"http_interactions"' in beginning
        document = ("http_interactions" if is_of_vcr else "interactions",)
    return replace(FORMAT, document=document, fit=None)


FORMAT = Format(
    name="cassettes",
    title="Cassettes of recorded exchanges (VCR, Betamax, VCR.py, go-vcr, PHP-VCR, ExVCR, Schemathesis)",
    detect=opens_with(rf"\s*(?:{_OF_OBJECT}|{_OF_LIST})"),
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
        Sample(
            r"""[
  {"request": {"method": "GET", "url": "https://api.tickdb.ai/v1/x?a=1", "headers": {"Host": "api.tickdb.ai", "X-API-Key": "aaaaaaaa-1111-4222-8333-444444444444"}},
   "response": {"status": {"code": "429", "message": "Too Many Requests"}, "headers": {"date": "Thu, 19 Nov 2026 10:00:00 GMT"}, "body": "{\"code\":3001}", "curl_info": {"total_time": 0.25}}, "index": 0}
]
""",
            rows=(
                row(
                    "09:59:59.75 GET /v1/x?a=1 -> 429 in 250 ms",
                    code="3001",
                    key_in="header:x-api-key",
                ),
            ),
        ),
        Sample(
            r"""[
  {"request": {"body": "", "headers": [], "method": "get", "options": {"connect_timeout": 5000}, "url": "https://api.tickdb.ai/v1/x"},
   "response": {"body": "{\"code\":3001}", "headers": {"Date": "Thu, 19 Nov 2026 10:00:00 GMT"}, "status_code": 429, "type": "ok"}},
  {"request": {"body": "", "headers": [], "method": "get", "options": [], "url": "https://api.tickdb.ai/v1/y"},
   "response": {"body": "nxdomain", "headers": [], "status_code": null, "type": "error"}}
]
""",
            rows=(row("10:00:00 GET /v1/x -> 429", code="3001"),),
            rejects=1,
        ),
        Sample(
            r"""{"command": "st run https://api.tickdb.ai/openapi.json", "recorded_with": "Schemathesis 3.7.4", "http_interactions": [{"id": "0", "status": "FAILURE", "elapsed": "0.25", "recorded_at": "2026-11-19T10:00:00", "request": {"uri": "https://api.tickdb.ai/v1/x", "method": "GET", "headers": {"Accept": ["*/*"]}}, "response": {"status": {"code": "429", "message": "Too Many Requests"}, "headers": {"Retry-After": ["2"]}, "body": {"encoding": "utf-8", "base64_string": "eyJjb2RlIjozMDAxfQ=="}}}]}
""",
            rows=(row("09:59:59.75 GET /v1/x -> 429 in 250 ms", code="3001", retry_after_s=2.0),),
        ),
    ),
)
