"""Datadog's trace payload as JSON: what its tracers send to the agent.

Source: Datadog Agent, "Tracing API" (/v0.3/traces, /v0.4/traces): a list of traces, each a list of
spans. Times are nanoseconds of the epoch. A span is a request where its `meta` names a method or a
status; numbers of its own stand in `metrics`.
"""

from __future__ import annotations

from analyzer.formats import Fields, Sample, row
from analyzer.formats.kinds.sample_rows import CLIENT_SPAN, TIMED_OUT
from analyzer.formats.kinds.spans.documents import SPANS_OF_LISTS, span_format_of_pairs

_FIELDS: Fields = {
    "trace_id": "VARCHAR",
    "answers": "BOOLEAN",
    "service": "VARCHAR",
    "start": "VARCHAR",
    "duration": "VARCHAR",
    "error": "VARCHAR",
    "type": "VARCHAR",
    "meta": "JSON",
    "metrics": "JSON",
}
_KIND = """coalesce(json_extract_string(meta, '$."span.kind"'),
        CASE type WHEN 'web' THEN 'server' WHEN 'http' THEN 'client' END)"""
_RELATIONS = f"""
SELECT n, element, trace_id AS trace, span_id AS own, {_KIND} AS kind, [parent_id] AS others
FROM (SELECT n, element, unnest(try(from_json(element, '{{"trace_id":"VARCHAR","span_id":"VARCHAR",
    "parent_id":"VARCHAR","type":"VARCHAR","meta":"JSON"}}'))) FROM elements)
"""
_SPAN = f"""
SELECT answers, try_cast(start AS BIGINT) // 1000 AS started, try_cast(duration AS DOUBLE) / 1000 AS took_us,
    map_concat(try(from_json(meta, '"MAP(VARCHAR,VARCHAR)"')), coalesce(
        try(from_json(metrics, '"MAP(VARCHAR,VARCHAR)"')), MAP {{}})) AS attributes, service,
    {_KIND} AS kind, trace_id AS trace, error = '1' AS has_failed
FROM input"""


FORMAT = span_format_of_pairs(
    "datadog_spans",
    "Datadog spans (JSON)",
    opens=r'\s*\[\s*(?:\[\s*)?\{(?=.{0,4000}"trace_id")(?=.{0,4000}"start"\s*:\s*\d{16,19})(?=.{0,8000}"meta")',
    span=_SPAN,
    document=(),
    relations=_RELATIONS,
    elements=SPANS_OF_LISTS,
    fields=_FIELDS,
    samples=(
        Sample(
            """[[{"trace_id":8021,"span_id":1,"parent_id":0,"name":"http.request","resource":"GET","service":"bot","type":"http","start":1795082400250000000,"duration":31200000,"error":0,"meta":{"http.method":"GET","http.url":"https://api.tickdb.ai/v1/x","http.query.string":"a=1","http.status_code":"429","span.kind":"client"}},
{"trace_id":8021,"span_id":2,"name":"http.request","service":"bot","type":"http","start":1795082401000000000,"duration":1000000000,"error":1,"meta":{"http.method":"POST","http.url":"https://api.tickdb.ai/v1/orders","error.type":"ConnectTimeout"}},
{"trace_id":8021,"span_id":3,"service":"bot","start":1795082401000000000,"duration":5,"meta":{}}], [7]]
""",
            rows=(
                CLIENT_SPAN | row(trace_id="8021"),
                TIMED_OUT,
            ),
            rejects=1,
            skipped=1,
        ),
    ),
)
