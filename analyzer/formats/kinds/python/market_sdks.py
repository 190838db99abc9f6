r"""What Python clients of exchanges, brokers and their data raise of a call that was refused: the answer's body,
or what it said. What bots' libraries raise is in bots.py.

Sources: alpaca-py, common/exceptions.py (Apache-2.0); finnhub-python, exceptions.py (Apache-2.0); oandapyV20,
exceptions.py (MIT); kucoin-python-sdk, base_request.py (MIT), which raises the status before the text of the answer;
coinbase-advanced-py, rest_base.py (Apache-2.0); hyperliquid-python-sdk, utils/error.py (MIT), and binance-connector,
which it was made after; ibind, rest_client.py (Apache-2.0); py-clob-client, exceptions.py (MIT).
"""

from __future__ import annotations

import json
import re
from typing import NamedTuple

from analyzer.formats.kinds.python.assembler import Fields
from analyzer.formats.kinds.python_values import body_of, headers_of

_NAME = "market_refusal"
MARKET_MESSAGES = (
    (
        r"\b(?P<vendor>alpaca)(?:\.common\.exceptions|_trade_api\.rest)\.APIError: (?P<text>[^\s{].*)$",
        _NAME,
    ),
    (
        r"\b(?P<vendor>[Ff]innhub)APIException\(status_code: (?P<status>[345]\d\d)\): (?P<text>.*)$",
        _NAME,
    ),
    (
        r"\b(?P<vendor>oanda)pyV20\.exceptions\.V20Error: (?:(?P<status>[345]\d\d):? )?(?:\{.*?\"errorMessage\": ?\"(?P<said>[^\"]*)\".*|(?P<text>[^\s{].*))$",
        _NAME,
    ),
    # Coinbase's.
    (
        r"\bHTTPError: (?P<status>[45]\d\d) (?:Client|Server) Error: [A-Z][A-Za-z' -]*? (?P<literal>\{\".*\})",
        _NAME,
    ),
    # KuCoin's own, whose other answers bots.py knows.
    (
        r"\bException: (?P<status>[345]\d\d)-(?P<literal>\{\"code\": ?\"\d{6}\".*\})",
        _NAME,
    ),
    # Status, code, text and headers, as they were raised.
    (
        r"\b(?P<vendor>hyperliquid|binance)(?:\.\w+)*\.(?:Client|Server)Error: \((?P<status>[45]\d\d), "
        r"(?:(?:None|(?P<code>-?\d+)), )?(?P<q>['\"])(?P<text>.*?)(?P=q)(?:, None)?(?:, (?P<headers>\{[^{}]*\}))?",
        _NAME,
    ),
    # Interactive Brokers' answers, behind what was asked for.
    (
        r"\bresponse error Result\(data=.*?, request=\{'url': '(?P<url>https?://[^']+)'.*?\) :: "
        r"(?P<status>[45]\d\d) :: [^:]*? :: (?:(?P<literal>\{\".*\})|(?P<text>.*))",
        _NAME,
    ),
    (
        r"\b(?P<vendor>PolyApi)Exception\[status_code=(?P<status>[345]\d\d)"
        r"(?:, error_message=(?:(?P<literal>\{['\"].*?\})|(?P<text>.*?)))?\]",
        _NAME,
    ),
    (
        r"\b(?P<vendor>PolyApi)Exception\[status_code=None, (?:error_message=)?(?P<error>[^\]\n]*)\]",
        "market_silence",
    ),
    (
        r"\bIbkrClient: (?P<error>Timeout) for (?P<method>[A-Z]{3,7}) (?P<url>https?://[^\s,]+)",
        "market_silence",
    ),
)
MARKET_HINTS = (
    "APIError: ", " Error: ", "APIException", "V20Error: ", '-{"', "ClientError: (", "ServerError: (",
    "response error Result(", "PolyApiE", "IbkrClient: ",
)  # fmt: skip
# Of those that are in no catalog, as their hosts would name them.
_HOSTS = {
    "finnhub": "finnhub.io",
    "hyperliquid": "api.hyperliquid.xyz",
    "oanda": "api-fxtrade.oanda.com",
    "polyapi": "clob.polymarket.com",
}
# What stands where an answer had no body.
_EMPTY = ("", "null", "None")


class Refusal(NamedTuple):
    """What such a message tells: status, body and vendor, and what else is known of the exchange."""

    status: str | None
    body: str
    vendor: str | None
    known: Fields


def vendor_in(found: re.Match[str]) -> str | None:
    """The vendor that such a message names."""
    name = found.groupdict().get("vendor")
    return _HOSTS.get(name.lower(), name.lower()) if name else None


def refusal(found: re.Match[str]) -> Refusal:
    """What such a message tells of a call that was refused."""
    told = found.groupdict()
    text = (told.get("said") or told.get("text") or "").strip()
    if told.get("literal"):
        body = body_of(told["literal"])
    elif told.get("code"):
        body = json.dumps({"code": int(told["code"]), "msg": text})
    else:
        body = json.dumps({} if text in _EMPTY else {"error": {"message": text}})
    known: Fields = {"url": told["url"]} if told.get("url") else {}
    if told.get("headers"):
        known["response_headers"] = headers_of(told["headers"])
    return Refusal(told.get("status"), body, vendor_in(found), known)
