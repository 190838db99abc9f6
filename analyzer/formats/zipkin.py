"""Zipkin's spans, versions 1 and 2, as JSON.

Source: zipkin-api, zipkin-api.yaml and zipkin2-api.yaml. Times and durations are in microseconds.
Version 1 has its tags as `binaryAnnotations`, and its kind, service and times as `annotations`. Where no
tag names the method, the span's name does that begins with one, if a tag names the URL or the path.
pyramid_zipkin (Python) has the path as `http.uri.qs`, and the status as `response_status_code`; proxies
beside it, `http.uri.client` and `client_status_code`. Who called a server is its `remoteEndpoint`.
"""

from __future__ import annotations

from analyzer.formats import Fields, Sample, row
from analyzer.formats.kinds.sample_rows import CLIENT_SPAN, TIMED_OUT
from analyzer.formats.kinds.spans.documents import SPANS_OF_LISTS, span_format_of_pairs

_FIELDS: Fields = {
    "traceId": "VARCHAR",
    "id": "VARCHAR",
    "answers": "BOOLEAN",
    "kind": "VARCHAR",
    "name": "VARCHAR",
    "timestamp": "VARCHAR",
    "duration": "VARCHAR",
    "localEndpoint": {"serviceName": "VARCHAR"},
    "remoteEndpoint": {"serviceName": "VARCHAR", "ipv4": "VARCHAR", "ipv6": "VARCHAR"},
    "tags": "JSON",
    "annotations": "JSON",
    "binaryAnnotations": "JSON",
}
# A server may share its client's span.
_METHOD = "(?i)^(get|post|put|delete|patch|head|options)(?: |$)"
_RELATIONS = """
SELECT n, element, s.name AS name, s.traceId AS trace, s.id AS own, coalesce(lower(s.kind), CASE
        WHEN contains(s.annotations::VARCHAR, '"cs"') THEN 'client'
        WHEN contains(s.annotations::VARCHAR, '"sr"') THEN 'server' END) AS kind,
    [s.parentId, s.id] AS others
FROM (SELECT n, element, try(from_json(element, '{"traceId":"VARCHAR","id":"VARCHAR",
    "parentId":"VARCHAR","kind":"VARCHAR","name":"VARCHAR","annotations":"JSON"}')) AS s FROM elements)
"""
_IS_REQUEST = f"""regexp_matches(name, '{_METHOD}') AND regexp_matches(element, '"http[.](?:url|path|uri(?:[.](?:qs|client))?)"')"""
_SPAN = f"""
WITH noted AS (
    SELECT *, coalesce(try(from_json(tags, '"MAP(VARCHAR,VARCHAR)"')), try(map_from_entries(
            list_transform(list_distinct(list_transform(told, lambda t: t.key)), lambda key: {{
                'k': key, 'v': list_filter(told, lambda t: t.key = key)[1].value}})))) AS tagged,
        list_filter(marks, lambda m: m.value IN ('cs', 'sr'))[1] AS began,
        list_filter(marks, lambda m: m.value IN ('cr', 'ss'))[1] AS ended
    FROM (SELECT *, try(from_json(binaryAnnotations, '[{{"key":"VARCHAR","value":"VARCHAR"}}]')) AS told,
        try(from_json(annotations, '[{{"value":"VARCHAR","timestamp":"BIGINT",
            "endpoint":{{"serviceName":"VARCHAR"}}}}]')) AS marks FROM input)
),
with_side AS (
    SELECT *, coalesce(lower(kind), CASE began.value WHEN 'cs' THEN 'client' WHEN 'sr' THEN 'server' END)
            AS side,
        coalesce(tagged['http.url'], tagged['http.path'], tagged['http.uri.qs'], tagged['http.uri'],
            tagged['http.uri.client']) AS target,
        coalesce(tagged['response_status_code'], tagged['client_status_code']) AS status,
        coalesce(remoteEndpoint.ipv4, remoteEndpoint.ipv6) AS peer
    FROM noted
),
with_method AS (
    SELECT *, CASE WHEN target IS NULL THEN tagged ELSE map_concat(
            CASE WHEN regexp_matches(name, '{_METHOD}')
                THEN MAP {{'http.method': regexp_extract(name, '{_METHOD}', 1)}} ELSE MAP {{}} END,
            CASE WHEN status IS NULL THEN MAP {{}} ELSE MAP {{'http.status_code': status}} END,
            CASE WHEN peer IS NULL THEN MAP {{}} ELSE MAP {{'peer.ipv4': peer}} END,
            MAP {{'http.path': target}}, tagged) END AS attributes
    FROM with_side
)
SELECT answers, coalesce(try_cast(timestamp AS BIGINT), began.timestamp) AS started,
    coalesce(try_cast(duration AS DOUBLE), ended.timestamp - began.timestamp) AS took_us, attributes,
    coalesce(localEndpoint.serviceName, began.endpoint.serviceName) AS service,
    side AS kind, traceId AS trace, attributes['error'] IS NOT NULL AS has_failed
FROM with_method"""


FORMAT = span_format_of_pairs(
    "zipkin",
    "Zipkin spans (JSON), versions 1 and 2",
    opens=r'\s*\[\s*(?:\[\s*)?\{(?=.{0,4000}"traceId")(?=.{0,4000}"(?:timestamp|duration)"\s*:\s*\d)(?=.{0,8000}"(?:localEndpoint|binaryAnnotations)")',
    span=_SPAN,
    document=(),
    relations=_RELATIONS,
    is_request=_IS_REQUEST,
    elements=SPANS_OF_LISTS,
    fields=_FIELDS,
    samples=(
        Sample(
            """[{"traceId":"5b8aa5a2d2c872e8321cf37308d69df2","id":"352bff9a74ca9ad2","kind":"CLIENT","name":"get","timestamp":1795082400250000,"duration":31200,"localEndpoint":{"serviceName":"bot"},"tags":{"http.method":"GET","http.url":"https://api.tickdb.ai/v1/x?a=1","http.status_code":"429"}},
 {"traceId":"5b8aa5a2d2c872e8321cf37308d69df2","id":"2","kind":"CLIENT","timestamp":1795082401000000,"duration":1000000,"localEndpoint":{"serviceName":"bot"},"tags":{"http.method":"POST","http.path":"/v1/orders","error":"java.net.SocketTimeoutException: timeout"}},
 {"traceId":"5b8aa5a2d2c872e8321cf37308d69df2","id":"3","timestamp":1795082401000000,"localEndpoint":{"serviceName":"bot"}}, 7]
""",
            rows=(
                CLIENT_SPAN | row(trace_key="5b8aa5a2d2c872e8321cf37308d69df2"),
                TIMED_OUT | row("in 1000 ms"),
            ),
            rejects=1,
            skipped=1,
        ),
        Sample(
            """[{"traceId":"5b8aa5a2d2c872e8","id":"5b8aa5a2d2c872e8","name":"get","timestamp":1795082400250000,"annotations":[{"timestamp":1795082400250000,"value":"cs","endpoint":{"ipv4":"10.0.0.7","serviceName":"bot"}},{"timestamp":1795082400281200,"value":"cr","endpoint":{"serviceName":"bot"}}],"binaryAnnotations":[{"key":"http.url","value":"https://api.tickdb.ai/v1/x?a=1","endpoint":{"serviceName":"bot"}},{"key":"http.method","value":"GET"},{"key":"http.method","value":"GET"},{"key":"http.status_code","value":"429"},{"key":"sa","value":true,"endpoint":{"serviceName":"tickdb"}}]}]
""",
            rows=(CLIENT_SPAN,),
        ),
        # A client that tags no more than the URL, and its server.
        Sample(
            """[{"traceId":"14b60fd9ae504820","id":"10","kind":"SERVER","name":"post /v1/orders","timestamp":1795082400260000,"duration":20000,"localEndpoint":{"serviceName":"orders"},"tags":{"http.method":"POST","http.path":"/v1/orders"},"shared":true},
 {"traceId":"14b60fd9ae504820","id":"10","kind":"CLIENT","name":"post /v1/orders","timestamp":1795082400250000,"duration":31000,"localEndpoint":{"serviceName":"bot"},"tags":{"http.url":"https://api.tickdb.ai/v1/orders"}},
 {"traceId":"14b60fd9ae504820","id":"11","kind":"CLIENT","name":"get","timestamp":1795082401250000,"duration":31000,"localEndpoint":{"serviceName":"bot"},"tags":{"db.name":"x"}}]
""",
            rows=(row("10:00:00.25 POST api.tickdb.ai/v1/orders in 31 ms", client="bot"),),
            skipped=2,
        ),
        # pyramid_zipkin, behind a proxy that has the client's side; and who called a server.
        Sample(
            """[{"traceId":"a03ee8fff1dcd9b9","parentId":"1","id":"20","kind":"SERVER","name":"post /v1/orders","timestamp":1795082400260000,"duration":20000,"localEndpoint":{"serviceName":"orders"},"tags":{"http.route":"/v1/orders","http.uri":"/v1/orders","http.uri.qs":"/v1/orders?a=1","response_status_code":"503"},"shared":true},
 {"traceId":"a03ee8fff1dcd9b9","parentId":"1","id":"20","kind":"CLIENT","name":"post","timestamp":1795082400250000,"duration":31000,"localEndpoint":{"serviceName":"bot"},"remoteEndpoint":{"serviceName":"orders","port":31049},"tags":{"client_status_code":"503","http.uri.client":"/v1/orders"}},
 {"traceId":"a03ee8fff1dcd9b9","id":"21","kind":"SERVER","name":"get /v1/x","timestamp":1795082401250000,"duration":31000,"localEndpoint":{"serviceName":"orders"},"remoteEndpoint":{"ipv4":"10.0.0.7","port":31120},"tags":{"http.uri":"/v1/x","http.uri.qs":"/v1/x?a=1","response_status_code":"200"}},
 {"traceId":"a03ee8fff1dcd9b9","id":"22","kind":"CLIENT","name":"get bot_nonce","timestamp":1795082401250000,"duration":1000,"localEndpoint":{"serviceName":"bot"},"remoteEndpoint":{"serviceName":"memcache","ipv4":"10.0.0.9"},"tags":{"method":"get"}}]
""",
            rows=(
                row("10:00:00.25 POST /v1/orders -> 503 in 31 ms", client="bot", client_ip=None),
                row("10:00:01.25 GET /v1/x?a=1 -> 200 in 31 ms", client_ip="10.0.0.7"),
            ),
            skipped=2,
        ),
        # What a search for traces answers: a list of traces, each a list of spans.
        Sample(
            """[[{"traceId":"5b8aa5a2d2c872e8321cf37308d69df2","id":"1","kind":"CLIENT","timestamp":1795082400250000,"duration":31200,"localEndpoint":{"serviceName":"bot"},"tags":{"http.method":"GET","http.url":"https://api.tickdb.ai/v1/x?a=1","http.status_code":"429"}}],
 [{"traceId":"6b8aa5a2d2c872e8321cf37308d69df2","id":"2","kind":"CLIENT","timestamp":1795082401000000,"duration":1000000,"localEndpoint":{"serviceName":"bot"},"tags":{"http.method":"POST","http.path":"/v1/orders","error":"java.net.SocketTimeoutException: timeout"}}]]
""",
            rows=(CLIENT_SPAN, TIMED_OUT | row("in 1000 ms")),
        ),
    ),
)
