r"""AWS AppSync's logs in CloudWatch: of each request the summary, which tells its status and how long it took.

Source: AWS, "Monitoring and logging" of AppSync, "Log type reference". A summary has no time: CloudWatch
has that, of when the answer was there, whether it stands before the line or beside it. Queries of GraphQL
are posted to one path; the host of an API is told only in text, and has nothing to do with its id.
Summaries of the execution, traces of fields and lines of text are parts of the same request.
"""

from __future__ import annotations

import re

from analyzer.formats import Format, Sample, by_lines, row

_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_TEXT = rf"{_UUID} .*"
# What CloudWatch's client puts before a line: when it was written, and the stream.
_STAMP = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?"
_BEFORE = rf"(?:{_STAMP} (?:[^\s{{]+ )?)?"
_SUMMARY = re.compile(
    rf'{_BEFORE}\{{.{{0,400}}?"logType"\s*:\s*"(?:RequestSummary|ExecutionSummary|Tracing)"'
)
_SAID = re.compile(
    rf"{_BEFORE}{_UUID} (?:(?:Begin|End) (?:Request|Execution|Field Execution)|GraphQL Query: |"
    r"(?:Request|Response) Headers: |Tokens Consumed: )"
)

_SELECT = rf"""
WITH parts AS (
    SELECT line, regexp_extract(line,
        '^(?:({_STAMP}) )?(?:[^\s{{]+ )??(\{{.*|{_TEXT})$', ['stamp', 'text']) AS p
    FROM input
),
told AS (
    SELECT p.stamp AS stamp, coalesce(nullif(p.text, ''), line) AS text,
        CASE WHEN p.text[1] = '{{' AND json_valid(p.text) THEN p.text END AS v
    FROM parts
),
with_fields AS (
    SELECT text, v, v->>'$.logType' AS kind, v->>'$.statusCode' AS status,
        coalesce(nullif(stamp, ''), v->>'$."@timestamp"', v->>'$.timestamp') AS moment,
        try_cast(v->>'$.latency' AS DOUBLE) / 1000000 AS took_ms
    FROM told
),
with_times AS (
    SELECT *, moment_of(moment) AS ended FROM with_fields
)
SELECT
    sent_at(ended, took_ms) AS ts, round(took_ms, 6) AS duration_ms,
    'POST' AS method, '/graphql' AS url, status_of(status) AS status,
    CASE WHEN says_no_response(status) THEN 'other' END AS error,
    v->>'$.requestId' AS request_id,
    CASE
        WHEN v IS NULL AND text[1] = '{{' THEN 'reject: not valid JSON'
        WHEN v IS NULL AND regexp_full_match(text, '{_TEXT}') THEN 'skip: part of a request'
        WHEN v IS NULL THEN 'skip: another message'
        WHEN kind IS DISTINCT FROM 'RequestSummary' THEN 'skip: part of a request'
        WHEN ended IS NULL THEN 'reject: no time'
        WHEN status_of(status) IS NULL AND NOT coalesce(says_no_response(status), FALSE)
            THEN 'reject: status is no number'
    END AS verdict
FROM with_times
"""


def _claims(line: str) -> bool:
    is_summary = '"graphQLAPIId"' in line and bool(_SUMMARY.match(line))
    return is_summary or bool(_SAID.match(line))


_REQUEST = "dbe87af3-c114-4b32-ae79-8af11f3f96f1"

FORMAT = Format(
    name="appsync",
    title="AWS AppSync, summaries of requests in CloudWatch",
    detect=by_lines(_claims),
    select=_SELECT,
    samples=(
        # As `aws logs tail` prints them.
        Sample(
            f"""2026-11-19T10:00:00.250000+00:00 5f2b8a1c9d3e4f60718293a4b5c6d7e8 {_REQUEST} Begin Request
2026-11-19T10:00:00.480000+00:00 5f2b8a1c9d3e4f60718293a4b5c6d7e8 {{"duration":217406145,"logType":"ExecutionSummary","requestId":"{_REQUEST}","startTime":"2026-11-19T10:00:00.260Z","endTime":"2026-11-19T10:00:00.478Z","version":1,"graphQLAPIId":"pmo28inf75eepg63qxq4ekoeg4"}}
2026-11-19T10:00:00.492000+00:00 5f2b8a1c9d3e4f60718293a4b5c6d7e8 {{"logType":"RequestSummary","requestId":"{_REQUEST}","graphQLAPIId":"pmo28inf75eepg63qxq4ekoeg4","statusCode":200,"latency":242000000}}
2026-11-19T10:00:00.492000+00:00 5f2b8a1c9d3e4f60718293a4b5c6d7e8 {_REQUEST} Request Headers: {{x-api-key=[****zdmgxi], host=[a.appsync-api.us-east-1.amazonaws.com]}}
2026-11-19T10:00:00.492000+00:00 5f2b8a1c9d3e4f60718293a4b5c6d7e8 {_REQUEST} End Request
""",
            rows=(row("10:00:00.25 POST /graphql -> 200 in 242 ms", request_id=_REQUEST),),
            skipped=4,
        ),
        # As CloudWatch gives them out, and Logs Insights; without a time beside it, it has none.
        Sample(
            """{"@timestamp":"2026-11-19T10:00:00.281Z","logType":"RequestSummary","requestId":"a-1","graphQLAPIId":"pmo28inf75eepg63qxq4ekoeg4","statusCode":401,"latency":31000000}
{"logType":"RequestSummary","requestId":"a-2","graphQLAPIId":"pmo28inf75eepg63qxq4ekoeg4","statusCode":200,"latency":31000000}
{"logType":"RequestSummary","requestId":"a-3","graphQLAPIId":"pmo28inf75eepg63qxq4ekoeg4","sta
""",
            rows=(row("10:00:00.25 POST /graphql -> 401 in 31 ms", request_id="a-1"),),
            rejects=2,
        ),
    ),
)
