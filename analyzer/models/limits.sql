/*
about = "The limits that vendors document."
grain = ["vendor", "name"]
limits = "Where a vendor names a limit without a figure, or the figure depends on the plan, the quota is NULL."
[columns]
name = "Name of the limit in the catalog."
kind = "`requests` `quota` `connections` `subscriptions` `retries`; NULL where only `limit_pressure` counts it."
scope = "What is counted together: `key` `address` `account` `model` `route`, or for retries `request`."
quota = "How many; NULL is unknown."
window_s = "In how many seconds; NULL is unknown, or there is no window."
resets = "How often a used-up quota resets: `daily` `monthly`."
codes = "Codes that say that it was reached."
currency = "= limit_states"
rule = "How it counts: a window that is `sliding` or `fixed`, a `bucket` that refills, a `decaying` counter."
rate_per_s = "How much a second refills or takes off, of a bucket or a decaying counter."
is_told = "Whether answers tell its state."
*/
SELECT vendor, name, kind, scope, quota, window_s, resets, codes, currency,
    rule, rate_per_s, is_told
FROM catalog_limits
