-- Loads whose requests or rejects are not all there. Parameter 1: the day before which `prune` took
-- them, which is no loss.
WITH requests AS (SELECT load, count(*) AS n FROM lake_requests GROUP BY load),
rejects AS (SELECT load, count(*) AS n FROM lake_rejects GROUP BY load)
SELECT loads.load, loads.source,
    CASE
        WHEN loads.lines <> loads.requests + loads.rejects + loads.skipped
            THEN 'has lines that are not accounted for'
        WHEN coalesce(requests.n, 0) <> loads.requests
            THEN 'has ' || coalesce(requests.n, 0) || ' of ' || loads.requests || ' requests'
        ELSE 'has ' || coalesce(rejects.n, 0) || ' of ' || loads.rejects || ' rejects'
    END AS what
FROM lake_loads AS loads
LEFT JOIN requests ON requests.load = loads.load
LEFT JOIN rejects ON rejects.load = loads.load
WHERE loads.lines <> loads.requests + loads.rejects + loads.skipped
    OR (coalesce(loads.first_ts::DATE >= $1, TRUE) AND (coalesce(requests.n, 0) <> loads.requests
        OR coalesce(rejects.n, 0) <> loads.rejects))
    OR coalesce(requests.n, 0) > loads.requests OR coalesce(rejects.n, 0) > loads.rejects
ORDER BY loads.load
