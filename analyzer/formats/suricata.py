"""Suricata's `http` events in eve.json.

Source: Suricata, "Eve JSON Format". An event is written when an exchange is over; a request whose
answer was not seen has no status. Alerts and file infos repeat exchanges of other events and are
skipped, as is whatever is no HTTP. `src_ip` is the client's.
"""

from __future__ import annotations

from analyzer.formats import Fields, Format, Sample, json_object, row, share_of_lines

_FIELDS: Fields = {
    "timestamp": "VARCHAR",
    "event_type": "VARCHAR",
    "src_ip": "VARCHAR",
    "http": {
        "hostname": "VARCHAR",
        "url": "VARCHAR",
        "http_method": "VARCHAR",
        "status": "VARCHAR",
        "length": "VARCHAR",
        "http_port": "VARCHAR",
        "request_headers": "VARCHAR",
        "response_headers": "VARCHAR",
        "http_response_body_printable": "VARCHAR",
    },
}

_SELECT = """
WITH with_times AS (
    SELECT *, coalesce(time_of(timestamp), time_of(left(timestamp, 26) || 'Z')) AS seen,
        event_type = 'http' AND coalesce(http.http_method, http.url, http.status) IS NOT NULL
            AS is_exchange
    FROM input
)
SELECT
    seen AS ts,
    address_of(src_ip) AS client_ip,
    http.http_method AS method,
    http.url AS url,
    http.hostname || coalesce(CASE WHEN NOT contains(http.hostname, ':')
        AND http.http_port NOT IN ('80', '443') THEN ':' || http.http_port END, '') AS host,
    status_of(http.status) AS status,
    CASE WHEN status_of(http.status) IS NULL THEN 'other' END AS error,
    count_of(http.length) AS response_bytes,
    headers_of_list(http.request_headers) AS request_headers,
    headers_of_list(http.response_headers) AS response_headers,
    http.http_response_body_printable AS response_body,
    CASE
        WHEN event_type IS NULL THEN 'skip: no request'
        WHEN NOT coalesce(is_exchange, FALSE) THEN 'skip: no HTTP event'
        WHEN seen IS NULL THEN 'reject: no time'
    END AS verdict
FROM with_times
"""
# Events of any kind have these; where none is of HTTP there is nothing to read.
_ALWAYS = {"timestamp", "event_type"}


def _claims(line: str) -> bool:
    event = json_object(line)
    return event.keys() >= _ALWAYS and bool(event.keys() & {"flow_id", "src_ip", "stats"})


def _detect(beginning: str) -> float:
    has_http = '"event_type":"http"' in beginning.replace(" ", "")
    return 0.95 * share_of_lines(beginning, _claims) if has_http else 0.0


FORMAT = Format(
    name="suricata",
    title="Suricata http events (eve.json)",
    detect=_detect,
    fields=_FIELDS,
    select=_SELECT,
    samples=(
        Sample(
            '{"timestamp":"2026-11-19T18:00:00.250000+0800","flow_id":2115002772430095,"event_type":'
            '"http","src_ip":"10.0.0.7","src_port":56119,"dest_ip":"10.0.0.2","dest_port":80,"proto":'
            '"TCP","http":{"hostname":"api.tickdb.ai","url":"/v1/market/ticker?symbol=BTCUSDT",'
            '"http_method":"GET","protocol":"HTTP/1.1","status":429,"length":57,"request_headers":'
            '[{"name":"X-API-Key","value":"aaaaaaaa-1111-4222-8333-444444444444"}],'
            '"response_headers":[{"name":"Retry-After","value":"2"}]}}\n'
            '{"timestamp":"2026-11-19T10:00:01.000000+0000","flow_id":1,"event_type":"fileinfo",'
            '"src_ip":"10.0.0.2","http":{"hostname":"api.tickdb.ai","url":"/v1/market/ticker",'
            '"http_method":"GET","status":429},"fileinfo":{"size":57}}\n'
            '{"timestamp":"2026-11-19T10:00:02.000000+0000","flow_id":2,"event_type":"http","src_ip":'
            '"fd00::1","http":{"hostname":"api.tickdb.ai","http_port":8081,"url":"/v1/orders",'
            '"http_method":"POST","length":0}}\n'
            '{"timestamp":"2026-11-19T10:00:03.000000+0000","event_type":"stats","stats":{"uptime":7}}\n'
            '{"timestamp":"2026-11-19T10:00:03.000000+0000","flow_id":2,"event_ty\n',
            rows=(
                row(
                    "10:00:00.25 GET /v1/market/ticker?symbol=BTCUSDT -> 429 with 57 B",
                    vendor="tickdb",
                    client_ip="10.0.0.7",
                    key_in="header:x-api-key",
                    retry_after_s=2.0,
                ),
                row("api.tickdb.ai:8081/v1/orders -> other", client_ip="fd00::1"),
            ),
            rejects=1,
            skipped=2,
        ),
    ),
)
