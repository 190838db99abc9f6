/*
about = "Every failure of `auth_failures` in the few columns that tell since when a key is refused."
each = "failed request (class `auth` or `permission`)"
kept_whole = true
time = "ts"
limits = "As `auth_failures`."
lookback = "10 s"
[columns]
ts = "="
vendor = "="
client = "="
key_id = "="
route = "="
command = "="
cause = "= auth_failures"
refuses_key = "= auth_failures"
*/
SELECT ts, vendor, client, key_id, route, command, cause, refuses_key FROM auth_failures
