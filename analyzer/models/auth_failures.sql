/*
about = "Failures of authentication and permission, each with its cause."
each = "failed request (class `auth` or `permission`)"
limits = "Where the log does not show the request's headers, only the vendor's code and message tell the cause; where these say nothing either, it is `unknown`."
includes = "failures"
judges = ["cause"]
[columns]
cause = "`missing_key` `wrong_header` `malformed_key` `invalid_or_expired` `ip_not_allowed` `not_permitted` `unknown`: from the request itself where its log shows the credential, else from code and message."
refuses_key = "Whether it says of the key itself that it is not accepted: by the vendor's words, or a 401. A close 1008 without a word may have any reason."
*/
WITH sent AS (
    SELECT f.*, v.key_shape AS vendor_shape,
        CASE WHEN coalesce(v.key_header, v.key_query, v.key_message) IS NOT NULL
            THEN f.key_in IN (coalesce('header:' || v.key_header, ''),
                coalesce('query:' || v.key_query, ''),
                coalesce('message:' || v.key_message, '')) END AS placed
    FROM failures AS f LEFT JOIN catalog_vendors AS v ON v.vendor = f.vendor
    WHERE f.class IN ('auth', 'permission')
),
refused AS (
    SELECT * EXCLUDE (vendor_shape, placed) REPLACE (
        CASE
            -- A vendor that speaks of permission has accepted the key.
            WHEN class = 'permission' AND cause IS NOT NULL THEN cause
            WHEN key_in = 'none' THEN 'missing_key'
            WHEN placed IS FALSE THEN 'wrong_header'
            WHEN key_shape <> vendor_shape THEN 'malformed_key'
            -- The vendor missed a key that was sent where it belongs: it could not read it.
            WHEN placed AND cause = 'missing_key' THEN 'malformed_key'
            WHEN cause IS NOT NULL THEN cause
            WHEN class = 'permission' THEN 'not_permitted'
            WHEN placed AND (evidence <> 'status' OR close_code IS DISTINCT FROM 1008)
                THEN 'invalid_or_expired'
            ELSE 'unknown'
        END AS cause)
    FROM sent
)
SELECT *, cause IN ('invalid_or_expired', 'malformed_key', 'unknown')
    AND (evidence IN ('code', 'pattern', 'message', 'body') OR coalesce(status = 401, FALSE))
    AS refuses_key
FROM refused
