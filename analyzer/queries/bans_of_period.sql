-- Bans that lay on the period, and whether they last beyond the end of the data.
SELECT vendor, scope, subject, "limit", since, until, last_refused, refused, throttled_before,
    used_before, quota, code, message, clients,
    coalesce(until > (SELECT last_ts FROM data_span), FALSE) AS ongoing
FROM bans
WHERE since < $until AND coalesce(until, last_refused) >= $since
ORDER BY since DESC, vendor, subject
