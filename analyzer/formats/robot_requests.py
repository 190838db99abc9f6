r"""Robot Framework's RequestsLibrary: each call and its answer, in the debug file and on the console.

Source: MarketSquare/robotframework-requests (MIT), src/RequestsLibrary/log.py: `GET Request : url=… `, then
lines with `path_url=`, `headers=` (a Python dict) and `body=`; `GET Response : url=… `, then `status=, reason=`,
headers and body. A request is logged once it is answered: both have one time, that of the end.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.dialogue.format import METHOD, dialogue_format

FORMAT = dialogue_format(
    "robot_requests",
    "Robot Framework's RequestsLibrary",
    (
        ("request", rf"\b(?P<method>{METHOD}) Request : url=(?P<url>https?://\S+)"),
        ("part", rf"\b{METHOD} Response : url=https?://\S+"),
        ("response", r"^ *(?P<opens>)status=(?P<status>\d{3}), reason="),
        ("field", r"^ *body=(?P<body>\{.*\}|\[.*\]|[^N].*?) ?$"),
        ("header", r"^ *headers=(?P<headers>\{.*\})"),
        ("part", r"^ *(?:path_url|headers|body)="),
        ("closed", r"^\s*$"),
    ),
    (
        Sample(
            """20261119 10:00:00.250 - INFO - GET Request : url=https://api.tickdb.ai/v1/x?a=1 
 path_url=/v1/x?a=1 
 headers={'User-Agent': 'python-requests/2.31.0', 'X-API-Key': 'aaaaaaaa-1111-4222-8333-444444444444'} 
 body=None 
 
20261119 10:00:00.250 - INFO - GET Response : url=https://api.tickdb.ai/v1/x?a=1 
 status=429, reason=Too Many Requests 
 headers={'Content-Type': 'application/json', 'Retry-After': '2'} 
 body={"code":3001,"message":"rate limit"} 
 
20261119 10:00:01.250 - INFO - POST Request : url=https://api.tickdb.ai/v1/y 
""",
            rows=(
                row(
                    "10:00:00.25 GET api.tickdb.ai/v1/x?a=1 -> 429",
                    code="3001",
                    retry_after_s=2.0,
                    key_in="header:x-api-key",
                ),
                row("10:00:01.25 POST api.tickdb.ai/v1/y -> other"),
            ),
            skipped=9,
        ),
        Sample(
            "GET Request : url=https://api.tickdb.ai/v1/x \n status=200, reason=OK \n",
            rejects=1,
            skipped=1,
        ),
    ),
)
