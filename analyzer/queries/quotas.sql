-- The limits that the catalog documents.
FROM limits ORDER BY vendor, kind, quota
