"""Logs of a busy team of any length, as they are, and the same every time.

35 % of paths hold an id of a million and 20 % one of ten thousand, queries name 500 symbols, 40 keys
call 3 vendors, every answer has a request id of its own, 7 % fail as their vendor says it, bodies
have 50 B to 4 KB, and one line in 200 is a WebSocket message. The `distinct` ones are the worst
case: no path, header set, client or body comes twice.

DuckDB writes them, since a generator in Python would take longer than what is measured.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

# A number that looks random and is the same every time; a request every 30 ms.
_CALLS = r"""
CREATE MACRO mixed(n, what) AS (hash(n, what) >> 1)::BIGINT;
CREATE MACRO id_of(n, what) AS printf('%08x-%04x-4%03x-8%03x-%012x', mixed(n, what) % 4294967296,
    mixed(n, what) % 65521, mixed(n, what) % 4093, mixed(n, what) % 4091, mixed(n, what) % 281474976710597);
CREATE MACRO failure(host, kind, n) AS CASE host
    WHEN 'api.tickdb.ai' THEN [
        '{"code":3001,"message":"Rate limit exceeded"}',
        '{"code":1001,"message":"Invalid API key"}',
        '{"code":2002,"message":"Symbol not found: S' || n % 500 || '"}'][kind]
    WHEN 'mmapi.55-tech.com' THEN [
        '{"detail":{"message":"2 orders left open","failed":["ord-' || n % 9973 || '"]}}',
        '{"error":"apiKey required"}', '{"error":"Too many requests"}'][kind]
    ELSE ['{"code":"LIMIT_42901","message":"too many requests","traceId":"' || id_of(n, 'trace') || '"}',
        '{"code":"AUTH_40101","message":"signature is wrong","traceId":"' || id_of(n, 'trace') || '"}',
        '{"code":"TRADE_40001","message":"quantity below minimum","traceId":"' || id_of(n, 'trace') || '"}'][kind]
    END;
CREATE MACRO status_of_failure(host, kind) AS CASE host
    WHEN 'api.tickdb.ai' THEN [429, 200, 200][kind]
    WHEN 'mmapi.55-tech.com' THEN [502, 401, 429][kind] ELSE [429, 401, 400][kind] END;
CREATE VIEW calls AS
SELECT * REPLACE (CASE WHEN failed THEN status_of_failure(host, kind) ELSE 200 END AS status),
    CASE WHEN failed THEN failure(host, kind, n)
        ELSE format('{{"code":0,"message":"success","data":{{"s":"S{}","p":0.{},"rows":[{}]}}}}',
            symbol, mixed(n, 'price') % 1_000_000_000, rtrim(repeat(
                '[' || mixed(n, 'row') % 1_000_000 || ',"0.25"],', CASE WHEN mixed(n, 'size') % 100 < 70 THEN 0
                WHEN mixed(n, 'size') % 100 < 97 THEN mixed(n, 'size') % 20 ELSE mixed(n, 'size') % 250 END), ','))
        END AS body
FROM (SELECT n, mixed(n, 'fails') % 100 < 7 AS failed, 1 + mixed(n, 'kind') % 3 AS kind, 0 AS status,
    TIMESTAMP '2026-11-16 00:00:00' + to_milliseconds(30 * n) AS ts, mixed(n, 'symbol') % 500 AS symbol,
    ['api.tickdb.ai', 'mmapi.55-tech.com', 'api.zeromarkets.com'][1 + mixed(n, 'host') % 3] AS host,
    CASE WHEN $distinct THEN '/v1/' || left(md5(n::VARCHAR), 12) || '/x' || md5('p' || n)
        WHEN mixed(n, 'path') % 100 < 35 THEN '/api/v1/orders/' || mixed(n, 'order') % 1_000_000
            || ['', '/cancel'][1 + mixed(n, 'what') % 2]
        WHEN mixed(n, 'path') % 100 < 55 THEN '/api/v1/accounts/acc-' || mixed(n, 'account') % 10_000 || '/fills'
        ELSE ['/v1/market/ticker', '/v1/market/depth', '/api/v1/status', '/v1/market/kline']
            [1 + mixed(n, 'path') % 4] END AS path,
    CASE WHEN $distinct THEN id_of(n, 'key') ELSE printf('%08x-1111-4222-8333-%012x',
        mixed(n, 'key') % 40 * 7919, mixed(n, 'key') % 40 * 104729) END AS key,
    CASE WHEN $distinct THEN 'bot-' || md5('c' || n) ELSE 'bot-' || n % 12 END AS client,
    mixed(n, 'took') % 80000 / 1000 AS duration_ms
    FROM range($lines) AS r (n));
"""
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
    n % 5, strftime(ts, '%d/%b/%Y:%H:%M:%S'), path, symbol, n % 4 * 50, status, strlen(body), client)
FROM calls
"""
_HAR = """
SELECT '{"log":{"version":"1.2","creator":{"name":"bench","version":"1"},"entries":['
UNION ALL
SELECT format('{{"startedDateTime":"{}Z","time":{},"request":{{"method":"GET","url":'
    || '"https://{}{}?symbol=S{}&limit={}","httpVersion":"HTTP/2","headers":[{{"name":"X-API-Key",'
    || '"value":"{}"}},{{"name":"Accept","value":"*/*"}}],"queryString":[],"cookies":[],'
    || '"headersSize":-1,"bodySize":0}},"response":{{"status":{},"statusText":"","httpVersion":'
    || '"HTTP/2","headers":[{{"name":"Content-Type","value":"application/json"}},{{"name":"X-Request-Id","value":"{}"}}],'
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
BYTES = {"canonical": 500, "combined": 130, "har": 830, "otlp": 495}


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
