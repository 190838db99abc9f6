r"""oauth2-proxy's request log.

Source: oauth2-proxy, pkg/logger, `DefaultRequestLoggingFormat`: the client, the request's id, the user,
when the request came in, the host that was asked for, method, upstream, URI in quotes, protocol, user
agent, status, size and seconds. The time is local without a zone; what it says of itself and of who
logs in stands among them.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.text_lines import ADDRESS, METHOD, text_format

_TIME = r"\d{4}/\d\d/\d\d \d\d:\d\d:\d\d"

FORMAT = text_format(
    "oauth2_proxy",
    "oauth2-proxy request log",
    (
        rf"^(?P<client_ip>{ADDRESS})(?::\d+)? - (?P<request_id>\S+) - \S+ \[(?P<start>{_TIME})\] "
        rf"(?P<host>\S+) (?P<method>{METHOD}) \S+ \"(?P<target>[^\" ]+)\" HTTP/[0-9.]+ \"[^\"]*\" "
        r"(?P<status>\d{3}) (?P<sent>\d+) (?P<s>\d+\.\d{3})\s*$",
    ),
    (
        Sample(
            """[2026/11/19 10:00:00] [oauthproxy.go:177] Cookie settings: name:_oauth2_proxy secure(https):true
10.0.0.7 - 6b8ad3d13f383608814dd9ef99fe7c0c - - [2026/11/19 10:00:00] api.tickdb.ai GET - "/oauth2/auth" HTTP/1.1 "" 401 13 0.000
10.0.0.7:51000 - 178feea0e0f8421aecd8a88732a9deec - bot@tickdb.ai [2026/11/19 10:00:01] api.tickdb.ai POST 10.0.0.3:8080 "/v1/x?a=1" HTTP/1.1 "bot/1.0 (x)" 502 57 0.250
10.0.0.7 - 178feea0e0f8421aecd8a88732a9deed - bot@tickdb.ai [2026/11/19 10:00:01] [AuthSuccess] Authenticated via OAuth2
10.0.0.7 - 178feea0e0f8421aecd8a88732a9deee - - [2026/11/19 10:00:02] api.tickdb.ai GET - "/oau
""",
            rows=(
                row(
                    "10:00:00 GET api.tickdb.ai/oauth2/auth -> 401 with 13 B in 0 ms",
                    client_ip="10.0.0.7",
                    request_id="6b8ad3d13f383608814dd9ef99fe7c0c",
                ),
                row("10:00:01 POST api.tickdb.ai/v1/x?a=1 -> 502 with 57 B in 250 ms"),
            ),
            rejects=1,
            skipped=2,
        ),
    ),
    complete=r'.*" \d{3} \d+ ',
    broken=rf"^{ADDRESS}(?::\d+)? - \S+ - \S+ \[{_TIME}\] [^\[]",
)
