"""Zipkin's spans, version 2, as JSON.

Source: zipkin-api, zipkin2-api.yaml. Times and durations are in microseconds.
"""

from __future__ import annotations

from analyzer.formats import Fields, Sample, row
from analyzer.formats.kinds.sample_rows import CLIENT_SPAN, TIMED_OUT
from analyzer.formats.kinds.spans import span_format

_FIELDS: Fields = {
    "traceId": "VARCHAR",
    "id": "VARCHAR",
    "kind": "VARCHAR",
    "timestamp": "VARCHAR",
    "duration": "VARCHAR",
    "localEndpoint": {"serviceName": "VARCHAR"},
    "remoteEndpoint": {"serviceName": "VARCHAR", "ipv4": "VARCHAR"},
    "tags": "JSON",
}
_SPAN = """
SELECT try_cast(timestamp AS BIGINT) AS started, try_cast(duration AS DOUBLE) AS took_us,
    try(from_json(tags, '"MAP(VARCHAR,VARCHAR)"')) AS attributes,
    localEndpoint.serviceName AS service, lower(kind) AS kind, traceId AS trace,
    json_exists(tags, '$.error') AS has_failed
FROM input"""


FORMAT = span_format(
    "zipkin",
    "Zipkin v2 spans (JSON)",
    opens=r'\s*\[\s*(?:\[\s*)?\{(?=.{0,4000}"traceId")(?=.{0,4000}"(?:timestamp|duration)"\s*:\s*\d)(?=.{0,8000}"localEndpoint")',
    span=_SPAN,
    document=(),
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
    ),
)
