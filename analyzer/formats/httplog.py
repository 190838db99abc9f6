r"""Ruby's httplog, which logs what any HTTP library of Ruby does.

Source: trusche/httplog, lib/httplog/http_log.rb: `Sending`, `Status`, `Benchmark`, each a message of
Ruby's Logger, which gives the time. Its compact form is one line, which is read as such lines are.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.dialogue.format import METHOD, dialogue_format

_AT = r"(?:\[httplog\]|-- :) "

FORMAT = dialogue_format(
    "httplog",
    "httplog (Ruby)",
    (
        ("request", rf"{_AT}Sending: (?P<method>{METHOD}) (?P<url>https?://\S+)\s*$"),
        ("response", r"\[httplog\] Status: (?P<status>\d{3})\s*$"),
        ("field", r"\[httplog\] Benchmark: (?P<took>[0-9.]+ seconds)\s*$"),
        ("header", r"\[httplog\] Header: (?P<name>[A-Za-z][\w-]*): (?P<value>.*?)\s*$"),
        ("blank", r"\[httplog\] Response:\s*$"),
        ("part", r"\[httplog\] (?:Connecting|Data|Response): ?"),
    ),
    (
        Sample(
            """D, [2026-11-19T10:00:00.200000 #7] DEBUG -- : [httplog] Connecting: api.tickdb.ai:443
D, [2026-11-19T10:00:00.250000 #7] DEBUG -- : [httplog] Sending: POST https://api.tickdb.ai/v1/orders?a=1
D, [2026-11-19T10:00:00.250000 #7] DEBUG -- : [httplog] Data: {"amount":1}
D, [2026-11-19T10:00:00.282000 #7] DEBUG -- : [httplog] Status: 429
D, [2026-11-19T10:00:00.282000 #7] DEBUG -- : [httplog] Benchmark: 0.031 seconds
D, [2026-11-19T10:00:00.283000 #7] DEBUG -- : [httplog] Response:
{"code":3001}
D, [2026-11-19T10:00:01.000000 #7] DEBUG -- : [httplog] Sending: GET https://api.tickdb.ai/v1/x
I, [2026-11-19T10:00:02.000000 #7]  INFO -- : done
[httplog] Status: 200
""",
            rows=(
                row("10:00:00.25 POST api.tickdb.ai/v1/orders?a=1 -> 429 in 31 ms", code="3001"),
                row("10:00:01 GET /v1/x -> 200"),
            ),
            skipped=8,
        ),
        Sample(
            """[httplog] Sending: GET https://api.tickdb.ai/v1/x
[httplog] Status: 200
[httplog] Benchmark: 0.031 seconds
""",
            rejects=1,
            skipped=2,
        ),
    ),
    has_threads=False,
)
