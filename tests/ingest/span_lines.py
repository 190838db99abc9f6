"""Documents of OTLP/JSON, one a line: spans whose attributes are at the edge of what is plain."""

# ruff: noqa: E501
from __future__ import annotations

import json
from random import Random
from typing import Any

from tests.formats.test_odd_json import ODD
from tests.ingest.look_lines import HOSTS, KEY, PATHS, QUERIES, picked, with_ids

_ODD = [odd for odd in ODD.values() if len(odd) < 500]
_KINDS: list[Any] = [
    "SPAN_KIND_CLIENT",
    2,
    1,
    0,
    "3",
    None,
    "SPAN_KIND_SERVER",
    5,
    "2",
    3.0,
    "client",
    [3],
]
_TIMES: list[Any] = [
    1795082400000250001,
    "0",
    "",
    "-",
    None,
    "1795082400",
    "17950824000002500011",
    "7226582400000000001",
    "999999999999999999",
    "9223372036854775808",
    "x",
    1.5e18,
]
_TRACES: list[Any] = [
    "",
    None,
    "W47/95gDgQPSabYzgT/GDA==",
    "{u}",
    KEY,
    "5B8EFFF798038103D269B633813FC60C",
    "-",
    "x" * 41,
    7,
    "token-{h}",
    [1],
]
# Attributes by what they say: the plain ones, and others.
_ATTRIBUTES: list[tuple[list[str], list[Any], list[Any]]] = [
    (["http.request.method", "http.method"], ["GET", "POST"], ["_OTHER", "", None, "get", "PROPFIND", 7, "-", KEY]),
    (["http.request.method_original"], ["FOO"], ["GET", None]),
    (["url.full", "http.url"], ["https://api.tickdb.ai/v1/orders/{n}?symbol=S1", "https://mmapi.55-tech.com/api/v1/orders/{n}/cancel", "https://unknown.example/v1/x"],
     [*(f"{h}{p}" for h in HOSTS[:9] for p in PATHS[:9]), *(f"https://h.io/a{q}" for q in QUERIES), "", "-", None, 7, "https://h.io/ä", "https://h.io/a?signature={h}"]),
    (["url.path", "http.target"], ["/v1/orders/{n}"], ["/v1/x?a=1", "", "-", None, "v1/x", "https://a.io/v1", KEY]),
    (["url.query"], ["symbol=S{n}"], ["", "?a=1", None, "-"]),
    (["http.response.status_code", "http.status_code"], [200, 200, 200, 429, 502, "401"], [0, "0", None, "", "-", 99, 1000, 999, "200 OK", 200.0, "abc", True, 304]),
    (["server.address", "net.peer.name", "http.host", "http.server_name", "net.host.name"], ["api.tickdb.ai", "mmapi.55-tech.com"], ["", "-", None, "api.tickdb.ai:8443", "x" * 250, KEY, 7]),
    (["server.port", "net.peer.port", "net.host.port"], [443, "8443"], ["", None, "-", "x", 80, -1]),
    (["url.scheme", "http.scheme"], ["https"], ["http", "", None, "wss", 7]),
    (["client.address", "http.client_ip"], ["10.0.0.7", "10.0.0.{n}"], ["", "-", None, "fd00::1", "10.0.0.7:51", "a-host", "[::1]:5", 7]),
    (["network.peer.address", "net.sock.peer.addr", "net.peer.ip"], ["10.1.0.{n}"], ["", None, "x"]),
    (["http.request.body.size", "http.request_content_length", "http.request.size"], [17, "5{n}"], ["", -1, 1.5, None, "1,024", "x"]),
    (["http.response.body.size", "http.response_content_length", "http.response.size"], [57, "0"], ["", -1, 10**16, None, "-"]),
    (["http.request.resend_count", "http.resend_count", "http.retry_count"], [1], [0, 40000, -1, "x", None]),
    (["error.type", "exception.type"], ["java.net.SocketTimeoutException"], ["", None, "429", KEY]),
    (["user_agent.original", "thread.name", "http.flavor", "http.route", "http.retry", "ключ", "a\x02b"], ["x {n}", KEY], ["", None, 7, True, 1.5]),
]  # fmt: skip
_SELDOM: dict[str, list[Any]] = {
    "http.request.header.x-request-id": [["{u}"], "req-{n}"], "http.response.header.retry-after": [["7"], "7", 7],
    "http.response.header.x-ratelimit-remaining": [["5"]], "http.response.body": ['{"code":3001}', '{"code":0}', ""],
    "http.request.body": ['{"order":"ord-1"}'], "http.response_body": [KEY], "http.request.header.authorization": [["Bearer " + KEY]],
    "duration_ms": [31], "http.client.request.duration": [0.031], "http.reason": ["x"], "http.request.resend": [2],
    "api.error.code": [3001, "3001", "LIMIT_42901", 0, 200, 600519, "E_7"], "vendor.error_code": ["-1003", "OK"], "code": [3001, "3001"],
    "db.error.code": [1062], "error.message": ["no", "api error code=3001", '{"code":3001,"message":"x"}', "after 5000 ms"],
    "exception.message": ["boom", "LIMIT_42901: slow down"], "otel.status_description": ["code: 1001", "x"], "peer.type": ["x1234"],
}  # fmt: skip
_STATUS: list[Any] = [
    {"code": 2},
    {"code": "STATUS_CODE_ERROR", "message": "no {n}"},
    {"code": 2, "message": "vendor code 3001"},
    {"code": 2, "message": '{"code":3001,"message":"x"}'},
    {"message": "x" * 300},
    None,
    "x",
    2,
    [],
    {"code": {"a": 1}},
]


def log(random: Random, count: int) -> bytes:
    """So many documents: some damaged, some of several resources, some with spaces."""
    return b"".join(_line(random) + b"\n" for _ in range(count))


def elements(random: Random, count: int) -> bytes:
    """So many spans as the format hands them to who reads lines."""
    told = ({"service": "bot-1", "answers": False, "span": _span(random)} for _ in range(count))
    return b"".join(_text(random, one) + b"\n" for one in told)


def _line(random: Random) -> bytes:
    kinds = ("scopeSpans", "spans") if random.random() < 0.96 else ("scopeLogs", "logRecords")
    resources = [_resource(random, *kinds) for _ in range(random.choice([1, 1, 1, 2]))]
    return _text(random, {kinds[0].replace("scope", "resource"): resources})


def _text(random: Random, told: dict[str, Any]) -> bytes:
    separators = (", ", ": ") if random.random() < 0.1 else (",", ":")
    text = json.dumps(told, separators=separators, ensure_ascii=random.random() < 0.5)
    text = text.replace('"\\u0002"', random.choice(_ODD))
    if random.random() < 0.01:
        text = text[: random.randrange(len(text))]
    return with_ids(random, text).encode("utf-8", "surrogatepass")


def _resource(random: Random, scopes: str, parts: str) -> dict[str, Any]:
    service = (
        random.choice(["bot-1", "bot-2", "md-feed"])
        if random.random() < 0.9
        else random.choice(["", "-", "token-1", "x" * 201, "bot ä", KEY])
    )
    attributes = (
        []
        if random.random() < 0.05
        else [{"key": "service.name", "value": {"stringValue": service}}]
    )
    spans = [_span(random) for _ in range(random.randint(1, 6))]
    return {
        "resource": {"attributes": attributes},
        scopes: [{parts: spans}],
    }


def _span(random: Random) -> dict[str, Any]:
    def some(plain: Any, pool: list[Any], share: float = 0.03) -> Any:
        return picked(random, random.choice(pool) if random.random() < share else plain)

    began = 1795082400000000000 + random.randrange(3600) * 1_000_000_000 + random.randrange(10**9)
    span: dict[str, Any] = {
        "traceId": some("{h}", _TRACES),
        "spanId": some("{h}"[:16], ["", None, "7"]),
        "parentSpanId": some("", ["00f067aa0ba902b7", None]),
        "kind": some(3, _KINDS),
        "name": "GET",
        "startTimeUnixNano": some(str(began), _TIMES),
        "endTimeUnixNano": some(str(began + random.randrange(10**8)), _TIMES),
        "attributes": _attributes(random),
        "status": some({}, _STATUS, 0.1),
        "events": some(
            [],
            [
                None,
                [
                    {
                        "name": "exception",
                        "attributes": [{"key": "exception.type", "value": {"stringValue": "X"}}],
                    }
                ],
            ],
            0.05,
        ),
    }
    for name in random.sample(list(span), random.choice([0] * 15 + [1])):
        del span[name]
    if random.random() < 0.03:
        span[random.choice(["traceState", "flags", "links", "droppedAttributesCount", "extra"])] = (
            random.choice(["", 1, [], None])
        )
    if random.random() < 0.05:
        span[random.choice(list(span))] = "\x02"
    return span


def _attributes(random: Random) -> list[Any]:
    chosen: list[tuple[str, Any]] = []
    for names, plain, others in _ATTRIBUTES:
        is_needed = names[0] in ("http.request.method", "url.full", "http.response.status_code")
        is_seldom = names[0] in ("url.query", "http.request.method_original")
        if random.random() < (0.98 if is_needed else 0.03 if is_seldom else 0.25):
            for name in random.sample(names, random.choice([1, 1, 1, min(2, len(names))])):
                pool = others if random.random() < 0.02 else plain
                chosen.append((name, picked(random, random.choice(pool))))
    if random.random() < 0.06:
        name = random.choice(list(_SELDOM))
        chosen.append((name, picked(random, random.choice(_SELDOM[name]))))
    if random.random() < 0.02:
        chosen.append(random.choice(chosen) if chosen else ("http.method", "GET"))
    random.shuffle(chosen)
    attributes: list[Any] = [
        {"key": name, "value": _value(random, value)} for name, value in chosen
    ]
    if random.random() < 0.02:
        odd = [{}, None, "\x02", {"key": "x"}, {"value": {"stringValue": "x"}, "key": "url.full"}, {"key": "url.full", "value": {}}, {"key": "x", "value": {"arrayValue": 5}}, {"key": "x", "value": {"kvlistValue": {"values": []}}}, {"key": "x", "value": {"stringValue": "a", "intValue": 1}}, {"key": "http.method", "value": {"bytesValue": "R0VU"}}, {"key": "x", "value": "y"}, {"Key": "x", "value": {"stringValue": "y"}}]  # fmt: skip
        attributes.insert(random.randint(0, len(attributes)), random.choice(odd))
    return attributes


def _value(random: Random, value: Any) -> dict[str, Any]:
    if isinstance(value, list):
        return {"arrayValue": {"values": [{"stringValue": one} for one in value]}}
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, float):
        return {"doubleValue": value}
    if isinstance(value, int):
        return {"intValue": str(value) if random.random() < 0.8 else value}
    return {random.choice(["stringValue"] * 30 + ["intValue", "doubleValue", "boolValue"]): value}
