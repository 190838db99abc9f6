r"""What errors of Node.js clients and vendors' SDKs say of a call, each in its own fields.

Sources: axios, AxiosError; got, RequestError; AWS SDK for JavaScript 2 and 3, `$metadata`;
@slack/web-api, src/errors.ts; stripe-node, src/Error.ts; @octokit/request-error; discord.js 13 and 14,
DiscordAPIError and HTTPError; twilio-node, RestException; telegraf, TelegramError; @elastic/transport,
ResponseError; Vercel's AI SDK, APICallError; twitter-api-v2, ApiResponseError.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from http import HTTPStatus

from analyzer.mapping.client_words import SLASH

Fields = Mapping[str, object]

# What a line has that only the error of an SDK has.
SDKS = re.compile(
    r"\$metadata'?: \{|\bcode: 'slack_webapi_\w+|\bStripe(?!Signature)[A-Z]\w*Error\b|\bDiscordAPIError\b|"
    r"\bRequestError\d{0,2} \[HttpError\]|\bAI_APICallError\b|\bTelegramError: \d{3}\b|\bETELEGRAM: \d{3}\b|"
    r"\bGaxiosError\b|\bError: An API error occurred: [a-z]+_|\bError: A rate-limit has been reached, you may|"
    rf"node_modules{SLASH}(?:@aws-sdk{SLASH}client|@smithy|aws-sdk|@slack{SLASH}web-api|stripe|@octokit{SLASH}request|"
    rf"@discordjs{SLASH}rest|twilio|gaxios|openai|@anthropic-ai{SLASH}sdk|@elastic{SLASH}transport|twitter-api-v2){SLASH}|node_modules{SLASH}discord\.js{SLASH}src{SLASH}rest{SLASH}"
)
# What SDKs say in their messages of an answer: a code of Discord's, an error of Slack's, a wait.
_CODE_IN_NAME = re.compile(r"^DiscordAPIError\[(\d+)\]$")
_SLACK_ERROR = re.compile(r"\bAn API error occurred: ([a-z]+(?:_[a-z]+)+|ratelimited)(?m:$)")
_SLACK_WAIT = re.compile(
    r"\bA rate-limit has been reached, you may retry this request in (\d+) sec"
)
# Vendors of whom such an error need not show the host.
_VENDORS = (
    ("aws", re.compile(rf"\$metadata'?: \{{|node_modules{SLASH}aws-sdk{SLASH}")),
    (
        "slack",
        re.compile(rf"\bcode: 'slack_webapi_|{_SLACK_ERROR.pattern}|{_SLACK_WAIT.pattern}"),
    ),
    ("stripe", re.compile(r"\bStripe[A-Z]\w*Error\b")),
    (
        "discord",
        re.compile(
            rf"\bDiscordAPIError\b|{SLASH}(?:@discordjs{SLASH}rest|discord\.js{SLASH}src{SLASH}rest){SLASH}"
        ),
    ),
    ("twilio", re.compile(rf"node_modules{SLASH}twilio{SLASH}")),
    (
        "anthropic",
        re.compile(
            rf"@anthropic-ai{SLASH}sdk|"
            r"\b\d{3} \{\"type\":\"error\",\"error\":\{\"type\":\"\w+\""
        ),
    ),
    ("openai", re.compile(rf"node_modules{SLASH}openai")),
)
_IN_MESSAGE = re.compile(
    r"(?:status(?: code)?|Response code):? (\d{3})\b|^(?:ETELEGRAM: )?(\d{3})(?: |: |$)|: \[(\d{3}) [A-Z]"
)
_BODY = re.compile(r"^\d{3} (?:- )?(\{.*\})")
# What says that no answer came, whatever number stands beside it.
_UNANSWERED = re.compile(r"\b(?:Abort|Fetch|Timeout|StripeConnection)Error\b")
_STATUS = re.compile(r"[1-5]\d\d")
_NETWORK = re.compile(
    r"E(?:CONN|TIMEDOUT|SOCKETTIMEDOUT|NOTFOUND|AI_|HOST|NET|PIPE|PROTO|RR_)|UND_ERR_|HPE_|CERT_|"
    r"DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|slack_webapi_request_error"
)
_SUPERAGENT = re.compile(rf"node_modules{SLASH}superagent{SLASH}")
_PHRASES = {one.phrase: one.value for one in HTTPStatus if one >= 400}
# What Slack's SDK says of its answers without a status.
_SLACK = {"slack_webapi_platform_error": "200", "slack_webapi_rate_limited_error": "429"}
_OF_STRIPE = ("headers", "statusCode", "requestId")


def of(fields: Fields, *names: str) -> dict[str, object]:
    """An object within another, under some names in turn; empty where there is none."""
    held: object = fields
    for name in names:
        held = held.get(name) if isinstance(held, dict) else None
    return held if isinstance(held, dict) else {}


def vendor_of(text: str) -> str | None:
    """The vendor whose SDK made an error."""
    return next((vendor for vendor, mark in _VENDORS if mark.search(text)), None)


def call_of(fields: Fields) -> dict[str, object]:
    """What an error says of the call: a method, a URL and headers, where it does."""
    named = (of(fields, name) for name in ("config", "options", "request"))
    held = next((one for one in named if url_of(one)), None)
    answer = of(fields, "response")
    asked = (
        of(answer, "request"),
        of(answer, "req"),
        of(fields, "meta", "meta", "request", "params"),
    )
    held = held or next((one for one in asked if url_of(one)), None)
    return held or (dict(fields) if url_of(fields) else of(fields, "config"))


def url_of(fields: Fields) -> str:
    """A URL, as text, as an object of class URL, or in its parts."""
    whole = of(fields, "url").get("href") or fields.get("url") or fields.get("uri")
    whole = whole or fields.get("requestUrl")  # of Tiagosiebler's SDKs of markets
    if not whole and {"protocol", "host", "path"} <= fields.keys():
        return f"{fields['protocol']}//{fields['host']}{fields['path']}"
    path = fields.get("path") if "method" in fields else ""
    text = str(whole or path or "")
    base = str(fields.get("baseURL") or "")
    return text if "://" in text or not base else f"{base.rstrip('/')}/{text.lstrip('/')}"


def status_of(fields: Fields, name: str, message: str) -> str | None:
    """The status that an error says of an answer, in its fields or in its message."""
    code = fields.get("code")
    if _UNANSWERED.search(name):
        return None
    answer = of(fields, "response")
    told = (
        *(answer.get(one) for one in ("status", "statusCode", "error_code")),
        *(fields.get(one) for one in ("status", "statusCode", "httpStatus")),
        of(fields, "$metadata").get("httpStatusCode"),
        of(fields, "meta").get("statusCode"),
        _SLACK.get(str(code)) or _status_of_slack(message),
        *(one for found in [_IN_MESSAGE.search(message)] if found for one in found.groups()),
        code,
    )
    return next((str(one) for one in told if one and _STATUS.fullmatch(str(one))), None)


def _status_of_slack(message: str) -> str | None:
    """The status of an answer that Slack's SDK tells in its message alone."""
    if _SLACK_WAIT.search(message):
        return "429"
    return "200" if _SLACK_ERROR.search(message) else None


def tells_answer(name: str, message: str) -> bool:
    """Whether the name or the message of an error tells an answer of a vendor by itself."""
    return bool(
        _CODE_IN_NAME.match(name) or _SLACK_ERROR.search(message) or _SLACK_WAIT.search(message)
    )


def named_status(text: str, message: str) -> str | None:
    """The status that superagent says by its phrase, and nothing else."""
    status = _PHRASES.get(message.strip()) if _SUPERAGENT.search(text) else None
    return str(status) if status else None


def unanswered(fields: Fields, name: str, message: str) -> str:
    """Why no answer came, in the words of an error; discord.js gives a call up after its timeout."""
    cause = of(fields, "original").get("code") or fields.get("code")
    cause = cause or of(fields, "raw").get("code") or ""  # Stripe's
    if name == "HTTPError [AbortError]" and "requestData" in fields:
        cause = "timeout"
    # axios and superagent call a timeout so; Node.js says it in words as well.
    if cause == "ECONNABORTED" and "abort" not in message.lower():
        cause = "timeout"
    return f"{name} {cause} {message}"


def says_no_answer(fields: Fields, name: str) -> bool:
    """Whether an error tells that no answer came."""
    return bool(_UNANSWERED.search(name) or _NETWORK.match(str(fields.get("code") or "")))


def headers_of(fields: Fields, message: str) -> dict[str, object]:
    """The headers of the answer."""
    named = (("response", "headers"), ("headers",), ("responseHeaders",), ("response", "header"))
    held = next(filter(None, (of(fields, *names) for names in named)), {})
    wait = fields.get("retryAfter") or of(fields, "response", "parameters").get("retry_after")
    wait = wait or (told[1] if (told := _SLACK_WAIT.search(message)) else None)
    return held or of(fields, "meta", "headers") or ({"retry-after": wait} if wait else {})


def body_of(fields: Fields, name: str, message: str) -> str | None:
    """The body of the answer, as far as an error holds it."""
    answer, raw = of(fields, "response"), of(fields, "raw")
    found = _BODY.search(message)
    # Of what was not answered the code is Node.js' own.
    left_out = (*_OF_STRIPE, "code") if says_no_answer(fields, name) else _OF_STRIPE
    body = (
        *(answer.get(one) for one in ("data", "body", "text")),
        *(fields.get(one) for one in ("rawError", "responseBody", "body")),
        {"error": {k: v for k, v in raw.items() if k not in left_out}} if raw else None,
        of(fields, "meta").get("body"),
        {"__type": name, "message": message}
        if "httpStatusCode" in of(fields, "$metadata")
        else None,
        _as_answer(fields.get("error")),
        of(fields, "data"),
        answer if answer.get("error_code") else None,
        found and found[1],
        _of_message(name, message),
        _of_code(fields, name, message),
    )
    told = next((one for one in body if one), None)
    return told if isinstance(told, str) or told is None else json.dumps(told)


def _as_answer(error: object) -> object:
    """OpenAI's SDK keeps of an answer what is in its `error`."""
    is_within = isinstance(error, dict) and error.keys() >= {"message", "code"}
    return {"error": error} if is_within else error


def _of_message(name: str, message: str) -> dict[str, object] | None:
    if found := _SLACK_ERROR.search(message):
        return {"ok": False, "error": found[1]}
    found = _CODE_IN_NAME.match(name)
    return {"code": int(found[1]), "message": message} if found else None


def _of_code(fields: Fields, name: str, message: str) -> dict[str, object] | None:
    """What discord.js 13 and twilio-node leave of a body."""
    is_left = name.startswith(("DiscordAPIError", "RestException")) and "code" in fields
    return {"code": fields["code"], "message": message} if is_left else None


def attempt_of(fields: Fields) -> int | None:
    """How often a call had been sent before."""
    tries = str(of(fields, "$metadata").get("attempts") or "")
    return int(tries) - 1 if tries.isdigit() and tries != "0" else None
