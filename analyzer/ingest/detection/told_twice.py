"""Calls of a mixed log that several of its formats tell: each is to be one row.

Applications tell the failures of their clients again in their own words, errors repeat answers, and
what a client is made of logs the same answers (urllib3 below Azure's); where none came, only the
program may say why. The table `ranked` has what each member of a mixture, by its number, reads in
the lines, each by `n`.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from analyzer.catalog.catalog import load

# When the answer or the failure came: an exchange's time is that of its request.
_ENDED = """try_cast(exchange->>'$.ts' AS TIMESTAMPTZ) + to_milliseconds(greatest(0,
            least(coalesce((exchange->>'$.duration_ms')::DOUBLE, 0), 3_600_000))::BIGINT)"""
_PATH = "regexp_replace(exchange->>'$.url', '^[a-z]+://[^/?#]*|[?#].*$', '', 'g')"
_HOST = """coalesce(nullif(regexp_extract(exchange->>'$.url', '^[a-z]+://([^/?#:]*)', 1), ''),
            regexp_replace(exchange->>'$.host', ':[0-9]+$', ''), '')"""
# What clients tell in several lines, and others beside it; people's words have the rank of 2.
_TOLD = f"""
    SELECT n, member, member IN $dialogues AS is_of_client, exchange->>'$.method' AS method,
        exchange->>'$.status' AS status, exchange->>'$.error' AS error,
        try_cast(exchange->>'$.ts' AS TIMESTAMPTZ) AS ts, {_ENDED} AS ended, {_PATH} AS path,
        {_HOST} AS host
    FROM ranked WHERE rank <= 2 AND exchange->>'$.verdict' IS NULL"""
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
# What one client tells of the call that another makes for it, which ends no later.
_CALLS_WITHIN = f"""UPDATE ranked SET rank = 1, exchange = json_object(
        'verdict', 'skip: part of an exchange', 'line', exchange->>'$.line')
WHERE member IN $dialogues AND rank <= 0 AND n IN (
    WITH told AS ({_TOLD}),
    nearest AS (
        SELECT own.n, min(other.n) AS answer
        FROM told AS own JOIN told AS other ON own.is_of_client AND other.is_of_client
            AND own.member <> other.member AND other.n > own.n
            AND own.method = other.method AND own.path = other.path
            AND (own.host = other.host OR '' IN (own.host, other.host))
            AND own.status IS NOT DISTINCT FROM other.status
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
# A failure that the program tells once more, of the call that its client told just before.
_TOLD_AFTER = f"""CREATE OR REPLACE TEMP TABLE told_after AS
WITH told AS ({_TOLD}),
nearest AS (
    SELECT own.n, max(other.n) AS call, any_value(own.error) AS error
    FROM told AS own JOIN told AS other ON NOT own.is_of_client AND other.is_of_client
        AND other.n < own.n AND coalesce(own.method = other.method, TRUE)
        AND own.host <> '' AND other.host IN (own.host, '') AND own.path = other.path
        AND own.status IS NOT DISTINCT FROM other.status AND coalesce(own.status >= '400', TRUE)
        AND own.ended BETWEEN other.ended AND other.ended + INTERVAL 2 SECONDS
    GROUP BY own.n
)
SELECT call, min(n) AS n, arg_min(error, n) AS error FROM nearest GROUP BY call"""
_WITH_WHY = """UPDATE ranked SET exchange = json_merge_patch(exchange, {'error': told_after.error})
FROM told_after WHERE ranked.n = call AND member IN $dialogues AND rank <= 0
    AND error_type_of(exchange->>'$.error') = 'other' AND told_after.error IS NOT NULL"""
_LEFT_AFTER = """DELETE FROM ranked
WHERE member NOT IN $dialogues AND n IN (SELECT n FROM told_after)"""
# A failure that a line tells again in an application's own words, within seconds of the first.
_TOLD_AGAIN = rf"""CREATE OR REPLACE TEMP TABLE told_again AS
WITH told AS (
    SELECT n, exchange, member IN $liberal AS is_liberal, exchange->>'$.status' AS status,
        {_ENDED} AS ts, error_type_of(exchange->>'$.error') AS kind,
        {_PATH} AS path, exchange->>'$.protocol' AS protocol, {_HOST} AS host,
        exchange->>'$.vendor' AS vendor, exchange->>'$.method' AS method,
        exchange->>'$.response_body' AS body, exchange->>'$.method' IS NOT NULL
            AND coalesce(starts_with(exchange->>'$.url', 'http'), FALSE) AS is_http_call
    FROM ranked WHERE rank = 0 OR (rank = 2 AND member IN $liberal)
),
named AS (
    SELECT * REPLACE (coalesce(path, max(path) OVER (PARTITION BY n)) AS path),
        bool_or(NOT is_liberal) OVER (PARTITION BY n) AS has_error FROM told
)
SELECT own.n AS line, other.n AS error, own.exchange FROM named AS own JOIN named AS other
    ON own.is_liberal AND NOT other.is_liberal AND (own.n = other.n OR NOT own.has_error)
    AND CASE
        -- What was answered, in a line behind the one with the status.
        WHEN own.status IS NULL AND own.kind IS NULL THEN own.body IS NOT NULL
            AND other.body IS NULL AND other.status IS NOT NULL AND other.n < own.n
            AND own.method = other.method AND own.path = other.path AND own.host = other.host
        ELSE own.status IS NOT DISTINCT FROM other.status AND (own.kind = other.kind
            OR own.status IS NOT NULL OR ('other' IN (own.kind, other.kind)
                AND own.kind IS NOT NULL AND other.kind IS NOT NULL)) END
    AND other.ts BETWEEN own.ts - INTERVAL 2 SECONDS AND own.ts + INTERVAL 2 SECONDS
    AND coalesce(own.path = other.path, TRUE)
    AND NOT (own.is_http_call AND other.protocol IS NOT DISTINCT FROM 'websocket')
    AND coalesce(own.vendor NOT IN $vendors OR other.host = '' OR other.host = own.host
        OR list_contains($hosts, own.vendor || ' ' || other.host)
        OR list_contains($hosts, own.vendor || ' ' || regexp_replace(other.host, '^[^.]*', '*')),
        TRUE)"""
# What failed stands in the nearest of such lines, where the error does not say it.
_CALLED = ("method", "url", "host", "duration_ms")
_NAMED_AGAIN = f"""UPDATE ranked SET exchange = json_merge_patch(ranked.exchange, named)
FROM (SELECT error, arg_min(json_object(
        {", ".join(f"'{name}', exchange->'$.{name}'" for name in _CALLED)}),
        abs(line - error)) AS named
    FROM told_again WHERE exchange->>'$.url' IS NOT NULL GROUP BY error)
WHERE n = error AND rank = 0 AND member NOT IN $liberal
    AND ranked.exchange->>'$.url' IS NULL AND ranked.exchange->>'$.host' IS NULL"""
# The body that such a line has, for the nearest line of the call, where that has none.
_ANSWERED_AGAIN = """UPDATE ranked SET exchange = json_merge_patch(ranked.exchange,
    {'response_body': body})
FROM (
    SELECT error, arg_min(body, abs(line - error)) AS body FROM (
        SELECT line, arg_min(error, (abs(line - error), error)) AS error,
            any_value(exchange->>'$.response_body') AS body
        FROM told_again WHERE exchange->>'$.response_body' IS NOT NULL AND line <> error
        GROUP BY line
    ) GROUP BY error
) WHERE n = error AND rank = 0 AND member NOT IN $liberal
    AND ranked.exchange->>'$.response_body' IS NULL"""
_LEFT_AGAIN = """DELETE FROM ranked
WHERE member IN $liberal AND n IN (SELECT line FROM told_again)"""
# An error that repeats the status and the URL of an answer, or its body, which HTTP called a
# success: the vendor that it names says what the answer means, where the catalog knows its codes.
_TOLD_BY_ERROR = rf"""CREATE OR REPLACE TEMP TABLE told_by_error AS
WITH told AS (
    SELECT n, member IN $errors AS is_error, exchange->>'$.status' AS status,
        exchange->>'$.vendor' AS vendor, exchange->>'$.response_body' AS body,
        exchange->>'$.url' AS url, {_ENDED} AS ts,
        bool_or(member IN $errors) OVER (PARTITION BY n) AS has_error
    FROM ranked WHERE rank <= 0 AND exchange->>'$.verdict' IS NULL
)
SELECT own.n AS error, other.n AS answer, own.vendor FROM told AS own JOIN told AS other
    ON own.is_error AND NOT other.is_error AND own.body = other.body
    AND coalesce(own.status = other.status, own.status IS NULL AND own.vendor IN $vendors)
    AND other.ts BETWEEN own.ts - INTERVAL 2 SECONDS AND own.ts + INTERVAL 2 SECONDS
UNION ALL
SELECT own.n, other.n, own.vendor FROM told AS own JOIN told AS other
    ON own.is_error AND NOT other.has_error AND own.body IS NULL AND contains(own.url, '://')
    AND own.status = other.status AND own.url = other.url
    AND other.ts BETWEEN own.ts - INTERVAL 2 SECONDS AND own.ts + INTERVAL 2 SECONDS"""
_NAMED_BY_ERROR = """UPDATE ranked SET exchange = json_merge_patch(exchange, {'vendor': vendor})
FROM told_by_error WHERE n = answer AND rank <= 0 AND vendor IS NOT NULL"""
_LEFT_ERRORS = """DELETE FROM ranked
WHERE n IN (SELECT error FROM told_by_error)
    AND (member IN $errors OR (rank <= 0 AND n NOT IN (SELECT answer FROM told_by_error)))"""


def leave_what_is_told_twice(
    con: duckdb.DuckDBPyConnection,
    *,
    dialogues: Sequence[int],
    liberal: Sequence[int],
    errors: Sequence[int],
) -> None:
    """Leave it out of the table `ranked`, by the numbers of members: those that tell exchanges in
    several lines, those that read anybody's words, and those that read errors."""
    if dialogues:
        known = {"dialogues": list(dialogues)}
        if len(dialogues) > 1:
            con.execute(_CALLS_WITHIN, known)
        for statement in (
            *(_ANSWERS, _REASONS, _WITH_REASONS, _LEFT_REASONS),
            *(_TOLD_AFTER, _WITH_WHY, _LEFT_AFTER),
        ):
            con.execute(statement, known)
    if liberal:
        known = {"liberal": list(liberal)}
        hosts = [f"{vendor} {glob}" for glob, vendor in load().hosts()]
        con.execute(_TOLD_AGAIN, known | {"vendors": list(load().vendors), "hosts": hosts})
        for statement in (_NAMED_AGAIN, _ANSWERED_AGAIN, _LEFT_AGAIN):
            con.execute(statement, known)
    if errors:
        known = {"errors": list(errors)}
        con.execute(_TOLD_BY_ERROR, known | {"vendors": list(load().vendors)})
        con.execute(_NAMED_BY_ERROR)
        con.execute(_LEFT_ERRORS, known)
