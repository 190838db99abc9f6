r"""actix-web's Logger middleware (Rust), in its default format and others that keep its first fields.

Source: actix_web::middleware::Logger, `%a "%r" %s %b "%{Referer}i" "%{User-Agent}i" %T`; what stands
before is env_logger's. The time is when the answer was written; `%T` is in seconds.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.text_lines import ADDRESS, METHOD, text_format

FORMAT = text_format(
    "actix",
    "actix-web Logger (Rust)",
    (
        rf'actix_web::middleware::logger\] (?:(?P<client_ip>\[?{ADDRESS}\]?)(?::\d+)?)? ?"(?P<request>{METHOD} [^"]*)" (?P<status>\d{{3}}) (?P<sent>\d+)(?: "[^"]*")*(?: (?P<s>\d+\.\d+))?\s*$',
    ),
    (
        Sample(
            """[2026-11-19T10:00:01Z INFO  actix_web::middleware::logger] 10.0.0.7:50514 "GET /v1/market/ticker?symbol=BTCUSDT HTTP/1.1" 429 57 "-" "curl/8.5" 0.250000
2026-11-19 10:00:02 INFO [actix_web::middleware::logger] ::1 "POST /v1/orders HTTP/1.1" 200 13
[2026-11-19T10:00:03Z INFO  actix_server::builder] starting 2 workers
INFO [actix_web::middleware::logger] 10.0.0.7 "GET /v1/x HTTP/1.1" 200 13 "-" "-" 0.000379
""",
            rows=(
                row(
                    "10:00:00.75 GET /v1/market/ticker?symbol=BTCUSDT -> 429 with 57 B in 250 ms",
                    client_ip="10.0.0.7",
                ),
                row("10:00:02 /v1/orders", client_ip="::1"),
            ),
            rejects=1,
            skipped=1,
        ),
    ),
    complete=r'.*" \d{3} \d',
)
