"""Statuses that programs write by name, as .NET and Spring do: `TooManyRequests`, `BAD_GATEWAY`."""

from __future__ import annotations

import re
from http import HTTPStatus

from analyzer.formats.kinds.needed_text import holds_one, quick

# Names that one Python has and another has not, and Java's.
_ALSO = {
    "CONTENT_TOO_LARGE": 413,
    "PAYLOAD_TOO_LARGE": 413,
    "REQUEST_ENTITY_TOO_LARGE": 413,
    "REQUEST_URI_TOO_LONG": 414,
    "URI_TOO_LONG": 414,
    "RANGE_NOT_SATISFIABLE": 416,
    "REQUESTED_RANGE_NOT_SATISFIABLE": 416,
    "UNPROCESSABLE_CONTENT": 422,
    "UNPROCESSABLE_ENTITY": 422,
}
_BY_CONSTANT = {name: int(one) for name, one in HTTPStatus.__members__.items()} | _ALSO
_BY_PHRASE = {one.phrase: int(one) for one in HTTPStatus} | {
    name.replace("_", " ").title(): status for name, status in _ALSO.items()
}
_NOT_IN_NAMES = re.compile(r"[ '_-]")
_BY_NAME = {
    _NOT_IN_NAMES.sub("", name).lower(): str(status)
    for name, status in (_BY_CONSTANT | _BY_PHRASE).items()
}
REASONS = frozenset(_BY_PHRASE)


def _failures(statuses: dict[str, int]) -> list[str]:
    """The names of failures, of which the longest has to be tried first."""
    return sorted((name for name, one in statuses.items() if one >= 400), key=len, reverse=True)


CONSTANTS = "|".join(_failures(_BY_CONSTANT))
PHRASES = "|".join(_failures(_BY_PHRASE))
_NAMES = "|".join(name.replace(" ", "") for name in _failures(_BY_PHRASE))
_SAID = quick(
    r"(?P<before>(?:indicate success: |[Ss]tatus ?[Cc]ode[:=]? ?\"?|\b[Ss]tatus: |\bHTTP status |\b[Hh]ttp response code: |\b(?:API|[Ss]erver|[Ss]ervice|[Ee]ndpoint) returned |\bHttpStatus(?:Code)?[.: ] ?|\bFailure executing: [A-Z]{3,7} at: https?://\S+ Message: |\b(?:with status(?: of)?|due to) \"?))"
    rf"(?P<name>{_NAMES}|{CONSTANTS})\b"
)
_ALONE = quick(
    rf"(?P<before>\b\w*(?:[Ee]rror|Exception): {{1,2}}|\bERROR: |://\S+ failed: )(?P<name>{PHRASES}|{PHRASES.upper()})(?=[.!]?\s*$)"
)
# Names that nothing but HTTP has, also behind what the error was met with.
_SURE = quick(
    r"(?P<before>\b(?:(?:[Ee]rror|[Ff]ailed to) [^:\n]{1,60}|(?:[Cc]all|[Rr]equest) [^:\n]{0,40}failed): )(?P<name>Too Many Requests|Bad Gateway|Gateway Time-?out|"
    r"Service Unavailable|Internal Server Error)(?=[.!]?\s*$)"
)
_QUOTED = quick(rf"(?P<before>\binvalid status ')(?P<name>{PHRASES})(?=')")
# Qt, of QNetworkReply, and Micronaut.
_REPLIED = quick(
    rf"(?P<before> - server replied: |\bHttpClientResponseException: )(?P<name>{PHRASES})\b"
)
# As Telegram describes it.
_WITH_WAIT = quick(r"(?<!\d)(?P<before>: )(?P<name>Too Many Requests)(?=: retry after \d)")
# What is limited is told so by whom it calls, where it is to wait or where its URL is. rclone's pacer
# tells the error itself, too.
_LIMITED = quick(
    r"(?<!pacer: )\b[Rr]ate[- ]limited(?= by https?://|(?: by [\w .-]{2,30}?)?(?: \([^)\n]{1,40}\))*[.,;:–—-]* ?[–—-]? ?"
    r"(?i:re-?try|wait|sleep|back|paus|cool)\w*)"
)
# … or by what follows an error.
_TOLD_LIMIT = quick(
    r"(?P<before>(?:\b(?i:errors?|failed|failure|exception|rejected|unable|could not|cannot|returned an error)|[a-z](?:Error|Exception))\b[^\n]{0,80}?: [\"'\[(]?)"
    r"(?P<name>(?i:(?:public |private )?rate limit (?:is )?exceeded|too many requests))(?=[.,;:!)\]\"']|\s*$|\s+[-–—(|])"
)
# … or by the whole message of a warning; a limit by any other words may be the program's own.
_LIMIT_ALONE = quick(
    r"(?P<before>(?:\b(?:ERROR|WARN(?:ING)?|CRITICAL)\b|\b(?:error|warn(?:ing)?)\b[\]:])[^a-z\n:]{0,8}(?:\([\w -]+\) )?(?:\[[\w.-]+\]:? |[\w.]+: |- )?)"
    r"(?P<name>(?i:too many requests))(?=[.,;:!–—-]+ ?(?i:re-?try|try|wait|sleep|back|paus|cool)\w*|[.!]?\s*$)"
)
_MET_LIMIT = quick(
    r"\b(?i:encountered a rate limit|rate limit exceeded)(?= for (?:address ?:? ?)?https?://)"
)
# Of google-api-core and others, by the name of an error.
_RAISED = quick(
    r"(?P<before>\b(?i:error|exception|raised|after|got|due to):? )(?P<name>TooManyRequests|BadGateway|GatewayTimeout|ServiceUnavailable|"
    r"InternalServerError)(?=\()"
)
# A failure in digits, beside which words tell no other.
HAS_FAILED_STATUS = re.compile(r"(?<![\d.,:-])[45]\d\d(?!\d|[.:]\S)")
# .NET's name of one, and then its phrase.
_TWICE = re.compile(rf"(?P<before>: )(?P<name>{_NAMES})(?= (?:- )?(?:{PHRASES})\b)")
# Vector's word for why it sends again.
_AGAIN = quick(r"(?P<before>\. reason=\"?)(?P<name>[Tt]oo many requests)\b")
# n8n (packages/workflow/src/errors/node-api.error.ts) has a sentence for each.
_SENTENCES = {
    "Bad request - please check your parameters": 400,
    "Authorization failed - please check your credentials": 401,
    "Payment required - perhaps check your payment details?": 402,
    "Forbidden - perhaps check your credentials?": 403,
    "The resource you are requesting could not be found": 404,
    "Method not allowed - please check you are using the right HTTP method": 405,
    "The service is receiving too many requests from you": 429,
    "The service was not able to process your request": 500,
    "Bad gateway - the service failed to handle your request": 502,
    "Service unavailable - try again later or consider setting this node to retry automatically": 503,
    "Gateway timed out - perhaps try again later?": 504,
    # The error of container registries (distribution, api/errcode).
    "toomanyrequests: ": 429,
    # Datadog's agent (comp/forwarder/defaultforwarder/transaction).
    "API Key invalid, dropping transaction for ": 403,
    # Kubernetes' clients (apimachinery, api/errors, NewGenericServerResponse).
    "the server rejected our request for an unknown reason": 400,
    "the server has asked for the client to provide credentials": 401,
    "the server does not allow access to the requested resource": 403,
    "the server could not find the requested resource": 404,
    "the server reported a conflict": 409,
    "the server rejected our request due to an error in our request": 422,
    "the server has received too many requests and has asked us to try again later": 429,
    "the server is currently unable to handle the request": 503,
    "the server was unable to return a response in the time allotted": 504,
}
# What a line has that names one.
NAMING = (
    "HTTP status ", "esponse code: ",
    " due to ", " Message: ", "retry after ", "success: ", ". reason=", "toomany", "tatus", "rror", "ERROR: ",
    " failed: ", "replied: ", "xception: ", "iled to ", "ate limited", "ate-limited", "ate limit", "oo many requests", "Requests(", "Gateway(", "Timeout(", "Unavailable(", " returned ", "equests ", " check your ", "the server ", "Key invalid, ", "The service ", "The resource you", " try again later",
)  # fmt: skip


def numbered(line: str) -> str:
    """The same line; before a status that it says by name stands its number."""
    if not holds_one(line, NAMING):
        return line
    for sentence, status in _SENTENCES.items():
        if sentence in line:
            lead = sentence if sentence.endswith(" for ") else ""  # to the URL
            return line.replace(
                sentence, f"{lead}status {status} for " if lead else f"status {status} ({sentence})"
            )
    folded = line.casefold()
    for one in (_SAID, _ALONE, _SURE, _QUOTED, _REPLIED, _WITH_WAIT, _AGAIN):
        if one.may_match(folded):
            line = one.compiled.sub(_with_number, line)
    line = _TWICE.sub(_with_status, line)
    for one in (_TOLD_LIMIT, _LIMIT_ALONE, _RAISED):
        if one.may_match(folded) and not HAS_FAILED_STATUS.search(line):
            line = one.compiled.sub(_with_status, line, count=1)
    for one in (_LIMITED, _MET_LIMIT):
        if one.may_match(folded):
            line = one.compiled.sub("status 429 (Too Many Requests)", line)
    return line


def status_named(name: str) -> str | None:
    """The number of a status, by its phrase or by what a language calls it; None of any other text."""
    return _BY_NAME.get(_NOT_IN_NAMES.sub("", name).lower())


def _with_number(found: re.Match[str]) -> str:
    return f"{found['before']}{status_named(found['name'])} ({found['name']})"


def _with_status(found: re.Match[str]) -> str:
    """Words of a limit are no status's name."""
    number = status_named(found["name"]) or "429"
    return f"{found['before']}status {number} ({found['name']})"
