/*
about = "Success of each vendor against its objective, and what is left of the error budget."
grain = "vendor, date"
limits = "The objective is 99.9 % over 30 days. A failure counts against the vendor unless it is the client's own (bad credentials, parameters, rates). Days before the lake begins are missing from the window."
lookback = "30 days"
[columns]
vendor = "API provider."
date = "UTC day that the window ends with."
target = "Share of requests that shall not fail by the vendor's fault or on the way."
window_s = "Length of the window, seconds."
requests = "Requests in the window whose outcome is known."
bad = "Of these, failures that count."
success_ratio = "Share that did not fail so."
budget = "Failures that the objective allows for so many requests."
budget_left = "Share of the budget that is left; negative where it is overdrawn."
*/
WITH objective AS (SELECT 0.999::DOUBLE AS target, 30 * 86400::DOUBLE AS window_s),
days AS (
    SELECT vendor, date, sum(requests) AS requests, sum(bad) AS bad
    FROM (
        SELECT vendor, date, count(*) AS requests, 0 AS bad FROM classified_requests
        WHERE NOT failing AND (status IS NOT NULL OR protocol = 'websocket') GROUP BY ALL
        UNION ALL
        SELECT vendor, date, count(*), count(*) FILTER (fault IS DISTINCT FROM 'client')
        FROM failures GROUP BY ALL
    ) GROUP BY ALL
),
windows AS (
    SELECT vendor, date, target, window_s,
        sum(requests) OVER so_far AS requests, sum(bad) OVER so_far AS bad
    FROM days, objective
    WINDOW so_far AS (PARTITION BY vendor ORDER BY date
        RANGE BETWEEN INTERVAL 29 DAYS PRECEDING AND CURRENT ROW)
)
SELECT vendor, date, target, window_s, requests::BIGINT AS requests, bad::BIGINT AS bad,
    1 - bad / requests AS success_ratio,
    (1 - target) * requests AS budget,
    1 - bad / ((1 - target) * requests) AS budget_left
FROM windows
