-- Every key that was used in the period or is dead, the ones in trouble first.
SELECT vendor, key_id, state, requests, first_used, last_used, last_success, dead_since,
    refused_since, last_refused, clients_since, other_keys
FROM key_health
WHERE (last_used >= $since AND first_used < $until) OR dead_since < $until
ORDER BY CASE state WHEN 'dead' THEN 1 WHEN 'never_worked' THEN 2 ELSE 3 END,
    refused_since DESC, vendor, key_id
