r"""CEF, the Common Event Format: requests that a proxy or a firewall of web applications tells of.

Sources: ArcSight, "Common Event Format"; Zscaler, "NSS feeds: web logs"; Imperva, "Cloud WAF log structure"; F5,
"BIG-IP ASM: ArcSight". After seven parts between bars come pairs, whose values have spaces and no quotes, and `\=`
for `=`: of those that are read, times alone have spaces. `start` and `end` are the request's, `rt` is when the
proxy told of it. The status is `outcome` or `cn1`, where that is labelled as it, or the maker is Imperva. What
was blocked has none, and what was let through to a server says nothing of its answer. Others: Barracuda, "WAF
control: CEF"; Citrix, "Web App Firewall: CEF logging"; Fortinet, "FortiWeb Cloud: log export".
"""

from __future__ import annotations

import re
from dataclasses import replace

from analyzer.formats import Format, Sample, row, share_of_lines
from analyzer.mapping.aliases import DURATION, Place
from analyzer.mapping.pair_fields import PairFields

_PAIR = (
    r"(?:^|[|\s])([A-Za-z][A-Za-z0-9_.]*)="
    r"([A-Z][a-z]{2} \d\d? \d{4} \d\d:\d\d:\d\d[.\d]*|(?:\\.|[^\s\\=])*)"
)
_TIMES = "['%b %d %Y %H:%M:%S', '%b %d %Y %H:%M:%S.%g']"
_VALUE = (
    f"coalesce(strftime(try_strptime({{0}}, {_TIMES}), '%Y-%m-%dT%H:%M:%S.%f'),"
    r" replace(replace({0}, '\=', '='), '\\', '\'))"
)
# Prefixes of syslog that are none: Zscaler's feed has no program, F5 no space behind it, FortiWeb no colon;
# Citrix may write the month's whole name.
_BEFORE = r"^(?:(?:<\d+>)?[A-Z][a-z]{2,8} [ \d]?\d [\d:]{8} (?:\S+ )?(?:ASM:|[^\s:]+ ))?"
# Barracuda has a space before the version, or none of the seven parts.
_HEADER = re.compile(_BEFORE + r"(?:CEF: ?\d+\|(?:(?:\\.|[^|\\])*\|){6}|cat=[A-Z]+ dvc=)")
_STAMP = r"^(?:<\d+>)?([A-Z][a-z]{2,8} [ \d]?\d \d\d:\d\d:\d\d) "
_CALLS = re.compile(r"[| ](?:request)?method=[A-Z]", re.IGNORECASE)
_OF_IMPERVA = re.compile(r"CEF:\d+\|(?:Incapsula|Imperva[^|]*)\|")
_TOOK = "flexNumber2Label=TimeTaken(ms)"
_STATUS_IN_CN1 = re.compile(r"\bcn1Label=response_code\b")
# What Imperva's files begin with, which its interface gives out.
_OF_FILE = r"^(?:(?:accountId|configId|checksum|format|startTime|endTime):\S*|[|]==[|])$"
_VERDICT = f"""CASE
    WHEN regexp_matches(line, '{_OF_FILE}') THEN 'skip: directive'
    WHEN NOT regexp_matches(line, '{_BEFORE}(?:CEF: ?[0-9]+[|](?:[^|]*[|]){{6}}|cat=[A-Z]+ dvc=)')
        THEN 'reject: the line is broken'
    WHEN NOT list_has_any(k, ['requestMethod', 'requestmethod', 'request'])
        THEN 'skip: no request' END"""
_PLACES = {
    "request": Place("url", 0),
    "requestMethod": Place("method", 0),
    "requestmethod": Place("method", 1),
    "method": Place("method", 2),
    "act": Place("verdict", 0),
    "dhost": Place("host", 0),
    "sourceServiceName": Place("host", 1),
    "src": Place("client_ip", 0),
    "out": Place("request_bytes", 0),
    "start": Place("started", 0),
    "end": Place("finished", 0),
    "rt": Place("ended", 0),
}


def _claims(line: str) -> bool:
    return bool(_HEADER.search(line) and _CALLS.search(line))


def _detect(beginning: str) -> float:
    certain = share_of_lines(beginning, _claims)
    told = share_of_lines(beginning, lambda line: bool(_HEADER.search(line)))
    return 0.95 * (0.5 * certain + 0.5 * told) if certain else 0.0


def _pairs(beginning: str = "") -> PairFields:
    of_imperva = _OF_IMPERVA.search(beginning)
    status = "cn1" if of_imperva or _STATUS_IN_CN1.search(beginning) else "outcome"
    places = _PLACES | {status: Place("status", 0), "in": Place("response_bytes", 0)}
    if of_imperva:  # its bytes are those that it got from the client
        places |= {"in": Place("request_bytes", 0), "deviceExternalId": Place("request_id", 0)}
    if _TOOK in beginning:  # Barracuda's, who counts what came in as Imperva does
        places |= {"flexNumber2": Place(DURATION, 0, 1.0), "in": Place("request_bytes", 0)}
        places |= {"out": Place("response_bytes", 0)}
    return PairFields(_PAIR, _VERDICT, value=_VALUE, stamp=_STAMP, chosen=places)


def _fit(beginning: str) -> Format:
    pairs = _pairs(beginning)
    return replace(FORMAT, select=pairs.select, unmapped=pairs.unmapped)


FORMAT = Format(
    name="cef",
    complete=r".*?[| ](?:(?:requestM|m)ethod=|outcome=\d\d\d)",
    title="CEF: proxies and web application firewalls (Zscaler, Imperva, F5, Barracuda, Citrix, FortiWeb)",
    detect=_detect,
    select=lambda con: _pairs().select(con),
    fit=_fit,
    samples=(
        Sample(
            r"""CEF:0|Zscaler|NSSWeblog|5.7|Allowed|Allowed|3|act=Allowed reason=Not here app=HTTPS dhost=api.tickdb.ai dst=10.0.0.2 src=10.0.0.7 in=57 out=120 request=api.tickdb.ai/v1/x?a\=1 outcome=429 requestClientApplication=curl/8.5 (x; a\=b) requestMethod=GET rt=Nov 19 2026 10:00:00 cn1=0 cn1Label=riskscore
CEF:0|Zscaler|NSSFWlog|5.7|Allow|Default|3|act=Allow src=10.0.0.7 dst=10.0.0.2 proto=TCP in=5 out=6
CEF:0|Zscaler|NSSWeblog|5.7|Allowed|Allowed|3|act=Allowed reason=Allowed app=HTTPS dhost=api.tickdb.ai dst=10.0.0.2 src=10.0.0.7 in=57 out=120 request=api.tickdb.ai:443 outcome=NA requestMethod=NA rt=Nov 19 2026 10:00:01
Nov 19 10:00:02 zscaler-nss CEF:0|Zscaler|NSSWeblog|5.7|Blocked|Policy|3|act=Blocked dhost=api.tickdb.ai src=10.0.0.7 in=57 out=120 request=api.tickdb.ai/v1/w outcome=403 requestMethod=PUT rt=Nov 19 2026 10:00:02
CEF:0|Zscaler|NSSWeblog
""",
            rows=(
                row(
                    "10:00:00 GET api.tickdb.ai/v1/x?a=1 -> 429 with 57 B",
                    client_ip="10.0.0.7",
                    request_bytes=120,
                ),
                row("10:00:02 PUT api.tickdb.ai/v1/w -> 403 with 57 B"),
            ),
            rejects=1,
            skipped=2,
        ),
        Sample(
            r"""accountId:123456
configId:12345
checksum:123ab7746e2c163e9e56d0ec123456
format:CEF
startTime:1795082400000
endTime:1795082460000
|==|
CEF:0|Incapsula|SIEMintegration|1|1|Normal|0| sourceServiceName=api.tickdb.ai siteid=15 suid=5 requestClientApplication=Mozilla/5.0 (Windows NT 6.1) cn1=503 start=1795082400250 request=api.tickdb.ai/v1/y ref=www.example.com/a requestmethod=POST app=HTTPS deviceExternalId=334 in=54 xff=10.0.0.9 cpt=443 src=10.0.0.7 ver=TLSv1.2 end=1795082400281
""",
            rows=(
                row(
                    "10:00:00.25 POST api.tickdb.ai/v1/y -> 503 in 31 ms",
                    client_ip="10.0.0.7",
                    request_bytes=54,
                    request_id="334",
                ),
            ),
            skipped=7,
        ),
        Sample(
            r"""<131>Nov 19 10:00:00 f5.example.com ASM:CEF:0|F5|ASM|16.1.3|Successful Request|Successful Request|2|dvchost=f5.example.com act=passed cn1=403 cn1Label=response_code src=10.0.0.7 spt=3 dst=10.0.0.2 dpt=443 requestMethod=GET app=HTTPS cs5=10.0.0.9 cs5Label=x_forwarded_for_header_value rt=Nov 19 2026 10:00:00 deviceExternalId=0 request=/v1/z?a\=1
""",
            rows=(row("10:00:00 GET /v1/z?a=1 -> 403", client_ip="10.0.0.7"),),
        ),
        Sample(
            r"""Nov 19 10:00:00 log.fortiweb-cloud.com syslogng[9] CEF:0||||N/A|URL Access Violation|Substantial|cat=attack rt=2026-11-19T05:00:00-05:00 src=10.0.0.7 dpt=443 app=https/tls1.3 act=Block cn1=50 cn1Label=threatWeight dhost=api.tickdb.ai request=/v1/x?a\=1 requestMethod=GET msg=URL Access Violation
Nov 19 10:00:01 log.fortiweb-cloud.com syslogng[9] CEF:0||||N/A|URL Access Violation|Substantial|cat=attack rt=2026-11-19T05:00:01-05:00 src=10.0.0.7 act=Monitor dhost=api.tickdb.ai request=/v1/y requestMethod=GET msg=URL Access Violation
""",
            rows=(row("10:00:00 GET api.tickdb.ai/v1/x?a=1 -> other", client_ip="10.0.0.7"),),
            skipped=1,
        ),
        Sample(
            r"""Nov 19 10:00:00 Barracuda CEF: 0|BarracudaNetworks|WAAS|BNWAS-1.0|WAF|WAF|4| cat=TR dvc=10.0.0.2 duser="-" in=209 out=57 src=10.0.0.7 dhost=api.tickdb.ai outcome=503 requestMethod=GET app=HTTP rt=1795082400281 request=/v1/x flexNumber1Label=ServerTime(ms) flexNumber1=0 flexNumber2Label=TimeTaken(ms) flexNumber2=31
""",
            rows=(
                row(
                    "10:00:00.25 GET api.tickdb.ai/v1/x -> 503 with 57 B in 31 ms",
                    client_ip="10.0.0.7",
                    request_bytes=209,
                ),
            ),
        ),
        Sample(
            r"""Nov 19 10:00:00 <local0.info> 10.0.0.2 CEF:0|Citrix|NetScaler|NS13.1|APPFW|APPFW_STARTURL|6|src=10.0.0.7 spt=47606 method=GET request=http://api.tickdb.ai/v1/x msg=Disallow Illegal URL. cn1=1340 cs4=ALERT act=blocked
Nov 19 10:00:01 <local0.info> 10.0.0.2 CEF:0|Citrix|NetScaler|NS13.1|APPFW|APPFW_STARTURL|6|src=10.0.0.7 method=GET request=http://api.tickdb.ai/v1/y msg=Disallow Illegal URL. act=not blocked
November 19 10:00:02 <local0.info> 10.0.0.2 CEF:0|Citrix|NetScaler|NS11.0|APPFW|APPFW_STARTURL|6|src=10.0.0.7 method=GET request=http://api.tickdb.ai/v1/z msg=Disallow Illegal URL. act=blocked
""",
            rows=(
                row("10:00:00 GET http://api.tickdb.ai/v1/x -> other", client_ip="10.0.0.7"),
                row("10:00:02 GET http://api.tickdb.ai/v1/z -> other", client_ip="10.0.0.7"),
            ),
            skipped=1,
        ),
    ),
)
