r"""nock's recordings (Node.js): requests with their answers, one object each.

Source: nock (MIT), README, "Recording", and lib/recorder.js: `scope` is scheme, host and port, `rawHeaders`
names and values by turns, or an object; request headers only where they were asked for. It does not say
when: the Date header of the answer counts.
"""

from __future__ import annotations

from analyzer.formats import Fields, Format, Sample, opens_with, row

_FIELDS: Fields = {
    "scope": "VARCHAR",
    "method": "VARCHAR",
    "path": "VARCHAR",
    "body": "JSON",
    "status": "VARCHAR",
    "response": "JSON",
    "rawHeaders": "VARCHAR",
    "headers": "VARCHAR",
    "reqheaders": "VARCHAR",
}
_SELECT = """
WITH with_headers AS (
    SELECT *, headers_of(coalesce(rawHeaders, headers)) AS got_headers FROM input
)
SELECT http_date(header(got_headers, 'date')) AS ts, upper(method) AS method, scope || path AS url,
    status_of(status) AS status, CASE WHEN status_of(status) IS NULL THEN 'other' END AS error,
    reqheaders AS request_headers, got_headers AS response_headers,
    body->>'$' AS request_body, response->>'$' AS response_body,
    CASE WHEN scope IS NULL OR path IS NULL THEN 'skip: no request'
        WHEN http_date(header(got_headers, 'date')) IS NULL THEN 'reject: no time' END AS verdict
FROM with_headers
"""

FORMAT = Format(
    name="nock",
    title="nock's recordings (Node.js)",
    detect=opens_with(r'\s*\[\s*\{\s*"scope"\s*:\s*"https?://[^"]*"\s*,\s*"method"\s*:'),
    document=(),
    fields=_FIELDS,
    select=_SELECT,
    samples=(
        Sample(
            """[
  {"scope": "https://api.tickdb.ai:443", "method": "post", "path": "/v1/orders?a=1", "body": {"symbol": "BTC"},
   "status": 429, "response": {"code": 3001, "at": "2026-11-18T09:00:00Z"},
   "rawHeaders": ["Date", "Thu, 19 Nov 2026 10:00:00 GMT", "Retry-After", "2"],
   "reqheaders": {"x-api-key": "aaaaaaaa-1111-4222-8333-444444444444", "content-length": 59}, "responseIsBinary": false},
  {"scope": "https://api.tickdb.ai:443", "method": "GET", "path": "/v1/x", "body": "", "status": 200, "response": "",
   "headers": {"date": "Thu, 19 Nov 2026 10:00:02 GMT", "content-length": "57"}},
  {"scope": "https://api.tickdb.ai:443", "method": "GET", "path": "/v1/y", "body": "", "status": 200, "response": []},
  {"name": "x"}
]
""",
            rows=(
                row(
                    "10:00:00 POST https://api.tickdb.ai/v1/orders?a=1 -> 429",
                    code="3001",
                    retry_after_s=2.0,
                    key_in="header:x-api-key",
                ),
                row("10:00:02 GET https://api.tickdb.ai/v1/x -> 200"),
            ),
            rejects=1,
            skipped=1,
        ),
    ),
)
