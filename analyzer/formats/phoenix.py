r"""Phoenix (Elixir): `GET /path` and `Sent 200 in 12ms`.

Source: phoenix, Phoenix.Logger and Plug.Logger. Lines of a request bear its id where the logger's
metadata has `request_id`, else they follow one another. Elixir's own console prints no day; a
logger that prints one, or a collector, gives the time.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.dialogue.format import METHOD, dialogue_format

_BEFORE = r"(?:\brequest_id=(?P<key>\S+) )?\[info\] +"

FORMAT = dialogue_format(
    "phoenix",
    "Phoenix (Elixir)",
    (
        ("request", rf"{_BEFORE}(?P<method>{METHOD}) (?P<path>/\S*)\s*$"),
        (
            "response",
            rf"{_BEFORE}(?:Sent|Chunked) (?P<status>\d{{3}}) in (?P<took>\d+(?:ms|µs))\s*$",
        ),
    ),
    (
        Sample(
            """2026-11-19 10:00:00.250 request_id=F1a [info] GET /v1/x?a=1
2026-11-19 10:00:00.260 request_id=F1b [info] POST /v1/orders
2026-11-19 10:00:00.281 request_id=F1a [info] Sent 429 in 31ms
2026-11-19 10:00:00.290 request_id=F1b [info] Sent 201 in 900µs
2026-11-19 10:00:01.250 [info] Running
Sent 200 in 1ms
[info] Sent 200 in 1ms
""",
            rows=(
                row("10:00:00.25 GET /v1/x?a=1 -> 429 in 31 ms"),
                row("10:00:00.26 POST /v1/orders -> 201 in 0.9 ms"),
            ),
            rejects=1,
            skipped=4,
        ),
    ),
)
