-- First and last request in the lake; NULL where it has none.
SELECT min(ts) AS first_ts, max(ts) AS last_ts FROM lake_requests
