r"""beego's lines of requests (Go).

Source: beego, server/web/router.go, LogAccess: address, status, how long it took, whether a route matched,
method and path, with the route's pattern behind it, where the router's debug output is on (RunMode dev). The logger
puts the time before it, with its level and the place in the source; it is when the answer was there.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.text_lines import ADDRESS, METHOD, text_format

FORMAT = text_format(
    "beego",
    "beego request lines (Go)",
    (
        rf"\| *(?P<client_ip>{ADDRESS})\| *(?P<status>\d{{3}}) *\| *(?P<took>[0-9.]+[a-zµ]+[0-9.a-zµ]*)\| *(?:no)?match\|"
        rf" *(?P<method>{METHOD}) +(?P<target>/\S*)(?: +r:\S*)?\s*$",
    ),
    (
        Sample(
            "2026/11/19 10:00:00 [I] [asm_amd64.s:2337] http server Running on http://:8080\n"
            "2026/11/19 10:00:01 [D] [server.go:2619] |       10.0.0.7| 429 |       31.2ms|   match| GET      /v1/x   r:/v1/:id\n"
            "2026/11/19 10:00:02.500 \x1b[1;44m[D] [server.go:2916]  |            ::1|\x1b[43m 404 \x1b[0m|      153.9µs| nomatch|\x1b[44m GET     \x1b[0m /v1/y\x1b[0m\n"
            "2026/11/39 10:00:03 [D] [server.go:2619] |       10.0.0.7| 200 |       31.2ms|   match| GET      /v1/z   r:/v1/z\n",
            rows=(
                row("10:00:00.9688 GET /v1/x -> 429 in 31.2 ms", client_ip="10.0.0.7"),
                row("GET /v1/y -> 404 in 0.1539 ms", client_ip="::1"),
            ),
            rejects=1,
            skipped=1,
        ),
    ),
    complete=r".*match\| *[A-Z]+ +/",
)
