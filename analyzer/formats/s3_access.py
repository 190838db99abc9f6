r"""Amazon S3 server access logs.

Source: Amazon S3 User Guide, "Amazon S3 server access log format". The time is when the request was
received; total time is in milliseconds. Where the request is `-`, the operation has its method.
The error's code is what an API of AWS says in x-amzn-errortype.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.text_lines import CLF, text_format


def _line(operation: str, request: str) -> str:
    """A line's pattern; older ones end at the user agent, and S3 may not know what was asked for."""
    return (
        rf"^[0-9a-f]{{64}} \S+ \[(?P<start>{CLF})\] (?P<client_ip>\S+) \S+ (?P<request_id>\S+) "
        rf'{operation} \S+ "{request}" (?P<status>\d{{3}}|-) (?P<header_x_amzn_errortype>\S+) '
        r"(?P<sent>\d+|-) (?:\d+|-) (?P<ms>\d+|-) (?:\d+|-) "
        r'"(?:[^"\\]|\\.|"[^ ])*" (?:"(?:[^"\\]|\\.)*"|-)'
        r"(?: \S+(?: \S+ \S+ \S+ \S+ (?P<host>\S+))?|\s*$)"
    )


# Plain lines: of an object, or of none; older ones end before the access point.
_FORM = (
    '{{owner}} {{word}} [{{clf_time}}] {{address}} {{word}} {{request_id}} {{operation}} {{word}} "{{request}}"'
    ' {{status_without_wait}} - {{sent_or_none}} {size} {{took_ms}} {{number}} "{{quoted}}" "{{quoted}}"'
    " {{word}} {{word}} {{word}} {{word}} {{word}} {{host}} {{word}}{more}"
)

FORMAT = text_format(
    "s3_access",
    "Amazon S3 server access log",
    (
        _line(r"[A-Z0-9]+(?:\.\S+)?", r"(?P<request>[^\"-](?:[^\"\\]|\\.)*)"),
        _line(r"[A-Z]+\.(?P<method>GET|PUT|POST|HEAD|DELETE|OPTIONS)\.\S+", "-"),
    ),
    (
        Sample(
            '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be amzn-bucket [19/Nov/2026:10:00:00 +0000] 10.0.0.7 79a59df9 3E57427F33A59F07 REST.PUT.OBJECT a/b.csv "PUT /amzn-bucket/a/b.csv?x=1 HTTP/1.1" 503 SlowDown 113 - 31 12 "-" "S3Console/0.4" - Ke1bUcazaN1jWuUlPJaxF64cQVpUEhoZ SigV4 ECDHE-RSA-AES128-GCM-SHA256 AuthHeader amzn-bucket.s3.us-west-1.amazonaws.com TLSV1.2 - -\n'
            '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be amzn-bucket [19/Nov/2026:10:00:00 +0000] - AmazonS3 3E5 S3.EXPIRE.OBJECT a/b.csv "-" - - - 317 - - "-" "-" - - - - - - - -\n'
            'b659b576cff1e15e4c0313ff8930fba9f53e6794567f5c60dab3abf2f8dfb6cc amzn-bucket [19/Nov/2026:10:00:01 +0000] 10.0.0.7 arn:aws:iam::1795:user/p EB3502676500C6BE WEBSITE.GET.OBJECT index "GET /index HTTP/1.1" 200 - 368 368 10 9 "-" "Mozilla/5.0"\n'
            '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be amzn-bucket [19/Nov/2026:10:00:02 +0000] 10.0.0.7 79a59df9 3E57427F3EXAMPLE REST.GET.VERSIONING - "-" 200 - 113 - 7 - "-" "S3Console/0.4" - s9lzHYrFp76ZVxRcpX9 SigV4 ECDHE-RSA-AES128-GCM-SHA256 AuthHeader amzn-bucket.s3.us-west-1.amazonaws.com TLSV1.2 arn:aws:s3:us-west-1:1234:accesspoint/ap Yes\n'
            "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be amzn-bucket [19/Nov/2026:10:00:00 +0000] 10.0.0.7 - 3E57\n",
            rows=(
                row(
                    "10:00:00 PUT /amzn-bucket/a/b.csv?x=1 -> 503 with 113 B in 31 ms",
                    code="SlowDown",
                    request_id="3E57427F33A59F07",
                    client_ip="10.0.0.7",
                ),
                row(
                    "10:00:01 GET /index -> 200 with 368 B in 10 ms",
                    request_id="EB3502676500C6BE",
                ),
                row(
                    "10:00:02 GET -> 200 with 113 B in 7 ms",
                    host="amzn-bucket.s3.us-west-1.amazonaws.com",
                ),
            ),
            rejects=1,
            skipped=1,
        ),
    ),
    complete=r'.*" \d{3} .*" "[^"]*"',
    broken=r"^[0-9a-f]{64} ",
    plain_forms=tuple(
        _FORM.format(size=size, more=more)
        for more in (" {word} {word}", "")
        for size in ("{number}", "-")
    ),
    # What S3 does itself, and each object of a request that deletes many.
    other=r"^[0-9a-f]{64} \S+ \[[^\]]+\] \S+ \S+ \S+ (?:BATCH|S3)\.\S+ \S+ (?:-|\"-\") ",
)
