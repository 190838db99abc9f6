"""What schemas and gateways call the parts of a request: each goes to its column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from analyzer.formats import row
from analyzer.ingest.rows.transform import Reading
from tests.reading_lines import matches, read, reader

# Each case is a file of its own kind, whose reading is planned anew.
pytestmark = pytest.mark.scale

# Lines as each program writes them, shortened, and the request of which each tells.
TOLD = {
    "GitHub's audit log, of calls of its API": (
        '{"@timestamp":1795082400250,"action":"api.request","actor_ip":"10.0.0.7","request_method":'
        '"GET","url_path":"/repos/a/b","query_string":"page=1","rate_limit_remaining":4999,'
        '"request_id":"D3","status_code":"404"}',
        row(
            "10:00:00.25 GET /repos/a/b?page=1 -> 404",
            client_ip="10.0.0.7",
            limit_remaining=4999.0,
            request_id="D3",
        ),
    ),
    "Limits and ids taken out of their headers": (
        '{"time":"2026-11-19T10:00:00.250Z","method":"GET","endpoint_url":"https://api.tickdb.ai/v1/x",'
        '"status":429,"rateLimitLimit":"100","x-ratelimit-remaining":0,"ratelimit_reset":30,'
        '"retry_after":7,"vendor_request_id":"r-1"}',
        row(
            "10:00:00.25 GET https://api.tickdb.ai/v1/x -> 429",
            limit_quota=100.0,
            limit_remaining=0.0,
            limit_reset_s=30.0,
            retry_after_s=7.0,
            request_id="r-1",
        ),
    ),
    "A wait and what is left beside names of the canonical log": (
        '{"ts":"2026-11-19T10:00:00Z","url":"https://api.tickdb.ai/v1/x","status":429,'
        '"retry_after":"2.5","ratelimit_remaining":0}',
        row(
            "10:00:00 https://api.tickdb.ai/v1/x -> 429",
            retry_after_s=2.5,
            limit_remaining=0.0,
        ),
    ),
    "A limit in an object of its own, and a base before a path": (
        '{"time":"2026-11-19T10:00:05.250Z","method":"GET","base_url":"https://api.tickdb.ai/",'
        '"path":"/v1/x","status":429,"elapsed":"0:00:05","ratelimit":{"limit":100,"remaining":0}}',
        row(
            "10:00:00.25 GET https://api.tickdb.ai/v1/x -> 429 in 5000 ms",
            limit_quota=100.0,
            limit_remaining=0.0,
        ),
    ),
    "Log4j 2: what a thread's context holds": (
        '{"instant":{"epochSecond":1795082400,"nanoOfSecond":281000000},"level":"WARN","message":'
        '"x","contextMap":{"method":"GET","url":"https://api.tickdb.ai/v1/x","status":"429",'
        '"duration_ms":"31"}}',
        row("10:00:00.25 GET https://api.tickdb.ai/v1/x -> 429 in 31 ms"),
    ),
    "Loguru, serialized: it tells how long its program has run as well": (
        '{"text":"call\\n","record":{"elapsed":{"repr":"0:00:01.500000","seconds":1.5},"extra":{'
        '"method":"GET","url":"https://api.tickdb.ai/v1/x","status":429},"level":{"icon":"i","name":'
        '"INFO","no":20},"line":7,"message":"call","module":"bot","name":"bot","time":{"repr":'
        '"2026-11-19 10:00:00.250000+00:00","timestamp":1795082400.25}}}',
        row("10:00:00.25 GET https://api.tickdb.ai/v1/x -> 429", duration_ms=None),
    ),
    "A table with names as people have them": (
        "Date and Time;Method;api_endpoint;Result Code;Latency (µs);Size (bytes)\n"
        "2026-11-19 10:00:00.281;GET;https://api.tickdb.ai/v1/x?a=1;429;31000;57",
        row("10:00:00.25 GET https://api.tickdb.ai/v1/x?a=1 -> 429 with 57 B in 31 ms"),
    ),
    "OCSF, HTTP Activity": (
        '{"class_uid":4002,"class_name":"HTTP Activity","time":1795082400281,"status_id":1,'
        '"status":"Success","src_endpoint":{"ip":"10.0.0.7"},"http_request":{"http_method":"GET",'
        '"length":23,"http_headers":[{"name":"X-Request-Id","value":"r-1"}],"url":{"scheme":'
        '"https","hostname":"api.tickdb.ai","path":"/v1/x","query_string":"a=1"}},'
        '"http_response":{"code":429,"latency":31,"length":57}}',
        row(
            "10:00:00.25 GET https://api.tickdb.ai/v1/x?a=1 -> 429 with 57 B in 31 ms",
            client_ip="10.0.0.7",
            request_bytes=23,
            request_id="r-1",
        ),
    ),
    "OCSF, with a whole URL": (
        '{"class_uid":4002,"time":1795082400281,"status":"Failure","http_request":{"http_method":'
        '"POST","url":{"url_string":"https://api.tickdb.ai/v1/x?a=1"}},"http_response":{"code":'
        '503,"latency":31}}',
        row("10:00:00.25 POST https://api.tickdb.ai/v1/x?a=1 -> 503 in 31 ms"),
    ),
    "Akamai, Enterprise Application Access": (
        '{"username":"bot","apphost":"api.tickdb.ai","http_method":"GET","url_path":"/v1/x?a=1",'
        '"status_code":429,"clientip":"10.0.0.7","total_resp_time":0.031,"connector_resp_time":'
        '0.011,"datetime":"2026-11-19T10:00:00.281+00:00","origin_host":"10.0.0.2:8200"}',
        row("10:00:00.25 GET api.tickdb.ai/v1/x?a=1 -> 429 in 31 ms", client_ip="10.0.0.7"),
    ),
    "Olfeo SaaS": (
        '{"url":"https://api.tickdb.ai/v1/x?a=1","src_ip":"10.0.0.7","timestamp":1795082400281,'
        '"http_method":"GET","user_response_time_ms":"31","user_status_code":"429",'
        '"peer_response_time_ms":"9","peer_status_code":"200","type":"proxy"}',
        row("10:00:00.25 GET api.tickdb.ai/v1/x?a=1 -> 429 in 31 ms", client_ip="10.0.0.7"),
    ),
    "Gravitee, version 4": (
        '{"type":"v4-metrics","@timestamp":"2026-11-19T10:00:00.281Z","remote-address":"10.0.0.7",'
        '"host":"api.tickdb.ai","uri":"/v1/x?a=1","endpoint-response-time-ms":25,"status":429,'
        '"gateway-response-time-ms":31,"gateway-latency-ms":6}',
        row("10:00:00.25 api.tickdb.ai/v1/x?a=1 -> 429 in 31 ms", client_ip="10.0.0.7"),
    ),
    "HAProxy, by letters of its own": (
        '{"ti":1991,"code":429,"meth":"GET","date":1795082400.25,"status":"ip-safe","path":'
        '"/v1/x","ip":"10.0.0.7","bytes":57}',
        row("10:00:00.25 GET /v1/x -> 429 with 57 B", client_ip="10.0.0.7"),
    ),
    "iboss": (
        '{"logTime":"2026-11-19","time":"10:00:00","requestMethod":"GET","url":'
        '"https://api.tickdb.ai/v1/x?a=1","responseCode":"429","ipAddress":"192.0.2.9",'
        '"sourceIpAddress":"10.0.0.7"}',
        row("10:00:00 GET https://api.tickdb.ai/v1/x?a=1 -> 429", client_ip="10.0.0.7"),
    ),
    "a day and a time of it": (
        '{"log_date":"2026-11-19","log_time":"10:00:00.250","method":"GET","url":'
        '"https://api.tickdb.ai/v1/x","status":429}',
        row("10:00:00.25 GET https://api.tickdb.ai/v1/x -> 429"),
    ),
    "ASP.NET": (
        '{"@t":"2026-11-19T10:00:00.281Z","RequestMethod":"GET","RequestPath":"/v1/x",'
        '"StatusCode":429,"Elapsed":31.0,"RemoteIpAddress":"10.0.0.7"}',
        row("10:00:00.25 GET /v1/x -> 429 in 31 ms", client_ip="10.0.0.7"),
    ),
    "F5, application security": (
        '{"date_time":"2026-11-19 10:00:00","method":"GET","uri":"/v1/x","query_string":"a=1",'
        '"response_code":"429","ip_client":"10.0.0.7","management_ip_address":"192.0.2.9"}',
        row("10:00:00 GET /v1/x?a=1 -> 429", client_ip="10.0.0.7"),
    ),
    "Skyhigh, as pairs": (
        'date="2026-11-19T10:00:00.250Z" hostname="proxy1" source_ip=10.0.0.7 destination_host='
        '"api.tickdb.ai" http_status_code=429 http_request_first_line="GET http://api.tickdb.ai'
        '/v1/x?a=1 HTTP/1.1" block_id=0 user_agent="bot"',
        row("10:00:00.25 GET http://api.tickdb.ai/v1/x?a=1 -> 429", client_ip="10.0.0.7"),
    ),
    "Logstash's COMBINEDAPACHELOG, whose response is the status": (
        '{"timestamp":"19/Nov/2026:10:00:00 +0000","clientip":"10.0.0.7","ident":"-","auth":"-",'
        '"verb":"GET","request":"/v1/x?a=1","httpversion":"1.1","response":"429","bytes":"39"}',
        row("10:00:00 GET /v1/x?a=1 -> 429 with 39 B", client_ip="10.0.0.7"),
    ),
    "an access log whose response is a number": (
        '{"time":"19/Nov/2026:10:00:00 +0000","remote_ip":"10.0.0.7","remote_user":"-","request":'
        '"GET /v1/x?a=1 HTTP/1.1","response":429,"bytes":39,"referrer":"-","agent":"bot"}',
        row("10:00:00 GET /v1/x?a=1 -> 429 with 39 B", client_ip="10.0.0.7"),
    ),
    "Blue Coat, whose connections have durations too": (
        "2026-11-19T10:00:00.281 proxy1 bluecoat - access_log - c-ip=10.0.0.7 cs-bytes=63 cs-host="
        "api.tickdb.ai cs-method=CONNECT cs-uri-port=443 cs-uri-scheme=tcp dnslookup-time=1 "
        "duration=0 clientduration=0 s-action=TCP_DENIED sc-bytes=39 sc-status=403 time-taken=31",
        row("10:00:00.25 CONNECT -> 403 with 39 B in 31 ms", host="api.tickdb.ai"),
    ),
    "Bitglass, what it blocked": (
        '{"requestmethod":"GET","protocol":"https","requestdomain":"api.tickdb.ai","uri":"/v1/x",'
        '"ipaddress":"10.0.0.7","time":"19 Nov 2026 10:00:00","action":"block"}',
        row("10:00:00 GET https://api.tickdb.ai/v1/x -> other", client_ip="10.0.0.7"),
    ),
    "FortiGate's web filter, as Azure keeps it": (
        '{"TimeGenerated [UTC]":"11/19/2026, 10:00:00.000 AM","DeviceVendor":"Fortinet",'
        '"DeviceAction":"blocked","SourceIP":"10.0.0.7","RequestURL":"https://api.tickdb.ai/v1/x",'
        '"RequestMethod":"-"}',
        row("10:00:00 https://api.tickdb.ai/v1/x -> other", client_ip="10.0.0.7"),
    ),
    "Sophos UTM's web server protection": (
        '2026:11:19-10:00:00 fw1 httpd: id="0299" srcip="10.0.0.7" localip="10.0.0.2" size="57" '
        'host="10.0.0.7" method="GET" statuscode="502" exceptions="-" time="300031000" url="/v1/x"'
        ' query="?a=1"',
        row(
            "09:54:59.969 GET /v1/x?a=1 -> 502 with 57 B in 300031 ms",
            client_ip="10.0.0.7",
            host=None,
        ),
    ),
    "Exchange's HTTP proxy": (
        '{"DateTime":"2026-11-19T10:00:00.281Z","Protocol":"Mapi","UrlHost":"api.tickdb.ai",'
        '"UrlStem":"/v1/x","ClientIpAddress":"10.0.0.7","HttpStatus":"503","Method":"POST",'
        '"TotalRequestTime":"31"}',
        row("10:00:00.25 POST api.tickdb.ai/v1/x -> 503 in 31 ms", client_ip="10.0.0.7"),
    ),
    "Azure Front Door's probes": (
        '{"time":"2026-11-19T10:00:00.281Z","category":"FrontDoorHealthProbeLog","properties":'
        '{"httpVerb":"GET","httpStatusCode":"503","probeURL":"https://api.tickdb.ai/v1/x",'
        '"totalLatencyMilliseconds":"31","DNSLatencyMicroseconds":"230"}}',
        row("10:00:00.25 GET https://api.tickdb.ai/v1/x -> 503 in 31 ms"),
    ),
    "Cloudflare, as Azure keeps it: types and zones in the names": (
        '{"TimeGenerated [UTC]":"11/19/2026, 10:00:31.596 AM","ClientRequestHost_s":'
        '"api.tickdb.ai","ClientRequestMethod_s":"GET","ClientRequestURI_s":"/v1/x",'
        '"EdgeResponseStatus_d":"429","EdgeStartTimestamp_t [UTC]":"11/19/2026, 10:00:00.250 AM"}',
        row("10:00:00.25 GET api.tickdb.ai/v1/x -> 429"),
    ),
    "Blue Coat, a query that is none": (
        '{"time":"2026-11-19T10:00:00Z","cs_method":"GET","cs_host":"api.tickdb.ai",'
        '"cs_uri_path":"/v1/x","cs_uri_query":"-","sc_status":"503"}',
        row("10:00:00 GET api.tickdb.ai/v1/x -> 503"),
    ),
}


@pytest.fixture(scope="module")
def reading() -> Iterator[Reading]:
    with reader() as engine:
        yield engine


@pytest.mark.parametrize(("line", "wanted"), TOLD.values(), ids=list(TOLD))
def test_a_line_tells_its_request_by_names_of_its_own(
    line: str, wanted: Mapping[str, object], reading: Reading
) -> None:
    (found,) = read(reading, f"{line}\n".encode()).rows
    assert matches(found, wanted), found


# What is let through, or what is done to something else than a request, tells of no answer; what
# Azure's firewalls did has its status in the access log beside theirs.
NOT_BLOCKED = (
    '{"time":"2026-11-19T10:00:00Z","method":"GET","url":"https://api.tickdb.ai/v1/x",'
    '"ip":"10.0.0.7","action":"allow"}',
    '{"time":"2026-11-19T10:00:00Z","url":"https://forum.example/posts/1","action":"reject"}',
    '{"time":"2026-11-19T10:00:00Z","src_ip":"10.0.0.7","host":"api.tickdb.ai","action":"deny"}',
    '{"time":"2026-11-19T10:00:00Z","clientIP":"10.0.0.7","requestUri":'
    '"https://api.tickdb.ai/v1/x","action":"Block","policyMode":"prevention"}',
)


@pytest.mark.parametrize("line", NOT_BLOCKED)
def test_only_a_request_that_was_let_through_to_nobody_failed(line: str, reading: Reading) -> None:
    call = '{"time":"2026-11-19T10:00:01Z","method":"GET","url":"https://a.example/","status":200}'
    found = read(reading, f"{line}\n{call}\n".encode())
    assert [one["status"] for one in found.rows] == [200]


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ('["Host","a","X-API-Key","k-1"]', '["Date","x","Retry-After","5"]'),
        ('[["X-API-Key","k-1"]]', '[["Date","x"],["retry-after","5"]]'),
        ('[{"key":"X-API-Key","value":"k-1"}]', '[{"key":"Retry-After","value":"5"}]'),
        (r'"Host: a\r\nX-API-Key: k-1\r\n"', r'"HTTP/1.1 429 No\r\nRetry-After: 5\r\n\r\n"'),
        ("\"{'Host': 'a', 'X-API-Key': 'k-1'}\"", "\"{'Retry-After': '5'}\""),
    ],
)
def test_headers_are_read_however_a_program_prints_them(
    asked: str, answered: str, reading: Reading
) -> None:
    line = (
        '{"time":"2026-11-19T10:00:00.250Z","method":"GET","url":"https://api.tickdb.ai/v1/x",'
        f'"status":429,"request_headers":{asked},"response_headers":{answered}}}\n'
    )
    (found,) = read(reading, line.encode()).rows
    assert (found["key_in"], found["retry_after_s"]) == ("header:x-api-key", 5.0)
