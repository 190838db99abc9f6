/*
about = "Success of each vendor against its objective, and what is left of the error budget."
grain = ["vendor", "date"]
time = ["date", "date + INTERVAL 1 day - INTERVAL 1 microsecond"]
kept_whole = true
limits = "The objective is over 30 days. What it is and which failures count is said in the vendor's catalog file, see `service_marks`. Days before the lake begins are missing from the window."
lookback = "30 days"
[columns]
date = "UTC day that the window ends with."
target = "Share of requests that shall not fail."
window_s = "Length of the window, seconds."
requests = "Requests in the window whose outcome is known."
bad = "Of these, failures that count."
success_ratio = "Share that did not fail so."
budget = "Failures that the objective allows for so many requests."
budget_left = "Share of the budget that is left; negative where it is overdrawn."
[units]
target = "share"
budget_left = "share"
[published]
*/
WITH days AS (
    SELECT vendor, target, (since AT TIME ZONE 'UTC')::DATE AS date, sum(requests) AS requests,
        sum(bad) AS bad
    FROM service_marks GROUP BY ALL
),
windows AS (
    SELECT vendor, date, target, round(1 - target, 9) AS allowed,
        sum(requests) OVER so_far AS requests, sum(bad) OVER so_far AS bad
    FROM days
    WINDOW so_far AS (PARTITION BY vendor ORDER BY date
        RANGE BETWEEN INTERVAL 29 DAYS PRECEDING AND CURRENT ROW)
)
SELECT vendor, date, target, 30 * 86400::DOUBLE AS window_s, requests::BIGINT AS requests,
    bad::BIGINT AS bad,
    1 - bad / requests AS success_ratio,
    allowed * requests AS budget,
    1 - bad / (allowed * requests) AS budget_left
FROM windows
