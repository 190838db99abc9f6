/*
about = "The limits that vendors document."
grain = "vendor, name"
limits = "Where a vendor names a limit without a figure, or the figure depends on the plan, the quota is NULL."
[columns]
vendor = "API provider."
name = "Name of the limit in the catalog."
kind = "`requests` `quota` `connections` `subscriptions` `retries`."
scope = "What is counted together: `key`, `address`, or for retries `request`."
quota = "How many; NULL is unknown."
window_s = "In how many seconds; NULL is unknown, or there is no window."
resets = "How often a used-up quota resets: `daily` `monthly`."
codes = "Codes that say that it was reached."
*/
SELECT vendor, name, kind, scope, quota, window_s, resets, codes FROM catalog_limits
