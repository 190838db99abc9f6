/*
about = "What the catalog knows of each vendor's answers: codes, code patterns, messages, bodies, statuses."
each = "vendor, kind, code or pattern"
grain = ["vendor", "kind", "code", "pattern"]
limits = "Vendors' lists may be open; `unlisted_codes` shows what came all the same."
[columns]
kind = "Which evidence it is: `code` `variant` (one meaning of a code, told by the body) `pattern` `message` `body` `status` `close`."
code = "What `failures.code` shows for it; NULL for a pattern."
pattern = "RE2 pattern on the code; on the body where `kind` is `variant` or `body`, on the message where it is `message`."
message = "The documented message; the exact text, in any case, where `kind` is `message`."
status = "HTTP status that comes with it, where documented."
protocol = "`http` or `websocket` where it occurs on one only."
family = "The vendor's own grouping."
family_title = "Title of the family in the chosen language."
success = "Whether it means that nothing failed."
class = "Failure class; NULL for a success, and for a pattern that takes it from an HTTP status."
class_title = "Title of the class in the chosen language."
retryable = "Whether sending the same request again can succeed."
fault = "Whose it is: `client` `vendor` `network`."
cause = "Why a credential is refused."
listed = "Whether the vendor's documents list it."
meaning = "What it means, in the chosen language."
remedy = "What to do about it, in the chosen language."
docs_url = "The vendor's documentation."
*/
SELECT codes.vendor, codes.kind, codes.code, codes.pattern, codes.message, codes.status,
    codes.protocol, codes.family, families.title AS family_title, codes.success, codes.class,
    classes.title AS class_title, codes.retryable, codes.fault, codes.cause, codes.listed,
    codes.meaning, codes.remedy, codes.docs_url
FROM catalog_codes AS codes
LEFT JOIN catalog_families AS families
    ON codes.vendor = families.vendor AND codes.family = families.family
LEFT JOIN catalog_classes AS classes ON codes.class = classes.class
WHERE codes.vendor IS NOT NULL
