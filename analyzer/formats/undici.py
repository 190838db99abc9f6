r"""Node.js' fetch and undici, with `NODE_DEBUG=undici` (or `fetch`).

Source: undici, docs/docs/api/Debug.md and lib/core/diagnostics.js. Older versions put a slash too many
between origin and path. The time is what stands before a line.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.dialogue.format import METHOD, dialogue_format

_CALL = (
    rf"(?P<key>(?P<method>{METHOD}) (?P<scheme>https?)://(?P<host>[^/\s]+?)(?::(?:80|443))?/?"
    r"(?P<path>/\S*))"
)
_WHO = r"\b(?:UNDICI|FETCH) \d+: "

FORMAT = dialogue_format(
    "undici",
    "undici and fetch of Node.js (NODE_DEBUG)",
    (
        ("request", rf"{_WHO}sending request to {_CALL}\s*$"),
        ("response", rf"{_WHO}received response to {_CALL} - HTTP (?P<status>\d{{3}})\s*$"),
        ("failure", rf"{_WHO}request to {_CALL} errored - (?P<error>.*)$"),
        ("part", rf"{_WHO}(?:connect(?:ing|ed) to |connection to |trailers received from )"),
    ),
    (
        Sample(
            """2026-11-19T10:00:00.200Z UNDICI 16241: connecting to api.tickdb.ai using https:h1
2026-11-19T10:00:00.250Z UNDICI 16241: sending request to GET https://api.tickdb.ai//v1/x?a=1
2026-11-19T10:00:00.500Z UNDICI 16241: received response to GET https://api.tickdb.ai//v1/x?a=1 - HTTP 429
2026-11-19T10:00:00.501Z UNDICI 16241: trailers received from GET https://api.tickdb.ai//v1/x?a=1
2026-11-19T10:00:01.250Z UNDICI 16241: sending request to POST https://api.tickdb.ai/v1/orders
2026-11-19T10:00:01.500Z UNDICI 16241: request to POST https://api.tickdb.ai/v1/orders errored - read ECONNRESET
UNDICI 16241: received response to GET https://api.tickdb.ai/v1/y - HTTP 200
""",
            rows=(
                row("10:00:00.25 GET https://api.tickdb.ai/v1/x?a=1 -> 429 in 250 ms"),
                row("10:00:01.25 POST https://api.tickdb.ai/v1/orders -> reset in 250 ms"),
            ),
            rejects=1,
            skipped=4,
        ),
    ),
    has_threads=False,
)
