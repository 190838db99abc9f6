-- What went before in numbers, and on how many days there was anything: the week before a period.
WITH request_counts AS (
    SELECT count(*) AS requests, count(DISTINCT (ts AT TIME ZONE 'UTC')::DATE) AS days
    FROM request_outcomes WHERE ts >= $since AND ts < $until
),
failure_counts AS (
    SELECT count(*) AS failures, count(*) FILTER (WHERE class = 'rate_limit') AS throttled
    FROM failures WHERE ts >= $since AND ts < $until
)
SELECT *, failures / nullif(requests, 0) AS failure_share FROM request_counts, failure_counts
