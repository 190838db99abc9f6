"""SQL of one span of Jaeger's, as its UI, its storage and its collector write it.

Source: jaeger, model/json/model.go and the JSON of model.proto. In storage tags may stand as fields
of an object, `@` in place of the dots of their names. Times and durations are in microseconds; those
of model.proto are RFC 3339 and seconds (`0.011s`), its tags have a member for each type. What was
raised is an event of OpenTelemetry's, of which the last counts.
"""

from __future__ import annotations

from analyzer.formats import Fields

FIELDS: Fields = {
    "traceID": "VARCHAR",
    "answers": "BOOLEAN",
    "service": "VARCHAR",
    "process": {"serviceName": "VARCHAR"},
    "startTime": "VARCHAR",
    "duration": "VARCHAR",
    "tags": "JSON",
    "tag": "JSON",
    "logs": "JSON",
}
_TAGS = """[{"key":"VARCHAR","value":"VARCHAR","vStr":"VARCHAR","vInt64":"VARCHAR","vBool":"VARCHAR",
    "vFloat64":"VARCHAR"}]"""
_VALUE = "coalesce(t.value, t.vStr, t.vInt64, t.vBool, t.vFloat64)"
RELATIONS = """
SELECT n, element, s.traceID AS trace, s.spanID AS own, regexp_extract(concat(s.tags, ' ', s.tag),
        '"span[.@]kind"(?:[^{}]*?"(?:value|vStr)")?\\s*:\\s*"(client|server)"', 1) AS kind,
    [s.references[1].spanID, s.parentSpanID] AS others
FROM (SELECT n, element, try(from_json(element, '{"traceID":"VARCHAR","spanID":"VARCHAR",
    "parentSpanID":"VARCHAR","references":[{"spanID":"VARCHAR"}],"tags":"JSON","tag":"JSON"}')) AS s
    FROM elements)
"""
SPAN = f"""
WITH with_tags AS (
    SELECT *, coalesce(from_json(tags, '{_TAGS}'), []) AS listed,
        coalesce(map_entries(try(from_json(tag, '"MAP(VARCHAR,VARCHAR)"'))), []) AS of_object,
        coalesce(list_filter(try(from_json(logs, '[{{"fields":{_TAGS}}}]'))[-1].fields,
            lambda f: f.key IN ('exception.type', 'exception.message')), []) AS raised
    FROM input
),
with_attributes AS (
    SELECT *, try(map_from_entries(list_distinct(list_transform(listed || raised,
            lambda t: {{'k': t.key, 'v': {_VALUE}}}) || list_transform(of_object,
            lambda t: {{'k': replace(t.key, '@', '.'), 'v': t.value}})))) AS a
    FROM with_tags
)
SELECT answers, coalesce(try_cast(startTime AS BIGINT), epoch_us(time_of(startTime))) AS started,
    coalesce(try_cast(duration AS DOUBLE), go_duration_s(duration) * 1e6) AS took_us,
    a AS attributes, coalesce(service, process.serviceName) AS service, a['span.kind'] AS kind,
    CASE WHEN regexp_full_match(traceID, '[A-Za-z0-9+/]{{22}}==|[A-Za-z0-9+/]{{11}}=')
        THEN lower(hex(try(from_base64(traceID)))) ELSE traceID END AS trace,
    coalesce(a['error'] = 'true', FALSE) AS has_failed
FROM with_attributes"""
