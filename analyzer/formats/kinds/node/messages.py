r"""What an error of axios, got or ky says within a line of text: as JSON, or as its message alone.

The call stands before the message, as an application words it, or behind it, as got and ky put it
(`Request failed with status code 429 (Too Many Requests): GET https://…`). A path counts as one where
its method stands before it. Sources: axios, AxiosError; got, RequestError; ky, HTTPError.
"""

from __future__ import annotations

import json
import re

from analyzer.formats.kinds.needed_text import Quick
from analyzer.formats.kinds.node.sdks import Fields, of, url_of
from analyzer.formats.kinds.python_values import stamp_of
from analyzer.mapping.client_words import (
    CALL_BEHIND_ERROR,
    OF_DATABASE,
    OF_REQUEST,
    TIMEOUT_AT,
    URL_IN_ERROR,
)

_METHODS = "GET|POST|PUT|DELETE|PATCH|HEAD"
_TIMEOUT = (
    r"\bTimeout awaiting '\w+' for \d+ms|"
    r"\btimeout of \d+ms exceeded\b(?! \{\")|\bRequest timed out: (?=[A-Z]+ https?://)"
)
# What SDKs of language models have for the message of an error: the status and the body.
ANSWERED = r"(?<![^\s:(])[45]\d\d \{\"(?:type\": ?\"error\"|error\": ?\{)"
# An error of axios or of an SDK within a line of text, as JSON or only its message.
_FAILED = Quick(
    r"\"name\": ?\"AxiosError\"|\"code\": ?\"ETELEGRAM\"|"
    rf"(?P<message>(?:Request failed with status|Response) code \d{{3}}\b|{_TIMEOUT}|{ANSWERED}[^\n]*\}})"
)
# What Node.js says of the network, which is an error of HTTP where a call stands beside it.
NETWORK = (
    r"\b(?P<message>(?:read|write|connect|getaddrinfo) (?P<code>E[A-Z_]{4,})\b"
    r"(?: (?P<peer>[\w-]+(?:[.:][\w-]+)+))?|socket hang up)"
)
_NETWORK = Quick(NETWORK)
# … and where none does, of which only HTTP's own clients or ports tell.
_ALONE = Quick(
    r"(?<!cause: Error: )(?<!cause\]: Error: )(?<!cause: )(?:\bsocket hang up"
    r"|\bconnect E[A-Z]{4,} (?P<at>[\w.:\[\]-]+):(?:443|80)"
    r"|\bgetaddrinfo E[A-Z_]{4,} (?:(?P<named>(?:[\w-]+\.)*(?:[\w-]+-)?api(?:-[\w-]+)?(?:\.[\w-]+)+)|(?P<port>[\w-]+(?:\.[\w-]+)+):(?:443|80)))"
    r"(?:: E[A-Z_]{4,})?\]?\s*$"
)
# What request and node-telegram-bot-api call their own errors.
_BY_NAME = Quick(rf"\b(?:EFATAL|RequestError): (?:Error: )?{NETWORK}")
# … or messages that say so themselves, of hosts that are no databases.
_OF_REQUEST = re.compile(OF_REQUEST)
_OF_DATABASE = re.compile(
    rf"{OF_DATABASE}|(?i:mongo|redis|postgres|mysql|rabbit|kafka|\.rds\.amazonaws\.)"
)
# … in a message that a logger of text calls one of a failure.
_LEVEL = Quick(r"(?i)(?:^|[\s\[|])(?:error|err|warn(?:ing)?|fatal|critical)\b|\"error_?message\":")
_URL = r"https?://[^\s\"'<>)\],;]*[^\s\"'<>)\],;:.]"
_CALLED = re.compile(
    rf"\b(?:(?P<method>{_METHODS}) )?(?P<url>{_URL})|"
    rf"(?<![\w/])(?P<asked>(?i:{_METHODS})) (?P<path>/[^\s\"'<>)\],;]*[^\s\"'<>)\],;:.])"
)
_BEHIND = re.compile(CALL_BEHIND_ERROR)
_NAMED = re.compile(rf"{URL_IN_ERROR}(?:(?P<status>[1-5]\d\d) )?|{TIMEOUT_AT}")
# An error that a client's own fields tell, whatever it is called by name.
_CONFIG = '"config":'
# What Node's own fetch says of any failure; the reason stands behind it.
_FETCH = "fetch failed"


def error_within(line: str) -> tuple[str, str, Fields] | None:
    """Name, message and fields of an error that stands within a line of text with a time."""
    if line.lstrip().startswith('{"') or not stamp_of(line):
        return None
    found = _FAILED.search(line) or _NETWORK.search(line)
    if found is None:
        return None
    error = dict(_json_before(line, found.start()) or _json_behind(line, found.end()))
    is_own = _FAILED.search(line) or (_CONFIG in line and url_of(of(error, "config")))
    said = found.groupdict().get("message") or ""
    if code := found.groupdict().get("code"):
        # node-telegram-bot-api's own code says no more than that there was no answer.
        error = {"code": code} | error if error.get("code") != "EFATAL" else error | {"code": code}
    elif said and "code" not in said:
        error = {"code": "ECONNRESET" if said.startswith("socket") else "ECONNABORTED"} | error
    if not of(error, "config"):
        call = _call_beside(line, found)
        if not (is_own or call or _FETCH in line or is_of_network(line)):
            return None
        error |= {"config": call} if call else {}
    name = str(error.get("name") or "AxiosError")
    return name, str(error.get("message") or said), error


def is_of_network(line: str) -> bool:
    """Whether a message is an error of HTTP's network that names no URL, which others tell too."""
    if "://" in line or not stamp_of(line):
        return False
    if _BY_NAME.search(line):
        return True
    return bool(_LEVEL.search(line) and (_ALONE.search(line) or _of_request(line)))


def host_within(line: str) -> str | None:
    """The host that an error of the network names, where it is one of HTTP."""
    if found := _ALONE.search(line):
        return found["at"] or found["named"] or found["port"]
    return peer_of(line) if _BY_NAME.search(line) or _of_request(line) else None


def peer_of(message: str) -> str | None:
    """The host that an error of the network names."""
    found = _NETWORK.search(message)
    return re.sub(r":(?:443|80)$", "", found["peer"] or "") or None if found else None


def _of_request(line: str) -> re.Match[str] | None:
    """An error of the network in a message whose own words say that it was a request's."""
    found = _NETWORK.search(line)
    if found is None or _OF_DATABASE.search(line):
        return None
    # `api` may be a part of the host's name.
    words = f"{line[: found.start()]} {line[found.end() :]}"
    return found if _OF_REQUEST.search(words) else None


def _json_before(line: str, end: int) -> Fields:
    """The error's fields, where JSON that holds the message begins before it."""
    at = line.find('{"')
    fields = _json_at(line, at) if 0 <= at < end else {}
    return of(fields, "error") or of(fields, "err") or fields


def _json_behind(line: str, start: int) -> Fields:
    """The error's fields, where winston puts them behind the message: they tell the call."""
    at = line.find('{"', start)
    fields = _json_at(line, at) if at >= 0 else {}
    return fields if url_of(of(fields, "config")) else {}


def config_within(message: str) -> dict[str, object]:
    """The call of axios, where its JSON stands among an error's fields behind the message."""
    at = message.find('{"')
    config = _json_at(message, at) if at >= 0 else {}
    return {"config": config} if url_of(config) else {}


def _json_at(line: str, at: int) -> Fields:
    try:
        fields = json.JSONDecoder().raw_decode(line, at)[0]
    except (ValueError, RecursionError):
        return {}
    return fields if isinstance(fields, dict) else {}


def _call_beside(line: str, found: re.Match[str]) -> dict[str, str]:
    """The call before a message, else the one behind it."""
    return _call(_CALLED.search(line, 0, found.start()) or _CALLED.search(line, found.end()))


def call_said(message: str) -> dict[str, str]:
    """The call that the message of an error names, as got, ky, node-fetch and ofetch put it there."""
    if found := _BEHIND.search(message):
        return {name: value for name, value in found.groupdict().items() if value}
    if found := _NAMED.search(message):
        url, status = found[1] or found[3], found["status"]
        return {"url": url} | ({"status": status} if status else {})
    found = _FAILED.search(message)
    return _call(_CALLED.search(message, found.end())) if found else {}


def _call(called: re.Match[str] | None) -> dict[str, str]:
    if called is None:
        return {}
    method, url = called["method"] or called["asked"], called["url"] or called["path"]
    return {"url": url} | ({"method": method} if method else {})
