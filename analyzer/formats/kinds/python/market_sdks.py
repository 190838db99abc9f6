r"""What Python clients of exchanges, brokers and their data raise of a call that was refused: the answer's body,
or what it said. What bots' libraries raise is in bots.py.

Sources: alpaca-py, common/exceptions.py (Apache-2.0); finnhub-python, exceptions.py (Apache-2.0); oandapyV20,
exceptions.py (MIT); kucoin-python-sdk, base_request.py (MIT), which raises the status before the text of the answer;
coinbase-advanced-py, rest_base.py (Apache-2.0).
"""

from __future__ import annotations

import json
import re

from analyzer.formats.kinds.python_values import body_of

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
)
MARKET_HINTS = ("APIError: ", " Error: ", "APIException", "V20Error: ", '-{"')
# Of those that are in no catalog, as their hosts would name them.
_HOSTS = {
    "finnhub": "finnhub.io",
    "oanda": "api-fxtrade.oanda.com",
}


def refusal(found: re.Match[str]) -> tuple[str | None, str, str | None]:
    """The status, the body and the vendor that such a message tells."""
    told = found.groupdict()
    vendor = told.get("vendor")
    name = vendor.lower() if vendor else None
    if told.get("literal"):
        body = body_of(told["literal"])
    else:
        body = json.dumps({"error": {"message": told.get("said") or told["text"]}})
    return told.get("status"), body, _HOSTS.get(name or "", name)
