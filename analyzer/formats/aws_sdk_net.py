r"""AWS SDK for .NET: its metrics of each request (`LogMetrics`).

Source: aws/aws-sdk-net, Amazon.Runtime.Internal.Util.RequestMetrics: `Name = value; …`, statuses by their .NET
names, several where the SDK sent again, of which the last counts. The time is what the logger put
before it, when the answer had been read.
"""

from __future__ import annotations

import re
from dataclasses import replace

from analyzer.formats import Sample, row
from analyzer.formats.kinds.named_statuses import status_named
from analyzer.formats.kinds.text_lines import text_format

_METRICS = r"\bRequest metrics: [^\n]*?\bServiceEndpoint = (?P<target>https?://[^;\s]+);"
_ID = r"(?:[^\n]*?\bAWSRequestID = (?:[^;\n]*, )?(?P<request_id>[\w-]+);)?"
_TOOK = r"(?:[^\n]*?\bHttpRequestTime = (?:[^;\n]*, )?(?P<took>\d\d:\d\d:\d\d\.\d+);)?"
_NAMED = re.compile(rb"(\bStatusCode = )(?:[\w, ]*, )?([A-Za-z]+)(?=;)")

_FORMAT = text_format(
    "aws_sdk_net",
    "AWS SDK for .NET (metrics of requests)",
    (
        rf"{_METRICS}[^\n]*?\bStatusCode = (?P<status>\d{{3}});{_ID}{_TOOK}",
        rf"{_METRICS}[^\n]*?\bException = (?P<error>[^;\n]+)",
    ),
    (
        Sample(
            """2026-11-19 10:00:00,250 [13] INFO Amazon.DynamoDBv2.AmazonDynamoDBClient - Request metrics: ServiceName = AmazonDynamoDBv2; ServiceEndpoint = https://dynamodb.eu-west-1.amazonaws.com/; MethodName = PutItemRequest; AsyncCall = False; StatusCode = InternalServerError, OK; AWSRequestID = a1, b2; HttpRequestTime = 00:00:00.0300000, 00:00:00.0500000; ClientExecuteTime = 00:00:00.1000000; 
2026-11-19 10:00:01,250 [13] INFO Amazon.S3.AmazonS3Client - Request metrics: ServiceName = AmazonS3; ServiceEndpoint = https://s3.eu-west-1.amazonaws.com/; MethodName = GetObjectRequest; StatusCode = ServiceUnavailable; HttpRequestTime = 00:00:00.2500000; 
2026-11-19 10:00:02,250 [13] INFO Amazon.S3.AmazonS3Client - Request metrics: ServiceName = AmazonS3; ServiceEndpoint = https://s3.eu-west-1.amazonaws.com/; MethodName = GetObjectRequest; Exception = System.Net.WebException: The operation has timed out; 
2026-11-19 10:00:03,250 [13] INFO Amazon.S3.AmazonS3Client - Starting request GetObjectRequest
""",
            rows=(
                row(
                    "10:00:00.2 https://dynamodb.eu-west-1.amazonaws.com/ -> 200 in 50 ms",
                    request_id="b2",
                ),
                row("10:00:01 s3.eu-west-1.amazonaws.com/ -> 503 in 250 ms"),
                row("10:00:02.25 s3.eu-west-1.amazonaws.com/ -> timeout"),
            ),
            skipped=1,
        ),
        Sample(
            """Request metrics: ServiceName = AmazonS3; ServiceEndpoint = https://s3.eu-west-1.amazonaws.com/; StatusCode = OK; HttpRequestTime = 00:00:00.2500000; 
""",
            rejects=1,
        ),
    ),
    complete=r".*(?:StatusCode = \w+;|Exception = \S)",
)


def _prepared(data: bytes, *, is_last: bool, ahead: bytes = b"") -> bytes:
    """The same lines, with the number of the last status that they name."""
    del is_last, ahead
    return _NAMED.sub(_with_number, data) if b"StatusCode = " in data else data


def _with_number(found: re.Match[bytes]) -> bytes:
    return found[1] + (status_named(found[2].decode()) or found[2].decode()).encode()


def _detect(beginning: str) -> float:
    return _FORMAT.detect(_prepared(beginning.encode(), is_last=True).decode())


FORMAT = replace(_FORMAT, detect=_detect, assemble=lambda: _prepared)
