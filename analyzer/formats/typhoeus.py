r"""Ruby's Typhoeus, whose ethon logs each performed request.

Source: ethon, easy/operations.rb and multi/operations.rb: `performed EASY` with libcurl's return code. No
method is shown. The time is what a logger put before it, when the answer was there.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.text_lines import text_format

_PERFORMED = r"ETHON: performed \w+ effective_url=(?P<target>\S+) response_code="

FORMAT = text_format(
    "typhoeus",
    "Typhoeus (Ruby, ethon)",
    (
        rf"{_PERFORMED}(?P<status>[1-5]\d\d) return_code=\w+ total_time=(?P<s>[0-9.]+)",
        rf"{_PERFORMED}0* return_code=(?P<error>\w+) total_time=(?P<s>[0-9.]+)",
    ),
    (
        Sample(
            """[2026-11-19T10:00:00] DEBUG Rails: ETHON: Libcurl initialized
[2026-11-19T10:00:02] DEBUG Rails: ETHON: performed EASY effective_url=https://api.tickdb.ai/v1/x?a=1 response_code=429 return_code=ok total_time=1.5
[2026-11-19T10:00:03] DEBUG Rails: ETHON: performed EASY effective_url=https://api.tickdb.ai/v1/y response_code=0 return_code=couldnt_connect total_time=0.25
ETHON: performed EASY effective_url=https://api.tickdb.ai/ response_code=200 return_code=ok total_time=0.018911
""",
            rows=(
                row("10:00:00.5 api.tickdb.ai/v1/x?a=1 -> 429 in 1500 ms"),
                row("/v1/y in 250 ms", status=None),
            ),
            rejects=1,
            skipped=1,
        ),
    ),
    complete=r".*total_time=\d",
)
