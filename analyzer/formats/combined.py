r"""Apache and nginx access logs in `combined` form, with or without a virtual host before them.

nginx: ngx_http_log_module; Apache: mod_log_config, `combined` and `vhost_combined`. The time is the
request's end with nginx and its start with Apache; neither has a duration by default, so it is
taken as it stands. Further fields after the user agent (nginx's stock `main`) are allowed.
"""

from __future__ import annotations

import re

from analyzer.formats import Format, Sample, by_lines, row
from analyzer.system.sql_literal import quoted

QUOTED = r'"(?:[^"\\]|\\.)*"'
# Lines without them stand among the others where Apache answers by itself. What follows is anything
# whose quotes are closed: a line that was cut within them is none.
_TAIL = rf'(?: {QUOTED} {QUOTED}(?:[^"]|{QUOTED})*)?\s*$'
# No time of the day, which a logger may have put before the line.
_IPV6 = r"(?:(?:[0-9A-Fa-f]{1,4}:){5,7}[0-9A-Fa-f.]+|[0-9A-Fa-f:]*::[0-9A-Fa-f:.]*)"
_ADDRESS = rf"(?:[0-9]+\.[0-9.]+|{_IPV6}(?:%\w+)?|unix:)"
# nginx may write the list of X-Forwarded-For, and behind it who connected; the first is the client.
_ADDRESSES = rf'"?({_ADDRESS})(?:, ?{_ADDRESS})*"?(?: {_ADDRESS})?'
_HOST = r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d+)?"
_NAME = r"[A-Za-z0-9][\w.-]*(?::\d+)?"
# lighttpd has the virtual host behind the client, where others have a client behind a virtual host:
# of two addresses with but a user behind them the first is the client.
_BARE = rf"(?:[0-9]+\.[0-9.]+|{_IPV6})"
_BEFORE_HOST = rf'({_BARE}) ({_BARE}|\[{_IPV6}\](?::\d+)?) [^"\s]+ '
_GROUPS = 11
# What a logger has before the line, as Kafka Connect's does, is no virtual host.
_LEVELS = "'TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR'"
# Plain lines, for the look.
ACCESS_FORM = '{client} - {user} [{clf_time}] "{request}" {status} {sent_or_none}'
# Who calls, by identd, where lighttpd has the virtual host: no part of a time or a tag that a
# collector put before the line.
_SECOND = r"((?:[\w-]+\.)+[A-Za-z]{2,}(?::\d+)?|localhost(?::\d+)?)"
_IDENT = rf"(?:-|{_SECOND}|[A-Za-z_][\w.@\\-]*)"


def access_line(tail: str) -> str:
    """The pattern of a line of the common log, followed by `tail` (RE2 and Python alike)."""
    return (
        # `-`: who asked is not known, as of a header X-Forwarded-For that was not sent.
        rf"^(?:{_BEFORE_HOST}|(?:({_HOST}) {_ADDRESSES}|{_ADDRESSES}|({_NAME})|-)"
        rf' {_IDENT} (?:[^"]*? )?)'
        # Undertow (WildFly, Quarkus) has no brackets; Tomcat may say the thread. Java's months are in small
        # letters, with a point or without, where its machine speaks another language.
        r"\[?(\d\d/[A-Za-z][a-z][a-z]t?\.?/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\]? (?:[\w.#:-]+ )?"
        r'"((?:[^"\\]|\\.)*)" +(\d{3}|0|-) (\d+|-)'
    ) + tail


def access_select(
    pattern: str, *, tail: str = "SELECT *, begun AS ts FROM with_request_line"
) -> str:
    """SQL that maps lines of the common log, which match `pattern`, onto an exchange.

    `tail` is SQL from `with_request_line` to what is more in it, and `ts`; `p.tail` is the pattern's next group.
    """
    return rf"""
WITH parts AS (
    SELECT line, regexp_extract(line, {quoted(pattern)},
        ['caller', 'called', 'vhost', 'behind', 'client', 'name', 'second', 'time', 'request', 'status', 'bytes'{
        ", 'tail'" if re.compile(pattern).groups > _GROUPS else ""
    }]) AS p
    FROM input
),
with_request_line AS (
    SELECT line, p, request_line(p.request) AS r, clf_time(p.time) AS begun FROM parts
),
with_tail AS ({tail})
SELECT
    ts,
    {"duration_ms, request_id," if "duration_ms" in tail else ""}
    nullif(replace(p.caller || p.behind || p.client || without_port(p.name), 'unix:', ''), '')
        AS client_ip,
    upper(nullif(r.method, '')) AS method,
    nullif(r.target, '') AS url,
    CASE WHEN p.vhost NOT IN ('-', {_LEVELS}) THEN
        coalesce(nullif(without_port(
            CASE WHEN p.vhost = '' THEN p.called || p.second ELSE p.vhost END), ''){
        ", nullif(without_port(told_host), '')" if "told_host" in tail else ""
    })
    END AS host,
    nullif(try_cast(p.status AS INTEGER), 0) AS status,
    CASE WHEN p.status IN ('-', '0', '000') THEN 'other' END AS error,
    try_cast(p.bytes AS BIGINT) AS response_bytes,
    CASE
        -- Squid, of a connection that ended before it asked for anything.
        WHEN contains(p.request, ' error:transaction-end-') THEN 'skip: no HTTP request'
        WHEN begun IS NOT NULL THEN NULL
        WHEN is_error_log(line) THEN 'skip: error log line'
        WHEN p.time <> '' THEN 'reject: no such time'
        WHEN is_message(line) THEN 'skip: another message'
        ELSE 'reject: not an access log line'
    END AS verdict
FROM with_tail
"""


_PATTERN = access_line(_TAIL)
_CLAIM = re.compile(_PATTERN)

FORMAT = Format(
    name="combined",
    complete=r'.*" (?:\d{3}|-) ',
    title="Apache and nginx combined access log",
    # Further fields are allowed, so a format that names them claims its lines more firmly.
    detect=by_lines(_CLAIM.match, sureness=0.6),
    select=access_select(_PATTERN),
    plain_forms=(f'{ACCESS_FORM} "{{quoted}}" "{{quoted}}"{{rest}}', ACCESS_FORM),
    samples=(
        Sample(
            """api.tickdb.ai:443 10.0.0.7 - - [19/Nov/2026:10:00:00 +0800] "GET /v1/market/ticker?symbol=BTCUSDT HTTP/1.1" 502 157 "-" "md-feed/2.1"
2026/11/19 10:00:00 [error] 31#31: *46 upstream timed out
2026-11-19 10:00:00,412 INFO feed: symbols loaded
10.0.0.6 api.tickdb.ai - [19/Nov/2026:10:00:02 +0000] "GET /v1/y HTTP/1.1" 404 3 "-" "md-feed"
api.tickdb.ai:80 "10.0.0.8, 10.0.0.9" 10.1.0.1 - - [19/Nov/2026:10:00:01 +0000] "GET /v1/x " 200 7 "-" "-"
10.0.0.7 - - [19/Nov/2026:10:00:03 +0000] "GET http://api.tickdb.ai/v1/z HTTP/1.1" 000 0 "-" "md-feed" TCP_MISS_ABORTED:HIER_DIRECT
10.0.0.7 - - [19/Nov/2026:10:00:04 +0000] "GET /v1/q HTTP/1.1" - - "-" "-"
10.0.0.7:51000 - - [19/Nov/2026:10:00:06 +0000] "GET /v1/r HTTP/1.1" 200 5 "-" "-"
10.0.0.7 - - [19/Nov/2026:10:00:05 +0000] "null null null" 400 19 "-" "-"
api.tickdb.ai [19/Nov/2026:10:00:00 +0800] "GET / HTTP/1.1" 200 1 "-" "-"
- - - [19/Nov/2026:10:00:07 +0000] "GET http://api.tickdb.ai/v1/s HTTP/1.1" 429 5 "-" "md-feed"
- 10.0.0.7 - [19/Nov/2026:10:00:08 +0000] "GET /v1/t HTTP/1.1" 200 5 "-" "md-feed"
10.0.0.7 - - [19/Sept/2026:10:00:09 +0000] "GET /v1/u HTTP/1.1" 200 5 "-" "md-feed"
10.0.0.7 - - [19/sept./2026:10:00:10 +0000] "GET /v1/u HTTP/1.1" 401 5 "-" "md-feed"
""",
            rows=(
                row(
                    "02:00:00 GET /v1/market/ticker?symbol=BTCUSDT -> 502 with 157 B",
                    vendor="tickdb",
                    client_ip="10.0.0.7",
                ),
                row("10:00:02 api.tickdb.ai/v1/y -> 404", client_ip="10.0.0.6"),
                row("10:00:01 api.tickdb.ai/v1/x with 7 B", client_ip="10.0.0.8"),
                row("10:00:03 http://api.tickdb.ai/v1/z -> other with 0 B"),
                row("10:00:04 /v1/q -> other", response_bytes=None),
                row("10:00:05 -> 400", method=None, path=None),
                row("10:00:06 /v1/r -> 200", client_ip="10.0.0.7", host=None),
                row("10:00:07 http://api.tickdb.ai/v1/s -> 429 with 5 B", client_ip=None),
                row("10:00:08 /v1/t -> 200", client_ip="10.0.0.7", host=None),
                row("/v1/u -> 200", ts="2026-09-19T10:00:09Z"),
                row("/v1/u -> 401", ts="2026-09-19T10:00:10Z"),
            ),
            rejects=1,
            skipped=2,
        ),
        # Squid's, of which connections that asked for nothing are no requests.
        # Kafka Connect's own interface, by its logger.
        Sample(
            """[2026-11-19 10:00:00,250] INFO 10.0.0.7 - - [19/Nov/2026:10:00:00 +0000] "GET /connectors/a/status HTTP/1.1" 404 215 "-" "curl/8" 3 (org.apache.kafka.connect.runtime.rest.RestServer:62)
[2026-11-19 10:00:01,250] INFO [Worker clientId=a] Session key updated (org.apache.kafka.connect.runtime.distributed.DistributedHerder:1709)
""",
            rows=(
                row("10:00:00 GET /connectors/a/status -> 404", host=None, client_ip="10.0.0.7"),
            ),
            skipped=1,
        ),
        Sample(
            """10.0.0.7 - - [19/Nov/2026:10:00:00 +0000] "CONNECT api.tickdb.ai:443 HTTP/1.1" 200 5123 "-" "md-feed" TCP_TUNNEL:HIER_DIRECT
10.0.0.7 - - [19/Nov/2026:10:00:01 +0000] "- error:transaction-end-before-headers HTTP/0.0" 0 0 "-" "-" NONE_NONE:HIER_NONE
10.0.0.7 - - [19/Nov/2026:10:00:02 +0000] "NONE error:transaction-end-before-headers HTTP/0.0" 000 0 "-" "-" NONE_NONE:HIER_NONE
10.0.0.7 - - [19/Nov/2026:10:00:03 +0000] "GET http://api.tickdb.ai/v1/z HTTP/1.1" 0 0 "-" "md-feed" TCP_MISS_ABORTED:HIER_DIRECT
""",
            rows=(
                row("10:00:00 CONNECT -> 200", vendor="tickdb"),
                row("10:00:03 http://api.tickdb.ai/v1/z -> other with 0 B"),
            ),
            skipped=2,
        ),
        # lighttpd, asked by name, by address and by one of IPv6.
        Sample(
            """10.0.0.7 api.tickdb.ai - [19/Nov/2026:10:00:00 +0000] "GET /v1/a HTTP/1.1" 200 57 "-" "md-feed"
10.0.0.7 192.0.2.1 - [19/Nov/2026:10:00:01 +0000] "GET /v1/b HTTP/1.1" 404 57 "-" "md-feed"
fd00::7 192.0.2.1 alice [19/Nov/2026:10:00:02 +0000] "GET /v1/c HTTP/1.1" 200 57 "-" "md-feed"
fd00::7 [fd00::1]:8080 - [19/Nov/2026:10:00:03 +0000] "GET /v1/d HTTP/1.1" 200 57 "-" "md-feed"
192.0.2.1 10.0.0.7 - - [19/Nov/2026:10:00:04 +0000] "GET /v1/e HTTP/1.1" 200 57 "-" "md-feed"
""",
            rows=(
                row("10:00:00 api.tickdb.ai/v1/a -> 200", client_ip="10.0.0.7"),
                row("10:00:01 192.0.2.1/v1/b -> 404", client_ip="10.0.0.7"),
                row("10:00:02 192.0.2.1/v1/c -> 200", client_ip="fd00::7"),
                row("10:00:03 /v1/d -> 200", client_ip="fd00::7"),
                row("10:00:04 192.0.2.1/v1/e -> 200", client_ip="10.0.0.7"),
            ),
        ),
        Sample(
            """10.0.0.2, 127.0.0.1 - - [19/Nov/2026:10:00:00 +0000] "GET //v1/x#y?a=1 HTTP/1.1" 200 7 "-" "md-feed" rt=0.1 uct="0.0"|0.2
::1 - - [19/Nov/2026:10:00:01 +0000] "-" 408 -
[::1]:80 "10.0.0.2, ::1" - - [19/Nov/2026:10:00:02 +0000] "CONNECT api.tickdb.ai:443 HTTP/1.1" 200 0 "-" "-"
10.0.0.2 - - [19/Nov/2026:10:00:00 +0000] "GET /v1/x HTTP/1.1" 200 7 "-" "md-feed" "
""",
            rows=(
                row("//v1/x#y?a=1", client_ip="10.0.0.2", host=None),
                row("-> 408", client_ip="::1", method=None),
                row(client_ip="10.0.0.2", vendor="tickdb", path=None),
            ),
            rejects=1,
        ),
    ),
)
