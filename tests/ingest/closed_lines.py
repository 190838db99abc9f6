"""Lines of JSON of programs whose fields a table names, and values at the edge of what is plain."""

# ruff: noqa: E501
from __future__ import annotations

import json
from random import Random
from typing import Any

from analyzer.formats import named
from analyzer.mapping.plain_fields import KEYED, REFUSED, PlainField
from tests.ingest.look_lines import REQUEST_HEADERS, RESPONSE_HEADERS, as_json, picked, with_ids
from tests.ingest.mapped_lines import CLOCKS, VALUES, put

FORMS = ("caddy", "cloudflare", "envoy", "traefik_json")
_MOMENTS = (
    [1795082400031250001, 1795082400250, 1795082400, "2026-11-19T10:00:00Z", "2026-11-19T10:00:{s:02}.125Z"],
    [*CLOCKS, 1795082400031250, 17950824000312500, 1795082400.5, "1795082400031250001", 31, "2026-11-19T10:00:00.5+01:00"],
)  # fmt: skip
_OF_KEY: dict[str, tuple[list[Any], list[Any]]] = {
    "logger": (["http.log.access.log0"], ["http.log.access", "http.handlers.reverse_proxy", "admin", None, 7]),
    "msg": (["handled request"], ["upstream roundtrip", "", None, "x" * 300, {"a": 1}]),
    "tls": ([{"resumed": False, "version": 772, "proto": "h2", "server_name": "api.tickdb.ai"}, None], [{}, {"server_name": "x" * 300}, "", [], False]),
}  # fmt: skip
_OTHERS = [
    "level",
    "user_id",
    "RouterName",
    "entryPointName",
    "response_flags",
    "WAFRuleID",
    "request",
]


class Program:
    """How one program is set up: which of its fields a line has."""

    def __init__(self, random: Random, form: str) -> None:
        format_ = named(form).fitted("{")
        assert format_.plain_fields is not None
        fields = [one for one in format_.plain_fields() or () if not one.is_object]
        self.fields = [
            one
            for one in fields
            if one.slot != REFUSED and (one.rank == 0 or one.slot == KEYED or random.random() < 0.3)
        ]
        self.refused = [one for one in fields if one.slot == REFUSED]
        self.usual = {one.path: random.choice(_values(one)[0]) for one in self.fields}
        # Most answers do not say when to try again.
        self.usual |= {
            one.path: _values(one)[0][0] for one in fields if one.slot.endswith("_headers")
        }

    def line(self, random: Random) -> str:
        line: dict[str, Any] = {
            random.choice(_OTHERS): random.choice(["x", 1, None, {"a": ["\\u00e9"]}])
        }
        if isinstance(line.get("request"), str):
            line = {}
        for one in self.fields:
            if random.random() < 0.01:
                continue
            plain, others = _values(one)
            value = self.usual[one.path]
            if random.random() < 0.03:
                value = random.choice([*plain, *others])
            if one.slot == "status" and random.random() < 0.05:
                value = random.choice([429, "502", 401, 404])
            if one.slot.endswith("_headers") and isinstance(value, dict):
                told = REQUEST_HEADERS if one.slot[2] == "q" else RESPONSE_HEADERS
                value = {**value, **dict(random.sample(told, random.choice([0, 0, 1])))}
                value = {name: picked(random, each) for name, each in value.items()}
            put(line, list(one.path), _timed(random, picked(random, value)))
        if self.refused and random.random() < 0.02:
            put(line, list(random.choice(self.refused).path), random.choice(["7", "", None, "x"]))
        if random.random() < 0.01:
            line[random.choice([*line, "new"])] = random.choice([1, "x", {}, {"a": 1}, [1]])
        text = as_json(random, line, (",", ":"))
        if random.random() < 0.01:  # a field that comes twice
            text = text[:-1] + "," + json.dumps({random.choice([*line]): "x"})[1:]
        return with_ids(random, text) + "\n"


def _values(field: PlainField) -> tuple[list[Any], list[Any]]:
    if field.slot in ("began", "was_over"):
        return _MOMENTS
    if field.slot != KEYED:
        return VALUES[field.slot]
    name = field.path[-1]
    if name in _OF_KEY:
        return _OF_KEY[name]
    return VALUES["scheme" if name.endswith("Scheme") else "host"]


def _timed(random: Random, value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("{s:02}", f"{random.randint(0, 59):02}")
    if isinstance(value, float) and value == 1795082400.25:
        return value + random.random()  # all digits of a double
    return value


def log(random: Random, lines: int, form: str) -> str:
    """A log of one program."""
    program = Program(random, form)
    return "".join(program.line(random) for _ in range(lines))
