"""Logs of a busy team of any length, the same every time: 3 vendors, 40 keys, 3 % failures.

DuckDB writes them, since a generator in Python would take longer than what is measured.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

# A number that looks random and is the same every time; a request every 30 ms.
_CALLS = """
CREATE MACRO mixed(n, what) AS (hash(n, what) >> 1)::BIGINT;
CREATE VIEW calls AS
SELECT n, mixed(n, 'fails') % 100 < 3 AS failed,
    TIMESTAMP '2026-11-16 00:00:00' + to_milliseconds(30 * n) AS ts,
    ['api.tickdb.ai', 'mmapi.55-tech.com', 'api.zeromarkets.com'][1 + mixed(n, 'host') % 3] AS host,
    ['/v1/market/ticker', '/v1/market/depth', '/api/v1/orders/' || mixed(n, 'order') % 100_000
        || '/cancel', '/api/v1/status'][1 + mixed(n, 'path') % 4] AS path,
    printf('%08x-1111-4222-8333-%012x', mixed(n, 'key') % 40 * 7919, mixed(n, 'key') % 40 * 104729)
        AS key,
    mixed(n, 'took') % 8000 / 100 AS duration_ms,
    CASE WHEN failed THEN '{"code":3001,"message":"Rate limit exceeded"}'
        ELSE format('{{"code":0,"message":"success","data":{{"s":"BTCUSDT","p":0.{}}}}}',
            mixed(n, 'price') % 1_000_000_000) END AS body
FROM range($lines) AS r (n);
"""
_CANONICAL = """
SELECT format('{{"ts":"{}Z","client":"bot-{}","client_ip":"10.0.0.{}","attempt":1,"trace_id":"{}",'
    || '"method":"GET","url":"https://{}{}?symbol=BTCUSDT&n={}","status":{},"duration_ms":{},'
    || '"request_headers":{{"X-API-Key":"{}","Accept":"*/*"}},"response_headers":'
    || '{{"Content-Type":"application/json","X-RateLimit-Remaining":"{}"}},"response_body":{}}}',
    strftime(ts, '%Y-%m-%dT%H:%M:%S.%f'), n % 3, n % 5, md5(n::VARCHAR), host, path, n % 100,
    if(failed, 429, 200), duration_ms, key, n % 2000, body)
FROM calls
"""
_COMBINED = """
SELECT format('10.0.0.{} - - [{} +0000] "GET {}?symbol=BTCUSDT&n={} HTTP/1.1" {} {} "-" "httpx"',
    n % 5, strftime(ts, '%d/%b/%Y:%H:%M:%S'), path, n % 100, if(failed, 429, 200),
    mixed(n, 'bytes') % 5000)
FROM calls
"""
_HAR = """
SELECT '{"log":{"version":"1.2","creator":{"name":"bench","version":"1"},"entries":['
UNION ALL
SELECT format('{{"startedDateTime":"{}Z","time":{},"request":{{"method":"GET","url":'
    || '"https://{}{}?symbol=BTCUSDT&n={}","httpVersion":"HTTP/2","headers":[{{"name":"X-API-Key",'
    || '"value":"{}"}},{{"name":"Accept","value":"*/*"}}],"queryString":[],"cookies":[],'
    || '"headersSize":-1,"bodySize":0}},"response":{{"status":{},"statusText":"","httpVersion":'
    || '"HTTP/2","headers":[{{"name":"Content-Type","value":"application/json"}}],"cookies":[],'
    || '"content":{{"size":64,"mimeType":"application/json","text":{}}},"redirectURL":"",'
    || '"headersSize":-1,"bodySize":64}},"cache":{{}},"timings":{{"send":0,"wait":1}}}}{}',
    strftime(ts, '%Y-%m-%dT%H:%M:%S.%f'), duration_ms, host, path, n % 100, key,
    if(failed, 429, 200), to_json(body), if(n < $lines - 1, ',', ''))
FROM calls
UNION ALL SELECT ']}}'
"""
# As the collector's file exporter writes them: a document a line, here of 200 spans.
_OTLP = """
SELECT '{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":'
    || '"bot"}}]},"scopeSpans":[{"scope":{"name":"httpx"},"spans":[' || string_agg(format(
    '{{"traceId":"{}","spanId":"{}","kind":3,"name":"GET","startTimeUnixNano":"{}",'
    || '"endTimeUnixNano":"{}","attributes":[{{"key":"http.request.method","value":{{"stringValue":'
    || '"GET"}}}},{{"key":"url.full","value":{{"stringValue":"https://{}{}?symbol=BTCUSDT&n={}"}}}},'
    || '{{"key":"http.response.status_code","value":{{"intValue":"{}"}}}},{{"key":"server.address",'
    || '"value":{{"stringValue":"{}"}}}}]}}',
    md5(n::VARCHAR), left(md5(n::VARCHAR), 16), epoch_ns(ts),
    epoch_ns(ts) + (duration_ms * 1e6)::BIGINT, host, path, n % 100, if(failed, 429, 200),
    host), ',') || ']}]}]}'
FROM calls GROUP BY n // 200
"""
_SELECTS = {"canonical": _CANONICAL, "combined": _COMBINED, "har": _HAR, "otlp": _OTLP}
# How long a line, or an entry of a document, is.
BYTES = {"canonical": 511, "combined": 117, "har": 743, "otlp": 495}


def write(kind: str, path: Path, lines: int) -> None:
    """Write a log of that kind: lines, or entries of a document."""
    with duckdb.connect() as con:
        for statement in _CALLS.replace("$lines", str(lines)).split(";\n"):
            con.execute(statement) if statement.strip() else None
        con.execute(
            f"COPY ({_SELECTS[kind].replace('$lines', str(lines))}) TO '{path}'"
            " (FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '\x01')"
        )
