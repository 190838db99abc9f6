/*
about = "What each request counts for each documented limit: 1, its price, or the cost that its answer states."
each = "request, limit"
time = "ts"
limits = "Only limits with a documented window or rate, or a stated window. A price is the vendor's documented one; where answers state the cost, requests whose answers were not logged are missing."
[columns]
ts = "="
vendor = "="
client = "="
currency = "= limit_forecast"
scope = "= limit_states"
subject = "= limit_states"
limit = "The limit, as in `limit_states`."
name = "The limit's name in the catalog."
rule = "How it counts: `sliding` `fixed` `bucket` `decaying`."
window_s = "Length of its window, seconds; NULL where there is none."
rate_per_s = "What a second gives back, of a bucket or a counter that decays."
quota = "The documented quota; NULL is unknown, as that of a key is where the log shows none."
cost = "What the request counts; a refused one takes nothing out of a bucket."
*/
WITH header_windows AS (
    -- A family of headers states windows that the catalog need not list.
    SELECT DISTINCT vendor, "limit" AS name, "group", window_s
    FROM lake_limit_states WHERE window_s > 0 AND "group" IS NOT NULL
),
charged_limits AS (
    SELECT l.vendor, l.name, l.currency, l.scope, l.rule, l.rate_per_s, l.codes,
        concat_ws(':', l.name, w."group") AS "limit", coalesce(w.window_s, l.window_s) AS window_s,
        CASE WHEN w.window_s IS NULL OR l.window_s IS NULL OR w.window_s = l.window_s
            THEN l.quota END AS quota
    FROM catalog_limits AS l LEFT JOIN header_windows AS w ON w.vendor = l.vendor AND w.name = l.name
    WHERE l.currency NOT IN ('connections', 'subscriptions') AND l.kind IS DISTINCT FROM 'quota'
        AND l.kind IS DISTINCT FROM 'retries'
        AND (coalesce(w.window_s, l.window_s) > 0 OR l.rate_per_s > 0)
),
stated_costs AS (
    SELECT s.ts, s.vendor, s.client, s.client_ip, s.key_id, l.* EXCLUDE (vendor, "limit"),
        concat_ws(':', s."limit", coalesce(s."group", CASE s.scope WHEN 'route' THEN s.route END))
            AS "limit", s.cost
    FROM lake_limit_states AS s
    JOIN charged_limits AS l ON l.vendor = s.vendor AND l.name = s."limit"
    WHERE s.cost IS NOT NULL
),
catalog_costs AS (
    SELECT r.ts, r.vendor, r.client, r.client_ip, r.key_id, l.* EXCLUDE (vendor, "limit"),
        concat_ws(':', l."limit", CASE WHEN l.scope = 'route' AND l."limit" = l.name THEN r.route END)
            AS "limit",
        CASE WHEN l.rule IN ('bucket', 'decaying')
                AND (r.status = 429 OR coalesce(list_contains(l.codes, r.code), FALSE)) THEN 0
            ELSE request_cost(r.vendor, l.name, r.method, r.path, r.query) END AS cost
    FROM lake_requests AS r JOIN charged_limits AS l ON l.vendor = r.vendor
    WHERE counts_for(r.vendor, l.name, r.method, r.path)
        AND request_cost(r.vendor, l.name, r.method, r.path, r.query) IS NOT NULL
        AND (l.vendor, l.name) NOT IN (SELECT (vendor, name) FROM stated_costs)
),
charges AS (
    FROM stated_costs UNION ALL BY NAME FROM catalog_costs
)
SELECT ts, vendor, client, currency,
    CASE WHEN scope = 'key' AND key_id IS NULL THEN 'address' ELSE scope END AS scope,
    CASE scope WHEN 'address' THEN client_ip ELSE coalesce(key_id, client_ip) END AS subject,
    "limit", name, rule, window_s, rate_per_s,
    -- Behind one address may be many keys, each with a quota of its own.
    CASE WHEN scope <> 'key' OR key_id IS NOT NULL THEN quota END AS quota, cost
FROM charges
