-- The requests of plain lines that may name an item, with their bodies as a format with `fields` reads
-- them out of a line. Reads `plain_lines` (bodies there are JSON as the line has it).
WITH with_bodies AS (
    SELECT * REPLACE (
        from_json('{"v":' || item_request || '}', '{"v":"VARCHAR"}').v AS item_request,
        from_json('{"v":' || item_answer || '}', '{"v":"VARCHAR"}').v AS item_answer)
    FROM plain_lines WHERE names_items(vendor, path)
)
SELECT * REPLACE (
    CASE WHEN strlen(item_request) <= 1_048_576 THEN item_request END AS item_request,
    CASE WHEN strlen(item_answer) <= 1_048_576 THEN item_answer END AS item_answer)
FROM with_bodies
