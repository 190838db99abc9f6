-- What the vendors sent in the period and their catalog does not know, with a stub for each.
SELECT vendor, kind AS drift_kind, value, family, new_family, classes.title AS class_title, failures,
    first_seen, last_seen, first_seen >= $since AS is_new, clients, sample_message, sample_trace_id,
    stub
FROM drift JOIN catalog_classes AS classes USING (class)
WHERE last_seen >= $since AND first_seen < $until
ORDER BY failures DESC, vendor, value
