r"""logfmt: Heroku's router, and services in Go (Grafana, Loki, Traefik's own, logrus).

Sources: Heroku, "HTTP routing: log format"; the logfmt package of Go. Values are bare, or quoted
with \" inside; a name may have none; some put commas between them, or brackets around values. The time is a pair or stands before the pairs, as Heroku and
loggers put it; a line with neither has no time and is rejected. Durations are texts of Go.
"""

from __future__ import annotations

import re
from dataclasses import replace

from analyzer.formats import Format, Sample, row, share_of_lines
from analyzer.formats.kinds.failures.rust_causes import STRUCT
from analyzer.formats.kinds.text_lines import DRAWN
from analyzer.mapping.aliases import plan_of
from analyzer.mapping.json_fields import tells_of_request
from analyzer.mapping.pair_fields import PairFields

# Ruby's times have spaces, and stand without quotes; Python's texts have single ones. Rust's spans
# have their pairs in braces, and its errors their fields. Objects have no quotes around them where
# a program formats its pairs itself.
_OBJECT = r"\{[\"'](?:[^{}\n]|\{(?:[^{}\n]|\{[^{}\n]*\})*\})*\}"
_PAIR = (
    r'(?:^|\s|[A-Za-z_]\{)([A-Za-z_@][A-Za-z0-9_.@/-]*)=("(?:[^"\\]|\\.)*"'
    r"|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?(?: (?:UTC|[+-]\d{4}))?|"
    rf"{STRUCT}|{_OBJECT}|b?'(?:[^'\\\n]|\\.)*'|[^\s\"]*)"
)
_STAMP = (
    r"(\d{4}[-/]\d\d[-/]\d\d[T ][0-9:.,]+(?:Z|[+-]\d\d:?\d\d)?|\d{4}:\d\d:\d\d-\d\d:\d\d:\d\d"
    r"|\d\d/[A-Z][a-z][a-z]/\d{4}:\d\d:\d\d:\d\d(?:\.\d+)?(?: [+-]\d{4})?)"
)
# What Rails tags a line with, alone or behind what Ruby's Logger puts before it.
_TAG = r"(?:^|-- [^:\s]*: )\[([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})\] "
# Of the words before the pairs.
_TARGET = r"^[^=]*?(https?://[^\s\"'<>),]*[^\s\"'<>),.;:])"
_VALUE = r"""CASE WHEN {0}[1] = '"' THEN replace(replace({0}[2:-2], '\"', '"'), '\\', '\')
    WHEN {0}[1] = chr(39) AND {0}[-1] = chr(39) AND len({0}) > 1 THEN {0}[2:-2]
    ELSE regexp_replace(regexp_replace(rtrim({0}, ','), '^\[([^\[\]]*)\]$', '\1'),
        '^([^{{}}]*)\}}+:?\S*$', '\1') END"""
# What programs print of an error behind all pairs: words, and what is in parentheses or a query.
_WITHIN = r"\([^()]*\)"
_WITHIN = rf"\((?:[^()]|{_WITHIN})*\)"
_LAST = rf"[^\s\"=(){{](?:[^=()\n]|\((?:[^()]|{_WITHIN})*\)|[?&][\w.%-]+=)* (?:[^=()\n]|\((?:[^()]|{_WITHIN})*\))*"
# The fields of an error of Stripe's library for Python, in the error's own spelling.
_SPELT = r"\w(?:Error|Exception)\(message=\S.*, http_status="
# A quote that is not closed swallows what comes after it: quotes but for escaped ones are even.
_VERDICT = rf"""CASE
    WHEN len(k) = 0 OR regexp_matches(line, '{DRAWN}') OR regexp_matches(line, '{_SPELT}')
        THEN 'skip: no pairs'
    WHEN contains(line, '"') AND (length(replace(replace(line, '\\', ''), '\"', ''))
        - length(replace(replace(replace(line, '\\', ''), '\"', ''), '"', ''))) % 2 = 1
        THEN 'reject: a quote is not closed' END"""
# Values in brackets are Feign's; a Retry is urllib3's, a prepared request botocore's; Renovate has pairs
# behind a call in words; what Stripe's library for Ruby says of one call are several lines.
_OTHERS = re.compile(
    r"\b(?:method|status)=\[|Retry\(total=|<AWSPreparedRequest | = \(code="
    rf'|\bmessage="(?:Request to |Response from )?Stripe |{_SPELT}'
)
_SURENESS = 0.9


def _claims(line: str) -> bool:
    if line.startswith("{") or _OTHERS.search(line):
        return False
    names = [name for name, _ in re.findall(_PAIR, line)]
    stamp = ["timestamp"] if re.search(_STAMP, line.partition("=")[0]) else []
    return len(names) >= 3 and tells_of_request(plan_of([*names, *stamp]))


def _detect(beginning: str) -> float:
    """Lines of requests; others with pairs stand between them."""
    certain = share_of_lines(beginning, _claims)
    pairs = share_of_lines(beginning, lambda line: len(re.findall(_PAIR, line)) >= 2)
    return _SURENESS * (0.5 * certain + 0.5 * pairs) if certain else 0.0


def _pairs() -> PairFields:
    return PairFields(
        _PAIR, _VERDICT, value=_VALUE, stamp=_STAMP, target=_TARGET, tag=_TAG, last=_LAST
    )


def _fit(beginning: str) -> Format:
    del beginning
    pairs = _pairs()
    return replace(
        FORMAT,
        select=pairs.select,
        unmapped=pairs.unmapped,
        plain_as="logfmt",
        plain_fields=pairs.plain,
    )


FORMAT = Format(
    name="logfmt",
    complete=r".*status=\d\d",
    title="logfmt (Heroku router, Go services)",
    detect=_detect,
    select=lambda con: _pairs().select(con),
    fit=_fit,
    stamped=True,
    samples=(
        Sample(
            """2026-11-19T10:00:00.518154+00:00 heroku[router]: at=info method=GET path="/v1/market/ticker?symbol=BTCUSDT" host=api.tickdb.ai request_id=8601b555 fwd="10.0.0.7,10.1.0.1" dyno=web.1 connect=1ms service=18ms status=429 bytes=57 protocol=https
2026-11-19T10:00:01+00:00 heroku[router]: at=error code=H12 desc="Request timeout" method=POST path=/api/v1/orders host=mmapi.55-tech.com fwd="fd00::1" dyno=web.1 connect=5ms service=30001ms status=503 bytes=0
2026-11-19T10:00:02+00:00 app[web.1]: Listening on 3000
2026-11-19T10:00:03+00:00 heroku[router]: at=info method=GET path="/v1/market
at=info method=GET path=/ host=api.tickdb.ai status=200
""",
            rows=(
                row(
                    "10:00:00.500154 https://?symbol=BTCUSDT -> 429 with 57 B in 18 ms",
                    vendor="tickdb",
                    client_ip="10.0.0.7",
                    request_id="8601b555",
                ),
                row("-> 503", client_ip="fd00::1", vendor="55tech"),
            ),
            rejects=2,
            skipped=1,
        ),
        # Sophos UTM's proxy, which counts microseconds.
        Sample(
            """2026:11:19-10:00:01 utm1 httpproxy[6267]: id="0060" severity="info" sys="SecureWeb" sub="http" name="web request blocked" action="block" method="GET" srcip="10.0.0.7" statuscode="403" size="57" url="https://api.tickdb.ai/v1/x" error="" cattime="206" fullreqtime="31200"
2026:11:19-10:00:02 utm1 httpproxy[6267]: id="0003" severity="info" sys="SecureWeb" sub="http" request="0x7fad90f7ed00" function="ssl_raw_read" message="SSL_ERROR_SYSCALL"
""",
            rows=(
                row(
                    "10:00:00.9688 GET api.tickdb.ai/v1/x -> 403 with 57 B in 31.2 ms",
                    client_ip="10.0.0.7",
                ),
            ),
            skipped=1,
        ),
        # What nginx users write as pairs, and Splunk's add-on for it asks for.
        Sample(
            """[19/Nov/2026:11:00:00 +0100] client=10.0.0.7 request="GET /v1/x?a=1 HTTP/1.1" request_length=660 status=502 body_bytes_sent=57 request_time=0.250 upstream_response_time=0.004, 0.012 upstream_status=502, 200
[19/Nov/2026:10:00:01 +0000] src="10.0.0.8" http_method="GET" http_host="api.tickdb.ai" uri_path="/v1/y" status="200" request_time="0.250"
""",
            rows=(
                row("09:59:59.75 GET /v1/x?a=1 -> 502 with 57 B in 250 ms", client_ip="10.0.0.7"),
                row("10:00:00.75 GET api.tickdb.ai/v1/y -> 200 in 250 ms", client_ip="10.0.0.8"),
            ),
        ),
        Sample(
            r"""logger=context userId=0 uname= t=2026-11-19T10:00:00.010000000Z level=info msg="Request \"Completed\"" method=POST path=/login status=401 remote_addr=10.0.0.7 time_ms=10 duration=10.969722ms size=94 referer= handler=/login
logger=http.server t=2026-11-19T10:00:01Z level=info msg="Successful Login" User=a
""",
            rows=(row("09:59:59.99903 -> 401 in 10.969722 ms"),),
            skipped=1,
        ),
        # Grafana's data source Loki: the start and the end are those of the period it asks about.
        Sample(
            r"""logger=tsdb.loki endpoint=queryData pluginId=loki t=2026-11-19T10:00:00.281Z level=info msg="Response received from loki" duration=31ms statusCode=429 start=2026-11-19T09:00:00Z end=2026-11-19T10:00:00Z lokiHost=loki.tickdb.ai lokiPath=/loki/api/v1/query_range status=error
""",
            rows=(row("10:00:00.25 loki.tickdb.ai/loki/api/v1/query_range -> 429 in 31 ms"),),
        ),
        Sample(
            """Nov 19 10:00:11 lb1 haproxy[7]: status_code=504, client_address=10.0.0.7:55017, date=[19/Nov/2026:10:00:00.423], backend=server, total_response_time=+10003, termination_state=sH--, http_request="GET /v1/x?a=1 HTTP/1.1"
Nov 19 10:00:12 lb1 haproxy[7]: status_code=-1, client_address=10.0.0.7:55018, date=[19/Nov/2026:10:00:12.423], backend=server, total_response_time=31, termination_state=SC--, http_request="POST /v1/orders HTTP/1.1"
""",
            rows=(
                row("10:00:00.423 GET /v1/x?a=1 -> 504 in 10003 ms", client_ip="10.0.0.7"),
                row("10:00:12.423 POST /v1/orders -> connect in 31 ms"),
            ),
        ),
        Sample(
            """2026-11-19T10:00:00.281000Z\tinfo\trequest gateway=default/gw endpoint=10.0.0.9:8080 src.addr=10.0.0.7:54321 http.method=POST http.host=api.tickdb.ai http.path=/v1/x http.status=429 duration=31ms
2026-11-19T10:00:01.381000Z info ClientIP=10.0.0.8 Host="gw:8080" Method=GET RequestURI=/v1/y StatusCode=200 TotalLatency=381 UpstreamAddress="http://api.tickdb.ai/v1/y" UpstreamLatency=380 prefix=access-log
method=POST path=/v1/z format=js controller=Orders status=200 duration=250.00 params={"a"=>"b c"} time=2026-11-19 12:00:02 +0200 user=bot
""",
            rows=(
                row("10:00:01.75 POST /v1/z -> 200 in 250 ms"),
                row("10:00:00.25 POST api.tickdb.ai/v1/x -> 429 in 31 ms", client_ip="10.0.0.7"),
                row("10:00:01 GET /v1/y in 381 ms", client_ip="10.0.0.8", host="gw:8080"),
            ),
        ),
        Sample(
            """2026-11-19T10:00:01.250000Z  INFO request{method=GET path=/v1/a request_id=r-1}: app::http: response status=429 elapsed=250ms
2026-11-19T10:00:02.250000Z  INFO request{method=GET path=/v1/a request_id=r-1}: app::http: sending
2026-11-19T10:00:03.281000Z  INFO HTTP request: reqwest_tracing::reqwest_otel_span_builder: close time.busy=1.20ms time.idle=29.8ms http.request.method=GET url.full="https://api.tickdb.ai/v1/b" http.response.status_code=503
""",
            rows=(
                row("10:00:01 GET /v1/a -> 429 in 250 ms", request_id="r-1"),
                row("10:00:03.25 GET api.tickdb.ai/v1/b -> 503 in 31 ms"),
            ),
            skipped=1,
        ),
        # A URL among the words before the pairs, where none of these says whom was called.
        Sample(
            """2026-11-19 10:00:00.281 Result of https://api.tickdb.ai/v1/a?b=1: error_code=busy http_status=429 latency_ms=31
2026-11-19 10:00:01.281 Result of https://example.org/v1/a error_code=busy method=GET path=/v1/b http_status=503 latency_ms=31
""",
            rows=(
                row("10:00:00.25 https://api.tickdb.ai/v1/a?b=1 -> 429 in 31 ms"),
                row("10:00:01.25 GET /v1/b -> 503 in 31 ms", host=None),
            ),
        ),
        Sample(
            """time=2026-11-19T10:00:00.250Z level=WARN msg="rate limited" method=GET url=https://api.tickdb.ai/v1/a status=429 retry_after=30
time=2026-11-19T10:00:01.250Z level=WARN msg="rate limited" method=GET url=https://api.tickdb.ai/v1/b status=429 retry_after=1m30s
time=2026-11-19T10:00:02.250Z level=WARN msg="unavailable" method=GET url=https://api.tickdb.ai/v1/c status=503 retry_after_ms=1500
""",
            rows=(
                row("10:00:00.25 GET /v1/a -> 429", retry_after_s=30.0),
                row("10:00:01.25 GET /v1/b -> 429", retry_after_s=90.0),
                row("10:00:02.25 GET /v1/c -> 503", retry_after_s=1.5),
            ),
        ),
        # What Grafana's Alloy writes of a browser's events, which Faro sent it.
        Sample(
            """timestamp="2026-11-19 10:00:00.281 +0000 UTC" kind=event event_name=faro.tracing.fetch event_domain=browser event_data_component=fetch event_data_duration_ns=31000000 event_data_http.host=api.tickdb.ai event_data_http.method=GET event_data_http.scheme=https event_data_http.status_code=429 event_data_http.url="https://api.tickdb.ai/v1/x?a=1" traceID=5b8aa5a2d2c872e8321cf37308d69df2 spanID=352bff9a74ca9ad2 page_url=https://example.org/ browser_mobile=false
timestamp="2026-11-19 10:00:01.25 +0000 UTC" kind=event event_name=click_login_button event_domain=frontend event_data_button_name=login traceID=5b8aa5a2d2c872e8321cf37308d69df2 page_url=https://example.org/ browser_mobile=false
timestamp="2026-11-19 10:00:02.25 +0000 UTC" kind=log message="React Router Future Flag Warning" level=info page_url=https://example.org/ browser_mobile=false
""",
            rows=(
                row(
                    "10:00:00.25 GET api.tickdb.ai/v1/x?a=1 -> 429 in 31 ms",
                    trace_id="5b8aa5a2d2c872e8321cf37308d69df2",
                ),
            ),
            skipped=2,
        ),
        # FortiProxy: a time where others have a duration.
        Sample(
            """date=2026-11-19 time=11:00:00 devname="fpx1" eventtime=1795082400078875219 tz="+0100" type="traffic" subtype="http-transaction" srcip=10.0.0.7 clientip=10.0.0.7 scheme="https" hostname="api.tickdb.ai" url="https://api.tickdb.ai/v1/x" httpmethod="GET" statuscode="429" reqtime=1795082400 resptime=0 duration=120
date=2026-11-19 time=11:00:01 devname="fpx1" eventtime=1795082401078875219 tz="+0100" type="event" subtype="system" level="error" msg="no such file"
""",
            rows=(row("10:00:00 GET https://api.tickdb.ai/v1/x -> 429 in 120 ms"),),
            skipped=1,
        ),
        # Lograge of Rails counts milliseconds however short; its tag is the request's id.
        Sample(
            """I, [2026-11-19T10:00:00.000250 #4]  INFO -- : [87a5dceb-0560-4e17-8577-2822106dfc00] method=GET path=/v1/x format=html controller=EchoController action=index status=500 duration=0.25 view=0.20
I, [2026-11-19T10:00:01.000500 #4]  INFO -- : method=GET path=/v1/y format=html controller=EchoController action=index status=200 duration=0.50 view=0.20
""",
            rows=(
                row(
                    "10:00:00 GET /v1/x -> 500 in 0.25 ms",
                    request_id="87a5dceb-0560-4e17-8577-2822106dfc00",
                ),
                row("10:00:01 GET /v1/y -> 200 in 0.5 ms", request_id=None),
            ),
        ),
    ),
)
