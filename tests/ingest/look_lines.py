"""Lines to look at: values at the edge of what is plain, and lines that are damaged.

Each value comes often enough to be answered for all lines that have it; damage is bytes changed,
parts cut out, spliced, doubled.
"""

# ruff: noqa: E501
from __future__ import annotations

import json
from random import Random
from typing import Any
from uuid import UUID as UUID_OF

from tests.formats.test_odd_json import ODD

KEY = "0003dde0-1111-4222-8333-000000332320"
# {"exp":1795086000}
EXPIRING = "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjE3OTUwODYwMDB9.c2lnbmF0dXJl"
UUID = "4280829d-384e-4c51-8c94-59644282862c"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
HOSTS = [
    "https://api.tickdb.ai", "https://mmapi.55-tech.com", "https://api.zeromarkets.com",
    "https://API.TickDB.ai", "http://api.tickdb.ai:80", "https://api.tickdb.ai:8443", "wss://h.io",
    "https://api.stripe.com", "https://api.github.com", "https://api.binance.com", "https://api.bybit.com",
    "https://api.openai.com", "https://x.myshopify.com", "https://www.okx.com", "https://api.coinbase.com", "https://unknown.example", "", "//x.io", "https://u:p@h.io",
    "ftp://x", "https://" + "h" * 40 + ".io", "https:/x", "api.tickdb.ai", "https://[::1]", "HTTPS://h.io", "https://api.tickdb.ai.",
]  # fmt: skip
PLAIN_HOSTS = [*HOSTS[:2], *HOSTS[7:16]]
PATHS = [
    "", "/", "/v1/market/ticker", "/v1/orders/{n}", "/v1/orders/{n}/cancel", "/a/acc-{n}/b", "/a//b",
    f"/u/{UUID}", "/h/deadbeef{n}00", "/h/abcdefab", "/t/Ab{n}cdefghijklmnopq", "/v{n}", "/v1.{n}/x",
    "/x-{n}-y", "/keys/{n}", "/bot{n}:abcdefghijklmnop", "/" + "a1" * 30, "/a b", "/a%20{n}", "/ä",
    "/o;{n}", "/ABCDEFGHI-{n}", "/{n}.{n}", "/{n}_{n}", "/a/{n}/", "/hook/{n}", "/a#b", "/x?", "/1e5",
]  # fmt: skip
QUERIES = [
    "", "?", "?symbol=S{n}", "?symbol=S{n}&limit=50", "?api_key=abc{n}", "?API_KEY=abc{n}", "?a=b?c", "?sig=1", "?q=%2F",
    f"?q={KEY}", "?x#y", "?pin={n}", "?a={n}&key=", "?q=ü", "?hash=1",
]  # fmt: skip
SIGNED = [
    "?symbol=S{n}&timestamp=1795082400000&signature={h}{h}", "?signature={h}{h}&timestamp={n}", "?sign={h}", "?a=1&Signature={h}&b=2",
    "?signature=", "?signature={h}&token={n}", "?signature={h}&signature={h}", "?signature={h}&q={u}", "?signature=ab%2Bcd", "?signature={h}=",
    "?a=b?signature={h}", "?signature&a={n}", "?api_key=abc{n}&signature={h}", "?signature={n}", "?xsignature={h}", "?&signature={h}&", "?sig={h}",
]  # fmt: skip
TIMES = [
    "2026-11-16T00:00:{s:02}Z", "2026-11-16T00:00:{s:02}.{n}Z", "2026-11-16T00:00:{s:02}+08:00",
    "2026-11-16T00:00:{s:02}.123456789Z", "2026-11-16 00:00:{s:02}Z", "2026-11-16T23:59:60Z",
    "2026-02-29T00:00:00Z", "2024-02-29T12:00:{s:02}-03:30", "2026-11-16T00:00:{s:02}", 1795082400,
    1795082400.25, 1795082400123, 1795082400123.5, 1795082400123456, 17950824, "1795082400", "",
    "1969-12-31T23:59:59Z", "2199-12-31T23:59:59Z", "2026-11-16T24:00:00Z", "2026-11-16T00:00:00z",
]  # fmt: skip
IDS = [
    UUID, TRACE, "req-{n}", "REDACTED", "xxxx-xxxx", "", "a" * 41, "A-B-{n}", "x y", "ü", ["a"], 7, None, "tok-{n}", KEY,
    "id\\n", f"00-{TRACE}-00f067aa0ba902b7-01", f"00-{'0' * 32}-00f067aa0ba902b7-01",
    f"ff-{TRACE}-00f067aa0ba902b7-01", f"00-{TRACE.upper()}-00f067aa0ba902b7-01",
]  # fmt: skip
COUNTS = [
    "0", "{n}", "1999", "99999999", "999999999", "1e3", "-1", "1.5", "", "60, 120", ["5"], 5, None,
    "1795082400", "2026-11-16T00:00:09Z", "Mon, 16 Nov 2026 00:00:09 GMT", "1m30s", "100;w=60",
    "1795082400123", "0001795082400", "179508240012", "1795082400.5", "12.25", "12.", ".5", "1.5.2", 0.25,
    1795082400, ["1795082400"], ["7", "8"], [], "Sun, 16 Nov 2026 00:00:09 GMT", "Mon, 31 Feb 2026 00:00:09 GMT",
    "Mon, 16 nov 2026 00:00:09 gmt", "Mon, 16 Nov 2026 24:00:00 GMT", "Mon, 16 Nov 2026 00:00:09 UTC", " 7", "9999999999",
]  # fmt: skip
LEFT = [
    '"burst";r={n};t=30', '"burst";r=50;t=30, "daily";r=9', "burst; r=7 ;t=0", 'default;r=1;t=2;pk=:YWJj:', '"a";t=3;r=4',
    "limit=100, remaining={n}, reset=30", "remaining=5", "limit=100,remaining=5,reset=1.5", "limit=100", '"burst";t=30', '"Burst";r=1',
    '"a";r=1,"b";r=1', '"a";r=1;t=5,"b";r=1;t=9', '"a b";r=1', '"burst";r=1;r=2', "", ['"burst";r=1;t=2'], '"remaining=";r=1', 7, '"burst";R=1', '"bu\\"rst";r=1',
]  # fmt: skip
POLICIES = [
    '"burst";q=100;w=60', '"burst";q=100;w=60, "daily";q=1000;w=86400', "100;w=60", '"100";w=60', "100;w=60, 1000;w=3600", '"burst";q=0;w=1',
    '"burst";q={n};w=60;qu="content-bytes"', '"daily";q=10;w=5;pk=:YWJj:', "100", '"a";q=5,"b";q=9;w=1', '"burst";w=60', "", "100; w=60; policy=x",
    '"burst";q=10;w=60;qu=requests', ['"burst";q=1;w=2', '"daily";q=3;w=4'], "1e2;w=3", '"x";q=10;w=60;pk=:qu=:',
]  # fmt: skip
REQUEST_HEADERS = [
    ("X-API-Key", KEY), ("x-api-key", "S{n}"), ("Authorization", f"Bearer {KEY}"),
    ("Authorization", f"Bearer {EXPIRING}"), ("Authorization", f"Bearer {EXPIRING}{{n}}"),
    ("Authorization", "Basic dTpw"), ("authorization", ""), ("Authorization", "a b "),
    ("X-Request-Id", IDS), ("traceparent", IDS), ("X-Trace-Id", IDS), ("Accept", "*/*"),
    ("X-API-Key", [KEY]), ("X-API-Key", "k\\u0041ey"), ("OK-ACCESS-KEY", "abcd"), ("Host", "x.io"),
    ("X-API-Key", "[REDACTED]"), ("X-API-Key", None), ("Zusatz", "ü"), ("X-API-Key", [KEY, "b"]), ("X-Request-Id", [UUID]),
    ("X-Timestamp", "1795082400{n}"), ("X-Signature", "{h}"), ("X-Nonce", ["{h}"]), ("X-Signature", KEY), ("x-secret", [KEY]),
    ("X-Timestamp", 1795082400), ("X-Note", "a\\b"), ("X-Session-Token", "{u}"), ("traceparent", [f"00-{TRACE}-00f067aa0ba902b7-01"]),
]  # fmt: skip
RESPONSE_HEADERS = [
    ("Content-Type", "application/json"), ("X-Request-Id", IDS), ("x-request-id", IDS),
    ("X-Trace-Id", IDS), ("Retry-After", COUNTS), ("X-RateLimit-Limit", COUNTS),
    ("X-RateLimit-Remaining", COUNTS), ("RateLimit-Remaining", COUNTS), ("X-RateLimit-Reset", COUNTS),
    ("RateLimit", LEFT), ("RateLimit-Policy", POLICIES), ("ratelimit", LEFT), ("ratelimit-policy", POLICIES),
    ("Date", "Mon, 16 Nov 2026 00:00:09 GMT"), ("Date", COUNTS), ("date", "Mon, 16 Nov 2026 00:00:01 GMT"), ("Set-Cookie", ["a=b", "c=d"]), ("traceparent", IDS),
    ("X-RateLimit-Limit-Requests", COUNTS), ("x-ratelimit-remaining-requests", COUNTS),
    ("X-RateLimit-Limit-Tokens", COUNTS), ("X-MBX-USED-WEIGHT-1M", COUNTS), ("Request-Id", IDS),
    ("X-GitHub-Request-Id", IDS), ("X-RateLimit-Used", COUNTS), ("x-ratelimit-resource", "core"),
    ("X-Bapi-Limit-Status", COUNTS), ("X-Bapi-Limit", COUNTS), ("X-Shopify-Shop-Api-Call-Limit", "39/40"),
    ("X-Rate-Limit-Limit", COUNTS), ("x-rate-limit-reset", COUNTS), ("X-RateLimit-Limit-Minute", COUNTS), ("x-ratelimit-remaining-minute", COUNTS),
    ("x-amzn-ErrorType", "ThrottlingException:http://x"), ("x-amzn-RequestId", IDS), ("x-ms-request-id", ["{u}"]),
    ("Access-Control-Expose-Headers", "request-id"), ("Access-Control-Expose-Headers", ["X-Amzn-RequestId", "x"]),
]  # fmt: skip
BODIES = [
    {"code": 0, "message": "success", "data": {"s": "S{n}", "p": 0.25}}, {"code": 3001, "message": "Rate"},
    {"code": 2002, "message": "Symbol not found: S{n}"}, {"code": "0"}, {"code": None}, {"code": {"a": 1}},
    {"code": 0, "traceId": UUID}, {"data": {"traceId": UUID}}, {"data": '{"trace": 1}'}, [], [1, {"code": 1}],
    {"error": {"code": 7, "message": "no"}}, {"error": "apiKey required"}, "text", "", '{"code":3001}', 7,
    {"code": "LIMIT_42901", "message": "too many", "traceId": UUID}, {"detail": [{"loc": ["a"], "msg": "b"}]},
    {"message": KEY}, {"message": KEY.upper()}, {"msg": "key\\/x"}, None, {"a": 1e-7, "b": 1e400}, "[1",
    {"Code": 1, "code": 0}, {"a" * 300: "b" * 900}, {"code": "x" * 300}, {"ret": -1}, {"retCode": 10006},
    {"success": False, "code": 40101}, {"retry_after": 3.5, "message": "limited"},
    {"errors": [{"message": "no", "extensions": {"code": "X"}}], "data": None}, {"data": {"errors": [1]}},
    {"data": {"x": {"userErrors": [{"message": "no"}]}}}, {"data": {"x": {"userErrors": []}}},
    {"code": "1", "data": [{"sCode": "51008", "sMsg": "no"}], "msg": ""}, {"code": "1", "data": []},
    {"code": "0", "data": [{"sCode": "0"}]}, {"success": False, "error_response": {"error": "UNKNOWN_FAILURE_REASON",
     "preview_failure_reason": "PREVIEW_INSUFFICIENT_FUND"}}, {"error": "UNKNOWN_FAILURE_REASON"},
    {"rateLimits": [{"limit": 6000, "count": 1}]}, {"extensions": {"cost": {"actualQueryCost": 3}}}, " {}", "\x00", True, {"message": "ä"}, {"code": 0.0}, {"a": {"b": "trace"}},
    {"success": True, "errors": [], "result": 1}, {"errors": None, "data": {}}, {"errors": "", "x": 1}, {"errors": {}}, {"errors": ["no"]}, {"errors": [{"status": "404"}]},
    {"jsonrpc": "2.0", "id": 1, "result": {"a": 1}}, {"jsonrpc": "2.0", "error": None, "result": 1}, {"jsonrpc": "2.0", "id": 1, "error": {"code": -32005, "message": "limit"}},
    {"code": 0, "note": "\U0001f680 é ÿ \x80"}, {"code": 0, "note": "\ud83d"}, {"error": "é\U0001f680"}, {"\xe9rrors": 1}, {"note": "\u212aey \u017fecret"},
]  # fmt: skip

# {u} and {w} are fresh in each line: that of a header and that of a body may be one.
TELLING = [
    {"code": "LIMIT_42901", "message": "too many", "traceId": "{u}"}, {"code": 0, "traceId": "{u}", "data": {}},
    {"code": 7, "message": "no such order", "orderId": "{u}"}, {"code": 7, "traceId": "{u}", "orderId": "{w}"},
    {"detail": {"message": "2 orders left open", "failed": ["{u}"]}}, {"traceId": "{u}", "trace_id": "{w}"},
    {"message": "{u}", "code": 3001}, {"message": "order {u} is gone", "traceId": "{u}"}, {"code": "{u}"},
    {"detail": "{u}"}, {"requestId": "{u}", "message": "no"}, {"error": {"code": 7, "trace_id": "{u}"}},
    {"traceback": "{u}", "code": 3001, "message": "x"}, {"traceId": "{u}", "session": KEY}, {"traceId": "req-1"},
    {"error": "no", "request_id": "{u}", "detail": {"traceId": "{w}"}}, {"id": "{h}", "code": 1}, {"traceId": "{h}"},
    {"traceId": KEY}, {"code": 7, "orderId": KEY}, {"traceId": "{u}", "detail": ["{u}"]}, {"code": 3001, "trace_id": "{u}", "message": "retry after 7 s"},
    {"code": 0, "traceId": "req_{h}"}, {"code": 0, "requestId": "01HF{h}"}, {"code": 7, "request_id": "req-{h}", "message": "no"},
    {"code": 7, "traceId": "s.{h}"}, {"code": 0, "trace_id": "a.b:{h}"}, {"code": 7, "traceId": "x{h}sign"}, {"code": 7, "traceId": f"{KEY}.7"},
    {"code": 7, "traceId": "{h}.7", "note": "{h}"}, {"code": 0, "traceId": "REDACTED"}, {"code": 3001, "traceId": "req_7", "message": "req_7"},
    {"code": 7, "traceId": "MDAwM2RkZTAtMTExMS00MjIyLTgzMzMtMDAw"}, {"code": 7, "traceId": "{u}.ab"},
    {"code": 0, "traceId": None}, {"code": 0, "traceId": "", "requestId": "{u}"}, {"code": 7, "traceId": None, "message": "{u}"},
]  # fmt: skip
ITEMS = [
    {"orderIds": [1, 2.50, "ord-3"]}, {"orders": [{"id": "a-1", "status": "filled"}, {"orderId": 7}]},
    {"code": 0, "data": {"cancelled": ["ord-1"], "failed": ["ord\u002d2", KEY]}}, [1, 2], "ids=1,2&x=3",
]  # fmt: skip


def picked(random: Random, value: Any) -> Any:
    """One of a list; a text with its numbers."""
    if isinstance(value, list) and any(value is pool for pool in (IDS, COUNTS, LEFT, POLICIES)):
        value = random.choice(value)
    if isinstance(value, str):
        return value.replace("{n}", str(random.choice([1, 7, 40, 123456, 9876543210])))
    return value


def fields(random: Random) -> dict[str, Any]:
    """The fields of a line: most of them plain, one or the other at the edge."""

    def some(plain: Any, pool: list[Any]) -> Any:
        return picked(random, random.choice(pool) if random.random() < 0.04 else plain)

    def headers(known: list[tuple[str, Any]], least: list[tuple[str, Any]]) -> dict[str, Any]:
        chosen = least + random.sample(known, random.choice([0, 0, 0, 1, 2]))
        return {name: picked(random, value) for name, value in chosen}

    time = some("2026-11-16T00:00:{s:02}.{n}Z", TIMES)
    if isinstance(time, str):
        time = time.replace("{s:02}", f"{random.randint(0, 59):02}").replace("9876543210", "987654")
    failing = random.random() < 0.15
    body = random.choice(BODIES + TELLING) if failing else some(BODIES[0], BODIES + ITEMS)
    line: dict[str, Any] = {
        "ts": time,
        "client": some("bot-{n}", ["", None, "bot ä", 7, "my bot", "token-1", KEY, "x" * 201]),
        "client_ip": some("10.0.0.7", ["", None, 7, "::1", "x" * 50]),
        "attempt": some(1, [0, -1, None, "2", 40000, 1.0]),
        "method": some("GET", ["get", "", None, "POST", "M-SEARCH", "X" * 13, 7]),
        "url": some(random.choice(PLAIN_HOSTS), HOSTS) + some("/v1/orders/{n}/cancel", PATHS) + some("?symbol=S{n}", QUERIES) if random.random() > 0.2 else random.choice(PLAIN_HOSTS) + "/v1/x" + random.choice(SIGNED),
        "status": some(random.choice([429, 502, 401]) if failing else 200, [
            "200", 201, 304, 99, 1000, 0, None, 200.0, 503, 101, True]),
        "duration_ms": some(random.choice([31.25, random.uniform(0, 900), random.random() * 10.0 ** random.randint(-3, 6)]), [0, -1, 1e-7, 1e300, "31", None, 123456789012345678, 1795082400.25, 1795082400250, 1e9, 0.1 + 0.2, 15.0]),
        "request_headers": headers(REQUEST_HEADERS, [("X-API-Key", KEY)]),
        "response_headers": headers(RESPONSE_HEADERS, [("X-Request-Id", "req-{n}")]),
        "response_body": as_text_body(random, body) if random.random() < 0.3 else body,
    }  # fmt: skip
    rare: dict[str, list[Any]] = {
        "vendor": ["tickdb", "55tech", "", None, "v" * 40, 7], "trace_id": IDS, "request_id": IDS,
        "protocol": ["http", "HTTP", None, "websocket"], "error": ["timeout", None, ""],
        "request_bytes": [0, 17, -1, "9", None, 1.5], "response_bytes": [0, 1000000, None, 10**16],
        "request_body": [*BODIES, *ITEMS], "key_id": [None, "abc"], "URL": ["/x"], "extra": BODIES,
        "connection": [None, "c-1"], "event": [None, "open"], "message": [None, {"code": 1}, "call done", KEY], "direction": [None, "sent"],
    }  # fmt: skip
    for name in random.sample(list(rare), random.choice([0, 0, 0, 1, 2])):
        line[name] = picked(random, random.choice(rare[name]))
    for name in random.sample(list(line), random.choice([0, 0, 0, 0, 1])):
        del line[name]
    return line


def as_text_body(random: Random, body: Any) -> str:
    """A body as clients log it that know of no JSON, as Python prints it; of a gateway in front of
    one, twice."""
    if random.random() < 0.04:
        return random.choice([repr(body), repr(json.dumps(body).encode())])
    text = json.dumps(
        body, ensure_ascii=random.random() < 0.5, indent=random.choice([None, None, 1])
    )
    if random.random() < 0.05:
        return text[: random.randint(1, len(text))]
    return json.dumps({"code": 0, "data": text}) if random.random() < 0.05 else text


def text_of(random: Random, line: dict[str, Any]) -> str:
    """A line as JSON, with or without blanks, sometimes with something odd in a field's place."""
    separators = (", ", ": ") if random.random() < 0.1 else (",", ":")
    return with_ids(random, as_json(random, line, separators))


def with_ids(random: Random, text: str) -> str:
    for mark in ("{u}", "{w}"):
        text = text.replace(mark, str(UUID_OF(int=random.getrandbits(128), version=4)))
    return text.replace("{h}", f"{random.getrandbits(128):032x}")


def as_json(random: Random, line: dict[str, Any], separators: tuple[str, str]) -> str:
    if random.random() < 0.04:
        name = random.choice(list(line))
        text = json.dumps({**line, name: "\x02"}, separators=separators)
        return text.replace(
            '"\\u0002"', random.choice([odd for odd in ODD.values() if len(odd) < 500])
        )
    return json.dumps(line, separators=separators, ensure_ascii=random.random() < 0.5)


def damaged(random: Random, line: str) -> str:
    at, to = sorted(random.choices(range(len(line) + 1), k=2))
    match random.randrange(6):
        case 0:
            return line[:at]
        case 1:
            return line[:at] + line[to:]
        case 2:
            return line[:at] + line[at : at + 30] + line[at:]
        case 3:
            return line[:at] + random.choice('{}[]",:\\ 0e.-\t\x01ä') + line[at + 1 :]
        case 4:
            return line.replace('"', "'", random.randint(1, 3))
        case _:
            return random.choice(["", " ", "[]", "null", line + line, line + ",", " " + line + " "])


MESSAGES = [
    {"cmd": "subscribe", "code": 0}, {"code": 4003, "cmd": "x"}, {"error": "apiKey required"}, {"error": None}, {"e": "Error"},
    {"type": "error"}, {"type": "ticker", "price": 1}, {"event": "failed"}, {"status": "ok"}, {"status": "failure"}, {"success": False},
    {"success": True}, {"retCode": 10001}, {"data": {"retCode": 7}}, {"data": [{"code": 1}]}, [{"code": "x"}], [1, [2, "a"]], [],
    {}, "pong", "error", "", 7, None, True, {"detail": None}, {"text": " Invalid API Key "}, {"text": "invalid api key"}, {"text": "Invalid API key."}, {"text": "Connection limit exceeded (max 5)"}, {"a": "ü"},
    {"a": 'q"q'}, {"detail": {"a": 1}}, {"errors": []}, {"Error": {"Code": 1}}, {"a": {"type": "error"}}, ["error"], {"s": KEY},
    '{"code":4003}', {"id": 7}, {"data": {"token": KEY}}, {"a": 1e400}, {"__type": "x"}, {"error_response": {"error": 1}},
]  # fmt: skip


def frame(random: Random) -> dict[str, Any]:
    """A line of a WebSocket: most of them prices, one or the other at the edge."""

    def some(plain: Any, pool: list[Any], share: float = 0.03) -> Any:
        return picked(random, random.choice(pool) if random.random() < share else plain)

    line = {
        "ts": some(f"2026-11-16T00:00:07.{random.randrange(10**6)}Z", TIMES),
        "protocol": some("websocket", ["WebSocket", "ws", None, "http", "", 7]),
        "connection": f"c-{random.randint(1, 9)}",
        "direction": some("received", ["sent", "RECEIVED", None, "in", "", 7], 0.04),
        "message": some(
            {"cmd": "ticker", "data": {"s": "S{n}", "p": 0.25, "l": [1, [2]]}}, MESSAGES, 0.3
        ),
    }
    rare: dict[str, list[Any]] = {
        "url": ["wss://api.tickdb.ai/v1/ws", "wss://api.polygon.io/x", "wss://x.io/?token=abcdefgh12345678", None],
        "event": ["open", "close", "error", None, "Open", "ping"], "client": ["bot-1", None], "vendor": ["tickdb", "polygon", None],
        "status": [101, 403, None], "close_code": [1008, None], "reason": ["bye", None], "error": ["timeout", None], "seq": [1, {"code": 1}],
        "request_headers": [{"X-API-Key": KEY}, None], "client_ip": ["10.0.0.7"], "trace_id": IDS, "Message": [1], "extra": BODIES,
    }  # fmt: skip
    for name in random.sample(list(rare), random.choice([0, 0, 0, 0, 0, 0, 1, 2])):
        line[name] = picked(random, random.choice(rare[name]))
    for name in random.sample(list(line), random.choice([0] * 19 + [1])):
        del line[name]
    return line


def lines_of(random: Random, count: int) -> bytes:
    lines = []
    for _ in range(count):
        line = text_of(random, fields(random))
        lines.append(damaged(random, line) if random.random() < 0.08 else line)
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogatepass")
