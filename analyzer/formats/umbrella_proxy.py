r"""Cisco Umbrella: proxy logs of its secure web gateway, as it exports them.

Source: Cisco, "Umbrella: proxy log formats". Lines of CSV without a header, in UTC: time, identity, internal and
external address of the client, address of the destination, type of content, verdict, URL, referer, user agent,
status, bytes of the request, of the answer and of its body, hash, categories, … The method is the twenty-sixth;
early versions end before it.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.text_lines import ADDRESS, text_format

_ANY = r'"(?:[^"]|"")*"'


def _any(count: int) -> str:
    return rf"(?:, ?{_ANY}){{{count}}}"


FORMAT = text_format(
    "umbrella_proxy",
    "Cisco Umbrella proxy log",
    (
        rf'^"(?P<end>\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d)", ?{_ANY}, ?"(?:{ADDRESS})?", ?"(?P<client_ip>{ADDRESS})?", ?"(?:{ADDRESS})?", ?{_ANY}, ?"[A-Z]+", ?"(?P<target>https?://[^"]*)"{_any(2)}, ?"(?P<status>\d{{3}})?", ?"(?P<received>\d+)?", ?"(?P<sent>\d+)?"(?:{_any(12)}, ?"(?P<method>[A-Z]+)?")?',
    ),
    (
        Sample(
            """"2026-11-19 10:00:00","Bots","10.0.0.7","192.0.2.7","192.0.2.91","application/json","ALLOWED","https://api.tickdb.ai/v1/x?a=1","","md-feed/2.1 (""Linux"")","429","562","1489","57","a459","Finance","","","","","","Networks","","Bots, Site","Networks","GET","","","x","","",""
"2026-11-19 10:00:01","Bots","","192.0.2.8", "","","BLOCKED","http://api.tickdb.ai/","","","403","","","","","","","","",""
"2026-11-19 10:00:02","Bots","","192.0.2.8","","","ALLOWED","https://api.ti
"2026-11-19 10:00:03","Bots","Bots","10.0.0.7","192.0.2.7","Allowed","1 (A)","NOERROR","api.tickdb.ai.","Finance"
""",
            rows=(
                row(
                    "10:00:00 GET https://api.tickdb.ai/v1/x?a=1 -> 429 with 1489 B",
                    client_ip="192.0.2.7",
                    request_bytes=562,
                ),
                row("10:00:01 http://api.tickdb.ai/ -> 403", client_ip="192.0.2.8", method=None),
            ),
            rejects=1,
            skipped=1,
        ),
    ),
    complete=rf"^{_ANY}(?:, ?{_ANY}){{12}}",
    broken=rf'^"\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d", ?{_ANY}, ?"(?:{ADDRESS})?", ?"(?:{ADDRESS})?", ?"(?:{ADDRESS})?", ?{_ANY}, ?"[A-Z]+", ?"http',
)
