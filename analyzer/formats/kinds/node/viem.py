"""What viem says of a call in the message of an error, over its lines or in one: `Status: 429`,
`URL: https://…`, `Details: Too Many Requests`, and at its end viem's version.

Sources: viem, errors/base.ts, errors/request.ts, utils/rpc/http.ts, whose requests are all POST.
"""

from __future__ import annotations

import re

from analyzer.formats.kinds.node.objects import Told

SAID = re.compile(r"(?:^|\s)Version: viem@\d")
# An answer of JSON-RPC, whatever error it was wrapped in on its way.
ANSWER = "RpcRequestError"
_STATUS = re.compile(r"\sStatus: (\d{3})\s")
_URL = re.compile(r"\sURL: (\S+)")
_DETAILS = re.compile(r"(?s)\sDetails: (.*?)\s+Version: viem@\d")
_CODE = re.compile(r"(?m)^\s+code: (-?\d+),?$")
_UNANSWERED = re.compile(r"HTTP request failed\.|The request (?:took too long|timed out)")


def told_by_viem(told: Told) -> Told:
    """The same error with what its message tells of the call, if it is viem's and names one."""
    text = "\n".join(told.block)
    url = _URL.search(text) if SAID.search(text) else None
    if url is None:
        return told
    status, details = _STATUS.search(text), _DETAILS.search(text)
    said = details[1] if details else ""
    call = {"config": {"url": url[1], "method": "POST"}}
    if status:
        own = {"status": status[1]} | ({"responseBody": said} if said.startswith("{") else {})
        return told._replace(fields=told.fields | call | own)
    if _UNANSWERED.search(told.message):
        return told._replace(message=f"{told.message} {said}", fields=told.fields | call)
    code = _CODE.search(text)
    error = ({"code": int(code[1])} if code else {}) | {"message": said}
    answer = call | {"responseBody": {"error": error}}
    return told._replace(name=ANSWER, fields=told.fields | answer)


def within(line: str) -> Told | None:
    """An error of viem that stands whole within a line."""
    found = _UNANSWERED.search(line) if SAID.search(line) else None
    return told_by_viem(Told("HttpRequestError", found[0], [line], {}, True)) if found else None
