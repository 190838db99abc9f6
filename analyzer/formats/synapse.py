r"""Synapse (Matrix): what it asked of other servers, and what it was asked.

Source: synapse, http/matrixfederationclient.py, http/client.py and http/site.py. Its URLs of other
servers have a scheme of its own; they are HTTPS. The time is what the logger puts before a line, when
the answer was there.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.text_lines import ADDRESS, METHOD, text_format

_SERVER = r"\{[A-Z]+-O-\d+\} \[(?P<host>[^\]\s]+)\] "
_TARGET = rf"(?P<method>{METHOD}) matrix(?:-federation)?://[^/\s]+(?P<target>/\S*?)"

FORMAT = text_format(
    "synapse",
    "Synapse (Matrix)",
    (
        rf"{_SERVER}Completed request: (?P<status>\d{{3}}) [^\n]*?in (?P<took>[0-9.]+ secs), got (?P<sent>\d+) bytes - {_TARGET}\s*$",
        rf"{_SERVER}Request failed: {_TARGET}: (?P<error>[^\n]+)$",
        rf"(?P<client_ip>{ADDRESS}) - \S+ - \{{[^}}]*\}} Processed request: (?P<took>[0-9.]+sec)/-?[0-9.]+sec \([^)]*\) \([^)]*\) (?P<sent>\d+)B (?P<status>\d{{3}})!? \"(?P<method>{METHOD}) (?P<target>\S+) HTTP/[0-9.]+\"",
        rf"Received response to (?P<method>{METHOD}) (?P<target>https?://\S+): (?P<status>\d{{3}})\s*$",
        rf"Error sending request to  ?(?P<method>{METHOD}) (?P<target>https?://\S+): (?P<error>[^\n]+)$",
    ),
    (
        Sample(
            """2026-11-19 10:00:00,281 - synapse.http.matrixfederationclient - 672 - INFO - federation-7 - {PUT-O-5} [example.org] Completed request: 200 OK in 0.25 secs, got 41 bytes - PUT matrix-federation://example.org/_matrix/federation/v1/send/1?a=1
2026-11-19 10:00:01,281 - synapse.http.matrixfederationclient - 711 - WARNING - federation-1 - {GET-O-6} [example.org] Request failed: GET matrix://example.org/_matrix/key/v2/server: ConnectionRefusedError('Connection refused')
2026-11-19 10:00:02,281 - synapse.access.http.8008 - 448 - INFO - GET-7 - 10.0.0.7 - 8008 - {@a:b.c} Processed request: 0.031sec/0.001sec (0.010sec, 0.000sec) (0.001sec/0.002sec/1) 57B 401 "GET /_matrix/client/v3/sync?timeout=0 HTTP/1.1" "curl/8" [0 dbevts]
2026-11-19 10:00:03,281 - synapse.http.client - 420 - INFO - POST-8 - Received response to POST https://push.tickdb.ai/notify: 429
2026-11-19 10:00:04,281 - synapse.http.client - 430 - INFO - POST-9 - Error sending request to  POST https://push.tickdb.ai/notify: ConnectError refused
2026-11-19 10:00:05,281 - synapse.storage - 1 - INFO - main - ready
Received response to POST https://push.tickdb.ai/notify: 200
""",
            rows=(
                row(
                    "10:00:00.031 PUT example.org/_matrix/federation/v1/send/1?a=1 -> 200 with 41 B in 250 ms"
                ),
                row("10:00:01.281 GET example.org/_matrix/key/v2/server -> connect"),
                row(
                    "10:00:02.25 GET /_matrix/client/v3/sync?timeout=0 -> 401 with 57 B in 31 ms",
                    client_ip="10.0.0.7",
                ),
                row("10:00:03.281 POST push.tickdb.ai/notify -> 429"),
                row("10:00:04.281 POST push.tickdb.ai/notify -> connect"),
            ),
            rejects=1,
            skipped=1,
        ),
    ),
    hint=r"equest: |equest failed: |esponse to |ing request to ",
    complete=r".*?(?:matrix\S*?://[^/\s]+/|HTTP/\d|https?://\S+: \S)",
)
