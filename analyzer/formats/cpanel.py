r"""cPanel and WHM: access log of cpsrvd, whose days are numbers, the month first.

Taken from lines of /usr/local/cpanel/logs/access_log: as `combined`, then how the user logged in, the
address that it was forwarded for, and the port. Its login log has no answers.
"""

from __future__ import annotations

import re

from analyzer.formats import Format, Sample, by_lines, row
from analyzer.formats.combined import QUOTED
from analyzer.system.sql_literal import quoted

_LINE = (
    r"^([0-9A-Fa-f:.]+) \S+ [^\"\[]*?\[(\d\d/\d\d/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\] "
    rf'"((?:[^"\\]|\\.)*)" (\d{{3}}) (\d+|-) {QUOTED} {QUOTED}(?: {QUOTED} {QUOTED} (?:\d+|-))?\s*$'
)
_SELECT = rf"""
WITH parts AS (
    SELECT line, regexp_extract(line, {quoted(_LINE)},
        ['client', 'time', 'request', 'status', 'bytes']) AS p
    FROM input
),
with_times AS (
    SELECT line, p, request_line(p.request) AS r,
        try_strptime(p.time, '%m/%d/%Y:%H:%M:%S %z') AS begun
    FROM parts
)
SELECT
    begun AS ts,
    address_of(p.client) AS client_ip,
    nullif(r.method, '') AS method,
    nullif(r.target, '') AS url,
    status_of(p.status) AS status,
    count_of(p.bytes) AS response_bytes,
    access_line_verdict(line, p.time, begun,
        CASE WHEN is_error_log(line) THEN 'skip: error log line' END) AS verdict
FROM with_times
"""

FORMAT = Format(
    name="cpanel",
    complete=r'.*?" \d{3} \d+ "[^"]*" "[^"]*"',
    title="cPanel and WHM access log",
    detect=by_lines(re.compile(_LINE).match),
    select=_SELECT,
    samples=(
        Sample(
            """10.0.0.7 - - [11/19/2026:10:00:00 -0000] "GET /v1/x?a=1 HTTP/1.1" 403 57 "-" "md-feed/2.1" "-" "-" 2083
10.0.0.8 - bot [11/19/2026:18:00:01 +0800] "POST /json-api/batch HTTP/1.1" 200 0 "https://panel.example.org:2087/" "md-feed/2.1" "s" "-" 2087
[2026-11-19 10:00:02 +0000] info [cpaneld] 10.0.0.7 - bot "POST /login/?login_only=1 HTTP/1.1" FAILED LOGIN cpaneld: user password incorrect
10.0.0.7 - - [11/19/2026:10:00:03 -0000] "GET /v1/x HTTP/1.1" 200 57 "-" "md-f
10.0.0.7 - - [19/11/2026:10:00:03 -0000] "GET /v1/x HTTP/1.1" 200 57 "-" "md-feed/2.1" "-" "-" 2083
""",
            rows=(
                row("10:00:00 GET /v1/x?a=1 -> 403 with 57 B", client_ip="10.0.0.7"),
                row("10:00:01 POST /json-api/batch -> 200 with 0 B", client_ip="10.0.0.8"),
            ),
            rejects=2,
            skipped=1,
        ),
    ),
)
