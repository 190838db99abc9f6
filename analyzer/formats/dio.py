r"""dio's LogInterceptor (Dart, Flutter).

Source: dio, log_interceptor.dart: `*** Request ***`, `*** Response ***` and `*** DioException ***` (before
5.0 `*** DioError ***`), each followed by `uri:`, `method:`, `statusCode:` and headers. It has no time of
its own: Logcat's or the answer's Date header counts.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.dialogue import METHOD, dialogue_format

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
            "11-19 10:00:00.250 24000 24020 I flutter : *** Request ***\n"
            "11-19 10:00:00.250 24000 24020 I flutter : uri: https://api.tickdb.ai/v1/orders?a=1\n"
            "11-19 10:00:00.250 24000 24020 I flutter : method: POST\n"
            "11-19 10:00:00.250 24000 24020 I flutter : headers:\n"
            "11-19 10:00:00.250 24000 24020 I flutter :  x-api-key: aaaaaaaa-1111-4222-8333-444444444444\n"
            "11-19 10:00:00.500 24000 24020 I flutter : *** DioException ***:\n"
            "11-19 10:00:00.500 24000 24020 I flutter : uri: https://api.tickdb.ai/v1/orders?a=1\n"
            "11-19 10:00:00.500 24000 24020 I flutter : DioException [bad response]: status code of 400\n"
            "11-19 10:00:00.500 24000 24020 I flutter : statusCode: 400\n"
            "11-19 10:00:00.500 24000 24020 I flutter : headers:\n"
            "11-19 10:00:00.500 24000 24020 I flutter :  content-length: 13\n"
            "11-19 10:00:00.500 24000 24020 I flutter : Response Text:\n"
            '11-19 10:00:00.500 24000 24020 I flutter : {"code":3001}\n'
            "I/flutter (24000): *** Request ***\n"
            "I/flutter (24000): uri: https://api.tickdb.ai/v1/x\n"
            "I/flutter (24000): method: GET\n"
            "I/flutter (24000): *** DioException ***:\n"
            "I/flutter (24000): DioException [connection timeout]: took longer than 0:00:05\n"
            "I/flutter (24000): *** Request ***\n"
            "I/flutter (24000): uri: https://api.tickdb.ai/v1/y\n"
            "I/flutter (24000): method: GET\n"
            "I/flutter (24000): *** Response ***\n"
            "I/flutter (24000): statusCode: 200\n"
            "I/flutter (24000): headers:\n"
            "I/flutter (24000):  date: Thu, 19 Nov 2026 10:00:02 GMT\n",
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
