r"""ccxt's verbose output (Python and JavaScript).

Source: ccxt, Exchange.fetch: `fetch Request:` and `fetch Response:` with headers as Python prints
them; in JavaScript `handleRestResponse:`, with headers and bodies in lines of their own. ccxt's own
logger repeats both with a time; else the answer's Date header is the time. Why a call had no
answer says the error's text.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.dialogue.format import METHOD, dialogue_format

FORMAT = dialogue_format(
    "ccxt",
    "ccxt verbose (Python, JavaScript)",
    (
        (
            "request",
            rf"fetch Request: (?P<client>\w+) (?P<method>{METHOD}) (?P<url>\S+) RequestHeaders: (?P<headers>\{{.*?\}}|None)(?: RequestBody: (?:None|(?P<body>.*)))?$",
        ),
        (
            "response",
            rf"fetch Response: \w+ (?P<method>{METHOD}) (?P<url>\S+) (?P<status>\d{{3}}) ResponseHeaders: (?P<headers>\{{.*?\}}) ResponseBody: (?P<body>.*)$",
        ),
        (
            "field",
            rf"ccxt\.base\.exchange.*?{METHOD} (?P<url>\S+), (?:Request|Response): ",
        ),
        (
            "cancel",
            rf"\b(?P<error>RequestTimeout|NetworkError|ExchangeNotAvailable)\W{{1,4}}\w+ "
            rf"(?P<method>{METHOD}) (?P<url>https?://[^\s'\")]+)\W*$",
        ),
        # Printed without the error's name.
        (
            "cancel",
            rf"\b(?P<error>(?i:error|exception|failed|could not|couldn't|unable|cannot))\b[^\n{{]*?(?:: |[\"'(])\w+ "
            rf"(?P<method>{METHOD}) (?P<url>https?://[^\s'\")]+)\W*$",
        ),
        ("request", rf"(?:^|\s) (?P<client>\w+) (?P<method>{METHOD}) (?P<url>https?://\S+)\s*$"),
        (
            "response",
            rf"(?:^|\s) \w+ (?P<method>{METHOD}) (?P<url>https?://\S+) (?P<status>\d{{3}})[A-Za-z' -]*$",
        ),
        (
            "header",
            r"(?:^|(?<!\s)\s) +(?:\{ )?'?(?P<name>[A-Za-z][A-Za-z0-9-]*)'?: '(?P<value>[^']*)'(?:,| \})?\s*$",
        ),
        (
            "part",
            r"(?:^|\s)(?:fetch Request:|handleRestResponse:|Re(?:quest|sponse)(?:Headers|Body):| \{\}?|\}) *$",
        ),
        ("body", r"(?:^|\s) (?P<body>[\[{].+?)\s*$"),
    ),
    (
        Sample(
            """fetch Request: binance GET https://api.binance.com/api/v3/ticker?symbol=BTCUSDT RequestHeaders: {'User-Agent': 'x', 'X-MBX-APIKEY': 'aaaaaaaa11114222'} RequestBody: None

fetch Response: binance GET https://api.binance.com/api/v3/ticker?symbol=BTCUSDT 429 ResponseHeaders: {'Date': 'Thu, 19 Nov 2026 10:00:00 GMT', 'Retry-After': '2'} ResponseBody: {"code":-1003,"msg":"Too many requests"}
fetch Response: binance GET https://api.binance.com/api/v3/time 200 ResponseHeaders: {} ResponseBody: {}
""",
            rows=(
                row(
                    "10:00:00 GET ?symbol=BTCUSDT -> 429",
                    key_in="header:x-mbx-apikey",
                    retry_after_s=2.0,
                    code="-1003",
                ),
            ),
            rejects=1,
            skipped=2,
        ),
        Sample(
            "fetch Request:\n"
            " binance GET https://api.binance.com/api/v3/account?timestamp=1 \n"
            "RequestHeaders:\n"
            " { 'X-MBX-APIKEY': 'aaaaaaaa11114222' } \n"
            "handleRestResponse:\n"
            " binance GET https://api.binance.com/api/v3/account?timestamp=1 429 Too Many Requests \n"
            "ResponseHeaders:\n"
            " {\n"
            "  Date: 'Thu, 19 Nov 2026 10:00:00 GMT',\n"
            "  'Retry-After': '2'\n"
            "} \n"
            "ResponseBody:\n"
            ' {"code":-1003,"msg":"Too many requests"} \n',
            rows=(
                row(
                    "10:00:00 -> 429",
                    vendor="binance",
                    client="binance",
                    code="-1003",
                    retry_after_s=2.0,
                    key_in="header:x-mbx-apikey",
                ),
            ),
            skipped=12,
        ),
        Sample(
            """fetch Request: binance GET https://api.binance.com/api/v3/time RequestHeaders: {} RequestBody: None
2026-11-19 10:00:00,250 DEBUG ccxt.base.exchange: GET https://api.binance.com/api/v3/time, Request: {} None
2026-11-19 10:00:01,250 ERROR bot RequestTimeout('binance GET https://api.binance.com/api/v3/time')
""",
            rows=(row("10:00:00.25 GET -> timeout in 1000 ms"),),
            skipped=2,
        ),
        Sample(
            """fetch Request: binance GET https://api.binance.com/api/v3/time RequestHeaders: {'User-Agent': 'x'} RequestBody: None
2026-11-19 10:00:00,250 ERROR bot: fetch failed: binance GET https://api.binance.com/api/v3/time
""",
            rows=(row("10:00:00.25 GET api.binance.com/api/v3/time -> other"),),
            skipped=1,
        ),
    ),
)
