/*
about = "Partial failures, each followed to what later requests of the same operation met."
each = "partial failure"
precompute = true
limits = "The same operation is: vendor, method, path, query (without timestamps, nonces and signatures) and key; where the log shows no key, the client or its address. Identifiers in a request's body are not in the lake, so any later request to the same path counts. A request of the same instant is not later. Where another client settles one, clocks that differ may put its request before the failure, and it stays open."
lookback = "none; and ahead, until the operation is settled"
includes = "failures"
[columns]
resolution = "What the first later request that settles it met: `succeeded`, `gone` (not found) or `conflict`; else `failed_again` where later ones failed, `open` where there were none."
resolved_at = "When the request that settled it was sent; NULL where none did."
resolved_after_s = "From this failure to that request, seconds."
attempts = "Later requests of the operation, up to the one that settled it, else all."
parts_failed = "How many parts the answer says to have failed; NULL where it does not say."
parts_total = "How many parts there were; NULL where the answer does not say."
parts = "What the answer lists of the parts that failed, JSON text."
[published]
*/
-- Only vendors whose catalog knows partial failures can have any.
WITH vendors AS (SELECT DISTINCT vendor FROM catalog_codes WHERE class = 'partial_failure'),
partial AS MATERIALIZED (
    SELECT *,
        hash(vendor, method, path, coalesce(key_id, client, client_ip),
            coalesce(regexp_replace('&' || query,
                '(?i)&(timestamp|ts|nonce|signature|sign|recvWindow|_)=[^&]*', '', 'g'), ''))
            AS operation,
        CASE json_type(detail)
            WHEN 'ARRAY' THEN detail
            WHEN 'OBJECT' THEN coalesce(detail -> '$.failed', detail -> '$.failures',
                detail -> '$.errors', detail -> '$.failed_ids') END AS parts,
        regexp_extract(coalesce(message, detail), '(\d+) (?:out )?of (\d+) .*\b(?:not|fail)',
            ['failed', 'of']) AS told
    FROM failures WHERE class = 'partial_failure' AND vendor IN (FROM vendors)
),
tries AS (
    SELECT ts, operation, FALSE AS failed, CASE WHEN answered THEN 'succeeded' END AS settles
    FROM answered_operations
    UNION ALL
    SELECT ts,
        hash(vendor, method, path, coalesce(key_id, client, client_ip),
            coalesce(regexp_replace('&' || query,
                '(?i)&(timestamp|ts|nonce|signature|sign|recvWindow|_)=[^&]*', '', 'g'), '')),
        TRUE, CASE class WHEN 'not_found' THEN 'gone' WHEN 'conflict' THEN 'conflict' END
    FROM failures WHERE vendor IN (FROM vendors)
),
-- What settled an operation at each instant, and running counts of tries: one count over all
-- operations, because differences within an operation are all that is needed of it.
steps AS (
    SELECT operation, ts, max(settles) AS settles,
        sum(count(*)) OVER so_far AS tries,
        sum(count(*) FILTER (failed)) OVER so_far AS failed
    FROM tries WHERE operation IN (SELECT operation FROM partial) GROUP BY operation, ts
    WINDOW so_far AS (ORDER BY operation, ts ROWS UNBOUNDED PRECEDING)
),
operations AS (
    SELECT operation, max(tries) AS tries, max(failed) AS failed FROM steps GROUP BY operation
),
settled AS (
    SELECT p.*, s.ts AS resolved_at, s.settles, s.tries
    FROM partial AS p ASOF LEFT JOIN (FROM steps WHERE settles IS NOT NULL) AS s
        ON p.operation = s.operation AND p.ts < s.ts
)
SELECT s.* EXCLUDE (operation, parts, told, resolved_at, settles, tries),
    CASE WHEN s.settles IS NOT NULL THEN s.settles
        WHEN all_of_it.failed > here.failed THEN 'failed_again'
        ELSE 'open' END AS resolution,
    s.resolved_at,
    (epoch_us(s.resolved_at) - epoch_us(s.ts)) / 1e6 AS resolved_after_s,
    (coalesce(s.tries, all_of_it.tries) - here.tries)::BIGINT AS attempts,
    coalesce(CASE WHEN json_type(s.parts) = 'ARRAY' THEN json_array_length(s.parts)::BIGINT END,
        try_cast(s.parts AS BIGINT), try_cast(s.told.failed AS BIGINT)) AS parts_failed,
    try_cast(s.told.of AS BIGINT) AS parts_total,
    CASE WHEN json_type(s.parts) = 'ARRAY' THEN s.parts::VARCHAR END AS parts
FROM settled AS s
JOIN steps AS here ON here.operation = s.operation AND here.ts = s.ts
JOIN operations AS all_of_it ON all_of_it.operation = s.operation
