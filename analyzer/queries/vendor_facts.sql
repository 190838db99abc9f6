-- The vendors of the catalog: names, where the key goes, when a quota resets, and which failures count
-- against them (NULL: all that are not the client's own fault).
SELECT vendor, title, docs_url, key_header, max_retries, quota_reset, objective_classes FROM vendors
ORDER BY vendor
