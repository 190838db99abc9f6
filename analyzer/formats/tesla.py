r"""Tesla (Elixir), its logger middleware.

Source: elixir-tesla/tesla (MIT), lib/tesla/middleware/logger.ex: `$method $url -> $status ($time ms)`,
`error: reason` for what has no answer. The time is what Elixir's Logger puts before, with its date.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.sample_rows import REFUSED
from analyzer.formats.kinds.text_lines import METHOD, text_format

FORMAT = text_format(
    "tesla",
    "Tesla HTTP client (Elixir)",
    (
        rf"\[[a-z]+\] (?P<method>{METHOD}) (?P<target>https?://[^\s\"]+) -> "
        r"(?:(?P<status>\d{3})|(?:error: :?)?(?P<error>[^(\n]*?)) \((?P<ms>\d+(?:\.\d+)?) ms\)",
    ),
    (
        Sample(
            """2026-11-19 10:00:00.250 [warning] GET https://api.tickdb.ai/v1/ticker?symbol=BTC -> 429 (250.000 ms)
2026-11-19 10:00:05.000 [error] POST https://api.tickdb.ai/v1/orders -> error: :timeout (5000.000 ms)
2026-11-19 10:00:05.000 [info] started
[info] GET https://api.tickdb.ai/v1/ticker -> 200 (31.200 ms)
""",
            rows=(
                REFUSED | row("10:00:00 in 250 ms"),
                row("10:00:00 POST -> timeout"),
            ),
            rejects=1,
            skipped=1,
        ),
    ),
    complete=r".* ms\)",
    broken=rf" (?:{METHOD}) https?://\S+ -",
)
