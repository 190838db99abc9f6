-- What was still going on when the period ended, by vendor and class: until when, as far as the data
-- tells. A run of failures goes on over pauses of up to 30 minutes (the view of incidents).
SELECT vendor, class, since, until
FROM incidents
WHERE since < $until AND until >= $until
ORDER BY ALL
