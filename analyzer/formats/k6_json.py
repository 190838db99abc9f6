"""k6's results as JSON Lines (`--out json`): one line a metric or a point of it.

Source: k6, "JSON" output. As with its CSV, the points of `http_req_duration` are the requests, at
their ends.
"""

from __future__ import annotations

from analyzer.formats import Fields, Format, Sample, by_lines, json_object, row
from analyzer.formats.k6 import WHY_OF_CODE

_FIELDS: Fields = {
    "type": "VARCHAR",
    "metric": "VARCHAR",
    "data": {
        "time": "VARCHAR",
        "value": "VARCHAR",
        "tags": {
            "method": "VARCHAR",
            "url": "VARCHAR",
            "status": "VARCHAR",
            "error": "VARCHAR",
            "error_code": "VARCHAR",
        },
    },
}
_SELECT = f"""
WITH with_times AS (
    SELECT *, milliseconds_of(data.value, 1) AS took_ms, data.tags.status AS code,
        moment_of(data.time) AS ended
    FROM input
)
SELECT
    sent_at(ended, took_ms) AS ts,
    took_ms AS duration_ms,
    data.tags.method AS method,
    data.tags.url AS url,
    status_of(code) AS status,
    CASE WHEN status_of(code) IS NULL THEN coalesce(given(data.tags.error),
        {WHY_OF_CODE.format("data.tags.error_code")}) END AS error,
    CASE
        WHEN coalesce(type, metric) IS NULL THEN 'skip: no request'
        WHEN type IS DISTINCT FROM 'Point' OR metric IS DISTINCT FROM 'http_req_duration'
            THEN 'skip: another metric'
        WHEN ended IS NULL THEN 'reject: no time'
        WHEN took_ms IS NULL THEN 'reject: value is no number'
    END AS verdict
FROM with_times
"""


def _claims(line: str) -> bool:
    found = json_object(line)
    return found.get("type") in ("Point", "Metric") and {"metric", "data"} <= found.keys()


FORMAT = Format(
    name="k6_json",
    title="k6 results, JSON Lines",
    detect=by_lines(_claims),
    fields=_FIELDS,
    select=_SELECT,
    samples=(
        Sample(
            """{"type":"Metric","metric":"http_req_duration","data":{"type":"trend"}}
{"type":"Point","metric":"http_reqs","data":{"time":"2026-11-19T10:00:01Z","value":1,"tags":{"method":"GET","status":"429","url":"https://api.tickdb.ai/v1/market/ticker"}}}
{"type":"Point","metric":"http_req_duration","data":{"time":"2026-11-19T11:00:01+01:00","value":250,"tags":{"method":"GET","status":"429","url":"https://api.tickdb.ai/v1/market/ticker"}}}
{"type":"Point","metric":"http_req_dur
""",
            rows=(row("10:00:00.75 -> 429 in 250 ms", vendor="tickdb"),),
            rejects=1,
            skipped=2,
        ),
    ),
)
