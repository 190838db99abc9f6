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
from analyzer.formats.kinds.python.bot_messages import (
    BOT_MESSAGES,
    BOT_WORDS,
    SDK_STATUSES,
    TELEGRAM_STATUSES,
    UNPLACED,
)
from analyzer.formats.kinds.python.market_sdks import vendor_in
from analyzer.formats.kinds.python.messages import MESSAGES
from analyzer.formats.kinds.python.sdk_messages import SDK_HINTS, SDK_MESSAGES
from analyzer.formats.kinds.python.sdks import SdkExchanges
from analyzer.formats.kinds.python_values import body_of, headers_of, seconds_between
from analyzer.formats.kinds.text_lines import LONGEST

_TELEGRAM = "api.telegram.org"
# The body of an answer behind the names of errors, as LiteLLM prints it.
_ANSWER_IN = re.compile(
    r"^(?:\w+Error: )?\w+Exception - (?:Error code: \d{3} - )?(?P<body>b?(?P<q>[\"'])\{.*\}(?P=q)|\{.*\})"
)
# What LiteLLM names the provider.
_PROVIDERS = re.compile(r"\b(OpenAI|Anthropic|Gemini|Groq|Mistral|Cohere)Exception\b")
_PREFIX = re.compile(
    r"^.*?\b(?:ERROR|WARN(?:ING)?|INFO|DEBUG|CRITICAL)\b\W*(?:[\w.]+(?: [\w.]+)?: )?|^(?:.*?\bpybit\.exceptions\.|(?:\w+\.)*)\w*Error: "
)
_WAIT = re.compile(r"\b[Rr]etry (?:in|after) (\d+(?:\.\d+)?)(?: s|s?$|s?\b)")
# Errors of one traceback: seconds between the log's line and what a client logged before.
_MOST_APART = 2
# … and between messages that tell the same failure.
_TOLD_AT_ONCE = 0.5
# botocore's handler of retries prints the traceback that its endpoint printed before.
_TOLD_BY_RETRIES = re.compile(r"\bbotocore\.ret\w+\b.*exception caught")
# What aiohttp's errors of a connection hold; its `ssl` says nothing of what went wrong.
_CONNECTION_KEY = re.compile(r"ConnectionKey\(host='(?P<host>[^']+)'(?:[^()]|\([^()]*\))*\),? ?")
# The call that an application names before its error.
_CALLED = re.compile(
    r"(?<![\w/.])(?P<method>GET|POST|PUT|DELETE|PATCH|HEAD) (?P<url>https?://[^\s'\")]*[^\s'\").,:;])"
)


class BotExchanges(SdkExchanges):
    """The exchanges of one source whose lines may also be those of bots' libraries."""

    messages: tuple[tuple[str, str], ...] = (
        *BOT_MESSAGES,
        *SDK_MESSAGES,
        *MESSAGES[:-1],
        (UNPLACED, "unplaced"),
        MESSAGES[-1],
    )
    hints: tuple[str, ...] = SDK_HINTS
    _below: tuple[Fields | None, str, int] = (None, "", 0)

    def __init__(self) -> None:
        super().__init__()
        self._other_steps = self._steps_of(self.messages[len(BOT_MESSAGES) :])

    def _words(self) -> tuple[str, ...]:
        return *BOT_WORDS, *super()._words()

    def _steps_for(self, line: str) -> Sequence[Steps[OnMatch]]:
        if len(line) <= LONGEST and self._holds(BOT_WORDS):
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
        return self._on_refusal(
            SDK_STATUSES[found["name"]], _refusal_in(text), vendor, self._has_httpx
        )

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
        status = TELEGRAM_STATUSES.get(name) or status_named(text)
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
