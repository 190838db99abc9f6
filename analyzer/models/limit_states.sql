/*
about = "What answers said of the vendors' limits: how much is used, how much is left."
each = "request, limit"
time = "ts"
limits = "A header does not say whom it counts: it is taken to be whom the catalog says, else the key, where there is one. Of an account, and of what is counted by model or route, the key stands for the account."
[columns]
ts = "="
vendor = "="
client = "="
client_ip = "="
key_id = "Keyed hash of the credential; NULL: none sent."
route = "="
status = "="
currency = "What is counted: `requests` `tokens` `weight` `cost` `connections` `subscriptions` `bytes`."
scope = "Who shares the limit: `key` `address` `account` `model` `route`."
subject = "The `key_id`, or the client's address; NULL where the log shows neither."
limit = "The limit: its name in the catalog, and after a `:` what it counts apart, such as a model, a route or a window."
quota = "The most that is allowed, as the answer says, else the catalog; NULL is unknown."
used = "What is used of it; NULL is unknown."
remaining = "What is left of it; NULL is unknown."
reset_s = "Seconds until it resets; NULL is unknown."
resets_at = "When it resets; NULL is unknown."
window_s = "Length of its window, seconds; NULL is unknown."
refill_per_s = "What a second gives back, of a bucket or a counter that decays; NULL is unknown, or it does not."
cost = "What the request cost, as the answer says; NULL is unknown."
told_in = "Where the answer told it: `header` `body`."
rule = "How it counts: `sliding` `fixed` `bucket` `decaying`; NULL is unknown."
name = "The limit's name in the catalog."
source = "="
load = "="
*/
WITH with_catalog AS (
    SELECT s.* REPLACE (coalesce(s.window_s, l.window_s) AS window_s,
            coalesce(s.refill_per_s, l.rate_per_s) AS refill_per_s,
            CASE WHEN s.scope = 'key' AND key_id IS NULL THEN 'address' ELSE s.scope END AS scope,
            coalesce(s.quota, CASE WHEN s.window_s IS NULL OR l.window_s IS NULL
                OR s.window_s = l.window_s THEN l.quota END) AS quota),
        l.rule
    FROM lake_limit_states AS s
    LEFT JOIN catalog_limits AS l ON l.vendor = s.vendor AND l.name = s."limit"
)
SELECT ts, vendor, client, client_ip, key_id, route, status, currency, scope,
    CASE scope WHEN 'address' THEN client_ip ELSE coalesce(key_id, client_ip) END AS subject,
    concat_ws(':', "limit", coalesce("group", CASE scope WHEN 'route' THEN route END)) AS "limit",
    quota,
    coalesce(used, CASE WHEN remaining <= quota THEN quota - remaining END) AS used,
    coalesce(remaining, quota - used) AS remaining,
    reset_s, ts + to_microseconds((reset_s * 1e6)::BIGINT) AS resets_at, window_s,
    coalesce(refill_per_s, CASE WHEN rule IN ('bucket', 'decaying') THEN quota / window_s END)
        AS refill_per_s,
    cost, told_in, rule, "limit" AS name, source, load
FROM with_catalog
