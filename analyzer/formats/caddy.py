"""Caddy's access log in JSON, among its runtime lines.

Source: Caddy, "Logging" and the `log` directive's `json` encoder. `ts` is when the line was
written, the request's end. `duration` is in seconds unless the encoder is configured otherwise, which
the beginning of the source shows: fractions are seconds, whole numbers are ms or, if large, ns.
`client_ip` is the client behind trusted proxies (2.7 and later), `remote_ip` the peer. Status 0
means that the handler wrote nothing; it says of no error.
"""

from __future__ import annotations

import re
from dataclasses import replace

from analyzer.formats import Fields, Format, Sample, by_lines, json_object, row
from analyzer.mapping.plain_fields import CLOSED, KEYED, closed_table

_FIELDS: Fields = {
    "level": "VARCHAR",
    "ts": "VARCHAR",
    "logger": "VARCHAR",
    "msg": "VARCHAR",
    "request": {
        "remote_ip": "VARCHAR",
        "remote_addr": "VARCHAR",
        "client_ip": "VARCHAR",
        "method": "VARCHAR",
        "host": "VARCHAR",
        "uri": "VARCHAR",
        "headers": "JSON",
        "tls": "JSON",
    },
    "bytes_read": "VARCHAR",
    "duration": "VARCHAR",
    "size": "VARCHAR",
    "status": "VARCHAR",
    "resp_headers": "JSON",
    "traceID": "VARCHAR",
}

# A handler's error and what a proxy did are logged beside the access line of the same request.
_SELECT = """
WITH with_kind AS (
    SELECT *, milliseconds_of(duration, UNIT) AS took_ms,
        request.method IS NOT NULL AND status IS NOT NULL
            AND (logger IS NULL OR starts_with(logger, 'http.log.access')
                OR (msg = 'handled request' AND NOT starts_with(logger, 'http.'))) AS is_access
    FROM input
)
SELECT
    sent_at(moment_of(ts), took_ms) AS ts,
    took_ms AS duration_ms,
    coalesce(address_of(request.client_ip), address_of(request.remote_ip),
        address_of(request.remote_addr)) AS client_ip,
    given(request.method) AS method,
    given(request.uri) AS url,
    request.host AS host,
    CASE WHEN request.tls IS NOT NULL THEN 'https' ELSE 'http' END AS scheme,
    status_of(status) AS status,
    count_of(bytes_read) AS request_bytes,
    count_of(size) AS response_bytes,
    request.headers::VARCHAR AS request_headers,
    resp_headers::VARCHAR AS response_headers,
    coalesce(trace_of_traceparent(traceID), given(traceID)) AS trace_id,
    CASE
        WHEN coalesce(ts, level, logger, msg, status, request.method) IS NULL
            THEN 'skip: no request'
        WHEN NOT is_access THEN 'skip: runtime line'
        WHEN moment_of(ts) IS NULL THEN 'reject: ts is no time'
        WHEN status_of(status) IS NULL AND NOT says_no_response(status)
            THEN 'reject: status is no number'
    END AS verdict
FROM with_kind
"""

# A line of the access log; which those are, and what the scheme is, its other fields tell.
_PLAIN = {
    "ended": ("ts",),
    "duration": ("duration",),
    "client_ip": ("request.client_ip", "request.remote_ip", "request.remote_addr"),
    "method": ("request.method",),
    "url": ("request.uri",),
    "status": ("status",),
    "request_bytes": ("bytes_read",),
    "response_bytes": ("size",),
    "request_headers": ("request.headers",),
    "response_headers": ("resp_headers",),
    "trace_id": ("traceID",),
    KEYED: ("logger", "msg", "request.host", "request.tls"),
}


def _claims(line: str) -> bool:
    found = json_object(line)
    if isinstance(request := found.get("request"), dict):
        return "status" in found and {"method", "uri"} <= request.keys() and "ts" in found
    return str(found.get("logger", "")).startswith(("http.", "admin", "tls")) and "ts" in found


def _unit_ms(beginning: str) -> float:
    """How many ms a duration counts, by the durations at the beginning of a source."""
    durations = re.findall(r'"duration":([0-9.eE+-]+)', beginning)
    if not durations or any(set(number) & set(".e") for number in durations):
        return 1000.0
    return 1e-6 if max(map(float, durations)) >= 1e5 else 1.0


def _fit(beginning: str) -> Format:
    unit_ms = _unit_ms(beginning)
    return replace(
        FORMAT,
        select=_SELECT.replace("UNIT", repr(unit_ms)),
        plain_fields=lambda: closed_table(_PLAIN, unit_ms=unit_ms),
    )


FORMAT = Format(
    name="caddy",
    title="Caddy 2 access log, JSON",
    detect=by_lines(_claims),
    fields=_FIELDS,
    select=_SELECT.replace("UNIT", "1000.0"),
    fit=_fit,
    plain_as=CLOSED,
    samples=(
        Sample(
            '{"level":"error","ts":1795082400.25,"logger":"http.log.access.log0",'
            '"msg":"handled request","request":{"remote_ip":"172.17.0.1","remote_port":"44790",'
            '"client_ip":"10.0.0.7","proto":"HTTP/2.0","method":"GET","host":"api.tickdb.ai",'
            '"uri":"/v1/market/ticker?symbol=BTCUSDT","headers":{"X-Api-Key":["REDACTED"]},'
            '"tls":{"resumed":false}},"bytes_read":0,"user_id":"","duration":0.25,"size":57,'
            '"status":429,"resp_headers":{"Retry-After":["2"]}}\n'
            '{"level":"debug","ts":1795082401.1,"logger":"http.handlers.reverse_proxy",'
            '"msg":"upstream roundtrip","duration":0.2,"status":429,"request":{"method":"GET",'
            '"uri":"/v1/market/ticker?symbol=BTCUSDT"}}\n'
            '{"level":"info","ts":1795082402.5,"logger":"http.log.access","msg":"handled request",'
            '"request":{"remote_addr":"[fd00::1]:5","method":"GET","host":"api.tickdb.ai",'
            '"uri":"/"},"duration":0.000002,"size":0,"status":0}\n'
            '{"level":"info","ts":1795082403,"logger":"http.log.access","msg":"handled requ\n',
            rows=(
                row(
                    "10:00:00 https:// -> 429 with 57 B in 250 ms",
                    vendor="tickdb",
                    client_ip="10.0.0.7",
                    retry_after_s=2.0,
                    key_in="header:x-api-key",
                ),
                row(client_ip="fd00::1", status=None, error_type=None),
            ),
            rejects=1,
            skipped=1,
        ),
        Sample(
            """{"level":"info","ts":"2026-11-19T10:00:00.500Z","logger":"http.log.access","msg":"handled request","request":{"remote_ip":"10.0.0.7","method":"POST","host":"mmapi.55-tech.com","uri":"/api/v1/orders"},"duration":500000000,"size":1,"status":200}
""",
            rows=(row("10:00:00 http:// in 500 ms"),),
        ),
    ),
)
