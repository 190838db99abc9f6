/*
about = "Who waits after a rate limit, and who does not."
grain = ["vendor", "client", "key_id"]
limits = "As far as `throttles` can tell one caller from another."
[columns]
client = "The program that called; NULL where the log does not say."
key_id = "="
throttled = "Requests answered with a rate limit."
advised = "Of these, how many came with an advised wait."
honoured = "Of these, how many waits were kept."
ignored = "Of these, how many waits were not kept."
honoured_ratio = "Kept waits as a share of those known to be kept or not; NULL where none is."
advised_wait_s = "Median of the advised waits, seconds."
actual_wait_s = "Median of the actual waits, seconds."
wasted = "Requests that were throttled because they came before an advised wait was over."
longest_run = "Most throttled requests in a row; those in flight together count as one."
*/
SELECT vendor, client, key_id,
    count(*) AS throttled,
    count(advised_wait_s) AS advised,
    count(*) FILTER (honoured) AS honoured,
    count(*) FILTER (NOT honoured) AS ignored,
    count(*) FILTER (honoured) / nullif(count(honoured), 0) AS honoured_ratio,
    median(advised_wait_s) AS advised_wait_s,
    median(actual_wait_s) AS actual_wait_s,
    count(*) FILTER (wasted) AS wasted,
    max(run_position) AS longest_run
FROM throttles
GROUP BY vendor, client, key_id
