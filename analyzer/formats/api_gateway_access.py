r"""Amazon API Gateway's access log in the forms that its console offers: CLF, XML and CSV.

Source: Amazon API Gateway, "Set up CloudWatch logging for REST APIs", examples of access log formats.
CLF has no blank before the request there; the request's id, and an extended one, stand at the end.
The fourth form, JSON, is read by its names.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.text_lines import ADDRESS, CLF, text_format

_METHOD = r"(?P<method>[A-Z]+)"
_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
# Of a REST API, or of an HTTP API.
_ID = rf"(?:{_UUID}|[\w-]{{10,}}=)"
_SIZE = r"(?P<sent>\d+|-)"


def _element(name: str, within: str) -> str:
    return rf"<{name}>\s*{within}\s*</{name}>"


FORMAT = text_format(
    "api_gateway_access",
    "Amazon API Gateway access log: CLF, XML, CSV",
    (
        rf'^(?P<client_ip>{ADDRESS}) \S+ \S+ \[(?P<start>{CLF})\] ?"{_METHOD} (?P<target>\S+) HTTP/[0-9.]+" '
        rf"(?P<status>\d{{3}}|-) {_SIZE} (?P<request_id>{_ID})(?: \S+)?\s*$",
        rf"^(?P<client_ip>{ADDRESS}),[^,]*,[^,]*,(?P<start>{CLF}),{_METHOD},(?P<target>[^,]+),HTTP/[0-9.]+,"
        rf"(?P<status>\d{{3}}|-),{_SIZE},(?P<request_id>{_ID})(?:,\S*)?\s*$",
        r'^<request id="(?P<request_id>[^"]+)">\s*'
        + r"\s*".join(
            (
                _element("ip", rf"(?P<client_ip>{ADDRESS})"),
                _element("caller", "[^<]*"),
                _element("user", "[^<]*"),
                _element("requestTime", rf"(?P<start>{CLF})"),
                _element("httpMethod", _METHOD),
                _element("resourcePath", "(?P<target>[^<]+?)"),
                _element("status", r"(?P<status>\d{3}|-)"),
                _element("protocol", "[^<]*"),
                _element("responseLength", _SIZE),
            )
        ),
    ),
    (
        Sample(
            """10.0.0.7 - - [19/Nov/2026:10:00:00 +0000]"GET /v1/x HTTP/1.1" 429 57 c6af9ac6-7b61-11e6-9a41-93e8deadbeef
10.0.0.7 - - [19/Nov/2026:10:00:01 +0000] "POST /v1/orders HTTP/1.1" 200 57 JKJaXmPLvHcESHA=
10.0.0.7,-,-,19/Nov/2026:10:00:02 +0000,GET,/v1/{proxy+},HTTP/1.1,502,36,c6af9ac6-7b61-11e6-9a41-93e8deadbef0,JKJaXmPLvHcESHA=
<request id="c6af9ac6-7b61-11e6-9a41-93e8deadbef1"> <ip>10.0.0.7</ip> <caller>-</caller> <user>-</user> <requestTime>19/Nov/2026:10:00:03 +0000</requestTime> <httpMethod>GET</httpMethod> <resourcePath>/v1/x</resourcePath> <status>504</status> <protocol>HTTP/1.1</protocol> <responseLength>33</responseLength> </request>
10.0.0.7,-,-,19/Nov/2026:10:00:04 +0000,GET,/v1/x,HTTP/1.1,50
""",
            rows=(
                row(
                    "10:00:00 GET /v1/x -> 429 with 57 B",
                    client_ip="10.0.0.7",
                    request_id="c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
                ),
                row("10:00:01 POST /v1/orders -> 200", request_id="JKJaXmPLvHcESHA="),
                row(
                    "10:00:02 GET /v1/{proxy+} -> 502 with 36 B",
                    client_ip="10.0.0.7",
                    request_id="c6af9ac6-7b61-11e6-9a41-93e8deadbef0",
                ),
                row(
                    "10:00:03 GET /v1/x -> 504 with 33 B",
                    client_ip="10.0.0.7",
                    request_id="c6af9ac6-7b61-11e6-9a41-93e8deadbef1",
                ),
            ),
            rejects=1,
        ),
    ),
    complete=rf".*?(?:HTTP/[0-9.]+.*?{_ID}|</responseLength>)",
    broken=rf'^(?:{ADDRESS},[^,]*,[^,]*,\d\d/|{ADDRESS} \S+ \S+ \[[^\]]+\]"|<request id=")',
)
