r"""Render's HTTP request logs.

Source: Render, "Logs in the Dashboard", and what its users show of them: method, status, host and
path, then named fields. Render's time, or that of what took the lines there, stands before them.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.text_lines import METHOD, text_format

FORMAT = text_format(
    "render",
    "Render request logs",
    (
        rf'\[(?P<method>{METHOD})\] ?(?P<status>\d{{3}}) ?(?P<target>[\w.-]+(?::\d+)?/\S*) clientIP="(?P<client_ip>[^"]*)"(?: requestID="(?P<request_id>[^"]*)")?(?: responseTimeMS=(?P<ms>[0-9.]+))?(?: responseBytes=(?P<sent>\d+))?',
    ),
    (
        Sample(
            """2026-11-19T10:00:00.250Z [GET] 503 api.tickdb.ai/v1/x?a=1 clientIP="10.0.0.7" requestID="8f1a2b3c-4d5e-4f70" responseTimeMS=250 responseBytes=57 userAgent="feed"
2026-11-19T10:00:00.250Z ==> Your service is live
[GET] 200 api.tickdb.ai/v1/y clientIP="10.0.0.7" requestID="8f1a2b3c-4d5e-4f71" responseTimeMS=3 responseBytes=5 userAgent="feed"
""",
            rows=(
                row(
                    "10:00:00 GET api.tickdb.ai/v1/x?a=1 -> 503 with 57 B in 250 ms",
                    client_ip="10.0.0.7",
                    request_id="8f1a2b3c-4d5e-4f70",
                ),
            ),
            rejects=1,
            skipped=1,
        ),
    ),
    complete=r'.*clientIP="[^"]*"',
)
