r"""go-binance (Go) with `Debug`: a request, its answer and the answer's body.

Source: adshao/go-binance (MIT), client.go, callAPI. The request's own line has its headers, the key of the
account among them. Without an answer only the program tells why, which it does of a refusal, too.
"""

from __future__ import annotations

import re

from analyzer.formats import Sample, row
from analyzer.formats.kinds.dialogue.format import METHOD, dialogue_format

_URL = r"\bfull url: (?P<url>https?://\S+), body: "

FORMAT = dialogue_format(
    "go_binance",
    "go-binance (Go), Debug",
    (
        ("request", _URL),
        ("field", rf"\brequest: &http\.Request\{{Method:\"(?P<method>{METHOD})\""),
        (
            "response",
            r"\bresponse: &http\.Response\{Status:\"[^\"]*\", StatusCode:(?P<status>\d{3}),",
        ),
        ("field", r"\bresponse body: (?P<body>[^\n]*\S)\s*$"),
        (
            "failure",
            r"\b(?:Get|Post|Put|Delete) \"(?P<url>https?://[^\"\s]+)\": (?P<error>[^\n]+)",
        ),
        # What was answered, as the program prints it.
        ("part", r"<APIError> (?:rsp=[^\n]*?, )?code="),
        ("part", r"\bresponse (?:status code: \d{3}|body:)\s*$|\bfailed to unmarshal json: "),
    ),
    (
        # Issue 31 of go-binance.
        Sample(
            r"""2026/11/19 09:59:59 starting
Binance-golang 2026/11/19 10:00:00 full url: https://fapi.binance.com/fapi/v1/order?timestamp=1795082400000&signature=aaaaaaaa, body: quantity=30&side=SELL&symbol=BELUSDT
Binance-golang 2026/11/19 10:00:00 request: &http.Request{Method:"POST", URL:(*url.URL)(0xc0004ac240), Proto:"HTTP/1.1", Header:http.Header{"X-Mbx-Apikey":[]string{"aaaaaaaa-1111-4222-8333-444444444444"}}, Body:io.nopCloser{Reader:(*bytes.Buffer)(0xc000348540)}}
Binance-golang 2026/11/19 10:00:01 response: &http.Response{Status:"400 Bad Request", StatusCode:400, Proto:"HTTP/2.0", ProtoMajor:2, Header:http.Header{"Content-Type":[]string{"application/json"}}, ContentLength:-1}
Binance-golang 2026/11/19 10:00:01 response body: {"code":-2022,"msg":"ReduceOnly Order is rejected."}
Binance-golang 2026/11/19 10:00:01 response status code: 400
2026/11/19 10:00:01 order failed: <APIError> code=-2022, msg=ReduceOnly Order is rejected.
Binance-golang 2026/11/19 10:00:02 full url: https://api.binance.com/api/v3/time, body: 
Binance-golang 2026/11/19 10:00:02 request: &http.Request{Method:"GET", URL:(*url.URL)(0xc0004ac240), Proto:"HTTP/1.1"}
Binance-golang 2026/11/19 10:00:03 response: &http.Response{Status:"200 OK", StatusCode:200, Proto:"HTTP/2.0", ProtoMajor:2}
Binance-golang 2026/11/19 10:00:03 response body: {"serverTime":1795082403000}
Binance-golang 2026/11/19 10:00:03 response status code: 200
Binance-golang 2026/11/19 10:00:04 full url: https://api.binance.com/api/v3/ping, body: 
Binance-golang 2026/11/19 10:00:04 request: &http.Request{Method:"GET", URL:(*url.URL)(0xc0004ac240), Proto:"HTTP/1.1"}
2026/11/19 10:00:05 ping failed: Get "https://api.binance.com/api/v3/ping": EOF
full url: https://api.binance.com/api/v3/ping, body: 
response: &http.Response{Status:"200 OK", StatusCode:200, Proto:"HTTP/2.0"}
""",
            rows=(
                row("10:00:00 POST fapi.binance.com/fapi/v1/order -> 400", code="-2022"),
                row("10:00:02 GET api.binance.com/api/v3/time -> 200"),
                row("10:00:04 GET api.binance.com/api/v3/ping -> reset"),
            ),
            rejects=1,
            skipped=13,
        ),
    ),
    logged=re.compile(r"\bfull url: https?://"),
)
