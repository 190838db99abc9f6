/*
about = "What a vendor started to send and its catalog does not know."
grain = ["vendor", "code"]
time = ["first_seen", "last_seen"]
precompute = true
limits = "Codes that logs without bodies hide cannot be seen. HTTP statuses count only with vendors whose families are statuses, and not those of a gateway's page; close codes only in the vendors' own range (4000 to 4999)."
judges = ["class"]
[columns]
code = "The code; an HTTP status with a vendor that has no codes; `unknown` for WebSocket messages that the catalog does not know."
failures = "Failures with it."
first_seen = "The first of them, UTC."
last_seen = "The last of them, UTC."
class = "Class that the other evidence gives: pattern, message, body or status; of the last one."
sample_message = "Message of the last one that has one."
*/
SELECT
    vendor,
    code,
    count(*) AS failures,
    min(ts) AS first_seen,
    max(ts) AS last_seen,
    max_by(class, {ts: ts, class: class}) AS class,
    max_by(message, {ts: ts, message: message}) FILTER (WHERE message IS NOT NULL) AS sample_message
FROM failures LEFT JOIN catalog_vendors AS vendors USING (vendor)
WHERE NOT listed AND CASE
    WHEN vendor_code IS NOT NULL THEN TRUE
    WHEN close_code IS NOT NULL THEN close_code BETWEEN 4000 AND 4999
    -- A page of something in between says nothing of what the vendor sends.
    WHEN vendors.family_from = 'status' THEN status >= 400
            AND NOT coalesce(class = 'gateway' AND regexp_matches(body, '^\s*<'), FALSE)
        OR (protocol = 'websocket' AND evidence = 'none')
    ELSE FALSE
END
GROUP BY vendor, code
