"""Jaeger's traces as its UI and query API give them.

Source: jaeger, model/json/model.go. What a span says: kinds/spans/jaeger.py.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.sample_rows import CLIENT_SPAN
from analyzer.formats.kinds.spans.documents import span_format_of_pairs
from analyzer.formats.kinds.spans.jaeger import FIELDS, RELATIONS, SPAN

# A trace holds its spans, and the processes whose names they bear.
_SPANS = """
WITH traces AS (
    SELECT n, line, try(from_json(line, '{"spans":["JSON"],"processes":"JSON"}')) AS t FROM lines
),
spans AS (SELECT n, t.processes AS processes, unnest(t.spans) AS span FROM traces)
SELECT n, json_merge_patch(span, json_object('service', json_extract_string(processes,
    '$."' || json_extract_string(span, '$.processID') || '".serviceName')))::VARCHAR AS element
FROM spans
UNION ALL
SELECT n, line FROM traces WHERE t.spans IS NULL
"""


FORMAT = span_format_of_pairs(
    "jaeger",
    "Jaeger UI JSON",
    opens=r'\s*\{\s*"data"\s*:\s*\[\s*\{\s*"traceID"',
    span=SPAN,
    document=("data",),
    relations=RELATIONS,
    elements=_SPANS,
    fields=FIELDS,
    samples=(
        Sample(
            '{"data":[{"traceID":"5b8aa5a2d2c872e8321cf37308d69df2","spans":[{"traceID":"5b8aa5a2d2c872e8321cf37308d69df2","spanID":"1","operationName":"GET","references":[],"startTime":1795082400250000,"duration":31200,"processID":"p1","tags":[{"key":"span.kind","type":"string","value":"client"},{"key":"http.method","type":"string","value":"GET"},{"key":"http.url","type":"string","value":"https://api.tickdb.ai/v1/x?a=1"},{"key":"http.status_code","type":"int64","value":429}]},\n'
            '{"traceID":"5b8aa5a2d2c872e8321cf37308d69df2","spanID":"2","startTime":1795082401000000,"duration":5,"processID":"p1","tags":[]}],"processes":{"p1":{"serviceName":"bot","tags":[]}}}, 7]}\n',
            rows=(CLIENT_SPAN | row(trace_key="5b8aa5a2d2c872e8321cf37308d69df2"),),
            rejects=1,
            skipped=1,
        ),
        Sample(
            '{"data":[{"traceID":"5b8aa5a2d2c872e8321cf37308d69df2","spans":[{"traceID":"5b8aa5a2d2c872e8321cf37308d69df2","spanID":"1","startTime":1795082400250000,"duration":31200,"processID":"p1","tags":[{"key":"span.kind","type":"string","value":"client"},{"key":"http.request.method","type":"string","value":"GET"},{"key":"url.full","type":"string","value":"https://api.tickdb.ai/v1/x"},{"key":"error","type":"bool","value":true}],"logs":[{"timestamp":1795082400250000,"fields":[{"key":"event","type":"string","value":"retry"}]},{"timestamp":1795082400281000,"fields":[{"key":"event","type":"string","value":"exception"},{"key":"exception.type","type":"string","value":"httpx.ConnectTimeout"},{"key":"exception.message","type":"string","value":"timed out"}]}]}],"processes":{"p1":{"serviceName":"bot","tags":[]}}}]}\n',
            rows=(row("10:00:00.25 GET api.tickdb.ai/v1/x -> timeout in 31.2 ms", client="bot"),),
        ),
        # A server's own name and port, as OTLP's spans are read.
        Sample(
            '{"data":[{"traceID":"5b8aa5a2d2c872e8321cf37308d69df2","spans":[{"traceID":"5b8aa5a2d2c872e8321cf37308d69df2","spanID":"1","startTime":1795082400250000,"duration":31200,"processID":"p1","tags":[{"key":"span.kind","type":"string","value":"server"},{"key":"http.method","type":"string","value":"GET"},{"key":"http.target","type":"string","value":"/v1/x"},{"key":"http.status_code","type":"int64","value":200},{"key":"net.host.name","type":"string","value":"tickdb.internal"},{"key":"net.host.port","type":"int64","value":16686}]}],"processes":{}}]}\n',
            rows=(row("10:00:00.25 GET tickdb.internal:16686/v1/x -> 200 in 31.2 ms"),),
        ),
    ),
)
