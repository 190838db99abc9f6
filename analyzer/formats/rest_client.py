r"""Ruby's rest-client (`RestClient.log`).

Source: rest-client, request.rb, log_request and log_response: a line for the call, one for the answer. It
has no time of its own: that of a logger counts.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.dialogue.format import dialogue_format

FORMAT = dialogue_format(
    "rest_client",
    "rest-client (Ruby)",
    (
        (
            "request",
            r"\bRestClient\.(?P<method>get|post|put|patch|delete|head|options) \"(?P<url>https?://[^\"\s]+)\"",
        ),
        (
            "response",
            r"# => (?P<status>\d{3}) [^|]*\|(?: \S+)?(?: (?P<sent>\d+) bytes)?(?:, (?P<took>[0-9.]+s))?",
        ),
    ),
    (
        Sample(
            """2026-11-19T10:00:00.250Z RestClient.get "https://api.tickdb.ai/v1/x?a=1", "Accept"=>"*/*"
2026-11-19T10:00:00.281Z # => 429 TooManyRequests | application/json 57 bytes, 0.03s
2026-11-19T10:00:01.250Z started
2026-11-19T10:00:02.250Z RestClient.post "https://api.tickdb.ai/v1/y", "a=1", "Accept"=>"*/*"
""",
            rows=(
                row("10:00:00.25 GET api.tickdb.ai/v1/x?a=1 -> 429 with 57 B in 30 ms"),
                row("POST /v1/y -> other"),
            ),
            skipped=2,
        ),
        Sample(
            """RestClient.get "https://api.tickdb.ai/v1/x", "Accept"=>"*/*"
# => 200 OK | application/json 57 bytes, 0.03s
""",
            rejects=1,
            skipped=1,
        ),
    ),
)
