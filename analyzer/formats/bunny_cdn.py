r"""bunny.net: the CDN's logs, as it forwards and exports them.

Source: bunny.net, "CDN logging: log format": state of the cache, status, milliseconds since 1970, bytes sent, zone,
address of the client (its end taken off, where it is to be unknown), referer, URL, place, user agent, id of the
request, country. They tell no method.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.text_lines import ADDRESS, text_format

_STATE = r"(?:HIT|MISS|BYPASS|EXPIRED|STALE|UPDATING|REVALIDATED|-)"

FORMAT = text_format(
    "bunny_cdn",
    "bunny.net CDN log",
    (
        rf"^{_STATE}\|(?P<status>\d{{3}})\|(?P<start>\d{{13}})\|(?P<sent>\d+)\|\d+\|(?P<client_ip>{ADDRESS}|-|)\|[^|]*\|(?P<target>https?://[^|]*)\|[^|]*\|[^|]*\|(?P<request_id>[0-9a-f]+)(?:\||\s*$)",
    ),
    (
        Sample(
            """HIT|429|1795082400250|57|390|10.0.0.7|-|https://api.tickdb.ai/v1/x?a=1|WA|md-feed/2.1 (Linux)|322b688bd63fb63f2babe9de96a5d262|DE
MISS|502|1795082401250|0|390|fd00::1|https://www.example.org/|https://api.tickdb.ai/v1/y|WA|curl/8|422b688bd63fb63f2babe9de96a5d262|DE
HIT|200|1795082402250|57|390|10.0.0.7|-|https://api.ti
""",
            rows=(
                row(
                    "10:00:00.25 https://api.tickdb.ai/v1/x?a=1 -> 429 with 57 B",
                    client_ip="10.0.0.7",
                    method=None,
                ),
                row("10:00:01.25 https://api.tickdb.ai/v1/y -> 502 with 0 B", client_ip="fd00::1"),
            ),
            rejects=1,
        ),
    ),
    complete=r"(?:[^|]*\|){10}[0-9a-f]",
    broken=rf"^{_STATE}\|\d{{3}}\|\d{{13}}\|",
)
