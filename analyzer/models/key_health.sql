/*
about = "Every key: whether it works, since when it does not, and who still uses it."
grain = ["vendor", "key_id"]
time = ["coalesce(dead_since, first_used)", "coalesce(last_refused, last_used)"]
precompute = true
kept_whole = true
limits = "A key that was never used again looks alive. Refusals for want of permission, or for the wrong header, say nothing about the key; nor does a connection that was closed without a word about it. Where clocks of clients that share a key differ, a success of one may seem to follow a refusal of another, or not to."

[columns]
vendor = "="
key_id = "="
state = "`working`, `dead` (it worked, then was refused at least twice and never answered again), `never_worked` (only ever refused), `unknown` (neither success nor refusal)."
requests = "Requests with the key."
first_used = "The first of them."
last_used = "The last of them."
last_success = "The last that succeeded; opening or closing a WebSocket is no success."
dead_since = "First refusal after the last success, where the key is dead or never worked; else NULL."
refused_since = "Refusals of the key since the last success."
last_refused = "The last of these."
clients_since = "Clients that were refused with it since, sorted."
other_keys = "Other keys of the vendor that succeeded since the first of these refusals: with any, it is the key and not the vendor."
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
    FROM refused AS r JOIN succeeded AS s
        ON s.vendor = r.vendor AND s.key_id <> r.key_id AND s.last_success >= r.refused_from
    GROUP BY r.vendor, r.key_id
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
    coalesce(other_keys, []) AS other_keys
FROM used
LEFT JOIN refused USING (vendor, key_id)
LEFT JOIN others USING (vendor, key_id)
