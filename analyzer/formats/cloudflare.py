"""Cloudflare Logpush, data set `http_requests`, as JSON Lines.

Source: Cloudflare, "Logpush: HTTP requests". Times are RFC 3339, epoch seconds or nanoseconds, as
the job was set; a duration can be computed only where they are finer than a second. Status 0 at the edge
means that the client left before a response.
"""

from __future__ import annotations

from analyzer.formats import Format, Sample, by_lines, json_object, row
from analyzer.mapping.plain_fields import CLOSED, KEYED, closed_table

_FIELDS = {
    "EdgeStartTimestamp": "VARCHAR",
    "EdgeEndTimestamp": "VARCHAR",
    "ClientIP": "VARCHAR",
    "ClientRequestMethod": "VARCHAR",
    "ClientRequestURI": "VARCHAR",
    "ClientRequestPath": "VARCHAR",
    "ClientRequestHost": "VARCHAR",
    "ClientRequestScheme": "VARCHAR",
    "ClientRequestBytes": "VARCHAR",
    "EdgeResponseStatus": "VARCHAR",
    "EdgeResponseBytes": "VARCHAR",
    "EdgeResponseBodyBytes": "VARCHAR",
    "RayID": "VARCHAR",
    "RequestHeaders": "VARCHAR",
    "ResponseHeaders": "VARCHAR",
}

_SELECT = """
WITH with_times AS (
    SELECT *, time_of(EdgeStartTimestamp) AS started, time_of(EdgeEndTimestamp) AS ended,
        regexp_full_match(EdgeStartTimestamp, '[0-9]{11,20}|.*[.][0-9]+.*') AS is_fine
    FROM input
)
SELECT
    coalesce(started, ended) AS ts,
    CASE WHEN is_fine AND ended >= started
        THEN date_diff('microsecond', started, ended) / 1000.0 END AS duration_ms,
    address_of(ClientIP) AS client_ip,
    given(ClientRequestMethod) AS method,
    coalesce(given(ClientRequestURI), given(ClientRequestPath)) AS url,
    nullif(ClientRequestScheme, '') AS scheme,
    nullif(ClientRequestHost, '') AS host,
    status_of(EdgeResponseStatus) AS status,
    CASE WHEN says_no_response(EdgeResponseStatus) THEN 'client disconnected' END AS error,
    count_of(ClientRequestBytes) AS request_bytes,
    count_of(coalesce(given(EdgeResponseBytes), given(EdgeResponseBodyBytes))) AS response_bytes,
    given(RayID) AS request_id,
    RequestHeaders AS request_headers,
    ResponseHeaders AS response_headers,
    CASE
        WHEN coalesce(EdgeStartTimestamp, EdgeEndTimestamp, EdgeResponseStatus, ClientRequestMethod)
            IS NULL THEN 'skip: no request'
        WHEN coalesce(started, ended) IS NULL THEN 'reject: no time'
        WHEN EdgeResponseStatus IS NOT NULL AND status_of(EdgeResponseStatus) IS NULL
            AND NOT says_no_response(EdgeResponseStatus) THEN 'reject: status is no number'
    END AS verdict
FROM with_times
"""

_PLAIN = {
    "began": ("EdgeStartTimestamp",),
    "was_over": ("EdgeEndTimestamp",),
    "client_ip": ("ClientIP",),
    "method": ("ClientRequestMethod",),
    "url": ("ClientRequestURI", "ClientRequestPath"),
    "status": ("EdgeResponseStatus",),
    "request_bytes": ("ClientRequestBytes",),
    "response_bytes": ("EdgeResponseBytes", "EdgeResponseBodyBytes"),
    "request_id": ("RayID",),
    "request_headers": ("RequestHeaders",),
    "response_headers": ("ResponseHeaders",),
    KEYED: ("ClientRequestScheme", "ClientRequestHost"),
}


def _claims(line: str) -> bool:
    keys = json_object(line).keys()
    return bool(keys & {"EdgeStartTimestamp", "EdgeEndTimestamp"}) and bool(
        keys & {"ClientRequestMethod", "EdgeResponseStatus", "ClientRequestURI"}
    )


FORMAT = Format(
    name="cloudflare",
    title="Cloudflare Logpush, HTTP requests",
    detect=by_lines(_claims),
    fields=_FIELDS,
    select=_SELECT,
    plain_as=CLOSED,
    plain_fields=lambda: closed_table(_PLAIN),
    samples=(
        Sample(
            """{"ClientIP":"10.0.0.7","ClientRequestHost":"api.tickdb.ai","ClientRequestMethod":"GET","ClientRequestURI":"/v1/market/ticker?symbol=BTCUSDT","EdgeEndTimestamp":1795082400031250001,"EdgeResponseBytes":57,"EdgeResponseStatus":429,"EdgeStartTimestamp":1795082400000250001,"RayID":"87a1b2c3d4e5f001"}
{"ClientIP":"fd00::1","ClientRequestHost":"api.tickdb.ai","ClientRequestMethod":"GET","ClientRequestURI":"/","EdgeEndTimestamp":"2026-11-19T10:00:02Z","EdgeStartTimestamp":"2026-11-19T10:00:01Z","EdgeResponseStatus":0,"RayID":"87a"}
{"ClientIP":"fd00::1","ClientRequestHost":"api.tickdb.ai","Clie
""",
            rows=(
                row(
                    "10:00:00.00025 -> 429 in 31 ms",
                    vendor="tickdb",
                    client_ip="10.0.0.7",
                    request_id="87a1b2c3d4e5f001",
                ),
                row("10:00:01 -> reset", duration_ms=None),
            ),
            rejects=1,
        ),
    ),
)
