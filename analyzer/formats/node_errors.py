r"""Errors of Node.js clients as `console.error` and loggers of text print them: axios, got, and the
SDKs of OpenAI, Anthropic, AWS, Slack, Stripe, GitHub, Discord and others.

An error is its message, its stack, and its fields as `util.inspect` or pino-pretty prints them; or
JSON behind a logger's text; or its message alone. The time is what a logger put before the message,
else the answer's Date header. Sources: axios, AxiosError; got, "Errors"; Node.js, "util.inspect".
"""

from __future__ import annotations

import re
from dataclasses import replace

from analyzer.formats import Format, Sample, json_object, row, share_of_lines
from analyzer.formats.kinds.blocks import Blocks
from analyzer.formats.kinds.exchange import FIELDS, SELECT
from analyzer.formats.kinds.failure_words import BROKEN, CALLED
from analyzer.formats.kinds.needed_text import Patterns, Quick
from analyzer.formats.kinds.node import viem
from analyzer.formats.kinds.node.blocks import (
    STACK,
    begins_message,
    block_of,
    end_of_message,
    find_head,
    head_of,
    is_cause,
    is_of_tslog,
    is_repeated,
    without_fields,
)
from analyzer.formats.kinds.node.exchange import exchange_of
from analyzer.formats.kinds.node.messages import (
    ANSWERED,
    NETWORK,
    config_within,
    error_within,
    host_within,
    is_of_network,
    peer_of,
)
from analyzer.formats.kinds.node.objects import (
    Told,
    fields_of,
    is_told_below,
    told_by_object,
)
from analyzer.formats.kinds.node.sdks import SDKS
from analyzer.formats.kinds.node.statements import Statements
from analyzer.formats.kinds.python_values import stamp_of
from analyzer.formats.kinds.text_lines import LONGEST, METHOD
from analyzer.mapping.client_words import SLASH

_SURENESS = 0.6
_TIMES = {"time", "timestamp", "@timestamp", "ts"}
# What no other error says.
_CLIENTS = re.compile(
    r"\bAxiosError\b|(?:Request failed with status|Response) code \d{3}\b(?! \{\")|Error: \d{3} \{\"|"
    rf"\b(?i:error|failed|failure)\b[^\n{{]{{0,60}}?{ANSWERED}|{viem.SAID.pattern}|"
    r"^\s+code: '(?:ERR_BAD_RE|ERR_NON_2XX)|^\s+config: ?\{?$|\btimeout of \d+ms exceeded(?! \{\")|"
    r"\bTimeout awaiting '\w+' for \d+ms|\bRequest timed out: [A-Z]+ https?://"
)
# Clients whose errors say their status among their fields.
_LIBRARIES = re.compile(
    rf"node_modules{SLASH}(?:superagent|undici|request-promise-core|ky|needle|bent|node-fetch){SLASH}"
)
# A line without a word is a time alone, of what is printed below it.
_WORD = re.compile(r"[A-Za-z]{3}")
_FAILS = Quick(
    r"(?i)\b(?:err(?:or)?|fail(?:ed|ure)?|exception|warn(?:ing)?|fatal|unable|could not)\b"
)
_OF_CLIENTS = Patterns((*(one.pattern for one in (_CLIENTS, _LIBRARIES, SDKS)), NETWORK))

_CALL_FAILED = Quick(
    rf"{CALLED}[^\n]*?(?:\bfailed with status code (?P<status>\d{{3}})\b|(?P<error>{BROKEN}[^\n]*))"
)
# A call that was answered well, as an application's own line or a middleware tells it.
_ANSWERED = re.compile(
    rf"(?m)^(?!\s).*\b{METHOD} (?:https?:/)?/\S* (?:HTTP/[\d.]+\"? )?(?:- )?[23]\d\d\b"
)
# GitHub Actions marks groups and failures of a build's log so.
_OF_BUILD = re.compile(r"(?m)^\S+Z ##\[[a-z]+\]")


# An error of Ruby, of which some are named as those of Node.js.
_OF_RUBY = re.compile(r"\b[A-Z]\w*::[A-Z]\w*(?:Error|Timeout)\b")


def _claims(line: str) -> bool:
    is_ours = _CLIENTS.search(line) or _LIBRARIES.search(line) or SDKS.search(line)
    is_named = bool(is_ours) and not _OF_RUBY.search(line)
    return (is_named or is_of_network(line)) and not _is_of_json(line)


def _is_of_json(line: str) -> bool:
    """Whether a line is a logger's object, behind what a collector or the logger put before it."""
    start = line.find('{"')
    is_alone = start >= 0 and not line[:start].strip()
    names = json_object(line[start:]).keys() if start >= 0 else set()
    return is_alone or bool(_TIMES & names) or {"method", "url"} <= names


def _detect(beginning: str) -> float:
    """A few such lines among others that only go on, or objects that tell a call."""
    is_ours = _OF_CLIENTS.that_may_match(beginning) and share_of_lines(beginning, _claims)
    return _SURENESS if is_ours or _tells_in_objects(beginning) else 0.0


def _tells_in_objects(beginning: str) -> bool:
    """Whether an object that stands below a message tells a call."""
    lines = beginning.split("\n")
    told = (told_by_object(lines, at) for at, line in enumerate(lines) if line.endswith("{"))
    return any(one and exchange_of(one) for one in told)


class _Errors:
    """The errors of one source, as its lines come by."""

    def __init__(self) -> None:
        self._time: str | None = None  # of the message that an error may be printed below
        self._statements = Statements()
        self._noted: list[str] = []

    def read(self, lines: list[str], at: int) -> tuple[int, dict[str, object] | None]:
        """How many lines the error has that begins in one, and its exchange."""
        if lines is not self._noted:
            self._statements.note(lines)
            self._noted = lines
        if is_cause(lines[at]):
            return 1, None
        size, exchange = self._error(lines, at)
        if exchange is None and (failure := self._statements.failure(lines[at])):
            is_below = is_repeated(lines, at)
            exchange = None if is_below else _without_answer(lines[at], failure)
        self._see(lines[at])
        return size if exchange else 1, exchange

    def _error(self, lines: list[str], at: int) -> tuple[int, dict[str, object] | None]:
        """How many lines the error has that begins in one, and its exchange, if it is a client's."""
        if is_repeated(lines, at):
            return 1, None
        head = head_of(lines, at)
        if head is None and (told := told_by_object(lines, at)):
            return len(told.block), self._exchange(told)
        if whole := viem.within(lines[at]):
            return 1, self._exchange(whole)
        if head is None or 0 <= lines[at].find('{"') < head.start("name"):
            exchange = _within(lines[at]) or _told(lines[at])
            return 1, None if exchange and is_told_below(lines, at) else exchange
        block = block_of(lines, at)
        message = head["message"].rstrip(" {")
        is_joined = is_of_tslog(block)
        fields = config_within(message) if is_joined else _fields(block)
        message = without_fields(message) if is_joined else message
        exchange = self._exchange(Told(head["name"], message, block, fields))
        if exchange is None and (len(block) == 1 or is_of_network(lines[at])):
            exchange = _within(lines[at])
        return len(block), _named(exchange, lines[at])

    def _exchange(self, told: Told) -> dict[str, object] | None:
        is_call = told.is_call or any(map(_claims, told.block))
        return exchange_of(told._replace(is_call=is_call), self._time)

    def _see(self, line: str) -> None:
        """Keep the time of a message of a failure until another message begins."""
        if begins_message(line):
            is_head = _FAILS.search(line) or not _WORD.search(line)
            self._time = stamp_of(line) if is_head else None
        elif line[:1].strip() not in ("", "}", "]") and not find_head(line):
            self._time = None


def _within(line: str) -> dict[str, object] | None:
    """The exchange of an error that stands within a line of text."""
    found = error_within(line)
    if found is None:
        return None
    name, message, error = found
    head = find_head(f"{name}: {message}")
    if head is None:
        return None
    said = head["message"].rstrip(" {")
    exchange = exchange_of(Told(head["name"], said, [line], dict(error), is_call=True))
    host = host_within(line)
    return exchange | {"host": host} if exchange and host else exchange


def _told(line: str) -> dict[str, object] | None:
    """A call of which a program's own line says why it failed."""
    found = _CALL_FAILED.search(line[:LONGEST]) if "://" in line else None
    if found is None or (stamp := stamp_of(line)) is None or _is_of_json(line):
        return None
    told = {"url": found["target"], "method": found["method"], "ended": stamp}
    return told | ({"status": found["status"]} if found["status"] else {"error": found["error"]})


def _without_answer(line: str, failure: str) -> dict[str, object] | None:
    """A call of which a statement tells that told of others before."""
    if (stamp := stamp_of(line)) is None:
        return None
    host = peer_of(failure)
    told: dict[str, object] = {"ended": stamp, "error": failure}
    return told | ({"host": host} if host else {})


def _named(exchange: dict[str, object] | None, line: str) -> dict[str, object] | None:
    """The exchange of an error; the call that it fails to name may stand before it."""
    if exchange and exchange.get("url"):
        return exchange
    told = _told(line)
    return told | exchange if told and exchange else exchange or told


def _fields(block: list[str]) -> dict[str, object]:
    """What an error has besides its message and stack."""
    return fields_of([line for line in block[end_of_message(block) :] if not STACK.match(line)])


def _fit(beginning: str) -> Format:
    """Where lines tell of calls that were answered well, they tell of the others too; a build's log
    holds what any tool says."""
    is_told = _ANSWERED.search(beginning) or _OF_BUILD.search(beginning)
    return replace(FORMAT, of_errors=True) if is_told else FORMAT


FORMAT = Format(
    name="node_errors",
    title="Errors of Node.js clients as text: axios, got, SDKs of OpenAI, AWS, Slack, Stripe, GitHub, Discord",
    detect=_detect,
    fields=FIELDS,
    select=SELECT,
    fit=_fit,
    assemble=lambda: Blocks(_Errors().read).take,
    stamped=True,
    complete=r".*?(?:code \d\d\d|Error: \S|AxiosError)",
    samples=(
        Sample(
            """2026-11-19T10:00:00.250Z ERROR bot AxiosError: timeout of 10000ms exceeded
2026-11-19T10:00:01.250Z ERROR order failed: AxiosError: timeout of 10000ms exceeded
2026-11-19T10:00:02.250Z ERROR Error: order 17 is not known
""",
            rows=(row("10:00:00.25 -> timeout"), row("10:00:01.25 -> timeout")),
            skipped=1,
        ),
        # What is installed below Windows' folders; a message that tells no failure has none below it.
        Sample(
            r"""2026-11-19T10:00:00.250Z ticker failed: { RequestError: Error: read ECONNRESET
    at new RequestError (C:\snapshot\bot\node_modules\request-promise-core\lib\errors.js:14:15)
  name: 'RequestError',
  message: 'Error: read ECONNRESET',
  options:
   { uri: 'https://api.tickdb.ai/v1/x',
     method: 'GET' },
  response: undefined }
2026-11-19T10:00:01.250Z Error: Unauthorized
    at Request.callback (C:\bot\node_modules\superagent\lib\node\index.js:879:17)
2026-11-19T10:00:02.250Z end
""",
            rows=(row("10:00:00.25 GET api.tickdb.ai/v1/x -> reset"), row("10:00:01.25 -> 401")),
            skipped=9,
        ),
        # undici, at a port of its own.
        Sample(
            """2026-11-19T10:00:00.250Z Poll failed: TypeError: fetch failed
    at node:internal/deps/undici/undici:12345:11 {
  [cause]: ConnectTimeoutError: Connect Timeout Error (attempted address: api.tickdb.ai:4430, timeout: 10000ms)
      at onConnectTimeout (node:internal/deps/undici/undici:2331:28) {
    code: 'UND_ERR_CONNECT_TIMEOUT'
  }
}
2026-11-19T10:00:03.250Z HTTPError: Request failed with status code 429 Too Many Requests: GET https://api.tickdb.ai/v1/x
    at function_ (/app/node_modules/ky/distribution/core/Ky.js:52:20)
2026-11-19T10:00:04.250Z end
""",
            rows=(
                row("10:00:00.25 api.tickdb.ai:4430 -> timeout"),
                row("10:00:03.25 GET api.tickdb.ai/v1/x -> 429"),
            ),
            skipped=8,
        ),
        # undici, by the cause alone.
        Sample(
            """2026-11-19T10:00:00.250Z Poll failed: TypeError: fetch failed
    at node:internal/deps/undici/undici:12345:11 {
  [cause]: ConnectTimeoutError: Connect Timeout Error (attempted address: api.tickdb.ai:443, timeout: 10000ms)
      at onConnectTimeout (node:internal/deps/undici/undici:2331:28) {
    code: 'UND_ERR_CONNECT_TIMEOUT'
  }
}
2026-11-19T10:00:03.250Z HTTPError: Request failed with status code 429 Too Many Requests: GET https://api.tickdb.ai/v1/x
    at function_ (/app/node_modules/ky/distribution/core/Ky.js:52:20)
2026-11-19T10:00:04.250Z end
""",
            rows=(
                row("10:00:00.25 api.tickdb.ai -> timeout"),
                row("10:00:03.25 GET api.tickdb.ai/v1/x -> 429"),
            ),
            skipped=8,
        ),
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
""",
            rows=(
                row(
                    "10:00:00.281 GET api.tickdb.ai/v1/market/ticker?symbol=BTCUSDT -> 429 with 13 B",
                    key_in="header:x-api-key",
                    retry_after_s=2.0,
                    code="3001",
                ),
            ),
            skipped=20,
        ),
        # Nothing says when; the time of the collector would, where it puts one before the line.
        Sample("AxiosError: Request failed with status code 503\n", rejects=1),
        Sample(
            """2026-11-19T10:00:00.250Z error: Request failed with status code 503 {"code":"ERR_BAD_RESPONSE","config":{"baseURL":"https://api.tickdb.ai/v1","url":"/orders","method":"post"},"name":"AxiosError","status":503}
""",
            rows=(row("10:00:00.25 POST https://api.tickdb.ai/v1/orders -> 503"),),
        ),
        Sample(
            """2026-11-19T10:00:00.250Z GET https://api.tickdb.ai/v1/x failed AxiosError: Request failed with status code 401
2026-11-19T10:00:01.250Z GET https://api.tickdb.ai/v1/y failed: connect ECONNREFUSED 10.0.0.2:443
2026-11-19T10:00:02.250Z GET https://api.tickdb.ai/v1/z failed TypeError: fetch failed
2026-11-19T10:00:03.250Z GET https://api.tickdb.ai/v1/w failed: no such order
""",
            rows=(
                row("10:00:00.25 GET api.tickdb.ai/v1/x -> 401"),
                row("10:00:01.25 GET api.tickdb.ai/v1/y -> connect"),
                row("10:00:02.25 GET api.tickdb.ai/v1/z -> other"),
            ),
            skipped=1,
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
2026-11-19T10:00:04.100Z [error] GET /v1/a failed: Request failed with status code 401 {"code":1001}
2026-11-19T10:00:04.200Z ERROR: Request failed with status code 429 (Too Many Requests): POST https://api.tickdb.ai/v1/b
2026-11-19T10:00:04.300Z ERROR: Request timed out: GET https://api.tickdb.ai/v1/c
2026-11-19T10:00:04.400Z ERROR {"message":"read ECONNRESET","name":"Error","stack":"Error: read ECONNRESET\n    at a (a.js:1:1)","config":{"method":"get","url":"https://api.tickdb.ai/v1/d"},"code":"ECONNRESET","status":null}
[2026-11-19T10:00:04.500] [ERROR] bot - request failed getaddrinfo ENOTFOUND api.tickdb.ai get /v1/e
[2026-11-19T10:00:04.550] [ERROR] bot - HTTPError: Request failed with status code 503 Service Unavailable: GET https://api.tickdb.ai/v1/f
[2026-11-19T10:00:04.600] [ERROR] redis - connect ECONNREFUSED 127.0.0.1:6379
19 Nov 2026 10:00:05.500 info [bot:main]: started {"name":"bot"}
2026-11-19T10:00:05.750Z [MONITOR] WARN: Monitor #9 'api': Failing: timeout of 48000ms exceeded | Interval: 20 seconds
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
                row("10:00:05.75 -> timeout"),
                row("10:00:03 POST api.tickdb.ai/v1/orders -> 403"),
                row("10:00:04 -> connect"),
                row("10:00:06.1 GET api.tickdb.ai/v1/x -> 429", code="3001"),
                row("10:00:04.1 GET /v1/a -> 401"),
                row("10:00:04.2 POST api.tickdb.ai/v1/b -> 429"),
                row("10:00:04.3 GET api.tickdb.ai/v1/c -> timeout"),
                row("10:00:04.4 GET api.tickdb.ai/v1/d -> reset"),
                row("10:00:04.5 GET /v1/e -> dns"),
                row("10:00:04.55 GET api.tickdb.ai/v1/f -> 503"),
            ),
            skipped=12,
        ),
        Sample(
            """2026-11-19T10:00:00.250Z ThrottlingException: Rate exceeded
    at throwDefaultError (/app/node_modules/@smithy/smithy-client/dist-cjs/index.js:844:20) {
  '$fault': 'client',
  '$metadata': {
    httpStatusCode: 429,
    requestId: '0f1d-1',
    attempts: 3
  }
}
2026-11-19T10:00:01.250Z Error: A rate-limit has been reached, you may retry this request in 10 seconds
    at rateLimitedErrorWithDelay (/app/node_modules/@slack/web-api/dist/errors.js:70:33) {
  code: 'slack_webapi_rate_limited_error',
  retryAfter: 10
}
2026-11-19T10:00:02.250Z Error: An API error occurred: channel_not_found
    at platformErrorFromResult (/app/node_modules/@slack/web-api/dist/errors.js:62:33) {
  code: 'slack_webapi_platform_error',
  data: { ok: false, error: 'channel_not_found' }
}
2026-11-19T10:00:03.250Z StripeRateLimitError: Request rate limit exceeded.
    at Function.generate (/app/node_modules/stripe/lib/Error.js:40:20) {
  raw: { code: 'rate_limit', message: 'Request rate limit exceeded.', statusCode: 429 },
  headers: {
    date: 'Thu, 19 Nov 2026 10:00:03 GMT',
    'retry-after': '2'
  },
  requestId: 'req_1',
  statusCode: 429
}
2026-11-19T10:00:04.250Z [ERROR] sync failed
RequestError [HttpError]: API rate limit exceeded for user ID 1.
    at /app/node_modules/@octokit/request/dist-node/index.js:66:23 {
  status: 403,
  response: {
    status: 403,
    headers: { date: 'Thu, 19 Nov 2026 10:00:04 GMT', 'x-github-request-id': 'AB:CD' },
    data: { message: 'API rate limit exceeded for user ID 1.' }
  },
  request: { method: 'GET', url: 'https://api.github.com/repos/a/b/issues' }
}
2026-11-19T10:00:04.750Z RequestError [HttpError]: request to https://api.github.com/repos/a/b failed, reason: read ECONNRESET
    at /app/node_modules/@octokit/request/dist-node/index.js:112:21 {
  status: 500,
  headers: {},
  request: { method: 'POST', url: 'https://api.github.com/repos/a/b' }
}
2026-11-19T10:00:05.250Z DiscordAPIError[50035]: Invalid Form Body
embeds[0].description[BASE_TYPE_REQUIRED]: This field is required
    at handleErrors (/app/node_modules/@discordjs/rest/dist/index.js:730:13) {
  rawError: { message: 'Invalid Form Body', code: 50035 },
  status: 400,
  method: 'POST',
  url: 'https://discord.com/api/v10/channels/1/messages'
}
2026-11-19T10:00:06.250Z HTTPError [AbortError]: The user aborted a request.
    at RequestHandler.execute (/app/node_modules/discord.js/src/rest/RequestHandler.js:201:15) {
  code: 500,
  method: 'post',
  path: '/channels/1/messages',
  requestData: { json: {}, files: [] }
}
2026-11-19T10:00:07.250Z TelegramError: 429: Too Many Requests: retry after 5
2026-11-19T10:00:08.250Z Error: StripeInvalidRequestError: No such customer
2026-11-19T10:00:09.250Z NotFoundError: Not Found
    at /app/app.js:30:8 { expose: true, statusCode: 404, status: 404 }
[Nest] 123  - 11/19/2026, 10:00:10 AM   ERROR [ExceptionsHandler] Request failed with status code 503
AxiosError: Request failed with status code 503
    at settle (/app/node_modules/axios/lib/core/settle.js:19:12)
## 11/19/2026, 10:00:11 AM
AxiosError: Request failed with status code 403
""",
            rows=(
                row("10:00:00.25 -> 429", vendor="aws", request_id="0f1d-1", attempt=2),
                row("10:00:01.25 -> 429", vendor="slack", retry_after_s=10.0),
                row("10:00:02.25 -> 200", vendor="slack", code="channel_not_found"),
                row("10:00:03.25 -> 429", vendor="stripe", code="rate_limit", request_id="req_1"),
                row("10:00:04.25 GET api.github.com/repos/a/b/issues -> 403", request_id="AB:CD"),
                row("10:00:04.75 POST api.github.com/repos/a/b -> reset"),
                row("10:00:05.25 POST discord.com -> 400", code="50035"),
                row("10:00:06.25 POST /channels/1/messages -> timeout", vendor="discord"),
                row("10:00:07.25 -> 429"),
                row("10:00:10 -> 503"),
                row("10:00:11 -> 403"),
            ),
            rejects=1,
            skipped=58,
        ),
        Sample(
            """2026-11-19T10:00:00.250Z info: starting
2026-11-19T10:00:01.250Z error: connect ECONNREFUSED 10.0.0.1:443
2026-11-19T10:00:02.250Z error: order failed: getaddrinfo ENOTFOUND api.tickdb.ai
2026-11-19T10:00:03.250Z error: socket hang up
2026-11-19T10:00:04.250Z error: connect ECONNREFUSED 127.0.0.1:6379
2026-11-19T10:00:05.250Z error: getaddrinfo ENOTFOUND redis
2026-11-19T10:00:06.250Z error: read ECONNRESET
2026-11-19T10:00:07.250Z error: connect ETIMEDOUT 10.0.0.1:443 Error: connect ETIMEDOUT 10.0.0.1:443
    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1555:16)
2026-11-19T10:00:08.250Z [ERROR] bot http request failed getaddrinfo ENOTFOUND www.tickdb.ai
2026-11-19T10:00:09.250Z [MONITOR] WARN: Monitor #9 'a': Failing: connect ECONNREFUSED 10.0.0.1:8080 | Interval: 20 seconds | Type: http
2026-11-19T10:00:10.250Z [MONITOR] WARN: Monitor #9 'a': Failing: read ECONNRESET | Interval: 20 seconds | Type: http
2026-11-19T10:00:11.250Z [MONITOR] WARN: Monitor #8 'b': Failing: connect ECONNREFUSED 10.0.0.1:8081 | Interval: 20 seconds | Type: port
2026-11-19T10:00:12.250Z [ERROR] request failed: connect ECONNREFUSED 10.0.0.1:5432
2026-11-19T10:00:13.250Z [ERROR] request failed: getaddrinfo ENOTFOUND a.mongodb.net
""",
            rows=(
                row("10:00:01.25 -> connect", host="10.0.0.1"),
                row("10:00:02.25 -> dns", host="api.tickdb.ai"),
                row("10:00:03.25 -> reset", host=None),
                row("10:00:07.25 -> timeout", host="10.0.0.1"),
                row("10:00:08.25 -> dns", host="www.tickdb.ai"),
                row("10:00:09.25 -> connect", host="10.0.0.1:8080"),
                row("10:00:10.25 -> reset", host=None),
            ),
            skipped=8,
        ),
        Sample(
            """[2026-11-19 10:00:00.250 +0000] ERROR (7): Request failed with status code 503
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
[2026-11-19 10:00:01.250 +0000] INFO (7): started
""",
            rows=(row("10:00:00.25 GET api.tickdb.ai/v1/y -> 503"),),
            skipped=15,
        ),
        Sample(
            """[2026-11-19 10:00:00.250 +0000] ERROR (77): request failed
    err: {
      "type": "HTTPError",
      "message": "Response code 401 (Unauthorized)",
      "stack":
          HTTPError: Response code 401 (Unauthorized)
              at Request.<anonymous> (/app/node_modules/got/dist/source/as-promise/index.js:118:42)
      "timings": {
        "start": 1795082400240,
        "phases": { "total": 12 }
      }
    }
[2026-11-19 10:00:01.250 +0000] ERROR (77): request failed
    err: {
      "type": "Error",
      "message": "read ECONNRESET",
      "stack":
              at TCP.onStreamRead (node:internal/stream_base_commons:218:20)
      "code": "ECONNRESET"
    }
2026-11-19T10:00:02.250Z request failed {
  url: '/v1/x',
  method: 'get',
  status: 429,
  data: { code: 3001, message: 'rate limit exceeded' }
}
2026-11-19T10:00:03.250Z request failed {
  url: '/v1/y',
  method: 'get',
  status: undefined,
  code: 'ECONNABORTED'
}
2026-11-19T10:00:04.250Z listening {
  url: '/v1/z',
  method: 'get'
}
2026-11-19T10:00:05.250Z error: call failed: read ECONNRESET RequestError: read ECONNRESET
    at ClientRequest.<anonymous> (/app/node_modules/got/dist/source/core/index.js:970:111)
2026-11-19T10:00:06.250Z bot - failed [AxiosError: timeout of 700ms exceeded] {
  config: { method: 'get', url: 'https://api.tickdb.ai/v1/w' },
  code: 'ECONNABORTED'
}
""",
            rows=(
                row("10:00:00.24 -> 401 in 12 ms"),
                row("10:00:02.25 GET /v1/x -> 429", code="3001"),
                row("10:00:03.25 GET /v1/y -> timeout"),
                row("10:00:05.25 -> reset"),
                row("10:00:06.25 GET api.tickdb.ai/v1/w -> timeout"),
            ),
            skipped=37,
        ),
        # Clients' own names of errors of the network, a host with HTTP's port, and SDKs' messages.
        Sample(
            """26 Oct 10:00:00 - [warn] [telegram bot:1637792c.79a397] EFATAL: Error: read ECONNRESET
26 Oct 10:00:00 - [warn] [telegram bot:1637792c.79a397] Network connection may be down. Trying again.
2026-11-19T10:00:00.250Z error: [polling_error] {"code":"EFATAL","message":"EFATAL: Error: read ECONNRESET"}
2026-11-19 10:00:01.250  - info: alexa2.0 Connection Error: Error: getaddrinfo EAI_AGAIN gw.tickdb.ai:443
2026-11-19T10:00:02.250Z error at req:  { [Error: connect ETIMEDOUT 10.0.0.2:443]
11/19/2026, 10:00:03 AM Unhandled rejection RequestError: Error: connect ETIMEDOUT 10.0.0.2:3480
2026-11-19T10:00:04.250Z error connect ECONNREFUSED 10.0.0.2:5432
2026-11-19T10:00:05.250Z ERROR chat failed: 529 {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}
2026-11-19T10:00:06.250Z WARN API Error (529 {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}) · Retrying in 1 seconds… (attempt 1/10)
2026-11-19T10:00:07.250Z INFO sold 529 {"type":"bolt"}
""",
            rows=(
                row("-> reset"),
                row("10:00:00.25 -> reset"),
                row("10:00:01.25 gw.tickdb.ai -> dns"),
                row("10:00:02.25 10.0.0.2 -> timeout"),
                row("10:00:03 10.0.0.2:3480 -> timeout"),
                row("10:00:05.25 -> 529", vendor="anthropic", code="overloaded_error"),
                row("10:00:06.25 -> 529", vendor="anthropic", code="overloaded_error"),
            ),
            skipped=3,
        ),
        # undici's own words tell that what a statement prints are calls; a body that broke off is no
        # answer, and an error without a message has its fields.
        Sample(
            """2026-11-19T10:00:00.250Z call failed HeadersTimeoutError: Headers Timeout Error
    at FastTimer.onParserTimeout [as _onTimeout] (/app/node_modules/undici/lib/dispatcher/client-h1.js:850:24) {
  code: 'UND_ERR_HEADERS_TIMEOUT'
}
2026-11-19T10:00:01.250Z call failed Error: connect ECONNREFUSED 10.0.0.2:8399
    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1611:16) {
  code: 'ECONNREFUSED'
}
2026-11-19T10:00:02.250Z call failed Error: aborted
    at Socket.socketCloseListener (node:_http_client:464:19) {
  code: 'ECONNRESET'
}
2026-11-19T10:00:03.250Z call failed AxiosError: stream has been aborted
    at IncomingMessage.handleStreamClosed (/app/node_modules/axios/dist/node/axios.cjs:4271:14) {
  code: 'ERR_BAD_RESPONSE',
  config: { method: 'get', url: 'https://api.tickdb.ai/v1/cut' },
  response: { status: 200, headers: { 'x-request-id': 'r-7' } }
}
2026-11-19T10:00:04.250Z twilio failed RestException [Error]
    at V2010.throwException (/app/node_modules/twilio/lib/base/Version.js:50:15) {
  status: 404,
  code: undefined
}
""",
            rows=(
                row("10:00:00.25 -> timeout"),
                row("10:00:01.25 10.0.0.2:8399 -> connect"),
                row("10:00:02.25 -> reset"),
                row("10:00:03.25 GET api.tickdb.ai/v1/cut -> reset", request_id="r-7"),
                row("10:00:04.25 -> 404", vendor="twilio"),
            ),
            skipped=18,
        ),
        # What the SDKs binance and bybit-api raise of an answer names no status, or no URL.
        Sample(
            """2026-11-19T10:00:00.250Z order failed {
  code: 'LIMIT_42901',
  message: undefined,
  body: { code: 'LIMIT_42901', message: 'slow down' },
  headers: Object [AxiosHeaders] {
    'x-request-id': 'r-8',
    'retry-after': '7'
  },
  requestUrl: 'https://api.tickdb.ai/v1/x',
  requestBody: undefined,
  requestOptions: { recvWindow: 5000, api_key: undefined }
}
2026-11-19T10:00:01.250Z order failed {
  code: 401,
  message: 'Unauthorized',
  body: { code: 'AUTH_40101', message: 'invalid api key' },
  headers: Object [AxiosHeaders] { 'x-request-id': 'r-9' },
  requestOptions: { baseUrl: 'https://api.tickdb.ai' }
}
""",
            rows=(
                row(
                    "10:00:00.25 api.tickdb.ai/v1/x",
                    status=None,
                    error_type=None,
                    code="LIMIT_42901",
                    request_id="r-8",
                    retry_after_s=7.0,
                    key_in=None,
                ),
                row("10:00:01.25 -> 401", code="AUTH_40101", request_id="r-9"),
            ),
            skipped=17,
        ),
        # got's, as Node.js printed errors before its version 12 (gekko's issue 1431).
        Sample(
            """2026-11-19 10:00:00 (DEBUG):            Fetching exchange data since 151 minutes ago
2026-11-19 10:00:01 (ERROR):    error getting trades { HTTPError: Response code 504 (Gateway Timeout)
    at StdError (/home/pi/gekko/node_modules/got/index.js:410:3)
    at process._tickCallback (internal/process/next_tick.js:109:7)
  name: 'HTTPError',
  host: 'api.tickdb.ai',
  method: 'POST',
  path: '/v1/trades',
  url: 'https://api.tickdb.ai/v1/trades',
  statusCode: 504,
  statusMessage: 'Gateway Timeout',
  headers:
   { date: 'Thu, 19 Nov 2026 10:00:01 GMT',
     connection: 'close' } }
2026-11-19 10:00:02 (DEBUG):            Fetching exchange data since 152 minutes ago
""",
            rows=(row("10:00:01 POST https://api.tickdb.ai/v1/trades -> 504"),),
            skipped=14,
        ),
        # Stripe's, of a call that was not answered.
        Sample(
            """2026-11-19T10:00:00.250Z\tc184006d-fe96-490a-9bfe-696b8271769a\tERROR\tStripeConnectionError: An error occurred with our connection to Stripe.
    at /var/task/node_modules/stripe/lib/StripeResource.js:234:9
    at ClientRequest.emit (events.js:315:20) {
  type: 'StripeConnectionError',
  raw: {
    message: 'An error occurred with our connection to Stripe.',
    detail: Error: write EPIPE
        at afterWriteDispatched (internal/stream_base_commons.js:156:25) {
      errno: 'EPIPE',
      code: 'EPIPE',
      syscall: 'write'
    }
  },
  code: undefined
}
""",
            rows=(
                row(
                    "10:00:00.25 -> reset",
                    vendor="stripe",
                    code=None,
                    message="An error occurred with our connection to Stripe.",
                ),
            ),
            skipped=14,
        ),
        # Octokit's, of a bundle, which numbers names that are there twice.
        # OpenAI's error as pino-pretty prints it: its `error` is what stood in the answer's.
        Sample(
            """[2026-11-19 10:00:00.250 +0000] ERROR: request failed
    err: {
      "type": "BadRequestError",
      "message": "400 Too long.",
      "stack":
          Error: 400 Too long.
              at APIError.generate (/app/node_modules/openai/core/error.js:45:20)
      "status": 400,
      "headers": {},
      "requestID": "r1",
      "error": {
        "message": "Too long.",
        "code": "context_length_exceeded"
      },
      "code": "context_length_exceeded"
    }
""",
            rows=(
                row(
                    "10:00:00.25 -> 400",
                    vendor="openai",
                    code="context_length_exceeded",
                    request_id="r1",
                ),
            ),
            skipped=15,
        ),
        # An object beside a message names a call and why it failed, in words alone.
        Sample(
            """2026-11-19T10:00:00.250Z api call failed {
  method: 'GET',
  url: 'https://api.tickdb.ai/v1/x',
  durationMs: 602,
  error: 'The operation was aborted due to timeout',
  status: undefined
}
""",
            rows=(row("10:00:00.25 GET api.tickdb.ai/v1/x -> timeout"),),
            skipped=6,
        ),
        Sample(
            """2026-11-19T10:00:00.250Z error: Error checking the rate limit: fetch failed
RequestError12 [HttpError]: fetch failed
    at /snapshot/dist/audit.cjs
    at async Job.doExecute (/snapshot/dist/audit.cjs) {
  status: 500,
  request: {
    method: 'GET',
    url: 'https://git.tickdb.ai/api/v3/meta',
    headers: { authorization: 'token [REDACTED]' }
  }
}
""",
            rows=(row("10:00:00.25 GET git.tickdb.ai/api/v3/meta -> other"),),
            skipped=10,
        ),
    ),
    tried_with=("axios console", "got console"),
)
