-- Spells of failures at vendors that in one of them answered hardly anybody, whatever the key: such a
-- spell the view of incidents lays at the vendor, whatever the catalog says of the codes.
WITH spells AS (
    SELECT vendor, class, since, until, fault_by = 'everyone' AS to_everyone
    FROM incidents
    WHERE since < $until AND until >= $since
)
FROM spells SEMI JOIN (FROM spells WHERE to_everyone) AS refused USING (vendor)
ORDER BY ALL
