"""AWS X-Ray's segments, as SDKs send them to the daemon and `aws xray batch-get-traces` gives them.

Source: AWS, "X-Ray segment documents". Times are seconds of the epoch. A segment holds the calls of
its program as subsegments, these others, and so on; each with `http` is a request. Those of the
namespaces `remote` and `aws` are calls; a segment is what a server answered. What is in progress is
sent again when it has ended.
"""

from __future__ import annotations

import re
from dataclasses import replace

from analyzer.formats import Fields, Format, Sample, row
from analyzer.formats.kinds.sample_rows import CLIENT_SPAN
from analyzer.formats.kinds.spans.documents import span_format

_FIELDS: Fields = {
    "trace_id": "VARCHAR",
    "name": "VARCHAR",
    "namespace": "VARCHAR",
    "type": "VARCHAR",
    "start_time": "VARCHAR",
    "end_time": "VARCHAR",
    "in_progress": "BOOLEAN",
    "fault": "BOOLEAN",
    "error": "BOOLEAN",
    "throttle": "BOOLEAN",
    "cause": "JSON",
    "http": "JSON",
    "aws": "JSON",
    "sender": "VARCHAR",
}
# Subsegments know neither their trace nor the program that sent them.
_SEGMENTS = """
WITH RECURSIVE told AS (
    SELECT n, NULL::VARCHAR AS trace, NULL::VARCHAR AS sender, unnest(CASE
        WHEN NOT json_valid(line) THEN [line]
        WHEN json_exists(line, '$.Segments') THEN list_transform(
            from_json(line, '{"Segments":[{"Document":"VARCHAR"}]}').Segments, lambda s: s.Document)
        ELSE [line] END) AS segment
    FROM lines
    UNION ALL
    SELECT n, coalesce(try(json_extract_string(segment, '$.trace_id')), trace),
        coalesce(sender, try(json_extract_string(segment, '$.name'))),
        unnest(try(from_json(segment, '{"subsegments":["JSON"]}')).subsegments)::VARCHAR
    FROM told
)
SELECT n, CASE WHEN json_valid(segment) AND segment[1] = '{' THEN json_merge_patch(segment, json_object(
    'trace_id', coalesce(json_extract_string(segment, '$.trace_id'), trace),
    'sender', sender, 'subsegments', NULL))::VARCHAR ELSE segment END AS element
FROM told
"""
_SPAN = """
SELECT (started * 1e6)::BIGINT AS started, round((ended - started) * 1e6) AS took_us,
    CASE WHEN NOT coalesce(in_progress, FALSE) THEN MAP {
        'http.method': http->>'$.request.method',
        'http.url': http->>'$.request.url',
        'http.client_ip': coalesce(http->>'$.request.client_ip', ''),
        'http.status_code': http->>'$.response.status',
        'http.response_content_length': http->>'$.response.content_length',
        'error.type': cause->>'$.exceptions[0].type',
        'aws.request_id': aws->>'$.request_id'} END AS attributes,
    CASE WHEN is_call THEN sender ELSE name END AS service,
    CASE WHEN is_call THEN 'client' ELSE 'server' END AS kind, trace_id AS trace,
    coalesce(fault, FALSE) OR coalesce(error, FALSE) OR coalesce(throttle, FALSE) AS has_failed
FROM (SELECT *, coalesce(namespace IN ('remote', 'aws'), FALSE) AS is_call,
    try_cast(start_time AS DOUBLE) AS started, try_cast(end_time AS DOUBLE) AS ended FROM input)"""
_EXPORT = re.compile(r'\s*\{\s*"(?:LastProcessedTime|Traces|UnprocessedTraceIds)"\s*:')


def _fit(beginning: str) -> Format:
    exported = _EXPORT.match(beginning) is not None
    return replace(FORMAT, document=("Traces",) if exported else (), fit=None)


FORMAT = span_format(
    "xray",
    "AWS X-Ray segments (JSON)",
    opens=r'\s*\{(?:(?=\s*"(?:LastProcessedTime|Traces|UnprocessedTraceIds)"\s*:)(?=.{0,2000}\\?"Document\\?"\s*:)'
    r'|(?=.{0,8000}"trace_id"\s*:\s*"1-[0-9a-f]{8}-[0-9a-f]{24}")(?=.{0,8000}"start_time"\s*:\s*[0-9]))',
    span=_SPAN,
    document=(),
    elements=_SEGMENTS,
    elements_mark=b"egments",
    fields=_FIELDS,
    fit=_fit,
    samples=(
        Sample(
            """{"format":"json","version":1}
{"name":"gate.tickdb.ai","id":"70de5b6f19ff9a0a","trace_id":"1-5b8aa5a2-d2c872e8321cf37308d69df2","start_time":1795082400.2,"end_time":1795082400.7,
 "http":{"request":{"method":"GET","url":"https://gate.tickdb.ai/quote","client_ip":"10.0.0.7"},"response":{"status":200}},"subsegments":[
 {"id":"1","name":"work","start_time":1795082400.21,"end_time":1795082400.6,"subsegments":[
  {"id":"2","name":"api.tickdb.ai","namespace":"remote","start_time":1795082400.25,"end_time":1795082400.2812,"http":{"request":{"method":"GET","url":"https://api.tickdb.ai/v1/x?a=1"},"response":{"status":429,"content_length":57}}},
  {"id":"3","name":"dynamodb","namespace":"aws","start_time":1795082400.5,"end_time":1795082400.51,"fault":true,"http":{"response":{"status":400}},"aws":{"operation":"PutItem","request_id":"TJU"}},
  {"id":"4","name":"api.tickdb.ai","namespace":"remote","start_time":1795082400.6,"in_progress":true,"http":{"request":{"method":"GET","url":"https://api.tickdb.ai/v1/y"}}},
  {"id":"5","name":"api.tickdb.ai","namespace":"remote","http":{"response":{"status":200}}}]}]}
""",
            rows=(
                row(
                    "10:00:00.2 GET gate.tickdb.ai/quote -> 200 in 500 ms",
                    client_ip="10.0.0.7",
                    client=None,
                ),
                CLIENT_SPAN
                | row(
                    client="gate.tickdb.ai",
                    response_bytes=57,
                    trace_key="15b8aa5a2d2c872e8321cf37308d69df2",
                ),
                row("10:00:00.5 -> 400 in 10 ms", request_id="TJU", client="gate.tickdb.ai"),
            ),
            rejects=1,
            skipped=3,
        ),
        Sample(
            """{"Traces": [{"Id": "1-5b8aa5a2-d2c872e8321cf37308d69df2", "Duration": 0.5, "Segments": [{"Id": "2", "Document": "{\\"id\\":\\"2\\",\\"name\\":\\"bot\\",\\"start_time\\":1795082400.25,\\"end_time\\":1795082400.2812,\\"trace_id\\":\\"1-5b8aa5a2-d2c872e8321cf37308d69df2\\",\\"subsegments\\":[{\\"id\\":\\"3\\",\\"name\\":\\"api.tickdb.ai\\",\\"namespace\\":\\"remote\\",\\"start_time\\":1795082400.25,\\"end_time\\":1795082400.2812,\\"http\\":{\\"request\\":{\\"method\\":\\"GET\\",\\"url\\":\\"https://api.tickdb.ai/v1/x?a=1\\"},\\"response\\":{\\"status\\":429}}}]}"}]}], "UnprocessedTraceIds": []}
""",
            rows=(CLIENT_SPAN | row(trace_key="15b8aa5a2d2c872e8321cf37308d69df2"),),
            skipped=1,
        ),
    ),
)
