"""Failures of Node.js programs that a statement alone tells, or that loggers lay out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reading_lines import load

# Each case is a file of its own kind, whose reading is planned anew.
pytestmark = pytest.mark.scale

Told = tuple[str | None, str | None, int | None, str | None]

# A statement that told calls tells the network's errors of them, a database's not.
STATEMENT = """2026-11-19T10:00:00.250Z quote failed: Request failed with status code 401
2026-11-19T10:00:01.250Z quote failed: read ECONNRESET
2026-11-19T10:00:02.250Z quote failed: connect ECONNREFUSED 10.0.0.7:443
2026-11-19T10:00:03.250Z cache failed: read ECONNRESET
2026-11-19T10:00:04.250Z quote failed: connect ECONNREFUSED 10.0.0.7:6379
"""
FETCH = """2026-11-19T10:00:00.250Z GET https://api.tickdb.ai/v1/x failed: HTTP error! status: 401
2026-11-19T10:00:01.250Z quote failed: HTTP error! status: 429
2026-11-19T10:00:02.250Z quote failed: The operation was aborted due to timeout
2026-11-19T10:00:03.250Z quote failed: fetch failed
2026-11-19T10:00:04.250Z cache failed: read ECONNRESET
"""
SDKS = """2026-11-19T10:00:00.250Z sync failed StripeAuthenticationError: no
    at generateV1Error (/app/node_modules/stripe/esm/Error.js:17:16)
Originating from:
    at CustomerResource._makeRequest (/app/node_modules/stripe/esm/StripeResource.js:66:31) {
  raw: { message: 'no', statusCode: 401 },
  statusCode: 401
}
2026-11-19T10:00:01.250Z [error]: Error: Too Many Requests
    at Request.callback (/app/node_modules/superagent/lib/node/index.js:1079:17)
2026-11-19T10:00:02.250Z [error]: Error: 503 no
    at OpenAI.makeStatusError (file:///app/node_modules/openai/client.mjs:287:32)
2026-11-19T10:00:03.250Z ask failed APIConnectionError: Connection error.
    at OpenAI.makeRequest (file:///app/node_modules/openai/client.mjs:434:19) {
  cause: TypeError: fetch failed
      at async OpenAI.makeRequest (file:///app/node_modules/openai/client.mjs:397:26) {
    [cause]: SocketError: other side closed
        at Socket.<anonymous> (node:internal/deps/undici/undici:6436:28)
  }
}
"""
CONFIG = '{"timeout":700,"method":"get","url":"https://api.tickdb.ai/v1/x"}'
TSLOG = """2026-11-19 10:00:00.250\tERROR\trun.mjs:10\tbot\torder failed

 AxiosError  Request failed with status code 401, true, ERR_BAD_REQUEST, CONFIG, 401
error stack:
  • settle.js\tsettle
\tnode_modules/axios/lib/core/settle.js:19
2026-11-19 10:00:01.250\tERROR\trun.mjs:10\tbot\torder failed

 AxiosError  read ECONNRESET, true, ECONNRESET, CONFIG, [object Object]
error stack:
  • axios.js\tAxiosError.from
\tnode_modules/axios/lib/core/AxiosError.js:163
Caused by (1): Error: read ECONNRESET
  • node:internal\tTCP.onStreamRead
"""
SIGNALE = """[11/19/2026] [9:00:00 AM] [bot] › ℹ  info      started
[11/19/2026] [9:00:01 PM] [bot] › ✖  error     quote failed: Request failed with status code 401
"""
# consola, whose lines Docker gives times of their own.
CONSOLA = """2026-11-19T10:00:00.250000000Z [error] quote failed Request failed with status code 401
2026-11-19T10:00:01.250000000Z [error] quote failed socket hang up
2026-11-19T10:00:01.250010000Z   at AxiosError.from (node_modules/axios/AxiosError.js:163:24)
2026-11-19T10:00:01.250020000Z   Caused by: Error: socket hang up
2026-11-19T10:00:01.250030000Z   [cause]: socket hang up
"""
# PM2 puts a time with a colon before each line.
PM2 = """2026-11-19T10:00:00: Error: Request failed with status code 401
2026-11-19T10:00:00:     at createError (/app/node_modules/axios/lib/core/createError.js:16:15) {
2026-11-19T10:00:00:   config: {
2026-11-19T10:00:00:     url: 'https://api.tickdb.ai/v1/orders',
2026-11-19T10:00:00:     method: 'post',
2026-11-19T10:00:00:     timeout: 0
2026-11-19T10:00:00:   },
2026-11-19T10:00:00:   response: { status: 401, data: { code: 1001 } }
2026-11-19T10:00:00: }
2026-11-19T10:00:01: started
"""
VIEM = """2026-11-19T10:00:00.250Z error CallExecutionError: HTTP request failed.

Status: 429
URL: https://rpc.tickdb.ai
Request body: {"method":"eth_call"}

Raw Call Arguments:
  to:    0x2681814308BE374d78be38dBA1F91Ace78B95Cd5

Contract Call:
  address:   0x2681814308BE374d78be38dBA1F91Ace78B95Cd5
  function:  balanceOf(address owner)

Docs: https://viem.sh/docs/contract/readContract
Details: Too Many Requests
Version: viem@2.43.3
2026-11-19T10:00:01.250Z error HttpRequestError: HTTP request failed.

URL: https://rpc.tickdb.ai
Request body: {"method":"eth_getLogs"}

Details: fetch failed
Version: viem@2.43.3
    at buildRequest (/app/node_modules/viem/utils/buildRequest.ts:150:22) {
  [cause]: TypeError: fetch failed
      at node:internal/deps/undici/undici:13510:13 {
    [cause]: Error: getaddrinfo ENOTFOUND rpc.tickdb.ai
  }
}
2026-11-19T10:00:02.250Z error LimitExceededRpcError: Request exceeds defined limit.

URL: https://rpc.tickdb.ai
Request body: {"method":"eth_getLogs"}

Details: daily request count exceeded
Version: viem@2.43.3
    at buildRequest (/app/node_modules/viem/utils/buildRequest.ts:150:22) {
  code: -32005
}
2026-11-19T10:00:03.250Z error ContractFunctionExecutionError: The function "mint" reverted.

Docs: https://viem.sh/docs/contract/simulateContract
Version: viem@2.43.3
"""
VIEM_IN_A_LINE = (
    "2026-11-19T10:00:04.250Z error HTTP request failed. Status: 503 URL: /rpc Request body: {} "
    'Docs: https://viem.sh/docs Details: {"code":-32016,"message":"over"} Version: viem@2.47.4\n'
)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param(PM2, [("POST", "api.tickdb.ai", 401, None)], id="pm2"),
        pytest.param(
            VIEM + VIEM_IN_A_LINE,
            [
                ("POST", "rpc.tickdb.ai", 429, None),
                ("POST", "rpc.tickdb.ai", None, "dns"),
                ("POST", "rpc.tickdb.ai", None, None),
                ("POST", None, 503, None),
            ],
            id="viem",
        ),
        pytest.param(
            STATEMENT,
            [
                (None, None, 401, None),
                (None, None, None, "reset"),
                (None, "10.0.0.7", None, "connect"),
            ],
            id="statement",
        ),
        pytest.param(
            FETCH,
            [
                ("GET", "api.tickdb.ai", 401, None),
                (None, None, 429, None),
                (None, None, None, "timeout"),
                (None, None, None, "other"),
            ],
            id="fetch",
        ),
        pytest.param(
            SDKS,
            [
                (None, None, 401, None),
                (None, None, 429, None),
                (None, None, 503, None),
                (None, None, None, "reset"),
            ],
            id="sdks",
        ),
        pytest.param(
            TSLOG.replace("CONFIG", CONFIG),
            [("GET", "api.tickdb.ai", 401, None), ("GET", "api.tickdb.ai", None, "reset")],
            id="tslog",
        ),
        pytest.param(CONSOLA, [(None, None, 401, None), (None, None, None, "reset")], id="consola"),
        pytest.param(SIGNALE, [(None, None, 401, None)], id="signale"),
    ],
)
def test_a_call_is_told_once_with_what_its_lines_show(
    text: str, told: list[Told], tmp_path: Path
) -> None:
    log = tmp_path / "bot.log"
    log.write_text(text, encoding="utf-8")
    (found,) = load(tmp_path / "lake", log).values()
    rows = sorted(found.rows, key=lambda row: row["ts"])
    keys = ("method", "host", "status", "error_type")
    assert [tuple(row[key] for key in keys) for row in rows] == told
    assert not found.rejects


ONE_LINE = """2026-11-19T10:00:00.250Z error: DiscordAPIError[50013]: Missing Permissions
2026-11-19T10:00:01.250Z error: Error: An API error occurred: invalid_auth
2026-11-19T10:00:02Z Error: A rate-limit has been reached, you may retry this request in 30 seconds
2026-11-19T10:00:03.250Z error: Error: An API error occurred: try again
2026-11-19T10:00:04.250Z error: RestException [Error]: Authenticate
    at success (/app/node_modules/twilio/lib/base/Version.js:79:23) {
  status: 401,
  code: 20003,
  moreInfo: 'https://www.twilio.com/docs/errors/20003'
}
"""


def test_errors_of_vendors_sdks_tell_their_code_without_a_url(tmp_path: Path) -> None:
    log = tmp_path / "bot.log"
    log.write_text(ONE_LINE, encoding="utf-8")
    (found,) = load(tmp_path / "lake", log).values()
    rows = sorted(found.rows, key=lambda row: row["ts"])
    keys = ("vendor", "status", "code", "error_type", "retry_after_s")
    assert [tuple(row[key] for key in keys) for row in rows] == [
        ("discord", None, "50013", None, None),
        ("slack", 200, "invalid_auth", None, None),
        ("slack", 429, None, None, 30.0),
        ("twilio", 401, "20003", None, None),
    ]


def test_what_viem_says_of_an_answer_is_its_body(tmp_path: Path) -> None:
    log = tmp_path / "bot.log"
    log.write_text(VIEM + VIEM_IN_A_LINE, encoding="utf-8")
    (found,) = load(tmp_path / "lake", log).values()
    bodies = {row["message"]: row["body"] for row in found.rows if row["body"]}
    assert bodies == {
        "daily request count exceeded": '{"error": {"code": -32005, "message": '
        '"daily request count exceeded"}}',
        "over": '{"code":-32016,"message":"over"}',
    }


@pytest.mark.parametrize("name", ["", "AxiosError: "])
def test_the_fields_of_an_error_behind_its_status_are_no_answer(name: str, tmp_path: Path) -> None:
    """As winston prints an error of axios: its message, and its fields behind that."""
    file = tmp_path / "bot.log"
    file.write_text(
        f"2026-11-19T10:00:00.250Z error: {name}Request failed with status code 429 "
        '{"code":"ERR_BAD_REQUEST","config":{"method":"get","url":"https://api.tickdb.ai/v1/x"},'
        '"response":{"status":429,"data":{"code":3001},"headers":{"retry-after":"2"}}}\n'
        '2026-11-19T10:00:01.250Z error: call failed {"url":"https://api.tickdb.ai/v1/y",'
        '"method":"GET","status":503}\n'
    )
    rows = load(tmp_path / "lake", file)[str(file)].rows
    assert sorted(
        (row["path"], row["method"], row["code"], row["retry_after_s"]) for row in rows
    ) == [
        ("/v1/x", "GET", "3001", 2.0),
        ("/v1/y", "GET", None, None),
    ]
