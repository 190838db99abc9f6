-- What answers of vendors say of limits whose catalog file does not say where: RateLimit and
-- RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers-11, and the form before it), X-RateLimit-*,
-- X-Rate-Limit-*, and X-RateLimit-*-Requests and -Tokens.
WITH headed AS MATERIALIZED (
    SELECT *, try(from_json(limit_headers, '{"date":"VARCHAR","ratelimit":"VARCHAR",
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
        all_of(h.ratelimit) AS ratelimit,
        first_of(coalesce(h."ratelimit-limit", h."x-ratelimit-limit", h."x-rate-limit-limit")) AS said_limit,
        first_of(coalesce(h."ratelimit-remaining", h."x-ratelimit-remaining",
            h."x-rate-limit-remaining")) AS said_remaining,
        first_of(coalesce(h."ratelimit-reset", h."x-ratelimit-reset", h."x-rate-limit-reset"))
            AS said_reset,
        policies_in(coalesce(all_of(h."ratelimit-policy"), CASE WHEN contains(said_limit, ';')
            THEN said_limit END)) AS policies
    FROM headed
),
items AS (
    SELECT *, unnest(
        CASE WHEN regexp_matches(ratelimit, 'remaining\s*=') THEN [tightest_limit(ratelimit)]
        WHEN ratelimit IS NOT NULL THEN list_transform(string_split(ratelimit, ','), lambda item: {
            'remaining': try_cast(regexp_extract(item, ';\s*r\s*=\s*([0-9]+)', 1) AS DOUBLE),
            'name': trim(split_part(item, ';', 1), ' "'),
            'quota': NULL::DOUBLE,
            'reset_s': try_cast(regexp_extract(item, ';\s*t\s*=\s*([0-9]+)', 1) AS DOUBLE)})
        ELSE [] END) AS item
    FROM split
),
stated AS (
    SELECT *, nullif(item.name, '') AS "group",
        counted_by(policy_of(policies, item.name)) AS "limit",
        coalesce(policy_of(policies, item.name).quota, item.quota) AS quota,
        item.remaining AS remaining, item.reset_s AS reset_s,
        policy_of(policies, item.name).window_s AS window_s
    FROM items
    UNION ALL BY NAME
    SELECT *, NULL AS "group", counted_by(policies[1]) AS "limit",
        coalesce(policies[1].quota, stated_quota(said_limit)) AS quota,
        try_cast(trim(said_remaining) AS DOUBLE) AS remaining,
        reset_s_of(said_reset, answered_at) AS reset_s, policies[1].window_s AS window_s
    FROM split WHERE ratelimit IS NULL
    UNION ALL BY NAME
    SELECT * EXCLUDE (of_kind), NULL AS "group", of_kind.counts AS "limit",
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
    "limit" AS currency, 'key' AS scope, limit_group("group", (SELECT salt FROM given)) AS "group", 'header' AS told_in,
    measure(quota) AS quota, NULL::DOUBLE AS used, measure(remaining) AS remaining,
    measure(reset_s) AS reset_s, measure(window_s) AS window_s, NULL::DOUBLE AS refill_per_s,
    NULL::DOUBLE AS cost
FROM stated WHERE coalesce(measure(quota), measure(remaining)) IS NOT NULL
