-- URLs that came more than once among the first of the fresh rows, for the rows to come.
-- Only what held nothing to redact.
SELECT place,
    lower(nullif(parts.scheme, '')) AS scheme,
    without_root(lower(nullif(parts.authority, ''))) AS host,
    nullif(parts.path, '') AS path,
    route_of(nullif(parts.path, '')) AS route,
    vendor_of(without_port(host)) AS vendor
FROM (
    SELECT new_place AS place, place_parts(new_place) AS parts
    FROM (SELECT new_place FROM fresh WHERE new_place IS NOT NULL LIMIT 50000)
    GROUP BY new_place HAVING count(*) > 1
    LIMIT 20000
)
