-- A number from 0 up that looks random and is the same every time.
CREATE MACRO mixed(a, b, c) AS (hash(a, b, c) >> 1)::BIGINT;

-- A month of a busy team, as many rows as the variable `requests` says, without their wide columns:
-- 3 vendors, 40 keys, 8 programs.
-- `o` decides what a request met, `r1` and `r2` everything else. What follows what:
--   bursts    200 calls of one key within 60 s, from the 101st on mostly refused with a rate limit
--   cancels   partial failures of 55tech, of which three in four are called again later
--   sessions  WebSocket connections: open, an answer, in one of ten an error, close
CREATE TABLE calls AS
WITH sizes AS (
    SELECT (getvariable('requests') * 5 // 100 // 200)::BIGINT AS bursts,
        (getvariable('requests') // 1000)::BIGINT AS sessions,
        30 * 86_400_000_000 AS span_us
),
burst_calls AS (
    SELECT mixed('burst', b, 'key') % 40 AS k,
        mixed('burst', b, 'time') % (span_us - 60_000_000) + j * 300_000 + mixed('burst', b, j) % 300_000 AS us,
        CASE WHEN j > 100 AND mixed(j, b, 'kind') % 10 < 6 THEN 'throttled' ELSE 'ok' END AS kind,
        mixed(b, j, 'r1') AS r1, mixed(b, j, 'r2') AS r2, NULL AS session
    FROM sizes, range(bursts) AS b (b), range(200) AS j (j)
),
session_frames AS (
    SELECT mixed('session', s, 'key') % 28 AS k,
        mixed('session', s, 'time') % span_us + CASE frame WHEN 'open' THEN 0 WHEN 'answered' THEN 2_000_000
            WHEN 'error' THEN 3_000_000 ELSE mixed('session', s, 'length') % 1_800_000_000 + 4_000_000 END AS us,
        CASE WHEN frame = 'open' AND s % 50 = 0 THEN 'refused' ELSE frame END AS kind,
        mixed('session', s, 'r1') AS r1, mixed('session', s, 'r2') AS r2, s AS session
    FROM sizes, range(sessions) AS s (s), unnest(['open', 'answered', 'error', 'close']) AS f (frame)
    WHERE frame = 'open' OR (s % 50 <> 0 AND (frame <> 'error' OR s % 10 = 1))
),
plain AS (
    SELECT (40 * pow((r1 % 1_000_003) / 1_000_003, 1.5))::BIGINT % 40 AS k,
        (span_us * (i + (r1 >> 20) % 1000 / 1000)
            / (getvariable('requests') - bursts * 200 - sessions * 3))::BIGINT AS us,
        (r2 % 10_000)::INT AS o, r1, r2, i
    FROM (
        SELECT i, mixed('plain', i, 'r1') AS r1, mixed('plain', i, 'r2') AS r2
        FROM sizes, range(getvariable('requests') - bursts * 200 - sessions * 3) AS i (i)
    ), sizes
),
judged AS (
    SELECT k, us,
        CASE
            WHEN k = 7 AND us > span_us * 0.95 THEN 'expired'
            WHEN k < 14 AND us BETWEEN span_us * 0.4 AND span_us * 0.4 + 3_600_000_000 AND o < 4000
                THEN 'unavailable'
            WHEN k BETWEEN 14 AND 27 AND r1 % 5 = 0 AND o < 100 THEN 'partial'
            WHEN o < 30 THEN 'gateway'
            WHEN o < 70 THEN 'not_found'
            WHEN o < 110 THEN 'invalid'
            WHEN o < 120 THEN 'forbidden'
            WHEN o < 130 THEN 'unauthorized'
            WHEN o < 150 THEN 'server_error'
            WHEN o < 153 THEN 'unlisted'
            WHEN o < 160 THEN 'timeout'
            ELSE 'ok'
        END AS kind, r1, r2, NULL AS session
    FROM plain, sizes
),
again AS (
    SELECT k, us + 2_000_000 + r1 % 600_000_000 AS us,
        CASE r1 % 8 WHEN 0 THEN 'not_found' WHEN 1 THEN 'conflict' WHEN 2 THEN 'partial' ELSE 'ok' END
            AS kind, r1, r2, session
    FROM judged WHERE kind = 'partial' AND r1 % 4 > 0
)
SELECT CASE WHEN k < 14 THEN 'tickdb' WHEN k < 28 THEN '55tech' ELSE 'zeromarkets' END AS vendor,
    ts, (ts AT TIME ZONE 'UTC')::DATE AS date, k, kind, r1, r2, session
FROM (
    SELECT *, make_timestamptz(epoch_us(TIMESTAMPTZ '2026-10-20 00:00:00+00') + us::BIGINT) AS ts
    FROM (
        FROM judged UNION ALL FROM again UNION ALL FROM burst_calls UNION ALL FROM session_frames
    )
)
ORDER BY vendor, date, ts;

-- The whole rows, as ingest writes them.
CREATE VIEW whole AS
WITH placed AS (
    SELECT *, session IS NOT NULL AS on_socket, 'bot-' || k % 8 AS client,
        CASE vendor
            WHEN 'tickdb' THEN CASE r1 % 4 WHEN 0 THEN '/v1/market/ticker'
                WHEN 1 THEN '/v1/market/depth' WHEN 2 THEN '/v1/market/kline'
                ELSE '/v1/symbols/available' END
            WHEN '55tech' THEN CASE WHEN r1 % 5 = 0
                THEN '/api/v1/orders/' || (400_000 + r2 % 200_000) || '/cancel'
                WHEN r1 % 5 = 1 THEN '/api/v1/fixtures/' || (60_000 + r2 % 10_000) || '/odds'
                WHEN r1 % 5 = 2 THEN '/api/v1/positions'
                ELSE '/api/v1/orders/' || (400_000 + r2 % 200_000) END
            ELSE CASE r1 % 3 WHEN 0 THEN '/md/v1/quotes/FX' || r2 % 900
                WHEN 1 THEN '/trading/v1/accounts/' || (800_000 + k) || '/positions'
                ELSE '/trading/v1/orders' END
        END AS path,
        CASE kind
            WHEN 'ok' THEN 200
            WHEN 'throttled' THEN CASE WHEN vendor = 'tickdb' THEN 200 ELSE 429 END
            WHEN 'expired' THEN 401 WHEN 'unauthorized' THEN 401 WHEN 'forbidden' THEN 403
            WHEN 'partial' THEN CASE vendor WHEN '55tech' THEN 502 ELSE 500 END
            WHEN 'gateway' THEN 502 WHEN 'not_found' THEN 404 WHEN 'conflict' THEN 409
            WHEN 'invalid' THEN CASE vendor WHEN '55tech' THEN 422 ELSE 400 END
            WHEN 'unavailable' THEN 503 WHEN 'server_error' THEN 500 WHEN 'unlisted' THEN 409
            WHEN 'open' THEN 101 WHEN 'refused' THEN 429
        END::SMALLINT AS status,
        CASE
            WHEN kind IN ('ok', 'open', 'close', 'answered', 'timeout', 'gateway') THEN NULL
            WHEN vendor = 'tickdb' THEN CASE kind WHEN 'throttled' THEN '3001' WHEN 'error' THEN '4003'
                WHEN 'refused' THEN '3003' WHEN 'expired' THEN '1002' WHEN 'unauthorized' THEN '1001'
                WHEN 'forbidden' THEN '1004' WHEN 'not_found' THEN '2002' WHEN 'invalid' THEN '2001'
                WHEN 'unavailable' THEN '5001' WHEN 'server_error' THEN '5000' ELSE '2077' END
            WHEN vendor = 'zeromarkets' THEN CASE kind WHEN 'throttled' THEN 'LIMIT_42901'
                WHEN 'unauthorized' THEN 'AUTH_40102' WHEN 'forbidden' THEN 'AUTH_40301'
                WHEN 'not_found' THEN 'TRADE_40401' WHEN 'invalid' THEN 'REQ_40001'
                WHEN 'server_error' THEN 'TRADE_50001' ELSE 'TRADE_40901' END
        END AS code,
        CASE kind
            WHEN 'throttled' THEN 'Rate limit exceeded' WHEN 'refused' THEN 'Too many connections'
            WHEN 'expired' THEN 'Invalid API key' WHEN 'unauthorized' THEN 'Invalid API key'
            WHEN 'forbidden' THEN 'Not allowed by your plan'
            WHEN 'not_found' THEN 'Order ' || r2 % 200_000 || ' not found'
            WHEN 'partial' THEN 'Cancelled ' || r2 % 4 || ' of 5 orders'
            WHEN 'invalid' THEN 'Field "limit" is not valid' WHEN 'conflict' THEN 'Already cancelled'
            WHEN 'unavailable' THEN 'Data source unavailable'
            WHEN 'server_error' THEN 'Internal error' WHEN 'unlisted' THEN 'Duplicate order'
            WHEN 'error' THEN CASE vendor WHEN 'tickdb' THEN 'Channel unavailable'
                ELSE 'Invalid API key' END
        END AS message,
        -- Half of the requests carry a trace: what a program does in a while, one time in five with
        -- several vendors.
        CASE WHEN r2 % 2 = 0 AND session IS NULL THEN lower(printf('%016x%016x',
            hash(k % 8, epoch_us(ts) // trace_us),
            hash(k % 8, CASE WHEN epoch_us(ts) // trace_us % 5 > 0 THEN vendor END))) END AS trace
    FROM calls, (SELECT 250_000_000_000_000 // getvariable('requests') AS trace_us)
    WHERE vendor = getvariable('vendor') AND date = getvariable('day')
)
SELECT ts, client, '10.0.0.' || k % 6 AS client_ip,
    CASE WHEN on_socket THEN 'websocket' ELSE 'http' END AS protocol,
    CASE WHEN on_socket THEN NULL WHEN path LIKE '%/cancel' OR path LIKE '%/orders' THEN 'POST'
        ELSE 'GET' END AS method,
    CASE WHEN on_socket THEN 'wss' ELSE 'https' END AS scheme,
    CASE vendor WHEN 'tickdb' THEN 'api.tickdb.ai' WHEN '55tech' THEN 'mmapi.55-tech.com'
        ELSE 'api.zeromarkets.com' END AS host,
    CASE WHEN on_socket THEN '/ws' ELSE path END AS path,
    CASE WHEN vendor = 'tickdb' AND NOT on_socket
        THEN 'symbol=' || ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'][r2 % 3 + 1] || '&limit=' || r1 % 5 * 50 END
        AS query,
    CASE WHEN on_socket THEN '/ws' ELSE regexp_replace(path, '/(FX)?[0-9]+', '/{id}') END AS route,
    status,
    CASE kind WHEN 'timeout' THEN 'timeout' END AS error_type,
    CASE WHEN kind = 'timeout' THEN 10_000 WHEN NOT on_socket
        THEN 15 + pow(r2 % 10_007 / 10_007, 4) * 400 END::DOUBLE AS duration_ms,
    CASE WHEN NOT on_socket THEN 0 END::BIGINT AS request_bytes,
    CASE WHEN status IS NOT NULL AND NOT on_socket THEN 200 + r1 % 4000 END::BIGINT AS response_bytes,
    left(md5(k::VARCHAR), 16) AS key_id,
    CASE vendor WHEN 'zeromarkets' THEN 'header:authorization' ELSE 'header:x-api-key' END AS key_in,
    CASE vendor WHEN 'zeromarkets' THEN 'jwt' ELSE 'uuid' END AS key_shape,
    code, message,
    CASE WHEN vendor = '55tech' AND message IS NOT NULL THEN '"' || message || '"' END AS detail,
    CASE WHEN trace IS NULL THEN NULL ELSE printf('%s-%s-%s-%s-%s', trace[:8], trace[9:12],
        trace[13:16], trace[17:20], trace[21:]) END AS trace_id,
    trace AS trace_key,
    CASE WHEN vendor = 'zeromarkets' THEN lower(printf('%016x', r2)) END AS request_id,
    CASE WHEN kind = 'throttled' AND r2 % 2 = 0 THEN 1 + r2 % 4 END::DOUBLE AS retry_after_s,
    CASE WHEN vendor = 'zeromarkets' AND k < 34 THEN 600 END::DOUBLE AS limit_quota,
    CASE WHEN vendor = 'zeromarkets' AND k < 34 THEN r2 % 600 END::DOUBLE AS limit_remaining,
    CASE WHEN vendor = 'zeromarkets' AND k < 34 THEN r2 % 60 END::DOUBLE AS limit_reset_s,
    NULL::DOUBLE AS limit_window_s,
    CASE WHEN k % 8 = 3 THEN 1 END::SMALLINT AS attempt,
    CASE WHEN on_socket THEN 'c-' || session % 500 END AS connection,
    CASE WHEN on_socket THEN CASE kind WHEN 'refused' THEN 'open' WHEN 'answered' THEN 'subscribe'
        WHEN 'error' THEN 'subscribe' ELSE kind END END AS command,
    CASE WHEN kind = 'close' THEN [1000, 1000, 1001, 1006, 1008][r2 % 5 + 1] END::SMALLINT AS close_code,
    CASE WHEN kind = 'gateway' THEN '<html><head><title>502 Bad Gateway</title></head></html>'
        WHEN message IS NULL THEN NULL
        WHEN vendor = '55tech' THEN '{"detail": "' || replace(message, '"', '\"') || '"}'
        ELSE '{"code":"' || code || '","message":"' || replace(message, '"', '\"') || '"}' END AS body,
    'bots-' || date || '.jsonl' AS source, left(md5(date::VARCHAR), 16) AS load
FROM placed;
