r"""Bruno's JSON report (`bru run --reporter-json`).

Source: usebruno/bruno, packages/bruno-cli, runner/run-single-request.js: an array of runs, each with its
`results`. A request has no time of its own: that of its answer's Date header counts.
"""

from __future__ import annotations

from analyzer.formats import Fields, Format, Sample, opens_with, row

_FIELDS: Fields = {
    "request": {"method": "VARCHAR", "url": "VARCHAR", "headers": "JSON", "data": "JSON"},
    "response": {
        "status": "VARCHAR",
        "headers": "JSON",
        "data": "JSON",
        "responseTime": "VARCHAR",
    },
    "error": "VARCHAR",
    "status": "VARCHAR",
}
_RESULTS = """
WITH runs AS (SELECT n, line, try(from_json(line, '{"results":["JSON"]}')).results AS results FROM lines)
SELECT n, unnest(results)::VARCHAR AS element FROM runs
UNION ALL
SELECT n, line FROM runs WHERE results IS NULL
"""
_SELECT = """
WITH with_answer AS (
    SELECT *, try_cast(response.responseTime AS DOUBLE) AS took_ms,
        http_date(header(response.headers, 'date')) AS answered,
        status_of(response.status) AS code
    FROM input
)
SELECT sent_at(answered, took_ms) AS ts, CASE WHEN code IS NOT NULL THEN took_ms END AS duration_ms,
    request.method AS method, request.url AS url, code AS status,
    CASE WHEN code IS NULL THEN coalesce(error, 'other') END AS error,
    request.headers::VARCHAR AS request_headers, response.headers::VARCHAR AS response_headers,
    request.data->>'$' AS request_body, response.data->>'$' AS response_body,
    CASE
        WHEN status = 'skipped' THEN 'skip: a request that was not sent'
        WHEN request.url IS NULL THEN 'skip: no request'
        WHEN answered IS NULL THEN 'reject: no time'
    END AS verdict
FROM with_answer
"""

FORMAT = Format(
    name="bruno",
    title="Bruno runs (JSON)",
    detect=opens_with(r'\s*\[\s*\{\s*"iterationIndex"\s*:.{0,2000}?"results"\s*:\s*\['),
    document=(),
    elements=_RESULTS,
    elements_mark=b'"results"',
    fields=_FIELDS,
    select=_SELECT,
    samples=(
        Sample(
            """[
  {
    "iterationIndex": 0,
    "summary": {"totalRequests": 2},
    "results": [
      {"test": {"filename": "ticker.bru"},
       "request": {"method": "GET", "url": "https://api.tickdb.ai/v1/ticker?symbol=BTC",
        "headers": {"X-API-Key": "aaaaaaaa-1111-4222-8333-444444444444"}},
       "response": {"status": 429, "statusText": "Too Many Requests",
        "headers": {"date": "Thu, 19 Nov 2026 10:00:05 GMT", "retry-after": "2"},
        "data": {"code": 3001, "message": "Rate limit exceeded"}, "responseTime": 250},
       "error": null, "runDuration": 0.3},
      {"test": {"filename": "down.bru"},
       "request": {"method": "POST", "url": "https://api.tickdb.ai/v1/orders", "headers": {}},
       "response": {"status": "error", "statusText": null, "headers": null, "data": null, "responseTime": 0},
       "error": "connect ECONNREFUSED 10.0.0.2:443"},
      {"request": {"method": "GET", "url": "https://api.tickdb.ai/v1/x"}, "status": "skipped"}
    ]
  }
]
""",
            rows=(
                row(
                    "10:00:04.75 GET api.tickdb.ai/v1/ticker?symbol=BTC -> 429 in 250 ms",
                    code="3001",
                    key_in="header:x-api-key",
                    retry_after_s=2.0,
                ),
            ),
            rejects=1,
            skipped=1,
        ),
    ),
)
