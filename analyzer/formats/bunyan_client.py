r"""bunyan's pair of a client's request and answer: `client_req` in one line, `client_res` in another.

Source: restify-clients and bunyan's serializers. Both bear the request's id where the program has
one; else the next answer of the same logger and process is that of its last request.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from analyzer.formats import Sample, json_object, row, share_of_lines
from analyzer.formats.kinds.exchange import PART, assembled_format, note

_MOST_OPEN = 10_000
_SURENESS = 0.9
_IDS = ("req_id", "reqId", "request_id", "requestId")
Line = Mapping[str, Any]


class _Pairs:
    """The exchanges of one source, as its lines come by."""

    def __init__(self) -> None:
        self._open: OrderedDict[str, dict[str, Any]] = OrderedDict()
        # Lines of the chunk that are requests, and exchanges without a line.
        self._places: dict[str, int] = {}
        self._unplaced: list[str] = []

    def take(self, data: bytes, *, is_last: bool, ahead: bytes = b"") -> bytes:
        """The same number of lines, each an exchange, a part of one, or another message."""
        del ahead  # nothing of an exchange comes after its answer
        self._out: list[str] = []
        self._places = {}
        for line in data.decode("utf-8", "replace").split("\n"):
            self._out.append(self._line(line) if line.strip() else line)
        while is_last and self._open:
            self._give_up()
        for place, exchange in enumerate(self._out):
            if exchange == PART and self._unplaced:
                self._out[place] = self._unplaced.pop()
        return "\n".join(self._out).encode()

    def _line(self, line: str) -> str:
        found = json_object(line)
        if not found:
            return json.dumps({"broken": "not valid JSON"}) if line[0] == "{" else note(line)
        request, response = _parted(found.get("client_req")), _parted(found.get("client_res"))
        key = _key(found)
        if isinstance(request, dict):
            while key in self._open or len(self._open) >= _MOST_OPEN:
                self._give_up(key if key in self._open else None)
            self._open[key] = _request_fields(request) | {"started": str(found.get("time", ""))}
            self._places[key] = len(self._out)
            return PART
        failed = found.get("err") if key in self._open else None
        if not isinstance(response, dict) and not failed:
            return note(line)
        self._places.pop(key, None)
        exchange = {"ended": str(found.get("time", ""))} | self._open.pop(key, {})
        return json.dumps(
            exchange | (_response_fields(response) if isinstance(response, dict) else _why(failed))
        )

    def _give_up(self, key: str | None = None) -> None:
        """A request whose answer does not come is one without an answer."""
        key = next(iter(self._open)) if key is None else key
        exchange, place = json.dumps(self._open.pop(key)), self._places.pop(key, None)
        if place is None:
            self._unplaced.append(exchange)
        else:
            self._out[place] = exchange


def _parted(text: object) -> object:
    """What a serializer wrote as the message's text: its first line and headers."""
    if not isinstance(text, str):
        return text
    first, *lines = text.splitlines() or [""]
    pairs = (line.partition(":") for line in lines if ":" in line)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    words = first.split(" ")
    if first.startswith("HTTP/"):
        return {"statusCode": words[1] if len(words) > 1 else None, "headers": headers}
    url = words[1] if len(words) > 1 else None
    return {"method": words[0], "url": url, "address": headers.get("host", ""), "headers": headers}


def _key(found: Line) -> str:
    named = next((found[name] for name in _IDS if found.get(name)), None)
    return str(named or f"{found.get('name')} {found.get('pid')}")


def _request_fields(request: Line) -> dict[str, Any]:
    port = request.get("port")
    host = f"{request.get('address', '')}" + (f":{port}" if port not in (None, 80, 443) else "")
    exchange = {
        "method": request.get("method"),
        "url": request.get("url") or request.get("path"),
        "host": host or None,
        "scheme": "https" if port == 443 else None,
    }
    headers = request.get("headers")
    return {k: v for k, v in exchange.items() if v is not None} | (
        {"request_headers": headers} if isinstance(headers, dict) else {}
    )


def _response_fields(response: Line) -> dict[str, Any]:
    exchange = {"status": response.get("statusCode"), "response_headers": response.get("headers")}
    body = response.get("body")
    exchange["response_body"] = body if isinstance(body, str) or body is None else json.dumps(body)
    return {k: v for k, v in exchange.items() if v is not None}


def _why(failed: object) -> dict[str, Any]:
    if not isinstance(failed, dict):
        return {"error": str(failed)}
    return {"error": " ".join(str(failed[k]) for k in ("name", "code", "message") if k in failed)}


def _detect(beginning: str) -> float:
    certain = share_of_lines(
        beginning, lambda line: bool(json_object(line).keys() & {"client_req", "client_res"})
    )
    return 0.6 + (_SURENESS - 0.6) * certain if certain else 0.0


FORMAT = assembled_format(
    "bunyan_client",
    "bunyan: client_req and client_res (restify-clients)",
    _detect,
    lambda: _Pairs().take,
    samples=(
        Sample(
            """{"name":"bot","pid":7,"level":10,"client_req":{"method":"GET","url":"/v1/x?a=1","address":"api.tickdb.ai","port":443,"headers":{"x-api-key":"aaaaaaaa-1111-4222-8333-444444444444"}},"msg":"","time":"2026-11-19T10:00:00.000Z"}
{"name":"bot","pid":7,"level":30,"msg":"ok","time":"2026-11-19T10:00:00.100Z"}
{"name":"bot","pid":7,"level":10,"client_res":{"statusCode":429,"headers":{"retry-after":"2","x-request-id":"r-1"}},"msg":"","time":"2026-11-19T10:00:00.250Z"}
{"name":"bot","pid":7,"req_id":"a","client_req":{"method":"POST","url":"/v1/y","address":"api.tickdb.ai","port":8443},"time":"2026-11-19T10:00:01Z"}
{"name":"bot","pid":7,"req_id":"a","err":{"name":"ConnectTimeoutError","message":"connect timeout after 1000ms"},"msg":"failed","time":"2026-11-19T10:00:02.500Z"}
{"name":"bot","pid":8,"client_req":{"method":"GET","url":"/v1/z","address":"1.2.3.4"},"time":"2026-11-19T10:00:03Z"}
{"name":"bot","client_res":{"statusC
""",
            rows=(
                row(
                    "10:00:00 https://api.tickdb.ai?a=1 -> 429 in 250 ms",
                    key_in="header:x-api-key",
                    request_id="r-1",
                    retry_after_s=2.0,
                ),
                row("POST /v1/y -> timeout"),
                row("/v1/z -> other"),
            ),
            rejects=1,
            skipped=3,
        ),
    ),
)
