-- What the requests of one vendor, and their answers, say of items of one kind.
-- Reads `naming` (requests as they are kept, with the bodies that are not), `given` (the `salt` of
-- hashes) and macros; `{{…}}` stands for what a rule of the vendor's file says (see request_items.py).
WITH with_target AS (
    SELECT *, method || ' ' || path AS target,
        CASE WHEN json_valid(item_request) THEN item_request END AS asked_body,
        concat_ws('&', query, CASE WHEN asked_body IS NULL AND contains(item_request, '=')
            THEN item_request END) AS asked_query,
        CASE WHEN json_valid(item_answer) THEN item_answer END AS told,
        -- Counts are no ids.
        CASE WHEN status >= 400 THEN regexp_replace(left(item_answer, 16384),
            '[0-9]+ (?:out )?of (?:the )?[0-9]+', '', 'g') END AS told_text
    FROM naming WHERE vendor = {{vendor}} AND path IS NOT NULL
),
with_route AS (
    SELECT *, {{is_about}} AS is_about, {{is_listing}} AS is_listing,
        coalesce(status BETWEEN 200 AND 299, FALSE) AS is_answered
    FROM with_target
),
with_asked AS (
    SELECT *, list_transform(list_filter(list_concat({{in_path}}, CASE WHEN is_about
            THEN list_concat({{in_query}}, {{in_request}}) ELSE [] END),
            lambda item: item <> ''), lambda item: id_in_one_case(item)) AS asked
    FROM with_route WHERE is_about OR is_listing
),
with_parts AS (
    SELECT *,
        CASE WHEN is_about AND told IS NOT NULL THEN {{failed_parts}} END AS failed_parts,
        CASE WHEN is_about AND told IS NOT NULL THEN {{done_parts}} END AS done_parts,
        -- Most answers about one item that was asked for name none.
        CASE WHEN is_listing AND is_answered AND told IS NOT NULL
                AND (asked = [] OR regexp_matches(told::VARCHAR, {{may_list}}))
            THEN list_concat(json_extract(told, '$[*]'), {{elements}},
                CASE WHEN asked <> [] THEN [{{looked_up}}] ELSE [] END) END AS elements,
        -- Whether the query asks for all there are; then what it does not list is no more.
        is_listing AND is_answered AND asked = []
            AND regexp_matches(concat_ws('?', rtrim(path, '/'), query), {{whole}}) AS lists_all
    FROM with_asked
),
with_answer AS (
    SELECT *,
        list_transform(failed_parts, lambda part: {'item': {{id_of_part}},
            'said': CASE WHEN {{state_of_part}} THEN 'done' ELSE 'failed' END}) AS failed,
        list_transform(done_parts, lambda part: {'item': {{id_of_part}}, 'said': 'done'}) AS done,
        CASE WHEN is_about AND coalesce(status >= 400, FALSE) THEN list_transform({{in_text}},
            lambda item: {'item': item, 'said': 'failed'}) END AS told_failed,
        list_transform(elements, lambda part: {'item': {{id_of_part}},
            'said': CASE WHEN {{state_of_part}} THEN 'ended' ELSE 'there' END}) AS listed
    FROM with_parts
),
with_one_case AS (
    SELECT * EXCLUDE (failed, done, told_failed, listed),
        list_transform(list_concat(failed, done, told_failed),
            lambda one: {'item': id_in_one_case(one.item), 'said': one.said}) AS answered,
        list_transform(listed, lambda one: {'item': id_in_one_case(one.item), 'said': one.said})
            AS listed
    FROM with_answer
),
with_said AS (
    SELECT *, list_concat(
        list_transform(asked, lambda item: {'item': item,
            'said': CASE WHEN is_about THEN 'asked' ELSE 'looked_up' END}),
        -- An answer speaks of what was asked for, where the log shows that.
        list_filter(answered,
            lambda one: asked = [] OR list_contains(asked, one.item)),
        listed,
        CASE WHEN NOT lists_all OR regexp_matches(coalesce(item_answer, ''), {{cut_off}}) THEN []
            WHEN item_answer IS NULL THEN [{'item': NULL::VARCHAR, 'said': 'listed_unseen'}]
            WHEN {{holds_list}} AND len(list_filter(listed, lambda one: one.item IS NULL)) = 0
            THEN [{'item': NULL::VARCHAR, 'said': 'listed'}] ELSE [] END) AS said
    FROM with_one_case
),
with_item AS (
    SELECT * EXCLUDE (said), unnest(list_distinct(said), recursive := true) FROM with_said
)
SELECT ts, vendor, date, client, client_ip, host, status, key_id, number,
    request_digest(ts, client, client_ip, key_id, method, path, query, status, duration_ms, code,
        message, trace_id, request_id) AS request,
    {{kind}} AS kind, said,
    CASE WHEN {{hashed}} OR is_suspicious(item) OR coalesce(contains(item, item_secret), FALSE)
        THEN key_id_of(item, salt) ELSE item END AS item
FROM with_item, given
WHERE said LIKE 'listed%' OR regexp_full_match(item, '[\w.:-]{1,64}')
