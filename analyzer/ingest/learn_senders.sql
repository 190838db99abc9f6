-- Request headers that came more than once among the first of the rows just staged, and the
-- credential in them. Parameters: `$before`, the number of rows staged before them; `$most`, how many
-- may still be learned.
INSERT INTO senders
SELECT vendor, new_sender.headers, any_value(new_sender.key_header), any_value(new_sender.credential)
FROM (
    SELECT vendor, new_sender FROM stage WHERE rowid >= $before AND new_sender IS NOT NULL LIMIT 50000
)
GROUP BY vendor, new_sender.headers HAVING count(*) > 1
LIMIT $most
