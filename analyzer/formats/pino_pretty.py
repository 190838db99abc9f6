r"""pino-pretty: a message of pino, and below it its fields, indented.

Source: pinojs/pino-pretty (MIT), lib/pretty.js, lib/utils/prettify-object.js and prettify-error.js: each
field stands four columns in, objects as JSON over lines, a stack as text in its error. What was
printed so is read as the JSON that it was. A time of day alone, which
newer versions print, says no day: that is told by when the file was last changed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from analyzer.formats import Sample, row
from analyzer.formats.json_lines import names_a_call
from analyzer.formats.kinds.blocks import fields_of_blocks
from analyzer.formats.kinds.object_fields import object_format

_SURENESS = 0.7
# A collector's time stands before one that says no day.
_HEAD = re.compile(
    r"^(?:(?P<stamp>\d{4}-\d\d-\d\dT\S+) )?(?:(?P<first>[A-Z]+) )?\[(?P<time>[^\]\n]{8,40})\] ?(?P<level>[A-Z]+)?(?: \([^()\n]*\))?: ?(?P<msg>.*)$"
)
_ZONED = re.compile(r"^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?) ([+-]\d\d)(\d\d)$")
_INDENT = "    "
_MEMBER = re.compile(r"^ {4}(?P<name>[\w.$@-]+):(?: (?P<value>.*))?$")
_STACK = '      "stack":'
_OF_ERRORS = ("err", "error")
_LONGEST_BLOCK = 2000


def _block_size(lines: Sequence[str], at: int) -> int:
    """How many lines a message has with its fields."""
    end = at + 1
    while end < min(len(lines), at + _LONGEST_BLOCK) and lines[end].startswith(_INDENT):
        end += 1
    return end - at


def _fields_of(block: Sequence[str]) -> dict[str, object]:
    """The fields of a message; nothing of what is none of pino's."""
    head = _HEAD.match(block[0])
    if head is None:
        return {}
    zoned = head["stamp"] or _ZONED.sub(r"\1T\2\3:\4", head["time"])
    fields = {"level": head["first"] or head["level"], "time": zoned, "msg": head["msg"]}
    return {name: text for name, text in fields.items() if text} | _members_of(block[1:])


def _members_of(lines: Sequence[str]) -> dict[str, object]:
    members: dict[str, list[str]] = {}
    held: list[str] = []
    for line in lines:
        if found := _MEMBER.match(line):
            held = members[found["name"]] = [found["value"] or ""]
        else:
            held.append(line)
    return {name: _value("\n".join(_with_stack(texts))) for name, texts in members.items()}


def _with_stack(lines: Sequence[str]) -> list[str]:
    """The lines of a value, with the text of a stack as a text of JSON again."""
    out: list[str] = []
    stack: list[str] | None = None
    for line in lines:
        if line == _STACK:
            stack = []
        elif stack is not None and not line.startswith(('      "', "    }")):
            stack.append(line.strip())
        else:
            if stack is not None:
                out.append(f'"stack": {json.dumps(chr(10).join(stack))}{"," * (line[4] != "}")}')
                stack = None
            out.append(line)
    return out


def _value(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _names_a_call(fields: Mapping[str, object]) -> bool:
    """Whether a message tells a call in fields of its own; an error alone is of the client's kind."""
    own = {name: value for name, value in fields.items() if name not in _OF_ERRORS}
    return len(own) > 1 and names_a_call(json.dumps(own))


def _detect(beginning: str) -> float:
    """Messages with fields below them, some of which tell a call."""
    if f"\n{_INDENT}" not in beginning:
        return 0.0
    lines = beginning.split("\n")
    heads = (at for at, line in enumerate(lines[:-1]) if lines[at + 1].startswith(_INDENT))
    blocks = (lines[at : at + _block_size(lines, at)] for at in heads if _HEAD.match(lines[at]))
    return _SURENESS if any(_names_a_call(_fields_of(one)) for one in blocks) else 0.0


FORMAT = object_format(
    "pino_pretty",
    "pino-pretty: messages with their fields below them",
    _detect,
    assemble=fields_of_blocks(_block_size, _fields_of),
    stamped=True,
    samples=(
        Sample(
            """[2026-11-19 10:00:00.250 +0000] INFO (7): request completed
    req: {
      "id": 1,
      "method": "GET",
      "url": "/v1/x",
      "headers": {
        "host": "api.tickdb.ai"
      },
      "remoteAddress": "10.0.0.7"
    }
    res: {
      "statusCode": 429,
      "headers": {
        "retry-after": "30"
      }
    }
    responseTime: 31
[2026-11-19 10:00:01.250 +0000] INFO (7): started
[2026-11-19 10:00:02.250 +0000] ERROR (7 on host1): Request failed with status code 503
    order: 7
    err: {
      "type": "AxiosError",
      "message": "Request failed with status code 503",
      "stack":
          AxiosError: Request failed with status code 503
              at settle (/app/node_modules/axios/lib/core/settle.js:19:12)
      "config": {
        "method": "get",
        "url": "https://api.tickdb.ai/v1/y"
      },
      "code": "ERR_BAD_RESPONSE",
      "status": 503
    }
WARN [1795082403250] (7): slow
    method: "GET"
    url: "https://api.tickdb.ai/v1/z"
    status: 200
    duration: 250
\x1b[32mINFO\x1b[39m [10:00:04.250]: fetched
    method: "GET"
    url: "https://api.tickdb.ai/v1/w"
    status: 200
""",
            rows=(
                row(
                    "10:00:00.219 GET api.tickdb.ai/v1/x -> 429 in 31 ms",
                    client_ip="10.0.0.7",
                    retry_after_s=30.0,
                ),
                row("10:00:02.25 GET api.tickdb.ai/v1/y -> 503"),
                row("10:00:03 GET api.tickdb.ai/v1/z -> 200 in 250 ms"),
            ),
            rejects=1,
            skipped=38,
        ),
        # A collector's time before one that says no day.
        Sample(
            """2026-11-19T10:00:00.250Z [10:00:00.249] ERROR (7): api call failed
    durationMs: 25
    url: "https://api.tickdb.ai/v1/x"
    status: 400
""",
            rows=(row("10:00:00.225 api.tickdb.ai/v1/x -> 400 in 25 ms"),),
            skipped=3,
        ),
    ),
)
