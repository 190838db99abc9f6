r"""Nginx Proxy Manager's logs of proxy hosts and of what it answers by itself.

Source: nginx-proxy-manager, docker/rootfs/etc/nginx/conf.d/include/log-proxy.conf: `proxy` has cache
status, status of the upstream, status; `standard` the status alone. The time is the request's end.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.text_lines import CLF, text_format

FORMAT = text_format(
    "nginx_proxy_manager",
    "Nginx Proxy Manager: proxy hosts, and others",
    (
        rf'^\[(?P<end>{CLF})\] (?:\S+ (?:(?:\d{{3}}|-)(?:, \d{{3}})* )?)?(?P<status>\d{{3}}) - (?P<method>[A-Z]+) (?P<scheme>https?) (?P<host>\S+) "(?P<target>[^"]*)" \[Client (?P<client_ip>\S+)\] \[Length (?P<sent>\d+|-)\]',
    ),
    (
        Sample(
            """[19/Nov/2026:10:00:00 +0000] - 502 502 - GET https api.tickdb.ai "/v1/market/ticker?symbol=BTCUSDT" [Client 10.0.0.7] [Length 57] [Gzip -] [Sent-to 10.0.0.2] "md-feed/2.1" "-"
[19/Nov/2026:10:00:00 +0000] - 502 502 - GET https api.tickdb.ai "/v1/mar
[19/Nov/2026:10:00:01 +0000] 444 - POST http 10.0.0.1 "/v1/x" [Client 10.0.0.8] [Length 0] [Gzip -] "md-feed/2.1" "-"
""",
            rows=(
                row(
                    "10:00:00 https://api.tickdb.ai/v1/market/ticker -> 502 with 57 B",
                    client_ip="10.0.0.7",
                ),
                row("10:00:01 POST http://10.0.0.1/v1/x -> 444 with 0 B", client_ip="10.0.0.8"),
            ),
            rejects=1,
        ),
    ),
    complete=r".*\[Length \d+\]",
    broken=r"^\[",
)
