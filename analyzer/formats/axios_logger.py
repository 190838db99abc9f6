r"""axios-logger's lines (Node.js): a request, then its response or error.

Source: axios-logger, "How to use" and its string builder: prefix, kind, date, method, URL, then by
configuration parameters, `status:statusText`, headers and data. The prefix can be chosen (`prefixText`)
and the date left out; then a logger has to put the time before. An error without a status had no
answer; why, the line does not say.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.dialogue.format import METHOD, dialogue_format

_TIME = r"(?:(?P<time>\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?) )?"
_CALL = rf"(?P<method>{METHOD}) (?P<url>\S+)"
# Data may look like headers; of two objects these are the first.
_HEADERS = r'(?: (?P<headers>\{"[a-z0-9-]+":"[^}]*"\})(?= \S))?'
_REQUEST_HEADERS = r'(?: \{\})?(?: (?P<headers>\{"Accept":.*?"\})(?= |$))?'

FORMAT = dialogue_format(
    "axios_logger",
    "axios-logger (Node.js)",
    (
        ("request", rf"\[Request\] {_TIME}{_CALL}{_REQUEST_HEADERS}(?: (?P<body>[{{\[].*))?"),
        (
            "response",
            rf"\[(?:Response|Error)\] {_TIME}{_CALL}(?: \{{[^}}]*\}})? (?P<status>\d{{3}}):[A-Za-z' -]*"
            rf"{_HEADERS}(?: (?P<body>.*))?$",
        ),
        # Of whoever else has such a level, words stand behind the URL.
        (
            "failure",
            rf"\[Error\] {_TIME}(?P<method>{METHOD}) (?P<url>\S*[^\s:,;])(?P<error>\s*(?:\{{.*)?)$",
        ),
    ),
    (
        Sample(
            """[Axios][Request] 2026-11-19T10:00:00+0000 GET https://api.tickdb.ai/v1/x?a=1
[Axios][Response] 2026-11-19T10:00:00+0000 GET https://api.tickdb.ai/v1/x?a=1 200:OK {"code":0}
[Axios][Request] 2026-11-19T10:00:01+0000 GET https://api.tickdb.ai/v1/y
[Axios][Error] 2026-11-19T10:00:01+0000 GET https://api.tickdb.ai/v1/y 429:Too Many Requests {"code":3001,"message":"slow down"}
[Axios][Request] 2026-11-19T10:00:02+0000 GET https://api.tickdb.ai/v1/z
[Axios][Error] 2026-11-19T10:00:04+0000 GET https://api.tickdb.ai/v1/z
[Axios][Response] GET https://api.tickdb.ai/v1/no-time 200:OK
""",
            rows=(
                row("10:00:00 /v1/x?a=1 -> 200"),
                row("/v1/y -> 429", code="3001", duration_ms=None),
                row("10:00:02 /v1/z -> other"),
            ),
            rejects=1,
            skipped=3,
        ),
        Sample(
            """[bot][Request] 2026-11-19 10:00:00 POST https://api.tickdb.ai/v1/x {"Accept":"*/*","X-API-Key":"aaaaaaaa-1111-4222-8333-444444444444"} {"a":1}
[bot][Error] 2026-11-19 10:00:00 POST https://api.tickdb.ai/v1/x 429:Too Many Requests {"retry-after":"2"} {"code":3001,"message":"slow down"}
""",
            rows=(row("POST -> 429", key_in="header:x-api-key", retry_after_s=2.0, code="3001"),),
            skipped=1,
        ),
    ),
    tried_with=("axios logger",),
)
