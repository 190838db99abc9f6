"""Smokescreen, Stripe's proxy for what leaves a network: what it refused, and connections that failed.

Source: stripe/smokescreen, pkg/smokescreen/smokescreen.go and conntrack/instrumented_conn.go. It decides
of each request, and says of each connection how it ended; it sees no status, so that what went well is no request here.
A decision's id is that of its connection.
"""

from __future__ import annotations

from analyzer.formats import Fields, Format, Sample, by_lines, json_object, row

_FIELDS: Fields = {
    "msg": "VARCHAR",
    "allow": "BOOLEAN",
    "proxy_type": "VARCHAR",
    "requested_host": "VARCHAR",
    "role": "VARCHAR",
    "inbound_remote_addr": "VARCHAR",
    "start_time": "VARCHAR",
    "time": "VARCHAR",
    "duration": "VARCHAR",
    "error": "VARCHAR",
    "id": "VARCHAR",
    "trace_id": "VARCHAR",
}
_SELECT = """
WITH told AS (
    SELECT *, msg = 'CANONICAL-PROXY-DECISION' AND NOT allow AS is_refused,
        msg = 'CANONICAL-PROXY-CN-CLOSE' AND given(error) IS NOT NULL AS is_broken
    FROM input
)
SELECT
    coalesce(moment_of(start_time), moment_of(time)) AS ts,
    CASE WHEN is_broken THEN try_cast(duration AS DOUBLE) * 1000 END AS duration_ms,
    given(role) AS client,
    address_of(inbound_remote_addr) AS client_ip,
    CASE WHEN proxy_type = 'connect' THEN 'CONNECT' END AS method,
    given(requested_host) AS host,
    CASE WHEN is_refused THEN 'other' ELSE given(error) END AS error,
    given(trace_id) AS trace_id,
    given(id) AS request_id,
    CASE
        WHEN msg IS NULL THEN 'skip: no request'
        WHEN NOT coalesce(is_refused OR is_broken, FALSE) THEN CASE
            WHEN starts_with(msg, 'CANONICAL-PROXY-') THEN 'skip: tells of no answer'
            ELSE 'skip: runtime line' END
        WHEN coalesce(moment_of(start_time), moment_of(time)) IS NULL THEN 'reject: no time'
    END AS verdict
FROM told
"""


def _claims(line: str) -> bool:
    found = json_object(line)
    return str(found.get("msg", "")).startswith("CANONICAL-PROXY-") and "requested_host" in found


FORMAT = Format(
    name="smokescreen",
    title="Smokescreen, egress proxy",
    detect=by_lines(_claims, sureness=0.95),
    fields=_FIELDS,
    select=_SELECT,
    samples=(
        Sample(
            """{"allow":true,"decision_reason":"rule has allow and report policy","dns_lookup_time_ms":3,"id":"c-1","inbound_remote_addr":"10.0.0.7:60748","level":"info","msg":"CANONICAL-PROXY-DECISION","proxy_type":"connect","requested_host":"api.tickdb.ai:443","role":"md-feed","start_time":"2026-11-19T10:00:00.25Z","time":"2026-11-19T10:00:00Z","trace_id":""}
{"allow":false,"decision_reason":"host matched rule in global deny list","enforce_would_deny":true,"id":"c-2","inbound_remote_addr":"10.0.0.7:60749","level":"warning","msg":"CANONICAL-PROXY-DECISION","proxy_type":"connect","requested_host":"api.tickdb.ai:443","role":"md-feed","start_time":"2026-11-19T10:00:01.25Z","time":"2026-11-19T10:00:01Z","trace_id":""}
{"bytes_in":5120,"bytes_out":800,"duration":30.25,"end_time":"2026-11-19T10:00:30.5Z","error":"read tcp 10.0.0.2:4411->93.184.216.34:443: i/o timeout","id":"c-1","inbound_remote_addr":"10.0.0.7:60748","level":"info","msg":"CANONICAL-PROXY-CN-CLOSE","proxy_type":"connect","requested_host":"api.tickdb.ai:443","role":"md-feed","start_time":"2026-11-19T10:00:00.25Z","time":"2026-11-19T10:00:30Z","timed_out":true}
{"bytes_in":512,"bytes_out":80,"duration":1.25,"error":"","id":"c-3","msg":"CANONICAL-PROXY-CN-CLOSE","proxy_type":"connect","requested_host":"api.tickdb.ai:443","start_time":"2026-11-19T10:00:02.25Z","time":"2026-11-19T10:00:04Z"}
{"level":"info","msg":"starting","time":"2026-11-19T10:00:05Z"}
{"allow":false,"decision_reason":"host matched rule in global deny list","id":"c-4
""",
            rows=(
                row(
                    "10:00:01.25 CONNECT -> other",
                    vendor="tickdb",
                    client="md-feed",
                    client_ip="10.0.0.7",
                    request_id="c-2",
                ),
                row("10:00:00.25 CONNECT -> timeout in 30250 ms", request_id="c-1"),
            ),
            rejects=1,
            skipped=3,
        ),
    ),
)
