-- What was noted of the time up to `$until`: a person's own notes, and incidents of status pages.
SELECT ts, until, vendor, text, source, announced FROM lake_marks WHERE ts < $until ORDER BY ts, id
