r"""What vendors' own Python clients write besides their HTTP layer: PyGithub, slack_sdk, python-binance, ccxt,
Twilio's, pyactiveresource (under ShopifyAPI), elasticsearch and opensearch-py, and the errors that these, openai,
google-genai, azure-core, stripe and clients made by OpenAPI Generator, as Kubernetes' is, print.

Where the HTTP layer logged the same exchange, headers and body join its line; else the client's own
lines are the exchange. An error that names neither status nor URL is a call of which only the
answer's body is logged. Sources: github.Requester, GithubException; slack_sdk.web.base_client,
slack_sdk.errors; binance.client, binance.exceptions; ccxt.base.exchange; twilio.http.http_client; pyactiveresource.connection; openai._client; google.genai.errors (Apache-2.0);
azure.core.exceptions (MIT); stripe._error (MIT); kubernetes.client.exceptions (Apache-2.0).
"""

from __future__ import annotations

import json
import re

from analyzer.formats.kinds.named_statuses import status_named
from analyzer.formats.kinds.python.assembler import Fields
from analyzer.formats.kinds.python.logging import Exchanges
from analyzer.formats.kinds.python.market_sdks import refusal
from analyzer.formats.kinds.python.messages import MESSAGES
from analyzer.formats.kinds.python.sdk_messages import SDK_HINTS, SDK_MESSAGES, STRIPE_ERRORS
from analyzer.formats.kinds.python_values import body_of, headers_of

# Errors of Stripe by what they say, where their name is not printed.
_SAID_BY_STRIPE = (
    (re.compile(r"Your card "), "CardError"),
    (
        re.compile(r"(?:No such |Missing required |Received unknown |Invalid )"),
        "InvalidRequestError",
    ),
)
# What Azure's clients raise of one status alone.
_OF_AZURE = {
    "ResourceNotFoundError": "404",
    "ResourceExistsError": "409",
    "ResourceModifiedError": "412",
}
_OF_VERTEX = re.compile(r"vertex|aiplatform")


class SdkExchanges(Exchanges):
    """The exchanges of one source whose lines may also be those of vendors' own clients."""

    messages: tuple[tuple[str, str], ...] = SDK_MESSAGES + MESSAGES
    hints: tuple[str, ...] = SDK_HINTS
    _in_headers = False
    _has_pool = _has_httpx = False

    def _line(self, line: str) -> bool:
        if self._in_headers:
            self._in_headers = ', msg="' not in line
            name, mark, value = line.partition(":")
            if mark and self._in_headers:
                self._coming["response_headers"][name.strip().lower()] = value.strip()
            return True
        return super()._line(line)

    def _on_answer(self, found: re.Match[str]) -> bool:
        self._has_pool |= found.groupdict().get("base") is not None
        self._has_httpx |= found[0].startswith("HTTP Re")
        return super()._on_answer(found)

    def _on_whole(self, found: re.Match[str]) -> bool:
        """An answer, or what the HTTP layer did not log of the one before."""
        self._stamp = self._stamp or self._stamp_before()
        self._has_httpx |= "_base_client" in found[0]
        fields = {name: text for name, text in found.groupdict().items() if text is not None}
        coming = {name: value for name, value in self._coming.items() if name != "place"}
        exchange: Fields = coming | {"status": fields["status"]}
        exchange |= {
            name: fields[name]
            for name in ("method", "url", "sent", "took", "vendor")
            if name in fields
        }
        exchange |= _answer(fields)
        headers = exchange.get("response_headers", {})
        if "url" not in exchange and any(name.startswith("x-shopify-") for name in headers):
            exchange["vendor"] = "shopify"
        if self._matches_latest(exchange):
            self._fill(exchange)
            self._coming = {}
            return True
        return self._emit(exchange)

    def _on_pool_answer(self, found: re.Match[str]) -> bool:
        """Of a client over requests."""
        self._has_pool = True
        return self._on_whole(found)

    def _on_reddit_answer(self, found: re.Match[str]) -> bool:
        """Of prawcore, which logs three of the answer's headers."""
        limits = {
            f"x-ratelimit-{name}": found[name]
            for name in ("reset", "remaining", "used")
            if found[name] not in (None, "None")
        }
        if limits:
            self._coming["response_headers"] = limits
        return self._on_pool_answer(found)

    def _on_search_answer(self, found: re.Match[str]) -> bool:
        """Of a client of Elasticsearch or OpenSearch, which says why there was none in what follows."""
        if found["status"]:
            return self._on_whole(found)
        fields = {name: found[name] for name in ("method", "url", "took")}
        return self._emit_error(fields | {"error": "other"})

    def _matches_latest(self, exchange: Fields) -> bool:
        latest = self._latest
        if latest is None or latest.get("status") != exchange.get("status"):
            return False
        own, told = (exchange.get("took"), self._stamp), (latest.get("took"), latest.get("ended"))
        if own[0] and told[0] and own != told:  # each line of such a client is a call
            return False
        if "url" not in exchange:  # … of a call whose answer nobody logged yet
            return "method" not in self._coming
        return _path(latest) == _path(exchange)

    def _fill(self, exchange: Fields) -> None:
        assert self._latest is not None
        for name in ("request_headers", "response_headers", "response_body"):
            if exchange.get(name) and not self._latest.get(name):
                self._latest[name] = exchange[name]
        if "vendor" in exchange and "url" not in self._latest:
            self._latest.setdefault("vendor", exchange["vendor"])

    def _on_answer_headers(self, found: re.Match[str]) -> bool:
        return self._on_answered_with({"response_headers": headers_of(found["headers"])})

    def _on_answer_body(self, found: re.Match[str]) -> bool:
        return self._on_answered_with({"response_body": body_of(found["literal"])})

    def _on_answered_with(self, exchange: Fields) -> bool:
        if self._latest is not None:
            self._fill(exchange)
        return True

    def _on_first_header(self, found: re.Match[str]) -> bool:
        self._in_headers = True
        self._coming["response_headers"] = {found["name"].lower(): found["value"].strip()}
        return True

    def _on_slack_call(self, found: re.Match[str]) -> bool:
        self._coming = {"method": "POST", "url": found["url"], "started": self._stamp}
        return True

    def _on_slack_error(self, found: re.Match[str]) -> bool:
        """Its body is in the line that follows, or behind it."""
        exchange = {name: text for name, text in found.groupdict().items() if text is not None}
        body = exchange.pop("literal", None)
        if body and self._is_told_again(f"{found['url']} {body}"):
            return True
        if "url" not in exchange and "url" not in self._coming:
            exchange["vendor"] = "slack"
        self._coming |= exchange
        self._stamp = self._stamp or self._stamp_before()
        self._coming["ended"] = self._stamp
        return self._on_slack_body(found) if body else True

    def _on_slack_failure(self, found: re.Match[str]) -> bool:
        named = self._coming if "url" in self._coming else {"vendor": "slack"}
        if self._is_told_again(found["error"]):
            return True
        return self._emit_error(named | {"error": found["error"]})

    def _on_slack_body(self, found: re.Match[str]) -> bool:
        fields: Fields = self._coming | {"response_body": body_of(found["literal"])}
        answered = [fields["status"]] if "status" in fields else ["200", "429"]
        status = next((one for one in answered if self._logged[one, _path(fields)] > 0), None)
        if status and self._is_logged(fields | {"status": status}):
            self._coming = {}
            return True
        self._stamp = fields.pop("ended", None)
        return self._emit_error(fields)

    def _on_github_error(self, found: re.Match[str]) -> bool:
        body = body_of(found["literal"])
        return self._on_refusal(found["status"], body, "github", self._has_pool)

    def _on_plain_error(self, found: re.Match[str]) -> bool:
        body = json.dumps({"error": {"message": found["text"]}})
        return self._on_refusal(found["status"], body, found["vendor"], self._has_httpx)

    def _on_telegram_error(self, found: re.Match[str]) -> bool:
        """What pyTelegramBotAPI raises; the vendor is named as its host would be."""
        body = json.dumps({"message": found["text"]} if found["text"] else {})
        return self._on_refusal(found["status"], body, "api.telegram.org", self._has_pool)

    def _on_aws_error(self, found: re.Match[str]) -> bool:
        """What botocore raises: a code, or the status where the answer had none."""
        code = found["code"]
        is_status = bool(re.fullmatch(r"[345]\d\d", code))
        body = (
            {"message": found["text"]} if is_status else {"__type": code, "message": found["text"]}
        )
        status = code if is_status else None
        return self._on_refusal(status, json.dumps(body), "aws", self._has_answers)

    def _on_genai_error(self, found: re.Match[str]) -> bool:
        """What google-genai raises: of Gemini, unless it names Vertex AI."""
        body = body_of(found["literal"])
        vendor = None if _OF_VERTEX.search(body) else "gemini"
        return self._on_refusal(found["status"], body, vendor, self._has_httpx)

    def _on_azure_error(self, found: re.Match[str]) -> bool:
        """A code, which may be the status or its name."""
        code, text = found["code"], found["text"]
        is_status = bool(re.fullmatch(r"[45]\d\d", code))
        status = code if is_status else status_named(code) or _OF_AZURE.get(found["name"])
        error = {"message": text} if is_status else {"code": code, "message": text}
        return self._on_refusal(status, json.dumps({"error": error}), None, self._has_answers)

    def _on_stripe_refusal(self, found: re.Match[str]) -> bool:
        """What stripe raises: not every name of an error tells the answer's status."""
        text = found["text"].strip()
        said = next((name for pattern, name in _SAID_BY_STRIPE if pattern.match(text)), "")
        name = found.groupdict().get("name") or said
        kind, status = STRIPE_ERRORS.get(name, (None, None))
        error = ({"type": kind} if kind else {}) | {"message": text}
        before = self._latest
        is_part = self._on_refusal(status, json.dumps({"error": error}), "stripe", self._has_pool)
        if found["id"] and self._latest is not None and self._latest is not before:
            self._latest["request_id"] = found["id"]
        return is_part

    def _on_stripe_repr(self, found: re.Match[str]) -> bool:
        """The same as its own spelling has it: whole."""
        kind, _ = STRIPE_ERRORS[found["name"]]
        told = {"type": kind, "code": found["code"], "message": found["text"]}
        error = {name: text for name, text in told.items() if text}
        status, body = found["status"], json.dumps({"error": error})
        is_part = self._on_refusal(status, body, "stripe", self._has_answers)
        if found["id"] and self._latest is not None and self._latest.get("status") == status:
            self._latest.setdefault("request_id", found["id"])
        return is_part

    def _on_status_alone(self, found: re.Match[str]) -> bool:
        """Headers and body are in the lines that follow."""
        following = "".join(self._lines[self._at + 1 : self._at + 2])
        if found.groupdict().get("said") and not following.startswith("Reason: "):
            return False
        self._stamp = self._stamp or self._stamp_before()
        if self._is_told_again(found[0]) or self._has_pool:
            return True
        return self._emit_error({"status": found["status"]})

    def _on_binance_error(self, found: re.Match[str]) -> bool:
        body = json.dumps({"code": int(found["code"]), "msg": found["text"]})
        return self._on_refusal(None, body, "binance", self._has_pool)

    def _on_market_refusal(self, found: re.Match[str]) -> bool:
        told, before = refusal(found), self._latest
        is_part = self._on_refusal(told.status, told.body, told.vendor, self._has_pool)
        if self._latest is not None and self._latest is not before:
            self._latest |= told.known
        return is_part

    def _on_rpc_answer(self, found: re.Match[str]) -> bool:
        """What web3.py's provider was answered; it raises what has another status."""
        self._stamp = self._stamp or self._stamp_before()
        answer: Fields = {"response_body": body_of(found["literal"])}
        exchange: Fields = {"method": "POST", "url": found["url"], "status": "200"} | answer
        if self._coming.get("url") == found["url"]:
            return self._emit(self._coming | exchange)
        if self._matches_latest(exchange):  # urllib3 logged it in between
            self._fill(exchange)
            return True
        return self._emit(exchange)

    def _on_refusal(
        self, status: str | None, body: str, vendor: str | None, is_logged: bool
    ) -> bool:
        """The answer's body, as the client's error prints it; `is_logged` if its HTTP layer logs."""
        self._stamp = self._stamp or self._stamp_before()
        is_again = self._is_told_again(f"{status} {body}")
        if self._is_of_latest(status):
            assert self._latest is not None
            self._latest["response_body"] = body
            return True
        if is_again or (is_logged and (not status or status in self._statuses)):
            return True
        exchange: Fields = {"status": status, "response_body": body, "vendor": vendor}
        return self._emit_error({name: it for name, it in exchange.items() if it is not None})

    def _is_of_latest(self, status: str | None) -> bool:
        """Whether the answer before was refused, and its body was not logged yet."""
        if self._latest is None or self._latest.get("response_body"):
            return False
        refused = str(self._latest.get("status", ""))
        return refused == status if status else refused >= "400"


def _answer(fields: dict[str, str]) -> Fields:
    """Headers and body of an answer, of those that were printed."""
    exchange: Fields = {}
    if "sent_headers" in fields:
        exchange["request_headers"] = headers_of(fields["sent_headers"])
    if "headers" in fields:
        exchange["response_headers"] = headers_of(fields["headers"])
    if fields.get("literal", "stream") not in ("stream", "(binary)"):
        exchange["response_body"] = body_of(fields["literal"])
    return exchange


def _path(fields: Fields) -> str:
    return re.sub(r"^[a-z]+://[^/]*", "", str(fields.get("url", ""))).partition("?")[0]
