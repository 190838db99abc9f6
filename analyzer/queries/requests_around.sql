-- How much was asked of a vendor between two moments, and by how many clients.
SELECT count(*) AS requests, count(DISTINCT client) AS clients
FROM requests
WHERE vendor = $vendor AND ts BETWEEN $first AND $last AND outcome IN ('ok', 'failed', 'partial')
