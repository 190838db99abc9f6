r"""Errors of ethers, a client of Ethereum nodes for JavaScript, as a program prints their message.

Source: ethers-io/ethers.js (MIT), v5 packages/logger/src.ts/index.ts (makeError) and
packages/web/src.ts/index.ts; v6 src.ts/utils/errors.ts (makeError) and src.ts/utils/fetch.ts. A
message ends with what was asked for and answered, in brackets. Where it names no URL, only that
there was no answer is known. The time is the line's.
"""

from __future__ import annotations

from dataclasses import replace

from analyzer.formats import Sample, row
from analyzer.formats.kinds.text_lines import METHOD, text_format

_URL = r"https?://[^\"\s]+"
_TEXT = r"\"(?:[^\"\\]|\\.)*\""  # as JSON has it
_CALLED = rf"(?:[^\n]*?, )?requestMethod=\"(?P<method>{METHOD})\""

_FORMAT = text_format(
    "ethers",
    "Errors of ethers (Ethereum, JavaScript)",
    (
        # v5
        rf"\bbad response \(status=(?P<status>\d{{3}}), (?:[^\n]*?\bbody=(?P<body>{_TEXT}), )?{_CALLED}, url=\"(?P<target>{_URL})\"",
        rf"\bmissing response \({_CALLED}, serverError=(?P<error>[^\n]*?), url=\"(?P<target>{_URL})\"",
        rf"(?P<error>\btimeout) \({_CALLED}, timeout=\d+, url=\"(?P<target>{_URL})\"",
        # An answer that tells an error of JSON-RPC.
        rf"\bprocessing response error \((?:[^\n]*?\bbody=(?P<body>{_TEXT}), )?{_CALLED}, url=\"(?P<target>{_URL})\"",
        r"(?P<error>\bcould not detect network) \(event=\"noNetwork\", code=NETWORK_ERROR",
        # v6
        rf"\bserver response (?P<status>\d{{3}})\b[^\n(]* \(request=[^\n]*?\"requestUrl\": \"(?P<target>{_URL})\"(?:, \"responseBody\": (?P<body>{_TEXT}))?",
        # What was tried again in vain has a status of its own, which names the last answer's.
        rf"\bexceeded maximum retry limit \(request=[^\n]*?\"requestUrl\": \"(?P<target>{_URL})\"(?:, \"responseBody\": (?P<body>{_TEXT}|null))?"
        r", \"responseStatus\": \"(?:599 [A-Z ]+\()?(?P<status>\d{3})\b",
        r"\bcould not coalesce error \(error=(?P<body>\{[^\n]*?\}), (?:payload=|code=UNKNOWN_ERROR)",
        r"(?P<error>\bfailed to detect network) and cannot start up",
        r"(?P<error>\brequest timeout) \([^\n]*?\bcode=TIMEOUT, version=6\.",
        r"(?P<error>\bfailed to detect network) \([^\n]*?\bcode=NETWORK_ERROR, version=6\.",
    ),
    (
        Sample(
            r"""2026-11-19T10:00:00.250Z error: Error: bad response (status=429, headers={"retry-after":"1"}, body="{\"code\":3001}", requestBody="{\"method\":\"eth_call\"}", requestMethod="POST", url="https://node.tickdb.ai/v3/a", code=SERVER_ERROR, version=web/5.7.1)
2026-11-19T10:00:01.250Z error: Error: missing response (requestBody="{\"method\":\"eth_call\"}", requestMethod="POST", serverError={"errno":-104,"code":"ECONNRESET","syscall":"read"}, url="https://node.tickdb.ai/v3/b", code=SERVER_ERROR, version=web/5.7.1)
2026-11-19T10:00:02.250Z error: Error: timeout (requestBody="{}", requestMethod="POST", timeout=120000, url="https://node.tickdb.ai/v3/c", code=TIMEOUT, version=web/5.7.1)
2026-11-19T10:00:03.250Z error: Error: could not detect network (event="noNetwork", code=NETWORK_ERROR, version=providers/5.7.2)
2026-11-19T10:00:04.250Z error: Error: server response 503 Service Unavailable (request={  }, response={  }, error=null, info={ "requestUrl": "https://node.tickdb.ai/v3/d", "responseBody": "{\"code\":3001}", "responseStatus": "503 Service Unavailable" }, code=SERVER_ERROR, version=6.7.1)
2026-11-19T10:00:05.250Z error: Error: request timeout (reason="timeout", request={  }, code=TIMEOUT, version=6.7.1)
2026-11-19T10:00:05.350Z error: Error: exceeded maximum retry limit (request={  }, response={  }, error=null, info={ "requestUrl": "https://node.tickdb.ai/v3/e", "responseBody": "{\"code\":3001}", "responseStatus": "599 CLIENT ESCALATED SERVER ERROR (429 Too Many Requests; exceeded maximum retry limit)" }, code=SERVER_ERROR, version=6.15.0)
2026-11-19T10:00:05.450Z error: Error: could not coalesce error (error={ "code": -32005, "message": "daily request count exceeded" }, payload={ "id": 2, "jsonrpc": "2.0", "method": "eth_call", "params": [  ] }, code=UNKNOWN_ERROR, version=6.10.0)
2026-11-19T10:00:05.550Z warn: JsonRpcProvider failed to detect network and cannot start up; retry in 1s (perhaps the URL is wrong or the node is not started)
2026-11-19T10:00:05.650Z error: Error: processing response error (body="{\"jsonrpc\":\"2.0\",\"id\":51,\"error\":{\"code\":-32000,\"message\":\"nonce too low\"}}", error={"code":-32000}, requestBody="{}", requestMethod="POST", url="https://node.tickdb.ai/v3/f", code=SERVER_ERROR, version=web/5.7.1)
2026-11-19T10:00:06.250Z error: Error: insufficient funds (transaction="0x", code=INSUFFICIENT_FUNDS, version=providers/5.7.2)
2026-11-19T10:00:07.250Z info: block 7
2026-11-19T10:00:08.250Z error: Error: missing response (requestBody="{
""",
            rows=(
                row("10:00:00.25 POST node.tickdb.ai/v3/a -> 429", code="3001"),
                row("10:00:01.25 POST node.tickdb.ai/v3/b -> reset"),
                row("10:00:02.25 POST node.tickdb.ai/v3/c -> timeout"),
                row("10:00:03.25 -> other"),
                row("10:00:04.25 node.tickdb.ai/v3/d -> 503", method=None, code="3001"),
                row("10:00:05.25 -> timeout"),
                row("10:00:05.35 node.tickdb.ai/v3/e -> 429", method=None, code="3001"),
                row(
                    "10:00:05.45",
                    code="-32005",
                    message="daily request count exceeded",
                    status=None,
                ),
                row("10:00:05.55 -> other"),
                row("10:00:05.65 POST node.tickdb.ai/v3/f", message="nonce too low", status=None),
            ),
            rejects=1,
            skipped=2,
        ),
        # A log of nothing else has pairs in each line.
        Sample(
            """2026-11-19T10:00:02.250Z error: Error: timeout (requestBody="{}", requestMethod="POST", timeout=120000, url="https://node.tickdb.ai/v3/c", code=TIMEOUT, version=web/5.7.1)
""",
            rows=(row("10:00:02.25 POST node.tickdb.ai/v3/c -> timeout"),),
        ),
    ),
    broken=r"\b(?:(?:bad|missing|server) response|timeout) (?:\d{3} [^(]*)?\((?:request|status)",
    complete=r'.*?(?:rl": "[^"]*"|url="[^"]*"|noNetwork", code=NETWORK_ERROR|cannot start up|version=6\.)',
    sureness=0.97,
)

FORMAT = replace(_FORMAT, of_errors=True)
