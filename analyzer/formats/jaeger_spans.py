"""Jaeger's spans one a line: as its storage holds them, and as its collector sends them to Kafka.

Source: jaeger, internal/storage/v1/elasticsearch/spanstore (a span with its `process`), and the JSON of
model.proto, whose ids are base64. What a span says: kinds/spans/jaeger.py.
"""

from __future__ import annotations

from analyzer.formats import Sample, by_lines, json_object, row
from analyzer.formats.kinds.sample_rows import CLIENT_SPAN
from analyzer.formats.kinds.spans.documents import span_format_of_pairs
from analyzer.formats.kinds.spans.jaeger import FIELDS, RELATIONS, SPAN

_SURENESS = 0.95
_IDS = ({"traceID", "spanID"}, {"traceId", "spanId"})
_OWN = {"operationName", "startTime", "process"}
# Ids are called as the UI calls them; what dumps an index of Elasticsearch has each span in its document.
_SPANS = """
WITH spans AS (
    SELECT n, coalesce(CASE WHEN contains(line, '"_source"') THEN try(json_extract(line, '$._source'))::VARCHAR END,
        line) AS span
    FROM lines
)
SELECT n, replace(replace(span, '"traceId"', '"traceID"'), '"spanId"', '"spanID"') AS element FROM spans
"""


def _claims(line: str) -> bool:
    found = json_object(line)
    inner = found.get("_source")
    keys = (inner if isinstance(inner, dict) else found).keys()
    return keys >= _OWN and any(keys >= ids for ids in _IDS)


FORMAT = span_format_of_pairs(
    "jaeger_spans",
    "Jaeger spans, one a line",
    detect=by_lines(_claims, sureness=_SURENESS),
    span=SPAN,
    relations=RELATIONS,
    elements=_SPANS,
    fields=FIELDS,
    samples=(
        Sample(
            """{"traceID":"5b8aa5a2d2c872e8321cf37308d69df2","spanID":"1","operationName":"HTTP GET","references":[],"startTime":1795082400250000,"startTimeMillis":1795082400250,"duration":31200,"tags":[{"key":"http.method","type":"string","value":"GET"},{"key":"http.url","type":"string","value":"https://api.tickdb.ai/v1/x?a=1"},{"key":"http.status_code","type":"int64","value":"429"},{"key":"span.kind","type":"string","value":"client"}],"logs":[],"process":{"serviceName":"bot","tags":[]}}
{"traceID":"5b8aa5a2d2c872e8321cf37308d69df2","spanID":"2","operationName":"HTTP GET","references":[{"refType":"CHILD_OF","traceID":"5b8aa5a2d2c872e8321cf37308d69df2","spanID":"1"}],"startTime":1795082400260000,"duration":20000,"tags":[],"tag":{"http@method":"GET","http@target":"/v1/x","http@status_code":429,"span@kind":"server"},"process":{"serviceName":"tickdb"}}
{"traceID":"6b8aa5a2d2c872e8321cf37308d69df2","spanID":"3","operationName":"HTTP POST","startTime":1795082401250000,"duration":20000,"tag":{"http@method":"POST","http@url":"https://api.tickdb.ai/v1/y","http@status_code":"503","span@kind":"client"},"process":{"serviceName":"bot"}}
{"traceID":"6b8aa5a2d2c872e8321cf37308d69df2","spanID":"4","operationName":"wait","startTime":1795082401250000,"duration":20000,"tags":[],"process":{"serviceName":"bot"}}
{"traceID":"6b8aa5a2d2c872e8321cf37308d69df2","spanID":"5","operationName":"wa
""",
            rows=(
                CLIENT_SPAN | row(trace_key="5b8aa5a2d2c872e8321cf37308d69df2"),
                row("10:00:01.25 POST api.tickdb.ai/v1/y -> 503 in 20 ms", client="bot"),
            ),
            rejects=1,
            skipped=2,
        ),
        Sample(
            """{"_index":"jaeger-span-2026-11-19","_type":"_doc","_id":"x","_score":1,"_source":{"traceID":"5b8aa5a2d2c872e8321cf37308d69df2","spanID":"1","operationName":"HTTP GET","references":[],"startTime":1795082400250000,"duration":31200,"tags":[{"key":"http.method","type":"string","value":"GET"},{"key":"http.url","type":"string","value":"https://api.tickdb.ai/v1/x?a=1"},{"key":"http.status_code","type":"int64","value":"429"},{"key":"span.kind","type":"string","value":"client"}],"process":{"serviceName":"bot"}}}
""",
            rows=(CLIENT_SPAN | row(trace_key="5b8aa5a2d2c872e8321cf37308d69df2"),),
        ),
        # The JSON of model.proto.
        Sample(
            """{"traceId":"W4qlotLIcugyHPNzCNad8g==","spanId":"QQq7z6ys2BU=","operationName":"HTTP GET","references":[],"flags":1,"startTime":"2026-11-19T10:00:00.250Z","duration":"0.0312s","tags":[{"key":"span.kind","vStr":"client"},{"key":"http.method","vStr":"GET"},{"key":"http.url","vStr":"https://api.tickdb.ai/v1/x?a=1"},{"key":"http.status_code","vType":"INT64","vInt64":"429"}],"process":{"serviceName":"bot"}}
{"traceId":"W4qlotLIcugyHPNzCNad8g==","spanId":"QQq7z6ys2BV=","operationName":"HTTP GET","references":[{"traceId":"W4qlotLIcugyHPNzCNad8g==","spanId":"QQq7z6ys2BU="}],"startTime":"2026-11-19T10:00:00.260Z","duration":"0.020s","tags":[{"key":"span.kind","type":"string","value":"server"},{"key":"http.method","type":"string","value":"GET"},{"key":"http.url","type":"string","value":"/v1/x?a=1"},{"key":"http.status_code","type":"int64","value":"429"}],"process":{"serviceName":"tickdb"}}
""",
            rows=(CLIENT_SPAN | row(trace_key="5b8aa5a2d2c872e8321cf37308d69df2"),),
            skipped=1,
        ),
    ),
)
