"""Hubble (Cilium): flows of HTTP that its proxy saw in a cluster, as JSON.

Source: cilium/cilium, api/v1/flow/flow.proto, and pkg/hubble/parser/seven. Of an exchange there is a flow for the request
and one for the response, which tells of the request as well; its time is when the answer was there,
and its latency counts from the request. A request that a policy refused has no other flow. What
answers goes back to who asked: that is the destination of a response.
"""

from __future__ import annotations

from collections.abc import Mapping

from analyzer.formats import Fields, Format, Sample, by_lines, json_object, row
from analyzer.mapping.json_fields import member

_END: Fields = {"pod_name": "VARCHAR"}
_FLOW: Fields = {
    "time": "VARCHAR",
    "verdict": "VARCHAR",
    "IP": {"source": "VARCHAR", "destination": "VARCHAR"},
    "source": _END,
    "destination": _END,
    "l7": {
        "type": "VARCHAR",
        "latency_ns": "VARCHAR",
        "http": {"code": "VARCHAR", "method": "VARCHAR", "url": "VARCHAR", "headers": "VARCHAR"},
    },
    "trace_context": {"parent": {"trace_id": "VARCHAR"}},
}
_FIELDS: Fields = {"flow": _FLOW, **_FLOW}
_SELECT = """
WITH flows AS (
    SELECT moment_of(coalesce(flow.time, time)) AS told, coalesce(flow.verdict, verdict) AS said,
        coalesce(flow.IP, IP) AS ip, coalesce(flow.source, source) AS src,
        coalesce(flow.destination, destination) AS dst, coalesce(flow.l7, l7) AS seven,
        coalesce(flow.trace_context, trace_context) AS trace
    FROM input
),
with_parts AS (
    SELECT *, seven.http AS http, seven.type = 'RESPONSE' AS is_answer,
        seven.type = 'REQUEST' AND said = 'DROPPED' AS is_refused,
        try_cast(seven.latency_ns AS DOUBLE) / 1e6 AS took
    FROM flows
)
SELECT
    CASE WHEN is_answer THEN coalesce(sent_at(told, took), told) ELSE told END AS ts,
    CASE WHEN is_answer THEN took END AS duration_ms,
    CASE WHEN is_answer THEN dst.pod_name ELSE src.pod_name END AS client,
    address_of(CASE WHEN is_answer THEN ip.destination ELSE ip.source END) AS client_ip,
    given(http.method) AS method,
    given(http.url) AS url,
    CASE WHEN is_answer THEN status_of(http.code) END AS status,
    CASE WHEN is_refused THEN 'other' END AS error,
    given(trace.parent.trace_id) AS trace_id,
    list_filter(
        try(from_json(http.headers, '[{"key": "VARCHAR", "value": "VARCHAR"}]')),
        lambda one: lower(one.key) = 'x-request-id'
    )[1].value AS request_id,
    CASE
        WHEN http.method IS NULL THEN 'skip: no request'
        WHEN NOT coalesce(is_answer OR is_refused, FALSE) THEN 'skip: part of an exchange'
        WHEN told IS NULL THEN 'reject: no time'
        WHEN is_answer AND status_of(http.code) IS NULL THEN 'reject: no status'
    END AS verdict
FROM with_parts
"""


def _claims(line: str) -> bool:
    found = json_object(line)
    flow = found.get("flow", found)
    return (
        isinstance(flow, Mapping)
        and flow.keys() >= {"time", "verdict", "l7"}
        and isinstance(member(flow, "l7.http"), Mapping)
    )


FORMAT = Format(
    name="hubble",
    title="Hubble (Cilium), flows of HTTP as JSON",
    detect=by_lines(_claims, sureness=0.95),
    fields=_FIELDS,
    select=_SELECT,
    samples=(
        Sample(
            """{"flow":{"time":"2026-11-19T10:00:00.250Z","verdict":"FORWARDED","IP":{"source":"10.0.0.7","destination":"10.0.0.2","ipVersion":"IPv4"},"source":{"namespace":"bots","pod_name":"md-feed-1"},"destination":{"identity":2,"labels":["reserved:world"]},"Type":"L7","l7":{"type":"REQUEST","http":{"method":"GET","url":"https://api.tickdb.ai/v1/x?a=1","protocol":"HTTP/1.1"}},"traffic_direction":"EGRESS"},"node_name":"n1","time":"2026-11-19T10:00:00.250Z"}
{"flow":{"time":"2026-11-19T10:00:00.281Z","verdict":"FORWARDED","IP":{"source":"10.0.0.2","destination":"10.0.0.7","ipVersion":"IPv4"},"source":{"identity":2,"labels":["reserved:world"]},"destination":{"namespace":"bots","pod_name":"md-feed-1"},"Type":"L7","l7":{"type":"RESPONSE","latency_ns":"31000000","http":{"code":429,"method":"GET","url":"https://api.tickdb.ai/v1/x?a=1","protocol":"HTTP/1.1","headers":[{"key":":scheme","value":"https"},{"key":"X-Request-Id","value":"r-1"}]}},"is_reply":true,"trace_context":{"parent":{"trace_id":"5b8aa5a2d2c872e8321cf37308d69df2"}}},"node_name":"n1","time":"2026-11-19T10:00:00.281Z"}
{"flow":{"time":"2026-11-19T10:00:01.250Z","verdict":"DROPPED","IP":{"source":"10.0.0.7","destination":"10.0.0.2"},"source":{"pod_name":"md-feed-1"},"destination":{},"Type":"L7","l7":{"type":"REQUEST","http":{"method":"POST","url":"https://api.tickdb.ai/v1/orders","protocol":"HTTP/1.1"}}},"node_name":"n1","time":"2026-11-19T10:00:01.250Z"}
{"flow":{"time":"2026-11-19T10:00:02.250Z","verdict":"DROPPED","IP":{"source":"10.0.0.7","destination":"10.0.0.2"},"l4":{"TCP":{"source_port":4,"destination_port":443}},"Type":"L3_L4","Summary":"TCP Flags: SYN"},"node_name":"n1","time":"2026-11-19T10:00:02.250Z"}
{"time":"2026-11-19T10:00:03.281Z","verdict":"FORWARDED","IP":{"source":"10.0.0.2","destination":"10.0.0.7"},"l7":{"type":"RESPONSE","latency_ns":"31000000","http":{"code":200,"method":"GET","url":"https://api.tickdb.ai/v1/y"}},"is_reply":true}
{"flow":{"time":"2026-11-19T10:00:04.250Z","verdict":"FORW
""",
            rows=(
                row(
                    "10:00:00.25 GET https://api.tickdb.ai/v1/x?a=1 -> 429 in 31 ms",
                    client="md-feed-1",
                    client_ip="10.0.0.7",
                    request_id="r-1",
                    trace_id="5b8aa5a2d2c872e8321cf37308d69df2",
                ),
                row("10:00:01.25 POST /v1/orders -> other", client_ip="10.0.0.7"),
                row("10:00:03.25 GET /v1/y -> 200 in 31 ms"),
            ),
            rejects=1,
            skipped=2,
        ),
    ),
)
