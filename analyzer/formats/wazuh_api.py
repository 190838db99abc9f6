r"""Wazuh's API server: the requests that it answered, as its log has them in text.

Source: wazuh, api/api/alogging.py (`log_request`): user, address, method and path, parameters, body, seconds,
status. Times are those of its machine, taken as UTC; the line is written when the answer is there.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.text_lines import ADDRESS, METHOD, text_format

FORMAT = text_format(
    "wazuh_api",
    "Wazuh API server",
    (
        rf'^(?P<end>\d{{4}}/\d\d/\d\d \d\d:\d\d:\d\d) [A-Z]+: \S+ (?:\([0-9a-f]+\) )?(?P<client_ip>{ADDRESS}) "(?P<method>{METHOD}) (?P<target>/\S*)" with parameters \{{.*\}} and body \{{.*\}} done in (?P<s>[\d.]+)s: (?P<status>\d{{3}})\s*$',
    ),
    (
        Sample(
            """2026/11/19 10:00:00 INFO: bot 10.0.0.7 "GET /agents" with parameters {"limit": "5"} and body {} done in 0.250s: 429
2026/11/19 10:00:01 INFO: bot (5ab1) 10.0.0.8 "POST /groups" with parameters {} and body {"group_id": "a b"} done in 0.031s: 401
2026/11/19 10:00:02 INFO: Listening on 0.0.0.0:55000
2026/11/19 10:00:03 INFO: bot 10.0.0.7 "GET /agents" with para
""",
            rows=(
                row("09:59:59.75 GET /agents -> 429 in 250 ms", client_ip="10.0.0.7"),
                row("10:00:00.969 POST /groups -> 401 in 31 ms", client_ip="10.0.0.8"),
            ),
            rejects=1,
            skipped=1,
        ),
    ),
    complete=r".*done in [\d.]+s: \d{3}",
    broken=rf'^\d{{4}}/\d\d/\d\d [\d:]{{8}} [A-Z]+: \S+ (?:\([0-9a-f]+\) )?{ADDRESS} "{METHOD} /',
)
