/*
about = "Runs in which a client opened connections again and again."
grain = ["vendor", "client", "since"]
time = ["since", "until"]
limits = "A run goes on while a connection is opened within 60 s of the one before, and counts as a storm from five on. Refused opens count too, but not those that a log shows only as an HTTP request."
[columns]
client = "The program that called, or its address."
since = "First open of the run."
until = "Last open of the run."
opened = "Connections opened, refused ones included."
lost = "Of these, open once and closed by anything but a normal close (1000, 1001)."
refused = "Of these, refused."
median_session_s = "Median length of the sessions that ended, seconds."
close_codes = "Close codes met, sorted."
error_codes = "Codes of the errors that explain the closes, sorted."
*/
WITH openings AS (
    SELECT * REPLACE (coalesce(opened_at, refused_at) AS opened_at),
        coalesce(client, client_ip) AS caller
    FROM connection_sessions WHERE opened_at IS NOT NULL OR ended_by = 'refused'
),
with_beginning AS (
    SELECT *, coalesce(opened_at - lag(opened_at) OVER (PARTITION BY vendor, caller ORDER BY opened_at)
        > INTERVAL 60 SECONDS, TRUE) AS begins
    FROM openings
),
with_run AS (
    SELECT *, sum(begins::INT) OVER (PARTITION BY vendor, caller ORDER BY opened_at) AS run
    FROM with_beginning
)
SELECT vendor, caller AS client, min(opened_at) AS since, max(opened_at) AS until,
    count(*) AS opened,
    count(*) FILTER (ended_by <> 'refused' AND close_code NOT IN (1000, 1001)) AS lost,
    count(refused_at) AS refused,
    median(session_s) AS median_session_s,
    coalesce(list(DISTINCT close_code ORDER BY close_code) FILTER (close_code IS NOT NULL), [])
        AS close_codes,
    coalesce(list(DISTINCT error_code ORDER BY error_code) FILTER (error_code IS NOT NULL), [])
        AS error_codes
FROM with_run
GROUP BY vendor, caller, run
HAVING count(*) >= 5
