r"""What AWS answered, as its SDKs for Go and Java put it into the message of an error.

Sources: smithy-go, GenericAPIError and ResponseError; aws-sdk-go, awserr.RequestFailure; aws-sdk-java,
AmazonServiceException and AwsServiceException. The code and the message become a body such as
AWS sends, behind the line and the name of the vendor.
"""

from __future__ import annotations

import json
import re

from analyzer.formats.kinds.needed_text import holds_one

# What a pattern takes of it, at the end of a line.
AWS_ANSWER = r"(?:[^\n]*\t(?P<vendor>aws)\t(?P<body>\{[^\n]*\})$)?"
_CODE = r"(?P<code>[A-Z][\w.]+): (?P<message>[^\n\"]{1,500}?)"
_SECOND = r"status code: \d{3}, request id: "
_TOLD = (
    re.compile(
        rf"\bhttps? response error StatusCode: \d{{3}}, RequestID: [^\n]{{0,200}}?\bapi error {_CODE}(?=\\n|\"|$)"
    ),
    re.compile(rf"\b{_CODE}(?:\\n)?(?:\\t|\t){_SECOND}"),
    re.compile(
        r"(?:^|: )(?P<message>[^\n:]{1,500}?) \(Service: [\w ]+[;,] Status Code: \d{3}[;,]"
        r"(?: Error Code: (?P<code>\w+);)? Request ID: "
    ),
)
_FIRST_LINE = re.compile(rf"\b{_CODE}\s*$")
_SECOND_LINE = re.compile(rf"^\s+{_SECOND}")
_WORDS = ("api error ", "status code: ", "Status Code: ")


def with_aws_answer(line: str, before: str = "") -> str:
    """The same line, with the body of the answer behind it; the line before may tell its code."""
    if not holds_one(line, _WORDS):
        return line
    found = next((one for form in _TOLD if (one := form.search(line))), None)
    if found is None and _SECOND_LINE.match(line):
        found = _FIRST_LINE.search(before)
    if found is None:
        return line
    code = {"__type": found["code"]} if found["code"] else {}
    body = json.dumps(code | {"message": found["message"].strip()})
    return f"{line.rstrip()}\taws\t{body}"
