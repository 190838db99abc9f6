r"""OTLP/JSON: traces and logs, one document, several, or one a line as the Collector's file exporter.
OTLP in protobuf comes here as the lines that say the same (ingest/sources/otlp_protobuf.py).

Source: OTLP specification, "JSON Protobuf Encoding"; OpenTelemetry semantic conventions for HTTP,
new and old. A trace as Grafana Tempo's API gives it out is read as well. Ids are hex; what plain protobuf writes, base64 ids and names of enums, is read as
well, and 64-bit integers as text or number. An element is a span or a log record. A span with HTTP
attributes is a request whatever its kind, but for the SERVER span whose parent is a CLIENT span with
HTTP attributes of the same source; of standard input and of a file that is followed, one that came before or in the
same few MiB. A log record is one if it has a method, and a status or URL.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from analyzer.formats import Fields, Format, Sample, json_object, row, share_of_lines
from analyzer.formats.kinds.spans.client_spans import ClientSpans
from analyzer.mapping.answers import IS_FAILED_LEVEL
from analyzer.mapping.plain_fields import KEYED, PASSED, REFUSED, PlainField
from analyzer.mapping.span_answers import TEXTS, told_body
from analyzer.mapping.span_attributes import (
    METHOD,
    REQUEST_BODY,
    REQUEST_SIZE,
    RESENT,
    RESPONSE_BODY,
    RESPONSE_SIZE,
)

_SPANS = '[{"spans":["JSON"]}]'
_LOGS = '[{"logRecords":["JSON"]}]'
_RESOURCE = '{"attributes":[{"key":"VARCHAR","value":{"stringValue":"VARCHAR"}}]}'
_DOCUMENT = (
    f'{{"resourceSpans":[{{"resource":{_RESOURCE},"scopeSpans":{_SPANS},'
    f'"instrumentationLibrarySpans":{_SPANS}}}],'
    f'"resourceLogs":[{{"resource":{_RESOURCE},"scopeLogs":{_LOGS},'
    f'"instrumentationLibraryLogs":{_LOGS}}}]}}'
)

# What protobuf's own JSON calls them where it keeps the names of the .proto files.
_SNAKE = (
    "resource_spans", "resource_logs", "scope_spans", "scope_logs", "log_records", "trace_id",
    "span_id", "parent_span_id", "start_time_unix_nano", "end_time_unix_nano", "time_unix_nano",
    "observed_time_unix_nano", "string_value", "int_value", "double_value", "bool_value",
    "array_value", "kvlist_value", "instrumentation_library_spans", "instrumentation_library_logs",
)  # fmt: skip
_OTHERS_OF_SPAN = (
    "spanId", "parentSpanId", "traceState", "flags", "name", "links",
    "droppedAttributesCount", "droppedEventsCount", "droppedLinksCount",
)  # fmt: skip
_CLIENT = "kind IN ('3', 'SPAN_KIND_CLIENT')"
_SCOPES = '[{"spans":[{"spanId":"VARCHAR","kind":"VARCHAR","attributes":"JSON"}]}]'
# What makes a span a request.
_IS_HTTP = '"http[.](?:request[.]method|method|response[.]status_code|status_code)"'
_IDS = f'{{"resourceSpans":[{{"scopeSpans":{_SCOPES},"instrumentationLibrarySpans":{_SCOPES}}}]}}'
# Ids of a source's CLIENT spans that are requests, hashed: eight bytes each.
_CLIENT_SPANS = f"""
SELECT hash(lower(span.spanId)) AS id FROM (
    SELECT unnest(scope.spans) AS span FROM (
        SELECT unnest(coalesce(r.scopeSpans, r.instrumentationLibrarySpans)) AS scope FROM (
            SELECT unnest(try(from_json(line, '{_IDS}')).resourceSpans) AS r FROM lines)))
WHERE span.{_CLIENT} AND regexp_matches(span.attributes::VARCHAR, '{_IS_HTTP}')"""

# Kinds of spans whose service is the one that calls.
_OF_CALLERS = "'3', 'SPAN_KIND_CLIENT', '1', 'SPAN_KIND_INTERNAL', '0'"
_SPAN_IDS = '{"parentSpanId":"VARCHAR","kind":"VARCHAR"}'


def _parts_of(owners: str, scopes: str, parts: str) -> str:
    """SQL to the spans or log records of `documents`, each with the service of its resource."""
    return f"""
    SELECT n, service, unnest(scope.{parts}) AS part FROM (
        SELECT n, list_filter(r.resource.attributes, lambda a: a.key = 'service.name')[1]
            .value.stringValue AS service,
            unnest(coalesce({scopes})) AS scope
        FROM (SELECT n, unnest(d.{owners}) AS r FROM documents))"""


# Spans and records with their services. A document that has neither is a part by itself: it is
# skipped later, or rejected where it is broken.
_PARTS = f"""
WITH documents AS (SELECT n, line, try(from_json(line, '{_DOCUMENT}')) AS d FROM lines),
spans AS (
{_parts_of("resourceSpans", "r.scopeSpans, r.instrumentationLibrarySpans", "spans")}
),
records AS (
{_parts_of("resourceLogs", "r.scopeLogs, r.instrumentationLibraryLogs", "logRecords")}
)
SELECT n, 'span' AS kind, service, part::VARCHAR AS part, try(from_json(part, '{_SPAN_IDS}')) AS ids FROM spans
UNION ALL
SELECT n, 'log', service, part::VARCHAR, NULL FROM records
UNION ALL
SELECT n, NULL, NULL, line, NULL FROM documents
WHERE coalesce(len(d.resourceSpans), 0) + coalesce(len(d.resourceLogs), 0) = 0
"""


def _camel(sql: str) -> str:
    """SQL over `lines` that takes their keys for what OTLP/JSON calls them."""
    line = "line"
    for name in _SNAKE:
        first, *others = name.split("_")
        camel = first + "".join(map(str.capitalize, others))
        line = f"replace({line}, '\"{name}\"', '\"{camel}\"')"
    return sql.replace("FROM lines", f"FROM (SELECT n, {line} AS line FROM lines)")


_ELEMENTS = f"""
SELECT n, CASE WHEN kind IS NULL THEN part ELSE concat('{{"service":',
    CASE WHEN ids.kind IS NULL OR ids.kind IN ({_OF_CALLERS})
        THEN coalesce(to_json(nullif(service, '-'))::VARCHAR, 'null') ELSE 'null' END, ',"answers":',
    coalesce(ids.kind IN ('2', 'SPAN_KIND_SERVER')
        AND hash(lower(ids.parentSpanId)) IN (SELECT id FROM client_spans), FALSE)::VARCHAR,
    ',"', kind, '":', part, '}}') END AS element
FROM ("""


def _unwrapped(sql: str) -> str:
    """SQL over `lines` that takes what Grafana Tempo gives out for what it was sent."""
    line = (
        "coalesce(try(json_extract(line, '$.trace'))::VARCHAR, "
        """regexp_replace(line, '^\\s*\\{\\s*"batches"', '{"resourceSpans"'))"""
    )
    return sql.replace("FROM lines", f"FROM (SELECT n, {line} AS line FROM lines)")


def _spans(beginning: str = "") -> ClientSpans:
    ids, parts = _CLIENT_SPANS, _PARTS
    if '"resource_' in beginning:
        ids, parts = _camel(ids), _camel(parts)
    if _OF_TEMPO.match(beginning):
        ids, parts = _unwrapped(ids), _unwrapped(parts)
    return ClientSpans(ids, f"{_ELEMENTS}{parts})")


_FIELDS: Fields = {
    "service": "VARCHAR",
    "answers": "BOOLEAN",
    "span": {
        "traceId": "VARCHAR",
        "kind": "VARCHAR",
        "startTimeUnixNano": "VARCHAR",
        "endTimeUnixNano": "VARCHAR",
        "attributes": "JSON",
        "events": "JSON",
        "status": {"code": "VARCHAR", "message": "VARCHAR"},
    },
    "log": {
        "timeUnixNano": "VARCHAR",
        "observedTimeUnixNano": "VARCHAR",
        "traceId": "VARCHAR",
        "attributes": "JSON",
        "severityText": "VARCHAR",
        "severityNumber": "VARCHAR",
        "body": {"stringValue": "VARCHAR", "kvlistValue": {"values": "JSON"}},
    },
}

_ATTRIBUTES = (
    '[{"key":"VARCHAR","value":{"stringValue":"VARCHAR","intValue":"VARCHAR",'
    '"doubleValue":"VARCHAR","boolValue":"VARCHAR","arrayValue":{"values":['
    '{"stringValue":"VARCHAR"}]}}}]'
)
_STATUS = ("http.response.status_code", "http.status_code")
_URL = ("url.full", "http.url")
_SCHEME = ("url.scheme", "http.scheme")
_HOST = ("server.address", "net.peer.name", "http.host", "http.server_name", "net.host.name")
_PORT = ("server.port", "net.peer.port", "net.host.port")
_CLIENT_ADDRESS = ("client.address", "http.client_ip")
# From there on a record tells of an error.
_ERROR_SEVERITY = 17


def _plain_fields() -> Sequence[PlainField]:
    """What an element says that is the CLIENT span of an answered request; see _SELECT."""
    span = {"kind": "kind", "startTimeUnixNano": "started_ns", "endTimeUnixNano": "ended_ns"}
    span |= {"traceId": "trace_id"}
    told = {
        "method": METHOD, "status": _STATUS, "url": _URL, "path": ("url.path", "http.target", "http.route"),
        "client_ip": _CLIENT_ADDRESS, "request_bytes": REQUEST_SIZE,
        "response_bytes": RESPONSE_SIZE, "attempt": RESENT,
    }  # fmt: skip
    # A query is that of one of two targets, and the method as it was of one that is no more told.
    attributes = {
        **{name: (slot, rank) for slot, names in told.items() for rank, name in enumerate(names)},
        **dict.fromkeys((*_SCHEME, *_HOST, *_PORT), (KEYED, 0)),
        **dict.fromkeys(("url.query", *REQUEST_BODY, *RESPONSE_BODY), (REFUSED, 0)),
        "http.request.method_original": (PASSED, 0),
    }
    return [
        PlainField(("service",), "client"),
        PlainField(("answers",), PASSED),
        PlainField(("span",), PASSED, is_object=True),
        *(PlainField(("span", name), slot) for name, slot in span.items()),
        PlainField(("span", "status"), KEYED, is_object=True, may_hold_code=True),
        PlainField(("span", "status", "code"), PASSED),
        PlainField(("span", "status", "message"), PASSED, may_hold_code=True),
        PlainField(("span", "events"), KEYED, may_hold_code=True),
        *(PlainField(("span", name), PASSED) for name in _OTHERS_OF_SPAN),
        PlainField(("span", "attributes"), PASSED, is_attributes=True),
        *(
            PlainField(("span", "attributes", name), slot, rank)
            for name, (slot, rank) in attributes.items()
        ),
    ]


def _value(*names: str) -> str:
    """SQL of the first of these attributes that there is."""
    return f"coalesce({', '.join(f'''v[list_position(k, '{name}')]''' for name in names)})"


def _texts(attributes: str, names: Sequence[str]) -> str:
    """SQL of the texts of these among a list of attributes."""
    among = ", ".join(f"'{name}'" for name in names)
    return f"""coalesce(list_transform(list_filter({attributes}, lambda x: x.key IN ({among})),
        lambda x: x.value.stringValue), [])"""


def _headers(kind: str) -> str:
    """SQL of the headers that were captured as attributes, as JSON object text."""
    prefix = f"http.{kind}.header."
    return f"""CASE WHEN contains(attributes_json, '"{prefix}') THEN '{{' || array_to_string(list_transform(
        list_filter(a, lambda x: starts_with(x.key, '{prefix}')),
        lambda x: to_json(replace(x.key[{len(prefix) + 1}:], '_', '-'))::VARCHAR || ':'
            || coalesce(to_json(coalesce(x.value.arrayValue.values[1].stringValue,
                x.value.stringValue))::VARCHAR, 'null')), ',') || '}}' END"""


_SELECT = f"""
WITH attributes AS (
    SELECT service, answers, span, log,
        coalesce(span.attributes, log.attributes, '[]')::VARCHAR AS attributes_json,
        log.body.kvlistValue.values::VARCHAR AS body,
        coalesce(span.traceId, log.traceId) AS trace
    FROM input
),
with_attributes AS (
    SELECT *, try(from_json(attributes_json, '{_ATTRIBUTES}'))
        || coalesce(CASE WHEN body IS NOT NULL THEN try(from_json(body, '{_ATTRIBUTES}')) END, [])
        AS a
    FROM attributes
),
with_events AS (
    SELECT *, CASE WHEN contains(span.events::VARCHAR, '"attributes"') THEN list_reverse(flatten(
            list_transform(try(from_json(span.events, '[{{"attributes":{_ATTRIBUTES}}}]')),
                lambda e: e.attributes))) END AS of_events
    FROM with_attributes
),
with_keys AS (
    SELECT *, list_transform(a, lambda x: x.key) AS k,
        list_transform(a, lambda x: coalesce(x.value.stringValue, x.value.intValue,
            x.value.doubleValue, x.value.boolValue, x.value.arrayValue.values[1].stringValue)) AS v,
        coalesce(span.status.code IN ('2', 'STATUS_CODE_ERROR')
            OR try_cast(log.severityNumber AS INTEGER) >= {_ERROR_SEVERITY}
            OR {IS_FAILED_LEVEL.format("log.severityText")}, FALSE) AS has_failed
    FROM with_events
),
with_texts AS (
    SELECT *, CASE WHEN span.kind IN ('2', 'SPAN_KIND_SERVER') THEN [] ELSE list_concat([span.status.message, CASE WHEN has_failed OR log.body.stringValue[1] = '{{'
            THEN log.body.stringValue END],
        {_texts("a", TEXTS)}, {_texts("of_events", TEXTS)}) END AS texts
    FROM with_keys
),
with_fields AS (
    SELECT service, answers, span, log, attributes_json, a, trace, texts,
        {told_body("k", "v", "texts", "has_failed")} AS told,
        span.kind IN ('3', 'SPAN_KIND_CLIENT') AS is_client,
        coalesce(time_of(span.startTimeUnixNano), time_of(nullif(log.timeUnixNano, '0')),
            time_of(log.observedTimeUnixNano)) AS at_time,
        CASE WHEN span IS NOT NULL THEN (try_cast(span.endTimeUnixNano AS BIGINT)
                - try_cast(span.startTimeUnixNano AS BIGINT)) / 1e6
            ELSE coalesce(
                milliseconds_of({
    _value("http.server.request.duration", "http.client.request.duration")
}, 1000),
                milliseconds_of({
    _value("duration_ms", "http.duration_ms", "elapsed_ms", "latency_ms")
}, 1),
                milliseconds_of({_value("event.duration")}, 0.000001)) END AS took_ms,
        nullif({_value(*METHOD)}, '_OTHER') AS method,
        {_value("http.request.method_original")} AS original_method,
        {_value(*_STATUS)} AS code,
        {_value(*_URL)} AS full_url,
        coalesce({_value("url.path")} || coalesce('?' || nullif(ltrim({_value("url.query")}, '?'),
            ''), ''), {_value("http.target")}) AS target,
        {_value("http.route")} AS route,
        {_value(*_SCHEME)} AS scheme,
        {_value(*_HOST)} AS host,
        {_value(*_PORT)} AS port,
        {_value(*_CLIENT_ADDRESS)} AS client_address,
        {_value("network.peer.address", "net.sock.peer.addr", "net.peer.ip")} AS peer,
        {_value(*REQUEST_SIZE)} AS request_size,
        {_value(*RESPONSE_SIZE)} AS response_size,
        {_value(*RESENT)} AS resent,
        {_value("error.type", "exception.type")} AS error_type,
        {_value(*REQUEST_BODY)} AS request_body,
        coalesce({_value(*RESPONSE_BODY)}, ({_texts("of_events", RESPONSE_BODY)})[1])
            AS response_body
    FROM with_texts
),
with_errors AS (
    SELECT *, coalesce(CASE WHEN status_of(code) IS NULL AND (told IS NULL OR error_type IS NOT NULL)
            THEN list_filter(list_concat([error_type], texts),
                lambda x: NOT contains(x, '{{') AND error_type_of(x) <> 'other')[1] END, error_type,
        nullif(regexp_extract(span.events::VARCHAR,
            '"exception\\.(?:type|message)"\\s*,\\s*"value"\\s*:\\s*\\{{\\s*"stringValue"\\s*:\\s*"([^"]+)', 1), ''),
        CASE WHEN span.status.code IN ('2', 'STATUS_CODE_ERROR')
            THEN coalesce(nullif(span.status.message, ''), 'other') END,
        CASE WHEN says_no_response(code) THEN 'other' END) AS failed
    FROM with_fields
),
with_answers AS (
    SELECT * REPLACE (CASE WHEN status_of(code) IS NOT NULL
        OR coalesce(error_type_of(failed), 'other') = 'other' THEN told END AS told) FROM with_errors
)
SELECT
    CASE WHEN span IS NULL THEN sent_at(at_time, took_ms) ELSE at_time END AS ts,
    CASE WHEN took_ms >= 0 THEN took_ms END AS duration_ms,
    service AS client,
    address_of(coalesce(client_address, CASE WHEN is_client IS NOT TRUE THEN peer END)) AS client_ip,
    coalesce(method, original_method) AS method,
    coalesce(full_url, target, route) AS url,
    scheme,
    CASE WHEN contains(host, ':') OR coalesce(port, '443') IN ('443', '80') THEN host
        ELSE host || ':' || port END AS host,
    status_of(code) AS status,
    CASE WHEN status_of(code) IS NULL AND told IS NULL THEN failed END AS error,
    count_of(request_size) AS request_bytes,
    count_of(response_size) AS response_bytes,
    count_of(resent) AS attempt,
    CASE WHEN regexp_full_match(trace, '[A-Za-z0-9+/]{{22}}==')
        THEN lower(hex(try(from_base64(trace)))) ELSE nullif(trace, '') END AS trace_id,
    {_headers("request")} AS request_headers,
    {_headers("response")} AS response_headers,
    request_body,
    coalesce(response_body, told) AS response_body,
    CASE
        WHEN span IS NULL AND log IS NULL THEN 'skip: no request'
        WHEN coalesce(method, original_method, CASE WHEN span IS NOT NULL THEN code END) IS NULL
            OR (span IS NULL AND coalesce(code, full_url, target) IS NULL)
            THEN 'skip: no HTTP attributes'
        WHEN answers THEN 'skip: server side of a client span'
        WHEN at_time IS NULL THEN 'reject: no time'
        WHEN code IS NOT NULL AND status_of(code) IS NULL AND NOT says_no_response(code)
            THEN 'reject: status is no number'
    END AS verdict
FROM with_answers
"""

_OWNERS = r'"resource(?:Spans|Logs|Metrics|_spans|_logs|_metrics)"\s*:'
# A trace as Tempo's interface gives it out, of version 2 and of version 1.
_TEMPO = (
    rf'\{{\s*(?:"trace"\s*:\s*\{{\s*{_OWNERS}|"batches"\s*:\s*\[\s*\{{\s*'
    r'"(?:resource|scopeSpans|instrumentationLibrarySpans)")'
)
_OF_TEMPO = re.compile(rf"\s*{_TEMPO}")
_OPENING = re.compile(rf"\s*(?:{_TEMPO}|(?:\[\s*)?\{{\s*{_OWNERS})")


def _detect(beginning: str) -> float:
    if _OPENING.match(beginning):
        return 1.0
    return share_of_lines(beginning, lambda line: bool(_OPENING.match(line)))


def _fit(beginning: str) -> Format:
    lines = [line for line in beginning.splitlines() if line.strip()]
    in_array = beginning.lstrip().startswith("[")
    whole = in_array or (
        len(lines) > 1 and not any(_OPENING.match(x) and json_object(x) for x in lines)
    )
    documents = _spans(beginning)
    return replace(
        FORMAT,
        elements=documents.elements,
        document=() if whole else None,
        survey=documents.survey,
        fit=None,
    )


FORMAT = Format(
    name="otlp",
    title="OTLP, JSON and protobuf, traces and logs (OpenTelemetry)",
    detect=_detect,
    elements=lambda con: _spans().elements(con),
    fields=_FIELDS,
    select=_SELECT,
    fit=_fit,
    plain_fields=_plain_fields,
    samples=(
        Sample(
            '{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":'
            '{"stringValue":"mm-bot-1"}}]},"scopeSpans":[{"spans":[{"traceId":'
            '"5B8EFFF798038103D269B633813FC60C","spanId":"EEE19B7EC3C1B174","kind":3,'
            '"startTimeUnixNano":"1795082400000250001","endTimeUnixNano":"1795082400031450001",'
            '"attributes":[{"key":"http.request.method","value":{"stringValue":"GET"}},'
            '{"key":"url.full","value":{"stringValue":"https://api.tickdb.ai/v1/market/ticker"}},'
            '{"key":"http.response.status_code","value":{"intValue":"429"}},'
            '{"key":"http.response.header.retry-after","value":{"arrayValue":{"values":'
            '[{"stringValue":"2"}]}}}]},'
            '{"traceId":"5B8EFFF798038103D269B633813FC60C","spanId":"EEE19B7EC3C1B175",'
            '"parentSpanId":"eee19b7ec3c1b174","kind":2,"startTimeUnixNano":1795082400000260001,'
            '"endTimeUnixNano":1795082400031000001,"attributes":[{"key":"http.method","value":'
            '{"stringValue":"GET"}},{"key":"http.status_code","value":{"intValue":429}}]},'
            '{"name":"work","kind":1,"startTimeUnixNano":"1","attributes":[]}]}]}]}\n'
            '{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"W47/95gDgQPSabYzgT/GDA==",'
            '"kind":"SPAN_KIND_CLIENT","startTimeUnixNano":"1795082401000000000",'
            '"endTimeUnixNano":"1795082402000000000","status":{"code":"STATUS_CODE_ERROR"},'
            '"attributes":[{"key":"http.method","value":{"stringValue":"POST"}},{"key":'
            '"error.type","value":{"stringValue":"java.net.SocketTimeoutException"}},{"key":'
            '"server.address","value":{"stringValue":"mmapi.55-tech.com"}}]}]}]}]}\n'
            '{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"5B8EF\n',
            rows=(
                row(
                    "10:00:00.00025 -> 429 in 31.2 ms",
                    vendor="tickdb",
                    client="mm-bot-1",
                    trace_key="5b8efff798038103d269b633813fc60c",
                    retry_after_s=2.0,
                ),
                row(
                    "10:00:01 -> timeout",
                    vendor="55tech",
                    trace_id="5b8efff798038103d269b633813fc60c",
                ),
            ),
            rejects=1,
            skipped=2,
        ),
        # An exception tells of a failure where the span has no status.
        Sample(
            '{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"5B8EFFF798038103D269B633813FC60D",'
            '"kind":3,"startTimeUnixNano":"1795082403000000000","endTimeUnixNano":"1795082404000000000",'
            '"events":[{"name":"exception","attributes":[{"key":"exception.type","value":{"stringValue":'
            '"ConnectionResetError"}}]}],"attributes":[{"key":"http.request.method","value":'
            '{"stringValue":"GET"}},{"key":"url.full","value":{"stringValue":'
            '"https://api.tickdb.ai/v1/y"}}]}]}]}]}\n',
            rows=(row("10:00:03 GET api.tickdb.ai/v1/y -> reset in 1000 ms"),),
        ),
        Sample(
            '{"resource_spans":[{"resource":{"attributes":[{"key":"service.name","value":'
            '{"string_value":"bot"}}]},"scope_spans":[{"spans":[{"trace_id":'
            '"W47/95gDgQPSabYzgT/GDA==","span_id":"BRWBvzy1XBM=","kind":"SPAN_KIND_CLIENT",'
            '"start_time_unix_nano":"1795082400000000000","end_time_unix_nano":'
            '"1795082400250000000","attributes":[{"key":"http.request.method","value":'
            '{"string_value":"GET"}},{"key":"url.full","value":{"string_value":'
            '"https://api.tickdb.ai/v1/x"}},{"key":"http.response.status_code","value":'
            '{"int_value":"429"}}]},{"span_id":"x","parent_span_id":"BRWBvzy1XBM=","kind":'
            '"SPAN_KIND_SERVER","start_time_unix_nano":"1795082400100000000","attributes":[{"key":'
            '"http.method","value":{"string_value":"GET"}}]}]}]}]}\n',
            rows=(
                row(
                    "10:00:00 -> 429 in 250 ms",
                    client="bot",
                    trace_id="5b8efff798038103d269b633813fc60c",
                ),
            ),
            skipped=1,
        ),
        Sample(
            """{
  "resourceLogs": [
    {"scopeLogs": [{"logRecords": [
      {"timeUnixNano": "0", "observedTimeUnixNano": "1795082400500000000",
       "body": {"kvlistValue": {"values": [{"key": "http.request.method",
         "value": {"stringValue": "GET"}}]}},
       "attributes": [{"key": "http.response.status_code", "value": {"stringValue":
         "502"}}, {"key": "duration_ms", "value": {"doubleValue": 500}},
         {"key": "client.address", "value": {"stringValue": "10.0.0.7"}}]},
      {"timeUnixNano": "1795082401000000000", "body": {"stringValue": "started"}}
    ]}]}
  ]
}
""",
            rows=(row("10:00:00 -> 502 in 500 ms", client_ip="10.0.0.7"),),
            skipped=1,
        ),
        # As Grafana Tempo gives them out, versions 2 and 1; a route is the path of what tells no other.
        Sample(
            '{"trace":{"resourceSpans":[{"scopeSpans":[{"spans":[{"kind":2,"startTimeUnixNano":"1795082400000000000","endTimeUnixNano":"1795082400250000000","attributes":[{"key":"http.request.method","value":{"stringValue":"GET"}},{"key":"http.route","value":{"stringValue":"/v1/orders/{id}"}},{"key":"http.response.status_code","value":{"intValue":"429"}}]}]}]}]},"metrics":{}}\n',
            rows=(row("10:00:00 GET /v1/orders/{id} -> 429 in 250 ms"),),
        ),
        Sample(
            '{"batches":[{"resource":{"attributes":[]},"instrumentationLibrarySpans":[{"spans":[{"kind":2,"startTimeUnixNano":"1795082400000000000","endTimeUnixNano":"1795082400250000000","attributes":[{"key":"http.request.method","value":{"stringValue":"GET"}},{"key":"http.route","value":{"stringValue":"/v1/orders/{id}"}},{"key":"http.response.status_code","value":{"intValue":"429"}}]}]}]}]}\n',
            rows=(row("10:00:00 GET /v1/orders/{id} -> 429 in 250 ms"),),
        ),
    ),
)
