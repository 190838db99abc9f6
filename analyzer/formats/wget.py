r"""GNU Wget's messages, in English.

Source: wget, src/http.c and src/retr.c: `--time--  URL`, `HTTP request sent, awaiting response...`,
`Length:`. The time is when it began, by its machine's clock, which counts as UTC; a method other than
GET is not shown.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.dialogue.format import METHOD, dialogue_format

# What `--debug` says besides.
_DEBUG = (
    r"Setting --|DEBUG output |(?:Created|Registered) socket |Releasing |Deleting unused |Closed fd |"
    r"Disabling further reuse|Reading HSTS|URI encoding |Caching |Found |---re(?:quest|sponse) (?:begin|end)---|"
    r"\d{3} [A-Z][A-Za-z -]*$"
)

FORMAT = dialogue_format(
    "wget",
    "GNU Wget",
    (
        (
            "request",
            r"^--(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)--  (?:\(try: ?(?P<try>\d+)\)  )?(?P<url>https?://\S+)\s*$",
        ),
        # Headers tell the status, if they are printed.
        ("response", r"awaiting response\.\.\. *$"),
        ("field", r"^ *HTTP/[0-9.]+ (?P<status>\d{3})\b"),
        ("field", rf"^(?P<method>{METHOD}) \S+ HTTP/[0-9.]+\s*$"),
        ("body", r"^Skipping \d+ bytes of body: \[(?P<body>.*)\] done\.$"),
        ("failure", r"^(?:Resolving|Connecting to) .*(?P<error>failed: .*)$"),
        ("failure", r"^(?P<error>failed: .*)$"),
        ("failure", r"awaiting response\.\.\. (?P<error>[A-Z].*)$"),
        ("response", r"awaiting response\.\.\. (?P<status>\d{3})\b"),
        ("field", r"^Length: (?P<sent>\d+)\b"),
        (
            "part",
            r"^(?:Resolving |Connecting to |Reusing existing connection|Length: |Saving to: |Location: |Retrying\.|"
            r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d (?:ERROR \d{3}: |\([^)]*\) - ))",
        ),
        ("part", rf"^(?:{_DEBUG})"),
        ("part", r"\d%\[=*>? *\]|\[ *<=> *\]"),
    ),
    (
        Sample(
            """--2026-11-19 10:00:00--  https://api.tickdb.ai/v1/x?a=1
Resolving api.tickdb.ai (api.tickdb.ai)... 10.0.0.7
Connecting to api.tickdb.ai (api.tickdb.ai)|10.0.0.7|:443... connected.
HTTP request sent, awaiting response... 429 Too Many Requests
2026-11-19 10:00:01 ERROR 429: Too Many Requests.

--2026-11-19 10:00:02--  (try: 2)  https://api.tickdb.ai/v1/y
Reusing existing connection to api.tickdb.ai:443.
HTTP request sent, awaiting response... 200 OK
Length: 57 [application/json]
Saving to: ‘y’

y        100%[===================>]  57  --.-KB/s    in 0s

2026-11-19 10:00:03 (31.6 MB/s) - ‘y’ saved [57/57]

--2026-11-19 10:00:04--  https://api.tickdb.ai/v1/z
Connecting to api.tickdb.ai (api.tickdb.ai)|10.0.0.7|:443... failed: Connection refused.
""",
            rows=(
                row("10:00:00 api.tickdb.ai/v1/x?a=1 -> 429"),
                row("/v1/y -> 200 with 57 B", attempt=1),
                row("/v1/z -> connect"),
            ),
            skipped=15,
        ),
        Sample(
            """--2026-11-19 10:00:00--  https://api.tickdb.ai/v1/x
Connecting to api.tickdb.ai:443... connected.
HTTP request sent, awaiting response... 
  HTTP/1.1 429 Too Many Requests
  Retry-After: 7
  Content-Length: 57
2026-11-19 10:00:00 ERROR 429: Too Many Requests.

--2026-11-19 10:00:01--  https://api.tickdb.ai/v1/y
---request begin---
POST /v1/y HTTP/1.1
X-API-Key: aaaaaaaa-1111-4222-8333-444444444444

---request end---
HTTP request sent, awaiting response... 
---response begin---
HTTP/1.1 401 Unauthorized
Content-Length: 13

---response end---
401 Unauthorized
Skipping 13 bytes of body: [{"code":1001}] done.
""",
            rows=(
                row("10:00:00 api.tickdb.ai/v1/x -> 429 with 57 B", retry_after_s=7.0),
                row(
                    "10:00:01 POST api.tickdb.ai/v1/y -> 401",
                    code="1001",
                    key_in="header:x-api-key",
                ),
            ),
            skipped=20,
        ),
        Sample("HTTP request sent, awaiting response... 200 OK\n", rejects=1),
    ),
)
