r"""What bots' libraries in Python raise, also where their HTTP layer logs nothing: python-telegram-bot,
aiogram, discord.py, pybit, binance-connector, python-kucoin, python-okx, and errors of httpx, aiohttp
and others that name no URL.

Sources: telegram.error; aiogram.exceptions; discord.errors.HTTPException; pybit.exceptions;
binance.error.ClientError; kucoin.exceptions; kucoin-python-sdk, base_request.py; okx.exceptions, and bitget.exceptions, made after it; the names of errors of httpx, httpcore,
aiohttp, requests, urllib3 and curl_cffi.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from analyzer.formats import json_object
from analyzer.formats.kinds.likely_steps import Steps
from analyzer.formats.kinds.named_statuses import status_named
from analyzer.formats.kinds.python.assembler import Fields, OnMatch, are_alike
from analyzer.formats.kinds.python.market_sdks import vendor_in
from analyzer.formats.kinds.python.messages import MESSAGES
from analyzer.formats.kinds.python.sdk_messages import SDK_CLAIMS, SDK_HINTS, SDK_MESSAGES
from analyzer.formats.kinds.python.sdks import SdkExchanges
from analyzer.formats.kinds.python_values import body_of, headers_of, seconds_between
from analyzer.formats.kinds.text_lines import LONGEST

_TELEGRAM = "api.telegram.org"
# Their errors by name, as python-telegram-bot and aiogram call them.
_OF_TELEGRAM = {
    "BadRequest": "400",
    "InvalidToken": "401",
    "Unauthorized": "401",
    "UnauthorizedError": "401",
    "Forbidden": "403",
    "ForbiddenError": "403",
    "NotFound": "404",
    "Conflict": "409",
    "ConflictError": "409",
    "RetryAfter": "429",
    "ServerError": "500",
}
_NO_ANSWER = ("NetworkError", "TimedOut")
# Errors that SDKs of language models name after the status: OpenAI's, and those that follow it.
_OF_SDKS = {
    "BadRequestError": "400",
    "InvalidRequestError": "400",
    "AuthenticationError": "401",
    "PermissionDeniedError": "403",
    "NotFoundError": "404",
    "ConflictError": "409",
    "UnprocessableEntityError": "422",
    "RateLimitError": "429",
    "InternalServerError": "500",
    "ServiceUnavailableError": "503",
}
_NAMED = "|".join(_OF_SDKS)
_SAID = r"(?!Error code: )(?P<text>(?![^\n]*ConnectionPool\()[^\n]*)$"
# The body of an answer behind the names of errors, as LiteLLM prints it.
_ANSWER_IN = re.compile(
    r"^(?:\w+Error: )?\w+Exception - (?:Error code: \d{3} - )?(?P<body>b?(?P<q>[\"'])\{.*\}(?P=q)|\{.*\})"
)
# What LiteLLM names the provider.
_PROVIDERS = re.compile(r"\b(OpenAI|Anthropic|Gemini|Groq|Mistral|Cohere)Exception\b")
_NETWORK = (
    r"(?:\w*(?:Timeout|Timeout\w*Error|Connect\w*Error|OSError|ReadError|WriteError|ProtocolError|"
    r"DisconnectedError|PayloadError|SSLError|ProxyError|EncodingError|ResolutionError|URLError|gaierror)|IncompleteRead|RemoteDisconnected)"
)
_OF_LIBRARY = (
    rf"(?:httpx|httpcore|aiohttp|requests|urllib3?|curl_cffi|niquests|http)(?:\.\w+)*\.{_NETWORK}"
)
# Names that no other library has.
_ALONE = (
    r"(?:ServerDisconnectedError|ClientConnector\w*Error|ClientOSError|ServerTimeoutError|RemoteProtocolError|"
    r"ClientPayloadError|IncompleteRead(?=\(\d+ bytes read)|URLError(?=\()|"
    r"(?:ConnectTimeout|ReadTimeout|NewConnection|NameResolution)Error(?=: [(<H]|\([<\"'H])|"
    # hyper (Rust) has an error of the same name.
    r"(?:ConnectTimeout|ReadTimeout|WriteTimeout|PoolTimeout|(?<!\(Connect, )ConnectError)(?=\(['\")])|"
    r"(?:ReadError|WriteError)(?=\((?:['\"]\[Errno|['\"]{2}\)|\)))|"
    r"(?:ConnectTimeout|ReadTimeout|WriteTimeout|PoolTimeout)(?=: (?:timed out|The \w+ operation timed out))|"
    r"(?:ConnectError|ReadError|WriteError)(?=: (?:\[Errno|All connection attempts))|"
    # Of openai, anthropic and what was made from the same.
    r"API(?:TimeoutError(?=\W{1,3}Request timed out)|ConnectionError(?=\W{1,3}Connection error)))"
)
_OF_SDK = r"(?P<exchange>openai|anthropic)\.API(?:Timeout|Connection)Error"
BOT_MESSAGES = (
    # Prefect says again what was raised.
    (r"\bFinished in state (?:Failed|Crashed)\([\"']", "part"),
    (
        rf"(?:\btelegram\.error\.|\bTelegram)(?P<name>{'|'.join((*_OF_TELEGRAM, *_NO_ANSWER))}): (?:Telegram server says - |HTTP Client says - )?"
        r"(?P<text>[^\n]*)$",
        "telegram",
    ),
    (
        r"(?:^\s*|\btelegram\.ext\b.*? )Error while getting Updates: (?P<text>(?![^\n]*ConnectionPool\()[A-Z][^\n]*)$",
        "updates",
    ),
    (
        rf"\b(?P<vendor>openai|anthropic|litellm|groq|mistralai|cohere)(?:\.\w+)*\.(?P<name>{_NAMED}): {_SAID}",
        "sdk_refusal",
    ),
    (
        r"\b(?:litellm|(?P<vendor>stripe))(?:\.\w+)*\.(?P<error>(?:Timeout|APIConnectionError): [^\n]*)$",
        "sdk_silence",
    ),
    (
        rf"\b(?P<vendor>openai|anthropic)\b.* as it raised (?P<name>{_NAMED}): {_SAID}",
        "sdk_refusal",
    ),
    (rf" as it raised (?P<name>RateLimitError): {_SAID}", "sdk_refusal"),
    (
        r"\berror_code=(?P<status>\d{3})? ?\S* ?error_message=(?P<q>['\"])(?P<text>.*?)(?P=q) .*'OpenAI API error received'",
        "openai_error",
    ),
    (
        r"\berror_code=(?P<code>\S+) error_message=(?P<q>['\"])(?P<text>.*?)(?P=q) .*'Stripe (?:v\d )?API error received'",
        "stripe_error",
    ),
    (r"\bYFRateLimitError\b(?:\(['\"]|: )(?P<text>[^\n'\"]*)", "yahoo"),
    (
        r"message='OpenAI API response' path=(?P<url>\S+) processing_ms=(?P<ms>\d+|None) request_id=(?P<id>\S+) "
        r"response_code=(?P<status>\d{3})",
        "openai_answer",
    ),
    (
        r"\b(?:(?P<name>[A-Z][a-z]+ [A-Z][a-z]+), )?code=(?P<code>-\d{4}), msg=(?P<q>['\"])(?P<text>.*?)(?P=q)",
        "binance_named",
    ),
    (
        r"\bBinance\w*Error\b[^\n]*?['\"]code['\"]: ?(?P<code>-?\d+), ?['\"]msg['\"]: ?(?P<q>['\"])(?P<text>.*?)(?P=q)",
        "binance_named",
    ),
    (
        r"\bWe are being rate limited\. (?P<method>[A-Z]+) (?P<url>https?://\S+) responded with (?P<status>429)\. "
        r"Retrying in (?P<wait>[\d.]+) sec",
        "discord_throttled",
    ),
    # discord.py's own, of each answer.
    (
        r"(?:^|[\s:|-])(?P<method>[A-Z]{3,6}) (?P<url>https?://\S+) with .* has returned (?P<status>\d{3})\s*$",
        "discord_answer",
    ),
    (
        r"\b(?P<status>[45]\d\d) [A-Z][A-Za-z ]+ \(error code: (?P<code>\d+)\):? ?(?P<text>[^\n]*)$",
        "discord",
    ),
    (
        r"(?P<text>\S[^\n]*?) \(ErrCode: (?P<code>4\d\d|\d{5,7})\)(?:[^\n]*? on (?P<url>https?://\S+?)(?:[.,]? |$))?",
        "pybit",
    ),
    (r"^Request → (?P<method>[A-Z]+) (?P<url>https?://[^\s:]+(?::\d[^\s:]*)?)", "pybit_request"),
    (
        r"\bClientError: \((?P<status>\d{3}), (?P<code>-?\d+), '(?P<text>[^']*)'(?:, (?P<headers>\{[^{}]*\}))?",
        "binance_refusal",
    ),
    # … and where a program prints the error alone.
    (
        r"(?<!\S)\((?P<status>[45]\d\d), (?P<code>-[12]\d{3}), '(?P<text>[^']*)', (?P<headers>\{[^{}]*\})",
        "binance_refusal",
    ),
    (
        r"\bFound error\. status: (?P<status>\d{3}), error code: (?P<code>-?\d+), error message: (?P<text>[^\n]*)$",
        "binance_refusal",
    ),
    (r"\braw response from server: ?(?P<literal>[{\[].*)$", "answer_body"),
    (r"\bKucoin\w*Exception:? (?P<code>\d{5,6}): (?P<text>[^\n]*)$", "kucoin"),
    (
        r"\b(?P<vendor>alpaca|polygon)\.(?:\w+\.)*exceptions\.(?:APIError|BadResponse): (?P<body>\{[^\n]*\})",
        "body_of_vendor",
    ),
    (
        r"(?:\['|\b[Kk]raken\w*\b[^\n]{0,120}?')(?P<code>E(?:API|Account|Auth|BM|Funding|General|Order|Query|Service|Session|Trade):[A-Z][^'\n]*)'",
        "kraken",
    ),
    # What Kucoin's own client makes of its answers: with another status they are anyone's.
    (
        r"(?:^|[\s:(\"'])200-(?P<body>\{\"code\": ?\"\d{6}\"[^\n]*\})",
        "kucoin_answer",
    ),
    (r"\bAPI Request Error\((?:error_)?code=(?P<code>\d+)\): (?P<text>[^\n]*)$", "okx"),
)
_UNPLACED = (
    rf"(?:(?P<free>^|(?<![\w,])\s|[:=\"'(])|\s)(?P<error>(?:{_OF_LIBRARY}|{_ALONE}|{_OF_SDK})"
    r"(?:: [^\n]*?\b(?:to host|on) (?P<target>https?://[^\s'\")]+)|(?(free)(?=[:(]|\s*$)|(?=[:(])))[^\n]*)"
)
# What a line has that any of these matches, so that others cost a look.
_WORDS = (
    "telegram.e", "Telegram", "getting Updates", "being rate limited", "has returned ", "error code: ", "ErrCode: ",
    "APIError: {", "BadResponse: {", "Request → ", "ClientError", "Kucoin", '200-{"code"', "API Request Error", "Timeout", "ReadError",
    "WriteError", "ProtocolError", "DisconnectedE", "ConnectError", "ClientConn", "ClientOSE",
    "ConnectionE", "PayloadE", "ProxyE", "SSLE", "IncompleteR", "URLError", "gaierror", "RemoteDisc", "ResolutionE", "as it raised", "error_code=",
    "OpenAI API", ", msg=", "Found error", "raw response", "YFRateL", "openai.", "anthropic.",
    "EAPI:", "EAccount:", "EAuth:", "EBM:", "EFunding:", "EGeneral:", "EOrder:", "EQuery:", "EService:", "ESession:",
    "ETrade:", ", -1", ", -2", "litellm.", "stripe.", "groq.", "mistralai.", "cohere.", "BinanceC", "BinanceS", "BinanceE",
)  # fmt: skip
_PREFIX = re.compile(
    r"^.*?\b(?:ERROR|WARN(?:ING)?|INFO|DEBUG|CRITICAL)\b\W*|^(?:.*?\bpybit\.exceptions\.|(?:\w+\.)*)\w*Error: "
)
_WAIT = re.compile(r"\b[Rr]etry (?:in|after) (\d+(?:\.\d+)?)(?: s|s?$|s?\b)")
# Errors of one traceback: seconds between the log's line and what a client logged before.
_MOST_APART = 2
# … and between messages that tell the same failure.
_TOLD_AT_ONCE = 0.5
# botocore's handler of retries prints the traceback that its endpoint printed before.
_TOLD_BY_RETRIES = re.compile(r"\bbotocore\.ret\w+\b.*exception caught")
# What tells of a call only beside other lines.
_OF_OTHERS = ("pybit_request",)
# What aiohttp's errors of a connection hold; its `ssl` says nothing of what went wrong.
_CONNECTION_KEY = re.compile(r"ConnectionKey\(host='(?P<host>[^']+)'(?:[^()]|\([^()]*\))*\),? ?")
# The call that an application names before its error.
_CALLED = re.compile(
    r"(?<![\w/.])(?P<method>GET|POST|PUT|DELETE|PATCH|HEAD) (?P<url>https?://[^\s'\")]*[^\s'\").,:;])"
)
BOT_CLAIMS = (
    *SDK_CLAIMS,
    *(pattern for pattern, name in BOT_MESSAGES if name not in _OF_OTHERS),
    _UNPLACED,
)


class BotExchanges(SdkExchanges):
    """The exchanges of one source whose lines may also be those of bots' libraries."""

    messages: tuple[tuple[str, str], ...] = (
        *BOT_MESSAGES,
        *SDK_MESSAGES,
        *MESSAGES[:-1],
        (_UNPLACED, "unplaced"),
        MESSAGES[-1],
    )
    hints: tuple[str, ...] = SDK_HINTS
    _below: tuple[Fields | None, str, int] = (None, "", 0)

    def __init__(self) -> None:
        super().__init__()
        self._other_steps = self._steps_of(self.messages[len(BOT_MESSAGES) :])

    def _words(self) -> tuple[str, ...]:
        return *_WORDS, *super()._words()

    def _steps_for(self, line: str) -> Sequence[Steps[OnMatch]]:
        if len(line) <= LONGEST and self._holds(_WORDS):
            return (self._steps,)
        return (self._other_steps,) if self._holds(self.hints) else ()

    def _on_unplaced(self, found: re.Match[str]) -> bool:
        """An error whose name says that an HTTP client met it; the call may stand before it."""
        url, key = found["target"], _CONNECTION_KEY.search(found["error"])
        error = _CONNECTION_KEY.sub("", found["error"])
        if called := _CALLED.search(found.string, 0, found.start("error")):
            return self._on_failure_of(called["method"], called["url"], error)
        emitted = self._on_broken_call(error, url, found["exchange"])
        latest = self._latest
        if key and url is None and latest is not None and not latest.keys() & {"url", "host"}:
            latest["host"] = key["host"]
        return emitted

    def _on_failure_of(self, method: str | None, url: str, error: str) -> bool:
        """A call of which an application says why it got no answer."""
        if self._is_told_again(f"{method} {url} {error}"):
            return True
        self._stamp = self._stamp or self._stamp_before()
        return self._emit_error({"method": method, "url": url, "error": error})

    def _repeats(self, found: re.Match[str]) -> bool:
        latest, _, place = self._below
        is_below_another = latest is self._latest and place != self._message_place()
        if latest and is_below_another and not _TOLD_BY_RETRIES.search(self._message()):
            return False
        return super()._repeats(found)

    def _on_updates(self, found: re.Match[str]) -> bool:
        """What python-telegram-bot's updater says before it tries again."""
        text = found["text"].strip()
        status = status_named(text.partition(":")[0])
        if status:
            return self._refused(status, {"message": text}, _TELEGRAM)
        return self._on_broken_call(text, vendor=_TELEGRAM, is_code=False)

    def _on_sdk_refusal(self, found: re.Match[str]) -> bool:
        text, vendor = found["text"], found.groupdict().get("vendor")
        provider = _PROVIDERS.search(text)
        vendor = provider[1].lower() if provider else vendor if vendor != "litellm" else None
        return self._on_refusal(_OF_SDKS[found["name"]], _refusal_in(text), vendor, self._has_httpx)

    def _on_sdk_silence(self, found: re.Match[str]) -> bool:
        provider = _PROVIDERS.search(found["error"])
        vendor = provider[1].lower() if provider else found["vendor"]
        return self._on_broken_call(found["error"], vendor=vendor, is_code=False)

    def _on_market_silence(self, found: re.Match[str]) -> bool:
        told = found.groupdict()
        if told.get("url"):
            return self._on_failure_of(told["method"], told["url"], told["error"])
        return self._on_broken_call(told["error"], vendor=vendor_in(found), is_code=False)

    def _on_openai_error(self, found: re.Match[str]) -> bool:
        """openai before version 1."""
        body = json.dumps({"error": {"message": found["text"]}})
        return self._on_refusal(found["status"], body, "openai", self._has_httpx)

    def _on_stripe_error(self, found: re.Match[str]) -> bool:
        """What stripe says of the answer before."""
        code = {} if found["code"] == "None" else {"code": found["code"]}
        body = json.dumps({"error": code | {"message": found["text"]}})
        return self._on_refusal(None, body, "stripe", True)

    def _on_yahoo(self, found: re.Match[str]) -> bool:
        """What yfinance makes of an answer 429."""
        if self._stamp is None and found.string[:1].isspace():
            return False
        body = json.dumps({"message": found["text"]})
        return self._on_refusal("429", body, "finance.yahoo.com", self._has_pool)

    def _on_openai_answer(self, found: re.Match[str]) -> bool:
        fields = {"method": "POST", "url": found["url"], "status": found["status"]}
        if self._is_logged(fields):
            return True
        named = {} if found["id"] == "None" else {"request_id": found["id"]}
        took = {} if found["ms"] == "None" else {"took": f"{found['ms']}ms"}
        return self._emit(fields | named | took)

    def _on_binance_named(self, found: re.Match[str]) -> bool:
        name = found.groupdict().get("name")
        body = {"code": int(found["code"]), "msg": found["text"]}
        vendor = "binance" if "binance" in found.string.lower() else None
        return self._refused(status_named(name) if name else None, body, vendor)

    def _on_broken_call(
        self, error: str, url: str | None = None, vendor: str | None = None, *, is_code: bool = True
    ) -> bool:
        """A call without answer, told once: errors of which one became the other are one failure."""
        own = self._stamp
        if is_code and own is None and self._lines[self._at][:1].isspace():
            return False  # code that a traceback shows
        is_again = self._is_told_again(error)
        self._stamp = own or self._stamp_before()
        named = {"url": url} if url else {"vendor": vendor} if vendor else {}
        if own is None and self._explains(error):
            return True
        may_follow = own is None or self._is_logged_start()
        if is_again or (may_follow and self._follows() and not self._is_another_traceback(error)):
            latest = self._latest or {}
            latest |= {} if latest.keys() & {"url", "host"} else named
            return True
        emitted = self._emit_error({"error": error} | named)
        self._note_below(own)
        return emitted

    def _on_exception(self, found: re.Match[str]) -> bool:
        before, own = self._latest, self._stamp
        is_part = super()._on_exception(found)
        if self._latest is not before:
            self._note_below(own)
        return is_part

    def _note_below(self, own: str | None) -> None:
        """Which failure is the latest, and below which message its traceback tells it."""
        is_below = own is None
        place = self._message_place()
        self._below = (self._latest, self._message(), place) if is_below else (None, "", 0)

    def _is_another_traceback(self, error: str) -> bool:
        """Whether it ends that of a later message than the failure before did, and says another."""
        latest, message, place = self._below
        if latest is None or latest is not self._latest or place == self._message_place():
            return False
        is_alike = are_alike(message, self._message())
        if str(latest["error"]).partition(":")[0] == error.partition(":")[0]:
            return is_alike and latest["error"] != error
        return is_alike or not self._is_near(self._stamp, _TOLD_AT_ONCE)

    def _follows(self) -> bool:
        """Whether the failure before was told within two seconds."""
        return bool(self._stamp and "error" in (self._latest or {})) and self._is_near(self._stamp)

    def _is_logged_start(self) -> bool:
        """Whether a client itself logged the latest exchange from its start, as httpcore does."""
        return "started" in (self._latest or {})

    def _is_near(self, stamp: str | None, seconds: float = _MOST_APART) -> bool:
        """Whether the latest exchange ended within so many seconds of a time."""
        apart = seconds_between((self._latest or {}).get("ended") or "", stamp or "")
        return apart is not None and apart <= seconds

    def _on_telegram(self, found: re.Match[str]) -> bool:
        fields, text = found.groupdict(), found["text"].strip()
        name = fields.get("name") or ""
        status = _OF_TELEGRAM.get(name) or status_named(text)
        if name == "ServerError":
            status = status_named(text) or status
        if status:
            return self._refused(status, {"message": text}, _TELEGRAM, wait=_WAIT.search(text))
        return self._on_broken_call(f"{name}: {text}", vendor=_TELEGRAM)

    def _on_discord(self, found: re.Match[str]) -> bool:
        body = {"code": int(found["code"]), "message": found["text"]}
        return self._refused(found["status"], body, "discord")

    def _on_discord_answer(self, found: re.Match[str]) -> bool:
        """Each attempt's, with what its library raises of it behind."""
        if self._is_told_again(found[0]):
            return True
        self._has_answers = True
        return self._emit(found.groupdict())

    def _on_discord_throttled(self, found: re.Match[str]) -> bool:
        """discord.py waits as long as the answer says. Two handlers may tell it, each in its form."""
        if self._is_told_again(found[0]):
            return True
        exchange = {name: found[name] for name in ("method", "url", "status")}
        return self._emit(exchange | {"response_headers": {"retry-after": found["wait"]}})

    def _on_pybit(self, found: re.Match[str]) -> bool:
        """A code below 1000 is the answer's status."""
        code, text = found["code"], _PREFIX.sub("", _PREFIX.sub("", found["text"]))
        status = code if len(code) == 3 else None
        body = {"retCode": int(code), "retMsg": text} if status is None else {"message": text}
        if self._tells_latest(found["url"]):
            return self._refused(self._latest_status(), body, "bybit")
        emitted = self._refused(status, body, "bybit")
        if found["url"] and self._latest is not None and not self._latest.get("url"):
            self._latest["url"] = found["url"]
        return emitted

    def _tells_latest(self, url: str | None) -> bool:
        """Whether it is what the answer before said: HTTP calls such an answer a success."""
        latest = self._latest or {}
        if not latest.get("status") or latest.get("response_body"):
            return False
        return url is None or str(latest.get("url", "")).replace(":443/", "/") == url

    def _latest_status(self) -> str | None:
        return (self._latest or {}).get("status")

    def _on_pybit_request(self, found: re.Match[str]) -> bool:
        """What was asked for stands in the line behind what was answered."""
        if self._latest is not None and "url" not in self._latest:
            self._latest |= {"method": found["method"], "url": found["url"]}
        return True

    def _on_binance_refusal(self, found: re.Match[str]) -> bool:
        body = {"code": int(found["code"]), "msg": found["text"]}
        headers = headers_of(found.groupdict().get("headers") or "")
        return self._refused(found["status"], body, "binance", headers)

    def _on_kucoin(self, found: re.Match[str]) -> bool:
        body = {"code": found["code"], "msg": found["text"]}
        return self._refused(None, body, "kucoin")

    def _on_kucoin_answer(self, found: re.Match[str]) -> bool:
        answered = json_object(found["body"])
        if not answered or answered.get("code") == "200000":
            return False
        return self._refused(None, dict(answered), "kucoin")

    def _on_kraken(self, found: re.Match[str]) -> bool:
        return self._refused(None, {"error": [found["code"]]}, "kraken")

    def _on_okx(self, found: re.Match[str]) -> bool:
        """What Bitget's client, made after it, says alike has codes of other numbers."""
        code = found["code"]
        if len(code) == len("429"):
            return self._refused(code, {"message": found["text"]}, None)
        body = {"code": code, "msg": found["text"].strip()}
        return self._refused(None, body, "okx" if code[0] in "156" else "bitget")

    def _on_body_of_vendor(self, found: re.Match[str]) -> bool:
        return self._refused(None, dict(json_object(found["body"])), found["vendor"])

    def _is_just_told(self, status: str | None) -> bool:
        """Whether a client logged an answer of this status within two seconds, and its body."""
        latest, stamp = self._latest or {}, self._stamp or self._stamp_before()
        if status is None or latest.get("status") != status or not latest.get("response_body"):
            return False
        return self._has_pool and self._is_near(stamp)

    def _refused(
        self,
        status: str | None,
        body: Fields,
        vendor: str | None,
        headers: dict[str, str] | None = None,
        *,
        wait: re.Match[str] | None = None,
    ) -> bool:
        """A refusal, with what its answer said of it."""
        before = self._latest
        is_told = self._is_just_told(status)
        emitted = self._on_refusal(status, json.dumps(body), vendor, is_told)
        latest = self._latest
        if latest is None or (latest is before and latest.get("status") != status):
            return emitted
        told = (headers or {}) | ({"retry-after": wait[1]} if wait else {})
        if told and not latest.get("response_headers"):
            latest["response_headers"] = told
        return emitted


def _refusal_in(text: str) -> str:
    """The body of an answer that the words of an error hold; else those words as its message."""
    found = _ANSWER_IN.match(text)
    body = body_of(found["body"]) if found else ""
    return body if body.startswith("{") else json.dumps({"error": {"message": text}})
