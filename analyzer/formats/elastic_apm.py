"""Elastic APM's intake: what its agents send to the APM Server, one event a line.

Source: Elastic APM Server, "Events intake API" (v2), its schemas of `span` and `transaction`. A
transaction is what a service was asked, a span with `context.http` what it asked of others. Times are
the start, in microseconds of the epoch or as RFC 3339 has them; durations are milliseconds. Agents
that speak OpenTelemetry put its attributes into `otel`.
"""

from __future__ import annotations

from analyzer.formats import Fields, Sample, row
from analyzer.formats.kinds.spans.documents import span_format_of_pairs

_FIELDS: Fields = {
    "event": "VARCHAR",
    "name": "VARCHAR",
    "trace_id": "VARCHAR",
    "answers": "BOOLEAN",
    "timestamp": "VARCHAR",
    "duration": "VARCHAR",
    "outcome": "VARCHAR",
    "context": "JSON",
    "otel": "JSON",
}
_ELEMENTS = """
SELECT n, CASE WHEN NOT json_valid(line) THEN line
    WHEN json_type(line, '$.span') = 'OBJECT'
        THEN json_merge_patch(json_extract(line, '$.span'), '{"event":"span"}')::VARCHAR
    WHEN json_type(line, '$.transaction') = 'OBJECT'
        THEN json_merge_patch(json_extract(line, '$.transaction'), '{"event":"transaction"}')::VARCHAR
    ELSE line END AS element
FROM lines
"""
_KIND = """coalesce(lower({0}->>'$.span_kind'), CASE event WHEN 'transaction' THEN 'server'
        WHEN 'span' THEN 'client' END)"""
_RELATIONS = f"""
SELECT n, element, trace_id AS trace, id AS own, {_KIND.format("otel")} AS kind, [parent_id] AS others
FROM (SELECT n, element, unnest(try(from_json(element, '{{"event":"VARCHAR","trace_id":"VARCHAR",
    "id":"VARCHAR","parent_id":"VARCHAR","otel":"JSON"}}'))) FROM elements)
"""
# A method that no field tells, as of agents before 7.0, begins the span's name.
_SPAN = f"""
SELECT answers, coalesce(try_cast(timestamp AS BIGINT), epoch_us(time_of(timestamp))) AS started,
    try_cast(duration AS DOUBLE) * 1000 AS took_us,
    map_concat(
        coalesce(try(from_json(json_extract(otel, '$.attributes'), '"MAP(VARCHAR,VARCHAR)"')), MAP {{}}),
        map_from_entries(list_filter(map_entries(CASE event WHEN 'span' THEN MAP {{
            'http.method': coalesce(context->>'$.http.method', CASE WHEN context->>'$.http.url' IS NOT NULL
                THEN nullif(regexp_extract(name, '^([A-Z]{{3,7}}) ', 1), '') END),
            'http.url': context->>'$.http.url',
            'http.status_code': coalesce(context->>'$.http.response.status_code',
                context->>'$.http.status_code'),
            'http.response.size': context->>'$.http.response.encoded_body_size'}}
        WHEN 'transaction' THEN MAP {{
            'http.method': context->>'$.request.method',
            'http.url': coalesce(context->>'$.request.url.full', context->>'$.request.url.raw',
                context->>'$.request.url.pathname'),
            'url.query': context->>'$.request.url.search',
            'server.address': context->>'$.request.url.hostname',
            'http.status_code': context->>'$.response.status_code',
            'http.response.size': context->>'$.response.encoded_body_size',
            'client.address': context->>'$.request.socket.remote_address'}} END),
        lambda e: e.value IS NOT NULL)),
        coalesce(try(map_from_entries(list_transform(json_keys(context, '$.request.headers'), lambda k: {{
            'key': 'http.request.header.' || k,
            'value': json_extract_string(context, '$.request.headers."' || k || '"')}}))), MAP {{}})
    ) AS attributes,
    context->>'$.service.name' AS service, {_KIND.format("otel")} AS kind, trace_id AS trace,
    outcome = 'failure' AS has_failed
FROM input"""

FORMAT = span_format_of_pairs(
    "elastic_apm",
    "Elastic APM's intake: spans and transactions (JSON Lines)",
    opens=r'\s*\{\s*"metadata"\s*:\s*\{[^\n]*"agent"\s*:[^\n]*\n\s*\{\s*"(?:span|transaction|error|metricset)"\s*:',
    span=_SPAN,
    relations=_RELATIONS,
    elements=_ELEMENTS,
    is_request="json_exists(element, '$.context.http.url')",
    fields=_FIELDS,
    samples=(
        Sample(
            """{"metadata":{"service":{"name":"bot","agent":{"name":"python","version":"6.20.0"}}}}
{"span":{"id":"1234abcdef567895","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","parent_id":"ab45781d265894fe","transaction_id":"ab45781d265894fe","name":"GET api.tickdb.ai","type":"external","subtype":"http","duration":31.2,"timestamp":1795082400250000,"outcome":"failure","context":{"http":{"url":"https://api.tickdb.ai/v1/x?a=1","method":"GET","status_code":429,"response":{"status_code":429,"encoded_body_size":57}},"service":{"name":"bot"}}}}
{"transaction":{"id":"ab45781d265894fe","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","parent_id":"00f067aa0ba902b7","name":"POST /orders","type":"request","duration":32.5,"timestamp":"2026-11-19T10:00:00.25Z","span_count":{"started":1},"context":{"request":{"method":"POST","headers":{"x-api-key":"aaaaaaaa-1111-4222-8333-444444444444"},"socket":{"remote_address":"10.0.0.7"},"url":{"full":"https://api.tickdb.ai/v1/orders?b=2","search":"?b=2"}},"response":{"status_code":502}}}}
{"span":{"id":"2234abcdef567895","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","name":"SELECT FROM orders","type":"db","duration":3,"timestamp":1795082400252000,"context":{"db":{"type":"sql"}}}}
{"span":{"id":"3234abcdef567895","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","name":"GET","type":"external","duration":31.2,"timestamp":1795082401000000,"otel":{"span_kind":"CLIENT","attributes":{"http.method":"GET","http.url":"https://api.tickdb.ai/v1/y","http.status_code":200}}}}
{"error":{"id":"abcdef0123456789","log":{"message":"GET https://api.tickdb.ai/v1/x failed"}}}
{"metricset":{"samples":{"a":{"value":3.2}},"timestamp":1795082400252000}}
{"span":{"id":"4234abcde
""",
            rows=(
                row(
                    "10:00:00.25 GET https://api.tickdb.ai/v1/x?a=1 -> 429 with 57 B in 31.2 ms",
                    client="bot",
                    trace_id="4bf92f3577b34da6a3ce929d0e0e4736",
                ),
                row(
                    "10:00:00.25 POST https://api.tickdb.ai/v1/orders?b=2 -> 502 in 32.5 ms",
                    client_ip="10.0.0.7",
                    key_in="header:x-api-key",
                ),
                row("10:00:01 GET https://api.tickdb.ai/v1/y -> 200 in 31.2 ms"),
            ),
            rejects=1,
            skipped=4,
        ),
        # The same call as who was asked tells it, in the same source.
        Sample(
            """{"metadata":{"service":{"name":"bot","agent":{"name":"python","version":"6.20.0"}}}}
{"span":{"id":"1234abcdef567895","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","name":"GET api.tickdb.ai","type":"external","duration":31.2,"timestamp":1795082400250000,"context":{"http":{"url":"https://api.tickdb.ai/v1/x?a=1","status_code":429}}}}
{"transaction":{"id":"bb45781d265894fe","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","parent_id":"1234abcdef567895","name":"GET /v1/x","type":"request","duration":30,"timestamp":1795082400251000,"context":{"request":{"method":"GET","url":{"full":"https://api.tickdb.ai/v1/x?a=1"}},"response":{"status_code":429}}}}
""",
            rows=(row("10:00:00.25 GET https://api.tickdb.ai/v1/x?a=1 -> 429 in 31.2 ms"),),
            skipped=2,
        ),
    ),
)
