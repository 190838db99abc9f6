r"""Events of the Chrome DevTools Protocol: logs of Selenium, Puppeteer, Lighthouse and browsertime.

Source: DevTools Protocol, domain Network; Lighthouse's `devtoolslog.json`, chrome-har (MIT), and Selenium's log
`performance`, whose entries hold an event as text. `requestWillBeSent` has the time, in seconds of the epoch
(`wallTime`) and of a clock of its own (`timestamp`), which alone the events after it have. A redirect is told
by the request that follows it, under the same id. Headers as they were sent come in events of their own
(`…ExtraInfo`), also before the request. What the browser has in the page itself (`data:`, `blob:`) is no
request; messages over WebSocket are not read.
"""

from __future__ import annotations

import json
import re
from collections import OrderedDict, deque
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from analyzer.formats import Format, Sample, json_object, row
from analyzer.formats.kinds.exchange import PART, assembled_format, note, settle

_SURENESS = 0.95
_MOST_OPEN = 10_000
_LATEST_S = 1e12
_OPENING = re.compile(r"\s*(?:\[\s*)?\{")
_SENT = "Network.requestWillBeSent"
_IN_PAGE = ("data:", "blob:", "about:", "chrome-extension:")

Event = Mapping[str, Any]


def _detect(beginning: str) -> float:
    """An object or a list of such, in which an event is told, be it as text."""
    is_told = _SENT in beginning and re.search(rf'\\?"method\\?" ?: ?\\?"{_SENT}', beginning)
    return _SURENESS if is_told and _OPENING.match(beginning) else 0.0


def _fit(beginning: str) -> Format:
    document = () if beginning.lstrip().startswith("[") else None
    return replace(FORMAT, document=document, fit=None)


def _event(found: Event, depth: int = 0) -> tuple[str, Event, object]:
    """Its name, what it says, and the time that its log gives it, in milliseconds."""
    name, said = found.get("method"), found.get("params")
    if isinstance(name, str) and isinstance(said, dict):
        return name, said, None
    inner = found.get("message")
    inner = json_object(inner) if isinstance(inner, str) else inner
    if not isinstance(inner, dict) or depth > 1:
        return "", {}, None
    name, said, at = _event(inner, depth + 1)
    return name, said, found.get("timestamp", at)


def _seconds(said: Event) -> float | None:
    """A time by the browser's own clock."""
    at = said.get("timestamp")
    return float(at) if isinstance(at, int | float) and 0 <= at < _LATEST_S else None


def _part(said: Event, name: str) -> Event:
    part = said.get(name)
    return part if isinstance(part, dict) else {}


class _Calls:
    """The requests of one source, as its events come by."""

    def __init__(self) -> None:
        self._open: OrderedDict[str, dict[str, Any]] = OrderedDict()
        self._began: dict[str, float] = {}
        self._ahead: OrderedDict[str, Event] = OrderedDict()  # headers of requests not yet told
        self._unplaced: deque[str] = deque()

    def take(self, data: bytes, *, is_last: bool, ahead: bytes = b"") -> bytes:
        """The same number of lines, each a request, a part of one, or another event."""
        del ahead
        out = [
            self._line(line) if line.strip() else line
            for line in data.decode("utf-8", "replace").split("\n")
        ]
        while is_last and self._open:
            self._give_up()
        settle(out, self._unplaced, is_last=is_last)
        return "\n".join(out).encode()

    def _line(self, line: str) -> str:
        found = json_object(line)
        if not found:
            return json.dumps({"broken": "not valid JSON"}) if line[0] == "{" else note(line)
        name, said, logged = _event(found)
        domain, _, kind = name.partition(".")
        key = str(said.get("requestId", ""))
        if domain != "Network" or not key:
            return note(line)
        if kind == "requestWillBeSent":
            return self._sent(key, said, logged) or note(line)
        if kind == "requestWillBeSentExtraInfo" and key not in self._open:
            self._ahead[key] = _part(said, "headers")
            while len(self._ahead) > _MOST_OPEN:
                self._ahead.popitem(last=False)
        return self._told(key, kind, said) if key in self._open else note(line)

    def _sent(self, key: str, said: Event, logged: object) -> str | None:
        """A request; the redirect that it follows takes its line."""
        request = _part(said, "request")
        before = None
        if key in self._open:
            self._answer(key, _part(said, "redirectResponse"), said)
            before = self._ended(key)
        if str(request.get("url", "")).startswith(_IN_PAGE):
            return before
        while len(self._open) >= _MOST_OPEN:
            self._give_up()
        wall = said.get("wallTime", logged)
        self._open[key] = {
            "started": None if wall is None else str(wall),
            "method": request.get("method"),
            "url": request.get("url"),
            "request_headers": {**_part(request, "headers"), **self._ahead.pop(key, {})},
            "request_body": request.get("postData"),
        }
        if (began := _seconds(said)) is not None:
            self._began[key] = began
        return before or PART

    def _told(self, key: str, kind: str, said: Event) -> str:
        call = self._open[key]
        if kind == "requestWillBeSentExtraInfo":
            call["request_headers"].update(_part(said, "headers"))
        elif kind == "responseReceivedExtraInfo":
            call["response_headers"] = call.get("response_headers", {}) | _part(said, "headers")
            call.setdefault("status", said.get("statusCode"))
        elif kind == "responseReceived":
            self._answer(key, _part(said, "response"), said)
        elif kind == "loadingFailed":
            self._took(key, said)
            call["error"] = said.get("errorText") or said.get("blockedReason")
            return self._ended(key)
        elif kind == "loadingFinished":
            self._took(key, said)
            return self._ended(key)
        return PART

    def _answer(self, key: str, response: Event, said: Event) -> None:
        call = self._open[key]
        call["status"] = response.get("status")
        call["response_headers"] = _part(response, "headers") | call.get("response_headers", {})
        self._took(key, said)

    def _took(self, key: str, said: Event) -> None:
        ended = _seconds(said)
        if key in self._began and ended is not None:
            self._open[key]["took"] = f"{1000 * (ended - self._began[key]):.3f}"

    def _ended(self, key: str) -> str:
        self._began.pop(key, None)
        return json.dumps({k: v for k, v in self._open.pop(key).items() if v is not None})

    def _give_up(self) -> None:
        self._unplaced.append(self._ended(next(iter(self._open))))


FORMAT = assembled_format(
    "chrome_devtools",
    "Events of the Chrome DevTools Protocol (Selenium's performance log, Puppeteer, Lighthouse)",
    _detect,
    lambda: _Calls().take,
    fit=_fit,
    samples=(
        Sample(
            """{"method":"Page.frameStartedLoading","params":{"frameId":"8F"}}
{"method":"Network.requestWillBeSent","params":{"requestId":"1","request":{"url":"https://api.tickdb.ai/v1/x?a=1","method":"GET","headers":{"Accept":"*/*"}},"timestamp":569504.7,"wallTime":1795082400.25,"type":"Fetch"}}
{"method":"Network.requestWillBeSentExtraInfo","params":{"requestId":"1","headers":{"X-API-Key":"aaaaaaaa-1111-4222-8333-444444444444"}}}
{"method":"Network.responseReceived","params":{"requestId":"1","timestamp":569504.72,"response":{"url":"https://api.tickdb.ai/v1/x?a=1","status":429,"statusText":"","headers":{"retry-after":"2","content-length":"57"}}}}
{"method":"Network.loadingFinished","params":{"requestId":"1","timestamp":569504.731,"encodedDataLength":300}}
{"method":"Network.requestWillBeSent","params":{"requestId":"2","request":{"url":"http://api.tickdb.ai/v1/y","method":"GET","headers":{}},"timestamp":569505.7,"wallTime":1795082401.25}}
{"method":"Network.requestWillBeSent","params":{"requestId":"2","request":{"url":"https://api.tickdb.ai/v1/y","method":"GET","headers":{}},"redirectResponse":{"status":301,"headers":{}},"timestamp":569505.731,"wallTime":1795082401.281}}
{"method":"Network.loadingFailed","params":{"requestId":"2","timestamp":569507.731,"type":"Fetch","errorText":"net::ERR_CONNECTION_RESET","canceled":false}}
{"method":"Network.requestWillBeSent","params":{"requestId":"3","request":{"url":"data:image/png;base64,AA==","method":"GET","headers":{}},"timestamp":569508,"wallTime":1795082403}}
{"method":"Network.requestWillBeSent","params":{"requestId":"5","req
{"method":"Network.requestWillBeSent","params":{"requestId":"4","request":{"url":"https://api.tickdb.ai/v1/z","method":"POST","headers":{},"postData":"{}"},"timestamp":569509,"wallTime":1795082404}}
{"method":"Network.dataReceived","params":{"requestId":"1","timestamp":569509,"dataLength":57}}
""",
            rows=(
                row(
                    "10:00:00.25 GET https://api.tickdb.ai/v1/x?a=1 -> 429 with 57 B in 31 ms",
                    key_in="header:x-api-key",
                    retry_after_s=2.0,
                ),
                row("10:00:01.25 GET http://api.tickdb.ai/v1/y -> 301 in 31 ms"),
                row("10:00:01.281 GET https://api.tickdb.ai/v1/y -> reset in 2000 ms"),
                row("10:00:04 POST https://api.tickdb.ai/v1/z -> other"),
            ),
            rejects=1,
            skipped=7,
        ),
        # Selenium's entries.
        Sample(
            r"""{"level": "INFO", "message": "{\"message\":{\"method\":\"Network.requestWillBeSent\",\"params\":{\"requestId\":\"1\",\"request\":{\"url\":\"https://api.tickdb.ai/v1/x\",\"method\":\"GET\",\"headers\":{}},\"timestamp\":569504.7,\"wallTime\":1795082400.25}},\"webview\":\"8F\"}", "timestamp": 1795082400260}
{"level": "INFO", "message": "{\"message\":{\"method\":\"Network.responseReceived\",\"params\":{\"requestId\":\"1\",\"timestamp\":569504.731,\"response\":{\"status\":503,\"headers\":{}}}},\"webview\":\"8F\"}", "timestamp": 1795082400290}
""",
            rows=(row("10:00:00.25 GET https://api.tickdb.ai/v1/x -> 503 in 31 ms"),),
            skipped=1,
        ),
    ),
)
