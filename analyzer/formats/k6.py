"""k6's results as CSV (`--out csv`): one line a metric, many of them for one request.

Source: k6, "CSV" output and "Error codes". The lines of `http_req_duration` are the requests: there
is one for each, with its duration in ms, and each stands for itself. All others are skipped. The
timestamp is the request's end. Status 0 means that no response came; the error says why, or its
code: 1050 is a timeout, 11xx DNS, 12xx TCP, 13xx TLS.
"""

from __future__ import annotations

from dataclasses import replace

from analyzer.formats import Format, Sample, row, share_of_lines
from analyzer.mapping.table_fields import HeaderTable

# The reason of a k6 error code, in words that tell the error's type.
WHY_OF_CODE = """CASE
    WHEN {0} IN ('1050', '1211') THEN 'timeout'
    WHEN {0}[1:2] = '11' THEN 'dns'
    WHEN {0} IN ('1201', '1220') THEN 'reset'
    WHEN {0}[1:2] = '12' THEN 'connect'
    WHEN {0}[1:2] = '13' THEN 'tls'
    ELSE 'other' END"""


def _table(beginning: str) -> HeaderTable | None:
    table = HeaderTable.of(beginning)
    return (
        table
        if table and {"metric_name", "timestamp", "metric_value"} <= set(table.names)
        else None
    )


def _detect(beginning: str) -> float:
    table = _table(beginning)
    return share_of_lines(beginning, table.fits) if table else 0.0


def _select(table: HeaderTable, metric: str) -> str:
    return f"""
WITH with_fields AS (
    SELECT verdict,
        {table.column("metric_name")} AS metric,
        moment_of({table.column("timestamp")}) AS ended,
        {table.column("metric_value")} AS measured,
        {table.column("method")} AS method,
        {table.column("url")} AS url,
        {table.column("name")} AS name,
        {table.column("status")} AS code,
        {table.column("error")} AS error,
        {table.column("error_code")} AS error_code
    FROM ({table.source()})
),
with_duration AS (
    SELECT *, CASE WHEN metric = 'http_req_duration' THEN milliseconds_of(measured, 1) END AS took_ms
    FROM with_fields
)
SELECT
    sent_at(ended, took_ms) AS ts,
    took_ms AS duration_ms,
    given(method) AS method,
    coalesce(given(url), CASE WHEN contains(name, '/') THEN name END) AS url,
    status_of(code) AS status,
    CASE WHEN status_of(code) IS NULL
        THEN coalesce(given(error), {WHY_OF_CODE.format("error_code")}) END AS error,
    CASE
        WHEN verdict IS NOT NULL THEN verdict
        WHEN try_cast(measured AS DOUBLE) IS NULL THEN 'reject: metric_value is no number'
        WHEN ended IS NULL THEN 'reject: timestamp is no time'
        WHEN metric <> '{metric}' THEN 'skip: another metric'
        WHEN status_of(code) IS NULL AND NOT says_no_response(code) AND code <> ''
            THEN 'reject: status is no number'
    END AS verdict
FROM with_duration
"""


def _fit(beginning: str) -> Format:
    table = _table(beginning)
    if table is None:
        return FORMAT
    # Where a file holds the counts alone, they are the requests, without durations.
    has_durations = "\nhttp_req_duration" in beginning or "\nhttp_reqs" not in beginning
    metric = "http_req_duration" if has_durations else "http_reqs"
    return replace(FORMAT, select=_select(table, metric))


FORMAT = Format(
    name="k6",
    complete=r".*,",
    title="k6 results, CSV",
    detect=_detect,
    select="SELECT 'reject: the file has no header' AS verdict FROM input",
    fit=_fit,
    samples=(
        Sample(
            """metric_name,timestamp,metric_value,check,error,error_code,expected_response,group,method,name,proto,scenario,service,status,subproto,tls_version,url,extra_tags
http_reqs,1795082401,1.000000,,,1429,false,,GET,ticker,HTTP/2.0,default,,429,,tls1.3,https://api.tickdb.ai/v1/market/ticker,
http_req_duration,1795082401,250.000000,,,1429,false,,GET,ticker,HTTP/2.0,default,,429,,tls1.3,https://api.tickdb.ai/v1/market/ticker,
vus,1795082401,1.000000,,,,,,,,,,,,,,,
http_req_duration,1795082402,0.000000,,lookup: no such host,1101,false,,GET,x,,default,,0,,,https://mmapi.55-tech.com/,
http_req_duration,1795082403,0.0000
""",
            rows=(
                row("10:00:00.75 -> 429 in 250 ms", vendor="tickdb"),
                row("-> dns", vendor="55tech"),
            ),
            rejects=1,
            skipped=3,
        ),
    ),
)
