r"""ccxt's verbose output (Python).

Source: ccxt, Exchange.fetch: `fetch Request:` and `fetch Response:` with headers as Python prints
them. The answer's Date header is the time where no logger puts one before.
"""

from __future__ import annotations

from analyzer.formats import Sample
from analyzer.formats.kinds.dialogue import METHOD, dialogue_format

FORMAT = dialogue_format(
    "ccxt",
    "ccxt verbose (Python)",
    (
        (
            "request",
            rf"fetch Request: (?P<client>\w+) (?P<method>{METHOD}) (?P<url>\S+) RequestHeaders: (?P<headers>\{{.*?\}}|None)(?: RequestBody: .*)?$",
        ),
        (
            "response",
            rf"fetch Response: \w+ (?P<method>{METHOD}) (?P<url>\S+) (?P<status>\d{{3}}) ResponseHeaders: (?P<headers>\{{.*?\}}) ResponseBody: (?P<body>.*)$",
        ),
    ),
    (
        Sample(
            "fetch Request: binance GET https://api.binance.com/api/v3/ticker?symbol=BTCUSDT RequestHeaders: {'User-Agent': 'x', 'X-MBX-APIKEY': 'aaaaaaaa11114222'} RequestBody: None\n"
            "\n"
            "fetch Response: binance GET https://api.binance.com/api/v3/ticker?symbol=BTCUSDT 429 ResponseHeaders: {'Date': 'Thu, 19 Nov 2026 10:00:00 GMT', 'Retry-After': '2'} ResponseBody: {\"code\":-1003,\"msg\":\"Too many requests\"}\n"
            "fetch Response: binance GET https://api.binance.com/api/v3/time 200 ResponseHeaders: {} ResponseBody: {}\n",
            rows=(
                {
                    "ts": "2026-11-19T10:00:00Z",
                    "method": "GET",
                    "query": "symbol=BTCUSDT",
                    "status": 429,
                    "key_in": "header:x-mbx-apikey",
                    "retry_after_s": 2.0,
                    "code": "-1003",
                },
            ),
            rejects=1,
            skipped=2,
        ),
    ),
)
