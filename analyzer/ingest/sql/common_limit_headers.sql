-- What answers of vendors say of limits whose catalog file does not say where: RateLimit and
-- RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers-11, and the form before it), X-RateLimit-*,
-- X-Rate-Limit-*, X-RateLimit-*-Requests and -Tokens, and X-RateLimit-*-Minute and the like.
WITH headed AS MATERIALIZED (
    SELECT *, CASE WHEN contains(limit_headers, 'x-ratelimit-limit-')
            AND NOT regexp_matches(limit_headers, '"ratelimit(?:-policy)?"')
            THEN windows_said(limit_headers) END AS windows,
        try(from_json(limit_headers, '{"date":"VARCHAR","ratelimit":"VARCHAR",
        "ratelimit-policy":"VARCHAR","ratelimit-limit":"VARCHAR","ratelimit-remaining":"VARCHAR",
        "ratelimit-reset":"VARCHAR","x-ratelimit-limit":"VARCHAR","x-ratelimit-remaining":"VARCHAR",
        "x-ratelimit-reset":"VARCHAR","x-rate-limit-limit":"VARCHAR",
        "x-rate-limit-remaining":"VARCHAR","x-rate-limit-reset":"VARCHAR",
        "x-ratelimit-limit-requests":"VARCHAR","x-ratelimit-remaining-requests":"VARCHAR",
        "x-ratelimit-reset-requests":"VARCHAR","x-ratelimit-limit-tokens":"VARCHAR",
        "x-ratelimit-remaining-tokens":"VARCHAR","x-ratelimit-reset-tokens":"VARCHAR"}')) AS h
    FROM responses WHERE vendor NOT IN ('vendors of the catalog')
),
split AS MATERIALIZED (
    SELECT *, coalesce(http_date(first_of(h.date)), ts) AS answered_at,
        coalesce(all_of(h.ratelimit), left_of_windows(windows)) AS ratelimit,
        first_of(coalesce(h."ratelimit-limit", h."x-ratelimit-limit", h."x-rate-limit-limit")) AS said_limit,
        first_of(coalesce(h."ratelimit-remaining", h."x-ratelimit-remaining",
            h."x-rate-limit-remaining")) AS said_remaining,
        first_of(coalesce(h."ratelimit-reset", h."x-ratelimit-reset", h."x-rate-limit-reset"))
            AS said_reset,
        policies_in(coalesce(all_of(h."ratelimit-policy"), policy_of_windows(windows), CASE WHEN contains(said_limit, ';')
            THEN said_limit END)) AS policies
    FROM headed
),
items AS (
    SELECT *, unnest(
        CASE WHEN regexp_matches(ratelimit, 'remaining\s*=') THEN [tightest_limit(ratelimit, policies)]
        WHEN ratelimit IS NOT NULL THEN limits_left(ratelimit)
        WHEN coalesce(said_limit, said_remaining) IS NULL THEN list_transform(policies, lambda policy: {
            'name': CASE WHEN try_cast(policy.name AS DOUBLE) IS NULL THEN policy.name ELSE '' END,
            'part': NULL::VARCHAR, 'quota': policy.quota, 'remaining': NULL::DOUBLE, 'reset_s': NULL::DOUBLE})
        ELSE [] END) AS item
    FROM split
),
with_policy AS (
    SELECT *, nullif(item.name, '') AS "group", item.part AS part, item.quota AS stated, item.remaining AS remaining,
        item.reset_s AS reset_s, policy_of(policies, item.name, item.quota) AS policy
    FROM items
    UNION ALL BY NAME
    SELECT *, NULL AS "group", NULL AS part, stated_quota(said_limit) AS stated,
        try_cast(trim(said_remaining) AS DOUBLE) AS remaining,
        reset_s_of(said_reset, answered_at) AS reset_s,
        policy_of(policies, NULL::VARCHAR, stated) AS policy
    FROM split WHERE ratelimit IS NULL AND coalesce(said_limit, said_remaining) IS NOT NULL
),
stated AS (
    SELECT * EXCLUDE (policy, stated), counted_by(policy) AS "limit",
        coalesce(policy.quota, stated) AS quota, policy.window_s AS window_s
    FROM with_policy
    UNION ALL BY NAME
    SELECT * EXCLUDE (of_kind), NULL AS "group", NULL AS part, of_kind.counts AS "limit",
        try_cast(first_of(of_kind.quota) AS DOUBLE) AS quota,
        try_cast(first_of(of_kind.remaining) AS DOUBLE) AS remaining,
        reset_s_of(first_of(of_kind.reset), answered_at) AS reset_s, NULL AS window_s
    FROM (
        SELECT *, unnest([
            {'counts': 'requests', 'quota': h."x-ratelimit-limit-requests",
                'remaining': h."x-ratelimit-remaining-requests",
                'reset': h."x-ratelimit-reset-requests"},
            {'counts': 'tokens', 'quota': h."x-ratelimit-limit-tokens",
                'remaining': h."x-ratelimit-remaining-tokens",
                'reset': h."x-ratelimit-reset-tokens"}]) AS of_kind
        FROM split)
    WHERE of_kind.quota IS NOT NULL
)
SELECT ts, vendor, date, client, client_ip, host, route, status, key_id, number, "limit",
    "limit" AS currency, 'key' AS scope,
    "group" AS said_group, keyed_hash(part, (SELECT salt FROM given)) AS part, 'header' AS told_in,
    measure(quota) AS quota, NULL::DOUBLE AS used, measure(remaining) AS remaining,
    measure(reset_s) AS reset_s, measure(window_s) AS window_s, NULL::DOUBLE AS refill_per_s,
    NULL::DOUBLE AS cost
FROM stated WHERE coalesce(measure(quota), measure(remaining)) IS NOT NULL
