/*
about = "The items of partial failures, one by one: which orders of a bulk cancel are still open."
grain = ["failure_id", "kind", "item"]
time = "ts"
precompute = true
lookback = "none; and ahead, until the item is settled"
limits = "Items are those that the request or its answer names, where the vendor's file says they do and the log shows it. Only requests of the same key (where the log shows none: client, or address; all that show none of these are one caller) speak of them, and only later ones. `count` and `remedy` are conclusions: that what was done since had failed before, and that a client who asked what is open cancels all of it."
judges = ["resolution", "resolved_at", "settled_by"]
[columns]
failure_id = "Id of the partial failure, as in `partial_failures`."
vendor = "="
ts = "When the partial failure was."
kind = "What it is an id of: the rule's name in the vendor's file."
item = "The id as requests name it; its keyed hash where the vendor's file says so."
resolution = "`succeeded`, `gone` (not found, or no longer listed), `conflict` or `settled` (by hand); else `failed_again` where later requests for it failed, `open` where there were none."
resolved_at = "When that was known; NULL while it is not settled."
resolved_after_s = "From the partial failure until then, seconds."
attempts = "Later requests for it, up to the one that settled it, else all."
settled_by = "What says so: `answer` (that of the partial failure itself) `request` (a later one for it) `query` (a later one for all of them, or for it) `operation` (one that names no items, as the partial failure's own does not) `count` (just as many as had failed were done since) `remedy` (the client asked what is open, and left it out) `hand`; NULL while it is not settled."
*/
WITH with_item AS (
    SELECT failure_id, vendor, ts, unnest(items) AS found
    FROM (SELECT DISTINCT failure_id, vendor, ts, items FROM partial_outcomes)
),
with_hand AS (
    SELECT w.*, (found).resolved_at AS met_at, s.settled_at,
        coalesce(met_at, settled_at) AS known_at,
        met_at IS NULL AND settled_at IS NOT NULL AS is_by_hand
    FROM with_item AS w LEFT JOIN lake_settlements AS s USING (failure_id)
)
SELECT failure_id, vendor, ts, (found).kind AS kind, (found).item AS item,
    CASE WHEN is_by_hand THEN 'settled' ELSE (found).resolution END AS resolution,
    known_at AS resolved_at,
    (epoch_us(known_at) - epoch_us(ts)) / 1e6 AS resolved_after_s,
    len(list_filter((found).tries, lambda one: one.ts <= coalesce(known_at, one.ts)))::BIGINT
        AS attempts,
    CASE WHEN is_by_hand THEN 'hand' ELSE (found).settled_by END AS settled_by
FROM with_hand
