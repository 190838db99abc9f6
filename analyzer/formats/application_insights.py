"""Calls that Azure Application Insights keeps as dependencies, exported as JSON or as a table, and as
its SDKs send them.

Sources: Azure Monitor, tables AppDependencies (Log Analytics, diagnostic settings) and dependencies
(the classic names); the envelopes of the ingestion API, of which RemoteDependencyData is one kind. A dependency is a call that an application makes; its time is when the call
began. Only calls of HTTP count, not those of SQL, queues or within the process. What stands in the
place of a status where there was no answer (`Canceled`, `Faulted`, `0`) is the reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from analyzer.formats import Format, Sample, by_lines, json_object, row, share_of_lines
from analyzer.mapping.table_fields import HeaderTable

_NAMES = {
    "time": (
        "TimeGenerated",
        "timestamp",
        "time",
        "timestamp [UTC]",
        "TimeGenerated [UTC]",
        "timestamp [Local Time]",
        "TimeGenerated [Local Time]",
    ),
    "kind": ("DependencyType", "type"),
    "name": ("Name", "name"),
    "target": ("Target", "target"),
    "data": ("Data", "data"),
    "result": ("ResultCode", "resultCode"),
    "took": ("DurationMs", "duration"),
    "success": ("Success", "success"),
    "operation": ("OperationId", "operation_Id"),
    "id": ("Id", "id"),
    "role": ("AppRoleName", "cloud_RoleName"),
    "ip": ("ClientIP", "client_IP"),
}


def _first(names: tuple[str, ...]) -> str:
    paths = ", ".join(f"'$.\"{name}\"'" for name in names)
    return f"list_filter(json_extract_string(line, [{paths}]), lambda x: x <> '')[1]"


_FIELDS = ", ".join(f"{_first(names)} AS {name}" for name, names in _NAMES.items())
# An envelope with the names of a table; .NET may put days before hours.
_OF_ENVELOPE = """CASE line->>'$.data.baseType'
        WHEN 'RemoteDependencyData' THEN json_merge_patch(line->'$.data.baseData', json_object(
            'timestamp', line->>'$.time', 'operation_Id', line->>'$.tags."ai.operation.id"',
            'cloud_RoleName', line->>'$.tags."ai.cloud.role"',
            'client_IP', line->>'$.tags."ai.location.ip"',
            'duration', regexp_replace(line->>'$.data.baseData.duration', '^0[.]([0-9]{2}:)', '\\1')))
        ELSE '{}' END"""
_OF_OBJECTS = f"""
    SELECT *, {_FIELDS}, CASE WHEN line IS NULL THEN 'reject: not valid JSON' END AS broken
    FROM (SELECT line AS raw, CASE WHEN NOT json_valid(line) THEN NULL
        WHEN line->>'$.data.baseType' IS NULL THEN line
        ELSE {_OF_ENVELOPE}::VARCHAR END AS line FROM input)"""
_SELECT = """
WITH fields AS ({fields}
),
judged AS (
    SELECT *, moment_of(time) AS began, regexp_extract(name, '^([A-Z]{3,7}) ', 1) AS method,
        CASE WHEN result = '0' THEN NULL ELSE status_of(result) END AS answer,
        regexp_matches(data, '^https?://') AS is_url
    FROM fields
)
SELECT began AS ts, milliseconds_of(took, 1) AS duration_ms, role AS client, nullif(address_of(ip), '0.0.0.0') AS client_ip,
    nullif(method, '') AS method,
    CASE WHEN is_url THEN data ELSE coalesce(
        nullif(regexp_extract(name, '^[A-Z]{3,7} (/\\S*)', 1), ''), CASE WHEN data[1] = '/' THEN data END) END AS url,
    CASE WHEN NOT coalesce(is_url, FALSE) THEN split_part(target, ' | ', 1) END AS host,
    answer AS status,
    CASE WHEN answer IS NULL AND lower(success) IS DISTINCT FROM 'true' THEN coalesce(result, 'other') END AS error,
    operation AS trace_id,
    CASE
        WHEN broken IS NOT NULL THEN broken
        WHEN kind IS NULL OR NOT (coalesce(is_url, FALSE) OR regexp_matches(lower(kind), '^http|^fetch|^ajax'))
            THEN 'skip: no call of HTTP'
        WHEN time IS NULL THEN 'reject: no time'
        WHEN began IS NULL THEN 'reject: the time cannot be read' END AS verdict
FROM judged
"""


def _of_table(table: HeaderTable) -> str:
    columns = ", ".join(f"{table.column(*names)} AS {name}" for name, names in _NAMES.items())
    return f"SELECT line, {columns}, verdict AS broken FROM ({table.source()})"


def _has_names(names: Iterable[str]) -> bool:
    has = set(names)
    return has >= {"DependencyType", "ResultCode"} or has >= {
        "target",
        "resultCode",
        "operation_Id",
    }


def _claims(line: str) -> bool:
    found = json_object(line)
    data = found.get("data")
    is_envelope = isinstance(data, dict) and {"baseType", "baseData"} <= data.keys()
    return (is_envelope and "tags" in found) or _has_names(found)


def _table(beginning: str) -> HeaderTable | None:
    table = HeaderTable.of(beginning)
    return table if table and _has_names(table.names) else None


def _detect(beginning: str) -> float:
    table = _table(beginning)
    return share_of_lines(beginning, table.fits) if table else _of_lines(beginning)


def _fit(beginning: str) -> Format:
    table = _table(beginning)
    if table is None:
        return FORMAT
    return replace(
        FORMAT, select=_SELECT.replace("{fields}", _of_table(table)), mend=table.mended, fit=None
    )


_of_lines = by_lines(_claims)


FORMAT = Format(
    name="application_insights",
    title="Azure Application Insights: dependencies (AppDependencies), as JSON or CSV",
    detect=_detect,
    select=_SELECT.replace("{fields}", _OF_OBJECTS),
    fit=_fit,
    complete=r".*,",
    samples=(
        Sample(
            """"TimeGenerated [UTC]",Target,DependencyType,Name,Data,Success,ResultCode,DurationMs,ClientIP,AppRoleName,OperationId
"11/19/2026, 10:00:00.250 AM","api.tickdb.ai",HTTP,"GET /v1/x","https://api.tickdb.ai/v1/x?a=1",False,429,"31.5","10.0.0.7",bot,5b8a
"11/19/2026, 10:00:01.250 AM","api.tickdb.ai",HTTP,"GET /v1/y","https://api.tickdb.ai/v1/y",False,Faulted,30,"0.0.0.0",bot,5b8b
"11/19/2026, 10:00:02.250 AM",db,SQL,"SQL: db","SELECT 1, 2",True,0,1,"0.0.0.0",bot,5b8c
""",
            rows=(
                row(
                    "10:00:00.25 GET api.tickdb.ai/v1/x?a=1 -> 429 in 31.5 ms",
                    client="bot",
                    client_ip="10.0.0.7",
                    trace_id="5b8a",
                ),
                row("10:00:01.25 GET api.tickdb.ai/v1/y -> other in 30 ms"),
            ),
            skipped=2,
        ),
        Sample(
            """{"time":"2026-11-19T10:00:00.2500000Z","resourceId":"/X","Type":"AppDependencies","OperationId":"5b8aa5a2d2c872e8321cf37308d69df2","Id":"a1","AppRoleName":"bot","ClientIP":"10.0.0.7","DependencyType":"HTTP","Name":"GET /v1/market/ticker","Target":"api.tickdb.ai","Data":"https://api.tickdb.ai/v1/market/ticker?symbol=BTCUSDT","ResultCode":"429","DurationMs":31.2,"Success":false,"ItemCount":1}
{"time":"2026-11-19T10:00:01.2500000Z","Type":"AppDependencies","OperationId":"7c","DependencyType":"HTTP","Name":"POST /v1/orders","Target":"api.tickdb.ai","Data":"https://api.tickdb.ai/v1/orders","ResultCode":"Canceled","DurationMs":3000,"Success":false}
{"time":"2026-11-19T10:00:02.2500000Z","Type":"AppDependencies","OperationId":"7c","DependencyType":"SQL","Name":"SQL: db","Target":"db","Data":"SELECT 1","ResultCode":"0","DurationMs":3,"Success":true}
{"time":"yesterday","DependencyType":"HTTP","Name":"GET /","Data":"https://api.tickdb.ai/","ResultCode":"200"}
""",
            rows=(
                row(
                    "10:00:00.25 GET api.tickdb.ai/v1/market/ticker?symbol=BTCUSDT -> 429 in 31.2 ms",
                    client="bot",
                    client_ip="10.0.0.7",
                    trace_id="5b8aa5a2d2c872e8321cf37308d69df2",
                ),
                row("10:00:01.25 POST api.tickdb.ai/v1/orders -> other in 3000 ms"),
            ),
            rejects=1,
            skipped=1,
        ),
        Sample(
            """{"timestamp":"2026-11-19T10:00:00.25Z","id":"a1","target":"api.tickdb.ai | cid-v1:1","type":"Http (tracked component)","name":"GET /v1/x","data":"/v1/x","success":"False","resultCode":"503","duration":250,"operation_Id":"5b","cloud_RoleName":"bot","client_IP":"0.0.0.0"}
{"timestamp":"2026-11-19T10:00:01.25Z","id":"a2","target":"worker","type":"InProc","name":"x","data":"","success":"True","resultCode":"0","duration":1,"operation_Id":"5b"}
""",
            rows=(
                row(
                    "10:00:00.25 GET api.tickdb.ai/v1/x -> 503 in 250 ms",
                    client="bot",
                    client_ip=None,
                ),
            ),
            skipped=1,
        ),
        Sample(
            """{"ver":1,"name":"AppDependencies","time":"2026-11-19T10:00:00.2500000Z","iKey":"0a1b","tags":{"ai.operation.id":"5b8a","ai.cloud.role":"bot"},"data":{"baseType":"RemoteDependencyData","baseData":{"ver":2,"name":"GET /v1/x","id":"a1","resultCode":"503","duration":"00:00:02.3010000","success":false,"data":"https://api.tickdb.ai/v1/x?a=1","target":"api.tickdb.ai","type":"Http"}}}
{"name":"Microsoft.ApplicationInsights.RemoteDependency","time":"2026-11-19T10:00:01.25Z","tags":{"ai.location.ip":"10.0.0.7"},"data":{"baseType":"RemoteDependencyData","baseData":{"name":"POST /v1/y","resultCode":"","duration":"0.00:00:00.2500000","success":false,"data":"https://api.tickdb.ai/v1/y","type":"HTTP"}}}
{"name":"AppEvents","time":"2026-11-19T10:00:02Z","tags":{},"data":{"baseType":"EventData","baseData":{"ver":2,"name":"GET /v1/z"}}}
{"name":"AppDependencies","time":"2026-11-19T10:00:03Z","tags":{},"data":{"baseType":"RemoteDependencyData","baseData":{"name":"load","resultCode":"0","duration":"00:00:00.0010000","success":true}}}
""",
            rows=(
                row(
                    "10:00:00.25 GET api.tickdb.ai/v1/x?a=1 -> 503 in 2301 ms",
                    client="bot",
                    trace_id="5b8a",
                ),
                row(
                    "10:00:01.25 POST api.tickdb.ai/v1/y -> other in 250 ms",
                    client_ip="10.0.0.7",
                ),
            ),
            skipped=2,
        ),
    ),
)
