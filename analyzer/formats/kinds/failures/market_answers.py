r"""What Java's clients of exchanges throw of a call that was refused: what the exchange answered stands behind the line.

Sources: binance-connector-java, BinanceClientException and BinanceServerException (MIT); binance-java-api,
BinanceApiException, which has the message alone; XChange, ExchangeException and its kin (MIT), whose exceptions for
what it does not support tell of no call; ProfitTrailer, PTHandledErrorException, of Binance.
"""

from __future__ import annotations

import json
import re

from analyzer.formats import ASIDE

_TOLD = f"{ASIDE} thrown by "
THROWN = rf"{_TOLD}(?:(?P<vendor>[\w-]+) )?(?:(?P<status>[1-5]\d\d) )?(?P<body>\{{[^\n]*\}})$"
_MAY_TELL = ("com.binance.", "org.knowm.xchange.", "PTHandledError")
_OF_BINANCE = re.compile(
    r"\bcom\.(?P<vendor>binance)\.(?:\w+\.)*Binance\w*Exception: "
    r"(?:(?P<body>\{\"[^\n]*\})|(?P<text>[A-Z][^\n]*?)\s*$)"
)
_OF_XCHANGE = re.compile(
    r"\borg\.knowm\.xchange\.(?:(?P<vendor>binance|bybit|okx?|kraken|coinbase(?:pro)?)\.)?[\w.]*?"
    r"\b(?:(?:RateLimitExceeded|FrequencyLimitExceeded|FundsExceeded|ExchangeUnavailable|ExchangeSecurity|"
    r"CurrencyPairNotValid|InstrumentNotValid|InternalServer|SystemOverload|Nonce|OrderAmountUnderMinimum|"
    r"OrderNotValid|Exchange)Exception|dto\.(?:\w+\.)*\w+Exception): "
    r"(?P<text>[^\n]*?\S)(?: \(HTTP status code: (?P<status>[2-5]\d\d)\))?\s*$"
)
_OF_PROFIT_TRAILER = re.compile(
    r"\bPTHandledErrorException: ERROR: (?P<code>-[12]\d{3}), (?P<text>\S[^\n]*?)\s*$"
)
# Kraken's errors tell by themselves whose they are.
_OF_KRAKEN = re.compile(r"\[?\"?(E[A-Z][A-Za-z]+:[A-Z][^\n\]\"]*)")


def with_market_answer(line: str) -> str:
    """The same line; behind it stands what the exchange answered, where an exception of its client says it."""
    if not any(text in line for text in _MAY_TELL):
        return line
    if of_binance := _OF_PROFIT_TRAILER.search(line):
        said = json.dumps({"code": int(of_binance["code"]), "msg": of_binance["text"]})
        return f"{line}{_TOLD}binance {said}"
    found = _OF_BINANCE.search(line) or _OF_XCHANGE.search(line)
    if found is None:
        return line
    told = found.groupdict()
    text, vendor = told["text"], told["vendor"]
    body = told.get("body") or json.dumps({"error": {"message": text}})
    if text and (code := _OF_KRAKEN.match(text)):
        vendor, body = "kraken", json.dumps({"error": [code[1]]})
    elif vendor:
        vendor = {"ok": "okx", "coinbasepro": "coinbase"}.get(vendor, vendor)
    return f"{line}{_TOLD}{' '.join(filter(None, (vendor, told.get('status'), body)))}"
