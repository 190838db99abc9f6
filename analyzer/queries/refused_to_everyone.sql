-- Spells in which hardly anybody was answered, whatever the key: the view of incidents lays them at
-- the vendor, whatever the catalog says of the codes.
SELECT vendor, class, since, until
FROM incidents
WHERE fault_by = 'everyone' AND since < $until AND until >= $since
ORDER BY ALL
