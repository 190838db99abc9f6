/*
about = "What another back-off would have done with the logged throttles: how many it would have saved, and what delay it would have cost."
precompute = true
kept_whole = true
grain = ["policy", "vendor", "client", "key_id"]
limits = "Assumes that a caller retries one request at a time from its first throttled one on, that the vendor admits it from the moment that the last Retry-After of the run named, or else when the log shows the next success, and that refused requests do not make the wait longer. Runs whose end is not known, or came after more than 31 days, are left out. `fixed` waits 1 s, `exponential` 1, 2, 4 … 60 s, `exponential_jitter` a share of that (drawn from the run, so that it is the same each time), `retry_after` what the first answer or the catalog advised, else 1 s. `token_bucket` sends nothing above the documented rate: of a bucket or a decaying counter it takes all at once that these hold, of a window its share, evenly spaced, since two full windows may touch. It is NULL where no rate is documented, or only one of an address, which others may share."
[columns]
policy = "`none` (as logged) `fixed` `exponential` `exponential_jitter` `retry_after` `token_bucket`."
vendor = "="
client = "The program that called, or its address; NULL where the log says neither."
key_id = "="
runs = "Runs of throttled requests."
logged = "Throttled requests in them, as logged."
throttled = "Throttled requests under the policy; NULL is unknown."
saved = "`logged` less `throttled`."
delay_s = "Seconds by which requests would have been served later than they were, all together; negative: sooner. NULL is unknown."
longest_s = "The longest time from a first throttled request to its success, under the policy; of `token_bucket` the longest delay of a request."
*/
WITH runs AS (
    -- In whole microseconds: a wait that is exactly as long as it was told is long enough.
    SELECT vendor, coalesce(client, client_ip) AS client, key_id, run_since, count(*) AS logged,
        max(ts) AS last_ts,
        round(max_by((epoch_us(ts) - epoch_us(run_since)) / 1e6 + retry_after_s,
            {ts: ts, told_s: retry_after_s}) FILTER (retry_after_s IS NOT NULL), 6) AS told_free_s,
        round(min(advised_wait_s) FILTER (ts = run_since), 6) AS advised_s
    FROM throttles GROUP BY ALL
),
-- The success that ends a run, the first that was sent after it: of the same ten minutes, or the first
-- of later ones.
successes AS (
    SELECT caller_of(vendor, caller, NULL, key_id) AS caller, ts
    FROM throttled_spells WHERE succeeded
    UNION ALL
    SELECT caller_of(vendor, caller, NULL, key_id), served_at
    FROM caller_spells WHERE served_at IS NOT NULL
),
with_served AS (
    SELECT r.*, s.ts AS served_at, (epoch_us(s.ts) - epoch_us(run_since)) / 1e6 AS served_s
    FROM runs AS r ASOF JOIN successes AS s
        ON s.caller = caller_of(r.vendor, r.client, NULL, r.key_id) AND r.last_ts < s.ts
),
-- A monthly quota may refuse for 31 days; what took longer is of a clock that jumped, and would have
-- some hundred million attempts.
with_end AS (
    SELECT *, least(coalesce(told_free_s, served_s), served_s) AS free_s FROM with_served
    WHERE served_s <= 31 * 86_400
),
-- How many attempts a policy makes until one is served, the first throttled request not counted, and how
-- many seconds after that one it is: counted, since a short wait of a long run has millions.
attempts AS (
    SELECT *, greatest(1, ceil(free_s)) AS fixed_n,
        CASE WHEN free_s <= 63 THEN greatest(1, ceil(log2(free_s + 1)))
            ELSE 6 + ceil((free_s - 63) / 60) END AS exponential_n,
        greatest(1, (round(free_s * 1e6)::HUGEINT + advised_us - 1) // advised_us) AS advised_n
    FROM (
        SELECT *, round(greatest(coalesce(advised_s, 1), 0.001) * 1e6)::HUGEINT AS advised_us
        FROM with_end
    )
),
outcomes AS (
    SELECT * EXCLUDE (way), way.policy AS policy, way.throttled::BIGINT AS throttled,
        way.done_s::DOUBLE AS done_s
    FROM (SELECT *, unnest([
        {policy: 'none', throttled: logged, done_s: served_s},
        {policy: 'fixed', throttled: fixed_n, done_s: fixed_n},
        {policy: 'exponential', throttled: exponential_n, done_s: CASE
            WHEN exponential_n <= 6 THEN 2.0 ** exponential_n - 1
            ELSE 63 + 60.0 * (exponential_n - 6) END},
        {policy: 'retry_after', throttled: advised_n, done_s: advised_n * advised_us / 1e6}]) AS way
        FROM attempts)
    UNION ALL BY NAME
    SELECT vendor, client, key_id, run_since, logged, served_s, 'exponential_jitter' AS policy,
        1 + count(*) FILTER (after_s < free_s) AS throttled,
        coalesce(min(after_s) FILTER (after_s >= free_s), free_s) AS done_s
    FROM (
        SELECT *, sum(wait_s) OVER (PARTITION BY vendor, client, key_id, run_since ORDER BY k)
            AS after_s
        FROM (
            -- After the seventh, one waits half a minute in the mean.
            SELECT *, least(60, 2.0 ** (k - 1))
                * (hash(vendor, client, key_id, run_since, k) % 1_000_000) / 1e6 AS wait_s
            FROM (SELECT *, unnest(range(1, 40 + (free_s / 20)::BIGINT)) AS k FROM with_end)
        )
    )
    GROUP BY vendor, client, key_id, run_since, logged, served_s, free_s
),
-- What was meant to be sent: each request once, when it was sent first.
intended_requests AS (
    SELECT c.* REPLACE (coalesce(e.run_since, c.ts) AS ts)
    FROM limit_charges AS c
    ANTI JOIN throttles AS t ON t.vendor = c.vendor AND t.ts = c.ts
        AND t.client IS NOT DISTINCT FROM c.client AND t.key_id IS NOT DISTINCT FROM c.subject
    LEFT JOIN with_end AS e ON e.vendor = c.vendor AND e.served_at = c.ts
        AND e.client IS NOT DISTINCT FROM c.client AND e.key_id IS NOT DISTINCT FROM c.subject
),
-- What is sent above the documented rate waits until the level has come down to what may be sent at
-- once: all that a bucket holds; of a window one request, since its other end may be full as well.
delays AS (
    SELECT vendor, client, subject, ts, nth,
        greatest(0, level - at_once) / coalesce(rate_per_s, quota / window_s) AS delay_s
    FROM (
        SELECT *, CASE WHEN rate_per_s IS NULL THEN cost ELSE quota END AS at_once,
            spent - given_back - min(spent - cost - given_back) OVER (
                PARTITION BY vendor, scope, subject, "limit" ORDER BY ts, spent, client
                ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS level
        FROM (
            SELECT *, sum(cost) OVER (PARTITION BY vendor, scope, subject, "limit"
                    ORDER BY ts, cost, client
                    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS spent,
                row_number() OVER (PARTITION BY vendor, scope, subject, "limit", client, ts
                    ORDER BY cost) AS nth,
                coalesce(rate_per_s, quota / window_s) * (epoch_us(ts) - min(epoch_us(ts)) OVER (
                    PARTITION BY vendor, scope, subject, "limit")) / 1e6 AS given_back
            FROM intended_requests WHERE quota > 0 AND scope <> 'address'
        )
    )
),
-- A request waits for the strictest of its limits, not for one after the other.
delay_sums AS (
    SELECT vendor, client, subject, sum(delay_s) AS delay_s, max(delay_s) AS longest_s
    FROM (SELECT vendor, client, subject, ts, nth, max(delay_s) AS delay_s FROM delays GROUP BY ALL)
    GROUP BY ALL
),
totals AS (
    SELECT vendor, client, key_id, count(*) AS runs, sum(logged)::BIGINT AS logged,
        sum(served_s) AS served_s
    FROM with_end GROUP BY ALL
)
SELECT policy, vendor, client, key_id, count(*) AS runs, sum(logged)::BIGINT AS logged,
    sum(throttled)::BIGINT AS throttled, (sum(logged) - sum(throttled))::BIGINT AS saved,
    round(sum(done_s - served_s), 6) AS delay_s, round(max(done_s), 6) AS longest_s
FROM outcomes GROUP BY policy, vendor, client, key_id
UNION ALL BY NAME
SELECT 'token_bucket' AS policy, t.vendor, t.client, t.key_id, t.runs, t.logged,
    CASE WHEN p.delay_s IS NOT NULL THEN 0 END AS throttled,
    CASE WHEN p.delay_s IS NOT NULL THEN t.logged END AS saved,
    round(p.delay_s - t.served_s, 6) AS delay_s, round(p.longest_s, 6) AS longest_s
FROM totals AS t LEFT JOIN delay_sums AS p ON p.vendor = t.vendor
    AND p.client IS NOT DISTINCT FROM t.client AND p.subject = t.key_id
