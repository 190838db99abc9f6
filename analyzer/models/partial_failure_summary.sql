/*
about = "What became of partial failures, and how much is still open."
grain = ["vendor", "client", "method", "route"]
limits = "As far as `partial_failures` can follow an operation."
[columns]
client = "= backoff_discipline"
method = "="
route = "="
failures = "Partial failures."
succeeded = "Of these, settled by a success."
gone = "Of these, settled because nothing was left (not found)."
conflict = "Of these, settled by a conflict."
settled = "Of these, settled by hand."
failed_again = "Of these, tried again without success."
open = "Of these, never tried again."
resolved_after_s = "Median time until they were settled, seconds."
attempts = "Median number of later tries until they were settled."
oldest_unsettled = "The oldest that is `open` or `failed_again`."
*/
SELECT vendor, client, method, route,
    count(*) AS failures,
    count(*) FILTER (resolution = 'succeeded') AS succeeded,
    count(*) FILTER (resolution = 'gone') AS gone,
    count(*) FILTER (resolution = 'conflict') AS conflict,
    count(*) FILTER (resolution = 'settled') AS settled,
    count(*) FILTER (resolution = 'failed_again') AS failed_again,
    count(*) FILTER (resolution = 'open') AS open,
    median(resolved_after_s) AS resolved_after_s,
    median(attempts) FILTER (resolved_at IS NOT NULL) AS attempts,
    min(ts) FILTER (resolved_at IS NULL) AS oldest_unsettled
FROM partial_failures
GROUP BY vendor, client, method, route
