"""JSON of unknown make that is no JSON Lines: an array `[{…}, {…}]`, or objects over many lines.

Its elements, or objects, are read as lines of `json` would be.
"""

from __future__ import annotations

import json
import re

from analyzer.formats import Sample, row
from analyzer.formats.kinds.object_fields import object_format
from analyzer.mapping.aliases import plan_of
from analyzer.mapping.json_fields import flat_names, tells_of_request

_SURENESS = 0.6


def _detect(beginning: str) -> float:
    """The first object is a request, and there is an array around it or lines within."""
    opening = re.match(r"\s*(?:\[\s*(?=\{)|(?=\{\s*\n))", beginning)
    if not opening:
        return 0.0
    try:
        first, _ = json.JSONDecoder().raw_decode(beginning, opening.end())
    except (ValueError, RecursionError):
        return 0.0
    return _SURENESS if tells_of_request(plan_of(flat_names(first))) else 0.0


FORMAT = object_format(
    "json_array",
    "JSON array of objects of unknown make, or objects over many lines",
    _detect,
    document=(),
    samples=(
        Sample(
            """[{"time":"2026-11-19T10:00:00.5Z","method":"GET","path":"/v1/market/ticker",
  "host":"api.tickdb.ai","status":429,"latency_ms":500},
 {"time":"2026-11-19T10:00:01Z","msg":"started"},
 7]
""",
            rows=(row("10:00:00 -> 429", vendor="tickdb"),),
            rejects=1,
            skipped=1,
        ),
        Sample(
            """[{"time":"2026-11-19T10:00:00Z","method":"GET","path":"/","status":200},
{"time":"2026-11-19T10:00:01Z","method":"GET","pa
{"time":"2026-11-19T10:00:02Z","method":"GET","path":"/","status":200}]
""",
            rows=(row("10:00:00"), row("10:00:02")),
            rejects=1,
        ),
        Sample(
            """{
  "time": "2026-11-19T10:00:00Z",
  "method": "GET", "path": "/", "status": 200
}
{
  "time": "2026-11-19T10:00:01Z",
  "method": "GET", "pa
{
  "time": "2026-11-19T10:00:02Z",
  "method": "GET", "path": "/", "status": 404
}
""",
            rows=(row("-> 200"), row("-> 404")),
            rejects=1,
        ),
    ),
)
