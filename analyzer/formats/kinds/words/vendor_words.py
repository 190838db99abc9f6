r"""Refusals that a vendor's SDK or a program prints in words, as the answer that they were made from.

Sources: go-binance, APIError.Error(); the clients of Binance in Java that print `ERROR: code, msg`, as
ProfitTrailer does; kraken-api of npm, which prints Kraken's error without its letter; Kraken's codes themselves
(its Spot REST Errors), whoever prints them; octokit.js, RequestError, and its
plugin for throttling, whose README words what it says of a limit; google-api-go-client, googleapi.Error.Error(), which
says the reason last; @slack/web-api, WebClient.ts; jsonrpc-core (Rust), Error, which web3 and graph-node print as Rust
does; jsonrpsee (Rust), ErrorObject; alloy and ethers-rs (Rust), ErrorPayload and JsonRpcError; solana-client (Rust), RpcError;
web3.js 1, errors.js; async-openai (Rust), client.rs; binance-rs, BinanceContentError; web3.py (Python), Web3RPCError; of whichever vendor, as what Binance and its kin answer. GitHub answers its
limits with 403, as Google does some.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import NamedTuple

from analyzer.formats import ASIDE
from analyzer.formats.kinds.failure_words import FAILS, URL
from analyzer.formats.kinds.named_statuses import HAS_FAILED_STATUS
from analyzer.formats.kinds.needed_text import holds_one
from analyzer.formats.kinds.text_lines import METHOD

# How the types of errors begin that a server of ACME answers (RFC 8555 §6.7).
ACME = " urn:ietf:params:acme:error:"
# Behind it stand the vendor, the status and the call as far as they are known, and the body.
_TOLD = f"{ASIDE} told by "

TOLD = (
    rf"{_TOLD}(?:(?P<vendor>[\w-]+) )?(?:(?P<status>\d{{3}}) )?(?:(?P<method>{METHOD}) (?P<target>\S+) )?"
    r"(?P<body>\{[^\n]*\})$"
)
# The same behind what has the status and the call itself.
ANSWERED = rf"(?:[^\n]*?{_TOLD}(?P<body>\{{[^\n]*\}})$)?"


class _Words(NamedTuple):
    """What words a vendor's refusal has, and what the vendor answered then."""

    text: str
    pattern: re.Pattern[str]
    vendor: str
    status: str
    body: Callable[[re.Match[str]], dict[str, object]]


def _of_binance(found: re.Match[str]) -> dict[str, object]:
    return {"code": int(found["code"]), "msg": found["text"]}


def _of_kraken(found: re.Match[str]) -> dict[str, object]:
    return {"error": [f"E{found['code']}"]}


def _of_json_rpc(found: re.Match[str]) -> dict[str, object]:
    return {"error": {"code": int(found["code"]), "message": found["text"]}}


def _of_message(found: re.Match[str]) -> dict[str, object]:
    return {"error": {"message": found["text"].strip()}}


def _of_github(found: re.Match[str]) -> dict[str, object]:
    return {"message": found["text"]}


def _of_google(found: re.Match[str]) -> dict[str, object]:
    said = {"message": found["text"], "reason": found["code"]}
    return {"error": {"message": found["text"], "errors": [said]}}


def _of_problem(found: re.Match[str]) -> dict[str, object]:
    return {"type": found["code"], "status": int(found["status"]), "detail": found["text"]}


def _of_twilio(found: re.Match[str]) -> dict[str, object]:
    code = found.groupdict().get("code")
    return {"message": found["text"]} | ({"code": int(code)} if code else {})


def _of_salesforce(found: re.Match[str]) -> dict[str, object]:
    return {"errorCode": found["code"], "message": found["text"]}


def _of_stripe(found: re.Match[str]) -> dict[str, object]:
    return {"error": {"code": found["code"], "message": found["text"]}}


def _of_slack(found: re.Match[str]) -> dict[str, object]:
    return {"ok": False, "error": "ratelimited", "retry_after": int(found["wait"])}


# Kraken's groups of errors, each of which its code begins with; kraken.js of gekko leaves the letter out.
_OF_KRAKEN = ("API", "Account", "Auth", "Funding", "General", "Order", "Query", "Service", "Session", "Trade")  # fmt: skip
_KRAKENS_CODE = r"[A-Z][\w ]*(?::\w[\w ]*)?[\w]"
_WORDS = tuple(
    _Words(text, re.compile(pattern), vendor, status, body)
    for text, pattern, vendor, status, body in (
        (
            "<APIError> ",
            r"<APIError> (?:rsp=[^\n]*?, )?code=(?P<code>-\d{4}), msg=(?P<text>[^\n\"]*)",
            "binance",
            "",
            _of_binance,
        ),
        (
            "ERROR: -",
            r"\bERROR: (?P<code>-[12]\d{3}), (?P<text>\S[^\n]*)",
            "binance",
            "",
            _of_binance,
        ),
        (
            "Kraken API returned error",
            r"\bKraken API returned error: E?(?P<code>[A-Z][A-Za-z]+:[^\n,()\[\]\"']+)",
            "kraken",
            "",
            _of_kraken,
        ),
        (
            "[kraken.js] ",
            rf"\[kraken\.js\] \(\w+\) returned an error[^\n:]*: E?(?P<code>(?:{'|'.join(_OF_KRAKEN)}):{_KRAKENS_CODE})",
            "kraken",
            "",
            _of_kraken,
        ),
        *(
            (
                f"E{one}:",
                rf"(?:^|[\s\"'(\[:])E(?P<code>{one}:{_KRAKENS_CODE})",
                "kraken",
                "",
                _of_kraken,
            )
            for one in _OF_KRAKEN
        ),
        (
            "googleapi: Error ",
            r"\bgoogleapi: Error [45]\d\d: (?P<text>[^\n]+), (?P<code>[a-z][A-Za-z]+)(?=[)\"'\\;:\s]|$)",
            "google-cloud",
            "",
            _of_google,
        ),
        (
            ACME,
            r"\b(?P<status>[45]\d\d) (?P<code>urn:ietf:params:acme:error:\w+): (?P<text>[^\n\"]*)",
            "",
            "",
            _of_problem,
        ),
        (
            "[HTTP ",
            r"\[HTTP [45]\d\d\] (?P<code>\d{5}) : (?P<text>[^\n]*)",
            "twilio",
            "",
            _of_twilio,
        ),
        # Twilio's library for PHP has the code beside the message, where the exception is printed.
        (
            "RestException(code: ",
            r"\bRestException\(code: (?P<code>\d{5})\): \[HTTP [45]\d\d\] (?P<text>[^\n]*?)(?: at /\S+:\d+\)[^\n]*)?$",
            "twilio",
            "",
            _of_twilio,
        ),
        (
            "] Unable to ",
            r"\[HTTP [45]\d\d\] (?P<text>Unable to (?:create|fetch|update|delete|list) record\b[^\n\"{\[]*?)(?: (?:in|at) /[^\n]*| *[\"{\[][^\n]*)?$",
            "twilio",
            "",
            _of_twilio,
        ),
        (
            " - ApiError ",
            r"\bStatus: [45]\d\d - ApiError (?P<code>\d{5}): (?P<text>[^\n]*?) \(\w+\)(?: More info: \S+)?",
            "twilio",
            "",
            _of_twilio,
        ),
        (
            "REQUEST_LIMIT_EXCEEDED: ",
            r"\b(?P<code>REQUEST_LIMIT_EXCEEDED): (?P<text>[A-Z][^\n]*)",
            "salesforce",
            "403",
            _of_salesforce,
        ),
        (
            "; request-id: req_",
            r"Exception: (?P<text>[^\n]*); code: (?P<code>\w+); request-id: req_\w+",
            "stripe",
            "",
            _of_stripe,
        ),
        # Told when it was answered; what was waited for behind it tells it again.
        (
            "API Call failed due to rate limiting",
            r"WebClient:\d+ API Call failed due to rate limiting\. Will retry in (?P<wait>\d+) seconds",
            "slack",
            "429",
            _of_slack,
        ),
        # slack-go.
        (
            "slack rate limit exceeded",
            r"\bslack rate limit exceeded, retry after (?P<wait>\d+)s\b",
            "slack",
            "429",
            _of_slack,
        ),
        (
            " { code: ",
            r"\bError(?:Object|Payload|Resp)? \{ code: (?:\w+\()?(?P<code>-32\d{3})\)?, message: \"(?P<text>[^\n]*?)(?:\"[ ,}]|$)",
            "",
            "",
            _of_json_rpc,
        ),
        (
            "BinanceContentError {",
            r"\bBinanceContentError \{ code: (?P<code>-[1-9]\d{3}), msg: \"(?P<text>[^\n]*?)(?:\"[ ,}]|$)",
            "binance",
            "",
            _of_binance,
        ),
        (
            ", message: ",
            r"\b[Cc]ode: (?P<code>429|-32\d{3}), message: (?P<text>[^\n\"]*?)(?:, data: |\"|\s*$)",
            "",
            "",
            _of_json_rpc,
        ),
        (
            "error code -32",
            r"\berror code (?P<code>-32\d{3}): (?P<text>[^\n\"]+)",
            "",
            "",
            _of_json_rpc,
        ),
        (
            "RPC response error ",
            r"\bRPC response error (?P<code>-32\d{3}): (?P<text>[^\n\"]+)",
            "",
            "",
            _of_json_rpc,
        ),
        (
            "Returned error: ",
            r"\bError: Returned error: (?P<text>[^\n\"]+)",
            "",
            "",
            _of_message,
        ),
        (
            "{'code': -32",
            r"(?:Error|Exception)\b[:(]{1,2} ?\{'code': (?P<code>-32\d{3}), 'message': (?P<q>['\"])(?P<text>[^\n]*?)(?P=q)[,}]",
            "",
            "",
            _of_json_rpc,
        ),
        (
            '"msg"',
            rf"{FAILS}(?!\")[^\n{{]{{0,120}}\{{\"code\": ?(?P<code>-[1-9]\d{{3}}), ?\"msg\": ?\"(?P<text>[^\n\"]*)\"",
            "",
            "",
            _of_binance,
        ),
        (
            "API rate limit exceeded for",
            r"(?P<text>\bAPI rate limit exceeded for (?:installation|user) ID [^\n]*)",
            "github",
            "403",
            _of_github,
        ),
        (
            "secondary rate limit",
            r"(?P<text>\bYou have exceeded a secondary rate limit\b[^\n]*)",
            "github",
            "403",
            _of_github,
        ),
        # Before the name of OpenAI's organization stands that of the model, which Groq quotes.
        (
            "Rate limit reached for ",
            r"(?P<text>\bRate limit reached for [\w.:-]+ in organization [^\n\"]*)",
            "openai",
            "429",
            _of_message,
        ),
        (
            "Rate limit reached for model ",
            r"(?P<text>\bRate limit reached for model `[^`\n]+` in organization [^\n\"]*)",
            "groq",
            "429",
            _of_message,
        ),
        (
            " for request ",
            rf"(?P<text>\b(?:Request quota exhausted|(?i:secondary ?rate ?limit|abuse) (?:quota )?detected) for request (?P<method>{METHOD}) (?P<target>{URL}|/[^\s,]*))",
            "github",
            "403",
            _of_github,
        ),
    )
)
# What a line has that such words are in.
SAYING = tuple(one.text for one in _WORDS)


def with_answer(line: str, said: str | None = None) -> str:
    """The same line; behind it stands what the vendor answered, where only words of it are told: in
    the line, or in what it `said` before its statuses were numbered."""
    said = line if said is None else said
    if not holds_one(said, SAYING):
        return line
    for words in _WORDS:
        found = words.pattern.search(said) if words.text in said else None
        if found and not (words.status and HAS_FAILED_STATUS.search(line)):
            parts = found.groupdict()
            call = f"{parts['method']} {parts['target']}" if parts.get("target") else ""
            told = filter(None, (words.vendor, words.status, call, json.dumps(words.body(found))))
            return f"{line}{_TOLD}{' '.join(told)}"
    return line
