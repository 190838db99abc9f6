/*
about = "The requests that failed, as the lake holds them: what the catalog is asked about."
each = "failed request"
limits = "A failure that the log does not show (a body that was not logged under HTTP 200) is none here."
includes = "lake.requests"
[materialized]
lookback_s = 0
*/
SELECT * EXCLUDE (failing) FROM judged_requests WHERE failing
