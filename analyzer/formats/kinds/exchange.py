"""JSON lines of exchanges that were assembled from several log lines: their fields and SELECT."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from json.encoder import encode_basestring_ascii
from typing import Any

from analyzer.formats import Assemble, Fields, Format, Sample

# What a line becomes that only adds to an exchange.
PART = '{"part": 1}'
# How a line begins that belongs to no exchange.
NOTE = '{"note": '
# The same where none of several formats reads a call in it; the text follows both.
NOTED = '{"verdict":"skip: another message","line":'
FIELDS: Fields = dict.fromkeys(
    (
        "started", "ended", "date", "method", "url", "host", "scheme", "status", "took", "error",
        "received", "sent", "request_headers", "response_headers", "request_body", "response_body",
        "client", "client_ip", "attempt", "trace_id", "request_id", "vendor", "part", "note", "broken",
    ),
    "VARCHAR",
)  # fmt: skip
# What macros read several times is a column: it would be planned each time.
SELECT = """
WITH with_points AS (
    SELECT * REPLACE (replace(started, ',', '.') AS started, replace(ended, ',', '.') AS ended,
        without_commas(took) AS took)
    FROM input
),
with_times AS (
    SELECT *, moment_of(started) AS began, coalesce(moment_of(ended), http_date(date)) AS answered,
        milliseconds_of(took, 1) AS stated_ms
    FROM with_points
),
with_duration AS (
    SELECT *, coalesce(stated_ms, CASE WHEN answered >= began
        AND regexp_matches(started, ':[0-9]{2}[.][0-9]|^[0-9]{9,}[.][0-9]')
        THEN date_diff('microsecond', began, answered) / 1000.0 END) AS took_ms
    FROM with_times
)
SELECT
    coalesce(began, sent_at(answered, took_ms)) AS ts,
    CASE WHEN took_ms >= 0 THEN took_ms END AS duration_ms,
    client, address_of(client_ip) AS client_ip, vendor, method, url, host, scheme,
    status_of(status) AS status,
    CASE WHEN status_of(status) IS NULL THEN
        coalesce(error, CASE WHEN response_body IS NULL THEN 'other' END) END AS error,
    coalesce(count_of(received), count_of(try(json_extract_string(request_headers, '$."content-length"'))))
        AS request_bytes,
    coalesce(count_of(sent), count_of(try(json_extract_string(response_headers, '$."content-length"'))))
        AS response_bytes,
    request_headers,
    -- Of an answer whose headers are not shown its words say when to try again.
    with_wait(response_headers, CASE WHEN response_headers IS NULL AND status_of(status) IN (429, 503)
        THEN wait_said_in(response_body) END) AS response_headers,
    request_body, response_body, count_of(attempt) AS attempt, trace_id, request_id,
    CASE
        WHEN part IS NOT NULL THEN 'skip: part of an exchange'
        WHEN broken IS NOT NULL THEN 'reject: ' || broken
        WHEN note IS NOT NULL THEN 'skip: another message'
        WHEN coalesce(began, answered) IS NULL THEN 'reject: no time in its lines'
    END AS verdict
FROM with_duration
"""


def note(line: str) -> str:
    """What a line becomes that belongs to no exchange."""
    return f"{NOTE}{encode_basestring_ascii(line)}}}"


def text_of_note(line: str) -> str | None:
    """The text, as JSON, of a line that tells no call, and the end of the object that it stands in."""
    for before in (NOTE, NOTED):
        if line.startswith(f'{before}"'):
            return line[len(before) :]
    return None


def settle(out: list[str], unplaced: deque[str], *, is_last: bool) -> None:
    """Exchanges whose own lines are gone take the place of a line that says nothing.

    That is a part of an exchange, else another message, where no more lines come.
    """
    for free in (PART, NOTE) if is_last else (PART,):
        for place in range(len(out) - 1, -1, -1):
            if not unplaced:
                return
            if out[place].startswith(free):
                out[place] = unplaced.popleft()


def assembled_format(
    name: str,
    title: str,
    detect: Callable[[str], float],
    assemble: Callable[[], Assemble],
    samples: tuple[Sample, ...],
    **more: Any,
) -> Format:
    """A format whose exchanges are logged over several lines, which `assemble` puts together."""
    return Format(
        name=name,
        title=title,
        detect=detect,
        fields=FIELDS,
        select=SELECT,
        assemble=assemble,
        noting=True,
        samples=samples,
        **more,
    )
