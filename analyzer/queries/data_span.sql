-- First and last request in the lake; NULL where it has none.
SELECT first_ts, last_ts FROM data_span
