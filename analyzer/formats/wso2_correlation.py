r"""WSO2's correlation log: what its servlets were asked and answered, behind one another's identifier.

Source: WSO2 API Manager and Identity Server, "Monitoring correlation logs": `time|correlation|thread|duration|
HTTP-In-Response|start|method|query|path|status`, of which older products leave the status out. The time is
when the answer was sent. Lines without a status (of requests, databases and backends) tell no outcome.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.text_lines import METHOD, text_format

_FIELD = r"[^|\n]*"

FORMAT = text_format(
    "wso2_correlation",
    "WSO2 correlation log",
    (
        rf"\|(?P<request_id>[\w-]+)\|{_FIELD}\|(?P<ms>\d+) ?\|HTTP-In-Response\|\d+\|(?P<method>{METHOD})"
        rf"\|(?:null|(?P<query>{_FIELD}))\|(?P<target>/{_FIELD})\|(?P<status>\d{{3}})\s*(?:\||$)",
    ),
    (
        Sample(
            """2026-11-19 10:00:00,250|a783f7c3-647f|http-nio-9443-exec-28|0|HTTP-In-Request|1795082400250|GET|a=1|/oauth2/token
2026-11-19 10:00:00,281|a783f7c3-647f|http-nio-9443-exec-28|31|HTTP-In-Response|1795082400281|GET|a=1|/oauth2/token|429
2026-11-19 10:00:01,281|b783f7c3-647f|http-nio-9443-exec-2|31|HTTP-In-Response|1795082401281|POST|null|/oauth2/revoke|200
2026-11-19 10:00:01,300|c783f7c3-647f|HTTP-Sender I/O dispatcher-4|2 |HTTP|http://localhost:9090/x|BACKEND LATENCY
2026-11-19 10:00:01,310|d783f7c3-647f|http-nio-9443-exec-2|7|HTTP-In-Response|1795082401310|GET|null|/carbon/x.ico
|e783f7c3-647f|http-nio-9443-exec-2|31|HTTP-In-Response|1795082401281|POST|null|/oauth2/revoke|200
""",
            rows=(
                row(
                    "10:00:00.25 GET /oauth2/token?a=1 -> 429 in 31 ms", request_id="a783f7c3-647f"
                ),
                row("10:00:01.25 POST /oauth2/revoke -> 200 in 31 ms"),
            ),
            rejects=1,
            skipped=3,
        ),
    ),
    hint=r"HTTP-In-Response",
)
