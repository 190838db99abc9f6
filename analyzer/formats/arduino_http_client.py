r"""HTTPClient of Arduino's cores for ESP8266 and ESP32, with its debug messages.

Source: esp8266/Arduino, ESP8266HTTPClient.cpp, DEBUG_HTTPCLIENT; espressif/arduino-esp32,
HTTPClient.cpp, log_d and log_v. Its request is told by host, port and path, then by its method; that
of ESP8266 has its lines as sent, too. The time is what a serial monitor puts before a line, or the
answer's Date header.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.dialogue.format import METHOD, dialogue_format

# Whose function says it, behind what core.
_SAYS = r"(?:\[HTTP-Client\]\[?|\[HTTPClient\.cpp:\d+\] )"

FORMAT = dialogue_format(
    "arduino_http_client",
    "HTTPClient of Arduino (ESP8266, ESP32)",
    (
        (
            "request",
            rf"{_SAYS}(?:begin|beginInternal)(?:\]|\(\):) (?:protocol: (?P<scheme>https?), )?"
            r"host: ?(?P<host>[\w.-]+) port: (?P<port>\d+) url: (?P<path>/\S*)",
        ),
        (
            "field",
            rf"{_SAYS}sendRequest(?:\]|\(\):) (?:request )?type: '(?P<method>{METHOD})' redirCount: 0\b",
        ),
        (
            "response",
            rf"{_SAYS}handleHeaderResponse(?:\]|\(\):) RX: 'HTTP/[0-9.]+ (?P<status>\d{{3}})\b",
        ),
        (
            "header",
            rf"{_SAYS}handleHeaderResponse(?:\]|\(\):) RX: '(?P<name>[A-Za-z][A-Za-z0-9-]*): ?(?P<value>.*?)'?\s*$",
        ),
        ("failure", rf"{_SAYS}returnError(?:\]|\(\):) error\(-\d+\): (?P<error>\S.*)$"),
        ("closed", rf"{_SAYS}(?:end|disconnect)(?:\]|\(\):) "),
        ("part", rf"{_SAYS}|^(?:.{{0,40}}?-> )?(?:-----|'|{METHOD} /\S* HTTP/1\.[01])?\s*$"),
        ("header", r"^(?:.{0,40}?-> )?(?P<name>[A-Z][A-Za-z0-9-]*): (?P<value>\S.*)$"),
    ),
    (
        Sample(
            """2026-11-19 10:00:00.250 -> [HTTP-Client][begin] url: http://api.tickdb.ai/v1/x?a=1
2026-11-19 10:00:00.250 -> [HTTP-Client][begin] host: api.tickdb.ai port: 80 url: /v1/x?a=1
2026-11-19 10:00:00.250 -> [HTTP-Client][sendRequest] type: 'GET' redirCount: 0
2026-11-19 10:00:00.270 -> [HTTP-Client] sending request header
2026-11-19 10:00:00.270 -> -----
2026-11-19 10:00:00.270 -> GET /v1/x?a=1 HTTP/1.1
2026-11-19 10:00:00.270 -> Host: api.tickdb.ai
2026-11-19 10:00:00.270 -> X-API-Key: aaaaaaaa-1111-4222-8333-444444444444
2026-11-19 10:00:00.270 -> 
2026-11-19 10:00:00.270 -> -----
2026-11-19 10:00:00.500 -> [HTTP-Client][handleHeaderResponse] RX: 'HTTP/1.1 429 Too Many Requests'
2026-11-19 10:00:00.500 -> [HTTP-Client][handleHeaderResponse] RX: 'Retry-After: 7'
2026-11-19 10:00:00.500 -> [HTTP-Client][handleHeaderResponse] RX: ''
2026-11-19 10:00:00.500 -> [HTTP-Client][handleHeaderResponse] code: 429
2026-11-19 10:00:00.500 -> [HTTP-Client][end] tcp stop
2026-11-19 10:00:01.250 -> [HTTP-Client][begin] host: api.tickdb.ai port: 80 url: /v1/y
2026-11-19 10:00:01.250 -> [HTTP-Client][sendRequest] type: 'POST' redirCount: 0
2026-11-19 10:00:01.500 -> [HTTP-Client] failed connect to api.tickdb.ai:80
2026-11-19 10:00:01.500 -> [HTTP-Client][returnError] error(-1): connection refused
2026-11-19 10:00:01.500 -> [HTTP-Client][end] tcp is closed
2026-11-19 10:00:02.250 -> sensor ready
[HTTP-Client][begin] host: api.tickdb.ai port: 80 url: /v1/z
""",
            rows=(
                row(
                    "10:00:00.25 GET api.tickdb.ai/v1/x?a=1 -> 429 in 250 ms",
                    key_in="header:x-api-key",
                    retry_after_s=7.0,
                ),
                row("10:00:01.25 POST api.tickdb.ai/v1/y -> connect in 250 ms"),
            ),
            rejects=1,
            skipped=19,
        ),
        Sample(
            """2026-11-19 10:00:00.250 -> [ 30759][V][HTTPClient.cpp:247] beginInternal(): url: https://api.tickdb.ai/v1/x
2026-11-19 10:00:00.250 -> [ 30760][W][HTTPClient.cpp:258] beginInternal(): unexpected protocol: https, expected http
2026-11-19 10:00:00.250 -> [ 30768][V][HTTPClient.cpp:247] beginInternal(): url: https://api.tickdb.ai/v1/x
2026-11-19 10:00:00.250 -> [ 30776][D][HTTPClient.cpp:298] beginInternal(): protocol: https, host:api.tickdb.ai port: 443 url: /v1/x
2026-11-19 10:00:00.250 -> [ 30787][D][HTTPClient.cpp:595] sendRequest(): request type: 'POST' redirCount: 0
2026-11-19 10:00:00.250 -> 
2026-11-19 10:00:00.270 -> [ 30794][D][HTTPClient.cpp:1101] connect(): already connected, reusing connection
2026-11-19 10:00:00.270 -> [ 30802][V][ssl_client.cpp:351] send_ssl_data(): Writing HTTP request with 257 bytes...
2026-11-19 10:00:00.500 -> [ 30874][V][HTTPClient.cpp:1234] handleHeaderResponse(): RX: 'HTTP/1.1 401 Unauthorized'
2026-11-19 10:00:00.500 -> [ 30875][V][HTTPClient.cpp:1234] handleHeaderResponse(): RX: 'Content-Length: 13'
2026-11-19 10:00:00.500 -> [ 30877][D][HTTPClient.cpp:1291] handleHeaderResponse(): code: 401
2026-11-19 10:00:05.250 -> [ 35776][D][HTTPClient.cpp:298] beginInternal(): protocol: https, host:api.tickdb.ai port: 443 url: /v1/y
2026-11-19 10:00:05.250 -> [ 35787][D][HTTPClient.cpp:595] sendRequest(): request type: 'GET' redirCount: 0
2026-11-19 10:00:10.250 -> [ 40787][W][HTTPClient.cpp:1396] returnError(): error(-11): read Timeout
""",
            rows=(
                row("10:00:00.25 POST https://api.tickdb.ai/v1/x -> 401 in 250 ms"),
                row("10:00:05.25 GET https://api.tickdb.ai/v1/y -> timeout in 5000 ms"),
            ),
            skipped=12,
        ),
    ),
)
