r"""Access log of an embedded Tomcat, in the pattern of Spring Boot's guide.

Source: Spring Boot, "Embedded Web Servers", Configure Access Logging: `%t %a %r %s (%D
microseconds)`; `%D` was in milliseconds before Tomcat 10, as the pattern then shows.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.text_lines import ADDRESS, CLF, METHOD, text_format

FORMAT = text_format(
    "spring_access",
    "Tomcat access log of Spring Boot's guide",
    (
        rf"^\[(?P<start>{CLF})\] (?P<client_ip>{ADDRESS}) \"?(?P<request>{METHOD} \S+ HTTP/[0-9.]+)\"? "
        r"(?P<status>\d{3}) \((?:(?P<us>\d+) microseconds|(?P<ms>\d+) (?:ms|milliseconds))\)\s*$",
    ),
    (
        Sample(
            """[19/Nov/2026:10:00:00 +0000] 10.0.0.7 GET /v1/x?symbol=BTC HTTP/1.1 502 (31200 microseconds)
[19/Nov/2026:10:00:01 +0000] 10.0.0.7 GET /v1/y HTTP/1.1 200 (31 ms)
[19/Nov/2026:10:00:01 +0000] 10.0.0.7 GET /v1/z HTTP/1.1 20
""",
            rows=(
                row("10:00:00 GET /v1/x?symbol=BTC -> 502 in 31.2 ms", client_ip="10.0.0.7"),
                row("/v1/y in 31 ms"),
            ),
            rejects=1,
        ),
    ),
    complete=r".*\)",
    broken=rf"^\[{CLF}\] {ADDRESS} ",
)
