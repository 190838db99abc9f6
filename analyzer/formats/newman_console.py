r"""What newman prints of a run, behind the time that a CI's log puts before each line.

Source: postmanlabs/newman (Apache-2.0), lib/reporters/cli/index.js: `GET https://… [200 OK, 1.2kB,
523ms]`, or `[errored]` with the reason in the next line. Its own lines have no time; sizes are
rounded, so that none is taken.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.sample_rows import REFUSED
from analyzer.formats.kinds.text_lines import METHOD, text_format

FORMAT = text_format(
    "newman_console",
    "newman's console output, with times before its lines",
    (
        rf"(?:^|\s)(?P<method>{METHOD}) (?P<target>[^\s\[\"]+\S*) "
        r"\[(?:(?P<status>\d{3})[^,\]]*, [\d.]+ ?[kMG]?i?B, (?P<took>[\d.]+m?s)|(?P<error>errored))\]\s*$",
    ),
    (
        Sample(
            """2026-11-19T10:00:00.2500000Z → Ticker
2026-11-19T10:00:00.2500000Z   GET https://api.tickdb.ai/v1/ticker?symbol=BTC [429 Too Many Requests, 1.2kB, 250ms]
2026-11-19T10:00:01.0000000Z   ✓  response is ok
2026-11-19T10:00:02.0000000Z   GET http://127.0.0.1:1/x [errored]
2026-11-19T10:00:02.0000000Z      connect ECONNREFUSED 127.0.0.1:1
  GET https://api.tickdb.ai/v1/x [200 OK, 35B, 1.2s]
""",
            rows=(
                REFUSED | row("10:00:00 in 250 ms", response_bytes=None),
                row("10:00:02 127.0.0.1:1 -> other"),
            ),
            rejects=1,
            skipped=3,
        ),
    ),
    complete=r".*\]",
)
