"""What schemas and gateways call the parts of a request: each goes to its column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from analyzer.formats import row
from analyzer.ingest.transform import Reading
from tests.reading_lines import matches, read, reader

# Lines as each program writes them, shortened, and the request of which each tells.
TOLD = {
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
    "Skyhigh, as pairs": (
        'date="2026-11-19T10:00:00.250Z" hostname="proxy1" source_ip=10.0.0.7 destination_host='
        '"api.tickdb.ai" http_status_code=429 http_request_first_line="GET http://api.tickdb.ai'
        '/v1/x?a=1 HTTP/1.1" block_id=0 user_agent="bot"',
        row("10:00:00.25 GET http://api.tickdb.ai/v1/x?a=1 -> 429", client_ip="10.0.0.7"),
    ),
    "Blue Coat, whose connections have durations too": (
        "2026-11-19T10:00:00.281 proxy1 bluecoat - access_log - c-ip=10.0.0.7 cs-bytes=63 cs-host="
        "api.tickdb.ai cs-method=CONNECT cs-uri-port=443 cs-uri-scheme=tcp dnslookup-time=1 "
        "duration=0 clientduration=0 s-action=TCP_DENIED sc-bytes=39 sc-status=403 time-taken=31",
        row("10:00:00.25 CONNECT -> 403 with 39 B in 31 ms", host="api.tickdb.ai"),
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
