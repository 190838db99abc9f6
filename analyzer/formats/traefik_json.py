"""Traefik's access log in JSON, versions 1.7 to 3, among its runtime lines.

Source: Traefik, "Access logs", JSON fields. `StartUTC` is the request's start with nanoseconds;
`Duration` is in nanoseconds, an integer. Where Traefik itself answered, there is no origin status:
the downstream status is what the caller got. Captured headers become fields.
"""

from __future__ import annotations

from analyzer.formats import Format, Sample, by_lines, json_object, row
from analyzer.mapping.plain_fields import CLOSED, KEYED, REFUSED, closed_table

# Kept headers that a row can use, by their lower-case names.
_REQUEST_HEADERS = ("X-Api-Key", "Authorization", "Traceparent", "X-Request-Id", "X-Trace-Id")
_RESPONSE_HEADERS = (
    "Retry-After", "Date", "X-Request-Id", "X-Trace-Id", "Ratelimit", "Ratelimit-Policy",
    "Ratelimit-Limit", "Ratelimit-Remaining", "Ratelimit-Reset", "X-Ratelimit-Limit",
    "X-Ratelimit-Remaining", "X-Ratelimit-Reset",
)  # fmt: skip

_FIELDS = (
    {
        "StartUTC": "VARCHAR",
        "StartLocal": "VARCHAR",
        "time": "VARCHAR",
        "Duration": "VARCHAR",
        "ClientHost": "VARCHAR",
        "ClientAddr": "VARCHAR",
        "RequestMethod": "VARCHAR",
        "RequestPath": "VARCHAR",
        "RequestLine": "VARCHAR",
        "RequestScheme": "VARCHAR",
        "RequestAddr": "VARCHAR",
        "RequestHost": "VARCHAR",
        "RequestContentSize": "VARCHAR",
        "DownstreamStatus": "VARCHAR",
        "OriginStatus": "VARCHAR",
        "DownstreamContentSize": "VARCHAR",
        "RetryAttempts": "VARCHAR",
        "TraceId": "VARCHAR",
        "level": "VARCHAR",
        "msg": "VARCHAR",
        "message": "VARCHAR",
    }
    | {f"request_{name}": "VARCHAR" for name in _REQUEST_HEADERS}
    | {f"downstream_{name}": "VARCHAR" for name in _RESPONSE_HEADERS}
)


def _headers(prefix: str, names: tuple[str, ...]) -> str:
    """SQL: the captured headers as JSON object text, NULL where there are none."""
    columns = [f'"{prefix}_{name}"' for name in names]
    pairs = ", ".join(f"'{n}', {c}" for n, c in zip(names, columns, strict=True))
    return f"CASE WHEN coalesce({', '.join(columns)}) IS NOT NULL THEN json_object({pairs}) END"


_SELECT = f"""
WITH with_status AS (
    SELECT *, milliseconds_of(Duration, 0.000001) AS took_ms,
        coalesce(given(DownstreamStatus), given(OriginStatus)) AS code,
        coalesce(RequestMethod, DownstreamStatus, Duration, StartUTC, StartLocal) IS NULL
            AS is_runtime
    FROM input
),
with_times AS (
    SELECT *, coalesce(moment_of(StartUTC), moment_of(StartLocal), sent_at(moment_of(time), took_ms))
        AS started
    FROM with_status
)
SELECT
    started AS ts,
    took_ms AS duration_ms,
    coalesce(address_of(ClientHost), address_of(ClientAddr)) AS client_ip,
    coalesce(given(RequestMethod), request_line(RequestLine).method) AS method,
    coalesce(given(RequestPath), request_line(RequestLine).target) AS url,
    given(RequestScheme) AS scheme,
    coalesce(given(RequestAddr), given(RequestHost)) AS host,
    status_of(code) AS status,
    CASE WHEN says_no_response(code) THEN 'other' END AS error,
    count_of(RequestContentSize) AS request_bytes,
    count_of(DownstreamContentSize) AS response_bytes,
    count_of(RetryAttempts) AS attempt,
    coalesce(trace_of_traceparent(TraceId), given(TraceId)) AS trace_id,
    {_headers("request", _REQUEST_HEADERS)} AS request_headers,
    {_headers("downstream", _RESPONSE_HEADERS)} AS response_headers,
    CASE
        WHEN is_runtime AND coalesce(level, msg, message, time) IS NULL THEN 'skip: no request'
        WHEN is_runtime THEN 'skip: runtime line'
        WHEN started IS NULL THEN 'reject: no time'
        WHEN code IS NULL THEN 'reject: no status'
        WHEN status_of(code) IS NULL AND NOT says_no_response(code)
            THEN 'reject: status is no number'
    END AS verdict
FROM with_times
"""

# When an answer was made says nothing beside headers that no line has that is plain.
_PLAIN = {
    "started": ("StartUTC", "StartLocal"),
    "ended": ("time",),
    "duration": ("Duration",),
    "client_ip": ("ClientHost", "ClientAddr"),
    "method": ("RequestMethod",),
    "url": ("RequestPath",),
    "request": ("RequestLine",),
    "status": ("DownstreamStatus", "OriginStatus"),
    "request_bytes": ("RequestContentSize",),
    "response_bytes": ("DownstreamContentSize",),
    "attempt": ("RetryAttempts",),
    "trace_id": ("TraceId",),
    KEYED: ("RequestScheme", "RequestAddr", "RequestHost"),
    REFUSED: (
        *(f"request_{name}" for name in _REQUEST_HEADERS),
        *(f"downstream_{name}" for name in _RESPONSE_HEADERS if name != "Date"),
    ),
}


def _claims(line: str) -> bool:
    keys = json_object(line).keys()
    return "DownstreamStatus" in keys and bool(keys & {"StartUTC", "StartLocal", "RequestMethod"})


FORMAT = Format(
    name="traefik_json",
    title="Traefik access log, JSON (v1.7 to v3)",
    detect=by_lines(_claims),
    fields=_FIELDS,
    select=_SELECT,
    plain_as=CLOSED,
    plain_fields=lambda: closed_table(_PLAIN, unit_ms=0.000001),
    samples=(
        Sample(
            '{"ClientAddr":"172.17.0.1:39496","ClientHost":"10.0.0.7,10.1.0.1","ClientPort":"39496",'
            '"DownstreamContentSize":57,"DownstreamStatus":429,"Duration":31200000,'
            '"OriginStatus":429,"RequestAddr":"api.tickdb.ai","RequestContentSize":0,'
            '"RequestHost":"api.tickdb.ai","RequestMethod":"GET",'
            '"RequestPath":"/v1/market/ticker?symbol=BTCUSDT","RequestPort":"-",'
            '"RequestScheme":"https","RetryAttempts":1,"StartLocal":"2026-11-19T18:00:00.1+08:00",'
            '"StartUTC":"2026-11-19T10:00:00.123456789Z","downstream_Retry-After":"2",'
            '"entryPointName":"web","level":"info","msg":"","time":"2026-11-19T10:00:00Z"}\n'
            '{"level":"info","msg":"Configuration loaded","time":"2026-11-19T10:00:01Z"}\n'
            "DEBUG: plugin: 2026/11/19 10:00:02 updated\n"
            '{"ClientAddr":"[fd00::1]:5","DownstreamStatus":404,"Duration":10158,"OriginStatus":0,'
            '"RequestAddr":"mmapi.55-tech.com","RequestMethod":"GET","RequestPath":"/",'
            '"StartLocal":"2026-11-19T18:00:03+08:00","level":"info","msg":""}\n',
            rows=(
                row(
                    "10:00:00.123456 -> 429 with 57 B in 31.2 ms",
                    vendor="tickdb",
                    client_ip="10.0.0.7",
                    attempt=1,
                    retry_after_s=2.0,
                ),
                row("10:00:03 -> 404 in 0.010158 ms", client_ip="fd00::1"),
            ),
            rejects=1,
            skipped=1,
        ),
    ),
)
