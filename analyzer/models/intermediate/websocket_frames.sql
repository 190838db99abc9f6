/*
about = "What the lake holds of WebSocket connections: opens, closes, and the vendors' answers and reports."
each = "open, close or message of a connection"
limits = "Connections that the log does not tell apart are left out; data messages are not in the lake."
includes = "lake.requests"
[materialized]
lookback_s = 0
*/
FROM lake_requests WHERE protocol = 'websocket' AND connection IS NOT NULL
