-- Refused credentials by cause, key and client. `last_success`: when the client (else anybody) was
-- answered with the key before, in the seven days before `$since` or later; `other_keys_answered`:
-- how often other keys of the vendor were answered meanwhile; `works_again`: when the client was
-- answered again, with whatever key.
WITH refused AS (
    SELECT
        vendor, cause, key_id, client,
        max_by(key_in, ts) AS key_in, max_by(class, ts) AS class, max_by(code, ts) AS code,
        max_by(route, ts) AS route, max_by(meaning, ts) AS meaning, max_by(remedy, ts) AS remedy,
        list(DISTINCT code ORDER BY code) AS codes,
        list(DISTINCT route ORDER BY route) FILTER (WHERE route IS NOT NULL) AS routes,
        count(*) AS failures, min(ts) AS first_seen, max(ts) AS last_seen
    FROM auth_failures
    WHERE ts >= $since AND ts < $until
    GROUP BY vendor, cause, key_id, client
),
answered AS (
    SELECT vendor, key_id, client, ts FROM requests
    WHERE ts >= $since - INTERVAL 7 DAYS AND outcome = 'ok'
        AND coalesce(command NOT IN ('open', 'close'), TRUE)
),
worked AS (
    SELECT refused.vendor, refused.cause, refused.key_id, refused.client,
        coalesce(
            max(answered.ts) FILTER (WHERE answered.client IS NOT DISTINCT FROM refused.client),
            max(answered.ts)) AS last_success
    FROM refused JOIN answered ON refused.vendor = answered.vendor
        AND refused.key_id = answered.key_id AND answered.ts < refused.first_seen
    GROUP BY ALL
),
mended AS (
    SELECT refused.vendor, refused.cause, refused.key_id, refused.client,
        min(answered.ts) AS works_again
    FROM refused JOIN answered ON refused.vendor = answered.vendor
        AND refused.client IS NOT DISTINCT FROM answered.client
        AND answered.ts > refused.last_seen
    GROUP BY ALL
),
others AS (
    SELECT refused.vendor, refused.cause, refused.key_id, refused.client, count(*) AS answered
    FROM refused JOIN answered ON refused.vendor = answered.vendor
        AND refused.key_id <> answered.key_id
        AND answered.ts BETWEEN refused.first_seen AND refused.last_seen
    GROUP BY ALL
)
SELECT refused.*, worked.last_success, mended.works_again,
    coalesce(others.answered, 0) AS other_keys_answered
FROM refused
LEFT JOIN worked ON refused.vendor = worked.vendor AND refused.cause = worked.cause
    AND refused.key_id = worked.key_id AND refused.client IS NOT DISTINCT FROM worked.client
LEFT JOIN mended ON refused.vendor = mended.vendor AND refused.cause = mended.cause
    AND refused.key_id IS NOT DISTINCT FROM mended.key_id
    AND refused.client IS NOT DISTINCT FROM mended.client
LEFT JOIN others ON refused.vendor = others.vendor AND refused.cause = others.cause
    AND refused.key_id = others.key_id AND refused.client IS NOT DISTINCT FROM others.client
ORDER BY refused.failures DESC, refused.vendor, refused.cause, refused.first_seen, refused.client
