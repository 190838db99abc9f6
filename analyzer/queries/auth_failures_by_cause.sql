-- Refused credentials by cause, key and client. `last_success`: when the client (else anybody) was
-- answered with the key before, in the seven days before `$since` or later; `other_keys_answered`:
-- how often other keys of the vendor were answered meanwhile; `works_again`: when the client was
-- answered again, with whatever key. `since`: the first of these refusals after the last success of
-- the key (of the client, where it sends its key to the wrong place, or none), which may lie up to 30
-- days before `$since`. `refused_in_a_row`: how often the key itself was refused at most between two
-- successes; NULL where it never was. What came after the key's last success is told apart from what
-- came before (`is_last`), and `answered_between` counts its successes at most among such
-- refusals of one client.
WITH key_successes AS (
    SELECT vendor, key_id, max(last_success) AS last_success
    FROM (
        SELECT vendor, key_id, last_success FROM caller_days
        WHERE day < time_bucket(INTERVAL 24 HOURS, $until::TIMESTAMPTZ)
        UNION ALL
        SELECT vendor, key_id, ts FROM request_outcomes
        WHERE ts >= time_bucket(INTERVAL 24 HOURS, $until::TIMESTAMPTZ) AND ts < $until
            AND outcome = 'ok' AND coalesce(command NOT IN ('open', 'close'), TRUE)
    )
    WHERE key_id IS NOT NULL AND last_success IS NOT NULL GROUP BY ALL
),
refused AS (
    SELECT
        vendor, cause, key_id, client, coalesce(ts > last_success, TRUE) AS is_last,
        max_by(key_in, ts) AS key_in, max_by(class, ts) AS class, max_by(code, ts) AS code,
        max_by(route, ts) AS route, max_by(meaning, ts) AS meaning, max_by(remedy, ts) AS remedy,
        list(DISTINCT code ORDER BY code) AS codes,
        list(DISTINCT route ORDER BY route) FILTER (WHERE route IS NOT NULL) AS routes,
        count(*) AS failures, min(ts) AS first_seen, max(ts) AS last_seen
    FROM auth_failures LEFT JOIN key_successes USING (vendor, key_id)
    WHERE ts >= $since AND ts < $until
    GROUP BY vendor, cause, key_id, client, is_last
),
-- Requests one by one only of the days of the period; what was before and after, day by day.
answered AS MATERIALIZED (
    SELECT vendor, key_id, client, ts, time_bucket(INTERVAL 24 HOURS, ts) AS day
    FROM request_outcomes
    WHERE ts >= time_bucket(INTERVAL 24 HOURS, $since::TIMESTAMPTZ)
        AND ts < time_bucket(INTERVAL 24 HOURS, $until::TIMESTAMPTZ) + INTERVAL 24 HOURS
        AND outcome = 'ok' AND coalesce(command NOT IN ('open', 'close'), TRUE)
),
bounds AS (
    SELECT *, time_bucket(INTERVAL 24 HOURS, first_seen) AS first_day,
        time_bucket(INTERVAL 24 HOURS, last_seen) AS last_day
    FROM refused
),
worked AS (
    SELECT vendor, cause, key_id, client, is_last,
        coalesce(max(ts) FILTER (WHERE who IS NOT DISTINCT FROM client), max(ts)) AS last_success
    FROM (
        SELECT r.vendor, r.cause, r.key_id, r.client, r.is_last, a.client AS who, a.ts
        FROM bounds AS r JOIN answered AS a ON r.vendor = a.vendor AND r.key_id = a.key_id
            AND r.first_day = a.day AND a.ts < r.first_seen
        UNION ALL
        SELECT r.vendor, r.cause, r.key_id, r.client, r.is_last, d.client, d.last_success
        FROM bounds AS r JOIN caller_days AS d ON r.vendor = d.vendor AND r.key_id = d.key_id
            AND d.day < r.first_day
        WHERE d.last_success >= $since - INTERVAL 7 DAYS
    ) GROUP BY ALL
),
mended AS (
    SELECT vendor, cause, key_id, client, is_last, min(ts) AS works_again
    FROM (
        SELECT r.vendor, r.cause, r.key_id, r.client, r.is_last, a.ts
        FROM bounds AS r JOIN answered AS a ON r.vendor = a.vendor
            AND r.client IS NOT DISTINCT FROM a.client AND r.last_day = a.day
            AND a.ts > r.last_seen
        UNION ALL
        SELECT r.vendor, r.cause, r.key_id, r.client, r.is_last, d.first_success
        FROM bounds AS r JOIN caller_days AS d ON r.vendor = d.vendor
            AND r.client IS NOT DISTINCT FROM d.client AND d.day > r.last_day
    ) GROUP BY ALL HAVING min(ts) IS NOT NULL
),
-- A refusal that followed the last success before the period, and was not followed by one since.
earlier AS (
    SELECT r.vendor, r.cause, r.key_id, r.client, a.ts,
        (r.cause = 'wrong_header' OR r.key_id IS NULL) AS is_of_client
    FROM (SELECT DISTINCT vendor, cause, key_id, client FROM refused) AS r
    JOIN auth_failures AS a ON r.vendor = a.vendor AND r.cause = a.cause
        AND r.key_id IS NOT DISTINCT FROM a.key_id AND r.client IS NOT DISTINCT FROM a.client
    WHERE a.ts >= $since::TIMESTAMPTZ - INTERVAL 30 DAYS AND a.ts < $since
),
before AS (
    SELECT vendor, key_id, client, max(last_success) AS last_success
    FROM (
        SELECT vendor, key_id, client, last_success FROM caller_days
        WHERE day < time_bucket(INTERVAL 24 HOURS, $since::TIMESTAMPTZ)
        UNION ALL
        SELECT vendor, key_id, client, ts FROM answered WHERE ts < $since
    ) GROUP BY ALL
),
of_clients AS (SELECT vendor, client, max(last_success) AS last_success FROM before GROUP BY ALL),
of_keys AS (SELECT vendor, key_id, max(last_success) AS last_success FROM before GROUP BY ALL),
-- A refusal over WebSocket is an error and a close: two failures, one refusal.
streaks AS (
    SELECT a.vendor, a.key_id, s.ts AS after, max(a.ts) AS last_refused,
        greatest(count(*) FILTER (is_sent(a.command)), count(*) FILTER (NOT is_sent(a.command)))
            AS refusals
    FROM (
        SELECT a.* FROM auth_failures AS a LEFT JOIN of_keys AS k USING (vendor, key_id)
        WHERE a.refuses_key AND a.ts >= $since::TIMESTAMPTZ - INTERVAL 30 DAYS AND a.ts < $until
            AND (k.last_success IS NULL OR a.ts > k.last_success)
    ) AS a ASOF LEFT JOIN (FROM answered WHERE key_id IS NOT NULL) AS s
        ON a.vendor = s.vendor AND a.key_id = s.key_id AND a.ts > s.ts
    GROUP BY ALL
),
in_a_row AS (
    SELECT vendor, key_id, coalesce(last_refused > last_success, TRUE) AS is_last,
        max(refusals) AS refused_in_a_row
    FROM streaks LEFT JOIN key_successes USING (vendor, key_id)
    WHERE last_refused >= $since GROUP BY ALL
),
successes AS (
    SELECT e.vendor, e.cause, e.key_id, e.client,
        CASE WHEN is_of_client THEN c.last_success ELSE k.last_success END AS last_success
    FROM (SELECT DISTINCT vendor, cause, key_id, client, is_of_client FROM earlier) AS e
    LEFT JOIN of_clients AS c ON e.vendor = c.vendor AND e.client IS NOT DISTINCT FROM c.client
    LEFT JOIN of_keys AS k ON e.vendor = k.vendor AND e.key_id = k.key_id
),
went_on AS (
    SELECT e.vendor, e.cause, e.key_id, e.client, min(e.ts) AS since
    FROM earlier AS e LEFT JOIN successes AS s ON e.vendor = s.vendor AND e.cause = s.cause
        AND e.key_id IS NOT DISTINCT FROM s.key_id AND e.client IS NOT DISTINCT FROM s.client
    WHERE s.last_success IS NULL OR e.ts > s.last_success
    GROUP BY ALL
),
-- How often any key, and how often its own, was answered up to the first and to the last refusal: both
-- stand among the answers in the order of time, the first before those of its instant.
moments AS (
    SELECT vendor, key_id, ts, 1 AS place, 1 AS answers, NULL AS cause, NULL AS client,
        NULL AS is_last
    FROM answered WHERE key_id IS NOT NULL
    UNION ALL
    SELECT vendor, key_id, first_seen, 0, 0, cause, client, is_last FROM bounds WHERE key_id IS NOT NULL
    UNION ALL
    SELECT vendor, key_id, last_seen, 2, 0, cause, client, is_last FROM bounds WHERE key_id IS NOT NULL
),
counted AS (
    SELECT *, sum(answers) OVER (PARTITION BY vendor ORDER BY ts, place ROWS UNBOUNDED PRECEDING)
            AS of_all,
        sum(answers) OVER (PARTITION BY vendor, key_id ORDER BY ts, place ROWS UNBOUNDED PRECEDING)
            AS of_key
    FROM moments
),
others AS (
    SELECT vendor, cause, key_id, client, is_last,
        (sum(of_all) FILTER (place = 2) - sum(of_all) FILTER (place = 0))::BIGINT AS answered,
        (sum(of_key) FILTER (place = 2) - sum(of_key) FILTER (place = 0))::BIGINT AS by_key
    FROM counted WHERE place <> 1 GROUP BY ALL
)
SELECT refused.* EXCLUDE (is_last), worked.last_success, mended.works_again,
    coalesce(others.answered - others.by_key, 0) AS other_keys_answered,
    coalesce(max(others.by_key) OVER spell, 0) AS answered_between, in_a_row.refused_in_a_row,
    CASE WHEN worked.last_success >= $since THEN refused.first_seen
        ELSE coalesce(went_on.since, refused.first_seen) END AS since
FROM refused
LEFT JOIN worked ON refused.vendor = worked.vendor AND refused.cause = worked.cause
    AND refused.key_id = worked.key_id AND refused.client IS NOT DISTINCT FROM worked.client
    AND refused.is_last = worked.is_last
LEFT JOIN mended ON refused.vendor = mended.vendor AND refused.cause = mended.cause
    AND refused.key_id IS NOT DISTINCT FROM mended.key_id
    AND refused.client IS NOT DISTINCT FROM mended.client
    AND refused.is_last = mended.is_last
LEFT JOIN went_on ON refused.vendor = went_on.vendor AND refused.cause = went_on.cause
    AND refused.key_id IS NOT DISTINCT FROM went_on.key_id
    AND refused.client IS NOT DISTINCT FROM went_on.client
LEFT JOIN in_a_row ON refused.vendor = in_a_row.vendor AND refused.key_id = in_a_row.key_id
    AND refused.is_last = in_a_row.is_last
LEFT JOIN others ON refused.vendor = others.vendor AND refused.cause = others.cause
    AND refused.key_id = others.key_id AND refused.client IS NOT DISTINCT FROM others.client
    AND refused.is_last = others.is_last
WINDOW spell AS (PARTITION BY refused.vendor, refused.cause, refused.key_id, refused.is_last)
ORDER BY refused.failures DESC, refused.vendor, refused.cause, refused.first_seen, refused.client
