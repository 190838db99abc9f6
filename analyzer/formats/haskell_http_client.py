r"""Errors of Haskell's http-client (wreq, req, servant-client, http-conduit), several lines each.

Source: snoyberg/http-client (MIT), http-client/Network/HTTP/Client/Types.hs: `Show` of `Request`,
with a field a line, and of `HttpExceptionContent` behind it. The time is that of the message which
an error is printed in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from analyzer.formats import Sample, row
from analyzer.formats.kinds.blocks import Blocks
from analyzer.formats.kinds.exchange import assembled_format
from analyzer.formats.kinds.python_values import stamp_of

_SURENESS = 0.9
_BEGINS = re.compile(r"(?m)\bHttpExceptionRequest Request \{\s*$")
_FIELD = re.compile(r"^\s+(?P<name>\w+) += (?P<value>.*?)\s*$")
_END = re.compile(r"^\s*\}\s*(?P<rest>.*)$")
# A request has some sixteen fields.
_LONGEST = 40
_STATUS = re.compile(r"\bstatusCode = (?P<status>\d{3})\b")
_HEADERS = re.compile(r"responseHeaders = \[(?P<pairs>(?:[^\]\"]|\"(?:[^\"\\]|\\.)*\")*)\]")
_HEADER = re.compile(r"\(\"([^\"]+)\",\"((?:[^\"\\]|\\.)*)\"\)")
_BODY = re.compile(r"\}\)\s+(?P<body>\"(?:[^\"\\]|\\.)*\")\)?\s*$")
_USUAL_PORTS = {"http": "80", "https": "443"}
# What a failure without a status says of itself, the first that it has.
_ERRORS = (
    ("timeout", re.compile(r"^\(?(?:Response|Connection)Timeout\b|timed out")),
    ("dns", re.compile(r"getAddrInfo|resolv")),
    ("tls", re.compile(r"\bT[Ll][Ss]|HandshakeFailed|[Cc]ertificate")),
    ("reset", re.compile(r"NoResponseData|ConnectionClosed|Incomplete|vanished|[Rr]eset")),
    ("connect", re.compile(r"^\(?(?:ConnectionFailure|ProxyConnect)")),
)

Exchange = dict[str, object]


def _size_of(lines: Sequence[str]) -> int:
    """How many lines an error has that begins in the first; 0 where it does not end."""
    for n, line in enumerate(lines[1:_LONGEST], 1):
        if found := _END.match(line):
            has_more = not found["rest"] and n + 1 < len(lines) and lines[n + 1][:1] == " "
            return n + 1 + has_more
        if not _FIELD.match(line):
            return 0
    return 0


def _exchange(lines: Sequence[str]) -> Exchange:
    """The call and what became of it, from the lines of one error."""
    told = (_FIELD.match(line) for line in lines)
    fields = {one["name"]: one["value"] for one in told if one}
    last = _END.match(lines[-1])
    said = (last["rest"] if last else lines[-1]).strip()
    call: Exchange = {"method": _text(fields.get("method", "")), "url": _url(fields)}
    status = _STATUS.search(said)
    if status is None:
        error = next((name for name, one in _ERRORS if one.search(said)), "other")
        return call | {"error": error}
    headers = _HEADERS.search(said)
    body = _BODY.search(said)
    return call | {
        "status": status["status"],
        "response_headers": _headers(headers["pairs"]) if headers else {},
        "response_body": _text(body["body"]) if body else "",
    }


def _url(fields: Mapping[str, str]) -> str:
    scheme = "https" if fields.get("secure") == "True" else "http"
    port = fields.get("port", "")
    authority = _text(fields.get("host", ""))
    if port and port != _USUAL_PORTS[scheme]:
        authority = f"{authority}:{port}"
    path, query = (_text(fields.get(name, "")) for name in ("path", "queryString"))
    return f"{scheme}://{authority}{path}{query}"


def _headers(pairs: str) -> dict[str, str]:
    return {name.lower(): value for name, value in _HEADER.findall(pairs)}


def _text(shown: str) -> str:
    """A text as Haskell shows it, whose escapes of JSON's kind are taken out."""
    try:
        return str(json.loads(shown))
    except ValueError:  # escapes of its own: the text as it is shown
        return shown.strip('"')


class _Errors:
    """The errors of one source, and the time of the message that each is printed in."""

    def __init__(self) -> None:
        self._time: str | None = None

    def read(self, lines: Sequence[str], at: int) -> tuple[int, Exchange | None]:
        """How many lines the error has that begins in one, and its exchange."""
        self._time = stamp_of(lines[at]) or self._time
        if not _BEGINS.search(lines[at]):
            return 1, None
        size = _size_of(lines[at : at + _LONGEST])
        if not size:
            return 1, None
        return size, _exchange(lines[at : at + size]) | {"ended": self._time}


def _detect(beginning: str) -> float:
    """Some such errors among an application's own lines."""
    return _SURENESS if _BEGINS.search(beginning) else 0.0


FORMAT = assembled_format(
    "haskell_http_client",
    "Errors of Haskell's http-client (wreq, req, servant-client)",
    _detect,
    lambda: Blocks(_Errors().read).take,
    (
        Sample(
            """2026-11-19 10:00:00.250 UTC bot: started
2026-11-19 10:00:01.250 UTC bot: HttpExceptionRequest Request {
  host                 = "api.tickdb.ai"
  port                 = 443
  secure               = True
  requestHeaders       = [("User-Agent","haskell wreq-0.5.1.0"),("X-API-Key","<REDACTED>")]
  path                 = "/v1/market/ticker"
  queryString          = "?symbol=BTCUSDT"
  method               = "GET"
  proxy                = Nothing
  rawBody              = False
  redirectCount        = 10
  responseTimeout      = ResponseTimeoutDefault
  requestVersion       = HTTP/1.1
}
 (StatusCodeException (Response {responseStatus = Status {statusCode = 429, statusMessage = "Too Many Requests"}, responseVersion = HTTP/1.1, responseHeaders = [("Content-Type","application/json"),("Retry-After","7")], responseBody = (), responseCookieJar = CJ {expose = []}, responseClose' = ResponseClose}) "{\\"code\\":3001,\\"message\\":\\"slow down\\"}")
2026-11-19 10:00:02.250 UTC bot: HttpExceptionRequest Request {
  host                 = "nowhere.example"
  port                 = 8080
  secure               = False
  path                 = "/v1/a"
  queryString          = ""
  method               = "POST"
}
 (ConnectionFailure Network.Socket.getAddrInfo (called with preferred socket type/protocol: ...): does not exist (Name or service not known))
2026-11-19 10:00:03.250 UTC bot: HttpExceptionRequest Request {
  host                 = "api.tickdb.ai"
  port                 = 443
  secure               = True
  path                 = "/v1/b"
  queryString          = ""
  method               = "GET"
}
 ResponseTimeout
2026-11-19 10:00:04.250 UTC bot: HttpExceptionRequest Request {
  host                 = "api.tickdb.ai"
  port                 = 443
  secure               = True
  path                 = "/v1/c"
  queryString          = ""
  method               = "GET"
} (InternalException (HandshakeFailed (Error_Protocol ("certificate rejected: [UnknownCA]",True,UnknownCa))))
2026-11-19 10:00:05.250 UTC bot: HttpExceptionRequest Request {
  host                 = "api.tickdb.ai"
  port                 = 443
  secure               = True
  path                 = "/v1/d"
  method               = "DELETE"
}
 NoResponseDataReceived
""",
            rows=(
                row(
                    "10:00:01.25 GET https://api.tickdb.ai/v1/market/ticker?symbol=BTCUSDT -> 429",
                    code="3001",
                    message="slow down",
                    retry_after_s=7.0,
                ),
                row("10:00:02.25 POST http://nowhere.example:8080/v1/a -> dns"),
                row("10:00:03.25 GET https://api.tickdb.ai/v1/b -> timeout"),
                row("10:00:04.25 GET https://api.tickdb.ai/v1/c -> tls"),
                row("10:00:05.25 DELETE https://api.tickdb.ai/v1/d -> reset"),
            ),
            skipped=45,
        ),
        Sample(
            """bot: HttpExceptionRequest Request {
  host                 = "api.tickdb.ai"
  method               = "GET"
}
 ConnectionTimeout
""",
            rejects=1,
            skipped=4,
        ),
    ),
)
