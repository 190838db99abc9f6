r"""Stripe's library for Ruby: what it logs of each call, as pairs.

Source: stripe-ruby, Stripe::APIRequestor (log_request, log_response, log_request_error, specific_api_error) and
Stripe::Util.log_internal. The time is what Ruby's Logger, or whatever runs the program, puts before. The error
that an answer became is that answer's body; at level `error` nothing else is logged of the call.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace

from analyzer.formats import Sample, row
from analyzer.formats.kinds.dialogue.assembler import DialogueAssembler
from analyzer.formats.kinds.dialogue.format import dialogue_format
from analyzer.formats.kinds.likely_steps import Steps
from analyzer.formats.kinds.needed_text import quick

_KEY = r"(?:.*?\bidempotency_key=\"?(?P<key>[\w-]+))?"
_CALL = r".*?\bmethod=(?P<method>[a-z]+)\b.*?\bpath=\"?(?P<path>/[^\s\"]*)"
_TOOK = r"(?:.*?\belapsed=(?P<took>[0-9.]+))?"
_ID = r"(?:.*?\brequest_id=\"?(?P<request_id>\w+))?"
_STEPS = (
    ("request", rf"message=\"Request to Stripe API\"{_KEY}{_CALL}"),
    (
        "response",
        rf"message=\"Response from Stripe API\"{_TOOK}{_KEY}{_CALL}{_ID}.*?\bstatus=(?P<status>\d{{3}})",
    ),
    (
        "response",
        rf"message=\"(?P<logger>Stripe (?:v\d )?(?:API|OAuth) error)\".*?\bstatus=(?P<status>\d{{3}})\b{_KEY}{_ID}",
    ),
    (
        "failure",
        rf"message=\"Request error\"{_TOOK}.*?\berror_message=\"?(?P<error>(?:[^\"\\]|\\.)*){_KEY}{_CALL}",
    ),
    ("part", r"message=\"(?:(?:Request|Response) details|Dashboard link for request)\""),
)
_SAID = re.compile(
    r"\berror_(code|message|description|param|type)=(?:\"((?:[^\"\\]|\\.)*)\"|([^\s\"]+))"
)

_FORMAT = dialogue_format(
    "stripe_ruby",
    "Stripe's library (Ruby)",
    _STEPS,
    (
        Sample(
            r"""I, [2026-11-19T10:00:00.250000 #7]  INFO -- : message="Request to Stripe API" api_version=2020-08-27 idempotency_key=5c1a2d1f-0c1e method=post num_retries=0 path=/v1/charges
I, [2026-11-19T10:00:00.500000 #7]  INFO -- : message="Response from Stripe API" api_version=2020-08-27 elapsed="0.25" idempotency_key=5c1a2d1f-0c1e method=post path=/v1/charges request_id=req_A1 status=402
E, [2026-11-19T10:00:00.501000 #7] ERROR -- : message="Stripe API error" status=402 error_code=card_declined error_message="Your card was declined." error_type=card_error idempotency_key=5c1a2d1f-0c1e request_id=req_A1
I, [2026-11-19T10:00:01.000000 #7]  INFO -- : message="Request to Stripe API" api_version=2020-08-27 method=get num_retries=0 path=/v1/customers/cus_1
I, [2026-11-19T10:00:01.125000 #7]  INFO -- : message="Response from Stripe API" api_version=2020-08-27 elapsed=0.125 method=get path=/v1/customers/cus_1 request_id=req_A2 status=200
I, [2026-11-19T10:00:02.000000 #7]  INFO -- : message="Request to Stripe API" api_version=2020-08-27 method=get num_retries=0 path=/v1/balance
E, [2026-11-19T10:00:05.000000 #7] ERROR -- : message="Request error" elapsed=3.0 error_message="Net::OpenTimeout: execution expired" method=get path=/v1/balance
I, [2026-11-19T10:00:06.000000 #7]  INFO -- : order placed
message="Response from Stripe API" elapsed=0.125 method=get path=/v1/x request_id=req_A3 status=200
""",
            rows=(
                row(
                    "10:00:00.25 POST /v1/charges -> 402",
                    vendor="stripe",
                    code="card_declined",
                    message="Your card was declined.",
                    request_id="req_A1",
                ),
                row("10:00:01 GET /v1/customers/cus_1 -> 200 in 125 ms", vendor="stripe"),
                row("10:00:02 GET /v1/balance -> timeout in 3000 ms", vendor="stripe"),
            ),
            rejects=1,
            skipped=5,
        ),
        # At level `error` nothing else is logged of a call.
        Sample(
            """2026-11-19T10:00:00.250Z message="Stripe API error" level=error status=429 error_code=rate_limit error_message="Too many requests" error_type=invalid_request_error request_id=req_B1
2026-11-19T10:00:01.250Z message="Stripe API error" level=error status=429 error_code=rate_limit error_message="Too many requests" error_type=invalid_request_error request_id=req_B2
""",
            rows=(
                row("10:00:00.25 -> 429", vendor="stripe", code="rate_limit", request_id="req_B1"),
                row("10:00:01.25 -> 429", vendor="stripe", code="rate_limit", request_id="req_B2"),
            ),
        ),
    ),
    bodiless=True,
)


class _Calls(DialogueAssembler):
    """The calls of one source: all are of Stripe, and an error is the body of its answer."""

    def _step(self, kind: str, fields: dict[str, str], column: int, line: str, place: int) -> str:
        if kind == "part":
            return super()._step(kind, fields, column, line, place)
        fields |= {"vendor": "stripe"}
        if "method" in fields:
            fields["method"] = fields["method"].upper()
        if "took" in fields:
            fields["took"] += "s"
        if fields.get("logger"):
            fields["body"] = _body(line)
            answered = self._open.get(self._last or "")
            if answered and answered.fields.get("request_id") == fields.get("request_id", ""):
                fields = {"body": fields["body"]}
                kind = "body"
        return super()._step(kind, fields, column, line, place)


def _body(line: str) -> str:
    """What an error says, as Stripe's answers do."""
    said = {name: bare or told.replace('\\"', '"') for name, told, bare in _SAID.findall(line)}
    if "description" in said:
        said["message"] = said.pop("description")
    return json.dumps({"error": said})


_SEARCHED = Steps((quick(pattern), kind) for kind, pattern in _STEPS)
FORMAT = replace(_FORMAT, assemble=lambda: _Calls(_SEARCHED).take)
