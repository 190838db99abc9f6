/*
about = "One ingest of one source, and where each of its lines went."
grain = ["load"]
each = "load"
time = ["first_ts", "last_ts"]
limits = "Sources that were never given to `analyzer ingest` cannot be seen."
[columns]
load = "Id, derived from the content."
source = "="
format = "Log format it was read as."
lines = "Lines (or elements of a document): requests + rejects + skipped."
requests = "Lines that became requests."
rejects = "Lines that could not be read."
skipped = "Blank lines, headers, and well-formed lines that are no requests."
bytes = "Bytes read, uncompressed."
first_ts = "Earliest request."
last_ts = "Latest request."
loaded_at = "When the load was committed."
*/
SELECT load, source, format, lines, requests, rejects, skipped, bytes, first_ts, last_ts, loaded_at
FROM lake_loads
