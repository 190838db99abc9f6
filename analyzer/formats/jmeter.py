"""JMeter's results (JTL) as CSV or TSV with a header, and what Taurus and Apiritif write alike.

Source: JMeter, "CSV log format". `timeStamp` is the sample's start in epoch ms (the shipped
setting), `elapsed` in ms. Columns vary. The response code is a text where no response came ("Non
HTTP response code: …"). Transactions sum up samples that have lines of their own. A label is a URL
only where it looks like one; `Hostname` is the machine that called.
"""

from __future__ import annotations

from dataclasses import replace

from analyzer.formats import Format, Sample, row, share_of_lines
from analyzer.mapping.aliases import DURATION
from analyzer.mapping.plain_fields import COLUMNS, KEYED, PlainField
from analyzer.mapping.table_fields import HeaderTable


def _table(beginning: str) -> HeaderTable | None:
    table = HeaderTable.of(beginning)
    if table is None or not {"timeStamp", "elapsed"} <= set(table.names):
        return None
    return table if {"label", "responseCode"} & set(table.names) else None


def _detect(beginning: str) -> float:
    table = _table(beginning)
    return share_of_lines(beginning, table.fits) if table else 0.0


def _select(table: HeaderTable) -> str:
    return f"""
WITH with_fields AS (
    SELECT verdict,
        moment_of({table.column("timeStamp")}) AS started,
        {table.column("timeStamp")} AS time_text,
        milliseconds_of({table.column("elapsed")}, 1) AS took_ms,
        given({table.column("responseCode")}) AS code,
        {table.column("responseMessage")} AS message,
        {table.column("label")} AS label,
        given({table.column("URL")}) AS url,
        given({table.column("method")}) AS method,
        {table.column("Hostname")} AS client,
        {table.column("bytes")} AS bytes,
        {table.column("sentBytes")} AS sent,
        {table.column("success")} AS success
    FROM ({table.source()})
),
with_request_line AS (SELECT *, request_line(label) AS r FROM with_fields)
SELECT
    started AS ts,
    took_ms AS duration_ms,
    given(client) AS client,
    coalesce(CASE WHEN regexp_full_match(method, '[A-Za-z]+') THEN method END,
        CASE WHEN r.target[1] = '/' OR contains(r.target, '://') THEN r.method END)
        AS method,
    coalesce(CASE WHEN url <> 'null' THEN url END,
        CASE WHEN label[1] = '/' OR regexp_matches(label, '^[a-z]+://') THEN label
            WHEN r.target[1] = '/' OR contains(r.target, '://') THEN r.target END) AS url,
    status_of(code) AS status,
    CASE WHEN status_of(code) IS NULL AND coalesce(code, '') <> '' THEN concat_ws(' ', code, message)
        END AS error,
    count_of(sent) AS request_bytes,
    count_of(bytes) AS response_bytes,
    CASE
        WHEN verdict IS NOT NULL THEN verdict
        WHEN started IS NULL THEN 'reject: timeStamp is no time'
        WHEN took_ms IS NULL THEN 'reject: elapsed is no number'
        WHEN starts_with(message, 'Number of samples in transaction') THEN 'skip: transaction'
        WHEN status_of(code) IS NULL AND lower(coalesce(success, '')) = 'true' THEN 'skip: no HTTP'
        WHEN code IS NULL THEN 'skip: no HTTP'
    END AS verdict
FROM with_request_line
"""


# What columns say of an answered sample that has a URL, for the look at plain lines.
_PLAIN = {
    "timeStamp": PlainField((), "started"),
    "elapsed": PlainField((), DURATION, is_needed=True),
    "label": PlainField((), KEYED, may_name_target=True),
    "responseCode": PlainField((), "status"),
    "responseMessage": PlainField((), KEYED),
    "method": PlainField((), "method"),
    "URL": PlainField((), "url"),
    "Hostname": PlainField((), "client"),
    "bytes": PlainField((), "response_bytes"),
    "sentBytes": PlainField((), "request_bytes"),
}


def _fit(beginning: str) -> Format:
    table = _table(beginning)
    if table is None:
        return FORMAT
    return replace(
        FORMAT,
        select=_select(table),
        mend=table.mended,
        plain_as=COLUMNS,
        plain_forms=table.plain_forms,
        plain_fields=lambda: table.plain_as(_PLAIN),
    )


FORMAT = Format(
    name="jmeter",
    complete=r'(?:[^,\t"]*[,\t])+',
    title="JMeter results (JTL), CSV with a header",
    detect=_detect,
    select="SELECT 'reject: the file has no header' AS verdict FROM input",
    fit=_fit,
    samples=(
        Sample(
            """timeStamp,elapsed,label,responseCode,responseMessage,threadName,success,bytes,grpThreads,allThreads,URL,Latency,Hostname,Connect
1795082400123,34,ticker,429,"Too Many, Requests",tg 1-1,false,546,1,1,https://api.tickdb.ai/v1/market/ticker,32,load-1,26
1795082401000,10,GET /api/v1/orders,Non HTTP response code: java.net.SocketTimeoutException,Non HTTP response message: Read timed out,tg 1-1,false,0,1,1,null,0,load-1,0
1795082400123,44,all,200,"Number of samples in transaction : 2, number of failing samples : 0",tg 1-1,true,546,1,1,null,32,load-1,26
1795082402000,34,ticker,20
""",
            rows=(
                row("10:00:00.123 -> 429 with 546 B in 34 ms", vendor="tickdb", client="load-1"),
                row("GET /api/v1/orders -> timeout"),
            ),
            rejects=1,
            skipped=2,
        ),
        Sample(
            "timeStamp\telapsed\tlabel\tresponseCode\tsuccess\n"
            "1795082400123\t34\thttps://mmapi.55-tech.com/api\t502\tfalse\n",
            rows=(row("/api -> 502", vendor="55tech"),),
            skipped=1,
        ),
    ),
)
