/*
about = "The vendors that the catalog describes."
grain = ["vendor"]
limits = "What the vendors' documents say; NULL where they say nothing."
[columns]
vendor = "Id."
title = "Name."
docs_url = "Its documentation."
hosts = "Host names, `*.` for all below."
key_header = "Header that carries the key, lower case."
key_query = "Query parameter that carries the key."
key_message = "Field of a WebSocket message that carries the key."
key_shape = "What a key looks like: `uuid` `jwt`, or NULL."
wrong_headers = "Headers that the vendor calls wrong for the key, lower case."
max_retries = "How often a request may be sent again after a 5xx."
backoff_s = "Waits before the first, second, … retry where no Retry-After is sent, seconds."
backoff_factor = "What each wait after these is multiplied with; 1: the last one stays."
backoff_max_s = "The longest wait, seconds; NULL: none is documented."
quota_reset = "How often a used-up quota resets: `daily` `monthly`."
objective_target = "Share of requests that shall not fail; NULL: 0.999."
objective_classes = "Classes of failures that count towards the service level; NULL: all that are not the client's own fault."
*/
SELECT vendor, title, docs_url, hosts, key_header, key_query, key_message, key_shape,
    CASE WHEN len(wrong_headers) > 0 THEN wrong_headers END AS wrong_headers,
    max_retries, backoff_s, CASE WHEN len(backoff_s) > 0 THEN backoff_factor END AS backoff_factor,
    backoff_max_s, quota_reset, objective_target, objective_classes
FROM catalog_vendors
