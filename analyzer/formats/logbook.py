r"""Zalando's Logbook (Java), as JSON: a request in one line, its response in another.

Source: logbook, JsonHttpLogFormatter and LogstashLogbackSink (which nests the same below `http`). Both
bear a `correlation`. It logs what a client sends as well as what a server gets: the one who asked is
its own program, or the `remote`. The time is that of the logger, else the response's Date header.
"""

from __future__ import annotations

from typing import Any

from analyzer.formats import Sample, row
from analyzer.formats.kinds.dialogue.json_pairs import Half, JsonPairs, Line, body_of, of_objects
from analyzer.formats.kinds.exchange import assembled_format

_TIMES = ("@timestamp", "timestamp", "ts", "time")
_OWN = {"origin", "type", "correlation"}


def _message_of(found: Line) -> Line:
    inner = found.get("http")
    message = inner if isinstance(inner, dict) else found
    return message if message.keys() >= _OWN else {}


def _half_of(found: Line) -> Half | None:
    message = _message_of(found)
    time = str(next((found[name] for name in _TIMES if found.get(name)), ""))
    key = str(message.get("correlation"))
    if message.get("type") == "request":
        return Half("request", key, _request_fields(message) | ({"started": time} if time else {}))
    if message.get("type") == "response":
        return Half("answer", key, _response_fields(message) | ({"ended": time} if time else {}))
    return None


def _request_fields(message: Line) -> dict[str, Any]:
    fields = {"method": message.get("method"), "url": message.get("uri")}
    if message.get("origin") == "remote":
        fields["client_ip"] = message.get("remote")
    return _given(
        fields | {"request_headers": message.get("headers"), "request_body": body_of(message)}
    )


def _response_fields(message: Line) -> dict[str, Any]:
    headers = message.get("headers")
    named = headers if isinstance(headers, dict) else {}
    dates = [v for k, v in named.items() if k.lower() == "date"]
    took = message.get("duration")
    return _given(
        {
            "status": message.get("status"),
            "took": None if took is None else f"{took} ms",
            "response_headers": headers,
            "response_body": body_of(message),
            "date": dates[0][0] if dates and isinstance(dates[0], list) and dates[0] else None,
        }
    )


def _given(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


FORMAT = assembled_format(
    "logbook",
    "Logbook (Java), JSON",
    of_objects(_message_of),
    lambda: JsonPairs(_half_of).take,
    samples=(
        Sample(
            """{"@timestamp":"2026-11-19T10:00:00.250Z","origin":"local","type":"request","correlation":"2d66","protocol":"HTTP/1.1","remote":"localhost","method":"GET","uri":"https://api.tickdb.ai/v1/x?a=1","headers":{"X-API-Key":["aaaaaaaa-1111-4222-8333-444444444444"]}}
{"@timestamp":"2026-11-19T10:00:00.275Z","level":"INFO","message":"waiting"}
{"@timestamp":"2026-11-19T10:00:00.281Z","origin":"remote","type":"response","correlation":"2d66","duration":31,"protocol":"HTTP/1.1","status":429,"headers":{"Retry-After":["2"]},"body":{"code":3001}}
{"origin":"local","type":"request","correlation":"2d68","method":"POST","uri":"https://api.tickdb.ai/v1/z","headers":{}}
{"origin":"remote","type":"response","correlation":"2d68","duration":250,"status":200,"headers":{"Date":["Thu, 19 Nov 2026 10:00:02 GMT"]}}
{"@timestamp":"2026-11-19T10:00:03.250Z","message":"GET /v1/y","http":{"origin":"remote","type":"request","correlation":"2d67","remote":"10.0.0.7","method":"GET","uri":"https://api.tickdb.ai/v1/y","headers":{}}}
{"origin":"remote","type":"respo
""",
            rows=(
                row(
                    "10:00:00.25 GET https://api.tickdb.ai?a=1 -> 429 in 31 ms",
                    code="3001",
                    key_in="header:x-api-key",
                    retry_after_s=2.0,
                ),
                row("10:00:01.75 POST /v1/z -> 200 in 250 ms"),
                row("10:00:03.25 /v1/y -> other", client_ip="10.0.0.7"),
            ),
            rejects=1,
            skipped=3,
        ),
        Sample(
            """{"@timestamp":"2026-11-19T10:00:00.250Z","origin":"local","type":"request","correlation":"2d66","method":"GET","uri":"https://api.tickdb.ai/v1/x","headers":"none"}
{"@timestamp":"2026-11-19T10:00:00.281Z","origin":"remote","type":"response","correlation":"2d66","duration":31,"status":200,"headers":"{"}
""",
            rows=(row("10:00:00.25 GET https://api.tickdb.ai/v1/x -> 200 in 31 ms"),),
            skipped=1,
        ),
    ),
)
