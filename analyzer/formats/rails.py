r"""Rails' own log: `Started … for …`, what happened between, and `Completed … in …`.

Source: rails, railties/lib/rails/rack/logger.rb and actionpack's log subscriber. Lines of one
request bear its id where `config.log_tags` says so, else those of a process follow one another; the
time is that of `Started`, which has an offset.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.dialogue.format import METHOD, dialogue_format

# The tag of a request, or the process; without either, the order of lines.
_BEFORE = (r"^.*?\[(?P<key>[0-9a-f]{8}-[0-9a-f-]{27})\] .*?", r"^.{0,60}?#(?P<key>\d+)\].*?", "")
_STARTED = rf'Started (?P<method>{METHOD}) "(?P<path>[^"]+)" for (?P<client_ip>\S+) at (?P<time>\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d (?:[+-]\d{{4}}|UTC))'
_COMPLETED = r"Completed (?P<status>\d{3})\b.*? in (?P<took>[0-9.]+ ?m?s)\b"

FORMAT = dialogue_format(
    "rails",
    "Rails: Started and Completed",
    (
        (
            "part",
            r"(?:^|[\]:] ) *(?:Parameters: |Processing by |Rendered |Rendering |Redirected to )",
        ),
        *(("request", before + _STARTED) for before in _BEFORE),
        *(("response", before + _COMPLETED) for before in _BEFORE),
    ),
    (
        Sample(
            """Started GET "/v1/orders?symbol=BTC" for 10.0.0.7 at 2026-11-19 18:00:00 +0800
Processing by OrdersController#index as JSON
  Parameters: {"symbol"=>"BTC"}
Completed 200 OK in 35ms (Views: 0.2ms | ActiveRecord: 1.5ms | Allocations: 900)


Started POST "/v1/orders" for ::1 at 2026-11-19 10:00:01 +0000
Completed 422 Unprocessable Entity in 1200ms (ActiveRecord: 0.5ms)
Completed 500 Internal Server Error in 7ms
""",
            rows=(
                row(
                    "10:00:00 GET /v1/orders?symbol=BTC -> 200 in 35 ms",
                    client_ip="10.0.0.7",
                    key_in=None,
                ),
                row("POST -> 422 in 1200 ms", client_ip="::1"),
            ),
            rejects=1,
            skipped=6,
        ),
        Sample(
            """I, [2026-11-19T10:00:00.123456 #4711]  INFO -- : [b7c5c3a2-7a3b-4b8c-9d1e-2f3a4b5c6d7e] Started GET "/v1/a" for 10.0.0.7 at 2026-11-19 10:00:00 +0000
I, [2026-11-19T10:00:00.125456 #4711]  INFO -- : [c7c5c3a2-7a3b-4b8c-9d1e-2f3a4b5c6d7e] Started GET "/v1/b" for 10.0.0.8 at 2026-11-19 10:00:00 +0000
I, [2026-11-19T10:00:00.158456 #4711]  INFO -- : [b7c5c3a2-7a3b-4b8c-9d1e-2f3a4b5c6d7e] Completed 503 Service Unavailable in 33ms
I, [2026-11-19T10:00:00.158456 #4711]  INFO -- : [c7c5c3a2-7a3b-4b8c-9d1e-2f3a4b5c6d7e] Completed 200 OK in 32ms
""",
            rows=(
                row("/v1/a -> 503", client_ip="10.0.0.7"),
                row("/v1/b -> 200", client_ip="10.0.0.8"),
            ),
            skipped=2,
        ),
    ),
)
