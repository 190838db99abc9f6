r"""HTTParty (Ruby), its default logger.

Source: jnunemaker/httparty (MIT), lib/httparty/logger/apache_formatter.rb: tag, time, status, method
and URL, the answer's Content-Length. What has no answer is not logged.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.sample_rows import REFUSED
from analyzer.formats.kinds.text_lines import METHOD, text_format

FORMAT = text_format(
    "httparty",
    "HTTParty (Ruby)",
    (
        r"\[HTTParty\] \[(?P<end>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)? [+-]\d{4})\] (?P<status>\d{3}) "
        rf'"(?P<method>{METHOD}) (?P<target>[^\s"]+)" (?P<sent>\d+|-)',
    ),
    (
        Sample(
            '[HTTParty] [2026-11-19 18:00:00 +0800] 429 "GET https://api.tickdb.ai/v1/ticker?symbol=BTC" 57 \n'
            '[HTTParty] [2026-11-19 10:00:01 +0000] 200 "POST https://api.tickdb.ai/v1/orders" - \n'
            '[HTTParty] [2026-11-19 10:00:01 +0000] 200 "PO\n',
            rows=(
                REFUSED | row("10:00:00 with 57 B"),
                row("POST -> 200", response_bytes=None),
            ),
            rejects=1,
        ),
    ),
    complete=r'.*" ',
    broken=r"\[HTTParty\] \[",
)
