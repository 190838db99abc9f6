r"""CryptoExchange.Net (.NET): the clients of Binance.Net, Bybit.Net, Kucoin.Net and their kin.

Source: CryptoExchange.Net, RestApiClientLoggingExtensions and, before version 7, BaseRestClient. Each
request has a number, `[Req 7]` or `[7]`. Versions before 7 log no status: what they call a response had one
of success and counts as 200, an error has none; its level may leave out the line that says the method.
Later ones print it as a number, some by its name.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace

from analyzer.formats import Assemble, Sample, row
from analyzer.formats.kinds.dialogue.format import METHOD, dialogue_format
from analyzer.formats.kinds.named_statuses import status_named

_KEY = r"\[(?:Req )?(?P<key>\d+)\]"
_STATUS = r"(?: (?P<status>\d{3})(?: -)?)?"
_NAMED = re.compile(rb"(\[(?:Req )?\d+\] )([A-Z]\w+)((?: -)? (?:Response|Error) received)")
# Its own logger writes milliseconds behind a colon.
_SUCCESS = re.compile(rb"(\[\d+\] )(Response received)")
# The vendor's code and message, behind the kind of the error.
_CODED = re.compile(
    rb"(Error received(?: in \d+ms)?: )(?:\[[A-Za-z.]+\] )?(-\d{2,6}|\d{4,6}): ([^\n]*[^\s])"
)
_CLOCK = re.compile(rb"^(\d{4}[-/]\d\d[-/]\d\d \d\d:\d\d:\d\d):(\d{3})\b", re.MULTILINE)

_FORMAT = dialogue_format(
    "cryptoexchange_net",
    "CryptoExchange.Net: Binance.Net, Bybit.Net, Kucoin.Net (.NET)",
    (
        (
            "request",
            rf"{_KEY} Sending (?P<method>{METHOD})(?: signed)?\s+request to (?P<url>https?://\S+)",
        ),
        (
            "request",
            rf"{_KEY} Sending (?P<method>{METHOD}) (?P<path>/\S*)[^\n]*? request with body",
        ),
        (
            "failure",
            rf"{_KEY}(?: \(null\))?(?: -)? Error received in (?P<took>\d+ms): (?P<error>(?![\[{{])[^\n]*)",
        ),
        (
            "response",
            rf"{_KEY}{_STATUS} (?:Response|Error) received(?: in (?P<took>\d+ms))?: (?P<body>[^\n]*)",
        ),
        ("failure", rf"{_KEY} (?P<error>Request (?:exception|timed out|cancel\w*)[^\n]*)"),
        ("planned", rf"{_KEY} Creating request for (?P<url>https?://\S+)"),
        # Of connections, which are no exchange's.
        ("other", r"\[Sckt \d+\] "),
    ),
    (
        Sample(
            """2026/11/19 10:00:00:100 | Tick       | Debug | [1] Creating request for https://api.tickdb.ai/v1/x
2026/11/19 10:00:00:101 | Tick       | Debug | [1] Sending GET request to https://api.tickdb.ai/v1/x?a=1 with headers Accept=[application/json]
2026/11/19 10:00:00:102 | Tick       | Debug | [2] Sending POST signed request to https://api.tickdb.ai/v1/y with request body 'a=1'
2026/11/19 10:00:00:151 | Tick       | Debug | [2] Response received in 40ms: {"code":3001,"message":"slow down"}
2026/11/19 10:00:00:161 | Tick       | Debug | [1] Response received in 56ms: [[1,2
2026/11/19 10:00:01:161 | Tick       | Debug | Disposing exchange client
""",
            rows=(
                row("10:00:00.102 POST api.tickdb.ai/v1/y in 40 ms", code="3001", status=200),
                row("10:00:00.101 GET api.tickdb.ai/v1/x?a=1 -> 200 in 56 ms"),
            ),
            skipped=4,
        ),
        Sample(
            """2026/11/19 10:00:00:100 | Tick       | Information | [2] Creating request for https://api.tickdb.ai/v1/x
2026/11/19 10:00:00:101 | Tick       | Information | [3] Creating request for https://api.tickdb.ai/v1/y
2026/11/19 10:00:00:102 | Tick       | Information | [4] Creating request for https://api.tickdb.ai/v1/z
2026/11/19 10:00:00:151 | Tick       | Warning | [3] Error received in 40ms: {"code":3001,"message":"slow down"}
2026/11/19 10:00:00:352 | Tick       | Debug | [2] Response received in 250ms: {"code":0}
""",
            rows=(
                row("10:00:00.111 api.tickdb.ai/v1/y in 40 ms", code="3001"),
                row("10:00:00.102 api.tickdb.ai/v1/x -> 200 in 250 ms"),
            ),
            skipped=3,
        ),
        Sample(
            """dbug: Tick.Api[4005] [Req 6] Sending GET request to https://api.tickdb.ai/v1/w
dbug: Tick.Api[4001] [Req 6] 200 - Response received in 50ms: {"code":0}
2026-11-19 10:00:00.100 trce: Tick.Api[4005] [Req 7] Sending GET  request to https://api.tickdb.ai/v1/x?a=1
2026-11-19 10:00:00.151 dbug: Tick.Api[4001] [Req 7] 200 - Response received in 50ms: {"code":0}
2026-11-19 10:00:01.100 trce: Tick.Api[4005] [Req 8] Sending GET signed request to https://api.tickdb.ai/v1/y
2026-11-19 10:00:01.151 warn: Tick.Api[4000] [Req 8] TooManyRequests Error received in 50ms: {"code":3001,"message":"slow down"}
2026-11-19 10:00:02.100 trce: Tick.Api[4005] [Req 9] Sending GET request to https://api.tickdb.ai/v1/z
2026-11-19 10:00:12.100 warn: Tick.Api[4000] [Req 9] (null) - Error received in 10000ms: Request timed out
""",
            rows=(
                row("10:00:00.1 GET api.tickdb.ai/v1/x?a=1 -> 200 in 50 ms"),
                row("10:00:01.1 GET /v1/y -> 429 in 50 ms", code="3001"),
                row("10:00:02.1 GET /v1/z -> timeout in 10000 ms"),
            ),
            rejects=1,
            skipped=4,
        ),
        # With the vendor's code, beside what is said of connections.
        Sample(
            """2026-11-19 10:00:00.300 dbug: Tick.SpotApi[0] [Sckt 1] connecting
2026-11-19 10:00:01.100 dbug: Tick.RestClient[0] [Req 7] Sending GET request to https://api.tickdb.ai/v1/x
2026-11-19 10:00:01.250 warn: Tick.RestClient[0] [Req 7] 429 - Error received in 150ms: [ServerRateLimitError.RateLimitRequest] 3001: slow down
2026-11-19 10:00:09.250 dbug: Tick.SpotApi[0] [Sckt 1] all subscription successfully resubscribed on reconnected socket
""",
            rows=(
                row(
                    "10:00:01.1 GET api.tickdb.ai/v1/x -> 429 in 150 ms",
                    code="3001",
                    message="slow down",
                ),
            ),
            skipped=3,
        ),
    ),
    has_threads=False,
)


def _assembled() -> Assemble:
    """Exchanges of lines whose statuses may be named."""
    assert _FORMAT.assemble is not None
    take = _FORMAT.assemble()

    def assemble(data: bytes, *, is_last: bool, ahead: bytes = b"") -> bytes:
        return take(_plain(data), is_last=is_last, ahead=_plain(ahead))

    return assemble


def _plain(data: bytes) -> bytes:
    """The same lines with times and statuses as others write them."""
    timed = _SUCCESS.sub(rb"\g<1>200 \2", _CLOCK.sub(rb"\1.\2", data))
    return _CODED.sub(_body, _NAMED.sub(_number, timed))


def _body(found: re.Match[bytes]) -> bytes:
    said = {"code": int(found[2]), "msg": found[3].decode("utf-8", "replace")}
    return found[1] + json.dumps(said).encode()


def _number(found: re.Match[bytes]) -> bytes:
    status = status_named(found[2].decode())
    return found[1] + (status.encode() if status else found[2]) + found[3]


FORMAT = replace(_FORMAT, assemble=_assembled)
