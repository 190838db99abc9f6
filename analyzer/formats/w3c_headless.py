r"""CloudFront's standard log, IIS's W3C log, HTTP.sys' errors and ProxySG without their `#Fields:`.

Who cuts a log, or lets a collector send its lines, loses the header. Fields are those that the
service writes (AWS, "Standard logging", 26 fields and more; "Real-time logs", all up to the time
taken) or writes by default (Microsoft, "W3C Logging": 14 fields, or 15 with the referer), with site,
computer, version, cookie, host and bytes where all are logged, and X-Forwarded-For where it was added. HTTP.sys answers what never came to IIS, and names why (Microsoft,
"Error logging in HTTP APIs"; newer versions add a stream and a transport). ProxySG's logs are Broadcom's, "bcreportermain_v1" and "main". With a header, the format `w3c` reads what it says.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.text_lines import ADDRESS, METHOD, text_format

_CLOUDFRONT = (
    r"(?P<end>\d{4}-\d\d-\d\d\t\d\d:\d\d:\d\d)\t[A-Z]{3}[\w-]*\t(?P<sent>\d+|-)\t"
    rf"(?P<client_ip>{ADDRESS})\t(?P<method>{METHOD})\t[^\t]*\t(?P<target>[^\t]+)\t"
    r"(?P<status>\d{3})\t[^\t]*\t[^\t]*\t(?P<query>[^\t]+)\t[^\t]*\t[^\t]*\t(?P<request_id>[^\t]+)\t"
    r"(?P<host>[^\t]+)\t(?P<scheme>[^\t]+)\t(?P<received>\d+|-)\t(?P<s>[0-9.]+|-)\t"
)
# Its real-time log, whose fields are in this order whichever are chosen.
_REAL_TIME = (
    rf"^(?P<end>\d{{10}}\.\d{{3}})\t(?P<client_ip>{ADDRESS})\t(?:{ADDRESS}\t)?[0-9.]+\t(?P<status>\d{{3}})\t(?P<sent>\d+)\t"
    rf"(?P<method>{METHOD})\t(?P<scheme>[a-z]+)\t[^\t]+\t(?P<target>[^\t?]+)(?:\?(?P<query>[^\t]*))?\t(?P<received>\d+)\t"
    r"[A-Z]{3}[\w-]*\t(?P<request_id>[^\t]+)\t(?P<host>[^\t]+)\t(?P<s>[0-9.]+)\t"
)
_IIS = (
    r"(?P<end>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) (?:\S+ ){1,3}?"
    rf"(?P<method>{METHOD}) (?P<target>/\S*) \??(?P<query>\S+) \d+ \S+ (?P<client_ip>{ADDRESS}) (?:HTTP/[0-9.]+ )?\S+"
    r"(?: \S+){0,2}?(?: (?:-|(?P<host>(?:[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+|[A-Za-z][A-Za-z0-9-]*)(?::\d+)?)))?"
    r" (?P<status>\d{3}) \d+ \d+"
    r"(?: (?P<sent>\d+|-) (?P<received>\d+|-))? (?P<ms>\d+)"
    # Fields of one's own come last, X-Forwarded-For before others.
    rf"(?: (?:-|{ADDRESS})(?:,\S*)?(?: \S+)*)?\s*$"
)
_HTTP_SYS = (
    rf"^(?P<end>\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d) (?P<client_ip>{ADDRESS}) \d+ {ADDRESS} \d+ "
    r"HTTP/[0-9.]+ (?P<method>[A-Z][A-Z-]*) (?P<target>\S+) (?:(?:-|\d+) )??"
    r"(?:(?P<status>\d{3})|-) (?:-|\d+) (?P<error>[A-Z]\w+)(?: \S+){1,2}\s*$"
)

# Blue Coat's and Symantec's ProxySG, whose logs `bcreportermain_v1` and `main` have these fields in this order;
# versions differ in how many stand between the client and the verdict.
_FIELD = r"(?:\"[^\"]*\"|[^\"\s]\S*)"
_PROXY_SG = (
    rf"^(?P<end>\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d) (?P<ms>\d+) (?P<client_ip>{ADDRESS}) (?:{_FIELD} +){{3,8}}?"
    rf"(?:OBSERVED|PROXIED|DENIED) (?:{_FIELD} +){{2}}(?P<status>\d{{1,3}}) (?:[A-Z_]+|-) (?P<method>{METHOD}) {_FIELD} "
    rf"\"?(?:(?P<scheme>https?)|[a-z]+)\"? (?P<host>\S+) \d+ (?P<target>\S+) \??(?P<query>\S+) \S+ {_FIELD} {ADDRESS} "
    r"(?P<sent>\d+) (?P<received>\d+) "
)
_PROXY_SG_MAIN = (
    rf"^(?P<end>\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d) (?P<ms>\d+) (?P<client_ip>{ADDRESS}) (?P<status>\d{{1,3}}) (?:[A-Z_]+|-) "
    rf"(?P<sent>\d+) (?P<received>\d+) (?P<method>{METHOD}) (?:(?P<scheme>https?)|[a-z]+) (?P<host>\S+) \d+ "
    r"(?P<target>\S+) \??(?P<query>\S+) "
)

FORMAT = text_format(
    "w3c_headless",
    "CloudFront, IIS, HTTP.sys and ProxySG without their header (told by shape)",
    (_CLOUDFRONT, _REAL_TIME, _IIS, _HTTP_SYS, _PROXY_SG, _PROXY_SG_MAIN),
    (
        Sample(
            "2026-11-19\t10:00:00\tLHR62-C2\t57\t10.0.0.7\tGET\td1.cloudfront.net\t/v1/x\t503\t-\t"
            "Mozilla/5.0%20(X11)\ta=1\t-\tError\tkBkDz-w==\tapi.tickdb.ai\thttps\t23\t0.250\t-\t"
            "TLSv1.2\tECDHE\tError\tHTTP/2.0\t-\t-\t11040\t0.001\tOriginError\ttext/html\t78\t-\t-\n"
            "2026-11-39\t10:00:00\tLHR62-C2\t57\t10.0.0.7\tGET\td1.cloudfront.net\t/v1/x\t503\t-\t"
            "-\ta=1\t-\tError\tkBkDz-w==\tapi.tickdb.ai\thttps\t23\t0.250\t-\n",
            rows=(
                row(
                    "09:59:59.75 GET https://api.tickdb.ai/v1/x?a=1 -> 503 with 57 B in 250 ms",
                    client_ip="10.0.0.7",
                    request_bytes=23,
                    request_id="kBkDz-w==",
                ),
            ),
            rejects=1,
        ),
        Sample(
            "1795082400.281\t10.0.0.7\t10.0.0.9\t0.030\t429\t57\tGET\thttps\td1.cloudfront.net\t/v1/x?a=1\t23\tFRA2-C1\tKx6=="
            "\tapi.tickdb.ai\t0.031\tHTTP/2.0\tIPv4\tcurl/8\t-\t-\ta=1\tError\n",
            rows=(
                row(
                    "10:00:00.25 GET https://api.tickdb.ai/v1/x?a=1 -> 429 with 57 B in 31 ms",
                    client_ip="10.0.0.7",
                    request_bytes=23,
                    request_id="Kx6==",
                ),
            ),
        ),
        Sample(
            """2026-11-19 10:00:00 10.0.0.5 GET /v1/x a=1 443 - 10.0.0.7 curl/8.0 - 200 0 0 31
2026-11-19 10:00:01 10.0.0.5 POST /v1/y - 443 - 10.0.0.8 curl/8.0 503 0 0 1500
2026-11-19 10:00:03 web1 fe80::1%3 POST /v1/w &reqId=1; 444 DESK\\u1 fe80::2%3 curl/8.0 - 200 0 0 57 23 31 10.0.0.1,10.0.0.2 36391
2026-11-19 10:00:02 W3SVC1 WEB1 ::1%0 GET /v1/z - 443 - 10.0.0.9 HTTP/1.1 curl/8.0 - - api.tickdb.ai 200 0 0 57 23 31
2026-11-19 10:00:04 W3SVC1 WEB1 10.0.0.5 GET /v1/u ?a=1 80 - 10.0.0.9 HTTP/1.0 - - - - 403 4 5 57 23 31
2026-11-19 10:00:05 W3SVC1 WEB1 10.0.0.5 GET /v1/t - 80 - 10.0.0.9 HTTP/1.1 curl/8.0 a=1 - localhost 403 4 5 57 23 31
""",
            rows=(
                row(
                    "api.tickdb.ai/v1/z with 57 B in 31 ms", client_ip="10.0.0.9", request_bytes=23
                ),
                row("09:59:59.969 ?a=1 in 31 ms"),
                row("/v1/w with 57 B in 31 ms", client_ip="fe80::2", request_bytes=23),
                row("/v1/y -> 503", query=None, client_ip="10.0.0.8"),
                row("/v1/u?a=1 -> 403 with 57 B in 31 ms", host=None, client_ip="10.0.0.9"),
                row("localhost/v1/t -> 403 with 57 B in 31 ms", client_ip="10.0.0.9"),
            ),
        ),
        Sample(
            """2026-11-19 10:00:00 10.0.0.7 51000 10.0.0.5 443 HTTP/1.1 GET /..\\v1\\x 403 - Forbidden -
2026-11-19 10:00:01 10.0.0.8 51001 10.0.0.5 443 HTTP/1.1 POST /v1/y?a=1 - 503 1 AppOffline DefaultAppPool TCP
2026-11-19 10:00:02 10.0.0.9 51002 10.0.0.5 443 HTTP/2 PUT /v1/z 5 - 1 Connection_Dropped DefaultAppPool -
2026-11-19 10:00:03 fd00::1%3 51003 fd00::5 443 HTTP/1.1 GET /v1/w - 1 Timer_EntityBody DefaultAppPool
2026-11-19 10:00:04 10.0.0.7 51004 10.0.0.5 443 - - - - - - Timer_ConnectionIdle -
""",
            rows=(
                row("10:00:00 GET -> 403", client_ip="10.0.0.7"),
                row("10:00:01 POST /v1/y?a=1 -> 503", client_ip="10.0.0.8"),
                row("10:00:02 PUT /v1/z -> reset", client_ip="10.0.0.9"),
                row("10:00:03 GET /v1/w -> timeout", client_ip="fd00::1"),
            ),
            skipped=1,
        ),
        Sample(
            """2026-11-19 10:00:01 250 10.0.0.7 bot "DOM\\x" - OBSERVED "Finance;Web API" -  503 TCP_ERR_MISS GET text/html https api.tickdb.ai 443 /v1/x ?a=1 - "curl/8.5 (x)" 10.0.0.2 57 23 - "none" "none" 80 None 2
2026-11-19 10:00:01 250 10.0.0.7 - - - PROXIED "none" http://a.example/  0 - POST - http api.tickdb.ai 80 /v1/y - - - 10.0.0.2 0 23 - "none" "none" 80 None 2
2026-11-19 10:00:02 6 10.0.0.7 - - - - "None" - authentication_failed DENIED "Web API" https://a.example/  401 TCP_DENIED OPTIONS - "https" api.tickdb.ai 443 /v1/z - - "curl/8.5 (x)" 10.0.0.2 57 23 - - "none" "none" "none" unavailable - - "2aaf" - -
2026-11-19 10:00:01 250 10.0.0.7 - - - OBSERVED "none" -  200 TCP_TUNNELED CONNECT - tcp api.tickdb.ai 443 / - - - 10.0.0.2 57 23 - "none" "none" 80 None 2
""",
            rows=(
                row(
                    "10:00:00.75 GET https://api.tickdb.ai/v1/x?a=1 -> 503 with 57 B in 250 ms",
                    client_ip="10.0.0.7",
                    request_bytes=23,
                ),
                row("10:00:00.75 POST http://api.tickdb.ai/v1/y -> other in 250 ms", query=None),
                row("10:00:00.75 CONNECT -> 200 with 57 B in 250 ms", host="api.tickdb.ai"),
                row("OPTIONS https://api.tickdb.ai/v1/z -> 401 with 57 B in 6 ms", query=None),
            ),
        ),
        Sample(
            """2026-11-19 10:00:01 250 10.0.0.7 503 TCP_ERR_MISS 57 23 GET https api.tickdb.ai 443 /v1/x ?a=1 bot - api.tickdb.ai - - "curl/8.5 (x)" OBSERVED "Finance;Web API" - 10.0.0.2
2026-11-19 10:00:01 250 10.0.0.7 0 TUNNELED 57 23 unknown ssl api.tickdb.ai 443 / - bot - api.tickdb.ai - - - OBSERVED "Finance" - 10.0.0.2
""",
            rows=(
                row(
                    "10:00:00.75 GET https://api.tickdb.ai/v1/x?a=1 -> 503 with 57 B in 250 ms",
                    client_ip="10.0.0.7",
                    request_bytes=23,
                ),
            ),
            skipped=1,
        ),
    ),
    complete=r"(?:(?:[^\t]*\t){18}[0-9.]*|(?:\S+ )+\d)",
)
