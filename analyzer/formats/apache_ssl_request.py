r"""Apache's ssl_request_log: which request came over which TLS, without its status.

Source: Apache httpd, conf/extra/httpd-ssl.conf, `CustomLog`
`%t %h %{SSL_PROTOCOL}x %{SSL_CIPHER}x "%r" %b`.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.text_lines import ADDRESS, CLF, METHOD, text_format

_BEGINS = (
    rf"^\[(?P<start>{CLF})\] (?P<client_ip>{ADDRESS}) (?:(?:TLS|SSL)v[0-9.]+|-) [A-Za-z0-9_-]+ "
)

FORMAT = text_format(
    "apache_ssl_request",
    "Apache ssl_request_log",
    (rf'{_BEGINS}"(?P<request>{METHOD} \S+ HTTP/[0-9.]+|-)" (?P<sent>\d+|-)\s*$',),
    (
        Sample(
            """[19/Nov/2026:10:00:00 +0000] 10.0.0.7 TLSv1.3 TLS_AES_256_GCM_SHA384 "GET /v1/x?a=1 HTTP/1.1" 1375
[19/Nov/2026:10:00:01 +0000] 10.0.0.7 - - "POST /v1/y HTTP/1.1" -
[19/Nov/2026:10:00:02 +0000] 10.0.0.7 TLSv1.3 TLS_AES_256_GCM_SHA384 "GET /v1/z
""",
            rows=(
                row("10:00:00 GET /v1/x?a=1 with 1375 B", client_ip="10.0.0.7", status=None),
                row("10:00:01 POST /v1/y", response_bytes=None),
            ),
            rejects=1,
        ),
    ),
    complete=r'.*" ',
    broken=rf"^\[{CLF}\] {ADDRESS} (?:(?:TLS|SSL)v[0-9.]+|-) ",
)
