r"""Failures of ccxt's calls as freqtrade and its kin print them: the exchange, its status and its answer.

Source: freqtrade, exchange/common.py (`returned exception: "…"`); OctoBot-Trading, ccxt_connector.py; ccxt, Exchange.handleErrors, which
puts the exchange's id before what it answered, and method and URL before that of a call without
answer. What is tried again is told each time; a message and the traceback below it tell one failure.
Without the name of ccxt's error only an exchange that ccxt knows counts.
"""

from __future__ import annotations

from dataclasses import replace

from analyzer.formats import Sample, row
from analyzer.formats.kinds.failures.stack_traces import Messages
from analyzer.formats.kinds.needed_text import Patterns
from analyzer.formats.kinds.text_lines import METHOD, line_by_line, text_format

_EXCHANGES = (
    r"(?:ascendex|aster|backpack|bequant|bigone|binance(?:coinm|us|usdm)?|bingx|bit2c|bitbank|bitbns|bitfinex[12]?|"
    r"bitflyer|bitget|bithumb|bitmart|bitmex|bitopro|bitpanda|bitrue|bitso|bitstamp|bitteam|bittrex|bitvavo|"
    r"blockchaincom|blofin|btcmarkets|btcturk|bybit|cex|coinbase(?:advanced|exchange|international|prime|pro)?|"
    r"coincatch|coincheck|coinex|coinlist|coinmate|coinmetro|coinone|coinsph|coinspot|cryptocom|cryptomus|"
    r"defx|delta|deribit|derive|digifinex|exmo|ftx(?:us)?|gate(?:io)?|gemini|hashkey|hitbtc[3]?|hollaex|huobi|htx|"
    r"hyperliquid|idex|independentreserve|indodax|kraken(?:futures)?|kucoin(?:futures)?|kuna|latoken|lbank[2]?|"
    r"luno|mercado|mexc[3]?|modetrade|myokx|ndax|novadax|oceanex|okcoin|okex[35]?|okx(?:us)?|onetrading|oxfun|"
    r"p2b|paradex|paymium|phemex|poloniex(?:futures)?|probit|timex|tokocrypto|tradeogre|upbit|vertex|wavesexchange|"
    r"whitebit|woo(?:fipro)?|xt|yobit|zaif|zonda)"
)
_ERRORS = (
    r"(?:ExchangeError|AuthenticationError|PermissionDenied|Account\w+|ArgumentsRequired|BadRequest|BadSymbol|"
    r"OperationRejected|OperationFailed|NoChange|Margin\w+|MarketClosed|ManualInteractionNeeded|RestrictedLocation|"
    r"BadResponse|NullResponse|InsufficientFunds|InvalidAddress|AddressPending|InvalidOrder|Order\w+|DuplicateOrderId|"
    r"ContractUnavailable|NotSupported|NetworkError|DDoSProtection|RateLimitExceeded|ExchangeNotAvailable|"
    r"OnMaintenance|InvalidNonce|RequestTimeout|CancelPending)"
)

_BEFORE = r"returned exception: \"?[^\n]*?"
_ANSWERED = r"(?P<vendor>[a-z][a-z0-9]+) (?P<body>\{.*\})"
_SAYS = r"(?:: ?| |\(['\"])"
_URL = r"https?://[^\s'\")]+"
# Older ones have words of their own in the place of the status's.
_ANSWER = r"(?P<status>[345]\d\d) +(?:[A-Z][A-Za-z' -]*|not accessible from|offline, on maintenance|error\b)"
_CALL = rf"(?:(?P<method>{METHOD}) (?P<target>{_URL}) )?"
_PATTERNS = (
    # OctoBot, which raises it again for what called to tell.
    rf"\bDDoSProtection triggered \[(?P<vendor>[a-z][a-z0-9]+) {_CALL}(?:{_ANSWER} ?)?(?P<body>[{{<].*?[}}>])? ?\(\w+\)\]\.(?: Last response headers: |\s*$)",
    rf"\b(?i:failed to) [a-z][\w ]{{2,60}}?:? (?P<vendor>{_EXCHANGES}) {_CALL}{_ANSWER} ?(?P<body>[{{<].*[}}>])?",
    rf"{_BEFORE}\b(?P<vendor>[a-z][a-z0-9]+) (?P<method>{METHOD}) (?P<target>https?://[^\s\"]+) {_ANSWER}(?P<body>\{{.*\}})?\"",
    rf"{_BEFORE}due to (?P<error>\w+)\. Message: (?P<vendor>[a-z][a-z0-9]+) (?P<method>{METHOD}) (?P<target>https?://[^\s\"]+)[^\n\"]*\"",
    r"returned exception: \"(?:[^\n\"{]*?Message: )?(?P<vendor>[a-z][a-z0-9]+) (?:(?P<status>[345]\d\d) [A-Z][A-Za-z' -]*)?(?P<body>\{.*\})\"",
    rf"\b{_ERRORS}{_SAYS}{_ANSWERED}",
    rf"\b{_ERRORS}{_SAYS}(?P<vendor>[a-z][a-z0-9]+) {_CALL}{_ANSWER} ?(?P<body>[{{<].*[}}>])?",
    # In PHP, what curl says.
    rf"\b{_ERRORS}{_SAYS}(?P<vendor>[a-z][a-z0-9]+) unknown error: (?P<error>\d+ [A-Z][^\n]*?)(?: in /|$)",
    rf"\b(?P<error>RequestTimeout|NetworkError|ExchangeNotAvailable){_SAYS}(?P<vendor>[a-z][a-z0-9]+) (?P<method>{METHOD}) (?P<target>{_URL})\W*$",
    rf"\b(?i:error|exception|fail\w*|could not|couldn't|unable|cannot|rejected)\b[^\n{{]*?(?:: | - |\] |[\"'(])(?P<vendor>{_EXCHANGES}) (?P<body>\{{\"[^\n]*\}})",
    # passivbot.
    rf"\b(?i:error \w+ing|failed to) [a-z][\w ]{{2,60}} (?P<vendor>{_EXCHANGES}) (?P<body>\{{\"(?:retCode|code|error|msg)\"[^\n]*\}})",
    # Without a name all that is left of an error of the network is the call.
    rf"\b(?P<error>(?i:error|exception|fail\w*|could not|couldn't|unable|cannot))\b[^\n{{]*?(?:: |\] |[\"'(])(?P<vendor>{_EXCHANGES}) (?P<method>{METHOD}) (?P<target>{_URL})\W*$",
)
_ANY = Patterns(_PATTERNS)

_FORMAT = text_format(
    "ccxt_errors",
    "Errors of ccxt (freqtrade, OctoBot, and other bots)",
    _PATTERNS,
    (
        Sample(
            """get_tickers() returned exception: "binance 429 Too Many Requests {"code":-1003}"
2026-11-19 10:00:00,250 - freqtrade.exchange.common - WARNING - _async_get_candle_history() returned exception: "binance 429 Too Many Requests {"code":-1003,"msg":"Too much request weight used"}"
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
            skipped=2,
        ),
        Sample(
            """2026-11-19 10:00:00,250 ERROR    Launcher     Exception : bitfinex {"error":"ERR_RATE_LIMIT"}
Traceback (most recent call last):
  File "/app/bot.py", line 110, in start
    raise ExchangeError(self.id + ' ' + body)
ccxt.base.errors.DDoSProtection: bitfinex {"error":"ERR_RATE_LIMIT"}
2026-11-19T10:00:01.000Z │ WARNING │ Unhandled: InsufficientFunds: okx {"code":"51008","msg":"Insufficient balance"} at okx.handleErrors (okx.js:16:19)
2026-11-19T10:00:01.000Z │ WARNING │ Order failed: InsufficientFunds: okx {"code":"51008","msg":"Insufficient balance"}
2026-11-19 10:00:02,250 ERROR open orders: bybit {"retCode":10006,"retMsg":"Too many visits","result":{}}
2026-11-19T10:00:02 ERROR    error fetching balance bybit {"retCode":10003,"retMsg":"API key is invalid.","result":{}}
2026-11-19 10:00:03,250 INFO received: bybit {"topic":"tickers","code":0}
2026-11-19 10:00:03,250 INFO markets of bybit {linear: 400}
ERROR - 2026-11-19 10:00:04,250 - binance {"code":-5000,"msg":"GET /fapi/v1/account is retired"}
""",
            rows=(
                row("10:00:00.25", vendor="bitfinex", status=None, code="ERR_RATE_LIMIT"),
                row("10:00:01", vendor="okx", code="51008"),
                row("10:00:02.25", vendor="bybit", code="10006"),
                row("10:00:02", vendor="bybit", code="10003"),
                row("10:00:04.25", vendor="binance", code="-5000"),
            ),
            skipped=7,
        ),
        # OctoBot's, before it told the headers (its issue 2108).
        Sample(
            """2026-11-19 10:00:00,250 WARNING  RestExchange[binance]    DDoSProtection triggered [binance 418 I'm a teapot {"code":-1003,"msg":"Way too much request weight used"} (DDoSProtection)].
2026-11-19 10:00:01,250 INFO     TelegramNotifier         sent
""",
            rows=(row("10:00:00.25 -> 418", vendor="binance", code="-1003"),),
            skipped=1,
        ),
        # What Gate and BitMEX answer (freqtrade's issue 10395, frostybot's 67).
        Sample(
            """2026-11-19 10:00:00,250 - freqtrade.exchange.common - WARNING - _async_get_candle_history() returned exception: "Could not fetch historical candle (OHLCV) data for pair A/USDT due to RateLimitExceeded. Message: gate {"label":"TOO_MANY_REQUESTS","message":" Request Rate Limit Exceeded (003)"}". Retrying still for 2 times.
2026-11-19T10:00:01.000Z │ WARNING │ Order failed: DDoSProtection: bitmex {"error":{"message":"Rate limit exceeded, retry in 1 seconds.","name":"RateLimitError"}}
""",
            rows=(
                row("10:00:00.25", vendor="gate", code="TOO_MANY_REQUESTS"),
                row("10:00:01", vendor="bitmex", code="RateLimitError"),
            ),
        ),
        Sample(
            """2026-11-19 10:00:00,250 - bot - ERROR - Unable to initialize markets.
Traceback (most recent call last):
  File "/app/ccxt/base/exchange.py", line 500, in inner
ccxt.base.errors.NetworkError: binance GET https://api.binance.com/api/v3/exchangeInfo
2026-11-19 10:00:01,250 ERROR ExchangeNotAvailable: okx GET https://www.okx.com/api/v5/x 502 Bad Gateway <html><h1>502 Bad Gateway</h1></html>
2026-11-19 10:00:02,250 ERROR DDoSProtection bybit 429 Too Many Requests {"retCode": 10006, "retMsg": "Too many visits"}
2026-11-19 10:00:03,250 ERROR RequestTimeout('binance POST https://api.binance.com/api/v3/order')
[19-Nov-2026 10:00:04 UTC] PHP Fatal error:  Uncaught ccxt\\NetworkError: okx unknown error: 28 Operation timed out after 10001 milliseconds with 0 out of 0 bytes received in /app/ccxt/php/Exchange.php:1855
[19-Nov-2026 10:00:05 UTC] PHP Fatal error:  Uncaught ccxt\\DDoSProtection: gdax GET https://api.gdax.com/products/x/ticker 429 not accessible from this location at the moment in /app/ccxt/php/base/Exchange.php:609
""",
            rows=(
                row("10:00:00.25 GET api.binance.com/api/v3/exchangeInfo -> other"),
                row("10:00:01.25 GET www.okx.com/api/v5/x -> 502", vendor="okx"),
                row("10:00:02.25 -> 429", vendor="bybit", code="10006"),
                row("10:00:03.25 POST api.binance.com/api/v3/order -> timeout", vendor="binance"),
                row("10:00:04 -> timeout", vendor="okx"),
                row("10:00:05 GET api.gdax.com/products/x/ticker -> 429"),
            ),
            skipped=3,
        ),
        Sample(
            """2026-11-19 10:00:00,250 ERROR    CCXTExchange[kucoin]   DDoSProtection triggered [kucoin GET https://openapi-v2.kucoin.com/api/v1/market/candles?symbol=A-B 429 Too Many Requests {"code":"429000","msg":"Too Many Requests"} (RateLimitExceeded)]. Last response headers: {'Date': 'Thu, 19 Nov 2026 10:00:00 GMT', 'Set-Cookie': 'AWSALB=zWh8'} Last json response: {"code":"429000","msg":"Too Many Requests"}
2026-11-19 10:00:00,251 WARNING  OHLCVUpdater[kucoin]   Failed to get_symbol_prices kucoin GET https://openapi-v2.kucoin.com/api/v1/market/candles?symbol=A-B 429 Too Many Requests {"code":"429000","msg":"Too Many Requests"}
2026-11-19 10:00:01,250 ERROR    CCXTExchange[binance]   DDoSProtection triggered [binance 418 I'm a teapot {"code":-1003,"msg":"IP banned"} (DDoSProtection)]. Last response headers: {} Last json response: {}
2026-11-19 10:00:01,250 ERROR    CCXTExchange[binance]   DDoSProtection triggered [binance 418 I'm a teapot {"code":-1003,"msg":"IP banned"} (DDoSProtection)]. Last response headers: {} Last json response: {}
2026-11-19 10:00:01,251 WARNING  OHLCVUpdater[binance]   Failed to get_symbol_prices binance 418 I'm a teapot {"code":-1003,"msg":"IP banned"}
2026-11-19 10:00:01,251 WARNING  OHLCVUpdater[binance]   Failed to get_symbol_prices binance 418 I'm a teapot {"code":-1003,"msg":"IP banned"}
""",
            rows=(
                row(
                    "10:00:00.25 GET openapi-v2.kucoin.com/api/v1/market/candles?symbol=A-B -> 429",
                    code="429000",
                ),
                row("10:00:01.25 -> 418", vendor="binance", code="-1003"),
                row("10:00:01.25 -> 418", vendor="binance", code="-1003"),
            ),
            skipped=3,
        ),
    ),
    complete=r".*returned exception: .*[\"}]",
)


def _message(line: str) -> str:
    """What a line tells of a failure: the exchange, what was asked for and what was answered."""
    found = _ANY.search(line)
    return " ".join(filter(None, found.groupdict().values())) if found else ""


FORMAT = replace(_FORMAT, of_errors=True, assemble=lambda: line_by_line(Messages(_message).told))
