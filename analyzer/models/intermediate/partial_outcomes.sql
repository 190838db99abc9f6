/*
about = "Partial failures, each followed to what later requests of the same operation, and of each of its items, met."
each = "partial failure"
lookback = "none; and ahead, until it is settled"
limits = "As `partial_failures`. Counts of parts are taken from sentences such as `Cancelled 3 of 5 orders`. A list that was cut short counts nothing."
includes = "failures"
[columns]
subject = "Who sent it: the key; where the log shows none, the client or its address."
failure_id = "Digest of the request, by which `analyzer settle` knows the partial failure."
operation = "= answered_operations"
parts_failed = "= partial_failures"
parts_total = "= partial_failures"
parts = "= partial_failures"
operation_met = "What the first later request of the operation that settles it met: `succeeded`, `gone` (not found) or `conflict`; else `failed_again` where later ones failed, `open` where there were none."
operation_met_at = "When that request was sent; NULL where none did."
operation_tries = "Later requests of the operation, up to the one that settled it, else all."
items = "What became of each item: `kind`, `item`, `resolution`, `resolved_at`, `settled_by`, whether the request itself names it (`is_asked`), and later requests for it (`tries`); NULL where none is known."
*/
-- Only vendors whose catalog knows partial failures can have any.
WITH partial_vendors AS (SELECT DISTINCT vendor FROM catalog_codes WHERE class = 'partial_failure'),
with_text AS (
    SELECT *, coalesce(key_id, client, client_ip) AS subject, coalesce(message, detail) AS text,
        coalesce(json_valid(detail), FALSE) AS is_whole,
        CASE WHEN is_whole THEN detail ELSE json_of_cut(detail) END AS told,
        CASE json_type(told)
            WHEN 'ARRAY' THEN told
            WHEN 'OBJECT' THEN coalesce(told -> '$.failed', told -> '$.failures',
                told -> '$.errors', told -> '$.failed_ids') END AS failed_list
    FROM failures
    WHERE class = 'partial_failure'
        AND vendor IN (FROM partial_vendors)
),
with_counts AS (
    SELECT *,
        regexp_extract(text, '(\d+) (?:out )?of (?:the )?(\d+) [^,;.]*\b(?:not|fail)',
            ['part', 'total']) AS count_after,
        regexp_extract(text,
            '(?i)\b(?:failed|not|unable)\b[^0-9,;.:]*(\d+) (?:out )?of (?:the )?(\d+)',
            ['part', 'total']) AS count_before,
        regexp_extract(text, '(\d+) (?:out )?of (?:the )?(\d+)', ['part', 'total']) AS any_count,
        CASE WHEN (count_after).part <> '' THEN count_after
            WHEN (count_before).part <> '' THEN count_before END AS failed_of,
        CASE WHEN failed_of IS NULL AND regexp_matches(text, '(?i)cancel|succe|done')
            THEN any_count END AS done_of
    FROM with_text
),
partial AS MATERIALIZED (
    SELECT * EXCLUDE (text, is_whole, told, failed_list, count_after, count_before, any_count,
            failed_of, done_of),
        request_digest(ts, client, client_ip, key_id, method, path, query, status, duration_ms,
            vendor_code, message, trace_id, request_id) AS failure_id,
        operation_of(vendor, method, path, query, subject) AS operation,
        coalesce(
            CASE WHEN is_whole AND json_type(failed_list) = 'ARRAY'
                THEN json_array_length(failed_list)::BIGINT END,
            try_cast(failed_list AS BIGINT), try_cast(failed_of.part AS BIGINT),
            try_cast(done_of.total AS BIGINT) - try_cast(done_of.part AS BIGINT)) AS parts_failed,
        coalesce(try_cast(failed_of.total AS BIGINT), try_cast(done_of.total AS BIGINT))
            AS parts_total,
        CASE WHEN json_type(failed_list) = 'ARRAY' THEN failed_list::VARCHAR END AS parts
    FROM with_counts
),
-- All failures of these vendors: what else was tried, and how it went.
failed AS MATERIALIZED (
    SELECT ts, class, coalesce(key_id, client, client_ip) AS subject,
        operation_of(vendor, method, path, query, subject) AS operation,
        request_digest(ts, client, client_ip, key_id, method, path, query, status, duration_ms,
            vendor_code, message, trace_id, request_id) AS request
    FROM explained_failures
    WHERE vendor IN (FROM partial_vendors) AND ts >= (SELECT min(ts) FROM partial)
),
tries AS (
    SELECT ts, operation, FALSE AS failed, CASE WHEN answered THEN 'succeeded' END AS settles
    FROM answered_operations
    UNION ALL
    SELECT ts, operation, TRUE,
        CASE class WHEN 'not_found' THEN 'gone' WHEN 'conflict' THEN 'conflict' END
    FROM failed
),
-- What settled an operation at each instant, and running counts of tries: one count over all
-- operations, because differences within an operation are all that is needed of it.
steps AS (
    SELECT operation, ts, max(settles) AS settles,
        sum(count(*)) OVER so_far AS tries,
        sum(count(*) FILTER (failed)) OVER so_far AS failed
    FROM tries WHERE operation IN (SELECT operation FROM partial) GROUP BY operation, ts
    WINDOW so_far AS (ORDER BY operation, ts ROWS UNBOUNDED PRECEDING)
),
totals AS (
    SELECT operation, max(tries) AS tries, max(failed) AS failed FROM steps GROUP BY operation
),
with_step AS (
    SELECT p.*, s.ts AS operation_met_at, s.settles, s.tries
    FROM partial AS p ASOF LEFT JOIN (FROM steps WHERE settles IS NOT NULL) AS s
        ON p.operation = s.operation AND p.ts < s.ts
),
with_operation AS MATERIALIZED (
    SELECT s.* EXCLUDE (operation_met_at, settles, tries),
        CASE WHEN s.settles IS NOT NULL THEN s.settles
            WHEN all_of_it.failed > here.failed THEN 'failed_again'
            ELSE 'open' END AS operation_met,
        s.operation_met_at,
        (coalesce(s.tries, all_of_it.tries) - here.tries)::BIGINT AS operation_tries
    FROM with_step AS s
    JOIN steps AS here ON here.operation = s.operation AND here.ts = s.ts
    JOIN totals AS all_of_it ON all_of_it.operation = s.operation
),
-- Each of them once, also where a log was loaded from two places. Whoever is not named is one caller.
distinct_failures AS MATERIALIZED (
    SELECT DISTINCT vendor, ts, failure_id, coalesce(subject, '') AS subject, parts_failed,
        parts_total, operation_met, operation_met_at
    FROM with_operation
),
item_mentions AS MATERIALIZED (
    SELECT vendor, coalesce(key_id, client, client_ip, '') AS subject, kind, item, ts, request, said,
        status
    FROM lake_request_items WHERE vendor IN (SELECT vendor FROM distinct_failures)
),
-- The mentions of its items in the request of a partial failure and in its answer.
with_items AS MATERIALIZED (
    SELECT p.* EXCLUDE (ts), p.ts, kind, item, bool_or(said = 'asked') AS is_asked,
        bool_or(said = 'failed') AS is_failed, bool_or(said = 'done') AS is_done
    FROM distinct_failures AS p JOIN item_mentions AS s ON s.request = p.failure_id AND s.vendor = p.vendor
    WHERE said IN ('asked', 'failed', 'done')
    GROUP BY ALL
),
-- Of a request that names no items, the repetition speaks of all of them.
with_answer AS (
    SELECT *, count(*) OVER of_failure AS items,
        bool_or(is_failed) OVER of_failure AS names_failed,
        CASE WHEN NOT bool_or(is_asked) OVER of_failure THEN operation_met END AS repeated_met,
        CASE WHEN repeated_met IS NOT NULL THEN operation_met_at END AS repeated_at,
        NOT is_failed AND (is_done OR names_failed) AS is_done_at_once
    FROM with_items WINDOW of_failure AS (PARTITION BY failure_id)
),
item_requests AS MATERIALIZED (
    SELECT vendor, subject, kind, item, ts, request, any_value(status) AS status,
        bool_or(said = 'asked') AS is_asked,
        bool_or(said IN ('asked', 'failed', 'done')) AS is_about,
        bool_or(said = 'failed') AS is_failed, bool_or(said = 'done') AS is_done,
        bool_or(said = 'ended') AS is_ended, bool_or(said = 'there') AS is_there
    FROM item_mentions SEMI JOIN with_items USING (vendor, subject, kind, item)
    GROUP BY ALL
),
requests_naming_failed AS (SELECT DISTINCT request FROM item_mentions WHERE said = 'failed'),
classes AS (SELECT DISTINCT class, request FROM failed),
with_verdict AS MATERIALIZED (
    SELECT c.*, class,
        CASE
            WHEN is_ended THEN 'gone'
            WHEN NOT is_about THEN CASE WHEN class = 'not_found' THEN 'gone' END
            WHEN is_failed THEN NULL
            WHEN is_done OR (class IS NULL AND status IS NOT NULL) THEN 'succeeded'
            WHEN class = 'partial_failure' AND c.request IN (FROM requests_naming_failed) THEN 'succeeded'
            WHEN class = 'not_found' THEN 'gone'
            WHEN class = 'conflict' THEN 'conflict' END AS settles
    FROM item_requests AS c LEFT JOIN classes USING (request)
),
settlements AS (
    SELECT vendor, subject, kind, item, ts, max(settles) AS settles,
        max_by(is_about, settles) AS is_about
    FROM with_verdict WHERE settles IS NOT NULL GROUP BY ALL
),
with_tries AS (
    SELECT a.failure_id, a.kind, a.item,
        list({ts: v.ts, request: v.request} ORDER BY v.ts, v.request) FILTER (v.is_asked) AS tries,
        bool_or(v.is_about AND (v.class IS NOT NULL OR v.is_failed)) AS failed_again,
        max(v.ts) FILTER (v.is_there) AS last_there
    FROM with_answer AS a JOIN with_verdict AS v
        ON v.vendor = a.vendor AND v.subject = a.subject AND v.kind = a.kind AND v.item = a.item
        AND v.ts > a.ts
    GROUP BY ALL
),
with_request AS (
    SELECT a.*, coalesce(tries, []) AS tries, 
        coalesce(failed_again, repeated_met = 'failed_again', FALSE) AS failed_again,
        greatest(a.ts, last_there) AS there_until,
        s.ts AS settled_at, s.settles, s.is_about AS settled_by_request
    FROM with_answer AS a
    LEFT JOIN with_tries AS t USING (failure_id, kind, item)
    ASOF LEFT JOIN settlements AS s ON s.vendor = a.vendor AND s.subject = a.subject
        AND s.kind = a.kind AND s.item = a.item AND a.ts < s.ts
),
with_query AS (
    SELECT r.*, q.ts AS unlisted_at
    FROM with_request AS r
    ASOF LEFT JOIN (FROM item_mentions WHERE said = 'listed') AS q ON q.vendor = r.vendor
        AND q.subject = r.subject AND q.kind = r.kind AND r.there_until < q.ts
),
with_unseen AS (
    SELECT r.*, q.ts AS asked_at
    FROM with_query AS r
    ASOF LEFT JOIN (FROM item_mentions WHERE said = 'listed_unseen') AS q ON q.vendor = r.vendor
        AND q.subject = r.subject AND q.kind = r.kind AND r.ts < q.ts
),
with_evidence AS (
    SELECT *, least(settled_at, unlisted_at, repeated_at) AS known_at,
        CASE WHEN is_done_at_once THEN {known_at: ts, says: 'succeeded', source: 'answer'}
            WHEN settled_at = known_at THEN {known_at: known_at, says: settles,
                source: CASE WHEN settled_by_request THEN 'request' ELSE 'query' END}
            WHEN unlisted_at = known_at THEN {known_at: known_at, says: 'gone', source: 'query'}
            WHEN repeated_at = known_at
            THEN {known_at: known_at, says: repeated_met, source: 'operation'} END AS evidence
    FROM with_unseen
),
-- Where the answer counts what failed: when so many had been done since. Where more were done at one
-- instant, some had been done before, and which of the others is open is not known.
with_count AS (
    SELECT *,
        list_sort(list(evidence.known_at) FILTER (evidence.source = 'request'
            AND evidence.says = 'succeeded') OVER of_failure) AS done_at,
        CASE WHEN parts_total = items AND NOT names_failed
            AND done_at[parts_failed + 1] IS DISTINCT FROM done_at[parts_failed]
            THEN done_at[parts_failed] END AS all_done_at,
        -- The first thing that was done to any of them after all were asked for.
        list_min(list_filter(
            flatten(list(list_transform(tries, lambda one: one.ts)) OVER of_failure),
            lambda moment: moment > asked_at)) AS went_on_at
    FROM with_evidence WINDOW of_failure AS (PARTITION BY failure_id)
),
with_inference AS (
    SELECT * REPLACE (
        CASE WHEN evidence IS NOT NULL THEN evidence
            WHEN all_done_at IS NOT NULL
            THEN {known_at: all_done_at, says: 'succeeded', source: 'count'}
            WHEN went_on_at IS NOT NULL AND tries = []
            THEN {known_at: went_on_at, says: 'gone', source: 'remedy'} END AS evidence)
    FROM with_count
),
with_items_of AS (
    SELECT failure_id, list({kind: kind, item: item,
            resolution: coalesce(evidence.says,
                CASE WHEN failed_again THEN 'failed_again' ELSE 'open' END),
            resolved_at: evidence.known_at, settled_by: evidence.source, is_asked: is_asked,
            tries: tries} ORDER BY kind, item) AS items
    FROM with_inference GROUP BY failure_id
)
SELECT * FROM with_operation LEFT JOIN with_items_of USING (failure_id)
