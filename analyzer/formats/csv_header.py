"""CSV and TSV with a header line whose names are looked up in the table of aliases.

Source: RFC 4180, for quotes. Comma, tab, semicolon or bar, as the header has it.
"""

from __future__ import annotations

from dataclasses import replace

from analyzer.formats import Format, Sample, row, share_of_lines
from analyzer.mapping.aliases import plan_of
from analyzer.mapping.json_fields import tells_of_request
from analyzer.mapping.plain_fields import COLUMNS
from analyzer.mapping.table_fields import HeaderTable

_SURENESS = 0.5


def _detect(beginning: str) -> float:
    table = HeaderTable.of(beginning)
    if table is None or not tells_of_request(plan_of(table.names)):
        return 0.0
    return _SURENESS * share_of_lines(beginning, table.fits)


def _fit(beginning: str) -> Format:
    table = HeaderTable.of(beginning)
    if table is None:
        return FORMAT
    plan = table.plan()
    return replace(
        FORMAT,
        select=table.select(plan),
        mend=table.mended,
        unmapped=plan.not_used,
        plain_as=COLUMNS,
        plain_forms=table.plain_forms,
        plain_fields=lambda: table.plain(plan),
    )


FORMAT = Format(
    name="csv",
    complete=r'(?:[^,\t"]*[,\t])+',
    title="CSV or TSV with a header",
    detect=_detect,
    select="SELECT 'reject: the file has no header' AS verdict FROM input",
    fit=_fit,
    samples=(
        Sample(
            """time,method,url,status,duration_ms,client_ip,note
2026-11-19T10:00:00.5Z,GET,https://api.tickdb.ai/v1/market/ticker?symbol=BTCUSDT,429,500,10.0.0.7,"said ""no"", twice"
# restarted
2026-11-19T10:00:01Z,POST,https://mmapi.55-tech.com/api/v1/orders,0,31,[fd00::1]:5,
2026-11-19T10:00:02Z,POST,https://mmapi.55-te
2026-11-19T10:00:02Z,GET,https://a.b/,200,1,10.0.0.7,"cut
""",
            rows=(
                row("10:00:00 -> 429 in 500 ms", vendor="tickdb", client_ip="10.0.0.7"),
                row("-> other", vendor="55tech", client_ip="fd00::1"),
            ),
            rejects=2,
            skipped=2,
        ),
        # Kibana's Discover; Log Analytics of Azure API Management, whose time is the start.
        Sample(
            """"@timestamp","http.request.method","http.response.status_code","url.full","event.duration","http.response.body.bytes"
"Nov 19, 2026 @ 10:00:00.281",GET,429,"https://api.tickdb.ai/v1/x?a=1","31,000,000","1,257"
"Nov 9, 2026 @ 10:00:01.281",GET,429,"https://api.tickdb.ai/v1/x?a=1","31,000,000","1,257"
""",
            rows=(
                row("10:00:00.25 GET api.tickdb.ai/v1/x?a=1 -> 429 with 1257 B in 31 ms"),
                row("GET /v1/x?a=1 -> 429 in 31 ms", ts="2026-11-09T10:00:01.25Z"),
            ),
            skipped=1,
        ),
        # Thousands have commas between commas, decimals between semicolons.
        Sample(
            """start_time,method,url,status,duration_ms
2026-11-19T10:00:00.25Z,GET,https://api.tickdb.ai/v1/x,200,"1,234"
2026-11-19T10:00:01.25Z,GET,https://api.tickdb.ai/v1/y,200,"12,345.6"
""",
            rows=(
                row("10:00:00.25 GET api.tickdb.ai/v1/x -> 200 in 1234 ms"),
                row("10:00:01.25 GET api.tickdb.ai/v1/y -> 200 in 12345.6 ms"),
            ),
            skipped=1,
        ),
        Sample(
            """start_time;method;url;status;duration_ms
2026-11-19T10:00:00.25Z;GET;https://api.tickdb.ai/v1/x;200;1,234
""",
            rows=(row("10:00:00.25 GET api.tickdb.ai/v1/x -> 200 in 1.234 ms"),),
            skipped=1,
        ),
        Sample(
            """"TimeGenerated [UTC]",CorrelationId,CallerIpAddress,Method,Url,ResponseCode,TotalTime,BackendTime,ResponseSize
"11/19/2026, 10:00:00.250 AM",3f06,"10.0.0.7",GET,"https://api.tickdb.ai/v1/x?a=1",429,152,87,415
""",
            rows=(
                row(
                    "10:00:00.25 GET https://api.tickdb.ai/v1/x?a=1 -> 429 with 415 B in 152 ms",
                    client_ip="10.0.0.7",
                ),
            ),
            skipped=1,
        ),
        Sample(
            "Timestamp\tRequest Line\tStatus Code\tElapsed Seconds\n"
            "1795082400\tGET /v1/market/ticker HTTP/1.1\t200\t0.25\n",
            rows=(row("09:59:59.75 GET /v1/market/ticker in 250 ms"),),
            skipped=1,
        ),
    ),
)
