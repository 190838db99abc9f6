/*
about = "Every key: whether it works, since when it does not, and who still uses it."
grain = ["vendor", "key_id"]
time = ["coalesce(dead_since, first_used)", "coalesce(last_refused, last_used)"]
kept_whole = true
limits = "A key that was never used again looks alive. Refusals for want of permission, or for the wrong header, say nothing about the key; nor does a connection that was closed without a word about it; a close that follows a refusal is part of that refusal. Where clocks of clients that share a key differ, a success of one may seem to follow a refusal of another, or not to. An expiry is known of a JWT that the log shows, in a request's header or query, or that `analyzer.capture` saw, and it is by the vendor's clock."
judges = ["state", "dead_since", "refused_since", "other_keys", "expires_soon"]

[columns]
state = "`working`, `dead` (it worked, then was refused at least twice and never answered again), `never_worked` (only ever refused), `unknown` (neither success nor refusal)."
requests = "Requests with the key."
first_used = "The first of them."
last_used = "The last of them."
last_success = "The last that succeeded, or of which the vendor did a part; opening or closing a WebSocket is no success."
dead_since = "First refusal after the last success, where the key is dead or never worked; else NULL."
refused_since = "Refusals of the key since the last success."
last_refused = "The last of these."
clients_since = "Clients that were refused with it since, sorted."
other_keys = "Other keys of the vendor that succeeded since the first of these refusals: with any, it is the key and not the vendor."
expires_at = "When the key says that it expires (`exp` of a JWT); NULL is unknown."
expires_in_s = "Seconds from the end of the data until then, below 0 where it is over."
expires_soon = "Whether to see to it: it expires within 48 hours, less than half of the time since its first use is left, it was used in the last 24 hours and not refused since, and it is not about to be replaced: one of its clients has no key that expires later, and, of a key that lasts 24 hours at most, had no other before. NULL where the expiry is not known."
*/
WITH used AS (
    SELECT vendor, key_id, sum(requests)::BIGINT AS requests, min(first_ts) AS first_used,
        max(last_ts) AS last_used, max(last_success) AS last_success
    FROM caller_days WHERE key_id IS NOT NULL GROUP BY ALL
),
-- Whoever does a part of the work has accepted the key.
accepted AS (
    SELECT vendor, key_id, max(ts) AS last_part FROM failures WHERE outcome = 'partial' GROUP BY ALL
),
usage AS (
    SELECT * EXCLUDE (last_part) REPLACE (greatest(last_success, last_part) AS last_success)
    FROM used LEFT JOIN accepted USING (vendor, key_id)
),
succeeded AS (
    SELECT vendor, key_id, last_success FROM usage WHERE last_success IS NOT NULL
),
refusals AS (
    -- A refusal over WebSocket is an error and a close: two failures, one refusal.
    SELECT a.vendor, a.key_id, min(a.ts) AS refused_from,
        coalesce(max(a.ts) FILTER (is_sent(a.command)), max(a.ts)) AS last_refused,
        greatest(count(*) FILTER (is_sent(a.command)), count(*) FILTER (NOT is_sent(a.command)))
            AS refused_since,
        coalesce(list(DISTINCT client ORDER BY client) FILTER (client IS NOT NULL), []) AS clients
    FROM auth_failures AS a LEFT JOIN succeeded AS s USING (vendor, key_id)
    WHERE a.refuses_key AND (s.last_success IS NULL OR a.ts > s.last_success)
    GROUP BY a.vendor, a.key_id
),
others AS (
    SELECT r.vendor, r.key_id, list(s.key_id ORDER BY s.key_id) AS other_keys
    FROM refusals AS r JOIN succeeded AS s
        ON s.vendor = r.vendor AND s.key_id <> r.key_id AND s.last_success >= r.refused_from
    GROUP BY r.vendor, r.key_id
),
expiries AS (
    SELECT vendor, key_id, client, max(expires_at) AS expires_at
    FROM lake_key_expiries GROUP BY vendor, key_id, client
),
-- By its clients: whether all have one that expires later, and had another at all.
with_expiry AS (
    SELECT vendor, key_id, max(expires_at) AS expires_at,
        bool_and(expires_at < latest) AS is_replaced, bool_and(earliest < latest) AS is_renewed
    FROM (
        SELECT *, max(expires_at) OVER of_client AS latest, min(expires_at) OVER of_client AS earliest
        FROM expiries WINDOW of_client AS (PARTITION BY vendor, client)
    ) GROUP BY vendor, key_id
),
with_end AS (
    SELECT e.*, last_ts AS as_of, (epoch_us(expires_at) - epoch_us(last_ts)) / 1e6 AS expires_in_s
    FROM with_expiry AS e CROSS JOIN data_span
)
SELECT vendor, key_id,
    CASE
        WHEN refused_since >= 2 AND last_success IS NOT NULL THEN 'dead'
        WHEN last_success IS NOT NULL THEN 'working'
        WHEN refused_since > 0 THEN 'never_worked'
        ELSE 'unknown'
    END AS state,
    requests, first_used, last_used, last_success,
    CASE WHEN refused_since >= 2 OR last_success IS NULL THEN refused_from END AS dead_since,
    coalesce(refused_since, 0) AS refused_since,
    last_refused,
    coalesce(clients, []) AS clients_since,
    coalesce(other_keys, []) AS other_keys,
    expires_at, expires_in_s,
    CASE WHEN expires_at IS NOT NULL THEN expires_in_s BETWEEN 0 AND 48 * 3600
        AND expires_in_s < epoch(expires_at - first_used) / 2
        AND last_used > as_of - INTERVAL 24 HOURS AND refused_since IS NULL AND NOT is_replaced
        AND NOT (is_renewed AND expires_at <= first_used + INTERVAL 24 HOURS) END AS expires_soon
FROM usage
LEFT JOIN refusals USING (vendor, key_id)
LEFT JOIN others USING (vendor, key_id)
LEFT JOIN with_end USING (vendor, key_id)
