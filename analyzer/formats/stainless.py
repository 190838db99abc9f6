r"""OpenAI's and Anthropic's SDKs for JavaScript, and others that Stainless makes, at `info` and above.

Source: openai-node and anthropic-sdk-typescript, src/client.ts. A line is an attempt; what the SDK
sends again bears the id of the first. The time is what the logger puts before it.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.text_lines import text_format

_ID = r"\[log_[0-9a-f]{6}(?:, retryOf: log_[0-9a-f]{6})?"

FORMAT = text_format(
    "stainless",
    "OpenAI and Anthropic SDKs for JavaScript (Stainless)",
    (
        _ID + r"(?:, (?:x-)?request-id: \"(?P<request_id>[^\"]*)\")?\] (?P<method>[A-Za-z]+) "
        r"(?P<target>https?://\S+) (?:succeeded|failed) with status (?P<status>\d{3}) in (?P<took>\d+ms)\b",
        _ID + r"\] connection (?P<error>timed out|failed) - ",
    ),
    (
        Sample(
            '2026-11-19T10:00:00.250Z [log_fb0fa2, request-id: "req_1"] post '
            "https://api.anthropic.com/v1/messages failed with status 429 in 250ms - retrying, 2 "
            "attempts remaining\n"
            "2026-11-19T10:00:01.000Z [log_0a0fa2, retryOf: log_fb0fa2] post "
            "https://api.anthropic.com/v1/messages succeeded with status 200 in 300ms\n"
            "2026-11-19T10:00:02.000Z [log_1b0fa2] connection timed out - retrying, 1 attempts remaining\n"
            "2026-11-19T10:00:02.000Z [log_1b0fa2] sending request {\n"
            "[log_fb0fa3] get https://api.openai.com/v1/models succeeded with status 200 in 3ms\n",
            rows=(
                row(
                    "10:00:00 POST api.anthropic.com/v1/messages -> 429 in 250 ms",
                    request_id="req_1",
                ),
                row("-> 200 in 300 ms"),
                row("-> timeout"),
            ),
            rejects=1,
            skipped=1,
        ),
    ),
    complete=r".*?(?: in \d+m|(?:timed out|failed) -)",
    coloured=True,
)
