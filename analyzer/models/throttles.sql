/*
about = "Requests that were answered with a rate limit, the wait that was advised, and whether it was kept."
each = "throttled request (class `rate_limit`)"
precompute = true
limits = "An exhausted quota, a refused connection or subscription is no throttle: a short wait mends none of them. Of callers that the log does not tell apart, one can break the wait of another. A caller's waits are measured by its own clock, so clocks that differ change none."
lookback = "the run of throttled requests; and ahead, until the next request of the caller"
includes = "failures"
judges = ["advised_wait_s", "wait_source", "actual_wait_s", "honoured", "run_since", "run_position", "wasted"]
[columns]
advised_wait_s = "Wait that was advised, seconds; NULL where neither the answer nor the catalog advises any."
wait_source = "`header` (Retry-After, or where the vendor's answer says it otherwise) or `catalog`: the vendor's documented back-off, by place in the run, no more than the longest wait that it names, or than an hour (its last step, if that is longer) where it names none; NULL is none."
actual_wait_s = "Seconds from this request to the next one that the caller (client and key) sent to the vendor after it was answered (the close of a connection is none); NULL at the end of the data."
honoured = "Whether the actual wait was as long as advised; NULL where one of them is not known."
run_since = "First throttled request of the run: none of the caller's requests has succeeded since."
run_position = "Place in the run, from 1; requests that were in flight together, sent before all earlier ones were answered, share it."
wasted = "Sent after the caller was told to wait, and before that wait was over. The close of a connection is never wasted."
*/
WITH with_caller AS (
    SELECT *, caller_of(vendor, client, client_ip, key_id) AS caller,
        answered_at_of(ts, duration_ms) AS answered_at
    FROM failures WHERE class = 'rate_limit'
)
SELECT t.* EXCLUDE (caller, answered_at),
    k.advised_wait_s, k.wait_source, k.actual_wait_s, k.honoured, k.run_since, k.run_position,
    k.wasted
FROM with_caller AS t JOIN throttle_waits AS k ON k.caller = t.caller AND k.ts = t.ts
    AND k.answered_at = t.answered_at AND k.retry_after_s IS NOT DISTINCT FROM t.retry_after_s
    AND k.is_sent = is_sent(t.command)
