r"""Failures of ccxt's calls as freqtrade and its kin print them: the exchange, its status and its answer.

Source: freqtrade, exchange/common.py (`returned exception: "…"`); ccxt, Exchange.handleErrors, which
puts the exchange's id before what it answered, and method and URL before that of a call without
answer. What is tried again is told each time.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.text_lines import METHOD, text_format

_BEFORE = r"returned exception: \"?[^\n]*?"
_ANSWER = r"(?P<status>[345]\d\d) [A-Z][A-Za-z' -]*"

FORMAT = text_format(
    "ccxt_errors",
    "Errors of ccxt (freqtrade)",
    (
        rf"{_BEFORE}\b(?P<vendor>[a-z][a-z0-9]+) (?P<method>{METHOD}) (?P<target>https?://[^\s\"]+) {_ANSWER}(?P<body>\{{.*\}})?\"",
        rf"{_BEFORE}due to (?P<error>\w+)\. Message: (?P<vendor>[a-z][a-z0-9]+) (?P<method>{METHOD}) (?P<target>https?://[^\s\"]+)[^\n\"]*\"",
        r"returned exception: \"(?:[^\n\"{]*?Message: )?(?P<vendor>[a-z][a-z0-9]+) (?:(?P<status>[345]\d\d) [A-Z][A-Za-z' -]*)?(?P<body>\{.*\})\"",
    ),
    (
        Sample(
            """2026-11-19 10:00:00,250 - freqtrade.exchange.common - WARNING - _async_get_candle_history() returned exception: "binance 429 Too Many Requests {"code":-1003,"msg":"Too much request weight used"}"
2026-11-19 10:00:00,250 - freqtrade.exchange.common - WARNING - retrying _async_get_candle_history() still for 4 times
2026-11-19 10:00:01,250 - freqtrade.exchange.common - WARNING - _async_get_candle_history() returned exception: "okx {"msg":"Too Many Requests","code":"50011"}". Retrying still for 3 times.
2026-11-19 10:00:02,250 - freqtrade.exchange.common - WARNING - get_tickers() returned exception: "Could not load tickers due to RequestTimeout. Message: binance GET https://api.binance.com/api/v3/ticker/24hr"
get_tickers() returned exception: "binance 429 Too Many Requests {"code":-1003}"
""",
            rows=(
                row("10:00:00.25 -> 429", vendor="binance", code="-1003"),
                row("10:00:01.25", vendor="okx", code="50011", status=None),
                row("10:00:02.25 GET api.binance.com/api/v3/ticker/24hr -> timeout"),
            ),
            rejects=1,
            skipped=1,
        ),
    ),
    complete=r".*returned exception: .*[\"}]",
)
