-- Request headers that came more than once among the first of the fresh rows, and the credential
-- in them.
SELECT vendor, new_sender.headers, any_value(new_sender.key_header) AS key_header,
    any_value(new_sender.credential) AS credential
FROM (SELECT vendor, new_sender FROM fresh WHERE new_sender IS NOT NULL LIMIT 50000)
GROUP BY vendor, new_sender.headers HAVING count(*) > 1
LIMIT 20000
