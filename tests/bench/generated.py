"""Logs of a busy team of any length, as they are, and the same every time.

35 % of paths hold an id of a million and 20 % one of ten thousand, queries name 500 symbols, 40
keys call 3 vendors, every answer has a request id of its own, 7 % fail as their vendor says it,
bodies have 50 B to 4 KB, and one line in 200 is a WebSocket message. The `distinct` ones are the
worst case: no path, header set, client or body comes twice.

DuckDB writes them, since a generator in Python would take longer than what is measured.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

_CALLS = Path(__file__).with_name("calls.sql").read_text("utf-8")
_CANONICAL = """
SELECT CASE WHEN n % 200 = 7 THEN format(
    '{{"ts":"{}Z","protocol":"websocket","connection":"c-{}","url":"wss://api.tickdb.ai/v1/ws",'
    || '"direction":"received","message":{{"cmd":"{}","code":{},"data":{{"s":"S{}"}}}}}}',
    strftime(ts, '%Y-%m-%dT%H:%M:%S.%f'), n % 20, if(n % 400 = 7, 'subscribe', 'ticker'),
    if(failed, 4003, 0), symbol)
ELSE format('{{"ts":"{}Z","client":"{}","client_ip":"10.0.0.{}","attempt":1,'
    || '"method":"GET","url":"https://{}{}?symbol=S{}&limit={}","status":{},"duration_ms":{},'
    || '"request_headers":{{"X-API-Key":"{}","Accept":"*/*"}},"response_headers":'
    || '{{"Content-Type":"application/json","X-Request-Id":"{}","X-RateLimit-Remaining":"{}"}},'
    || '"response_body":{}}}',
    strftime(ts, '%Y-%m-%dT%H:%M:%S.%f'), client, n % 5, host, path, symbol, n % 4 * 50, status,
    duration_ms, key, id_of(n, 'request'), n % 2000, body) END
FROM calls
"""
_COMBINED = """
SELECT format('10.0.0.{} - - [{} +0000] "GET {}?symbol=S{}&limit={} HTTP/1.1" {} {} "-" "{}"',
    n % 5, strftime(ts, '%d/%b/%Y:%H:%M:%S'), path, symbol, n % 4 * 50, status, strlen(body),
    client)
FROM calls
"""
_HAR = """
SELECT '{"log":{"version":"1.2","creator":{"name":"bench","version":"1"},"entries":['
UNION ALL
SELECT format('{{"startedDateTime":"{}Z","time":{},"request":{{"method":"GET","url":'
    || '"https://{}{}?symbol=S{}&limit={}","httpVersion":"HTTP/2","headers":[{{"name":"X-API-Key",'
    || '"value":"{}"}},{{"name":"Accept","value":"*/*"}}],"queryString":[],"cookies":[],'
    || '"headersSize":-1,"bodySize":0}},"response":{{"status":{},"statusText":"","httpVersion":'
    || '"HTTP/2","headers":[{{"name":"Content-Type","value":"application/json"}},'
    || '{{"name":"X-Request-Id","value":"{}"}}],'
    || '"cookies":[],'
    || '"content":{{"size":64,"mimeType":"application/json","text":{}}},"redirectURL":"",'
    || '"headersSize":-1,"bodySize":64}},"cache":{{}},"timings":{{"send":0,"wait":1}}}}{}',
    strftime(ts, '%Y-%m-%dT%H:%M:%S.%f'), duration_ms, host, path, symbol, n % 4 * 50, key,
    status, id_of(n, 'request'), to_json(body), if(n < $lines - 1, ',', ''))
FROM calls
UNION ALL SELECT ']}}'
"""
# As the collector's file exporter writes them: a document a line, here of 200 spans.
_OTLP = """
SELECT '{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":'
    || '"bot"}}]},"scopeSpans":[{"scope":{"name":"httpx"},"spans":[' || string_agg(format(
    '{{"traceId":"{}","spanId":"{}","kind":3,"name":"GET","startTimeUnixNano":"{}",'
    || '"endTimeUnixNano":"{}","attributes":[{{"key":"http.request.method","value":{{"stringValue":'
    || '"GET"}}}},{{"key":"url.full","value":{{"stringValue":"https://{}{}?symbol=S{}&limit={}"}}}},'
    || '{{"key":"http.response.status_code","value":{{"intValue":"{}"}}}},{{"key":"server.address",'
    || '"value":{{"stringValue":"{}"}}}}]}}',
    md5(n::VARCHAR), left(md5(n::VARCHAR), 16), epoch_ns(ts),
    epoch_ns(ts) + (duration_ms * 1e6)::BIGINT, host, path, symbol, n % 4 * 50, status,
    host), ',') || ']}]}]}'
FROM calls GROUP BY n // 200
"""
_SELECTS = {"canonical": _CANONICAL, "combined": _COMBINED, "har": _HAR, "otlp": _OTLP}
# How long a line, or an entry of a document, is.
BYTES = {"canonical": 636, "combined": 120, "har": 938, "otlp": 500}


def write(kind: str, path: Path, lines: int, *, distinct: bool = False) -> None:
    """Write a log of that kind: lines, or entries of a document."""
    with duckdb.connect() as con:
        calls = _CALLS.replace("$lines", str(lines)).replace("$distinct", str(distinct))
        for statement in calls.split(";\n"):
            con.execute(statement) if statement.strip() else None
        con.execute(
            f"COPY ({_SELECTS[kind].replace('$lines', str(lines))}) TO '{path}'"
            " (FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '\x01')"
        )
