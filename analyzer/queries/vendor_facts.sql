-- The vendors of the catalog: names, where the key goes, and when a quota resets.
SELECT vendor, title, docs_url, key_header, max_retries, quota_reset FROM vendors ORDER BY vendor
