r"""bunyan's pair of a client's request and answer: `client_req` in one line, `client_res` in another.

Source: restify-clients and bunyan's serializers. Both bear the request's id where the program has
one; else the next answer of the same logger and process is that of its last request.
"""

from __future__ import annotations

from typing import Any

from analyzer.formats import Sample, row
from analyzer.formats.kinds.dialogue.json_pairs import Half, JsonPairs, Line, body_of, of_objects
from analyzer.formats.kinds.exchange import assembled_format

_IDS = ("req_id", "reqId", "request_id", "requestId")


def _half_of(found: Line) -> Half | None:
    request, response = _parted(found.get("client_req")), _parted(found.get("client_res"))
    key, time = _key(found), str(found.get("time", ""))
    if isinstance(request, dict):
        return Half("request", key, _request_fields(request) | {"started": time})
    if isinstance(response, dict):
        return Half("answer", key, {"ended": time} | _response_fields(response))
    failed = found.get("err")
    return Half("failure", key, {"ended": time} | _why(failed)) if failed else None


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
    exchange["response_body"] = body_of(response)
    return {k: v for k, v in exchange.items() if v is not None}


def _why(failed: object) -> dict[str, Any]:
    if not isinstance(failed, dict):
        return {"error": str(failed)}
    return {"error": " ".join(str(failed[k]) for k in ("name", "code", "message") if k in failed)}


FORMAT = assembled_format(
    "bunyan_client",
    "bunyan: client_req and client_res (restify-clients)",
    of_objects(lambda found: found.keys() & {"client_req", "client_res"}),
    lambda: JsonPairs(_half_of).take,
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
