"""What Taurus has Molotov (load tests in Python) report: a line of JSON for each request.

Source: Taurus, its plugin of Molotov. `ts` is when the request began and `elapsed` how long it took,
both in seconds; the label is the URL. Scenarios sum up requests that have lines of their own.
"""

from __future__ import annotations

from analyzer.formats import Format, Sample, json_object, row, share_of_lines

_FIELDS = dict.fromkeys(
    ("type", "label", "responseMessage", "responseCode", "ts", "elapsed"), "VARCHAR"
)
_NAMES = frozenset(("label", "responseCode", "ts", "elapsed"))
_SELECT = """
SELECT
    time_of(ts) AS ts,
    milliseconds_of(elapsed, 1000) AS duration_ms,
    CASE WHEN label[1] = '/' OR contains(label, '://') THEN label END AS url,
    status_of(responseCode) AS status,
    CASE WHEN status_of(responseCode) IS NULL
        THEN coalesce(nullif(concat_ws(' ', nullif(responseCode, ''), nullif(responseMessage, '')), ''),
            'other') END AS error,
    CASE
        WHEN coalesce(type, '') <> 'request' THEN 'skip: no HTTP request'
        WHEN ts IS NULL THEN 'reject: no time'
        WHEN time_of(ts) IS NULL THEN 'reject: the time cannot be read'
    END AS verdict
FROM input
"""


def _claims(line: str) -> bool:
    found = json_object(line)
    return found.get("type") == "request" and found.keys() >= _NAMES


def _detect(beginning: str) -> float:
    """Lines of scenarios and workers stand between those of requests."""
    if not share_of_lines(beginning, _claims):
        return 0.0
    return share_of_lines(beginning, lambda line: {"type", "ts"} <= json_object(line).keys())


FORMAT = Format(
    name="molotov",
    complete=r".*\}",
    title="Molotov's requests, as Taurus reports them",
    detect=_detect,
    fields=_FIELDS,
    select=_SELECT,
    samples=(
        Sample(
            """{"type": "workers", "ts": 1795082399.9278605, "value": 1}
{"type": "request", "label": "https://api.tickdb.ai/v1/x", "responseMessage": "Too Many Requests", "responseCode": "429", "ts": 1795082400.25, "elapsed": 0.031}
{"wid": "worker-0", "name": "scenario_one", "ts": 1795082400.24, "duration": 0.122, "type": "scenario_success"}
{"type": "request", "label": "order", "responseMessage": "connection refused", "responseCode": "", "ts": 1795082401.25, "elapsed": 0.031}
{"type": "request", "label": "order", "responseCode": "200", "ts": "soon", "elapsed": 0.031}
""",
            rows=(
                row("10:00:00.25 api.tickdb.ai/v1/x -> 429 in 31 ms"),
                row("10:00:01.25 -> connect in 31 ms"),
            ),
            rejects=1,
            skipped=2,
        ),
    ),
)
