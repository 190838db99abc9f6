r"""dio's LogInterceptor (Dart, Flutter).

Source: dio, log_interceptor.dart: `*** Request ***`, `*** Response ***` and `*** DioException ***` (before
5.0 `*** DioError ***`), each followed by `uri:`, `method:`, `statusCode:` and headers. It has no time of
its own: Logcat's or the answer's Date header counts.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.dialogue.format import METHOD, dialogue_format

FORMAT = dialogue_format(
    "dio",
    "dio LogInterceptor (Dart, Flutter)",
    (
        ("request", r"\*\*\* Request \*\*\*"),
        ("response", r"\*\*\* Response \*\*\*"),
        ("failure", r"\*\*\* Dio(?:Error|Exception) \*\*\*"),
        ("field", r"(?:^|: )uri: (?P<url>https?://\S+)\s*$"),
        ("field", rf"(?:^|: )method: (?P<method>{METHOD})\s*$"),
        ("field", r"(?:^|: )statusCode: (?P<status>\d{3})\s*$"),
        ("field", r"\bDio(?:Error|Exception) \[(?P<error>[^\]]+\]: .*)$"),
        (
            "part",
            r"(?:^|: )(?:responseType|followRedirects|persistentConnection|connectTimeout|sendTimeout|"
            r"receiveTimeout|receiveDataWhenStatusError|extra|redirect|headers|data):",
        ),
        ("blank", r"(?:^|: )Response Text:\s*$"),
    ),
    (
        Sample(
            """11-19 10:00:00.250 24000 24020 I flutter : *** Request ***
11-19 10:00:00.250 24000 24020 I flutter : uri: https://api.tickdb.ai/v1/orders?a=1
11-19 10:00:00.250 24000 24020 I flutter : method: POST
11-19 10:00:00.250 24000 24020 I flutter : headers:
11-19 10:00:00.250 24000 24020 I flutter :  x-api-key: aaaaaaaa-1111-4222-8333-444444444444
11-19 10:00:00.500 24000 24020 I flutter : *** DioException ***:
11-19 10:00:00.500 24000 24020 I flutter : uri: https://api.tickdb.ai/v1/orders?a=1
11-19 10:00:00.500 24000 24020 I flutter : DioException [bad response]: status code of 400
11-19 10:00:00.500 24000 24020 I flutter : statusCode: 400
11-19 10:00:00.500 24000 24020 I flutter : headers:
11-19 10:00:00.500 24000 24020 I flutter :  content-length: 13
11-19 10:00:00.500 24000 24020 I flutter : Response Text:
11-19 10:00:00.500 24000 24020 I flutter : {"code":3001}
I/flutter (24000): *** Request ***
I/flutter (24000): uri: https://api.tickdb.ai/v1/x
I/flutter (24000): method: GET
I/flutter (24000): *** DioException ***:
I/flutter (24000): DioException [connection timeout]: took longer than 0:00:05
I/flutter (24000): *** Request ***
I/flutter (24000): uri: https://api.tickdb.ai/v1/y
I/flutter (24000): method: GET
I/flutter (24000): *** Response ***
I/flutter (24000): statusCode: 200
I/flutter (24000): headers:
I/flutter (24000):  date: Thu, 19 Nov 2026 10:00:02 GMT
""",
            rows=(
                row(
                    "10:00:00.25 POST api.tickdb.ai/v1/orders?a=1 -> 400 in 250 ms",
                    key_in="header:x-api-key",
                    code="3001",
                ),
                row("10:00:02 /v1/y -> 200"),
            ),
            rejects=1,
            skipped=22,
        ),
    ),
)
