/*
about = "Every line that could not be read, with its reason. Nothing is dropped in silence."
each = "reject"
limits = "The excerpt is redacted and cut at 500 characters."
[columns]
source = "="
line = "Line (or element of a document), counted from 1."
reason = "Why it could not be read."
excerpt = "Its beginning, redacted."
load = "="
*/
SELECT source, line, reason, excerpt, load
FROM lake_rejects
