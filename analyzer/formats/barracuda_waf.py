r"""Barracuda Web Application Firewall: its access log, as it exports it by syslog.

Source: Barracuda, "Log formats: Access logs" (unit, TR, service, its port, client, its port, login, certificate's
user, method, protocol, host, version, status, bytes sent and received, of which from the cache, milliseconds,
server, its port, its milliseconds, session, what kind of answer, profile, protected or not, whether it was
valid, path, query). `"-"` is nothing, and so is a second space; a request that could not be read has no method.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.text_lines import ADDRESS, text_format

_NOTHING = r'"-"'

FORMAT = text_format(
    "barracuda_waf",
    "Barracuda WAF access log",
    (
        rf'^(?:<\d+>)?(?P<end>\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ [+-]\d{{4}})\s+\S+ TR {ADDRESS} \d+ (?P<client_ip>{ADDRESS}) \d+ [^"]*(?:"[^"]*" ?)*?[^"]*?(?:(?P<method>[A-Z][A-Z-]*)|{_NOTHING}) (?:HTTP|TLSv[\d.]+|SSLv[\d.]+) (?:(?P<host>[^\s"]+)|{_NOTHING}) (?:[A-Z]+/[\d.]+|{_NOTHING}) (?P<status>\d{{3}}) (?P<sent>\d+) (?P<received>\d+) \d+ (?P<ms>\d+) {ADDRESS} \d+ \d+ \S*\s+(?:INTERNAL|SERVER) [A-Z]+ [A-Z]+ (?:IN)?VALID (?:(?P<target>/\S*)|{_NOTHING}|[^/\s"]\S*|) (?:{_NOTHING}|(?P<query>[^\s"]\S*)) ',
    ),
    (
        Sample(
            """<134>2026-11-19 11:00:00.281 +0100  waf1 TR 10.0.0.2 443 10.0.0.7 8210 "-" "-" GET TLSv1.2 api.tickdb.ai HTTP/1.1 429 791 293 0 31 10.0.0.3 443 0 "-" INTERNAL DEFAULT PROTECTED INVALID /v1/x a=1 https://www.example.org/?b=2 "-" "md-feed/2.1 (Linux)" 10.0.0.7 8210 "-" "-" "-" "-" 186ffd5d3fc-db6c9f3
<134>2026-11-19 10:00:01.250 +0000  waf1 TR 10.0.0.2 80 10.0.0.8 43740 "-" "Gail Maths" POST HTTP api.tickdb.ai HTTP/1.1 200 2837 232 0 1000 10.0.0.3 80 10 REQ-0+RES-0   SERVER PROFILED PASSIVE VALID /v1/orders "-" "-" "-" "Unknown" 10.0.0.8 43740 Bearer "-" "-" "-" 186ffd46946-e5bacdd0
<190>2026-11-19 10:00:02.250 +0000  waf1 TR 10.0.0.2 443 10.0.0.9 45418 "-" "-" "-" TLSv1.3 10.0.0.2 "-" 400 0 120 0 0 10.0.0.3 443 0 "-" INTERNAL DEFAULT PROTECTED INVALID  "-" "-" "-" "Unknown" 10.0.0.9 45418 "-" "-" "-" "-" 19122c677c6-761287a1
<132>2026-11-19 10:00:03.250 +0000  waf1 WF ALER SLASH_DOT_IN_URL 10.0.0.9 45419 10.0.0.2 443 global GLOBAL DENY NONE [/..] GET 10.0.0.2/.. HTTP
<190>2026-11-19 10:00:04.250 +0000  waf1 TR 10.0.0.2 443 10.0.0.9 45418 "-" "-" GET TLSv1.3 10.0
""",
            rows=(
                row(
                    "10:00:00.25 GET api.tickdb.ai/v1/x?a=1 -> 429 with 791 B in 31 ms",
                    client_ip="10.0.0.7",
                    request_bytes=293,
                ),
                row(
                    "10:00:00.25 POST api.tickdb.ai/v1/orders -> 200 with 2837 B in 1000 ms",
                    client_ip="10.0.0.8",
                ),
                row("10:00:02.25 -> 400 with 0 B in 0 ms", method=None, host="10.0.0.2", path=None),
            ),
            rejects=1,
            skipped=1,
        ),
    ),
    complete=r".*? (?:IN)?VALID \S* \S+ ",
    broken=r"^(?:<\d+>)?\d{4}-\d\d-\d\d \S+ [+-]\d{4}\s+\S+ TR ",
)
