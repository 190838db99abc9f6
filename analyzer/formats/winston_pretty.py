r"""winston's `prettyPrint()` (Node.js): each entry as `util.inspect` prints an object, over lines.

Source: logform, pretty-print.js. An entry is read as the object that `json()` would have written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from analyzer.formats import Sample, row
from analyzer.formats.json_lines import names_a_call
from analyzer.formats.kinds.blocks import fields_of_blocks
from analyzer.formats.kinds.node.inspect import parsed
from analyzer.formats.kinds.object_fields import object_format

_SURENESS = 0.7
# JSON over lines has its names in quotation marks.
_OPENING = re.compile(r"(?m)^\{\n  (?:[A-Za-z_$][\w$]*|'[^'\n]+'): ")
# A short entry stands in one line.
_SHORT = re.compile(r"^\{ (?:[A-Za-z_$][\w$]*|'[^'\n]+'): .* \}$")
_MOST_LINES = 400
# A member that is an error: what it says, and its stack below, behind which its own members stand.
_ERROR = re.compile(
    r"^(?P<indent> {2,})\[?(?P<name>[A-Za-z_$][\w$]*)\]?: (?P<said>[A-Z]\w*(?: \[\w+\])?: .*)$"
)
_FRAME = re.compile(r"^ +at ")


def _block_size(lines: Sequence[str], at: int) -> int:
    """How many lines the entry has that begins in one; 1 of what is no entry."""
    if lines[at] == "{":
        for end in range(at + 1, min(len(lines), at + _MOST_LINES)):
            if lines[end] == "}":
                return end + 1 - at
            if lines[end] == "{":
                break
    return 1


def _fields_of(block: Sequence[str]) -> dict[str, object]:
    """The members of an entry; nothing of what is none."""
    if not (_OPENING.match("\n".join(block[:2])) or _SHORT.match(block[0])):
        return {}
    found = parsed("\n".join(_with_errors_as_objects(block)))
    return found if isinstance(found, dict) else {}


def _with_errors_as_objects(lines: Sequence[str]) -> list[str]:
    made: list[str] = []
    at = 0
    while at < len(lines):
        found, end = _ERROR.match(lines[at]), at + 1
        while found and end < len(lines) and _FRAME.match(lines[end]):
            end += 1
        if found and end > at + 1:
            said = json.dumps({"message": found["said"]}, ensure_ascii=False)
            closed = said[:-1] + "," if lines[end - 1].endswith(" {") else said + ","
            made.append(f"{found['indent']}{found['name']}: {closed}")
        else:
            made.append(lines[at])
        at = end
    return made


def _detect(beginning: str) -> float:
    """Entries, one of which names a call or what became of it."""
    lines = beginning.split("\n")
    if "{" not in lines or not _OPENING.search(beginning):
        return 0.0
    heads = [at for at, line in enumerate(lines) if line == "{"]
    entries = (_fields_of(lines[at : at + _block_size(lines, at)]) for at in heads)
    return _SURENESS if any(names_a_call(json.dumps(one)) for one in entries if one) else 0.0


FORMAT = object_format(
    "winston_pretty",
    "winston (Node.js), prettyPrint",
    _detect,
    assemble=fields_of_blocks(_block_size, _fields_of),
    samples=(
        Sample(
            """> node bot.js
{
  method: 'GET',
  url: 'https://api.tickdb.ai/v1/market/ticker',
  status: 200,
  response: { code: 3001, message: 'Rate limit exceeded' },
  request_headers: { 'X-API-Key': 'k-1' },
  level: 'error',
  message: 'vendor call failed',
  timestamp: '2026-11-19T10:00:00.250Z'
}
{ message: 'started', level: 'info', timestamp: '2026-11-19T10:00:00.500Z' }
{ url: 'https://slack.com/api/x', status: 429, timestamp: '2026-11-19T10:00:00.750Z' }
{
  method: \x1b[32m'GET'\x1b[39m,
  url: \x1b[32m'https://api.tickdb.ai/v1/y'\x1b[39m,
  status: \x1b[33m429\x1b[39m,
  duration_ms: \x1b[33m12.5\x1b[39m,
  level: \x1b[32m'info'\x1b[39m,
  message: \x1b[32m'vendor call'\x1b[39m,
  timestamp: \x1b[32m'2026-11-19T10:00:01.250Z'\x1b[39m
}
{
  method: 'GET',
  url: 'https://api.tickdb.ai/v1/y',
  status: 429,
  timestamp: 'never'
}
{
  error: RestException [Error]: Authenticate
      at success (/app/node_modules/twilio/lib/base/Version.js:79:23)
      at process.processTicksAndRejections (node:internal/process/task_queues:95:5) {
    status: 401,
    code: 20003
  },
  level: 'error',
  message: 'call failed',
  url: 'https://api.twilio.com/2010-04-01/Accounts/AC0/Messages.json',
  timestamp: '2026-11-19T10:00:03.250Z'
}
""",
            rows=(
                row(
                    "10:00:00.25 GET https://api.tickdb.ai/v1/market/ticker -> 200",
                    code="3001",
                    key_in="header:x-api-key",
                ),
                row("10:00:00.75 slack.com/api/x -> 429"),
                row("10:00:01.2375 GET https://api.tickdb.ai/v1/y -> 429 in 12.5 ms"),
                row("10:00:03.25 api.twilio.com -> 401", code="20003"),
            ),
            rejects=1,
            skipped=35,
        ),
    ),
)
