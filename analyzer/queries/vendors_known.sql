-- The vendors of the catalog, and those that were called.
SELECT vendor FROM vendors UNION SELECT vendor FROM lake_requests ORDER BY vendor
