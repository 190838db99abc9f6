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
        # Charles' sessions.
        Sample(
            """[{"status":"COMPLETE","method":"GET","protocolVersion":"HTTP/1.1","scheme":"https","host":"api.tickdb.ai","port":null,"actualPort":443,"path":"/v1/x","query":"a=1","remoteAddress":"api.tickdb.ai/1.2.3.4","clientAddress":"10.0.0.7","times":{"start":"2026-11-19T10:00:00.250+00:00","end":"2026-11-19T10:00:00.281+00:00"},"durations":{"total":31,"dns":1,"latency":20},"totalSize":500,"request":{"sizes":{"headers":100,"body":0},"header":{"headers":[{"name":"X-API-Key","value":"aaaaaaaa-1111-4222-8333-444444444444"}]}},"response":{"status":429,"sizes":{"headers":100,"body":13},"header":{"headers":[{"name":"Retry-After","value":"2"}]},"body":{"text":"{\\"code\\":3001}","charset":"utf-8"}}},
 {"status":"FAILED","method":"GET","scheme":"https","host":"api.tickdb.ai","path":"/v1/y","query":null,"clientAddress":"10.0.0.7","errorMessage":"Failed to connect to remote host","times":{"start":"2026-11-19T10:00:01.250+00:00","end":"2026-11-19T10:00:01.281+00:00"},"durations":{"total":31},"response":{"status":null}},
 {"status":"FAILED","method":"CONNECT","scheme":"https","host":"api.tickdb.ai","path":null,"query":null,"tunnel":true,"clientAddress":"/10.0.0.7","errorMessage":"Remote server closed the connection before sending response header","times":{"start":"2026-11-19T10:00:02.250+00:00","end":"2026-11-19T10:00:02.281+00:00"},"durations":{"total":31},"response":{"status":null}}]
""",
            rows=(
                row(
                    "10:00:00.25 GET https://api.tickdb.ai/v1/x?a=1 -> 429 with 13 B in 31 ms",
                    client_ip="10.0.0.7",
                    code="3001",
                    key_in="header:x-api-key",
                    retry_after_s=2.0,
                ),
                row("10:00:01.25 GET https://api.tickdb.ai/v1/y -> connect in 31 ms"),
                row("10:00:02.25 CONNECT -> reset in 31 ms", host="api.tickdb.ai"),
            ),
        ),
        # Kong's, as a plugin sends it to Tencent's log service.
        Sample(
            r"""{
  "tries":"[{\"balancer_latency\":0,\"port\":80}]", "latency_kong":"1", "latency_proxy":"30", "request_time":"31",
  "req_method":"GET", "req_url":"https://api.tickdb.ai/v1/x", "req_uri":"/v1/x", "resp_status":"429", "started_at":"1795082400250"
}
""",
            rows=(row("10:00:00.25 GET api.tickdb.ai/v1/x -> 429 in 31 ms"),),
        ),
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
