r"""Cloud Foundry's Gorouter: its access log, also as `cf logs` shows it.

Source: cloudfoundry/routing-release, accesslog/schema: host, when the request came in, its line, status, bytes
of request and answer, then `name:value`. `response_time` is in seconds.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.text_lines import ADDRESS, METHOD, text_format

_ZONE = r"[+-]\d{4}"
_TIMES = (
    rf"(?P<start>\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|{_ZONE}))",
    rf"(?P<start>\d\d/[A-Z][a-z][a-z]/\d{{4}}:\d\d:\d\d:\d\d {_ZONE})",
)
_LINE = (
    r"(?:^|\s)(?P<host>[\w.:-]+) - \[{time}\] \"(?P<method>{method}) (?P<target>\S+) HTTP/[0-9.]+\" "
    r"(?P<status>\d{{3}}|-) (?P<received>\d+) (?P<sent>\d+) \"[^\"]*\" \"[^\"]*\" \"?(?P<client_ip>{address})?[^ ]* "
    r"[^\n]*?\bresponse_time:(?:(?P<s>[0-9.]+)|-)(?:[^\n]*?\bx_b3_traceid:\"(?P<trace_id>[0-9a-f]+)\")?"
)

FORMAT = text_format(
    "gorouter",
    "Cloud Foundry Gorouter access log",
    [_LINE.format(time=one, method=METHOD, address=ADDRESS) for one in _TIMES],
    (
        Sample(
            """2026-11-19T10:00:00.55+0000 [RTR/10] OUT api.tickdb.ai - [2026-11-19T10:00:00.250+0000] "GET /v1/x?a=1 HTTP/1.1" 429 0 57 "-" "bot/1" "10.0.0.7:55276" "10.1.0.1:61003" x_forwarded_for:"10.0.0.7" x_forwarded_proto:"https" vcap_request_id:"8acf" response_time:0.25 gorouter_time:0.001 app_id:"fe91" app_index:"0" x_b3_traceid:"f551776bbbd789e3" x_b3_spanid:"f551776bbbd789e3"
2026-11-19T10:00:00.55+0000 [RTR/10] OUT
2026-11-19T10:00:01.55+0000 [APP/PROC/WEB/0] OUT started
api.tickdb.ai - [2026-11-19T10:00:02.250+0000] "POST /v1/orders HTTP/1.1" 502 12 67 "-" "bot/1" 10.0.0.7:55276 x_forwarded_for:"-" vcap_request_id:8acf response_time:0.5 app_id:fe91
api.tickdb.ai - [2026-11-19T10:00:02.250+0000] "POST /v1/or
""",
            rows=(
                row(
                    "10:00:00.25 GET api.tickdb.ai/v1/x?a=1 -> 429 with 57 B in 250 ms",
                    client_ip="10.0.0.7",
                    trace_id="f551776bbbd789e3",
                ),
                row("10:00:02.25 POST api.tickdb.ai/v1/orders -> 502 in 500 ms"),
            ),
            rejects=1,
            skipped=2,
        ),
    ),
    complete=r".*response_time:\S",
    broken=r"(?:^|\s)[\w.:-]+ - \[\d{4}-\d\d-\d\dT[^\]]*\] \"",
)
