r"""Fastify's log (Node.js, pino): a line says what comes in, another that it is completed.

Source: fastify, lib/route.js, lib/reply.js and lib/logger-factory.js. The answer's line names its request by
`reqId` alone and gets the request of that line; what an error handler says between them is a part
of the request. All other lines are read as those of any JSON log.
"""

from __future__ import annotations

import json
from collections import OrderedDict

from analyzer.formats import Sample, json_object, row, share_of_lines
from analyzer.formats.kinds.object_fields import object_format
from analyzer.formats.kinds.text_lines import line_by_line

_MOST_OPEN = 10_000
_SURENESS = 0.9
_AT_LEAST = 0.6
_INCOMING = '"incoming request"'
# The latter where an answer could not be sent.
_ENDED = ('"request completed"', '"request errored"')
_NAMED_BY = "reqId"


class _Requests:
    """The requests of one source that have no answer yet."""

    def __init__(self) -> None:
        self._open: OrderedDict[object, object] = OrderedDict()

    def told(self, line: str) -> str:
        """A line; that of an answer has its request."""
        if f'"{_NAMED_BY}"' not in line or '"re' not in line:
            return line
        found = dict(json_object(line))
        key, request = str(found.get(_NAMED_BY)), found.get("req")
        if "res" not in found:
            if request and _INCOMING in line:
                self._open[key] = request
                while len(self._open) > _MOST_OPEN:
                    self._open.popitem(last=False)
            return line
        if request is None and key in self._open and _ends(line):
            return json.dumps(found | {"req": self._open.pop(key)})
        if request and "err" in found and key in self._open:
            return json.dumps({k: v for k, v in found.items() if k not in ("req", "res")})
        return line


def _ends(line: str) -> bool:
    return any(one in line for one in _ENDED)


def _is_step(line: str) -> bool:
    if _INCOMING not in line and not _ends(line):
        return False
    found = json_object(line)
    return _NAMED_BY in found and ("req" in found) != ("res" in found)


def _detect(beginning: str) -> float:
    certain = share_of_lines(beginning, _is_step)
    return _AT_LEAST + (_SURENESS - _AT_LEAST) * certain if certain else 0.0


FORMAT = object_format(
    "fastify",
    "Fastify (pino): incoming request and request completed",
    _detect,
    assemble=lambda: line_by_line(_Requests().told),
    samples=(
        Sample(
            """{"level":30,"time":1795082400000,"pid":7,"reqId":"req-1","req":{"method":"POST","url":"/v1/x?a=1","host":"api.tickdb.ai","remoteAddress":"10.0.0.7"},"msg":"incoming request"}
{"level":30,"time":1795082400001,"pid":7,"reqId":"req-2","req":{"method":"GET","url":"/v1/y","hostname":"api.tickdb.ai"},"msg":"incoming request"}
{"level":50,"time":1795082400002,"pid":7,"reqId":"req-2","req":{"method":"GET","url":"/v1/y"},"res":{"statusCode":500},"err":{"message":"boom"},"msg":"boom"}
{"level":30,"time":1795082400003,"pid":7,"reqId":"req-2","res":{"statusCode":500},"responseTime":2.5,"msg":"request completed"}
{"level":50,"time":1795082400010,"pid":7,"reqId":"req-1","err":{"name":"AxiosError","config":{"method":"get","url":"https://api.tickdb.ai/v1/z"},"status":503},"msg":"no"}
{"level":30,"time":1795082400012.4,"pid":7,"reqId":"req-1","res":{"statusCode":429},"responseTime":12.4,"msg":"request completed"}
{"level":30,"time":1795082400013,"pid":7,"reqId":"req-3","req":{"method":"PUT","url":"/v1/w","host":"api.tickdb.ai"},"msg":"incoming request"}
{"level":50,"time":1795082400043,"pid":7,"reqId":"req-3","res":{"statusCode":500},"err":{"type":"Error","message":"premature close"},"responseTime":30,"msg":"request errored"}
{"level":30,"time":1795082400050,"pid":7,"msg":"listening"}
{"level":30,"time":179508
""",
            rows=(
                row(
                    "10:00:00 POST api.tickdb.ai?a=1 -> 429 in 12.4 ms",
                    client_ip="10.0.0.7",
                    request_id="req-1",
                ),
                row("/v1/y -> 500 in 2.5 ms"),
                row("GET /v1/z -> 503"),
                row("PUT api.tickdb.ai/v1/w -> 500 in 30 ms", request_id="req-3"),
            ),
            rejects=1,
            skipped=5,
        ),
    ),
)
