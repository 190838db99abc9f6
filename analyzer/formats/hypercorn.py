r"""Hypercorn's access lines, as its logger writes them: the version of HTTP has no name before it.

Source: pgjones/hypercorn (MIT), src/hypercorn/logging.py, AccessLogAtoms, and config.py,
access_log_format: `%(h)s %(l)s %(l)s %(t)s "%(r)s" %(s)s %(b)s "%(f)s" "%(a)s"`. The time is when the
answer was there. A port stands behind the client's address.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.text_lines import ADDRESS, CLF, METHOD, text_format

FORMAT = text_format(
    "hypercorn",
    "Hypercorn access lines",
    (
        rf"(?P<client_ip>{ADDRESS}|\[[0-9a-f:]+\])(?::\d+)? - - \[(?P<end>{CLF})\] "
        rf"\"(?P<method>{METHOD}) (?P<target>/[^\"\s]*) (?:1\.[01]|2|3)\" (?P<status>\d{{3}}) (?P<sent>\d+|-)",
    ),
    (
        Sample(
            """[2026-11-19 10:00:00 +0000] [7] [INFO] Running on http://0.0.0.0:8000 (CTRL + C to quit)
[2026-11-19 10:00:01 +0000] [7] [INFO] 10.0.0.7:54321 - - [19/Nov/2026:18:00:01 +0800] "GET /v1/x?a=1 1.1" 429 57 "-" "curl/8.5"
10.0.0.8:54322 - - [19/Nov/2026:10:00:02 +0000] "POST /v1/orders 2" 200 - "-" "-"
10.0.0.8:54322 - - [19/Nov/2026:10:00:03 +0000] "GET /v1/or
""",
            rows=(
                row("10:00:01 GET /v1/x?a=1 -> 429 with 57 B", client_ip="10.0.0.7"),
                row("10:00:02 POST /v1/orders", response_bytes=None, client_ip="10.0.0.8"),
            ),
            rejects=1,
            skipped=1,
        ),
    ),
    complete=r'.*" \d{3} ',
    broken=rf" - - \[{CLF}\] \"[A-Z]",
)
