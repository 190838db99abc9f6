r"""Yandex.Tank's phout.txt, what Phantom, Pandora and other guns write: twelve fields between tabs.

Source: Yandex.Tank, its reader of phout. The time is when the request was sent, in seconds of the
epoch; intervals are in microseconds. `net_code` is the number of an error of the network on Linux, and
`proto_code` the status. The tag is a URL only where it looks like one; a number may stand behind `#`.
"""

from __future__ import annotations

import re

from analyzer.formats import Format, Sample, by_lines, row

_LINE = r"^(\d{10}\.\d{1,6})\t([^\t]*)\t(\d+)\t\d+\t\d+\t\d+\t\d+\t\d+\t(\d+)\t(\d+)\t(\d+)\t(\d+)$"
_ERRORS = {
    32: "EPIPE", 71: "EPROTO", 101: "ENETUNREACH", 104: "ECONNRESET", 110: "ETIMEDOUT",
    111: "ECONNREFUSED", 113: "EHOSTUNREACH",
}  # fmt: skip
_BY_NUMBER = " ".join(f"WHEN '{number}' THEN '{name}'" for number, name in _ERRORS.items())
_SELECT = rf"""
WITH parts AS (
    SELECT line, regexp_extract(line, '{_LINE}',
        ['sent_at', 'tag', 'took', 'sent', 'received', 'net_code', 'status']) AS p
    FROM input
),
with_tag AS (SELECT *, regexp_replace(p.tag, '#\d+$', '') AS tag FROM parts)
SELECT
    time_of(nullif(p.sent_at, '')) AS ts,
    milliseconds_of(p.took, 0.001) AS duration_ms,
    CASE WHEN tag[1] = '/' OR contains(tag, '://') THEN tag END AS url,
    status_of(p.status) AS status,
    CASE WHEN status_of(p.status) IS NULL
        THEN CASE p.net_code {_BY_NUMBER} ELSE 'errno ' || p.net_code END END AS error,
    count_of(p.sent) AS request_bytes,
    count_of(p.received) AS response_bytes,
    CASE WHEN p.sent_at = '' THEN 'reject: not a line of results' END AS verdict
FROM with_tag
"""

FORMAT = Format(
    name="phout",
    complete=r"^\d{10}\.\d+\t",
    title="Yandex.Tank's phout.txt",
    detect=by_lines(lambda line: bool(re.match(_LINE, line))),
    select=_SELECT,
    samples=(
        Sample(
            "1795082400.250\thttps://api.tickdb.ai/v1/x#7\t31000\t566\t13\t28484\t44\t30033\t39\t57\t0\t429\n"
            "1795082401.250\torder\t31000\t0\t0\t0\t0\t0\t0\t0\t110\t0\n"
            "1795082402.250\torder\t31000\n",
            rows=(
                row("10:00:00.25 api.tickdb.ai/v1/x -> 429 with 57 B in 31 ms", request_bytes=39),
                row("10:00:01.25 -> timeout in 31 ms"),
            ),
            rejects=1,
        ),
    ),
)
