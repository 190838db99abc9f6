"""Calls of a mixed log that a client tells in several lines, and that others tell beside it.

What a client is made of logs the same answers (urllib3 below Azure's), and where none came only the
program says why. Neither is a call of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

_TOLD = """
    SELECT n, member IN $dialogues AS is_of_client, exchange->>'$.method' AS method,
        exchange->>'$.status' AS status, exchange->>'$.error' AS error,
        try_cast(exchange->>'$.ts' AS TIMESTAMPTZ) AS ts,
        ts + to_milliseconds(greatest(0, least(coalesce((exchange->>'$.duration_ms')::DOUBLE, 0),
            3_600_000))::BIGINT) AS ended,
        regexp_replace(exchange->>'$.url', '^[a-z]+://[^/?#]*|[?#].*$', '', 'g') AS path,
        coalesce(nullif(regexp_extract(exchange->>'$.url', '^[a-z]+://([^/?#:]*)', 1), ''),
            regexp_replace(exchange->>'$.host', ':[0-9]+$', ''), '') AS host
    FROM ranked WHERE rank <= 0 AND exchange->>'$.verdict' IS NULL"""
# An answer that is logged before its client tells of it: of several attempts within it the last.
_ANSWERS = f"""DELETE FROM ranked WHERE member NOT IN $dialogues AND n IN (
    WITH told AS ({_TOLD}),
    nearest AS (
        SELECT own.n, min(other.n) AS answer
        FROM told AS own JOIN told AS other ON NOT own.is_of_client AND other.is_of_client
            AND other.n > own.n AND own.method = other.method AND own.path = other.path
            AND own.status = other.status
            AND own.ended BETWEEN other.ts - INTERVAL 50 MILLISECONDS
                AND other.ended + INTERVAL 50 MILLISECONDS
        GROUP BY own.n
    )
    SELECT max(n) FROM nearest GROUP BY answer)"""
# Why a call had no answer, in the next failure without a path, if no other call stands between.
_REASONS = f"""CREATE OR REPLACE TEMP TABLE reasons AS
WITH told AS ({_TOLD}),
before AS (
    SELECT *, max(CASE WHEN is_of_client THEN n END) OVER (ORDER BY n) AS call FROM told
),
failed AS (
    SELECT call, min(n) AS n, arg_min(error, n) AS error, arg_min(ts, n) AS ts,
        arg_min(host, n) AS host FROM before
    WHERE NOT is_of_client AND method IS NULL AND status IS NULL AND error IS NOT NULL
        AND coalesce(path, '') = ''
    GROUP BY call
)
SELECT failed.n, call, failed.error, epoch_ms(failed.ts) - epoch_ms(told.ts) AS took_ms
FROM failed JOIN told ON told.n = call AND told.status IS NULL AND told.error = 'other'
WHERE failed.ts BETWEEN told.ts AND told.ts + INTERVAL 10 MINUTES
    AND (failed.host = told.host OR '' IN (failed.host, told.host))"""
_WITH_REASONS = """UPDATE ranked SET exchange = json_merge_patch(exchange, {
    'error': reasons.error,
    'duration_ms': coalesce((exchange->>'$.duration_ms')::DOUBLE, took_ms)})
FROM reasons WHERE ranked.n = call AND member IN $dialogues AND rank <= 0"""
_LEFT_REASONS = """DELETE FROM ranked
WHERE member NOT IN $dialogues AND n IN (SELECT n FROM reasons)"""


def leave_what_clients_tell(con: duckdb.DuckDBPyConnection, dialogues: Sequence[int]) -> None:
    """Leave out of the table `ranked` what tells calls again that members of `dialogues` tell."""
    known = {"dialogues": list(dialogues)}
    con.execute(_ANSWERS, known)
    con.execute(_REASONS, known)
    con.execute(_WITH_REASONS, known)
    con.execute(_LEFT_REASONS, known)
