r"""Req (Elixir): what it says of answers after which it tries again.

Source: req, Req.Steps.retry. A line is an answer, or none, of which the next line tells the reason;
neither names the URL. Elixir's own console prints no day; a logger that prints one gives the time.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.text_lines import text_format

FORMAT = text_format(
    "elixir_req",
    "Req (Elixir), retries",
    (
        r"\bretry: got response with status (?P<status>\d{3}), will retry in ",
        r"\[\w+\] \*\* \((?:Req|Mint)\.(?P<error>TransportError\) [^\n]+)",
    ),
    (
        Sample(
            """2026-11-19 10:00:00.250 [warning] retry: got response with status 503, will retry in 1000ms, 3 attempts left
2026-11-19 10:00:02.250 [warning] retry: got exception, will retry in 2000ms, 2 attempts left
2026-11-19 10:00:02.250 [warning] ** (Req.TransportError) connection refused
retry: got response with status 503, will retry in 1000ms, 1 attempt left
""",
            rows=(row("10:00:00.25 -> 503"), row("10:00:02.25 -> connect")),
            rejects=1,
            skipped=1,
        ),
    ),
    complete=r".*(?:will retry in|\[\w+\] \*\* .*TransportError\))",
)
