r"""Apache CXF's logs of messages (Java): JAX-RS and SOAP clients and services.

Sources: apache/cxf, cxf-rt-features-logging (DefaultLogMessageFormatter: `REQ_OUT`, `RESP_IN`, and
fields indented below) and, before 3.1, LoggingOutInterceptor and LoggingInInterceptor (`Outbound
Message`, `Inbound Message`, and fields between rules). A message with a method is a request, one
with a code its answer; both have the id of their exchange.
"""

from __future__ import annotations

import json
import re
from collections import OrderedDict, deque
from collections.abc import Mapping, Sequence

from analyzer.formats import Sample, row
from analyzer.formats.kinds.blocks import Blocks
from analyzer.formats.kinds.dialogue_texts import STAMP, TIME_ALONE
from analyzer.formats.kinds.exchange import assembled_format, settle

_BEGINS = re.compile(
    r"(?:^|[\s:|\]-])(?:(?P<new>(?:REQ|RESP|FAULT)_(?:IN|OUT))|(?:Out|In)bound Message)\s*$"
)
_FIELD = re.compile(
    r"^\s*(?P<name>Address|Http-?Method|Response-?Code|ExchangeId|ID|Headers|Payload): ?(?P<value>.*)$"
)
_RULE = re.compile(r"^-{20,}$")
_HEADER = re.compile(r"([A-Za-z][\w-]*)=(\[.*?\]|.*?)(?=, [A-Za-z][\w-]*=|$)")
_STAMP = re.compile(STAMP)
_TIME_ALONE = re.compile(TIME_ALONE)
_PART: Mapping[str, object] = {"part": 1}
_MOST_OPEN = 10_000
_MOST_LINES = 2_000
_MOST_BODY = 64 << 10
_SURENESS = 0.75

Message = dict[str, str]


def _size_of(lines: Sequence[str], at: int, *, has_rules: bool) -> int:
    """How many lines the message has that begins in one: to its last rule, or what is not its own."""
    rules = 0
    for size, line in enumerate(lines[at + 1 : at + _MOST_LINES], start=1):
        if has_rules and _RULE.match(line.strip()):
            rules += 1
            if rules > 1:
                return size + 1
        elif (
            _STAMP.match(line)
            or _TIME_ALONE.match(line)
            or _BEGINS.search(line)
            or (not has_rules and not line.strip())
        ):
            return size
    return min(len(lines) - at, _MOST_LINES)


def _fields_of(lines: Sequence[str]) -> Message:
    """The fields of a message, by their names without dashes; the payload comes last."""
    fields: Message = {}
    for number, line in enumerate(lines):
        found = _FIELD.match(line)
        if found is None:
            continue
        name = found["name"].replace("-", "").lower()
        if name == "payload":
            below = [one for one in lines[number + 1 :] if not _RULE.match(one.strip())]
            fields[name] = "\n".join([found["value"], *below]).strip()[:_MOST_BODY]
            break
        fields.setdefault("id" if name == "exchangeid" else name, found["value"].strip())
    return fields


def _headers_of(printed: str) -> dict[str, str]:
    """Headers as Java prints a map, of texts or of lists."""
    pairs = _HEADER.findall(printed.removeprefix("{").removesuffix("}"))
    return {name.lower(): value.removeprefix("[").removesuffix("]") for name, value in pairs}


def _time_of(lines: Sequence[str], at: int) -> str | None:
    if found := _STAMP.match(lines[at]):
        return found[1]
    before = _TIME_ALONE.match(lines[at - 1]) if at else None
    return before[1] if before else None


class _Exchanges:
    """The exchanges of one source, as its messages come by."""

    def __init__(self) -> None:
        self._open: OrderedDict[str, dict[str, object]] = OrderedDict()
        self._blocks = Blocks(self._read)

    def take(self, data: bytes, *, is_last: bool, ahead: bytes = b"") -> bytes:
        """The same number of lines, each an exchange, a part of one, or another message."""
        told = self._blocks.take(data, is_last=is_last, ahead=ahead)
        if not is_last or not self._open:
            return told
        lines = told.decode().split("\n")
        settle(lines, deque(map(json.dumps, self._open.values())), is_last=True)
        return "\n".join(lines).encode()

    def _read(self, lines: list[str], at: int) -> tuple[int, Mapping[str, object] | None]:
        begins = _BEGINS.search(lines[at])
        if begins is None:
            return 1, None
        size = _size_of(lines, at, has_rules=begins["new"] is None)
        fields, time = _fields_of(lines[at + 1 : at + size]), _time_of(lines, at)
        headers = _headers_of(fields.get("headers", ""))
        if "responsecode" in fields:
            return size, self._answered(fields, headers, time)
        if "httpmethod" in fields:
            self._ask(fields, headers, time)
            return size, _PART
        return 1, None

    def _ask(self, fields: Message, headers: Mapping[str, str], time: str | None) -> None:
        if len(self._open) >= _MOST_OPEN:
            self._open.popitem(last=False)
        self._open[fields.get("id", "")] = {
            "started": time,
            "method": fields["httpmethod"],
            "url": fields.get("address"),
            "request_headers": headers or None,
        }

    def _answered(
        self, fields: Message, headers: Mapping[str, str], time: str | None
    ) -> Mapping[str, object]:
        asked = self._open.pop(fields.get("id", ""), {"url": fields.get("address")})
        return asked | {
            "ended": time,
            "status": fields["responsecode"],
            "response_headers": headers or None,
            "response_body": fields.get("payload"),
        }


def _detect(beginning: str) -> float:
    """Whether a message begins, and one of its fields is below it."""
    lines = beginning.splitlines()
    begins = (at for at, line in enumerate(lines) if _BEGINS.search(line))
    if not any(
        _fields_of(lines[at + 1 : at + 12]).keys() & {"httpmethod", "responsecode"} for at in begins
    ):
        return 0.0
    return _SURENESS


FORMAT = assembled_format(
    "cxf",
    "Apache CXF's logs of messages (Java)",
    _detect,
    lambda: _Exchanges().take,
    (
        Sample(
            """2026-11-19 10:00:00.250  INFO 7 --- [main] o.a.c.e.l.TickApi : REQ_OUT
    Address: https://api.tickdb.ai/v1/market/ticker?symbol=BTCUSDT
    HttpMethod: GET
    Content-Type: application/json
    ExchangeId: 5f3a
    ServiceName: TickApi
    Headers: {Accept=application/json, X-API-Key=aaaaaaaa-1111-4222-8333-444444444444}

2026-11-19 10:00:00.260  INFO 7 --- [main] o.a.c.e.l.TickApi : REQ_OUT
    Address: https://api.tickdb.ai/v1/orders
    HttpMethod: POST
    ExchangeId: 5f3b
    Payload: {"amount":1}

2026-11-19 10:00:00.2812  INFO 7 --- [main] o.a.c.e.l.TickApi : RESP_IN
    Address: https://api.tickdb.ai/v1/market/ticker?symbol=BTCUSDT
    Content-Type: application/json
    ResponseCode: 429
    ExchangeId: 5f3a
    Headers: {Retry-After=2, Content-Length=13}
    Payload: {
  "code":3001
}

2026-11-19 10:00:01.000  INFO 7 --- [main] c.t.Bot : order placed
""",
            rows=(
                row(
                    "10:00:00.25 GET api.tickdb.ai/v1/market/ticker?symbol=BTCUSDT -> 429 in 31.2 ms",
                    code="3001",
                    retry_after_s=2.0,
                    key_in="header:x-api-key",
                ),
                row("10:00:00.26 POST api.tickdb.ai/v1/orders -> other"),
            ),
            skipped=23,
        ),
        Sample(
            """Nov 19, 2026 10:00:00 AM org.apache.cxf.interceptor.LoggingOutInterceptor
INFO: Outbound Message
---------------------------
ID: 1
Address: https://api.tickdb.ai/v1/x
Encoding: UTF-8
Http-Method: POST
Headers: {Accept=[*/*], Authorization=[Bearer aaaaaaaa-1111-4222-8333-444444444444]}
Payload: {"a":1}
--------------------------------------
Nov 19, 2026 10:00:01 AM org.apache.cxf.interceptor.LoggingInInterceptor
INFO: Inbound Message
----------------------------
ID: 1
Response-Code: 503
Headers: {Content-Type=[text/plain], Retry-After=[30]}
Payload: busy
--------------------------------------
2026-11-19 10:00:02 INFO bot - Inbound Message
""",
            rows=(
                row(
                    "10:00:00 POST api.tickdb.ai/v1/x -> 503",
                    retry_after_s=30.0,
                    key_in="header:authorization",
                ),
            ),
            skipped=18,
        ),
        Sample(
            """INFO: RESP_IN
    Address: https://api.tickdb.ai/v1/x
    ResponseCode: 200
    ExchangeId: 5f3a
""",
            rejects=1,
            skipped=3,
        ),
    ),
)
