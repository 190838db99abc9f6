/*
about = "What rate-limit headers state of a key or an address, minute by minute."
grain = ["vendor", "scope", "subject", "minute"]
time = "minute"
limits = "A header does not say whom it counts: it is taken to be the key, where there is one and the vendor limits keys."
[columns]
scope = "What is counted: `key` or `address`."
subject = "= limit_states"
minute = "Start of the minute, UTC."
said_at = "When the last request of the minute whose answer stated a quota was sent; NULL where none did."
quota = "The quota of the last header; NULL where none stated one."
window_s = "Its window, seconds; NULL is unknown."
fullest = "Of the quotas of which an answer of the minute said what is left, the one with the least share left: `quota`, `window_s`, `remaining`; NULL is unknown."
remaining = "The least that answers of the minute said is left of a quota that they did not state; NULL is unknown."
[materialized]
lookback_s = 0
*/
WITH by_address AS (
    SELECT vendor FROM catalog_limits WHERE kind = 'requests'
    GROUP BY vendor HAVING bool_and(scope = 'address')
),
with_owner AS (
    SELECT vendor, key_id, client_ip, ts, limit_quota, limit_window_s, limit_remaining,
        coalesce(limit_quota > 0, FALSE) AS states_quota,
        key_id IS NULL OR vendor IN (FROM by_address) AS of_address
    FROM lake_requests WHERE limit_quota > 0 OR limit_remaining IS NOT NULL
),
minutes AS (
    SELECT vendor, CASE WHEN of_address THEN 'address' ELSE 'key' END AS scope,
        CASE WHEN of_address THEN client_ip ELSE key_id END AS subject,
        time_bucket(INTERVAL 1 MINUTE, ts) AS minute,
        max(ts) FILTER (states_quota) AS said_at,
        max_by({quota: limit_quota, window_s: limit_window_s},
            {ts: ts, quota: limit_quota, window_s: limit_window_s}) FILTER (states_quota) AS latest,
        -- Of equally full ones the last.
        max_by({quota: limit_quota, window_s: limit_window_s, remaining: limit_remaining},
            {share: -limit_remaining / limit_quota, ts: ts, quota: limit_quota, window_s: limit_window_s})
            FILTER (states_quota AND limit_remaining IS NOT NULL) AS fullest,
        min(limit_remaining) FILTER (NOT states_quota) AS remaining
    FROM with_owner GROUP BY ALL
)
SELECT vendor, scope, subject, minute, said_at, latest.quota AS quota, latest.window_s AS window_s,
    fullest, remaining
FROM minutes
