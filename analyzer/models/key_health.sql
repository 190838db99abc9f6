/*
about = "Every key: whether it works, since when it does not, and who still uses it."
grain = ["vendor", "key_id"]
time = ["coalesce(dead_since, first_used)", "coalesce(last_refused, last_used)"]
precompute = true
limits = "A key is dead if nothing succeeded with it after its last refusal began; one that was never used again looks alive. Refusals for want of permission, or for the wrong header, say nothing about the key."
[columns]
vendor = "="
key_id = "="
state = "`working`, `dead` (it worked, then was refused to the end), `never_worked` (only ever refused), `unknown` (neither success nor refusal)."
requests = "Requests with the key."
first_used = "The first of them."
last_used = "The last of them."
last_success = "The last that succeeded; opening or closing a WebSocket is no success."
dead_since = "First refusal after the last success; NULL where there is none."
refused_since = "Refusals from then on."
last_refused = "The last of these."
clients_since = "Clients that still used it from then on, sorted."
other_keys = "Other keys of the vendor that succeeded from then on: with any, it is the key and not the vendor."
*/
WITH used AS (
    SELECT vendor, key_id, sum(requests)::BIGINT AS requests, min(first_ts) AS first_used,
        max(last_ts) AS last_used, max(last_success) AS last_success
    FROM caller_days WHERE key_id IS NOT NULL GROUP BY ALL
),
succeeded AS (
    SELECT vendor, key_id, last_success FROM used WHERE last_success IS NOT NULL
),
refused AS (
    SELECT a.vendor, a.key_id, min(a.ts) AS dead_since, max(a.ts) AS last_refused,
        count(*) AS refused_since,
        coalesce(list(DISTINCT client ORDER BY client) FILTER (client IS NOT NULL), []) AS clients
    FROM auth_failures AS a LEFT JOIN succeeded AS s USING (vendor, key_id)
    WHERE a.cause IN ('invalid_or_expired', 'malformed_key', 'unknown')
        AND (s.last_success IS NULL OR a.ts > s.last_success)
    GROUP BY a.vendor, a.key_id
),
others AS (
    SELECT r.vendor, r.key_id, list(s.key_id ORDER BY s.key_id) AS other_keys
    FROM refused AS r JOIN succeeded AS s
        ON s.vendor = r.vendor AND s.key_id <> r.key_id AND s.last_success >= r.dead_since
    GROUP BY r.vendor, r.key_id
)
SELECT vendor, key_id,
    CASE
        WHEN dead_since IS NOT NULL AND last_success IS NOT NULL THEN 'dead'
        WHEN dead_since IS NOT NULL THEN 'never_worked'
        WHEN last_success IS NOT NULL THEN 'working'
        ELSE 'unknown'
    END AS state,
    requests, first_used, last_used, last_success, dead_since,
    coalesce(refused_since, 0) AS refused_since,
    last_refused,
    coalesce(clients, []) AS clients_since,
    coalesce(other_keys, []) AS other_keys
FROM used
LEFT JOIN refused USING (vendor, key_id)
LEFT JOIN others USING (vendor, key_id)
