r"""Terraform's log of a provider's calls (`TF_LOG=DEBUG`, or `TF_LOG=JSON`): request and answer.

Sources: terraform-plugin-sdk, helper/logging, NewLoggingHTTPTransport (`tf_http_…`); the AWS provider's
aws-sdk-go-base, logging (`HTTP Request Sent`, `HTTP Response Received`); hclog, which puts a value of
several lines below its name, each behind a bar. A request's answer has its transaction's id, else
that of Terraform's own request. Providers that dump messages as they were sent, `http_dump` reads.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from analyzer.formats import Assemble, Sample, json_object, row
from analyzer.formats.kinds.dialogue.json_pairs import Half, JsonPairs, Line
from analyzer.formats.kinds.exchange import PART, assembled_format
from analyzer.formats.kinds.text_lines import lines_and_ahead

_SURENESS = 0.95
_SENT, _RECEIVED = "HTTP Request Sent", "HTTP Response Received"
_OF_CALLS = re.compile(rf"\btf_http_op_type\b|: (?:{_SENT}|{_RECEIVED})\b")
# Each of hclog's messages begins so; lines that do not are values of the one before.
_BEGINS = re.compile(
    r"^(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S*) \[(?:TRACE|DEBUG|INFO|WARN|ERROR)\] +"
)
_PAIR = re.compile(
    r"(?:^|\s)([A-Za-z@][\w.@-]*)="
    r"(?:\"((?:[^\"\\]|\\.)*)\"|\r?\n((?:[ \t]*\|[^\n]*(?:\n|$))+)|([^\s\"]*))",
    re.DOTALL,
)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_CHARACTERS = {"n": "\n", "r": "\r", "t": "\t"}
_BAR = re.compile(r"(?m)^[ \t]*\| ?")
_HEADER = re.compile(r"[A-Z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*")
_MOST_LINES = 2_000


def _objects(lines: Sequence[str], later: Sequence[str]) -> Iterator[str]:
    """The same number of lines; a message of text that tells of a call is an object of its pairs."""
    at = 0
    while at < len(lines):
        line, end = lines[at], at + 1
        begins = _BEGINS.match(line) if _OF_CALLS.search(line) else None
        if begins is None:
            yield line
            at = end
            continue
        told = [line]
        for other in (*lines[end : end + _MOST_LINES], *later[:_MOST_LINES]):
            if _BEGINS.match(other):
                break
            told.append(other)
        yield json.dumps({"@timestamp": begins["time"]} | _pairs("\n".join(told), begins.end()))
        rest = min(len(told) - 1, len(lines) - end)
        yield from (PART if lines[end + n].strip() else "" for n in range(rest))
        at = end + rest


def _pairs(text: str, start: int) -> dict[str, str]:
    found = {"@message": text[start:].partition("\n")[0][:200]}
    for name, in_quotes, below, bare in _PAIR.findall(text, start):
        value = _ESCAPED.sub(lambda one: _CHARACTERS.get(one[1], one[1]), in_quotes)
        found.setdefault(name, value or _BAR.sub("", below).strip() or bare)
    return found


def _half_of(found: Line) -> Half | None:
    operation, said = found.get("tf_http_op_type"), str(found.get("@message", ""))
    time = str(found.get("@timestamp", ""))
    if operation in ("request", "response"):
        key = str(found.get("tf_http_trans_id") or found.get("tf_req_id") or "")
        headers = {name.lower(): text for name, text in found.items() if _HEADER.fullmatch(name)}
        if operation == "request":
            return Half("request", key, {"started": time} | _request(found, headers))
        return Half("answer", key, {"ended": time} | _answer(found, headers))
    key = " ".join(str(found.get(name)) for name in ("tf_req_id", "rpc.service", "rpc.method"))
    if _SENT in said:
        return Half("request", key, {"started": time} | _aws_request(found))
    return Half("answer", key, {"ended": time} | _aws_answer(found)) if _RECEIVED in said else None


def _request(found: Line, headers: dict[str, Any]) -> dict[str, Any]:
    return _known(
        method=found.get("tf_http_req_method"),
        url=found.get("tf_http_req_uri"),
        host=headers.get("host"),
        request_headers=headers,
    )


def _answer(found: Line, headers: dict[str, Any]) -> dict[str, Any]:
    return _known(
        status=found.get("tf_http_res_status_code"),
        response_headers=headers,
        response_body=found.get("tf_http_res_body"),
    )


def _aws_request(found: Line) -> dict[str, Any]:
    return _known(
        method=found.get("http.method"),
        url=found.get("http.url"),
        received=found.get("http.request_content_length"),
        request_headers=_aws_headers(found, "request"),
    )


def _aws_answer(found: Line) -> dict[str, Any]:
    took, headers = found.get("http.duration"), _aws_headers(found, "response")
    return _known(
        status=found.get("http.status_code"),
        took=f"{took}ms" if took not in (None, "") else None,
        sent=found.get("http.response_content_length"),
        response_headers=headers,
        response_body=found.get("http.response.body"),
        request_id=headers.get("x-amzn-requestid") or headers.get("x-amz-request-id"),
    )


def _aws_headers(found: Line, side: str) -> dict[str, Any]:
    before = f"http.{side}.header."
    return {
        name.removeprefix(before).replace("_", "-"): text
        for name, text in found.items()
        if name.startswith(before)
    }


def _known(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, "", {})}


def _assemble() -> Assemble:
    pairs = JsonPairs(_half_of)

    def take(data: bytes, *, is_last: bool, ahead: bytes = b"") -> bytes:
        lines, later = lines_and_ahead(data, ahead)
        return pairs.take("\n".join(_objects(lines, later)).encode(), is_last=is_last)

    return take


def _detect(beginning: str) -> float:
    """Any such message; Terraform's own stand between them."""
    lines = filter(_OF_CALLS.search, beginning.splitlines())
    is_told = any(_BEGINS.match(line) or _half_of(json_object(line)) for line in lines)
    return _SURENESS if is_told else 0.0


FORMAT = assembled_format(
    "terraform",
    "Terraform providers' calls (TF_LOG): plugin SDK and AWS",
    _detect,
    _assemble,
    (
        Sample(
            """2026-11-19T10:00:00.250Z [DEBUG] provider.terraform-provider-tick_v1: Sending HTTP Request: Host=api.tickdb.ai X-Api-Key=aaaaaaaa-1111-4222-8333-444444444444 tf_http_op_type=request tf_http_req_method=GET tf_http_req_uri=/v1/x?a=1 tf_http_trans_id=t1 tf_req_id=r1 timestamp=2026-11-19T10:00:00.250Z
2026-11-19T10:00:00.260Z [DEBUG] provider.terraform-provider-tick_v1: Sending HTTP Request: Host=api.tickdb.ai tf_http_op_type=request tf_http_req_method=PUT tf_http_req_uri=/v1/y tf_http_trans_id=t2 tf_req_id=r2
2026-11-19T10:00:00.500Z [DEBUG] provider.terraform-provider-tick_v1: Received HTTP Response: Retry-After=5 tf_http_op_type=response tf_http_res_body="{\\"code\\":3001}" tf_http_res_status_code=429 tf_http_res_status_reason="429 Too Many Requests" tf_http_trans_id=t1 tf_req_id=r1
2026-11-19T10:00:01.000Z [WARN]  Provider "tick" produced an unexpected plan: value=
  | {
""",
            rows=(
                row(
                    "10:00:00.25 GET api.tickdb.ai/v1/x?a=1 -> 429 in 250 ms",
                    code="3001",
                    retry_after_s=5.0,
                    key_in="header:x-api-key",
                ),
                row("10:00:00.26 PUT api.tickdb.ai/v1/y -> other"),
            ),
            skipped=3,
        ),
        Sample(
            """2026-11-19T10:00:00.250Z [DEBUG] provider.terraform-provider-aws: HTTP Request Sent: tf_req_id=r1 http.url=https://ec2.eu-west-1.amazonaws.com/ rpc.service=EC2 rpc.method=DescribeRegions tf_aws.sdk=aws-sdk-go-v2 http.method=POST http.request.body="Action=DescribeRegions
" http.request_content_length=41 timestamp=2026-11-19T10:00:00.250Z
2026-11-19T10:00:00.500Z [DEBUG] provider.terraform-provider-aws: HTTP Response Received: http.duration=240 http.status_code=503 rpc.service=EC2 rpc.method=DescribeRegions tf_req_id=r1 http.response.header.x_amzn_requestid=a-1
  http.response.body=
  | <Response><Errors><Error><Code>RequestLimitExceeded</Code>
  | <Message>Too many</Message></Error></Errors></Response>
   timestamp=2026-11-19T10:00:00.500Z
""",
            rows=(
                row(
                    "10:00:00.25 POST ec2.eu-west-1.amazonaws.com/ -> 503 in 240 ms",
                    code="RequestLimitExceeded",
                    request_id="a-1",
                    request_bytes=41,
                ),
            ),
            skipped=6,
        ),
        Sample(
            """{"@level":"debug","@message":"provider.terraform-provider-tick_v1: Sending HTTP Request","@timestamp":"2026-11-19T10:00:00.250000Z","Host":"api.tickdb.ai","tf_http_op_type":"request","tf_http_req_method":"GET","tf_http_req_uri":"/v1/x","tf_http_trans_id":"t1"}
{"@level":"debug","@message":"provider.terraform-provider-tick_v1: Received HTTP Response","@timestamp":"2026-11-19T10:00:00.500000Z","Retry-After":"5","tf_http_op_type":"response","tf_http_res_body":"{\\"code\\":3001}","tf_http_res_status_code":429,"tf_http_trans_id":"t1"}
{"@level":"info","@message":"done
""",
            rows=(row("10:00:00.25 GET api.tickdb.ai/v1/x -> 429 in 250 ms", retry_after_s=5.0),),
            rejects=1,
            skipped=1,
        ),
    ),
)
