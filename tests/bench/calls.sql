-- The calls that the logs of generated.py tell of: $lines of them, $distinct or as they are.
-- `mixed` is a number that looks random and is the same every time; a request every 30 ms.

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
