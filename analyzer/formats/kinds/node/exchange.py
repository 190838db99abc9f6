"""The exchange that an error of a Node.js client tells, by its words, its stack and its fields."""

from __future__ import annotations

import re
from collections.abc import Mapping

from analyzer.formats.kinds.node.messages import call_said
from analyzer.formats.kinds.node.objects import Told
from analyzer.formats.kinds.node.sdks import (
    SDKS,
    attempt_of,
    body_of,
    call_of,
    headers_of,
    named_status,
    of,
    says_no_answer,
    status_of,
    tells_answer,
    unanswered,
    url_of,
    vendor_of,
)
from analyzer.formats.kinds.node.viem import ANSWER, told_by_viem
from analyzer.formats.kinds.python_values import stamp_of
from analyzer.mapping.client_words import CLIENT_FRAME, SAID_BY_CLIENT, UNANSWERED

# Octokit's errors say status 500 where no answer came.
_MADE_UP = re.compile(f"{UNANSWERED}|fetch failed|failed, reason: ")
_FRAME = re.compile(CLIENT_FRAME)
_MET = re.compile(f"{UNANSWERED}|other side closed|(?:Connect|Headers|Body) Timeout Error")
# Whom undici sought to reach.
_ATTEMPTED = re.compile(r"attempted address: (?P<host>[\w.-]+:\d+)")
_CAUSE = re.compile(r"(?m)^\s*(?:\[cause\]|cause): (\w*Error: [^\n]*?)(?: \{)?$")
_UNANSWERED = re.compile(f"{UNANSWERED}|{SAID_BY_CLIENT}|fetch failed")


def exchange_of(told: Told, time: str | None = None) -> dict[str, object] | None:
    """The exchange of an error; None if it is none of a client's."""
    name, message, block, fields, is_call = told_by_viem(told)
    text = "\n".join(block)
    is_unanswered = _UNANSWERED.search(message) and _FRAME.search(text)
    said, status_said = call_said(message), status_of(fields, name, message)
    config, headers = call_of(fields) or said, headers_of(fields, message)
    url, vendor = url_of(config) or url_of(of(fields, "response")), vendor_of(text)
    status = status_said or said.get("status") or named_status(text, message)
    # An answer whose body broke off is none, whatever status it began with.
    if str(status)[:1] == "2" and _MET.search(message):
        status = None
    is_of_octokit = "@octokit/" in text or name.endswith(" [HttpError]")
    if status == "500" and not headers and is_of_octokit and _MADE_UP.search(message):
        status = None
    is_of_vendor = name == ANSWER or tells_answer(name, message)
    is_told = status or config or says_no_answer(fields, name) or is_unanswered or is_of_vendor
    is_any_call = is_of_vendor or is_call or is_unanswered or "://" in url or (status and headers)
    if not is_told or not is_any_call:
        return (
            {"broken": "no status in its lines", "note": block[0]}
            if SDKS.search(block[0])
            else None
        )
    body = body_of(fields, name, message)
    is_answered = status or is_of_vendor or (headers and body and not says_no_answer(fields, name))
    timings = of(fields, "timings")
    exchange: dict[str, object | None] = {
        "ended": stamp_of(block[0]) or time,
        "started": timings.get("start"),
        "took": _took(timings),
        "method": str(config.get("method") or "").upper() or None,
        "url": url,
        "host": None if url else _attempted(text),
        "status": status,
        "error": None if is_answered else _cause(text) or unanswered(fields, name, message),
        # What names the URL as the request's has the answer's headers beside it.
        "request_headers": (None if "requestUrl" in config else of(config, "headers")) or None,
        "response_headers": headers or None,
        "date": headers.get("date"),
        "response_body": body,
        "request_id": _request_id(fields),
        "vendor": vendor if "://" not in url else None,
        "attempt": attempt_of(fields),
    }
    return {name: value for name, value in exchange.items() if value or value == 0}


def _cause(text: str) -> str | None:
    """What the innermost of the causes met that an error is printed with."""
    causes = _CAUSE.findall(text)
    return causes[-1] if causes and _MET.search(causes[-1]) else None


def _attempted(text: str) -> str | None:
    """The host that a connection was sought to, as a cause names it."""
    found = _ATTEMPTED.search(text)
    return found["host"].removesuffix(":443") if found else None


def _request_id(fields: dict[str, object]) -> object:
    named = (fields.get(name) for name in ("request_id", "requestID", "requestId"))
    return next(filter(None, named), of(fields, "$metadata").get("requestId"))


def _took(timings: Mapping[str, object]) -> str | None:
    total = of(timings, "phases").get("total")
    return f"{total}ms" if total else None
