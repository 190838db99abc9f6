"""Vegeta's results, encoded as JSON or as CSV, which has no header.

Source: Vegeta, `encode` command. The timestamp is when the request was sent; latency is in
nanoseconds; bytes in are those received. Code 0 means that no response came, and the error says why.
Bodies and, in CSV, headers are base64.
"""

from __future__ import annotations

import re

from analyzer.formats import Format, Sample, by_lines, json_object, row

_STRUCTURE = (
    '{"code":"VARCHAR","timestamp":"VARCHAR","latency":"VARCHAR","bytes_out":"VARCHAR",'
    '"bytes_in":"VARCHAR","error":"VARCHAR","body":"VARCHAR","method":"VARCHAR","url":"VARCHAR","headers":"JSON"}'
)
_CSV = (
    r'^(\d{16,19}),(\d{1,3}),(\d+),(\d+),(\d+),((?:"(?:[^"]|"")*"|[^",]*)),([A-Za-z0-9+/=]*),'
    r'(?:"[^"]*"|[^",]*),\d+,([A-Z]+),([^,]+),[A-Za-z0-9+/=]*$'
)
_NAMES = "'timestamp', 'code', 'latency', 'bytes_out', 'bytes_in', 'error', 'body', 'method', 'url'"
_SELECT = rf"""
WITH parts AS (
    SELECT line, CASE WHEN line[1] = '{{' THEN try(from_json(line, '{_STRUCTURE}')) END AS j,
        CASE WHEN line[1] <> '{{' THEN regexp_extract(line, '{_CSV}', [{_NAMES}]) END AS c
    FROM input
),
with_fields AS (
    SELECT line,
        coalesce(j.timestamp, nullif(c.timestamp, '')) AS started,
        coalesce(j.code, c.code) AS code,
        coalesce(j.latency, c.latency) AS latency,
        coalesce(j.bytes_out, c.bytes_out) AS sent,
        coalesce(j.bytes_in, c.bytes_in) AS received,
        nullif(coalesce(j.error, unquoted(c.error)), '') AS error,
        nullif(coalesce(j.body, c.body), '') AS body,
        coalesce(j.method, c.method) AS method,
        coalesce(j.url, c.url) AS url,
        CASE WHEN json_type(j.headers) = 'OBJECT' THEN j.headers::VARCHAR END AS headers,
        j IS NULL AND line[1] = '{{' AS is_broken
    FROM parts
)
SELECT
    time_of(started) AS ts,
    milliseconds_of(latency, 0.000001) AS duration_ms,
    method, url,
    status_of(code) AS status,
    CASE WHEN status_of(code) IS NULL THEN coalesce(error, 'other') END AS error,
    count_of(sent) AS request_bytes,
    count_of(received) AS response_bytes,
    headers AS response_headers,
    CASE WHEN status_of(code) >= 400 THEN decode(try(from_base64(body)), 'replace') END
        AS response_body,
    CASE
        WHEN is_broken THEN 'reject: not valid JSON'
        WHEN started IS NULL AND line[1] = '{{' THEN 'skip: no result'
        WHEN started IS NULL THEN 'reject: not a line of results'
        WHEN time_of(started) IS NULL THEN 'reject: the timestamp is no time'
        WHEN status_of(code) IS NULL AND NOT says_no_response(code)
            THEN 'reject: code is no number'
    END AS verdict
FROM with_fields
"""
_CLAIM = re.compile(_CSV)


def _claims(line: str) -> bool:
    if line.startswith("{"):
        return {"attack", "seq", "code", "latency", "timestamp"} <= json_object(line).keys()
    return bool(_CLAIM.match(line))


FORMAT = Format(
    name="vegeta",
    complete=r".*,",
    title="Vegeta results, JSON or CSV",
    detect=by_lines(_claims),
    select=_SELECT,
    samples=(
        Sample(
            """1795082400000250001,429,31200000,0,57,"429 ""Too"", Many",eyJjb2RlIjozMDAxfQ==,,0,GET,https://api.tickdb.ai/v1/market/ticker,Q29udGVudA==
1795082401000000000,0,5000000,0,0,dial tcp: connection refused,,,1,GET,https://mmapi.55-tech.com/,
1795082402000000000,200,31200000,0,57,,,,2,GE
""",
            rows=(
                row("10:00:00.00025 -> 429 with 57 B in 31.2 ms", vendor="tickdb", code="3001"),
                row("-> connect", vendor="55tech"),
            ),
            rejects=1,
        ),
        Sample(
            """{"attack":"","seq":0,"code":200,"timestamp":"2026-11-19T11:00:00.5+01:00","latency":16092566,"bytes_out":3,"bytes_in":558,"error":"","body":null,"method":"GET","url":"https://api.tickdb.ai/","headers":null}
{"attack":"","seq":1,"code":429,"timestamp":"2026-11-19T10:00:01Z","latency":16092566,"bytes_out":0,"bytes_in":2,"error":"429","body":"e30=","method":"GET","url":"https://api.tickdb.ai/","headers":{"Retry-After":["2"]}}
""",
            rows=(
                row("10:00:00.5 -> 200 with 558 B", request_bytes=3),
                row("10:00:01 -> 429 with 2 B", retry_after_s=2.0),
            ),
        ),
    ),
)
