r"""OpenAI's and Anthropic's SDKs for JavaScript, and others that Stainless makes, at `info` and above.

Source: openai-node and anthropic-sdk-typescript, src/client.ts. An attempt is told by the lines of
its id; what the SDK sends again bears the id of the first as well. At `debug` objects with what was sent
and what came back stand between. The time is what the logger puts before a line.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.dialogue.format import dialogue_format

_ID = r"\[(?P<key>log_[0-9a-f]{6})(?:, retryOf: log_[0-9a-f]{6})?"

FORMAT = dialogue_format(
    "stainless",
    "OpenAI and Anthropic SDKs for JavaScript (Stainless)",
    (
        ("request", _ID + r"\] sending request \{"),
        (
            "response",
            _ID + r"(?:, (?:x-)?request-id: \"(?P<request_id>[^\"]*)\")?\] (?P<method>[A-Za-z]+) "
            r"(?P<url>https?://\S+) (?:succeeded|failed) with status (?P<status>\d{3}) in (?P<took>\d+ms)\b",
        ),
        ("failure", _ID + r"\] (?P<error>connection (?:timed out|failed)) - "),
        ("part", _ID + r"[,\]]"),
        ("field", r"^  method: '(?P<method>[A-Za-z]+)',$"),
        ("field", r"^  url: '(?P<url>https?://[^']+)',$"),
        ("header", r"^    '?(?P<name>[A-Za-z][\w-]*)'?: '(?P<value>.*)',?$"),
        ("body", r"^  body: '(?P<body>.*)',$"),
        (
            "part",
            r"^(?:  (?:status|message|durationMs|options|headers|error|retryOfRequestLogID)\b.*|  \},?|\})$",
        ),
    ),
    (
        Sample(
            """2026-11-19T10:00:00.250Z [log_fb0fa2, request-id: "req_1"] post https://api.anthropic.com/v1/messages failed with status 429 in 250ms - retrying, 2 attempts remaining
2026-11-19T10:00:01.000Z [log_0a0fa2, retryOf: log_fb0fa2] post https://api.anthropic.com/v1/messages succeeded with status 200 in 300ms
2026-11-19T10:00:02.000Z [log_1b0fa2, retryOf: log_fb0fa2] connection timed out - retrying, 1 attempts remaining
[log_fb0fa3] get https://api.openai.com/v1/models succeeded with status 200 in 3ms
""",
            rows=(
                row(
                    "10:00:00 POST api.anthropic.com/v1/messages -> 429 in 250 ms",
                    request_id="req_1",
                ),
                row("-> 200 in 300 ms"),
                row("-> timeout"),
            ),
            rejects=1,
        ),
        Sample(
            """2026-11-19T10:00:00.250Z [log_154be8] sending request {
  method: 'post',
  url: 'https://api.openai.com/v1/chat/completions',
  options: { method: 'post', path: '/chat/completions', timeout: 5000 },
  headers: {
    authorization: '***',
    'x-stainless-lang': 'js'
  }
}
2026-11-19T10:00:01.250Z [log_154be8] connection timed out - error; no more retries left
2026-11-19T10:00:01.250Z [log_154be8] connection timed out (error; no more retries left) {
  url: 'https://api.openai.com/v1/chat/completions',
  durationMs: 1000,
  message: 'This operation was aborted'
}
""",
            rows=(
                row("10:00:00.25 POST api.openai.com/v1/chat/completions -> timeout in 1000 ms"),
            ),
            skipped=14,
        ),
    ),
    has_threads=False,
    tried_with=("openai sdk",),
)
