/*
about = "Every line that could not be read, with its reason. Nothing is dropped in silence."
grain = "reject"
limits = "The excerpt is redacted and cut at 500 characters."
[columns]
source = "The source's name as given."
line = "Line (or element of a document), counted from 1."
reason = "Why it could not be read."
excerpt = "Its beginning, redacted."
load = "Id of the load."
*/
SELECT source, line, reason, excerpt, load
FROM lake_rejects
