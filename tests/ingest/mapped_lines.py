"""Lines of JSON of any make: fields under names that the table of aliases knows, and values at the
edge of what is plain.

The names are drawn once for a log, as its program has them; the values for each line.
"""

# ruff: noqa: E501
from __future__ import annotations

import json
import tomllib
from importlib import resources
from random import Random
from typing import Any

from analyzer import mapping
from tests.ingest.look_lines import (
    BODIES,
    COUNTS,
    HOSTS,
    IDS,
    ITEMS,
    KEY,
    PATHS,
    QUERIES,
    REQUEST_HEADERS,
    RESPONSE_HEADERS,
    TELLING,
    TIMES,
    as_json,
    as_text_body,
    picked,
    with_ids,
)

_ADDRESSES = [
    "10.0.0.7", "10.0.0.8", "10.0.0.{n}", "10.0.0.9,10.0.0.2", "[fd00::1]", "10.0.0.7 ", "1.2.3.4x", "[10.0.0.7]:5", "de:ad::be:ef", "[::1", "10.0.0.7:5123", "fd00::1", "[fd00::1]:5", "10.0.0.7, 10.1.0.1", "-", "", None, 7, "host", "1.2.3",
    "1.2.3.4.5", "0.0.0.0", "::ffff:10.0.0.7", "abcd:ef", "2001:DB8::1", " 10.0.0.7", "10.0.0.1234", ["10.0.0.7"], "::",
]  # fmt: skip
_DURATIONS = [
    "0.031", 0.031, 31, "31", 0, "0", "-", "", None, "0.1, 0.2 : 0.1", "31 ms", "1m2s", 1e-7, -1, 123456789, 1795082400, "1795082400.5", True,
    "0.0005", 0.1234567, 99999.9994999, "1e-3", 123456789012345678, 1500000000000, [1], "12,5", 2.5,
    "18ms", "1.5s", "250us", "10.969722ms", "7ns", "1h", "0.3 s", "+12", "5m",
]  # fmt: skip
CLOCKS = [
    *TIMES, "19/Nov/2026:18:00:{s:02} +0800", "19/Nov/2026:24:00:00 +0000", "[19/Nov/2026:10:00:00 +0000]", "2026/11/19 10:00:{s:02}",
    "Thu, 19 Nov 2026 10:00:01 GMT", 1795082400.123, "1795082400.250", "1795082400250", 17950824001, None, "-", "10:00:01", {"a": 1}, "2026-11-19T10:00:00.5+0800",
]  # fmt: skip
_STATUSES = [
    200,
    "200",
    "429",
    502,
    "401",
    0,
    "0",
    "-",
    "",
    None,
    "200 OK",
    99,
    1000,
    "304",
    200.0,
    "abc",
    True,
    -1,
    "000",
    [200],
]
_REQUESTS = [
    "GET /v1/orders/{n}?symbol=S1 HTTP/1.1", "POST /v1/x HTTP/2.0", "GET", "-", "", None, "\x16\x03", "GET /a b HTTP/1.1", "get /v1/x HTTP/1.1",
    "GET https://api.tickdb.ai/v1/x HTTP/1.1", "DELETE /v1/orders/{n} HTTP/3", {"method": "PUT", "url": "/v1/y"}, "GET /v1/x", 7, 'GET /v1/"x" HTTP/1.1',
]  # fmt: skip
_NAMES = [
    "bot-{n}",
    "md",
    "10.0.0.7",
    "",
    "-",
    None,
    "my bot",
    7,
    "b:1",
    "[x]",
    "x" * 201,
    "token-1",
    "1st",
    {"name": "x"},
    "ü",
    "fd00::1",
    "Infinity",
    "nan",
    "PT5S",
    "5s",
]
_TEXTS = ["request completed", "GET /v1/x failed", "Request failed with status code 502", "", None, 7, {"message": "no"}, "slack_webapi_platform_error", "ECONNRESET",
          "An API error occurred: x", 'Get "https://api.tickdb.ai/v1/z": EOF', "{n}", "x" * 300, [1], True]  # fmt: skip
# Of each slot: values that are plain, and others.
VALUES: dict[str, tuple[list[Any], list[Any]]] = {
    "started": (["2026-11-16T00:00:{s:02}Z", 1795082400.25], CLOCKS),
    "finished": (["2026-11-16T00:01:{s:02}.250Z"], CLOCKS),
    "ended": (["19/Nov/2026:18:00:{s:02} +0800", "2026-11-16T00:01:{s:02}+01:00", "1795082400.250", 1795082400250], CLOCKS),
    "duration": (["0.031", 31, 0.25, "1.5"], _DURATIONS),
    "method": (["GET", "POST"], ["get", "", "-", None, 7, "M-SEARCH", "DELETE", {"a": 1}]),
    "request": (_REQUESTS[:2], _REQUESTS),
    "url": (["/v1/orders/{n}?symbol=S1", "https://api.tickdb.ai/v1/x", "/v1/{n}"], [*(f"{h}{p}" for h in HOSTS[:9] for p in PATHS[:6]), *PATHS, "a.io/x", "a.io:443", "-", None, 7, "/x?", "/x?a#b", "*"]),
    "path": (["/v1/orders/{n}", "/v1/x"], [*PATHS, "v1/x", "https://a.io/v1", "-", None, 7, "api.tickdb.ai/x", "/x?a=1"]),
    "query": (["symbol=S{n}", "limit=5"], [*(q[1:] for q in QUERIES), *QUERIES, "-", None, 7, "{a}", "[1]", {"a": 1}]),
    "scheme": (["https", "http"], ["HTTP/1.1", "wss", "", "-", None, 7, "ftp", "HTTPS"]),
    "host": (["api.tickdb.ai", "mmapi.55-tech.com", "unknown.example"], ["", "-", None, "api.tickdb.ai:8443", "a b", ["api.tickdb.ai"], 7, "x" * 250, "{a", KEY, "u:p@h.io", "10.0.0.{n}"]),
    "status": ([200, "200"], _STATUSES),
    "weak_status": ([0, 3001], _STATUSES),
    "client": (["md-feed", "bot-{n}"], _NAMES),
    "client_ip": (_ADDRESSES[:2], _ADDRESSES),
    "forwarded": (["-", "10.0.0.9"], _ADDRESSES),
    "vendor": (["tickdb"], ["", None, "55tech", "x" * 40, 7]),
    "request_bytes": ([0, "17"], [*COUNTS, -1, "-", 1.5]),
    "response_bytes": ([57, "5{n}"], [*COUNTS, -1, "-", 10**16]),
    "attempt": ([1], [0, "2", -1, None, 40000, "x", 1.0]),
    "trace_id": (["{h}", "{u}"], [*IDS, "Root=1-5-{h};Parent=x", "projects/p/traces/{h}", "0x{h}", "-"]),
    "request_id": (["{u}", "req-{n}", 7], [*IDS, "-", 7, 123456789012345678, 12.5, -7]),
    "key_id": (["k1"], ["", None, "-"]),
    "request_headers": ([{"X-API-Key": KEY, "Host": "api.tickdb.ai"}], [{}, None, "-", "{}", [], [{"name": "a", "value": "b"}]]),
    "response_headers": ([{"X-Request-Id": "{u}"}, {"Retry-After": "7"}], [{}, None, "", "{}", [], {"X-RateLimit-Remaining": "5"}]),
    "request_body": ([None, "", {"orderIds": [1]}], [*BODIES, *ITEMS, "-"]),
    "response_body": ([None, "", {"code": 0, "data": {"p": 1}}], [*BODIES, *ITEMS, *TELLING, "-"]),
}  # fmt: skip
_RARE = ("weak_status", "vendor", "request_body", "response_body", "request_headers", "response_headers",
         "attempt", "finished", "error", "error_text", "error_code", "stack", "told_by", "termination", "after_base")  # fmt: skip
_COMMON = (
    "client",
    "client_ip",
    "forwarded",
    "scheme",
    "host",
    "query",
    "request_bytes",
    "response_bytes",
    "trace_id",
    "request_id",
)


class Make:
    """How one program logs: the name of each field, flat or nested."""

    def __init__(self, random: Random) -> None:
        names = _written_names()
        chosen = [random.choice(["started", "ended", "ended"]), "status"]
        chosen += random.choice(
            [["request"], ["method", "url"], ["method", "path"], ["method", "url", "request"]]
        )
        chosen += random.choice([[]] * 9 + [["base"], ["parameters"], ["key_id"]])
        chosen += ["duration"] * random.choice([0, 1, 1, 1, 1, 1, 1, 2])
        chosen += random.sample(_COMMON, random.randint(2, 6)) + random.sample(
            _RARE, random.choice([0, 0, 1, 2])
        )
        self.fields = list(dict.fromkeys((slot, random.choice(names[slot])) for slot in chosen))
        self.nests = random.random() < 0.7
        plain = {slot: values[0] for slot, values in VALUES.items()}
        self.usual = {
            slot: random.choice(plain.get(slot, [None, "request completed"]))
            for slot, _ in self.fields
        }
        self.extra = random.sample(["level", "pid", "user_agent", "v", "hostname", "logger"], 2)

    def values(self, random: Random) -> dict[str, Any]:
        """The fields of a line, flat or nested."""
        line: dict[str, Any] = {
            name: random.choice([1, "x", "bot/1.{n}", None, {"a": [1]}]) for name in self.extra
        }
        for slot, name in self.fields:
            if random.random() < 0.01:
                continue
            plain, others = VALUES.get(slot, ([None], _TEXTS))
            value = self.usual[slot] if random.random() < 0.97 else random.choice([*plain, *others])
            if slot == "status" and random.random() < 0.05:
                value = random.choice([429, "502", 401, 404])
            if slot.endswith("_headers") and isinstance(value, dict):
                value = {
                    **value,
                    **dict(
                        random.sample(
                            REQUEST_HEADERS
                            if slot[2] == "q" and random.random() < 0.8
                            else RESPONSE_HEADERS,
                            random.choice([0, 0, 0, 1]),
                        )
                    ),
                }
                value = {name: picked(random, one) for name, one in value.items()}
            if slot.endswith("_body") and random.random() < 0.02:
                value = as_text_body(random, value)
            put(
                line,
                name.split(".") if self.nests else [name],
                _timed(random, picked(random, value)),
            )
        if random.random() < 0.01:
            line[random.choice(["new", "time", "status", "req", "extra"])] = random.choice(
                [1, "x", {}, {"a": 1}]
            )
        names = list(line)
        if random.random() < 0.05:
            random.shuffle(names)
        return {name: line[name] for name in names}

    def line(self, random: Random) -> str:
        line = self.values(random)
        names = list(line)
        text = as_json(random, line, (",", ":"))
        if random.random() < 0.01:  # a field that comes twice
            text = text[:-1] + "," + json.dumps({random.choice(names): "x"})[1:]
        return with_ids(random, text) + "\n"


def _written_names() -> dict[str, list[str]]:
    """The names of each slot as the table has them."""
    table = tomllib.loads((resources.files(mapping) / "aliases.toml").read_text("utf-8"))
    duration = table.pop("duration")
    units = duration["units"].items()
    names = [f"{name}_{ends[0]}" for name in duration["names"] for _, ends in units]
    table["duration"] = [
        *names,
        *duration["names"],
        *(n for some in duration["makes"].values() for n in some),
    ]
    return {slot: found for slot, found in table.items() if isinstance(found, list)}


def put(line: dict[str, Any], path: list[str], value: Any) -> None:
    """A value under a path, if no other value is in the way."""
    *outer, last = path
    for name in outer:
        inner = line.setdefault(name, {})
        if not isinstance(inner, dict):
            return
        line = inner
    line.setdefault(last, value)


def _timed(random: Random, value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("{s:02}", f"{random.randint(0, 59):02}")
    return value


def log(seed: int, lines: int) -> str:
    """A log of one make."""
    random = Random(seed)
    make = Make(random)
    return "".join(make.line(random) for _ in range(lines))
