"""nginx's access log as JSON (`log_format … escape=json`), whose field names are free.

Source: ngx_http_log_module and ngx_http_core_module. Whatever they are called, times are written
at a request's end and durations are in seconds with three decimals, often as text;
`upstream_response_time` may be a list. "-" and "" both mean that there is nothing. Some call the
client's address `host`.
"""

from __future__ import annotations

from dataclasses import replace

import duckdb

from analyzer.formats import Format, Sample, by_lines, json_object, row
from analyzer.formats.kinds.sample_rows import ACCESS
from analyzer.mapping.aliases import Place
from analyzer.mapping.json_fields import JsonFields

# Variables of nginx and common names for them; some are enough if no other make has them.
_OWN = {
    "request_time", "body_bytes_sent", "http_user_agent", "http_referer", "upstream_response_time",
    "upstream_addr", "upstream_status", "upstream_connect_time", "upstream_header_time",
    "time_iso8601", "time_local", "request_uri", "http_x_forwarded_for", "request_length",
    "reqtime", "apptime", "forwardedfor", "ssl_protocol", "msec", "server_protocol", "bytes_sent",
    "nginx_version", "connection_requests", "proxy_upstream_name", "upstream_cache_status",
    "upstream_bytes_received",
}  # fmt: skip
_COMMON = {
    "remote_addr", "remote_user", "request_method", "request", "status", "server_name", "host",
    "method", "uri", "ua", "referer", "http_host", "args", "vhost", "scheme", "size", "x_forwarded_for",
    "request_id", "user_agent", "remote_ip", "time", "client", "response_time",
}  # fmt: skip
# What HAProxy, Tyk and Envoy have beside such names.
_OF_OTHERS = {"termination_state", "raw_request", "response_flags", "upstream_cluster"}
_SURENESS = 0.8


def _claims(line: str) -> bool:
    keys = json_object(line).keys()
    return (
        bool(keys & _OWN)
        and not keys & _OF_OTHERS
        and len(keys & (_OWN | _COMMON)) >= 4
        and not any("." in k for k in keys)
    )


def _select(fields: JsonFields, con: duckdb.DuckDBPyConnection) -> str:
    """The mapping, `host` being the client's address where nothing else can be."""
    select = fields.select(con)
    plan = fields.plan
    if plan.fields("client_ip") or "host" not in plan.fields("host"):
        return select
    ((is_address,),) = con.execute(
        "SELECT bool_and(address_of(host) = host) FROM (SELECT json_extract_string(line, '$.host')"
        " AS host FROM input WHERE json_valid(line)) WHERE host IS NOT NULL"
    ).fetchall()
    if is_address:
        fields.choose("host", Place("client_ip", 0))
        return fields.select(con)
    return select


def _fit(beginning: str) -> Format:
    del beginning
    fields = JsonFields(unit="s")
    return replace(
        FORMAT,
        select=lambda con: _select(fields, con),
        unmapped=fields.unmapped,
        plain_fields=fields.plain,
        fit=None,
    )


FORMAT = Format(
    name="nginx_json",
    title="nginx access log, JSON with any field names",
    detect=by_lines(_claims, sureness=_SURENESS),
    select=lambda con: _select(JsonFields(unit="s"), con),
    fit=_fit,
    samples=(
        # nginx: `$uri` is without its query, and as rewritten.
        Sample(
            """{"time_iso8601":"2026-11-19T10:00:00+00:00","request":"GET /v1/x?a=1 HTTP/1.1","uri":"/index.php","status":200}
{"time_iso8601":"2026-11-19T10:00:01+00:00","request":"","uri":"/v1/y","request_method":"GET","status":200}
""",
            rows=(row("10:00:00 GET /v1/x?a=1 -> 200"), row("10:00:01 GET /v1/y -> 200")),
        ),
        Sample(
            '{"time_local":"19/Nov/2026:18:00:00 +0800","remote_addr":"10.0.0.7","request":"GET '
            '/v1/market/ticker?symbol=BTCUSDT HTTP/1.1","status":"429","body_bytes_sent":"57",'
            '"request_time":"0.500","upstream_response_time":"0.1, 0.2 : 0.1","http_host":'
            '"api.tickdb.ai","http_user_agent":"md-feed/2.1","http_x_forwarded_for":"-"}\n'
            '{"time_local":"19/Nov/2026:10:00:01 +0000","remote_addr":"","request":"\\\\x16\\\\x03",'
            '"status":400,"body_bytes_sent":0,"request_time":"-","http_host":"",'
            '"http_x_forwarded_for":"fd00::1, 10.1.0.1"}\n'
            "2026/11/19 10:00:02 [error] 31#31: *46 upstream timed out\n"
            '{"time_local":"19/Nov/2026:10:00:03 +0000","remote_addr":"10.0.0.7","stat\n',
            rows=(
                ACCESS | row("09:59:59.5"),
                row("-> 400", method=None, path=None, client_ip="fd00::1"),
            ),
            rejects=1,
            skipped=1,
        ),
        Sample(
            """{"time":"2026-11-19T10:00:01+00:00","host":"10.0.0.7","forwardedfor":"-","req":"GET / HTTP/2.0","status":"200","method":"GET","uri":"/","size":"1","reqtime":"1.000"}
""",
            rows=(row("10:00:00 in 1000 ms", client_ip="10.0.0.7"),),
        ),
        # A time of the epoch under the name of a duration, and other names for times and the first line.
        Sample(
            """{"time_ms":"1795082400.250","time_iso8601":"2026-11-19T10:00:00+00:00","status":"429","method":"GET","host":"api.tickdb.ai","path":"/v1/x","nginx_time":"0.109","upstream_response_time":"0.000, 0.110"}
{"nginx_time":"1795082401.281","now":"2026-11-19T10:00:01+00:00","remote_addr":"10.0.0.7","request_method":"GET","request_time":"0.031","status":"503","upstream_addr":"10.0.0.9:80","uri":"/v1/y","host":"api.tickdb.ai"}
{"now":"2026-11-19T10:00:02+00:00","remote_addr":"10.0.0.7","request_method":"GET","status":"503","upstream_addr":"10.0.0.9:80","uri":"/v1/z","host":"api.tickdb.ai"}
""",
            rows=(
                row("09:59:59.89 GET api.tickdb.ai/v1/x -> 429 in 110 ms"),
                row("10:00:01.25 GET api.tickdb.ai/v1/y -> 503 in 31 ms"),
                row("10:00:02 GET api.tickdb.ai/v1/z -> 503"),
            ),
        ),
        Sample(
            """{"time_local":"[19/Nov/2026:18:00:00 +0800]","remote_addr":"10.0.0.7","host":"api.tickdb.ai","request_url":"GET /v1/x?a=1 HTTP/1.1","http_stat":429,"request_length":91,"body_bytes_sent":57,"http_referer":"-","request_time":"0.500"}
""",
            rows=(row("09:59:59.5 GET api.tickdb.ai/v1/x?a=1 -> 429 with 57 B in 500 ms"),),
        ),
        # Headers of the answer, as nginx names them, and the service that was called.
        Sample(
            """{"msec":"1795082400.281","remote_addr":"10.0.0.7","request":"GET /v1/x HTTP/1.1","status":"429","request_time":"0.031","http_host":"api.tickdb.ai","service":"feed-svc","sent_http_x_request_id":"r-1","upstream_http_retry_after":"7","upstream_http_x_ratelimit_limit":"100","upstream_http_x_ratelimit_remaining":"0"}
""",
            rows=(
                row(
                    "10:00:00.25 GET api.tickdb.ai/v1/x -> 429 in 31 ms",
                    client=None,
                    request_id="r-1",
                    retry_after_s=7.0,
                    limit_quota=100.0,
                    limit_remaining=0.0,
                ),
            ),
        ),
        # Without `escape=json` quotes and bytes are no JSON.
        Sample(
            r"""{"time_local":"19/Nov/2026:10:00:00 +0000","remote_addr":"10.0.0.7","request":"GET /v1/\xE4?a=1 HTTP/1.1","status":"429","http_user_agent":"bot \x22feed\x22 \x5C"}
""",
            rows=(row(r"10:00:00 GET /v1/\xE4?a=1 -> 429", client_ip="10.0.0.7"),),
        ),
    ),
)
