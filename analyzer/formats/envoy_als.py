r"""What Envoy streams to an access log service, as JSON: whole messages or an entry a line.

Source: Envoy, service/accesslog/v3/als.proto and data/accesslog/v3/accesslog.proto, in protobuf's JSON, whose
names are `commonProperties` or `common_properties`. `startTime` is the request's start; that the last byte
was sent to the client ends it. Flags say why no response was begun.
"""

from __future__ import annotations

from analyzer.formats import Fields, Format, Sample, row

_FIELDS: Fields = {
    "commonProperties": "JSON",
    "common_properties": "JSON",
    "request": "JSON",
    "response": "JSON",
}
_ENTRIES = """
WITH messages AS (
    SELECT n, line, try(json_extract(line,
        ['$.httpLogs.logEntry', '$.http_logs.log_entry', '$.logEntry', '$.log_entry'])) AS held FROM lines
),
with_entries AS (
    SELECT n, line, try(from_json(coalesce(held[1], held[2], held[3], held[4]), '["JSON"]')) AS entries
    FROM messages
)
SELECT n, unnest(entries)::VARCHAR AS element FROM with_entries
UNION ALL
SELECT n, line FROM with_entries WHERE entries IS NULL
"""


def _of(part: str, name: str) -> str:
    """SQL of a member, whose name has capitals or underscores."""
    words = name.split("_")
    camel = words[0] + "".join(map(str.capitalize, words[1:]))
    return f"coalesce({part}->>'$.{camel}', {part}->>'$.{name}')"


_ADDRESS = "coalesce(p->>'$.{0}RemoteAddress.socketAddress.address', p->>'$.{0}_remote_address.socket_address.address')"
# The names of flags, in either spelling.
_WHY = """CASE
    WHEN flags ILIKE '%timeout%' THEN 'timeout'
    WHEN flags ILIKE '%dns%' THEN 'dns'
    WHEN flags ILIKE '%connection_failure%' OR flags ILIKE '%connectionFailure%' OR flags ILIKE '%healthy%'
        OR flags ILIKE '%no_route%' OR flags ILIKE '%noRoute%' THEN 'connect'
    WHEN flags ILIKE '%reset%' OR flags ILIKE '%termination%' THEN 'reset'
    ELSE 'other' END"""
_SELECT = f"""
WITH parts AS (
    SELECT coalesce(commonProperties, common_properties) AS p, request AS q, response AS r FROM input
),
with_fields AS (
    SELECT *, try_cast({_of("p", "start_time")} AS TIMESTAMPTZ) AS started,
        {_of("q", "request_method")} AS method,
        coalesce(nullif({_of("q", "original_path")}, ''), {_of("q", "path")}) AS path,
        status_of({_of("r", "response_code")}) AS status,
        coalesce(p->>'$.responseFlags', p->>'$.response_flags') AS flags
    FROM parts
)
SELECT started AS ts,
    milliseconds_of(coalesce({_of("p", "duration")}, {_of("p", "time_to_last_downstream_tx_byte")}), 1)
        AS duration_ms,
    coalesce({_ADDRESS.format("downstream")}, {_ADDRESS.format("downstreamDirect")}) AS client_ip,
    method, path AS url, nullif({_of("q", "scheme")}, '') AS scheme, {_of("q", "authority")} AS host,
    status, CASE WHEN status IS NULL THEN {_WHY} END AS error,
    count_of({_of("q", "request_body_bytes")}) AS request_bytes,
    count_of({_of("r", "response_body_bytes")}) AS response_bytes,
    coalesce(q->'$.requestHeaders', q->'$.request_headers')::VARCHAR AS request_headers,
    coalesce(r->'$.responseHeaders', r->'$.response_headers')::VARCHAR AS response_headers,
    {_of("q", "request_id")} AS request_id,
    CASE
        WHEN p IS NULL OR coalesce(method, path) IS NULL THEN 'skip: no request'
        WHEN started IS NULL THEN 'reject: no time'
    END AS verdict
FROM with_fields
"""


def _detect(beginning: str) -> float:
    has_entries = '"commonProperties"' in beginning or '"common_properties"' in beginning
    names_method = '"requestMethod"' in beginning or '"request_method"' in beginning
    return 0.95 if has_entries and names_method and beginning.lstrip()[:1] in "[{" else 0.0


FORMAT = Format(
    name="envoy_als",
    title="Envoy access log service (JSON)",
    detect=_detect,
    document=(),
    elements=_ENTRIES,
    elements_mark=b'"log',
    fields=_FIELDS,
    select=_SELECT,
    samples=(
        Sample(
            """{"identifier":{"node":{"id":"sidecar~10.0.0.9"}},"httpLogs":{"logEntry":[{"commonProperties":{"downstreamRemoteAddress":{"socketAddress":{"address":"10.0.0.7","portValue":58196}},"startTime":"2026-11-19T10:00:00.250Z","timeToLastDownstreamTxByte":"0.031s","upstreamCluster":"outbound|443||api.tickdb.ai"},"protocolVersion":"HTTP11","request":{"requestMethod":"GET","scheme":"https","authority":"api.tickdb.ai","path":"/v1/x?a=1","requestId":"a1","requestHeadersBytes":"100"},"response":{"responseCode":429,"responseBodyBytes":"57","responseHeaders":{"retry-after":"2"}}},{"commonProperties":{"startTime":"2026-11-19T10:00:01.250Z","duration":"0.031s","responseFlags":{"upstreamConnectionFailure":true}},"request":{"requestMethod":"POST","authority":"api.tickdb.ai","path":"/v1/y"},"response":{"responseCode":0}}]}}
""",
            rows=(
                row(
                    "10:00:00.25 GET https://api.tickdb.ai/v1/x?a=1 -> 429 with 57 B in 31 ms",
                    client_ip="10.0.0.7",
                    request_id="a1",
                    retry_after_s=2.0,
                ),
                row("10:00:01.25 POST api.tickdb.ai/v1/y -> connect in 31 ms"),
            ),
        ),
        Sample(
            """{"common_properties":{"start_time":"2026-11-19T10:00:00.250Z","time_to_last_downstream_tx_byte":"0.031s"},"request":{"request_method":"GET","authority":"api.tickdb.ai","path":"/v1/x"},"response":{"response_code":503}}
{"common_properties":{},"request":{"request_method":"GET","authority":"api.tickdb.ai","path":"/v1/x"},"response":{"response_code":503}}
""",
            rows=(row("10:00:00.25 GET api.tickdb.ai/v1/x -> 503 in 31 ms"),),
            rejects=1,
        ),
    ),
)
