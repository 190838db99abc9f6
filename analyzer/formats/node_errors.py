r"""Errors of Node.js clients as `console.error` and loggers of text print them: axios, got, and the
SDKs of OpenAI and Anthropic.

An error is its message, its stack, and its fields as `util.inspect` prints them, over many lines; or
JSON behind a logger's text; or its message alone.
Only failures are printed so. The time is what a logger put before the message, else the answer's Date
header; got's `timings` say when it began and how long it took. Sources: axios, AxiosError; got,
"Errors"; Node.js, "util.inspect".
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from analyzer.formats import Format, Sample, row, share_of_lines
from analyzer.formats.kinds.exchange import FIELDS, PART, SELECT, note
from analyzer.formats.kinds.node_inspect import balance, parsed
from analyzer.formats.kinds.python_values import stamp_of

_SURENESS = 0.6
_LONGEST_BLOCK = 5000
_HEAD = re.compile(
    r"(?<![\w\"])(?:\w+ )?\[?(?P<name>[A-Z]?\w*Error)\b(?: \[\w+\])?\]?: (?P<message>.*)$"
)
_STATUS = re.compile(r"(?:status code|Response code) (\d{3})\b|^(\d{3}) (?:- )?(\{.*\})?")
# What no other error says.
_CLIENTS = re.compile(
    r"\bAxiosError\b|(?:Request failed with status|Response) code \d{3}\b(?! \{\")|Error: \d{3} \{\"|"
    r"^\s+code: '(?:ERR_BAD_RE|ERR_NON_2XX)|^\s+config: ?\{?$|\btimeout of \d+ms exceeded(?! \{\")|"
    r"\bTimeout awaiting '\w+' for \d+ms"
)
# An error of axios within a line of text, as JSON or only its message.
_AXIOS = re.compile(
    r"\"name\": ?\"AxiosError\"|(?P<message>(?:Request failed with status|Response) code \d{3}\b)"
)
_CALLED = re.compile(
    r"\b(?:(?P<method>GET|POST|PUT|DELETE|PATCH|HEAD) )?(?P<url>https?://[^\s\"'<>)\],;]*[^\s\"'<>)\],;:.])"
)
# What Docker Compose puts before each line.
_COMPOSE = re.compile(r"^[^|{}'\"]{1,60}? +\| ?")
# The time, and perhaps a container's name before it, that Docker puts before each line.
_STAMPED = re.compile(r"^(?:[\w./-]+ +\| ?)?\d{4}-\d\d-\d\dT[0-9:.]+(?:Z|[+-]\d\d:\d\d) ")
_STACK = re.compile(r"^\s+(?:at |\.{3} \d+ lines matching cause stack)|^Caused by: ")
# Clients whose errors say their status among their fields.
_LIBRARIES = re.compile(r"node_modules/(?:superagent|request-promise-core|ky|needle|bent)/")
_VENDORS = {"@anthropic-ai/sdk": "anthropic", "node_modules/openai": "openai"}


def _claims(line: str) -> bool:
    is_ours = _CLIENTS.search(line) or _LIBRARIES.search(line)
    return not line.lstrip().startswith('{"') and bool(is_ours)


def _detect(beginning: str) -> float:
    """A few such lines among others that only go on."""
    return _SURENESS if share_of_lines(beginning, _claims) else 0.0


class _Errors:
    """The errors of one source, as its lines come by."""

    def __init__(self) -> None:
        self._goes_on = 0  # lines of the next chunk that an error goes on in

    def take(self, data: bytes, *, is_last: bool, ahead: bytes = b"") -> bytes:
        """The same number of lines: an error in the place of its message, its other lines parts."""
        del is_last
        lines = data.decode("utf-8", "replace").split("\n")
        ends = lines.pop() if lines and not lines[-1] else None
        count, at = len(lines), min(self._goes_on, len(lines))
        lines += ahead.decode("utf-8", "replace").split("\n") if ahead else []
        out = [line if not line.strip() else note(line) for line in lines]
        out[:at] = [line and PART for line in lines[:at]]
        self._goes_on -= at
        while at < count:
            head = _HEAD.search(lines[at])
            block = _block(lines[at : at + _LONGEST_BLOCK]) if head else lines[at : at + 1]
            end = at + len(block)
            exchange = _exchange(head, block, _fields(block)) if head else _within(lines[at])
            if exchange:
                out[at] = json.dumps(exchange)
                out[at + 1 : end] = [line and PART for line in lines[at + 1 : end]]
                self._goes_on = max(end - count, 0)
            at = end
        return "\n".join([*out[:count], *([] if ends is None else [ends])]).encode()


def _block(lines: list[str]) -> list[str]:
    """The lines of an error: its message, its stack, its fields until their brackets are closed."""
    before = next((one for one in (_STAMPED, _COMPOSE) if one.match(lines[0])), None)
    if before and before.match("".join(lines[1:2])):
        lines = [lines[0], *(before.sub("", line) for line in lines[1:])]
    return lines[: _end(lines)]


def _end(lines: list[str]) -> int:
    """How many lines an error has."""
    message = lines[0][max(lines[0].rfind("Error: "), 0) :]
    is_open = balance(message) > 0 or message.endswith("{ ")
    depth, end = int("{ Error" in lines[0] or is_open), 1
    while end < len(lines):
        line = lines[end]
        if _STACK.match(line):
            depth += line.rstrip().endswith("{")
        elif depth <= 0 or stamp_of(line):
            break
        else:
            depth += balance(line)
        end += 1
    return end


def _within(line: str) -> dict[str, object] | None:
    """The exchange of an error that stands within a line of text."""
    found = None if line.lstrip().startswith('{"') or not stamp_of(line) else _AXIOS.search(line)
    if found is None:
        return None
    at, fields = line.find('{"'), {}
    if 0 <= at < found.start():
        try:
            fields = json.JSONDecoder().raw_decode(line, at)[0]
        except ValueError:
            fields = {}
    error = _of(fields, "error") or _of(fields, "err") or fields
    called = _CALLED.search(line, 0, found.start())
    if called and not _of(error, "config"):
        error |= {"config": {k: v for k, v in called.groupdict().items() if v}}
    name, message = str(error.get("name") or "AxiosError"), error.get("message") or found["message"]
    head = _HEAD.search(f"{name}: {message}")
    return _exchange(head, [line], error) if head else None


def _exchange(
    head: re.Match[str], block: list[str], fields: dict[str, object]
) -> dict[str, object] | None:
    """The exchange of an error; None if it is none of a client's."""
    config = _of(fields, "config") or _of(fields, "options")
    answer = _of(fields, "response")
    found = _STATUS.search(head["message"])
    status = answer.get("status") or answer.get("statusCode") or fields.get("status")
    is_told = any(map(_LIBRARIES.search, block))
    if is_told:
        status = status or fields.get("statusCode")
        config = config or _of(answer, "request") or _of(answer, "req")
    status = status or (found and (found[1] or found[2]))
    vendor = next((v for path, v in _VENDORS.items() if any(path in one for one in block)), None)
    if not (any(map(_claims, block)) or vendor or is_told or config.get("url")) or not (
        status or config or fields.get("code")
    ):
        return None
    timings = _of(fields, "timings")
    url, base = _url(config) or _url(answer), str(config.get("baseURL") or "")
    headers = _of(answer, "headers") or _of(fields, "headers")
    body = (
        answer.get("data")
        or answer.get("body")
        or answer.get("text")
        or fields.get("error")
        or (found and found[3])
    )
    exchange: dict[str, object | None] = {
        "ended": stamp_of(block[0]),
        "started": timings.get("start"),
        "took": _took(timings),
        "method": str(config.get("method") or "").upper() or None,
        "url": url if "://" in url or not base else f"{base.rstrip('/')}/{url.lstrip('/')}",
        "status": status,
        "error": None if status else f"{head['name']} {fields.get('code') or ''} {head['message']}",
        "request_headers": _of(config, "headers") or None,
        "response_headers": headers or None,
        "date": headers.get("date"),
        "response_body": body if isinstance(body, str) else json.dumps(body) if body else None,
        "request_id": fields.get("request_id") or fields.get("requestID"),
        "vendor": vendor if not url else None,
    }
    return {name: value for name, value in exchange.items() if value}


def _fields(block: list[str]) -> dict[str, object]:
    """What an error has besides its message and stack."""
    own = [line for line in block[1:] if not _STACK.match(line)]
    found = parsed("{" + "\n".join(own))
    return {str(k): v for k, v in found.items()} if isinstance(found, dict) else {}


def _of(fields: Mapping[str, object], name: str) -> dict[str, object]:
    held = fields.get(name)
    return held if isinstance(held, dict) else {}


def _url(fields: Mapping[str, object]) -> str:
    """A URL, as text or as an object of class URL."""
    whole = _of(fields, "url").get("href") or fields.get("url") or fields.get("uri")
    is_sent = {"protocol", "host", "path"} <= fields.keys()
    return str(
        whole or (f"{fields['protocol']}//{fields['host']}{fields['path']}" if is_sent else "")
    )


def _took(timings: Mapping[str, object]) -> str | None:
    total = _of(timings, "phases").get("total")
    return f"{total}ms" if total else None


FORMAT = Format(
    name="node_errors",
    title="Errors of Node.js clients as text: axios, got, OpenAI and Anthropic SDKs",
    detect=_detect,
    fields=FIELDS,
    select=SELECT,
    assemble=lambda: _Errors().take,
    stamped=True,
    complete=r".*?(?:code \d\d\d|Error: \S|AxiosError)",
    samples=(
        Sample(
            """[2026-11-19T10:00:00.281] [ERROR] bot - AxiosError: Request failed with status code 429
    at settle (/app/node_modules/axios/dist/node/axios.cjs:1909:12)
    at IncomingMessage.emit (node:events:539:35) {
  code: 'ERR_BAD_REQUEST',
  config: {
    transitional: { silentJSONParsing: true },
    headers: Object [AxiosHeaders] {
      'X-API-Key': 'aaaaaaaa-1111-4222-8333-444444444444'
    },
    method: 'get',
    baseURL: 'https://api.tickdb.ai',
    url: '/v1/market/ticker?symbol=BTCUSDT'
  },
  request: <ref *1> ClientRequest { [Symbol(kCapture)]: false, agent: [Circular *1] },
  response: {
    status: 429,
    headers: Object [AxiosHeaders] { 'retry-after': '2', 'content-length': '13' },
    data: { code: 3001 }
  }
}
[2026-11-19T10:00:01.000] [INFO] bot - waiting
AxiosError: Request failed with status code 503
""",
            rows=(
                row(
                    "10:00:00.281 GET api.tickdb.ai/v1/market/ticker?symbol=BTCUSDT -> 429 with 13 B",
                    key_in="header:x-api-key",
                    retry_after_s=2.0,
                    code="3001",
                ),
            ),
            rejects=1,
            skipped=20,
        ),
        Sample(
            """RequestError [TimeoutError]: Timeout awaiting 'request' for 60000ms
    ... 2 lines matching cause stack trace ...
    at ClientRequest.<anonymous> (/app/node_modules/got/dist/source/core/index.js:970:111) {
  code: 'ETIMEDOUT',
  timings: {
    start: 1795082400250,
    phases: { wait: 0, total: 60003 }
  },
  options: Options { method: 'POST', url: 'https://api.tickdb.ai/v1/orders' }
}
2026-11-19T10:01:02.250Z AxiosError: read ECONNRESET
    at AxiosError.from (/app/node_modules/axios/lib/core/AxiosError.js:163:24)
Caused by: Error: read ECONNRESET
    at TCP.onStreamRead (node:internal/stream_base_commons:216:20) {
  config: {
    method: 'get',
    url: URL { href: 'https://api.tickdb.ai/v1/x', pathname: '/v1/x' }
  },
  code: 'ECONNRESET'
}
""",
            rows=(
                row("10:00:00.25 POST api.tickdb.ai/v1/orders -> timeout in 60003 ms"),
                row("10:01:02.25 GET api.tickdb.ai/v1/x -> reset"),
            ),
            skipped=18,
        ),
        Sample(
            r"""[11/19/2026, 10:00:00 AM] [Bot] Error while updating status Error: Request failed with status code 500: {"requestId":"r-1"}
    at settle (/app/node_modules/axios/lib/core/settle.js:19:12) {
  config: { method: 'get', url: 'https://api.tickdb.ai/v1/x' }
}
[19.11.2026, 10:00:01] [Bot] Error: Request failed with status code 503
19-Nov-2026 10:00:02	error: POST https://api.tickdb.ai/v1/orders: Request failed with status code 401
2026-11-19 10:00:03 error [bot:main]: order failed {"error":{"message":"Request failed with status code 403","name":"AxiosError","stack":"AxiosError: Request failed with status code 403\n    at settle (a.cjs:1:1)","config":{"method":"post","url":"https://api.tickdb.ai/v1/orders"},"code":"ERR_BAD_REQUEST"}}
2026-11-19 10:00:04 warn [bot:main]: no cache {"code":"ECONNREFUSED","name":"AxiosError","message":"connect ECONNREFUSED 10.0.0.2:443"}
19 Nov 2026 10:00:05.500 info [bot:main]: started {"name":"bot"}
2026-11-19T10:00:06.100Z Error: Too Many Requests
    at Request.callback (/app/node_modules/superagent/lib/node/index.js:879:17) {
  status: 429,
  response: Response {
    req: ClientRequest { method: 'GET', path: '/v1/x', host: 'api.tickdb.ai', protocol: 'https:' },
    text: '{"code":3001}'
  }
}
""",
            rows=(
                row("10:00:00 GET api.tickdb.ai/v1/x -> 500"),
                row("10:00:01 -> 503"),
                row("10:00:02 POST api.tickdb.ai/v1/orders -> 401"),
                row("10:00:03 POST api.tickdb.ai/v1/orders -> 403"),
                row("10:00:04 -> connect"),
                row("10:00:06.1 GET api.tickdb.ai/v1/x -> 429", code="3001"),
            ),
            skipped=11,
        ),
    ),
    tried_with=("axios console", "got console"),
)
