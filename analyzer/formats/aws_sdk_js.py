r"""AWS SDK for JavaScript 2, with a `logger`.

Source: aws-sdk-js, lib/event_listeners.js, LOG_REQUEST. A line is a call after all its retries: the
service, the last status, how long it took in all, and the operation; no URL. The time is what the
logger puts before it.
"""

from __future__ import annotations

from dataclasses import replace

from analyzer.formats import Sample, row
from analyzer.formats.kinds.text_lines import text_format

_FORMAT = text_format(
    "aws_sdk_js",
    "AWS SDK for JavaScript 2 (logger)",
    (
        r"\[AWS \w+ (?:(?P<status>\d{3})|undefined) (?P<took>\d+(?:\.\d+)?s) (?P<attempt>\d+) retries\] \w+\(",
    ),
    (
        Sample(
            """2026-11-19T10:00:00.281Z [AWS dynamodb 400 0.031s 3 retries] putItem({ TableName: 'orders', Item: { id: { S: '1' } } })
2026-11-19T10:00:02.000Z [AWS s3 200 1s 0 retries] listBuckets({})
2026-11-19T10:00:03.000Z worker ready
[AWS s3 200 0.142s 0 retries] listBuckets({})
""",
            rows=(
                row("10:00:00.25 -> 400 in 31 ms", attempt=3, vendor="aws"),
                row("10:00:01 -> 200 in 1000 ms", attempt=0, vendor="aws"),
            ),
            rejects=1,
            skipped=1,
        ),
    ),
    complete=r".* retries\] \w",
)

FORMAT = replace(_FORMAT, select=f"SELECT * REPLACE ('aws' AS vendor) FROM ({_FORMAT.select})")
