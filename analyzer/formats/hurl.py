r"""Hurl's runs as JSON (`hurl --json`, a file a line) and its JSON report (`--report-json`, an array of them).

Source: Orange-OpenSource/hurl, packages/hurl, json/result.rs and its tests' outputs: a file's `entries`,
each with `calls`, of which a redirect makes several. Timings are in microseconds; a call that did not
come about has an entry without calls, and no time.
"""

from __future__ import annotations

from dataclasses import replace

from analyzer.formats import Fields, Format, Sample, opens_with, row

_FIELDS: Fields = {
    "request": {"method": "VARCHAR", "url": "VARCHAR", "headers": "JSON"},
    "response": {"status": "VARCHAR", "headers": "JSON"},
    "timings": {"begin_call": "VARCHAR", "total": "VARCHAR"},
}
# A file's calls; of an entry without one, what is left of it tells that nothing is known of it.
_CALLS = """
WITH files AS (
    SELECT n, line, try(from_json(line, '{"entries":[{"calls":["JSON"]}]}')).entries AS entries
    FROM lines
)
SELECT n, unnest(flatten(list_transform(entries, lambda e:
    CASE WHEN len(e.calls) > 0 THEN e.calls ELSE ['{}'::JSON] END)))::VARCHAR AS element
FROM files
UNION ALL
SELECT n, line FROM files WHERE entries IS NULL
"""
_SELECT = """
SELECT try_cast(timings.begin_call AS TIMESTAMPTZ) AS ts,
    try_cast(timings.total AS DOUBLE) / 1000 AS duration_ms,
    request.method AS method, request.url AS url, status_of(response.status) AS status,
    CASE WHEN status_of(response.status) IS NULL THEN 'other' END AS error,
    headers_of_list(request.headers) AS request_headers,
    headers_of_list(response.headers) AS response_headers,
    CASE
        WHEN request.url IS NULL THEN 'skip: no request'
        WHEN try_cast(timings.begin_call AS TIMESTAMPTZ) IS NULL THEN 'reject: no time'
    END AS verdict
FROM input
"""


def _fit(beginning: str) -> Format:
    return replace(FORMAT, document=() if beginning.lstrip()[:1] == "[" else None, fit=None)


FORMAT = Format(
    name="hurl",
    title="Hurl runs (JSON)",
    detect=opens_with(
        r'\s*\[?\s*\{(?=.{0,400}?"(?:cookies|entries|filename|success)"\s*:)'
        r'(?=.{0,20000}?"calls"\s*:\s*\[\s*\{\s*"request").{0,40000}?"begin_call"\s*:'
    ),
    document=(),
    fit=_fit,
    elements=_CALLS,
    elements_mark=b'"entries"',
    fields=_FIELDS,
    select=_SELECT,
    samples=(
        Sample(
            """{"cookies":[],"entries":[{"asserts":[{"line":2,"success":true}],"calls":[{"request":{"cookies":[],"headers":[{"name":"Host","value":"api.tickdb.ai"},{"name":"X-API-Key","value":"aaaaaaaa-1111-4222-8333-444444444444"}],"method":"GET","query_string":[{"name":"a","value":"1"}],"url":"https://api.tickdb.ai/v1/x?a=1"},"response":{"cookies":[],"headers":[{"name":"Retry-After","value":"2"}],"http_version":"HTTP/2","status":429},"timings":{"app_connect":0,"begin_call":"2026-11-19T10:00:00.250Z","connect":120,"end_call":"2026-11-19T10:00:00.281Z","name_lookup":92,"pre_transfer":121,"start_transfer":152,"total":31000}}],"captures":[],"curl_cmd":"curl 'https://api.tickdb.ai/v1/x?a=1'","index":1,"line":1,"time":31},{"asserts":[],"calls":[],"captures":[],"curl_cmd":"curl 'https://api.tickdb.ai/v1/y'","index":2,"line":5,"time":3}],"filename":"a.hurl","success":false,"time":40}
""",
            rows=(
                row(
                    "10:00:00.25 GET https://api.tickdb.ai/v1/x?a=1 -> 429 in 31 ms",
                    key_in="header:x-api-key",
                    retry_after_s=2.0,
                ),
            ),
            skipped=1,
        ),
        Sample(
            """[
  {
    "success": true, "time": 15, "filename": "a.hurl",
    "entries": [
      {"asserts": [], "calls": [
        {"request": {"method": "POST", "url": "https://api.tickdb.ai/v1/x", "headers": []},
         "response": {"http_version": "HTTP/2", "status": 302, "headers": [], "body": "store/body.json"},
         "timings": {"begin_call": "2026-11-19T10:00:00Z", "total": 15000}},
        {"request": {"method": "GET", "url": "https://api.tickdb.ai/v1/y", "headers": []},
         "response": {"http_version": "HTTP/2", "status": 502, "headers": []},
         "timings": {"begin_call": "2026-11-19T10:00:01Z", "total": 31000}},
        {"request": {"method": "GET", "url": "https://api.tickdb.ai/v1/z", "headers": []}}]}
    ]
  }
]
""",
            rows=(
                row("10:00:00 POST api.tickdb.ai/v1/x -> 302 in 15 ms"),
                row("10:00:01 GET api.tickdb.ai/v1/y -> 502 in 31 ms"),
            ),
            rejects=1,
        ),
    ),
)
