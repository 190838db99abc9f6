r"""Failures that SDKs and programs tell without a URL or in words of their own.

Sources: google-api-core, exceptions.py; gspread, APIError; azure-core, HttpResponseError and
ServiceRequestError; Home Assistant, rest and rest_command; git, gh, pip and Bundler in the logs of builds; TeslaMate,
TeslaApi.Error; request-promise-core, StatusCodeError (ISC),
which is how n8n, too, prints what was answered.
"""

from __future__ import annotations

import re
from json import JSONDecodeError, JSONDecoder

from analyzer.formats.kinds.failure_words import URL

_FAILED = r"(?P<status>4\d\d|5[0-8]\d|59[0-8])"
_OF_GOOGLE = (
    r"(?:ResourceExhausted|ServiceUnavailable|DeadlineExceeded|PermissionDenied|Unauthenticated|"
    r"TooManyRequests|GatewayTimeout|BadGateway)"
)
_OF_HOME = r"\[(?:homeassistant|custom_components)\.[\w.]+\]"

# A status in a place of its own.
STATUSES = (
    rf"\b(?:google\.api_core\.exceptions\.\w+|{_OF_GOOGLE}): {_FAILED} ",
    # Google's own words behind the status, where a program prints the message alone.
    r"(?:^|[\s:])(?P<status>429) (?:Resource has been exhausted|You exceeded your current quota|Quota exceeded for)\b",
    r"(?:^|[\s:])(?P<status>503) (?:The model is overloaded|failed to connect to all addresses)\b",
    r"(?:^|[\s:])(?P<status>400) API key not valid\b",
    # SDKs that Stainless makes, whose errors are named by the status.
    r"\b(?:Authentication|PermissionDenied|NotFound|Conflict|UnprocessableEntity|RateLimit|BadRequest|"
    rf"InternalServer|API)Error: {_FAILED} \S",
    rf"\bError: {_FAILED} (?:status code \(no body\)|Incorrect API key provided\b|Rate limit reached\b)",
    rf"\b\w*Error / {_FAILED} [–-] ",
    rf"\bStatusCodeError: {_FAILED} - \"?<",
    rf"\bAPIError: (?:APIError: )?\[{_FAILED}\]: ",
    rf"\bAPIError: \{{'code': {_FAILED}, ",
    # SendGrid's client for Java.
    rf"\bRequest returned status Code {_FAILED}Body:(?P<body>\{{[^\n]*\}})?",
    rf"{_OF_HOME} Error fetching [\w .-]+ data: \({_FAILED}\)",
    rf"{_OF_HOME} Unexpected error fetching [^\n:]+ data: {_FAILED}\s*$",
)
# Why no answer came, or what was answered, with the URL.
WITH_URL = (
    rf"\baccess '(?P<target>{URL})': The requested URL returned error: {_FAILED}\b",
    rf"\bHTTP error {_FAILED} while getting (?P<target>{URL})",
    rf"<bad response [^<>\n]{{1,40}}? {_FAILED} \((?P<target>{URL})\)>",
    rf"\bgh: HTTP {_FAILED}: [^\n]*\((?P<target>{URL})\)",
    # Fluent Bit, of a connection.
    r"\[upstream\] connection #-?\d+ to (?:\w+://)?(?P<host>[\w.-]+):(?:443|80) (?P<error>timed out) after ",
    r"\[upstream\] connection #-?\d+ to (?:\w+://)?(?P<host>[\w.-]+:\d+) (?P<error>timed out) after ",
    # Apps Script's UrlFetchApp.
    rf"\bException: (?P<error>DNS error|Address unavailable|Timeout): (?P<target>{URL})",
    rf"{_OF_HOME} (?P<error>Timeout (?:while fetching data:|call)) (?P<target>{URL})",
    rf"{_OF_HOME} Error fetching data: (?P<target>{URL}) (?P<error>failed) with",
    r"\b(?P<error>APIConnectionTimeoutError: [^\n]+)",
    r"\bazure\.core\.exceptions\.(?P<error>(?:Service(?:Request|Response)(?:Timeout)?|IncompleteRead)Error: [^\n]+)",
)
_ANSWERED = re.compile(r"(?:^|[\s:|])[45]\d\d - (?=\"?\{)")
_JSON = JSONDecoder()


def with_body(line: str) -> str | None:
    """A line that ends with the body of the answer behind its status, out of the quotes around it."""
    found = _ANSWERED.search(line)
    if found is None:
        return None
    try:
        value, end = _JSON.raw_decode(line, found.end())
    except (JSONDecodeError, RecursionError):
        return None
    body = value if isinstance(value, str) else line[found.end() : end]
    return line[: found.end()] + " ".join(body.split("\n")) if body.startswith("{") else None
