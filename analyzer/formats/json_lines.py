"""JSON Lines of unknown make: field names are looked up in analyzer/mapping/aliases.toml.

OpenTelemetry, ECS, pino, bunyan, winston, structlog, Serilog, API gateways and whatever else names
its fields as they do, nested or dotted, in any case. Fields are looked for in all lines.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from analyzer.formats import Format, Sample, json_object, row, share_of_lines
from analyzer.formats.kinds.sample_rows import ACCESS
from analyzer.mapping.aliases import plan_of
from analyzer.mapping.client_words import (
    CALL_IN_ERROR,
    CLIENT_FRAME,
    FETCH_IN_ERROR,
    SAID_BY_CLIENT,
    STATUS_SAID,
    UNANSWERED,
    URL_IN_ERROR,
)
from analyzer.mapping.json_fields import JsonFields, flat_names, member, tells_of_request

_CALL_IN_ERROR = re.compile(
    f'{CALL_IN_ERROR}|{URL_IN_ERROR}|"(?:{FETCH_IN_ERROR})|{SAID_BY_CLIENT}'
)
# An object within a text is a line of its own, unless it is what an error or an answer holds.
_LINE_WITHIN = re.compile(
    r'"(?![^"]*(?i:err|exception|cause|body|response|data|stack))[^"\\]*"\s*:\s*"\s*\{\\"(?:[^"\\]|\\.)*"'
)
_STATUS_SAID = re.compile(STATUS_SAID)
_CLIENT_FRAME, _UNANSWERED = re.compile(CLIENT_FRAME), re.compile(UNANSWERED)
# Formats that know their make claim their lines more firmly.
_AT_MOST = 0.5
_LEVELS = {"trace", "debug", "info", "notice", "warn", "warning", "critical", "fatal", "alert"}
# Those that are outcomes where no text stands beside them.
_OUTCOMES = {"ok", "error", "emergency"}


def detect(beginning: str) -> float:
    """Some lines tell of requests; the more of them are JSON at all, the surer."""
    certain = share_of_lines(beginning, _is_call)
    return (
        _AT_MOST * (0.5 + 0.5 * certain) * share_of_lines(beginning, _is_object) if certain else 0.0
    )


def _is_call(line: str) -> bool:
    value = json_object(line)
    return bool(value) and (names_a_call(line) or _tells_a_failure(line) or _tells_a_refusal(value))


def names_a_call(line: str) -> bool:
    """Whether the fields of a JSON object say what was asked and how it ended, not only its texts."""
    value = json_object(line)
    names = tuple(name for name in flat_names(value) if not _is_level(value, name))
    return bool(names) and _names_a_call(names)


def _is_level(value: Mapping[str, object], name: str) -> bool:
    """Whether a status is a level, as Datadog's is."""
    if name.rpartition(".")[2] != "status":
        return False
    status, beside = str(member(value, name)).lower(), name.removesuffix("status") + "message"
    return status in _LEVELS or (status in _OUTCOMES and isinstance(member(value, beside), str))


def _tells_a_failure(line: str) -> bool:
    """Whether an error is one of a client, by its words or by its stack."""
    line = _LINE_WITHIN.sub('""', line)
    return bool(
        _CALL_IN_ERROR.search(line) or (_CLIENT_FRAME.search(line) and _UNANSWERED.search(line))
    )


def _tells_a_refusal(value: Mapping[str, object]) -> bool:
    """Whether an error says the status that the URL beside it answered with."""
    named = plan_of(flat_names(value))
    return any("://" in str(member(value, name)) for name in named.fields("url")) and any(
        _STATUS_SAID.search(str(member(value, name))) for name in named.fields("error")
    )


@lru_cache(maxsize=256)  # most lines of a log have the same fields
def _names_a_call(names: tuple[str, ...]) -> bool:
    return tells_of_request(plan_of(names))


def _is_object(line: str) -> bool:
    return bool(json_object(line))


def fit(beginning: str) -> Format:
    """The format for one source, which remembers the fields seen."""
    del beginning
    fields = JsonFields()
    return replace(
        FORMAT, select=fields.select, unmapped=fields.unmapped, plain_fields=fields.plain
    )


FORMAT = Format(
    name="json",
    title="JSON Lines of unknown make (OpenTelemetry, ECS, pino, structlog, …)",
    detect=detect,
    select=lambda con: JsonFields().select(con),
    fit=fit,
    of_any_make=True,
    samples=(
        # Times as Java, Go, AWS and JavaScript print them.
        Sample(
            """{"time":"2026-11-19T11:00:00.125+01:00[Europe/Paris]","method":"GET","url":"https://api.tickdb.ai/v1/a","status":200}
{"time":"2026-11-19 11:00:01.125 +0100 CET m=+0.123","method":"GET","url":"https://api.tickdb.ai/v1/b","status":200}
{"time":"20261119T100002Z","method":"GET","url":"https://api.tickdb.ai/v1/c","status":200}
{"time":"Thu Nov 19 2026 11:00:03 GMT+0100 (Central European Standard Time)","method":"GET","url":"https://api.tickdb.ai/v1/d","status":200}
""",
            rows=(
                row("10:00:00.125 GET api.tickdb.ai/v1/a -> 200"),
                row("10:00:01.125 GET api.tickdb.ai/v1/b -> 200"),
                row("10:00:02 GET api.tickdb.ai/v1/c -> 200"),
                row("10:00:03 GET api.tickdb.ai/v1/d -> 200"),
            ),
        ),
        # Netskope's transactions, whose status is missing where its proxy got none.
        Sample(
            """{"c-ip":"10.0.0.7","cs-host":"api.tickdb.ai","cs-method":"GET","cs-uri":"/v1/x?a=1","date":"2026-11-19","time":"10:00:00","sc-status":"200","sc-bytes":"57","time-taken":"64","x-error":"-","x-client-ssl-err":"-"}
{"c-ip":"10.0.0.7","cs-host":"api.tickdb.ai","cs-method":"GET","cs-uri":"/v1/y","date":"2026-11-19","time":"10:00:01","sc-status":"-","sc-bytes":"0","time-taken":"-","x-error":"http-malformed","x-client-ssl-err":"-"}
{"note":"started","date":"2026-11-19","time":"10:00:02"}
""",
            rows=(
                row("09:59:59.936 GET api.tickdb.ai/v1/x?a=1 -> 200 with 57 B in 64 ms"),
                row("10:00:01 GET api.tickdb.ai/v1/y -> other", client_ip="10.0.0.7"),
            ),
            skipped=1,
        ),
        Sample(
            """{"level":"warn","ts":1795082400.5,"msg":"call","method":"GET","status_code":503,"url":"https://api.tickdb.ai/v1/x","latency_ms":250}
""",
            rows=(row("10:00:00.25 -> 503 in 250 ms"),),
        ),
        Sample(
            r"""{"level":"error","ts":1795082400.5,"msg":"call failed","error":"Get \"https://api.tickdb.ai/v1/x?a=1\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)"}
""",
            rows=(row("10:00:00.5 GET /v1/x?a=1 -> timeout"),),
        ),
        Sample(
            """{"client_ip":"10.0.0.7","start_time":1795082400250,"response":{"status":429,"size":57},"request":{"method":"GET","uri":"/v1/x","url":"http://api.tickdb.ai/v1/x"},"latency":0.95,"upstream_latency":0.5,"apisix_latency":0.45}
""",
            rows=(row("10:00:00.25 GET /v1/x -> 429 in 0.95 ms"),),
        ),
        Sample(
            """{"api_id":"1","host":"api.tickdb.ai","ip_address":"10.0.0.7","method":"GET","path":"/v1/x","raw_request":"","request_time":31,"response_code":429,"content_length":3,"timestamp":"2026-11-19T10:00:00.281Z"}
""",
            rows=(row("10:00:00.25 GET api.tickdb.ai/v1/x -> 429 in 31 ms", response_bytes=None),),
        ),
        # Who calls: winston's `service`, bunyan's and pino's `name`. A page is an answer as JSON is.
        Sample(
            """{"level":"info","message":"call","timestamp":"2026-11-19T10:00:00.281Z","service":"mm-bot","method":"GET","url":"https://mmapi.55-tech.com/api/v1/x","status":502,"durationMs":31,"response":"<html><head><title>502 Bad Gateway</title></head></html>"}
{"name":"md-feed","hostname":"h","pid":7,"level":30,"req":{"method":"GET","url":"https://api.tickdb.ai/v1/y"},"res":{"statusCode":200},"duration":31,"msg":"call","time":"2026-11-19T10:00:01.281Z","v":0}
""",
            rows=(
                row(
                    "10:00:00.25 GET mmapi.55-tech.com/api/v1/x -> 502 in 31 ms",
                    client="mm-bot",
                    body="<html><head><title>502 Bad Gateway</title></head></html>",
                ),
                row("10:00:01.25 GET api.tickdb.ai/v1/y -> 200 in 31 ms", client="md-feed"),
            ),
        ),
        # Tyk's pump writes its records into its own log, and both sides of a call in base64.
        Sample(
            """{"level":"info","msg":"","time":"0001-01-01T00:00:00Z","tyk-analytics-record":{"method":"GET","host":"api.tickdb.ai","path":"/v1/x","content_length":3,"response_code":401,"api_key":"00000000","timestamp":"2026-11-19T10:00:00.281Z","request_time":31,"raw_request":"R0VUIC92MS94IEhUVFAvMS4xDQpBdXRob3JpemF0aW9uOiBCZWFyZXIgdC0xDQoNCg==","raw_response":"SFRUUC8xLjEgNDAxIFVuYXV0aG9yaXplZA0KU2V0LUNvb2tpZTogc2lkPXMtMQ0KVHJhbnNmZXItRW5jb2Rpbmc6IGNodW5rZWQNCg0KZQ0KeyJjb2RlIjoxMDAxfQoNCjANCg0K","ip_address":"10.0.0.7"}}
{"level":"info","msg":"","time":"0001-01-01T00:00:00Z","tyk-analytics-record":{"method":"GET","host":"api.tickdb.ai","path":"/v1/y","content_length":0,"response_code":429,"api_key":"00000000","timestamp":"2026-11-19T10:00:01.25Z","request_time":0,"raw_request":"","raw_response":"SFRUUC8xLjEgNDI5IFRvbyBNYW55IFJlcXVlc3RzDQpSZXRyeS1BZnRlcjogMg0KDQp7ImNvZGUiOjMwMDF9","ip_address":"10.0.0.7"}}
""",
            rows=(
                row(
                    "10:00:00.25 GET api.tickdb.ai/v1/x -> 401 in 31 ms",
                    response_bytes=None,
                    key_in="header:authorization",
                    body='{"code":1001}',
                ),
                row("10:00:01.25 GET /v1/y -> 429 in 0 ms", code="3001", retry_after_s=2.0),
            ),
        ),
        # Fastly's microseconds, and how it says GMT; Akamai's parts of an exchange; varnishncsa's
        # microseconds as Datadog has them written.
        Sample(
            """{"service_id":"6xr","time_start":"2026-11-19T10:00:00GMT","time_elapsed":31250,"client_ip":"10.0.0.7","request":"GET","host":"api.tickdb.ai","url":"/v1/x?a=1","is_tls":true,"status":429}
""",
            rows=(row("10:00:00 GET api.tickdb.ai/v1/x?a=1 -> 429 in 31.25 ms"),),
        ),
        Sample(
            """{"cliIP":"10.0.0.7","reqTimeSec":"1795082400.250","reqMethod":"GET","reqHost":"api.tickdb.ai","reqPath":"/v1/x","statusCode":"200","turnAroundTimeMSec":"11","transferTimeMSec":"125","reqEndTimeMSec":"3"}
{"cliIP":"10.0.0.7","reqTimeSec":"1795082401.250","reqMethod":"GET","reqHost":"api.tickdb.ai","reqPath":"/v1/y","statusCode":"503","turnAroundTimeMSec":"45","transferTimeMSec":"12"}
""",
            rows=(
                row("10:00:00.25 GET api.tickdb.ai/v1/x -> 200 in 139 ms"),
                row("10:00:01.25 GET /v1/y -> 503 in 57 ms"),
            ),
        ),
        Sample(
            """{"date_access":"2026-11-19T10:00:01+0000","network.client.ip":"10.0.0.7","varnish.hit_miss":"miss","network.bytes_written":57,"http.response_time":402431,"http.status_code":"503","http.url":"GET http://api.tickdb.ai/v1/x?a=1 HTTP/1.1","http.method":"GET"}
""",
            rows=(
                row("10:00:00.597569 GET api.tickdb.ai/v1/x?a=1 -> 503 with 57 B in 402.431 ms"),
            ),
        ),
        # Apigee's client_id is the key; its policy MessageLogging writes variables by their names.
        Sample(
            """{"apiproxy":"orders","client_received_start_timestamp":1795082400250,"client_sent_end_timestamp":1795082400281,"request_uri":"https://api.tickdb.ai/v1/x?subscription-key=k-1","request_verb":"GET","client_ip":"10.0.0.7","response_status_code":503,"developer_app":"bot","client_id":"6gClRCKp0UCOZ8o9Q5S7X88nI5hgizGQ"}
{"apiProxy":"orders","request.verb":"GET","request.uri":"/v1/y?a=1","client.ip":"10.0.0.7","response.status.code":"502","target.sent.start.timestamp":"1795082401250","target.received.end.timestamp":"1795082401350","system.timestamp":"1795082401400"}
""",
            rows=(
                row(
                    "10:00:00.25 GET api.tickdb.ai/v1/x -> 503 in 31 ms",
                    client="bot",
                    key_in="query:subscription-key",
                ),
                row("10:00:01.25 GET /v1/y?a=1 -> 502 in 100 ms", client=None),
            ),
        ),
        Sample(
            """{"@t":"2026-11-19T10:00:01Z","@mt":"HTTP {RequestMethod} {RequestPath} responded {StatusCode}","RequestMethod":"GET","RequestPath":"/v1/y","StatusCode":404,"Elapsed":0.75}
{"reqTimeSec":"1795082402.250","cliIP":"10.0.0.7","statusCode":"503","proto":"HTTPS","reqHost":"api.tickdb.ai","reqMethod":"GET","reqPath":"/v1/z"}
{"time":1795082404252,"name":"api","req":{"method":"GET","url":"/v1/v","remoteAddress":"10.0.0.1"},"ip":"10.0.0.7","res":{"statusCode":200},"responseTime":2}
""",
            rows=(
                row("10:00:00.99925 GET /v1/y -> 404 in 0.75 ms"),
                row("10:00:02.25 GET https://api.tickdb.ai/v1/z -> 503"),
                row("10:00:04.25 GET /v1/v -> 200 in 2 ms", client_ip="10.0.0.7"),
            ),
        ),
        Sample(
            """{"timestamp":"2026-11-19T10:00:00.25Z","level":"WARN","fields":{"message":"HTTP status client error (401 Unauthorized) for url (https://api.tickdb.ai/v1/x)"},"target":"bot"}
{"timestamp":"2026-11-19T10:00:01.25Z","level":"INFO","fields":{"message":"done","latency":"12 ms","status":200},"span":{"method":"GET","uri":"/health"}}
""",
            rows=(row("10:00:00.25 api.tickdb.ai/v1/x -> 401"), row("GET /health -> 200")),
        ),
        Sample(
            """{"transaction":{"timestamp":"2026/11/19 10:00:00","id":"a1","client_ip":"10.0.0.7","request":{"method":"GET","uri":"/v1/x?a=1","headers":{"host":["api.tickdb.ai"]}},"response":{"http_code":403}}}
""",
            rows=(
                row(
                    "10:00:00 GET api.tickdb.ai/v1/x?a=1 -> 403",
                    client_ip="10.0.0.7",
                    request_id="a1",
                ),
            ),
        ),
        Sample(
            """{"timestamp":"2026-11-19T10:00:09Z","data":{"aws":{"time":"2026-11-19T10:00:03.25Z","client_port":"10.0.0.7:5555","elb_status_code":"429","request":"GET https://api.tickdb.ai:443/v1/w HTTP/2.0"}}}
""",
            rows=(row("10:00:03.25 GET https://api.tickdb.ai/v1/w -> 429", client_ip="10.0.0.7"),),
        ),
        Sample(
            """{"TimeGenerated":"2026-11-19T10:00:00.281Z","method_s":"GET","url_s":"https://api.tickdb.ai/v1/x","status_d":429,"duration_ms_d":31,"client_ip_s":"10.0.0.7"}
""",
            rows=(
                row(
                    "10:00:00.25 GET https://api.tickdb.ai/v1/x -> 429 in 31 ms",
                    client_ip="10.0.0.7",
                ),
            ),
        ),
        Sample(
            r"""{"level":50,"time":1795082400250,"err":{"type":"ThrottlingException","message":"Rate exceeded","stack":"s","$metadata":{"httpStatusCode":429,"requestId":"r-1"}},"msg":"x"}
{"level":50,"time":1795082401250,"err":{"type":"Error","message":"An API error occurred: channel_not_found","stack":"s","code":"slack_webapi_platform_error"},"msg":"x"}
{"level":50,"time":1795082402250,"err":{"type":"Error","message":"A rate-limit has been reached","code":"slack_webapi_rate_limited_error","retryAfter":10},"msg":"x"}
{"level":50,"time":1795082403250,"err":{"type":"Error","message":"A request error occurred: getaddrinfo ENOTFOUND slack.com","code":"slack_webapi_request_error"},"msg":"x"}
{"level":50,"time":1795082404250,"err":{"type":"Error","message":"Too Many Requests","stack":"s","status":429,"response":{"req":{"method":"GET","url":"https://api.tickdb.ai/v1/x","headers":{"x-api-key":"aaaaaaaa-1111-4222-8333-444444444444"}},"header":{"retry-after":"7"},"status":429,"text":"{\"code\":3001}"}},"msg":"x"}
""",
            rows=(
                row("10:00:00.25 -> 429", request_id="r-1"),
                row("10:00:01.25 -> 200", vendor="slack", code="channel_not_found"),
                row("10:00:02.25 -> 429", vendor="slack"),
                row("10:00:03.25 -> dns", vendor="slack"),
                row(
                    "10:00:04.25 GET api.tickdb.ai/v1/x -> 429",
                    code="3001",
                    retry_after_s=7.0,
                    key_in="header:x-api-key",
                ),
            ),
        ),
        Sample(
            """{"operationName":"ApplicationGatewayAccess","time":"2026-11-19T10:00:00.455Z","category":"ApplicationGatewayAccessLog","properties":{"instanceId":"ApplicationGatewayRole_IN_0","clientIP":"10.0.0.7","httpMethod":"GET","requestUri":"/v1/x","requestQuery":"a=1","httpStatus":404,"receivedBytes":65,"sentBytes":553,"timeTaken":205,"sslEnabled":"off","host":"-"}}
""",
            rows=(row("10:00:00.25 GET /v1/x?a=1 -> 404 with 553 B in 205 ms", host=None),),
        ),
        Sample(
            """{"timeStamp":"2026-11-19T10:00:00.284+00:00","operationName":"ApplicationGatewayAccess","category":"ApplicationGatewayAccessLog","properties":{"instanceId":"appgw_2","clientIP":"10.0.0.7","httpMethod":"GET","requestUri":"/v1/x","requestQuery":"a=1","httpStatus":429,"receivedBytes":184,"sentBytes":466,"clientResponseTime":0,"timeTaken":0.034,"WAFEvaluationTime":"0.000","sslEnabled":"on","serverRouted":"52.239.221.65:443","serverStatus":"429","serverResponseLatency":"0.028","originalHost":"api.tickdb.ai","host":"api.tickdb.ai"}}
{"timeStamp":"2026-11-19T10:00:12.250+00:00","operationName":"ApplicationGatewayAccess","category":"ApplicationGatewayAccessLog","properties":{"instanceId":"appgw_2","clientIP":"10.0.0.7","httpMethod":"GET","requestUri":"/v1/y","httpStatus":504,"timeTaken":12,"serverRouted":"52.239.221.65:443","host":"api.tickdb.ai"}}
""",
            rows=(
                row("10:00:00.25 GET api.tickdb.ai/v1/x?a=1 -> 429 with 466 B in 34 ms"),
                row("10:00:00.25 GET api.tickdb.ai/v1/y -> 504 in 12000 ms"),
            ),
        ),
        Sample(
            """{"type":"akamai_siem","attackData":{"clientIP":"10.0.0.7","policyId":"p1_2"},"geo":{"country":"US"},"httpMessage":{"bytes":"266","host":"api.tickdb.ai","method":"GET","path":"/v1/x","port":"443","query":"a=1","requestId":"115","start":"1795082400.250","status":"429"},"userRiskData":{"status":"0"}}
{"timestamp":"2026-11-19T10:00:01","client_ip":"10.0.0.8","request":"POST","host":"api.tickdb.ai","url":"/v1/y","response_status":"503"}
{"time":"2026-11-19T10:00:02Z","samplerate":1,"data":{"trace.trace_id":"5b8aa5a2d2c872e8321cf37308d69df2","trace.span_id":"051581bf","duration_ms":250,"http.method":"GET","http.url":"https://api.tickdb.ai/v1/z","http.status_code":200}}
{"@t":"2026-11-19T10:00:03.250Z","@mt":"HTTP {RequestMethod} {RequestPath} responded {StatusCode} in {Elapsed:0.0000} ms","RequestMethod":"GET","RequestPath":"/v1/w","StatusCode":500,"Elapsed":250,"@tr":"5b8aa5a2d2c872e8321cf37308d69df2"}
""",
            rows=(
                row(
                    "10:00:00.25 GET api.tickdb.ai/v1/x?a=1 -> 429 with 266 B",
                    request_id="115",
                    client_ip="10.0.0.7",
                ),
                row("10:00:01 POST api.tickdb.ai/v1/y -> 503", client_ip="10.0.0.8"),
                row("10:00:02 GET api.tickdb.ai/v1/z -> 200 in 250 ms"),
                row("10:00:03 /v1/w -> 500", trace_key="5b8aa5a2d2c872e8321cf37308d69df2"),
            ),
        ),
        Sample(
            r"""{"@t":"2026-11-19T10:00:00.310Z","@mt":"Received HTTP response headers after {ElapsedMilliseconds}ms - {StatusCode}","ElapsedMilliseconds":200.5,"StatusCode":503,"SourceContext":"System.Net.Http.HttpClient.Shop.ClientHandler","HttpMethod":"GET","Uri":"https://api.tickdb.ai/v1/x"}
{"@t":"2026-11-19T10:00:00.312Z","@mt":"End processing HTTP request after {ElapsedMilliseconds}ms - {StatusCode}","ElapsedMilliseconds":212.1,"StatusCode":503,"SourceContext":"System.Net.Http.HttpClient.Shop.LogicalHandler","HttpMethod":"GET","Uri":"https://api.tickdb.ai/v1/x"}
{"@t":"2026-11-19T10:00:01Z","haproxy_timestamp":"19/Nov/2026:10:00:01 +0000","http_status":-1,"http_request":"GET /v1/y HTTP/1.1","active_time":35,"upstream_response_time":31,"termination_state":"SD"}
{"time":"2026-11-19T10:00:02Z","level":"error","error":"request to https://otlp.tickdb.ai/v1/metrics responded with HTTP Status Code 401"}
{"level":50,"time":1795082403000,"err":{"type":"FetchError","message":"[GET] \"https://api.tickdb.ai/v1/z\": 429 Too Many Requests","stack":"s"},"msg":"x"}
{"level":50,"time":1795082404000,"err":{"type":"TypeError","message":"fetch failed: read ECONNRESET","stack":"s"},"msg":"x"}
{"level":50,"time":1795082405000,"err":{"type":"HeadersTimeoutError","message":"Headers Timeout Error","stack":"s","code":"UND_ERR_HEADERS_TIMEOUT"},"msg":"x"}
{"level":50,"time":1795082406000,"err":{"type":"FetchError","message":"network timeout at: https://api.tickdb.ai/v1/v","stack":"s"},"msg":"x"}
{"level":50,"time":1795082407000,"err":{"type":"Error","message":"fetch failed jobs","code":"E_NO"},"msg":"x"}
""",
            rows=(
                row("10:00:00.1095 GET api.tickdb.ai/v1/x -> 503 in 200.5 ms"),
                row("10:00:01 GET /v1/y -> reset in 35 ms"),
                row("10:00:02 otlp.tickdb.ai/v1/metrics -> 401"),
                row("10:00:03 api.tickdb.ai/v1/z -> 429"),
                row("10:00:04 -> reset"),
                row("10:00:05 -> timeout"),
                row("10:00:06 api.tickdb.ai/v1/v -> timeout"),
            ),
            skipped=2,
        ),
        # The status within an error (Prometheus' remote write, Go programs), in what is asked again
        # (go-retryablehttp), and in an object of Logstash's output http.
        Sample(
            r"""{"caller":"dedupe.go:112","component":"remote","count":9951,"err":"server returned HTTP status 400 Bad Request: out of bounds","level":"error","msg":"non-recoverable error","ts":"2026-11-19T10:00:00.250Z","url":"https://prom.tickdb.ai/api/v1/write"}
{"level":"error","ts":1795082401.25,"msg":"fetch failed","url":"https://api.tickdb.ai/v1/x","error":"unexpected status code: 503"}
{"level":"info","ts":1795082401.5,"msg":"subscribed","url":"https://api.tickdb.ai/v1/x"}
{"@level":"debug","@message":"retrying request","@timestamp":"2026-11-19T10:00:02.250000Z","request":"GET https://api.tickdb.ai/v1/y?a=1 (status: 502)","timeout":"1s","remaining":3}
{"level":"ERROR","loggerName":"logstash.outputs.http","timeMillis":1795082403250,"logEvent":{"message":"[HTTP Output Failure] Encountered non-2xx HTTP code 429","response_code":429,"url":"https://api.tickdb.ai/in","will_retry":true}}
{"level":"error","error":"unexpected response 429 Too Many Requests: {\"code\":3001,\"message\":\"slow\"}","url":"https://api.tickdb.ai/v1/z","time":"2026-11-19T10:00:04.250Z","message":"api call failed"}
{"level":"error","error":"12 of 500 rows, status 7","url":"https://api.tickdb.ai/v1/v","time":"2026-11-19T10:00:05.250Z"}
""",
            rows=(
                row("10:00:00.25 prom.tickdb.ai/api/v1/write -> 400"),
                row("10:00:01.25 api.tickdb.ai/v1/x -> 503"),
                row("10:00:02.25 GET api.tickdb.ai/v1/y?a=1 -> 502"),
                row("10:00:03.25 api.tickdb.ai/in -> 429"),
                row("10:00:04.25 api.tickdb.ai/v1/z -> 429", code="3001", message="slow"),
                row("10:00:05.25 api.tickdb.ai/v1/v -> other"),
            ),
            skipped=1,
        ),
        # The error of a body taken out of it (stripe logs tail), deliveries of GitHub's webhooks,
        # Helicone's requests, and Ansible's module uri.
        Sample(
            """{"created_at":1795082400,"livemode":false,"method":"POST","request_id":"req_1","status":402,"url":"https://api.stripe.com/v1/charges","error":{"type":"card_error","code":"card_declined","message":"Your card was declined.","param":""}}
{"created_at":1795082401,"livemode":false,"method":"GET","request_id":"req_2","status":200,"url":"https://api.stripe.com/v1/customers","error":{"type":"","code":"","message":"","param":""}}
{"id":12,"delivered_at":"2026-11-19T10:00:02Z","duration":0.27,"status":"Service Unavailable","status_code":503,"event":"issues","url":"https://hooks.tickdb.ai/x"}
{"response_created_at":"2026-11-19T10:00:03.631","response_status":429,"request_id":"d1","request_created_at":"2026-11-19T10:00:03.123","request_path":"https://api.openai.com/v1/chat/completions","provider":"OPENAI"}
{"changed":false,"date":"Thu, 19 Nov 2026 10:00:04 GMT","failed":true,"msg":"Status code was 401 and not [200]: HTTP Error 401: Unauthorized","status":401,"url":"https://api.tickdb.ai/v1/x","invocation":{"module_args":{"method":"POST","url":"https://api.tickdb.ai/v1/x"}}}
""",
            rows=(
                row(
                    "10:00:00 POST api.stripe.com/v1/charges -> 402",
                    code="card_declined",
                    message="Your card was declined.",
                ),
                row("10:00:01 GET api.stripe.com/v1/customers -> 200", code=None),
                row("10:00:01.73 hooks.tickdb.ai/x -> 503 in 270 ms"),
                row("10:00:03.123 api.openai.com/v1/chat/completions -> 429 in 508 ms"),
                row("10:00:04 POST api.tickdb.ai/v1/x -> 401"),
            ),
        ),
        # A program's own words for why a call failed, beside its URL.
        Sample(
            """{"time":"2026-11-19T10:00:00.250Z","level":"error","msg":"request failed","err":"429 Too Many Requests","url":"https://api.tickdb.ai/v1/a"}
{"time":"2026-11-19T10:00:01.250Z","level":"error","msg":"request failed","error":"503 Server Error: Service Unavailable","method":"GET","url":"https://api.tickdb.ai/v1/b"}
{"time":"2026-11-19T10:00:02.250Z","level":"error","msg":"request failed","error":"500 rows expected","url":"https://api.tickdb.ai/v1/c"}
{"time":"2026-11-19T10:00:03.250Z","level":"error","msg":"connect ECONNREFUSED 10.0.0.1:443","url":"https://api.tickdb.ai/v1/d"}
{"time":"2026-11-19T10:00:04.250Z","level":"info","msg":"started","url":"https://api.tickdb.ai/v1/e"}
{"time":"no time","level":"info","msg":"ok","status":200,"url":"https://api.tickdb.ai/v1/e"}
""",
            rows=(
                row("10:00:00.25 api.tickdb.ai/v1/a -> 429"),
                row("10:00:01.25 GET api.tickdb.ai/v1/b -> 503"),
                row("10:00:02.25 api.tickdb.ai/v1/c -> other"),
                row("10:00:03.25 api.tickdb.ai/v1/d -> connect"),
            ),
            rejects=1,
            skipped=1,
        ),
        Sample(
            r"""{"name":"bot","level":50,"err":{"message":"Response code 401 (Unauthorized)","name":"HTTPError","stack":"HTTPError: Response code 401 (Unauthorized)\n    at Request.<anonymous> (/app/node_modules/got/dist/source/as-promise/index.js:118:42)","code":"ERR_NON_2XX_3XX_RESPONSE"},"msg":"call failed","time":"2026-11-19T10:00:00.250Z","v":0}
{"name":"bot","level":50,"err":{"message":"read ECONNRESET","name":"RequestError","stack":"RequestError: read ECONNRESET\n    at ClientRequest.<anonymous> (/app/node_modules/got/dist/source/core/index.js:970:111)\n    at TCP.onStreamRead (node:internal/stream_base_commons:218:20)","code":"ECONNRESET"},"msg":"call failed","time":"2026-11-19T10:00:01.250Z","v":0}
{"name":"bot","level":50,"err":{"message":"read ECONNRESET","name":"Error","stack":"Error: read ECONNRESET\n    at TCP.onStreamRead (node:internal/stream_base_commons:218:20)","code":"ECONNRESET"},"msg":"no client's","time":"2026-11-19T10:00:02.250Z","v":0}
{"level":"error","message":"call failed Request failed with status code 503 Service Unavailable: GET https://api.tickdb.ai/v1/x","name":"HTTPError","options":{"method":"GET"},"stack":"s","timestamp":"2026-11-19T10:00:03.250Z"}
{"level":"error","message":"call failed The operation was aborted due to timeout","stack":"TimeoutError: The operation was aborted due to timeout\n    at node:internal/deps/undici/undici:14976:13","timestamp":"2026-11-19T10:00:04.250Z"}
{"message":"request failed","level":"ERROR","time":"2026-11-19T10:00:05.250Z","error":{"nativeError":{"message":"Request failed with status code 429","name":"AxiosError","config":{"method":"get","url":"https://api.tickdb.ai/v1/y"},"code":"ERR_BAD_REQUEST"},"name":"AxiosError"}}
{"name":"bot","level":50,"err":{"message":"401 Unauthorized: POST https://api.tickdb.ai/v1/z","name":"Error","stack":"s"},"msg":"call failed","time":"2026-11-19T10:00:06.250Z","v":0}
{"cause":{"code":23,"name":"TimeoutError"},"level":"error","message":"call failed [GET] \"https://api.tickdb.ai/v1/w\": <no response> [TimeoutError]: The operation was aborted due to timeout","name":"FetchError","stack":"s","timestamp":"2026-11-19T10:00:07.250Z"}
""",
            rows=(
                row("10:00:00.25 -> 401"),
                row("10:00:01.25 -> reset"),
                row("10:00:03.25 GET api.tickdb.ai/v1/x -> 503"),
                row("10:00:04.25 -> timeout"),
                row("10:00:05.25 GET api.tickdb.ai/v1/y -> 429"),
                row("10:00:06.25 POST api.tickdb.ai/v1/z -> 401"),
                row("10:00:07.25 GET api.tickdb.ai/v1/w -> timeout"),
            ),
            skipped=1,
        ),
        Sample(
            r"""{"name":"bot","level":50,"err":{"message":"Request failed with status code 401","name":"AxiosError","stack":"s"},"msg":"GET https://api.tickdb.ai/v1/x failed","time":"2026-11-19T10:00:00.250Z","v":0}
{"level":50,"time":1795082403250,"err":{"name":"AxiosError","message":"Request failed with status code 403","config":{"method":"get","url":"https://api.tickdb.ai:8443/v1/w"},"request":{"method":"GET","path":"/v1/w","host":"api.tickdb.ai"}},"msg":"x"}
""",
            rows=(
                row("10:00:00.25 GET api.tickdb.ai/v1/x -> 401"),
                row("10:00:03.25 GET https://api.tickdb.ai:8443/v1/w -> 403"),
            ),
        ),
        Sample(
            r"""{"level":50,"time":1795082400281,"method":"GET","url":"https://api.tickdb.ai/v1/a","status":429,"ms":31,"headers":{"server":"x","retry-after":"7"},"body":"{\"code\":3001}"}
{"level":50,"time":1795082401250,"method":"GET","url":"https://api.abco.example/v1/b","status":403,"data":{"error":{"code":"KEY_EXPIRED","message":"key expired"}}}
{"level":50,"time":1795082403250,"err":{"type":"PermissionDeniedError","message":"403 no","stack":"Error: 403 no\n at APIError.generate (/app/node_modules/openai/core/error.mjs:47:20)","status":403,"headers":{},"requestID":"r-1","error":{"code":"no_scope","message":"no"}},"msg":"x"}
{"level":50,"time":1795082404250,"err":{"type":"APIConnectionTimeoutError","message":"Request timed out.","stack":"Error: Request timed out.\n at OpenAI.makeRequest (/app/node_modules/openai/client.mjs:434:19)"},"msg":"x"}
{"level":50,"time":1795082405250,"err":{"type":"Error","message":"Unauthorized","stack":"Error: Unauthorized\n at Request.callback (/app/node_modules/superagent/lib/node/index.js:879:17)"},"msg":"x"}
{"level":50,"time":1795082406250,"err":{"type":"Error","message":"connect ECONNREFUSED 10.0.0.2:443","stack":"Error: connect ECONNREFUSED 10.0.0.2:443\n at TCPConnectWrap.afterConnect (node:net:1607:16)","code":"ECONNREFUSED"},"msg":"request failed"}
{"level":50,"time":1795082407250,"err":{"type":"Error","message":"connect ECONNREFUSED 10.0.0.2:5432","stack":"Error: connect ECONNREFUSED 10.0.0.2:5432\n at TCPConnectWrap.afterConnect (node:net:1607:16)","code":"ECONNREFUSED"},"msg":"request failed"}
{"level":30,"time":1795082409250,"method":"GET","url":"https://api.abco.example/v1/d","status":200,"elapsed":31,"response":{"code":0}}
{"level":30,"time":1795082410250,"method":"GET","url":"https://api.abco.example/v1/e","status":403,"elapsed":31,"response":{"code":3001,"message":"no"}}
{"level":50,"time":1795082408250,"err":{"type":"Error","message":"Unauthorized","stack":"Error: Unauthorized\n at login (/app/users.js:8:1)"},"msg":"x"}
""",
            rows=(
                row("10:00:00.25 GET /v1/a -> 429 in 31 ms", code="3001", retry_after_s=7.0),
                row("10:00:01.25 GET /v1/b -> 403", code="KEY_EXPIRED", key_in=None),
                row("10:00:03.25 -> 403", code="no_scope", request_id="r-1", key_in=None),
                row("10:00:04.25 -> timeout"),
                row("10:00:05.25 -> 401"),
                row("10:00:06.25 -> connect"),
                row("10:00:09.219 GET /v1/d -> 200 in 31 ms"),
                row("10:00:10.219 GET /v1/e -> 403 in 31 ms", code="3001", message="no"),
            ),
            skipped=2,
        ),
        Sample(
            """{"@timestamp":"2026-11-19T10:00:01.500Z","event":{"duration":500000000},"http":{"request":{"method":"get"},"response":{"status_code":429,"bytes":57}},"url":{"full":"https://api.tickdb.ai/v1/market/ticker?symbol=BTCUSDT"},"source":{"ip":"10.0.0.7"},"trace":{"id":"5b8aa5a2d2c872e8321cf37308d69df2"}}
{"time":1795082402500,"level":30,"req":{"id":7,"method":"POST","url":"/v1/orders","headers":{"host":"api.tickdb.ai","x-api-key":"aaaaaaaa-1111-4222-8333-444444444444"},"remoteAddress":"::1"},"res":{"statusCode":"200"},"responseTime":500,"msg":"request completed"}
{"time":1795082402600,"level":30,"msg":"listening","code":0}
{"timestamp":"2026-11-19T10:00:03Z","http.method":"GET","http.url":"https://mmapi.55-tech.com/api","elapsed_seconds":0.25,"error":"ReadTimeout: ","http.status_code":null}
{"time":1795082404600,"req":{"method":"GET","url":"/announced"},"msg":"incoming"}
{"time":"yesterday","method":"GET","status":200}
{"time":1795082402600,"level":30,"ms
""",
            rows=(
                ACCESS | row("10:00:01", trace_key="5b8aa5a2d2c872e8321cf37308d69df2"),
                row(
                    "10:00:02 -> 200",
                    vendor="tickdb",
                    client_ip="::1",
                    key_in="header:x-api-key",
                    request_id="7",
                ),
                row("10:00:02.75 -> timeout in 250 ms", vendor="55tech"),
            ),
            rejects=2,
            skipped=2,
        ),
        Sample(
            r"""{"time":{"$date":"2026-11-19T10:00:00.250Z"},"method":"GET","url":"https://api.tickdb.ai/v1/a","status":429}
{"time":{"$date":{"$numberLong":"1795082401250"}},"method":"GET","url":"https://api.tickdb.ai/v1/b","status":429}
{"time":"/Date(1795082402250)/","method":"GET","url":"https://api.tickdb.ai/v1/c","status":429}
{"time":{"seconds":1795082403,"nanos":250000000},"method":"GET","url":"https://api.tickdb.ai/v1/d","status":429}
{"time":[2026,11,19,10,0,4,250000000],"method":"GET","url":"https://api.tickdb.ai/v1/e","status":429}
{"time":[2026,11,19,10,0,5],"method":"GET","url":"https://api.tickdb.ai/v1/f","status":429}
{"time":"20261119 10:00:06.250","method":"GET","url":"https://api.tickdb.ai/v1/g","status":429}
{"time":"20261119100007","method":"GET","url":"https://api.tickdb.ai/v1/h","status":429}
{"time":"2026-11-19 10:00:08:250","method":"GET","url":"https://api.tickdb.ai/v1/i","status":429}
{"time":"\"2026-11-19T10:00:09.250Z\"","method":"GET","url":"https://api.tickdb.ai/v1/j","status":429}
{"time":{"$oid":"65"},"method":"GET","url":"https://api.tickdb.ai/v1/k","status":429}
{"time":[2026,11,39,10,0,5],"method":"GET","url":"https://api.tickdb.ai/v1/l","status":429}
""",
            rows=(
                row("10:00:00.25 /v1/a"),
                row("10:00:01.25 /v1/b"),
                row("10:00:02.25 /v1/c"),
                row("10:00:03.25 /v1/d", duration_ms=None),
                row("10:00:04.25 /v1/e"),
                row("10:00:05 /v1/f"),
                row("10:00:06.25 /v1/g"),
                row("10:00:07 /v1/h"),
                row("10:00:08.25 /v1/i"),
                row("10:00:09.25 /v1/j"),
            ),
            rejects=2,
        ),
        Sample(
            """{"time":"2026-11-19T10:00:00.250Z","level":"warn","httpMethod":"GET","url":"https://api.tickdb.ai/v1/a","statusCode":429,"retry_after":12}
{"time":"2026-11-19T10:00:01.250Z","level":"warn","httpMethod":"GET","url":"https://api.tickdb.ai/v1/b","statusCode":503,"retryAfterMs":1500}
{"time":"2026-11-19T10:00:02.250Z","level":"warn","httpMethod":"GET","url":"https://api.tickdb.ai/v1/c","statusCode":503,"retry_after":"Thu, 19 Nov 2026 10:01:02 GMT"}
""",
            rows=(
                row("10:00:00.25 GET /v1/a -> 429", retry_after_s=12.0),
                row("10:00:01.25 GET /v1/b -> 503", retry_after_s=1.5),
                row("10:00:02.25 GET /v1/c -> 503", retry_after_s=59.75),
            ),
        ),
        # Apache's LogFormat of Grafana's and Datadog's guides; Vercel's log drains; Cloudflare's Workers
        # trace events; ModSecurity.
        Sample(
            r"""{"time":"[19/Nov/2026:10:00:00 +0000]","process":"[7]","remoteIP":"10.0.0.7","host":"api.tickdb.ai","request":"/v1/x","query":"?a=1","method":"GET","status":"503","duration_us":"15000"}
{"id":"1","source":"lambda","host":"api.tickdb.ai","timestamp":1795082401250,"message":"","statusCode":500,"path":"/v1/[id]","requestId":"r-1","proxy":{"timestamp":1795082401240,"method":"GET","host":"api.tickdb.ai","path":"/v1/y?a=1","statusCode":500,"clientIp":"10.0.0.7","scheme":"https","responseByteSize":57}}
{"Event":{"RayID":"8f1a","Request":{"URL":"https://api.tickdb.ai/v1/z?a=1","Method":"GET"},"Response":{"Status":503}},"EventTimestampMs":1795082402250,"EventType":"fetch","Outcome":"ok","WallTimeMs":31}
{"transaction":{"time":"19/Nov/2026:10:00:04.250000 +0000","remote_address":"10.0.0.7"},"request":{"request_line":"GET /v1/v?a=1 HTTP/1.1"},"response":{"status":403}}
{"time":"2026-11-19T10:00:05.250Z","http.method":"GET","http.target":"/v1/u","http.status_code":"429","http.request_time":"0.250"}
""",
            rows=(
                row("09:59:59.985 GET api.tickdb.ai/v1/x?a=1 -> 503 in 15 ms"),
                row(
                    "10:00:01.24 GET https://api.tickdb.ai/v1/y?a=1 -> 500 with 57 B",
                    client_ip="10.0.0.7",
                    request_id="r-1",
                ),
                row("10:00:02.25 GET api.tickdb.ai/v1/z?a=1 -> 503 in 31 ms", request_id="8f1a"),
                row("10:00:04.25 GET /v1/v?a=1 -> 403", client_ip="10.0.0.7"),
                row("10:00:05 GET /v1/u -> 429 in 250 ms"),
            ),
        ),
        # Cloudflare's `wrangler tail` and `vercel logs --json`; Linkerd, whose time is the start.
        Sample(
            """{"wallTime":2282,"cpuTime":1,"outcome":"exception","scriptName":"bot","exceptions":[],"logs":[],"eventTimestamp":1795082400250,"event":{"request":{"url":"https://bot.workers.dev/v1/x?a=1","method":"GET","headers":{"cf-connecting-ip":"10.0.0.7","cf-ray":"9e6e"}},"response":{"status":503}},"id":1}
{"level":"error","message":"","rowId":"1","source":"serverless","timestampInMs":1795082401250,"domain":"bot.vercel.app","requestMethod":"GET","requestPath":"/v1/y","responseStatusCode":500}
{"Event":{"RayID":"9e6f","Request":{"URL":"https://bot.workers.dev/v1/z","Method":"GET"}},"EventTimestampMs":1795082402250,"EventType":"fetch","Exceptions":[{"message":"Uncaught TypeError: x"}],"Logs":[],"Outcome":"exception","ScriptName":"bot"}
{"wallTime":30,"outcome":"ok","scriptName":"bot","exceptions":[],"logs":[],"eventTimestamp":1795082403250,"event":{"cron":"* * * * *","scheduledTime":1795082403250},"id":2}
""",
            rows=(
                row(
                    "10:00:00.25 GET bot.workers.dev/v1/x?a=1 -> 503 in 2282 ms",
                    client_ip="10.0.0.7",
                ),
                row("10:00:01.25 GET bot.vercel.app/v1/y -> 500"),
                row("10:00:02.25 GET bot.workers.dev/v1/z -> other", request_id="9e6f"),
            ),
            skipped=1,
        ),
        Sample(
            """{"client.addr":"10.0.0.7:32996","client.id":"web.default","host":"api.tickdb.ai","method":"GET","processing_ns":"39826","request_bytes":"","response_bytes":"57","status":429,"timestamp":"2026-11-19T10:00:00.250746212Z","total_ns":"14500000","trace_id":"","uri":"http://api.tickdb.ai/v1/x","user_agent":"x","version":"HTTP/2.0"}
""",
            rows=(
                row(
                    "10:00:00.250746 GET http://api.tickdb.ai/v1/x -> 429 with 57 B in 14.5 ms",
                    client_ip="10.0.0.7",
                ),
            ),
        ),
        # Railway's edge.
        Sample(
            """{"requestId":"r-1","timestamp":"2026-11-19T10:00:00.281Z","method":"GET","path":"/v1/x?a=1","host":"api.tickdb.ai","httpStatus":502,"totalDuration":31,"upstreamRqDuration":30,"txBytes":57,"rxBytes":9,"srcIp":"10.0.0.7"}
""",
            rows=(
                row(
                    "10:00:00.25 GET api.tickdb.ai/v1/x?a=1 -> 502 with 57 B in 31 ms",
                    client_ip="10.0.0.7",
                    request_id="r-1",
                ),
            ),
        ),
        # Google's load balancer, whose client went.
        Sample(
            """{"httpRequest":{"latency":"30.5s","remoteIp":"10.0.0.7","requestMethod":"GET","requestUrl":"https://api.tickdb.ai/v1/x","status":0},"jsonPayload":{"statusDetails":"client_disconnected_before_any_response"},"timestamp":"2026-11-19T10:00:00.250Z"}
{"httpRequest":{"latency":"0.25s","requestMethod":"GET","requestUrl":"https://api.tickdb.ai/v1/y","status":200},"jsonPayload":{"statusDetails":"response_sent_by_backend"},"timestamp":"2026-11-19T10:00:01.250Z"}
""",
            rows=(
                row("10:00:00.25 GET api.tickdb.ai/v1/x -> reset in 30500 ms"),
                row("10:00:01.25 GET api.tickdb.ai/v1/y -> 200 in 250 ms"),
            ),
        ),
        # The same as a row of BigQuery, where latency is a number of seconds.
        Sample(
            """{"logName":"projects/p/logs/requests","insertId":"x","resource":{"type":"http_load_balancer"},"httpRequest":{"requestMethod":"GET","requestUrl":"https://api.tickdb.ai/v1/x?a=1","status":"502","responseSize":"57","remoteIp":"10.0.0.7","latency":30.001},"jsonpayload_type_loadbalancerlogentry":{"statusdetails":"backend_timeout"},"timestamp":"2026-11-19 10:00:30.251 UTC","severity":"WARNING"}
""",
            rows=(
                row(
                    "10:00:00.25 GET api.tickdb.ai/v1/x?a=1 -> 502 with 57 B in 30001 ms",
                    client_ip="10.0.0.7",
                ),
            ),
        ),
        # Google's Cloud Run and Microsoft Graph's activity: their times are when the request came in.
        Sample(
            """{"httpRequest":{"latency":"60.369159188s","protocol":"HTTP/1.1","remoteIp":"10.0.0.7","requestMethod":"POST","requestSize":"754","requestUrl":"https://api.tickdb.ai/v1/x","responseSize":"57","serverIp":"10.0.0.2","status":502},"insertId":"69","logName":"projects/p/logs/run.googleapis.com%2Frequests","receiveTimestamp":"2026-11-19T10:01:00.624Z","resource":{"type":"cloud_run_revision"},"timestamp":"2026-11-19T10:00:00.250Z"}
""",
            rows=(
                row(
                    "10:00:00.25 POST api.tickdb.ai/v1/x -> 502 with 57 B in 60369.159188 ms",
                    request_bytes=754,
                    client_ip="10.0.0.7",
                ),
            ),
        ),
        # App Engine's request log, in which an audit log's line tells of no request.
        Sample(
            """{"httpRequest":{"status":429},"insertId":"5","protoPayload":{"@type":"type.googleapis.com/google.appengine.logging.v1.RequestLog","appId":"s~p","endTime":"2026-11-19T10:00:00.500Z","host":"api.tickdb.ai","ip":"10.0.0.7","latency":"0.250s","method":"GET","requestId":"r-9","resource":"/v1/x?a=1","responseSize":"57","startTime":"2026-11-19T10:00:00.250Z","status":429},"receiveTimestamp":"2026-11-19T10:00:00.624Z","resource":{"type":"gae_app"},"timestamp":"2026-11-19T10:00:00.250Z"}
{"insertId":"6","protoPayload":{"@type":"type.googleapis.com/google.cloud.audit.AuditLog","status":{"code":7,"message":"PERMISSION_DENIED"},"methodName":"storage.objects.get","resourceName":"projects/_/buckets/b"},"resource":{"type":"gcs_bucket"},"timestamp":"2026-11-19T10:00:01Z"}
""",
            rows=(
                row(
                    "10:00:00.25 GET api.tickdb.ai/v1/x?a=1 -> 429 with 57 B in 250 ms",
                    request_id="r-9",
                    client_ip="10.0.0.7",
                ),
            ),
            skipped=1,
        ),
        Sample(
            """{"time":"2026-11-19T10:00:00.2500000Z","category":"MicrosoftGraphActivityLogs","resultSignature":"403","durationMs":"1500","callerIpAddress":"10.0.0.7","properties":{"requestId":"r-1","requestMethod":"GET","responseStatusCode":403,"durationMs":1500,"responseSizeBytes":57,"signInActivityId":"a-1","ipAddress":"10.0.0.7","requestUri":"https://graph.microsoft.com/v1.0/me"}}
{"TimeGenerated":"2026-11-19T10:00:01.2500000Z","Type":"MicrosoftGraphActivityLogs","RequestId":"r-2","RequestMethod":"GET","ResponseStatusCode":429,"DurationMs":1500,"TokenIssuedAt":"2026-11-19T09:00:00Z","IPAddress":"10.0.0.7","RequestUri":"https://graph.microsoft.com/v1.0/users"}
""",
            rows=(
                row(
                    "10:00:00.25 GET graph.microsoft.com/v1.0/me -> 403 with 57 B in 1500 ms",
                    request_id="r-1",
                    client_ip="10.0.0.7",
                ),
                row("10:00:01.25 GET graph.microsoft.com/v1.0/users -> 429 in 1500 ms"),
            ),
        ),
        # HAProxy, by the names of its variables: its times are the request's start.
        Sample(
            """{"time":"2026-11-19T10:00:00.250Z","client_ip":"10.0.0.7","method":"GET","uri":"/v1/x","status":503,"bytes_read":212,"Tq":1,"Tw":0,"Tc":1,"Tr":29,"Tt":31,"termination_state":"SC--","retries":2}
{"timestamp":"19/Nov/2026:10:00:03.250","client_ip":"10.0.0.7","http_method":"GET","http_uri":"/v1/w","status_code":503,"bytes_read":212,"bytes_uploaded":100,"time_active":109,"termination_state":"SC--"}
""",
            rows=(
                row("10:00:00.25 GET /v1/x -> 503 with 212 B in 31 ms", attempt=2),
                row("10:00:03.25 GET /v1/w -> 503 with 212 B in 109 ms", request_bytes=100),
            ),
        ),
        # CloudFront's standard log, version 2, as JSON; Azure Front Door; Azure Application Gateway.
        # New Relic's spans, whose time is their start, as its API takes them and as its agents make them.
        Sample(
            """{"timestamp":1795082400250,"duration.ms":31,"name":"External/api.tickdb.ai","trace.id":"t1","id":"s2","parent.id":"s1","http.url":"https://api.tickdb.ai/v1/x","http.method":"GET","http.statusCode":429,"service.name":"bot"}
""",
            rows=(row("10:00:00.25 GET api.tickdb.ai/v1/x -> 429 in 31 ms", client="bot"),),
        ),
        Sample(
            """{"type":"Span","timestamp":1795082400250,"duration":2.5,"name":"External/api.tickdb.ai/http","traceId":"t1","guid":"s2","parentId":"s1","http.url":"/v1/x","http.statusCode":429,"peer.hostname":"api.tickdb.ai","category":"http"}
""",
            rows=(row("10:00:00.25 api.tickdb.ai/v1/x -> 429 in 2500 ms"),),
        ),
        # The same with the make before each name, as Graylog's users have it.
        Sample(
            """{"haproxy_clientIP":"10.0.0.7","haproxy_dateTime":"19/Nov/2026:10:00:00.250","haproxy_backend":"be","haproxy_serverName":"web-01","haproxy_Tw":"0","haproxy_Tc":"1","haproxy_Tt":"31","haproxy_bytesRead":"212","haproxy_terminationState":"--","haproxy_retries":0,"haproxy_statusCode":"429","haproxy_httpRequest":"GET /v1/x?a=1 HTTP/1.1","host":"api.tickdb.ai"}
{"haproxy_clientIP":"10.0.0.7","haproxy_dateTime":"19/Nov/2026:10:00:01.250","haproxy_serverName":"<NOSRV>","haproxy_time_total":"5000","haproxy_terminationState":"sC","haproxy_statusCode":"-1","haproxy_http_method":"POST","haproxy_http_request_uri":"/v1/y"}
""",
            rows=(
                row(
                    "10:00:00.25 GET api.tickdb.ai/v1/x?a=1 -> 429 with 212 B in 31 ms",
                    client_ip="10.0.0.7",
                    attempt=0,
                ),
                row("10:00:01.25 POST /v1/y -> timeout in 5000 ms", host=None),
            ),
        ),
        Sample(
            """{"date":"2026-11-19","time":"10:00:00","sc-bytes":"57","c-ip":"10.0.0.7","cs-method":"GET","cs(Host)":"d1.cloudfront.net","cs-uri-stem":"/v1/x","sc-status":"429","cs-uri-query":"a=1","x-edge-request-id":"k6WG==","x-host-header":"api.tickdb.ai","cs-protocol":"https","cs-bytes":"23","time-taken":"0.250"}
""",
            rows=(
                row(
                    "09:59:59.75 GET https://api.tickdb.ai/v1/x?a=1 -> 429 with 57 B in 250 ms",
                    request_id="k6WG==",
                ),
            ),
        ),
        Sample(
            """{"time":"2026-11-19T10:00:00.2500000Z","category":"FrontDoorAccessLog","properties":{"trackingReference":"0abcd","httpMethod":"GET","requestUri":"https://api.tickdb.ai:443/v1/x?a=1","requestBytes":"23","responseBytes":"57","clientIp":"10.0.0.7","timeTaken":"0.250","httpStatusCode":"429","errorInfo":"NoError","hostName":"api.tickdb.ai"}}
{"time":"2026-11-19T10:00:30.2500000Z","category":"FrontDoorAccessLog","properties":{"trackingReference":"0abce","httpMethod":"GET","requestUri":"https://api.tickdb.ai:443/v1/y","requestBytes":"23","responseBytes":"0","clientIp":"10.0.0.7","timeTaken":"30.001","httpStatusCode":"0","errorInfo":"ClientDisconnected","hostName":"api.tickdb.ai"}}
""",
            rows=(
                row("10:00:00 GET https://api.tickdb.ai/v1/x?a=1 -> 429 in 250 ms"),
                row("10:00:00.249 GET https://api.tickdb.ai/v1/y -> reset in 30001 ms"),
            ),
        ),
        Sample(
            """{"timeStamp":"2026-11-19T10:00:00.250+00:00","category":"ApplicationGatewayAccessLog","properties":{"clientIP":"10.0.0.7","httpMethod":"GET","originalRequestUriWithArgs":"/v1/x?a=1","requestUri":"/internal/x","requestQuery":"a=1","httpStatus":502,"receivedBytes":65,"sentBytes":553,"timeTaken":0.25,"WAFEvaluationTime":"0.000","originalHost":"api.tickdb.ai","host":"10.0.0.1"}}
""",
            rows=(row("10:00:00 GET api.tickdb.ai/v1/x?a=1 -> 502 with 553 B in 250 ms"),),
        ),
        # Cloudflare's firewall events, which have path and query apart; Netskope's transactions, by names
        # of W3C; Spring Boot's actuator, whose durations are ISO 8601; ModSecurity 3; Zscaler; Kibana 7.
        Sample(
            """{"Action":"block","ClientIP":"10.0.0.7","ClientRequestHost":"api.tickdb.ai","ClientRequestMethod":"GET","ClientRequestPath":"/v1/x","ClientRequestQuery":"?a=1","ClientRequestScheme":"https","Datetime":"2026-11-19T10:00:00Z","EdgeResponseStatus":403,"RayID":"87a1b2c3d4e5f001"}
""",
            rows=(
                row(
                    "10:00:00 GET https://api.tickdb.ai/v1/x?a=1 -> 403",
                    client_ip="10.0.0.7",
                    request_id="87a1b2c3d4e5f001",
                ),
            ),
        ),
        Sample(
            """{"c-ip":"10.0.0.7","cs-bytes":"23","cs-host":"api.tickdb.ai","cs-method":"GET","cs-uri":"/v1/x?a=1","cs-uri-query":"a=1","cs-uri-scheme":"https","date":"2026-11-19","sc-bytes":"57","sc-status":"429","time":"10:00:00","time-taken":"31","x-cs-uri-path":"/v1/x"}
""",
            rows=(
                row(
                    "09:59:59.969 GET https://api.tickdb.ai/v1/x?a=1 -> 429 with 57 B in 31 ms",
                    client_ip="10.0.0.7",
                    request_bytes=23,
                ),
            ),
        ),
        # mitmproxy's flows: as its add-on jsondump writes them, and as mitmweb shows them.
        Sample(
            """{"id":"a1","intercepted":false,"type":"http","client_conn":{"id":"c","address":{"host":"10.0.0.7","port":51000},"timestamp_start":1795082399000,"timestamp_end":null},"server_conn":{"id":"s","address":{"host":"api.tickdb.ai","port":443},"timestamp_start":1795082399100},"request":{"method":"POST","scheme":"https","host":"api.tickdb.ai","port":443,"path":"/v1/x?a=1","http_version":"HTTP/1.1","headers":{"content-length":"0"},"timestamp_start":1795082400250,"timestamp_end":1795082400251,"content":""},"response":{"http_version":"HTTP/1.1","status_code":429,"reason":"Too Many Requests","headers":{"Retry-After":"2"},"timestamp_start":1795082400280,"timestamp_end":1795082400281,"content":"{\\"code\\":3001}"},"error":null,"version":7}
{"id":"a2","intercepted":false,"type":"http","client_conn":{"id":"c","peername":["10.0.0.7",51000],"timestamp_start":1795082399.0,"timestamp_end":null},"server_conn":{"id":"s","address":["api.tickdb.ai",443],"timestamp_start":1795082399.1},"request":{"method":"GET","scheme":"https","host":"api.tickdb.ai","port":443,"path":"/v1/y","http_version":"HTTP/1.1","headers":[["authorization","Bearer k-1"]],"timestamp_start":1795082401.25,"timestamp_end":1795082401.251,"pretty_host":"api.tickdb.ai"},"response":{"http_version":"HTTP/1.1","status_code":200,"reason":"OK","headers":[["content-type","text/html"]],"timestamp_start":1795082401.27,"timestamp_end":1795082401.281}}
""",
            rows=(
                row(
                    "10:00:00.25 POST https://api.tickdb.ai/v1/x?a=1 -> 429 in 31 ms",
                    client_ip="10.0.0.7",
                    retry_after_s=2.0,
                ),
                row(
                    "10:00:01.25 GET https://api.tickdb.ai/v1/y -> 200 in 31 ms",
                    client_ip="10.0.0.7",
                ),
            ),
        ),
        # Compact times, as Salesforce's event logs have them.
        Sample(
            """{"TIMESTAMP":"20261119100000.250","EVENT_TYPE":"ApiTotalUsage","REQUEST_METHOD":"GET","URI":"/services/data/v60.0/query","STATUS_CODE":"429","CLIENT_IP":"10.0.0.7"}
""",
            rows=(row("10:00:00.25 GET /services/data/v60.0/query -> 429", client_ip="10.0.0.7"),),
        ),
        Sample(
            """{"timestamp":"2026-11-19T10:00:00.250Z","request":{"method":"GET","uri":"https://api.tickdb.ai/v1/x?a=1","headers":{"host":["api.tickdb.ai"]},"remoteAddress":"10.0.0.7"},"response":{"status":503,"headers":{}},"timeTaken":"PT1M2.025S"}
""",
            rows=(
                row(
                    "10:00:00.25 GET https://api.tickdb.ai/v1/x?a=1 -> 503 in 62025 ms",
                    client_ip="10.0.0.7",
                ),
            ),
        ),
        Sample(
            """{"transaction":{"client_ip":"10.0.0.7","time_stamp":"Thu Nov 19 10:00:00 2026","unique_id":"176354640012.345678","request":{"method":"GET","http_version":1.1,"uri":"/v1/x?a=1","headers":{"Host":"api.tickdb.ai"}},"response":{"http_code":403,"headers":{}}}}
""",
            rows=(
                row(
                    "10:00:00 GET api.tickdb.ai/v1/x?a=1 -> 403",
                    client_ip="10.0.0.7",
                    request_id="176354640012.345678",
                ),
            ),
        ),
        Sample(
            """{"sourcetype":"zscalernss-web","event":{"time":"Thu Nov 19 10:00:00 2026","host":"api.tickdb.ai","reqsize":"23","reqmethod":"GET","respsize":"57","respcode":"403","proto":"HTTPS","cltip":"10.0.0.7"}}
""",
            rows=(
                row(
                    "10:00:00 GET https://api.tickdb.ai -> 403 with 57 B",
                    client_ip="10.0.0.7",
                    request_bytes=23,
                ),
            ),
        ),
        Sample(
            """{"type":"response","@timestamp":"2026-11-19T10:00:01Z","method":"get","statusCode":503,"req":{"url":"/v1/x?a=1","method":"get","headers":{"host":"api.tickdb.ai"},"remoteAddress":"10.0.0.7"},"res":{"statusCode":503,"responseTime":250,"contentLength":57},"message":"GET /v1/x?a=1 503 250ms - 57.0B"}
""",
            rows=(
                row(
                    "10:00:00.75 GET api.tickdb.ai/v1/x?a=1 -> 503 with 57 B in 250 ms",
                    client_ip="10.0.0.7",
                ),
            ),
        ),
        # Elastic Heartbeat; who names the kind of an error beside what it says; journald; Rails Semantic
        # Logger (Apache-2.0), whose `host` is its own machine.
        Sample(
            r"""{"@timestamp":"2026-11-19T10:00:00Z","url":{"full":"https://api.tickdb.ai/v1/a"},"error":{"type":"io","message":"context deadline exceeded"},"method":"GET"}
{"@timestamp":"2026-11-19T10:00:01Z","error_type":"timeout","error":"Post \"https://api.tickdb.ai/v1/b\": context deadline exceeded"}
{"__REALTIME_TIMESTAMP":"1795082402250000","_PID":"7","MESSAGE":"Get \"https://api.tickdb.ai/v1/c\": EOF"}
{"host":"web1","application":"bot","timestamp":"2026-11-19T10:00:03.25Z","pid":7,"message":"Completed #create","payload":{"method":"POST","path":"/v1/orders","status":502}}
""",
            rows=(
                row("10:00:00 GET api.tickdb.ai/v1/a -> timeout"),
                row("10:00:01 POST api.tickdb.ai/v1/b -> timeout"),
                row("10:00:02.25 GET api.tickdb.ai/v1/c -> reset"),
                row("10:00:03.25 POST /v1/orders -> 502", host=None),
            ),
        ),
        # Microsoft.Extensions.Http.Diagnostics on the console as JSON; a span of Rust's tracing.
        Sample(
            r"""{"Timestamp":"2026-11-19T10:00:00.2810000Z","EventId":1,"LogLevel":"Information","Category":"Microsoft.Extensions.Http.Logging.HttpClientLogger","Message":"GET api.tickdb.ai/v1/x","State":{"Message":"GET api.tickdb.ai/v1/x","{OriginalFormat}":"{http.request.method} {server.address}/{url.path}","http.request.method":"GET","server.address":"api.tickdb.ai","url.path":"v1/x","Duration":31,"http.response.status_code":503}}
{"timestamp":"2026-11-19T10:00:01.281000Z","level":"INFO","fields":{"message":"close","time.busy":"1.20ms","time.idle":"29.8ms"},"target":"reqwest_tracing","span":{"http.request.method":"GET","http.response.status_code":429,"url.full":"https://api.tickdb.ai/v1/y","name":"HTTP request"}}
""",
            rows=(
                row("10:00:00.25 GET api.tickdb.ai/v1/x -> 503 in 31 ms"),
                row("10:00:01.25 GET api.tickdb.ai/v1/y -> 429 in 31 ms"),
            ),
        ),
        # What Ansible's module uri says of a call, which it counts in seconds.
        Sample(
            r"""{"time":"2026-11-19T10:00:30Z","changed":false,"elapsed":30,"msg":"Status code was -1 and not [200]: Connection failure: The read operation timed out","redirected":false,"status":-1,"url":"https://api.tickdb.ai/v1/a"}
{"time":"2026-11-19T10:00:32Z","changed":false,"elapsed":2,"msg":"Status code was 429 and not [200]: HTTP Error 429: Too Many Requests","redirected":false,"status":429,"url":"https://api.tickdb.ai/v1/b"}
""",
            rows=(
                row("10:00:00 api.tickdb.ai/v1/a -> timeout in 30000 ms"),
                row("10:00:30 api.tickdb.ai/v1/b -> 429 in 2000 ms"),
            ),
        ),
        # Zscaler's feeds, with plain URLs or encoded ones; GitLab's Workhorse; F5's request logging.
        Sample(
            r"""{"sourcetype":"zscalernss-web","event":{"time":"Thu Nov 19 10:00:00 2026","proto":"HTTPS","eurl":"api.tickdb.ai/v1/x?a=1","action":"Blocked","reqsize":"218","respsize":"57","cip":"10.0.0.7","sip":"10.0.0.2","reqmethod":"POST","respcode":"403"}}
{"sourcetype":"zscalernss-web","event":{"time":"Thu Nov 19 10:00:01 2026","proto":"HTTP_PROXY","eurl":"api.tickdb.ai","reqsize":"600","respsize":"65","cip":"10.0.0.7","reqmethod":"CONNECT","respcode":"200"}}
{"sourcetype":"zscalernss-web","event":{"time":"Thu Nov 19 10:00:02 2026","proto":"HTTPS","b64url":"YXBpLnRpY2tkYi5haS92MS95","cltip":"10.0.0.8","reqmethod":"GET","respcode":"429"}}
{"duration_ms":31,"host":"api.tickdb.ai","level":"info","method":"GET","msg":"access","remote_ip":"10.0.0.7","status":502,"time":"2026-11-19T10:00:03.281Z","uri":"/v1/z","written_bytes":57}
{"src_ip":"10.0.0.7","http_method":"GET","http_host":"api.tickdb.ai","http_uri":"/v1/w","req_start_time":"2026/11/19 10:00:04","res_start_time":"2026/11/19 10:00:05","http_status":"503","telemetryEventCategory":"LTM"}
""",
            rows=(
                row("10:00:00 POST api.tickdb.ai/v1/x?a=1 -> 403 with 57 B", client_ip="10.0.0.7"),
                row("10:00:01 CONNECT -> 200 with 65 B", host="api.tickdb.ai"),
                row("10:00:02 GET api.tickdb.ai/v1/y -> 429", client_ip="10.0.0.8"),
                row("10:00:03.25 GET api.tickdb.ai/v1/z -> 502 with 57 B in 31 ms"),
                row("10:00:04 GET api.tickdb.ai/v1/w -> 503 in 1000 ms"),
            ),
        ),
        # Apigee's analytics, whose virtual host is no host; WSO2's, as its log of metrics has them.
        Sample(
            """{"client_received_start_timestamp":1795082400250,"client_sent_end_timestamp":1795082400281,"apiproxy":"orders","virtual_host":"default","request_uri":"/v1/x?a=1","request_verb":"GET","client_ip":"10.0.0.7","response_status_code":503}
{"apiName":"Menu","proxyResponseCode":429,"destination":"https://localhost:9443/am/v1/","apiMethod":"GET","requestTimestamp":"2026-11-19T10:00:01.250Z","apiResourceTemplate":"/menu","responseLatency":31,"userIp":"10.0.0.7","apiContext":"/pizza/1.0.0","properties":{}}
""",
            rows=(
                row("10:00:00.25 GET /v1/x?a=1 -> 503 in 31 ms", host=None, client_ip="10.0.0.7"),
                row("10:00:01.25 GET /pizza/1.0.0/menu -> 429 in 31 ms", client_ip="10.0.0.7"),
            ),
        ),
    ),
    of_errors=True,
    tried_with=("axios pino", "axios winston", "got pino"),
)
