/*
about = "Partial failures, each followed to what later requests of the same operation, or of its items, met."
each = "partial failure"
precompute = true
limits = "Where the log shows which items a request is about, and the vendor's file says where (see `partial_failure_items`), each item is followed. Else the same operation is: vendor, method, path, query (its parameters in any order, without timestamps, nonces and signatures) and key; where the log shows no key, the client or its address; and any later request to the same path counts. A request of the same instant is not later. Where another client settles one, clocks that differ may put its request before the failure, and it stays open."
lookback = "none; and ahead, until the operation is settled"
includes = "failures"
judges = ["resolution", "resolved_at", "attempts"]
[columns]
failure_id = "Id of the partial failure: what `analyzer settle` takes."
resolution = "What the first later request that settles it met: `succeeded`, `gone` (not found) or `conflict`; where items are followed, what settled the last of them; `settled` by hand; else `failed_again` where later ones failed, `open` where there were none."
resolved_at = "When the request that settled it was sent, or somebody settled it; NULL where none did."
resolved_after_s = "From this failure until then, seconds."
attempts = "Later requests of the operation (or for any of its items), up to the one that settled it, else all."
items = "How many items it is about; NULL is unknown."
settled = "How many of these are settled, what was done at once included; NULL is unknown."
open_items = "How many are not; NULL is unknown."
note = "Why it was settled by hand, if somebody said."
parts_failed = "How many parts the answer says to have failed; NULL where it does not say."
parts_total = "How many parts there were; NULL where the answer does not say."
parts = "What the answer lists of the parts that failed, JSON text."
[published]
*/
WITH with_items AS (
    SELECT * EXCLUDE (items), len(items) AS named,
        list_filter(items, lambda one: one.resolved_at IS NULL) AS not_settled,
        list_bool_or(list_transform(items, lambda one: one.is_asked)) AS names_items,
        list_sort(list_transform(items, lambda one: {known_at: one.resolved_at,
            resolution: one.resolution}))[-1] AS last_settled,
        list_distinct(flatten(list_transform(items, lambda one: one.tries))) AS item_tries
    FROM partial_outcomes
),
with_verdict AS (
    SELECT *,
        CASE WHEN named IS NULL THEN operation_met
            WHEN not_settled = [] THEN last_settled.resolution
            WHEN list_contains(list_transform(not_settled, lambda one: one.resolution),
                'failed_again') THEN 'failed_again'
            ELSE 'open' END AS met,
        CASE WHEN named IS NULL THEN operation_met_at
            WHEN not_settled = [] THEN last_settled.known_at END AS met_at,
        CASE WHEN names_items THEN 0 ELSE operation_tries END + coalesce(len(list_filter(item_tries,
            lambda one: one.ts <= coalesce(met_at, one.ts))), 0)::BIGINT AS tries
    FROM with_items
),
with_hand AS (
    SELECT v.*, s.settled_at, s.note, coalesce(met_at, settled_at) AS known_at,
        coalesce(named, parts_total) AS all_items
    FROM with_verdict AS v LEFT JOIN lake_settlements AS s USING (failure_id)
)
SELECT * EXCLUDE (subject, operation, operation_met, operation_met_at, operation_tries, named,
        not_settled, names_items, last_settled, item_tries, met, met_at, tries, settled_at,
        known_at, all_items, note, parts_failed, parts_total, parts),
    CASE WHEN met_at IS NULL AND settled_at IS NOT NULL THEN 'settled' ELSE met END AS resolution,
    known_at AS resolved_at,
    (epoch_us(known_at) - epoch_us(ts)) / 1e6 AS resolved_after_s,
    tries AS attempts,
    all_items AS items,
    CASE WHEN known_at IS NOT NULL THEN all_items
        ELSE coalesce(named - len(not_settled), parts_total - parts_failed) END AS settled,
    CASE WHEN known_at IS NULL THEN coalesce(len(not_settled), parts_failed)
        WHEN coalesce(all_items, parts_failed) IS NOT NULL THEN 0 END::BIGINT AS open_items,
    note, parts_failed, parts_total, parts
FROM with_hand
