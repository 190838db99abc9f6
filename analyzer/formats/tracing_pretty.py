r"""Rust's `tracing` in the format `pretty`: an event, and below it where it was and in which spans.

Source: tokio-rs/tracing (MIT), tracing-subscriber/src/fmt/format/pretty.rs: fields are `name: value` after
commas, behind the message and behind each span's `with`. What was printed so is read as the object
that the same subscriber writes as JSON: the event's own fields count before those of its spans.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from analyzer.formats import Sample, row
from analyzer.formats.json_lines import names_a_call
from analyzer.formats.kinds.blocks import fields_of_blocks
from analyzer.formats.kinds.failures.rust_causes import STRUCT
from analyzer.formats.kinds.object_fields import object_format

_SURENESS = 0.7
_EVENT = re.compile(
    r"^ {2}(?P<timestamp>\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)) +(?P<level>TRACE|DEBUG|INFO|WARN|ERROR) "
    r"(?:(?P<target>\w+(?:::\w+)*): )?(?P<said>.*)$"
)
_BELOW = re.compile(r"^ {4}(?:at \S|(?:in|with) \S)")
_PLACE = "    at "
_SPAN = re.compile(r"^ {4}in .*? with (?P<said>.*)$")
_NAME = r"[A-Za-z_][\w.]*"
_FIELD = re.compile(
    rf'(?:^|, )(?P<name>{_NAME}): (?P<value>"(?:[^"\\]|\\.)*"|{STRUCT}|.*?)(?=, {_NAME}: |$)'
)
_SOME = re.compile(r"^Some\((.*)\)$")
_MOST_BELOW = 200
# An error by anyhow's `{:?}` goes on below a blank line, with what caused it.
_CAUSES = ("", "Caused by:")
_MOST_CAUSES = 40


def _said_size(lines: Sequence[str], at: int) -> int:
    """How many lines an event's own words have, which the causes of its error may be among."""
    if tuple(lines[at + 1 : at + 3]) != _CAUSES:
        return 1
    for end in range(at + 3, min(len(lines), at + _MOST_CAUSES)):
        if _EVENT.match(lines[end]):
            break
        if _BELOW.match(lines[end]) and lines[end].startswith(_PLACE):
            return end - at
    return 1


def _block_size(lines: Sequence[str], at: int) -> int:
    end = at + _said_size(lines, at)
    while end < min(len(lines), at + _MOST_BELOW) and _BELOW.match(lines[end]):
        end += 1
    return end - at


def _value(text: str) -> str:
    text = _SOME.sub(r"\1", text)
    try:
        return str(json.loads(text)) if text[:1] == '"' else text
    except ValueError:
        return text


def _fields_said(said: str) -> dict[str, object]:
    return {found["name"]: _value(found["value"]) for found in _FIELD.finditer(said)}


def _fields_of(block: Sequence[str]) -> dict[str, object]:
    """The fields of an event; nothing of what is none."""
    event = _EVENT.match(block[0])
    if event is None:
        return {}
    size = _said_size(block, 0)
    words = "; ".join(line.strip() for line in (event["said"], *block[1:size]) if line.strip())
    first = _FIELD.search(words)
    head = {name: event[name] for name in ("timestamp", "level", "target") if event[name]}
    fields = {**head, "message": words[: first.start() if first else None]}
    for said in [words, *(s["said"] for line in block[size:] if (s := _SPAN.match(line)))]:
        fields = _fields_said(said) | fields
    return fields


def _detect(beginning: str) -> float:
    """Events with lines below them, one of which names a call or what became of it."""
    if "\n    at " not in beginning and "\n    in " not in beginning:
        return 0.0
    lines = beginning.split("\n")
    heads = (at for at, line in enumerate(lines[:-1]) if _BELOW.match(lines[at + 1]))
    events = (_fields_of(lines[at : at + _block_size(lines, at)]) for at in heads)
    return _SURENESS if any(map(_tells_of_call, events)) else 0.0


def _tells_of_call(fields: dict[str, object]) -> bool:
    return "://" in str(fields.get("error")) or names_a_call(json.dumps(fields))


FORMAT = object_format(
    "tracing_pretty",
    "Rust tracing, format pretty",
    _detect,
    assemble=fields_of_blocks(_block_size, _fields_of),
    stamped=True,
    samples=(
        Sample(
            """  2026-11-19T10:00:00.281000Z  INFO reqwest_tracing::reqwest_otel_span_builder: close, time.busy: 1.20ms, time.idle: 29.8ms
    at src/reqwest_otel_span_builder.rs:31 on tokio-runtime-worker
    in reqwest_tracing::HTTP request with http.request.method: GET, url.scheme: https, server.address: "api.tickdb.ai", url.full: "https://api.tickdb.ai/v1/x?a=1", http.response.status_code: 429

  2026-11-19T10:00:01.000000Z  INFO bot: started, orders: 7
    at src/main.rs:16

  \x1b[2m2026-11-19T10:00:02.250000Z\x1b[0m \x1b[31mERROR\x1b[0m \x1b[1;31mbot::client\x1b[0m\x1b[31m: request failed, status: 503, url: "https://api.tickdb.ai/v1/y"\x1b[0m
    at src/client.rs:40
    in bot::order with id: 7

  2026-11-19T10:00:03.250000Z DEBUG tower_http::trace::on_response: finished processing request, latency: 250 ms, status: 404
    at tower-http/src/trace/on_response.rs:114
    in tower_http::trace::make_span::request with method: GET, uri: /v1/z?a=1, version: HTTP/1.1

  0001-11-19T10:00:04.000000Z ERROR bot::client: request failed, status: 500, url: "https://api.tickdb.ai/v1/y"
    at src/client.rs:40

""",
            rows=(
                row("10:00:00.25 GET api.tickdb.ai/v1/x?a=1 -> 429 in 31 ms"),
                row("10:00:02.25 api.tickdb.ai/v1/y -> 503"),
                row("10:00:03 GET /v1/z?a=1 -> 404 in 250 ms"),
            ),
            rejects=1,
            skipped=14,
        ),
    ),
)
