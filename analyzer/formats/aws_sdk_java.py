r"""AWS SDK for Java, versions 1 and 2: its request loggers.

Source: software.amazon.awssdk.core.internal.http, `RequestLogger` and `SdkStandardLogger`
(`software.amazon.awssdk.request`, `.requestId`); com.amazonaws.http.AmazonHttpClient
(`com.amazonaws.request`). A request is `Sending Request` or `Retrying Request`, its answer
`Received successful response`, `Received failed response` or `Received error response`.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.dialogue.format import METHOD, dialogue_format

_ID = r"(?:Extended )?(?:AWS )?Request ID: (?P<request_id>(?!null)[^,;)\s]+)"

FORMAT = dialogue_format(
    "aws_sdk_java",
    "AWS SDK for Java, 1 and 2 (request loggers)",
    (
        (
            "request",
            rf"(?:Sending|Retrying) Request: \w+\(httpMethod=(?P<method>{METHOD}), protocol=(?P<scheme>https?), "
            r"host=(?P<host>[^,\s]+), (?:port=(?P<port>\d+), )?encodedPath=(?P<path>[^,\s]*)",
        ),
        (
            "request",
            rf"Sending Request: (?P<method>{METHOD}) (?P<scheme>https?)://(?P<host>[^\s/]+)/? (?P<path>/\S*)",
        ),
        ("response", rf"Received (?:successful|failed) response: (?P<status>\d{{3}})(?:, {_ID})?"),
        (
            "response",
            rf"Received error response: .*\(Service: [^,;]+[,;] Status Code: (?P<status>\d{{3}})[,;](?:.*? {_ID})?",
        ),
        ("part", r"\bRetryable error detected, will retry in "),
    ),
    (
        Sample(
            """2026-11-19 10:00:00,250 [main] DEBUG software.amazon.awssdk.request - Sending Request: DefaultSdkHttpFullRequest(httpMethod=POST, protocol=https, host=sqs.eu-west-1.amazonaws.com, encodedPath=/, queryParameters=[], headers=[amz-sdk-invocation-id, Content-Length])
2026-11-19 10:00:00,327 [main] DEBUG software.amazon.awssdk.request - Received error response: software.amazon.awssdk.services.sqs.model.SqsException: null (Service: Sqs, Status Code: 503, Request ID: null)
2026-11-19 10:00:00,330 [main] DEBUG software.amazon.awssdk.request - Retryable error detected, will retry in 57ms, attempt number 1
2026-11-19 10:00:00,400 [main] DEBUG software.amazon.awssdk.request - Retrying Request: DefaultSdkHttpFullRequest(httpMethod=POST, protocol=https, host=sqs.eu-west-1.amazonaws.com, port=443, encodedPath=/, queryParameters=[])
2026-11-19 10:00:00,420 [main] DEBUG software.amazon.awssdk.request - Received successful response: 200, Request ID: 5f7a-1, Extended Request ID: not available
2026-11-19 10:00:01,000 [main] DEBUG com.amazonaws.request - Sending Request: GET https://bucket.s3.amazonaws.com /a.txt Headers: (User-Agent: aws-sdk-java/1.12, )
2026-11-19 10:00:01,100 [main] DEBUG com.amazonaws.request - Received error response: com.amazonaws.services.s3.model.AmazonS3Exception: Access Denied (Service: Amazon S3; Status Code: 403; Error Code: AccessDenied; Request ID: 6A-2; S3 Extended Request ID: x)
Received successful response: 200, AWS Request ID: 6A-3
""",
            rows=(
                row("10:00:00.25 POST sqs.eu-west-1.amazonaws.com/ -> 503 in 77 ms"),
                row("10:00:00.4 -> 200", request_id="5f7a-1"),
                row("GET /a.txt -> 403", request_id="6A-2"),
            ),
            rejects=1,
            skipped=4,
        ),
    ),
)
