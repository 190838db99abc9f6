r"""nginx error log: what it says of an upstream that gave no answer, with the request that it was for.

The lines of a file of its own count; among access lines, which tell of the same requests, they do not.
An upstream that answered, a file that is not there, a limit of nginx itself are no such failure.
Source: nginx, ngx_http_upstream.c and ngx_http_log_error_handler; its status is not said.
"""

from __future__ import annotations

from dataclasses import replace

from analyzer.formats import LEAST_SURENESS, Sample, row
from analyzer.formats.kinds.text_lines import ADDRESS, METHOD, text_format

# Each ends in what nginx was doing: `while connecting to upstream`.
_REASON = (
    r"(?:(?:connect|recv|send|writev|readv|sendfile|SSL_(?:do_handshake|read|write))\(\) failed|"
    r"peer closed connection|upstream timed out|upstream prematurely closed)[^\n]*? upstream|"
    r"no live upstreams[^\n]*?|upstream SSL certificate[^\n]*?|"
    r"[\w.-]+ could not be resolved[^\n]*?|host not found in upstream[^\n]*?"
)
_LINE = (
    r"^(?P<end>\d{4}/\d\d/\d\d \d\d:\d\d:\d\d) \[(?:warn|error|crit|alert|info)\] \d+#\d+: (?:\*\d+ )?"
    rf"(?P<error>{_REASON}), client: (?:(?P<client_ip>{ADDRESS})|unix:), server: [^,\n]*, "
    rf"request: \"(?P<method>{METHOD}) (?P<target>\S+)(?: HTTP/[0-9.]+)?\""
)
_HOST = r"[^\n]*?, host: \"(?P<host>[^\"\n]+)\""

_FORMAT = text_format(
    "nginx_error",
    "nginx error log: upstreams that gave no answer",
    (_LINE + _HOST, _LINE),
    (
        Sample(
            """2026/11/19 10:00:00 [error] 7#7: *3 upstream timed out (110: Connection timed out) while reading response header from upstream, client: 10.0.0.7, server: gw, request: "GET /v1/market/ticker?symbol=BTCUSDT HTTP/1.1", upstream: "https://10.0.0.2:443/v1/market/ticker?symbol=BTCUSDT", host: "api.tickdb.ai"
2026/11/19 10:00:01 [error] 7#7: *4 connect() failed (111: Connection refused) while connecting to upstream, client: 10.0.0.7, server: gw, request: "POST /v1/orders HTTP/1.1", upstream: "http://10.0.0.2:8080/v1/orders", host: "api.tickdb.ai:8443", referrer: "https://app.example/"
2026/11/19 10:00:02 [error] 7#7: *5 recv() failed (104: Connection reset by peer) while reading response header from upstream, client: ::1, server: , request: "GET /v1/x HTTP/2.0", upstream: "http://10.0.0.2:8080/v1/x"
2026/11/19 10:00:03 [crit] 7#7: *6 SSL_do_handshake() failed (SSL: error:0A000438:SSL routines::tlsv1 alert internal error) while SSL handshaking to upstream, client: 10.0.0.7, server: gw, request: "GET /v1/y HTTP/1.1", upstream: "https://10.0.0.2:443/v1/y", host: "api.tickdb.ai"
2026/11/19 10:00:04 [error] 7#7: *7 api.tickdb.ai could not be resolved (3: Host not found), client: 10.0.0.7, server: gw, request: "GET /v1/z HTTP/1.1", host: "gw"
2026/11/19 10:00:05 [error] 7#7: *8 upstream prematurely closed connection while reading response header from upstream, client: 10.0.0.7, server: gw, request: "GET /v1/w HTTP/1.1", upstream: "http://10.0.0.2/v1/w", host: "api.tickdb.ai"
2026/11/19 10:00:06 [error] 7#7: *9 open() "/srv/favicon.ico" failed (2: No such file or directory), client: 10.0.0.7, server: gw, request: "GET /favicon.ico HTTP/1.1", host: "gw"
2026/11/19 10:00:06 [info] 7#7: *9 recv() failed (104: Connection reset by peer) while sending to client, client: 10.0.0.7, server: gw, request: "GET /v1/v HTTP/1.1", upstream: "http://10.0.0.2/v1/v", host: "api.tickdb.ai"
2026/11/19 10:00:07 [notice] 7#7: signal process started
2026/11/19 10:00:08 [error] 7#7: *10 upstream timed out (110: Connection timed out) while connecting to upstream, client: 10.0.0.7, server: gw, request: "GET /v1/mar
""",
            rows=(
                row(
                    "10:00:00 GET api.tickdb.ai/v1/market/ticker?symbol=BTCUSDT -> timeout",
                    client_ip="10.0.0.7",
                ),
                row("10:00:01 POST api.tickdb.ai:8443/v1/orders -> connect"),
                row("10:00:02 GET /v1/x -> reset", client_ip="::1", host=None),
                row("10:00:03 GET /v1/y -> tls"),
                row("10:00:04 GET gw/v1/z -> dns"),
                row("10:00:05 GET /v1/w -> reset"),
            ),
            rejects=1,
            skipped=3,
        ),
    ),
    complete=r".*, request: \"[^\"]*\"",
    hint=r", request: \"",
    broken=rf"^\d{{4}}/\d\d/\d\d [^\n]*(?:{_REASON}), client: [^\n]*, request: \"[^\"\n]*$",
)


def _detect(beginning: str) -> float:
    """Its lines say what access lines tell better."""
    return LEAST_SURENESS if _FORMAT.detect(beginning) else 0.0


FORMAT = replace(_FORMAT, detect=_detect)
