-- Refused credentials by cause, key and client. `last_success`: when the client (else anybody) was
-- answered with the key before, in the seven days before `$since` or later; `other_keys_answered`:
-- how often other keys of the vendor were answered meanwhile; `works_again`: when the client was
-- answered again, with whatever key. `since`: the first of these refusals after the last success of
-- the key (of the client, where it sends its key to the wrong place, or none), which may lie up to 30
-- days before `$since`. `refused_in_a_row`: how often the key itself was refused at most between two
-- successes; NULL where it never was. What came after the key's last success is kept separate from what
-- came before (`is_last`), and `answered_between` counts its successes at most among such
-- refusals of one client.
-- What is read several times is read once, and days of keys by clients, which may be as many as
-- requests, are summed up to those of keys and those of clients.
-- Whoever does a part of the work has accepted the key, as `key_health` has it.
WITH successful_days AS NOT MATERIALIZED (
    SELECT vendor, key_id, client, day, first_success, last_success FROM caller_days
    WHERE last_success IS NOT NULL
    UNION ALL
    SELECT vendor, key_id, client, time_bucket(INTERVAL 24 HOURS, ts) AS day, min(ts), max(ts)
    FROM failures WHERE outcome = 'partial' GROUP BY ALL
),
key_days AS MATERIALIZED (
    SELECT vendor, key_id, day, max(last_success) AS last_success FROM successful_days
    WHERE key_id IS NOT NULL GROUP BY ALL
),
client_days AS MATERIALIZED (
    SELECT vendor, client, day, min(first_success) AS first_success,
        max(last_success) AS last_success
    FROM successful_days GROUP BY ALL
),
refused_requests AS MATERIALIZED (
    SELECT vendor, cause, key_id, client, ts, command, refuses_key FROM key_refusals
    WHERE ts >= $since::TIMESTAMPTZ - INTERVAL 30 DAYS AND ts < $until
),
key_successes AS (
    SELECT vendor, key_id, max(last_success) AS last_success
    FROM (
        SELECT vendor, key_id, last_success FROM key_days
        WHERE day < time_bucket(INTERVAL 24 HOURS, $until::TIMESTAMPTZ)
        UNION ALL
        SELECT vendor, key_id, ts FROM request_outcomes
        WHERE ts >= time_bucket(INTERVAL 24 HOURS, $until::TIMESTAMPTZ) AND ts < $until
            AND outcome IN ('ok', 'partial') AND coalesce(command NOT IN ('open', 'close'), TRUE)
    )
    WHERE key_id IS NOT NULL GROUP BY ALL
),
refusals AS (
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
    SELECT vendor, key_id, client, ts, time_bucket(INTERVAL 24 HOURS, ts) AS day,
        time_bucket(INTERVAL 1 HOUR, ts) AS hour
    FROM request_outcomes
    WHERE ts >= time_bucket(INTERVAL 24 HOURS, $since::TIMESTAMPTZ)
        AND ts < time_bucket(INTERVAL 24 HOURS, $until::TIMESTAMPTZ) + INTERVAL 24 HOURS
        AND outcome IN ('ok', 'partial') AND coalesce(command NOT IN ('open', 'close'), TRUE)
),
bounds AS (
    SELECT *, time_bucket(INTERVAL 24 HOURS, first_seen) AS first_day,
        time_bucket(INTERVAL 24 HOURS, last_seen) AS last_day
    FROM refusals
),
last_successes AS (
    SELECT vendor, cause, key_id, client, is_last,
        coalesce(max(ts) FILTER (WHERE who IS NOT DISTINCT FROM client), max(ts)) AS last_success
    FROM (
        SELECT r.vendor, r.cause, r.key_id, r.client, r.is_last, a.client AS who, a.ts
        FROM bounds AS r JOIN answered AS a ON r.vendor = a.vendor AND r.key_id = a.key_id
            AND r.first_day = a.day AND a.ts < r.first_seen
        UNION ALL
        SELECT r.vendor, r.cause, r.key_id, r.client, r.is_last, d.client, d.last_success
        FROM bounds AS r JOIN successful_days AS d ON r.vendor = d.vendor AND r.key_id = d.key_id
            AND d.day < r.first_day
        WHERE d.last_success >= $since - INTERVAL 7 DAYS
    ) GROUP BY ALL
),
recoveries AS (
    SELECT vendor, cause, key_id, client, is_last, min(ts) AS works_again
    FROM (
        SELECT r.vendor, r.cause, r.key_id, r.client, r.is_last, a.ts
        FROM bounds AS r JOIN answered AS a ON r.vendor = a.vendor
            AND r.client IS NOT DISTINCT FROM a.client AND r.last_day = a.day
            AND a.ts > r.last_seen
        UNION ALL
        SELECT r.vendor, r.cause, r.key_id, r.client, r.is_last, d.first_success
        FROM bounds AS r JOIN client_days AS d ON r.vendor = d.vendor
            AND r.client IS NOT DISTINCT FROM d.client AND d.day > r.last_day
    ) GROUP BY ALL HAVING min(ts) IS NOT NULL
),
-- A refusal that followed the last success before the period, and was not followed by one since.
earlier_refusals AS (
    SELECT r.vendor, r.cause, r.key_id, r.client, a.ts,
        (r.cause = 'wrong_header' OR r.key_id IS NULL) AS is_of_client
    FROM (SELECT DISTINCT vendor, cause, key_id, client FROM refusals) AS r
    JOIN refused_requests AS a ON r.vendor = a.vendor AND r.cause = a.cause
        AND r.key_id IS NOT DISTINCT FROM a.key_id AND r.client IS NOT DISTINCT FROM a.client
    WHERE a.ts < $since
),
of_clients AS (
    SELECT vendor, client, max(last_success) AS last_success
    FROM (
        SELECT vendor, client, last_success FROM client_days
        WHERE day < time_bucket(INTERVAL 24 HOURS, $since::TIMESTAMPTZ)
        UNION ALL
        SELECT vendor, client, ts FROM answered WHERE ts < $since
    ) GROUP BY ALL
),
of_keys AS (
    SELECT vendor, key_id, max(last_success) AS last_success
    FROM (
        SELECT vendor, key_id, last_success FROM key_days
        WHERE day < time_bucket(INTERVAL 24 HOURS, $since::TIMESTAMPTZ)
        UNION ALL
        SELECT vendor, key_id, ts FROM answered WHERE ts < $since AND key_id IS NOT NULL
    ) GROUP BY ALL
),
-- What was answered before a moment is a sum over hours, and one by one only what was in the moment's own.
key_hours AS MATERIALIZED (
    SELECT vendor, key_id, hour, count(*) AS answers FROM answered WHERE key_id IS NOT NULL
    GROUP BY ALL
),
totals_of_keys AS MATERIALIZED (
    SELECT vendor, key_id, hour,
        sum(answers) OVER (PARTITION BY vendor, key_id ORDER BY hour) AS answers
    FROM key_hours
),
refused_keys AS MATERIALIZED (
    SELECT vendor, key_id, ts, command, time_bucket(INTERVAL 1 HOUR, ts) AS hour,
        row_number() OVER () AS number
    FROM refused_requests LEFT JOIN of_keys USING (vendor, key_id)
    WHERE refuses_key AND (last_success IS NULL OR ts > last_success)
),
-- Refusals in a row are those before which the key was answered as often.
with_answers AS (
    SELECT r.*, k.answers FROM refused_keys AS r ASOF LEFT JOIN totals_of_keys AS k
        ON r.vendor = k.vendor AND r.key_id = k.key_id AND r.hour > k.hour
    UNION ALL
    SELECT r.*, 1 FROM refused_keys AS r JOIN answered AS a
        ON r.vendor = a.vendor AND r.key_id = a.key_id AND r.hour = a.hour AND a.ts < r.ts
),
-- A refusal over WebSocket is an error and a close: two failures, one refusal.
streaks AS (
    SELECT vendor, key_id, after, max(ts) AS last_refused,
        greatest(count(*) FILTER (is_sent(command)), count(*) FILTER (NOT is_sent(command)))
            AS refusals
    FROM (
        SELECT vendor, key_id, ts, command, number, coalesce(sum(answers), 0) AS after
        FROM with_answers GROUP BY ALL
    ) GROUP BY ALL
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
    FROM (SELECT DISTINCT vendor, cause, key_id, client, is_of_client FROM earlier_refusals) AS e
    LEFT JOIN of_clients AS c ON e.vendor = c.vendor AND e.client IS NOT DISTINCT FROM c.client
    LEFT JOIN of_keys AS k ON e.vendor = k.vendor AND e.key_id = k.key_id
),
first_refusals AS (
    SELECT e.vendor, e.cause, e.key_id, e.client, min(e.ts) AS since
    FROM earlier_refusals AS e LEFT JOIN successes AS s ON e.vendor = s.vendor AND e.cause = s.cause
        AND e.key_id IS NOT DISTINCT FROM s.key_id AND e.client IS NOT DISTINCT FROM s.client
    WHERE s.last_success IS NULL OR e.ts > s.last_success
    GROUP BY ALL
),
-- How often any key, and how often its own, was answered from the first to the last refusal.
totals_of_vendors AS (
    SELECT vendor, hour, sum(sum(answers)) OVER (PARTITION BY vendor ORDER BY hour) AS answers
    FROM key_hours GROUP BY vendor, hour
),
ends AS MATERIALIZED (
    SELECT *, time_bucket(INTERVAL 1 HOUR, before) AS hour
    FROM (
        SELECT vendor, cause, key_id, client, is_last, sign,
            CASE sign WHEN -1 THEN first_seen ELSE last_seen + INTERVAL 1 MICROSECOND END AS before
        FROM bounds, (VALUES (-1), (1)) AS signs(sign) WHERE key_id IS NOT NULL
    )
),
ends_answered AS (
    SELECT ends.*, v.answers AS of_all, k.answers AS of_key
    FROM ends ASOF LEFT JOIN totals_of_vendors AS v
        ON ends.vendor = v.vendor AND ends.hour > v.hour
    ASOF LEFT JOIN totals_of_keys AS k
        ON ends.vendor = k.vendor AND ends.key_id = k.key_id AND ends.hour > k.hour
    UNION ALL
    SELECT ends.*, 1, (ends.key_id = a.key_id)::INT
    FROM ends JOIN answered AS a
        ON ends.vendor = a.vendor AND ends.hour = a.hour AND a.ts < ends.before
    WHERE a.key_id IS NOT NULL
),
other_answers AS (
    SELECT vendor, cause, key_id, client, is_last,
        coalesce(sum(sign * of_all), 0)::BIGINT AS answered,
        coalesce(sum(sign * of_key), 0)::BIGINT AS by_key
    FROM ends_answered GROUP BY ALL
),
spells AS (
    SELECT vendor, cause, key_id, is_last, max(by_key) AS answered_between FROM other_answers
    GROUP BY ALL
)
SELECT refusals.* EXCLUDE (is_last), last_successes.last_success, recoveries.works_again,
    coalesce(other_answers.answered - other_answers.by_key, 0) AS other_keys_answered,
    coalesce(spells.answered_between, 0) AS answered_between, in_a_row.refused_in_a_row,
    CASE WHEN last_successes.last_success >= $since THEN refusals.first_seen
        ELSE coalesce(first_refusals.since, refusals.first_seen) END AS since
FROM refusals
LEFT JOIN last_successes ON refusals.vendor = last_successes.vendor AND refusals.cause = last_successes.cause
    AND refusals.key_id = last_successes.key_id AND refusals.client IS NOT DISTINCT FROM last_successes.client
    AND refusals.is_last = last_successes.is_last
LEFT JOIN recoveries ON refusals.vendor = recoveries.vendor AND refusals.cause = recoveries.cause
    AND refusals.key_id IS NOT DISTINCT FROM recoveries.key_id
    AND refusals.client IS NOT DISTINCT FROM recoveries.client
    AND refusals.is_last = recoveries.is_last
LEFT JOIN first_refusals ON refusals.vendor = first_refusals.vendor AND refusals.cause = first_refusals.cause
    AND refusals.key_id IS NOT DISTINCT FROM first_refusals.key_id
    AND refusals.client IS NOT DISTINCT FROM first_refusals.client
LEFT JOIN in_a_row ON refusals.vendor = in_a_row.vendor AND refusals.key_id = in_a_row.key_id
    AND refusals.is_last = in_a_row.is_last
LEFT JOIN other_answers ON refusals.vendor = other_answers.vendor AND refusals.cause = other_answers.cause
    AND refusals.key_id = other_answers.key_id AND refusals.client IS NOT DISTINCT FROM other_answers.client
    AND refusals.is_last = other_answers.is_last
LEFT JOIN spells ON refusals.vendor = spells.vendor AND refusals.cause = spells.cause
    AND refusals.key_id = spells.key_id AND refusals.is_last = spells.is_last
ORDER BY refusals.failures DESC, refusals.vendor, refusals.cause, refusals.first_seen, refusals.client
