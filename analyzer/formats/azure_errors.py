r"""Errors of Azure's SDKs for Go and .NET, which are printed over several lines.

Sources: Azure/azure-sdk-for-go (MIT), sdk/azcore/internal/exported/response_error.go; also what
Terraform and azqr print of it. Azure/azure-sdk-for-net (MIT), Azure.RequestFailedException. The time is
that of the message which an error is printed in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from analyzer.formats import Sample, row
from analyzer.formats.kinds.blocks import Blocks
from analyzer.formats.kinds.exchange import assembled_format
from analyzer.formats.kinds.python_values import stamp_of
from analyzer.formats.kinds.text_lines import METHOD

_SURENESS = 0.8
_CALL = re.compile(rf"(?:^|[\s:(\[])(?P<method>{METHOD}) (?P<url>https?://\S+)\s*$")
_RULE = "-" * 80
_ANSWER = re.compile(r"^RESPONSE (?P<status>\d{3}): ")
_CODE = re.compile(r"^ERROR CODE: (?P<code>\S+)")
_FAILED = re.compile(r"\bAzure\.RequestFailedException: (?P<message>.*)$")
_STATUS = re.compile(r"^Status: (?P<status>\d{3})\b")
_NAMED = re.compile(r"^ErrorCode: (?P<code>\S+)")
_HEADER = re.compile(r"^(?P<name>[A-Za-z][\w-]*): (?P<value>.*)$")
_LONGEST = 400
# Lines of a message that may stand before its status.
_MOST_MESSAGE = 12
# What stands in each error of Go, and of .NET; lines of several writers may stand between.
_OF_GO = re.compile(rf"(?ms)^{_RULE}$.*^RESPONSE \d{{3}}: ")
_OF_NET = re.compile(r"(?ms)\bAzure\.RequestFailedException: .*^Status: \d{3}\b")

Exchange = dict[str, object]


def _of_go(lines: Sequence[str]) -> tuple[int, Exchange]:
    """How many lines an error has that begins in the first, and its exchange; else none."""
    call = _CALL.search(lines[0])
    answer = _ANSWER.match(lines[2]) if call and lines[1:2] == [_RULE] and lines[2:] else None
    if call is None or answer is None:
        return 0, {}
    end = next((n for n, line in enumerate(lines[5:], 5) if line == _RULE), 4)
    body = "\n".join(lines[5:end])
    code = _CODE.match("".join(lines[3:4]))
    if not body.startswith(("{", "<")) and code:
        body = json.dumps({"error": {"code": code["code"]}})
    return end + 1, call.groupdict() | {"status": answer["status"], "response_body": body}


def _of_net(lines: Sequence[str]) -> tuple[int, Exchange]:
    """The same of .NET."""
    failed = _FAILED.search(lines[0])
    found = (_STATUS.match(line) for line in lines[1:_MOST_MESSAGE]) if failed else ()
    status = next(((n, one["status"]) for n, one in enumerate(found, 1) if one), None)
    if failed is None or status is None:
        return 0, {}
    at, told = status
    named = _NAMED.match("".join(lines[at + 1 : at + 2]))
    error = {"message": failed["message"]} | ({"code": named["code"]} if named else {})
    exchange: Exchange = {"status": told, "response_body": json.dumps({"error": error})}
    at += 1 + bool(named)
    if lines[at : at + 2] == ["", "Content:"]:
        end = next((n for n, line in enumerate(lines[at + 2 :], at + 2) if not line), len(lines))
        exchange["response_body"] = "\n".join(lines[at + 2 : end])
        at = end
    if lines[at : at + 2] == ["", "Headers:"]:
        found = (_HEADER.match(line) for line in lines[at + 2 :])
        headers = dict[str, str]()
        for one in found:
            if one is None:
                break
            headers[one["name"].lower()] = one["value"]
        exchange["response_headers"] = headers
        at += 2 + len(headers)
    return at, exchange


class _Errors:
    """The errors of one source, and the time of the message that each is printed in."""

    def __init__(self) -> None:
        self._time: str | None = None

    def read(self, lines: Sequence[str], at: int) -> tuple[int, Exchange | None]:
        """How many lines the error has that begins in one, and its exchange."""
        line = lines[at]
        self._time = stamp_of(line) or self._time
        size, exchange = 0, Exchange()
        if "://" in line and lines[at + 1 : at + 2] == [_RULE]:
            size, exchange = _of_go(lines[at : at + _LONGEST])
        elif "RequestFailedException" in line:
            size, exchange = _of_net(lines[at : at + _LONGEST])
        return (size, exchange | {"ended": self._time}) if size else (1, None)


def _detect(beginning: str) -> float:
    """Some such errors among an application's own lines."""
    is_of_go = "\nRESPONSE " in beginning and _OF_GO.search(beginning)
    is_of_net = "Azure.RequestFailedException: " in beginning and _OF_NET.search(beginning)
    return _SURENESS if is_of_go or is_of_net else 0.0


FORMAT = assembled_format(
    "azure_errors",
    "Errors of the Azure SDKs for Go and .NET",
    _detect,
    lambda: Blocks(_Errors().read).take,
    (
        Sample(
            f"""2026/11/19 10:00:00 start
2026/11/19 10:00:01 GET https://management.azure.com/subscriptions/s1/resourceGroups
{_RULE}
RESPONSE 429: 429 Too Many Requests
ERROR CODE: ResourceRequestsThrottled
{_RULE}
{{
  "error": {{
    "code": "ResourceRequestsThrottled",
    "message": "Please try again after '372' seconds."
  }}
}}
{_RULE}
2026/11/19 10:00:02 upload failed
PUT https://acct.blob.core.windows.net/c/b
{_RULE}
RESPONSE 503: 503 Service Unavailable
ERROR CODE: ServerBusy
{_RULE}
Response contained no body
{_RULE}
2026/11/19 10:00:03 GET https://api.tickdb.ai/v1/x
""",
            rows=(
                row(
                    "10:00:01 GET management.azure.com/subscriptions/s1/resourceGroups -> 429",
                    code="ResourceRequestsThrottled",
                    message="Please try again after '372' seconds.",
                ),
                row("10:00:02 PUT acct.blob.core.windows.net/c/b -> 503", code="ServerBusy"),
            ),
            skipped=20,
        ),
        Sample(
            """Unhandled exception. Azure.RequestFailedException: Service request failed.
Status: 503 (Server Busy)
""",
            rejects=1,
            skipped=1,
        ),
        Sample(
            """2026-11-19 10:00:00.250 +00:00 [ERR] listing failed
Azure.RequestFailedException: The request is being throttled.
Status: 429 (Too Many Requests)
ErrorCode: TooManyRequests

Content:
{"error":{"code":"TooManyRequests","message":"The request is being throttled."}}

Headers:
Cache-Control: no-cache
Retry-After: 36
   at Azure.Core.HttpPipelineExtensions.ProcessMessageAsync(HttpPipeline pipeline)
2026-11-19 10:00:01.250 +00:00 [ERR] Azure.RequestFailedException: Service request failed.
Status: 404 (The specified blob does not exist.)
ErrorCode: BlobNotFound
2026-11-19 10:00:02.250 +00:00 [INF] done
""",
            rows=(
                row(
                    "10:00:00.25 -> 429",
                    code="TooManyRequests",
                    message="The request is being throttled.",
                    retry_after_s=36.0,
                ),
                row("10:00:01.25 -> 404", code="BlobNotFound", message="Service request failed."),
            ),
            skipped=14,
        ),
    ),
    stamped=True,
)
