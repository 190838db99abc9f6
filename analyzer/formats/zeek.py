"""Zeek's http.log in its own tab-separated form.

Source: Zeek, "http.log" and "Zeek log formats". `#fields` names the columns; `ts` is the request's
start in epoch seconds; `-` is unset and `(empty)` empty. There is no duration. A request without
`status_code` had no response while Zeek watched.
"""

from __future__ import annotations

from dataclasses import replace

from analyzer.formats import Format, Sample, row, share_of_lines
from analyzer.mapping.plain_fields import COLUMNS, KEYED, PlainField, column_table

_MARK = "#fields\t"


def _names(beginning: str) -> list[str]:
    header = next((line for line in beginning.splitlines() if line.startswith(_MARK)), "")
    return header[len(_MARK) :].split("\t")


def _detect(beginning: str) -> float:
    names = _names(beginning)
    if not {"ts", "method", "status_code"} <= set(names):
        return 0.0
    return share_of_lines(
        beginning, lambda line: line.startswith("#") or line.count("\t") == len(names) - 1
    )


def _select(names: list[str]) -> str:
    def column(name: str) -> str:
        if name not in names:
            return "NULL::VARCHAR"
        value = f"f[{names.index(name) + 1}]"
        return f"CASE WHEN {value} NOT IN ('-', '(empty)') THEN {value} END"

    return f"""
WITH split AS (SELECT line, string_split(line, chr(9)) AS f FROM input),
with_fields AS (
    SELECT line, len(f) = {len(names)} AS fits, {column("ts")} AS started,
        {column("id.orig_h")} AS client_ip, {column("method")} AS method, {column("host")} AS host,
        {column("uri")} AS url, {column("status_code")} AS code,
        {column("request_body_len")} AS received, {column("response_body_len")} AS sent
    FROM split
)
SELECT
    moment_of(started) AS ts,
    address_of(client_ip) AS client_ip,
    method, url, host,
    status_of(code) AS status,
    CASE WHEN status_of(code) IS NULL THEN 'no response seen' END AS error,
    count_of(received) AS request_bytes,
    count_of(sent) AS response_bytes,
    CASE
        WHEN line[1] = '#' THEN 'skip: directive'
        WHEN NOT fits THEN 'reject: not as many fields as the header'
        WHEN moment_of(started) IS NULL THEN 'reject: no time'
        WHEN code IS NOT NULL AND status_of(code) IS NULL AND NOT says_no_response(code)
            THEN 'reject: status is no number'
        WHEN method IS NULL AND code IS NULL THEN 'skip: no request'
    END AS verdict
FROM with_fields
"""


# What columns say of an answered request, for the look at plain lines.
_PLAIN = {
    "ts": "started", "id.orig_h": "client_ip", "method": "method", "host": KEYED, "uri": "url",
    "status_code": "status", "request_body_len": "request_bytes",
    "response_body_len": "response_bytes",
}  # fmt: skip


def _fit(beginning: str) -> Format:
    names = _names(beginning)
    told = [
        PlainField((str(names.index(name) + 1),), slot)
        for name, slot in _PLAIN.items()
        if name in names
    ]
    return replace(
        FORMAT,
        select=_select(names),
        plain_forms=(_MARK + "\t".join(names), "\t"),
        plain_fields=lambda: column_table(len(names), told),
    )


FORMAT = Format(
    name="zeek",
    complete=r".*\t",
    title="Zeek http.log",
    detect=_detect,
    select=_select([]),
    fit=_fit,
    plain_as=COLUMNS,
    samples=(
        Sample(
            "#separator \\x09\n"
            "#path\thttp\n"
            "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tmethod\thost\turi\t"
            "request_body_len\tresponse_body_len\tstatus_code\n"
            "#types\ttime\tstring\taddr\tport\taddr\tport\tstring\tstring\tstring\tcount\tcount\t"
            "count\n"
            "1795082400.250000\tC1\t10.0.0.7\t5\t93.184.216.34\t80\tGET\tapi.tickdb.ai\t"
            "/v1/market/ticker?symbol=BTCUSDT\t0\t57\t429\n"
            "1795082401.000000\tC2\tfd00::1\t5\t93.184.216.34\t80\tGET\tapi.tickdb.ai\t/\t0\t0\t-\n"
            "1795082402.250000\tC1\t10.0.0.7\t5\t93.184\n"
            "#close\t2026-11-19-11-00-00\n",
            rows=(
                row("10:00:00.25 -> 429 with 57 B", vendor="tickdb", client_ip="10.0.0.7"),
                row("-> other", client_ip="fd00::1"),
            ),
            rejects=1,
            skipped=5,
        ),
    ),
)
