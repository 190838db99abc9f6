-- A number from 0 up that looks random and is the same every time.
CREATE MACRO mixed(a, b, c) AS (hash(a, b, c) >> 1)::BIGINT;

-- What grows badly if anything does: as many requests as the variable `requests` says over 30 days, to
-- three vendors and 24 hosts that no catalog knows, from 50 clients with 200 keys, on thousands of
-- routes that no rule shortens; one in six fails, with thousands of distinct messages, in every class.
-- Where the variable `alike` is set, six vendors and 24 hosts, of whose requests one in fourteen fails
-- in one of so many ways: with 333, 10,000 groups of failures that are alike. A client then calls six
-- of them, with a key for each, on 20 routes.
CREATE TABLE calls AS
SELECT CASE WHEN getvariable('alike') IS NOT NULL THEN coalesce(
            ['tickdb', '55tech', 'zeromarkets', 'stripe', 'openai', 'github'][
                (r2 % 50 * 7 + r1 // 10 % 6 * 5) % 30 + 1],
            'h' || (r2 % 50 * 7 + r1 // 10 % 6 * 5) % 30 || '.example.org')
        WHEN r1 % 10 < 6 THEN ['tickdb', '55tech', 'zeromarkets'][r1 % 3 + 1]
        ELSE 'h' || r2 % 24 || '.example.org' END AS vendor,
    ts, (ts AT TIME ZONE 'UTC')::DATE AS date, r1, r2, r3
FROM (
    SELECT mixed('call', i, 'r1') AS r1, mixed('call', i, 'r2') AS r2, mixed('call', i, 'r3') AS r3,
        make_timestamptz(epoch_us(TIMESTAMPTZ '2026-10-20 00:00:00+00')
            + (30 * 86_400_000_000 * i // getvariable('requests'))::BIGINT) AS ts
    FROM range(getvariable('requests')) AS calls (i)
)
ORDER BY vendor, date, ts;

-- The whole rows, as ingest writes them.
CREATE VIEW whole AS
WITH met AS (
    SELECT *,
        -- The last bits of `r2` and `r3` depend on each other.
        CASE WHEN r3 // 1000 % if(getvariable('alike') IS NULL, 6, 14) > 0 THEN NULL
            ELSE coalesce(r2 // 100 % getvariable('alike'), r3 // 6000) % 12 END AS failure,
        if(failure IS NULL, NULL, r2 // 100 % getvariable('alike')) AS way
    FROM calls
    WHERE vendor = getvariable('vendor') AND date = getvariable('day')
)
SELECT ts, 'bot-' || r2 % 50 AS client, '10.0.0.' || r2 % 50 AS client_ip, 'http' AS protocol,
    ['GET', 'POST'][r2 % 2 + 1] AS method, 'https' AS scheme,
    CASE vendor WHEN 'tickdb' THEN 'api.tickdb.ai' WHEN '55tech' THEN 'mmapi.55-tech.com'
        WHEN 'zeromarkets' THEN 'api.zeromarkets.com' WHEN 'stripe' THEN 'api.stripe.com'
        WHEN 'openai' THEN 'api.openai.com' WHEN 'github' THEN 'api.github.com' ELSE vendor END AS host,
    '/v1/' || left(md5((coalesce(way, r3 // 100) % if(getvariable('alike') IS NULL, 4000, 20))::VARCHAR), 5)
        AS path,
    NULL AS query, path AS route,
    CASE failure WHEN 0 THEN NULL WHEN 1 THEN 429 WHEN 2 THEN 401 WHEN 3 THEN 403 WHEN 4 THEN 404
        WHEN 5 THEN 409 WHEN 6 THEN 422 WHEN 7 THEN 500 WHEN 8 THEN 502 WHEN 9 THEN 503 WHEN 10 THEN 504
        WHEN 11 THEN 402 ELSE 200 END::SMALLINT AS status,
    CASE failure WHEN 0 THEN ['timeout', 'connect', 'dns', 'reset'][r2 % 4 + 1] END AS error_type,
    15 + r2 % 400::DOUBLE AS duration_ms, 0::BIGINT AS request_bytes, 200::BIGINT AS response_bytes,
    left(md5(if(getvariable('alike') IS NULL, (r2 % 200)::VARCHAR, vendor || r2 % 50)), 16) AS key_id,
    'header:x-api-key' AS key_in, 'uuid' AS key_shape,
    CASE WHEN failure > 0 THEN 'E' || coalesce(way, r1 % 300) END AS code,
    CASE WHEN failure > 0 THEN 'No ' || left(md5(coalesce(way, r1 % 7000)::VARCHAR), 8) || ' for '
        || left(md5(coalesce(way, r2 % 900)::VARCHAR), 6) END AS message,
    NULL::VARCHAR AS detail, lower(printf('%016x%016x', r1, r2)) AS trace_id, trace_id AS trace_key,
    NULL::VARCHAR AS request_id, NULL::DOUBLE AS retry_after_s, NULL::DOUBLE AS limit_quota,
    NULL::DOUBLE AS limit_remaining, NULL::DOUBLE AS limit_reset_s, NULL::DOUBLE AS limit_window_s,
    NULL::SMALLINT AS attempt, NULL::VARCHAR AS connection, NULL::VARCHAR AS command,
    NULL::SMALLINT AS close_code,
    CASE WHEN failure > 0 THEN '{"code":"' || code || '","message":"' || message || '"}' END AS body,
    'many-' || date || '.jsonl' AS source, left(md5(date::VARCHAR), 16) AS load
FROM met;
