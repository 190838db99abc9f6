"""Events of Sentry: the calls among their breadcrumbs, and among the spans of transactions.

Source: Sentry, "Breadcrumbs Interface", "Transaction Payloads" (a span `http.client` is named by method and
URL) and the SDKs of JavaScript, Python, Java and Cocoa. An event
holds what happened before it; a breadcrumb whose data has a URL is a call that had ended then. The
payload of an SDK (also in an envelope, line by line) has `breadcrumbs`, what the interface gives
out has them among its `entries`.
"""

from __future__ import annotations

from dataclasses import replace

from analyzer.formats import Fields, Format, Sample, row
from analyzer.formats.kinds.spans.documents import span_format

_FIELDS: Fields = {
    "type": "VARCHAR",
    "category": "VARCHAR",
    "timestamp": "VARCHAR",
    "level": "VARCHAR",
    "data": "JSON",
    "trace": "VARCHAR",
}
# `breadcrumbs` is a list, or an object with `values`.
_CRUMBS = r"""
WITH crumbs AS (
    SELECT n, line, CASE WHEN NOT json_valid(line) THEN NULL
        WHEN json_type(line, '$.breadcrumbs') = 'ARRAY' THEN json_extract(line, '$.breadcrumbs[*]')
        WHEN json_exists(line, '$.breadcrumbs') THEN json_extract(line, '$.breadcrumbs.values[*]')
        WHEN json_exists(line, '$.entries') THEN list_transform(list_filter(
            json_extract(line, '$.entries[*]'), lambda e: e->>'$.type' = 'breadcrumbs'),
            lambda e: json_extract(e, '$.data.values'))[1]::JSON[]
        END AS crumbs,
        CASE WHEN json_valid(line) THEN list_transform(list_filter(json_extract(line, '$.spans[*]'),
            lambda s: s->>'$.op' = 'http.client'), lambda s: json_object('type', 'http',
                'timestamp', s->>'$.timestamp', 'data', json_merge_patch(coalesce(s->'$.data', '{}'), json_object(
                'url', coalesce(s->>'$.data.url', s->>'$.data."url.full"', s->>'$.data."http.url"',
                    nullif(regexp_extract(s->>'$.description', 'https?://\S+'), '')),
                'method', coalesce(s->>'$.data.method', s->>'$.data."http.request.method"', s->>'$.data."http.method"',
                    nullif(regexp_extract(s->>'$.description', '^([A-Z]+) ', 1), '')),
                'status_code', coalesce(s->>'$.data."http.response.status_code"', s->>'$.data.status_code',
                    s->>'$.data."http.status_code"', s->>'$.tags."http.status_code"'),
                'http.start_timestamp', s->>'$.start_timestamp', 'http.end_timestamp', s->>'$.timestamp'))))
            END AS spans,
        list_concat(coalesce(crumbs, []), coalesce(spans, [])) AS told
    FROM lines
)
SELECT n, json_merge_patch(unnest(told), json_object('trace',
    json_extract_string(line, '$.contexts.trace.trace_id')))::VARCHAR AS element
FROM crumbs WHERE len(told) > 0
UNION ALL
SELECT n, line FROM crumbs WHERE coalesce(len(told), 0) = 0
"""
_OPENS = (
    r'\s*\{(?=.{0,60000}"event_?[iI][dD]"\s*:\s*"[0-9a-f]{32}")'
    r'(?=.{0,60000}(?:"breadcrumbs"|"op"\s*:\s*"http\.client"))'
)


def _fit(beginning: str) -> Format:
    mark = b"breadcrumbs" if "breadcrumbs" in beginning else b"http.client"
    return replace(FORMAT, elements_mark=mark, fit=None)


_SPAN = """
SELECT epoch_us(coalesce(time_of(data->>'$."http.start_timestamp"'),
        time_of(data->>'$.start_timestamp'), time_of(timestamp))) AS started,
    date_diff('microsecond', time_of(data->>'$."http.start_timestamp"'),
        time_of(data->>'$."http.end_timestamp"')) AS took_us,
    CASE WHEN data->>'$.url' IS NOT NULL THEN MAP {
        'http.method': coalesce(data->>'$.method', data->>'$."http.method"', 'GET'),
        'http.url': data->>'$.url',
        'http.query_string': data->>'$."http.query"',
        'http.status_code': coalesce(data->>'$.status_code', data->>'$."http.response.status_code"'),
        'http.request_content_length': data->>'$.request_body_size',
        'http.response_content_length': coalesce(data->>'$.response_body_size',
            data->>'$.response_content_length'),
        'error.type': data->>'$.reason'} END AS attributes,
    NULL::VARCHAR AS service, 'client' AS kind, trace, level = 'error' AS has_failed
FROM input"""

FORMAT = span_format(
    "sentry",
    "Sentry events: calls among their breadcrumbs and spans (JSON)",
    opens=_OPENS,
    fit=_fit,
    span=_SPAN,
    document=(),
    elements=_CRUMBS,
    elements_mark=b"breadcrumbs",
    fields=_FIELDS,
    samples=(
        Sample(
            """{"event_id":"852906aafa1c4932bb6a75b8d02a540a","timestamp":1795082410.5,"level":"error","exception":{"values":[{"type":"TypeError"}]},"contexts":{"trace":{"trace_id":"5b8aa5a2d2c872e8321cf37308d69df2"}},"breadcrumbs":{"values":[
{"type":"http","category":"xhr","timestamp":1795082400.25,"data":{"method":"POST","url":"https://api.tickdb.ai/v1/orders?a=1","status_code":429,"request_body_size":12,"response_body_size":57}},
{"type":"http","category":"fetch","timestamp":1795082401.5,"level":"error","data":{"method":"GET","url":"https://api.tickdb.ai/v1/x"}},
{"category":"console","timestamp":1795082402,"message":"hello"},
{"type":"http","data":{"method":"GET","url":"https://api.tickdb.ai/v1/y","status_code":200}}]},"request":{"url":"https://app.tickdb.ai/page"}}
""",
            rows=(
                row(
                    "10:00:00.25 POST api.tickdb.ai/v1/orders?a=1 -> 429 with 57 B",
                    request_bytes=12,
                    trace_key="5b8aa5a2d2c872e8321cf37308d69df2",
                ),
                row("10:00:01.5 GET api.tickdb.ai/v1/x -> other"),
            ),
            rejects=1,
            skipped=1,
        ),
        Sample(
            """{"eventID":"852906aafa1c4932bb6a75b8d02a540a","entries":[{"type":"exception","data":{"values":[]}},{"type":"breadcrumbs","data":{"values":[{"type":"http","category":"httplib","timestamp":"2026-11-19T10:00:00.250000Z","level":"info","data":{"url":"https://api.tickdb.ai/v1/x","method":"GET","status_code":503,"http.query":"a=1","reason":"Service Unavailable"}}]}}],"dateCreated":"2026-11-19T10:00:10Z"}
""",
            rows=(row("10:00:00.25 GET api.tickdb.ai/v1/x?a=1 -> 503"),),
        ),
        Sample(
            """{"event_id":"852906aafa1c4932bb6a75b8d02a540a","type":"transaction","transaction":"/orders","start_timestamp":1795082400.0,"timestamp":1795082402.0,"contexts":{"trace":{"trace_id":"5b8aa5a2d2c872e8321cf37308d69df2","op":"task"}},"spans":[
{"op":"http.client","description":"GET https://api.tickdb.ai/v1/x","span_id":"b1","trace_id":"5b8aa5a2d2c872e8321cf37308d69df2","start_timestamp":1795082400.25,"timestamp":1795082400.281,"status":"resource_exhausted","data":{"http.response.status_code":429}},
{"op":"db","description":"SELECT 1","start_timestamp":1795082400.3,"timestamp":1795082400.31}]}
""",
            rows=(
                row(
                    "10:00:00.25 GET api.tickdb.ai/v1/x -> 429 in 31 ms",
                    trace_key="5b8aa5a2d2c872e8321cf37308d69df2",
                ),
            ),
        ),
    ),
)
