"""A line inside a line: what collectors and JSON loggers put around it comes off."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from analyzer.ingest.rows.transform import Reading
from tests.conftest import rest_long
from tests.reading_lines import read, reader, skipped

pytestmark = pytest.mark.scale

TIME = "2026-11-19T10:00:00.500Z"
URL = "https://api.tickdb.ai/v1/x"
ENVELOPES: dict[str, Callable[[str], dict[str, Any]]] = {
    "fluentd": lambda line: {
        "time": TIME, "stream": "stdout", "log": line + "\n", "kubernetes": {"pod_name": "x"},
    },
    "docker": lambda line: {"log": line + "\n", "stream": "stdout", "time": TIME},
    "logstash": lambda line: {"@timestamp": TIME, "message": line, "host": {"name": "h1"}},
    "structlog": lambda line: {"event": line, "level": "info", "timestamp": TIME},
    "elastic": lambda line: {"@timestamp": TIME, "event": {"original": line}},
    "elasticdump": lambda line: {"_index": "x", "_source": {"@timestamp": TIME, "log": line}},
    "loki": lambda line: {"labels": {"app": "bot"}, "line": line, "timestamp": TIME},
    "google cloud": lambda line: {"insertId": "a", "textPayload": line, "timestamp": TIME},
    "google cloud json": lambda line: {"jsonPayload": {"message": line}, "timestamp": TIME},
    "cloudwatch": lambda line: {"@timestamp": "2026-11-19 10:00:00.500", "@message": line},
    "splunk": lambda line: {"preview": False, "result": {"_raw": line, "_time": TIME}},
    "journald": lambda line: {
        "__REALTIME_TIMESTAMP": "1795082400500000", "MESSAGE": line, "SYSLOG_IDENTIFIER": "bot",
    },
    "journald of colours": lambda line: {
        "__REALTIME_TIMESTAMP": "1795082400500000", "SYSLOG_IDENTIFIER": "bot",
        "MESSAGE": list(f"\x1b[32m{line}\x1b[0m".encode()),
    },
    "python": lambda line: {
        "asctime": "2026-11-19 10:00:00,500", "name": "x", "levelname": "INFO", "message": line,
    },
    "datadog event": lambda line: {
        "id": "A", "type": "log", "attributes": {
            "timestamp": TIME, "host": "h1", "service": "bot", "status": "info", "message": line,
        },
    },
    "datadog error": lambda line: {
        "timestamp": TIME, "host": "h1", "service": "bot", "status": "error", "message": line,
    },
    "better stack": lambda line: {"dt": "2026-11-19 10:00:00.500000", "raw": line},
    "victorialogs": lambda line: {"_time": TIME, "_stream": '{app="bot"}', "_msg": line},
    "pino": lambda line: {"level": 30, "time": 1795082400500, "msg": line},
    "wazuh": lambda line: {
        "timestamp": "2026-11-19T10:00:00.500+0000", "rule": {"level": 5, "id": "31101"},
        "full_log": line, "data": {"protocol": "GET", "id": "429", "url": "/v1/x"},
    },
}  # fmt: skip
LINES = {
    "python_clients": 'HTTP Request: GET https://api.tickdb.ai/v1/x "HTTP/1.1 429 Too Many"',
    "uvicorn": '10.0.0.7:50312 - "GET /v1/x HTTP/1.1" 429 Too Many Requests',
    "morgan": "GET /v1/x 429 31.200 ms - 57",
    "combined": '10.0.0.7 - - [19/Nov/2026:10:00:00 +0000] "GET /v1/x HTTP/1.1" 429 57 "-" "c"',
    "json": '{"method":"GET","url":"https://api.tickdb.ai/v1/x","status_code":429,"mood":"x"}',
    "call_lines": "GET https://api.tickdb.ai/v1/x failed with status 429",
}


@pytest.fixture(scope="module")
def reading() -> Iterator[Reading]:
    with reader() as engine:
        yield engine


@pytest.mark.one_in(8)
@pytest.mark.scale
@pytest.mark.parametrize(
    ("form", "envelope"),
    [
        # Each form and each envelope once; each form in each envelope takes a minute.
        pytest.param(
            form,
            envelope,
            marks=() if n % len(LINES) == m else pytest.mark.scale,
            id=f"{form}-{envelope}",
        )
        for m, form in enumerate(LINES)
        for n, envelope in enumerate(ENVELOPES)
    ],
)
def test_an_envelope_comes_off_and_gives_the_time_that_a_line_lacks(
    form: str, envelope: str, reading: Reading
) -> None:
    wrap = ENVELOPES[envelope]
    lines = [wrap(LINES[form]), wrap("order placed"), wrap(LINES[form])]
    found = read(reading, "".join(f"{json.dumps(line)}\n" for line in lines).encode())
    assert found.format == form
    assert found.counts.lines == 3
    assert found.counts.requests + found.counts.rejects + skipped(found.counts) == 3
    assert [(row["method"], row["path"], row["status"]) for row in found.rows] == [
        ("GET", "/v1/x", 429)
    ] * 2
    own_time = form == "combined"
    took_ms = found.rows[0]["duration_ms"] or 0
    at = found.rows[0]["ts"].timestamp() + took_ms / 1000
    assert at == pytest.approx(1795082400.0 if own_time else 1795082400.5)


def test_a_lines_own_time_counts_before_its_envelopes(reading: Reading) -> None:
    line = f"2026-11-19 09:00:00,250 INFO httpx {LINES['python_clients']}"
    (row,) = read(reading, (json.dumps(ENVELOPES["logstash"](line)) + "\n").encode()).rows
    assert row["ts"].isoformat() == "2026-11-19T09:00:00.250000+00:00"


def test_a_time_that_lies_deeper_in_the_line_counts_before_its_envelopes(reading: Reading) -> None:
    call = {"datetime": "2026-11-19 09:00:00", "requestmethod": "GET", "status": "429"}
    line = json.dumps({"sourcetype": "web", "event": call | {"url": "api.tickdb.ai/v1/x"}})
    (row,) = read(reading, (json.dumps(ENVELOPES["logstash"](line)) + "\n").encode()).rows
    assert (row["host"], row["status"]) == ("api.tickdb.ai", 429)
    assert row["ts"].isoformat() == "2026-11-19T09:00:00+00:00"


def test_an_envelope_with_fields_of_its_own_stays(reading: Reading) -> None:
    fields = {"http": {"response": {"status_code": 503}}, "url": {"path": "/own"}}
    line = ENVELOPES["logstash"](LINES["combined"]) | fields | {"event": {"duration": 5_000_000}}
    (row,) = read(reading, (json.dumps(line) + "\n").encode()).rows
    assert (row["path"], row["status"], row["duration_ms"]) == ("/own", 503, 5.0)


CONSOLE = (
    "2026/11/19 10:00:00.100\tINFO\tserving initial configuration\n"
    '2026/11/19 10:00:00.500\tINFO\thttp.log.access\thandled request\t{"request": {"remote_ip": '
    '"10.0.0.7", "method": "GET", "host": "api.tickdb.ai", "uri": "/v1/x?a=1", "headers": {}}, '
    '"duration": 0.25, "size": 57, "status": 502}\n'
    '2026/11/19 10:00:00.500\tERROR\thttp.log.error\tdial tcp\t{"request": {"method": "GET", '
    '"host": "api.tickdb.ai", "uri": "/v1/x?a=1"}, "duration": 0.25, "status": 502}\n'
    '2026/11/19 10:00:01.000\tINFO\thttp.log.access\thandled request\t{"request": {"remote_ip": "1'
    "\n"
)


def test_caddys_console_lines_are_read_as_its_json_ones(reading: Reading) -> None:
    found = read(reading, CONSOLE.encode())
    (row,) = found.rows
    assert (found.format, found.counts.rejects, skipped(found.counts)) == ("caddy", 1, 2)
    assert (row["ts"].isoformat(), row["status"]) == ("2026-11-19T10:00:00.250000+00:00", 502)
    assert (row["client_ip"], row["query"], row["duration_ms"]) == ("10.0.0.7", "a=1", 250.0)


def test_fields_behind_a_message_are_read_with_the_error_that_it_says(reading: Reading) -> None:
    fields = '{"method":"get","url":"/v1/x","timestamp":"2026-11-19T10:00:00Z"'
    lines = (
        f'error: Request failed with status code 429 {fields[:-1]}","status":429}}\n'
        f"error: timeout of 500ms exceeded {fields}}}\n"
    )
    found = read(reading, lines.encode())
    assert found.format == "json"
    told = {(row["status"], row["error_type"]) for row in found.rows}
    assert told == {(429, None), (None, "timeout")}


def test_a_stack_trace_behind_such_lines_is_no_other_log(reading: Reading) -> None:
    lines = (
        '2026-11-19T10:00:00Z\tERROR\tsetup\tfailed to check\t{"error": "Get '
        '\\"https://api.tickdb.ai/v1/x\\": dial tcp 10.0.0.7:443: connect: connection refused"}\n'
        "example.com/controllers.(*Reconciler).updateStatus\n"
        "\t/workspace/controllers/controller.go:446\n"
    )
    found = read(reading, lines.encode())
    (row,) = found.rows
    assert (found.format, found.counts.rejects, skipped(found.counts)) == ("json", 0, 2)
    assert (row["method"], row["path"], row["error_type"]) == ("GET", "/v1/x", "connect")


LINE = '10.0.0.7 - - [19/Nov/2026:10:00:00 +0000] "GET /v1/x?a=1 HTTP/1.1" 429 57 "-" "curl/8.5"'
CLIENT = 'HTTP Request: GET https://api.tickdb.ai/v1/x?a=1 "HTTP/1.1 429 Too Many Requests"'
ECS = {
    "@timestamp": "2026-11-19T10:00:00Z",
    "http": {"request": {"method": "GET"}, "response": {"status_code": 429}},
    "url": {"full": "https://api.tickdb.ai/v1/x?a=1"},
}
NS = 1_795_082_400_500_000_000
TIME_NS = str(NS)
EXPORTS: dict[str, Callable[[str], Any]] = {
    "aws logs get-log-events": lambda line: {
        "events": [{"timestamp": NS // 10**6, "message": line, "ingestionTime": 1}] * 2,
        "nextForwardToken": "f/1",
    },
    "aws logs get-query-results": lambda line: {
        "results": [
            [
                {"field": "@timestamp", "value": "2026-11-19 10:00:00.500"},
                {"field": "@message", "value": line},
            ]
        ]
        * 2,
        "status": "Complete",
    },
    "a subscription's message": lambda line: {
        "messageType": "DATA_MESSAGE",
        "logEvents": [{"id": "3", "timestamp": NS // 10**6, "message": line}] * 2,
    },
    "Loki's query": lambda line: {
        "status": "success",
        "data": {
            "resultType": "streams",
            "result": [{"stream": {"app": "gw"}, "values": [[TIME_NS, line], [TIME_NS, line]]}],
        },
    },
    "Loki's push": lambda line: {
        "streams": [{"stream": {"app": "gw"}, "values": [[TIME_NS, line], [TIME_NS, line]]}]
    },
    "Elasticsearch": lambda line: {
        "hits": {
            "total": {"value": 2},
            "hits": [
                {
                    "_index": "i",
                    "_source": {"@timestamp": "2026-11-19T10:00:00.5Z", "message": line},
                }
            ]
            * 2,
        }
    },
    "Grafana": lambda line: [{"line": line, "timestamp": TIME_NS, "fields": {"app": "gw"}}] * 2,
    "Grafana before 9": lambda line: (
        [{"rowIndex": 0, "timeEpochMs": NS // 10**6, "entry": line, "raw": line, "uid": "a"}] * 2
    ),
    "OpenTelemetry's log records": lambda line: {
        "resourceLogs": [
            {
                "resource": {"attributes": []},
                "scopeLogs": [
                    {
                        "logRecords": [
                            {
                                "timeUnixNano": "0",
                                "observedTimeUnixNano": TIME_NS,
                                "body": {"stringValue": line},
                                "attributes": [],
                            }
                        ]
                        * 2
                    }
                ],
            }
        ]
    },
    "OpenTelemetry's log records, in snake case": lambda line: {
        "resource_logs": [
            {
                "scope_logs": [
                    {
                        "log_records": [{"time_unix_nano": TIME_NS, "body": {"string_value": line}}]
                        * 2
                    }
                ]
            }
        ]
    },
    "Datadog": lambda line: {
        "data": [
            {
                "id": "A",
                "type": "log",
                "attributes": {
                    "timestamp": "2026-11-19T10:00:00.5Z",
                    "service": "gw",
                    "message": line,
                },
            }
        ]
        * 2
    },
}


@pytest.mark.scale
@pytest.mark.parametrize("name", EXPORTS)
@pytest.mark.parametrize("indent", [None, 1])
def test_lines_in_a_document_that_was_exported_are_read(
    name: str, indent: int | None, reading: Reading
) -> None:
    for line, form in ((LINE, "combined"), (CLIENT, "python_clients")):
        found = read(reading, (json.dumps(EXPORTS[name](line), indent=indent) + "\n").encode())
        assert (found.format, found.counts.lines, found.counts.requests) == (form, 2, 2)
        assert {(row["query"], row["status"]) for row in found.rows} == {("a=1", 429)}
        assert {row["ts"].second for row in found.rows} == {0}


@pytest.mark.scale
def test_a_failure_in_a_text_is_none_of_the_document(reading: Reading) -> None:
    """What a line of a log stream says of a call made its document look like a line of JSON."""
    failure = (
        '2026-11-19T10:00:00.281Z\tabc\tERROR\tInvoke Error\t{"errorMessage":"Request failed with '
        'status code 429","name":"AxiosError","config":{"method":"get","url":"https://api.tickdb.ai/'
        'v1/x?a=1"},"status":429}'
    )
    document = json.dumps(EXPORTS["aws logs get-log-events"](failure))
    sent = json.dumps(EXPORTS["a subscription's message"](failure))
    for text in (document, f"{sent}\n{sent}"):
        found = read(reading, f"{text}\n".encode())
        assert (found.format, found.counts.lines) == ("node_errors", text.count("Invoke Error"))
        assert {(row["method"], row["query"], row["status"]) for row in found.rows} == {
            ("GET", "a=1", 429)
        }


@pytest.mark.scale
def test_what_a_search_found_is_the_line_itself(reading: Reading) -> None:
    hits = {"took": 5, "hits": {"hits": [{"_index": "i", "_id": "1", "_source": ECS}]}}
    events = {
        "data": [
            {"id": "A", "attributes": {"timestamp": "2026-11-19T10:00:00Z", "attributes": ECS}}
        ]
    }
    for document in (hits, events):
        (row,) = read(reading, json.dumps(document, indent=1).encode()).rows
        assert (row["host"], row["status"], row["method"]) == ("api.tickdb.ai", 429, "GET")


def test_log_records_a_document_a_line_hold_lines(reading: Reading) -> None:
    sent = json.dumps(EXPORTS["OpenTelemetry's log records"](CLIENT))
    found = read(reading, f"{sent}\n{sent}\n".encode())
    assert (found.format, found.counts.lines, found.counts.requests) == ("python_clients", 4, 4)
    assert {(row["path"], row["status"]) for row in found.rows} == {("/v1/x", 429)}


@pytest.mark.scale
def test_spans_that_datadog_found_are_requests(reading: Reading) -> None:
    span = {
        "start_timestamp": "2026-11-19T10:00:00.250Z",
        "end_timestamp": "2026-11-19T10:00:00.281Z",
        "service": "bot",
        "resource_name": "GET /v1/x",
        "status": "error",
        "custom": {
            "http": {"method": "GET", "url": "https://api.tickdb.ai/v1/x", "status_code": "429"},
            "duration": 31_000_000,
            "span": {"kind": "client"},
        },
    }
    events = {"data": [{"id": "A", "type": "spans", "attributes": span}], "meta": {}}
    (row,) = read(reading, json.dumps(events).encode()).rows
    assert (row["host"], row["status"], row["duration_ms"]) == ("api.tickdb.ai", 429, 31.0)
    assert (row["client"], row["ts"].microsecond) == ("bot", 250_000)


def test_rows_of_a_table_are_objects_by_its_columns(reading: Reading) -> None:
    names = ("TimeGenerated", "DependencyType", "Name", "Data", "ResultCode", "DurationMs")
    url = "https://api.tickdb.ai/v1/x?a=1"
    rows = [["2026-11-19T10:00:00.25Z", "HTTP", "GET /v1/x", url, "429", 31.2]] * 2
    columns = [{"name": name, "type": "string"} for name in names]
    table = {"tables": [{"name": "PrimaryResult", "columns": columns, "rows": rows}]}
    found = read(reading, json.dumps(table).encode())
    assert (found.format, found.counts.requests) == ("application_insights", 2)
    assert {(row["host"], row["status"], row["duration_ms"]) for row in found.rows} == {
        ("api.tickdb.ai", 429, 31.2)
    }


def test_a_table_that_a_console_gave_out_holds_lines(reading: Reading) -> None:
    line = LINES["python_clients"].replace('"', '""')
    table = (
        "@timestamp,@message,@logStream\n"
        f'2026-11-19 10:00:00.500,"{line}\n",bot\n'
        '2026-11-19 10:00:01.500,"started\n",bot\n'
        '2026-11-19 10:00:02.500,"cut in'
    )
    found = read(reading, table.encode())
    (row,) = found.rows
    assert found.format == "python_clients"
    assert (row["status"], row["ts"].isoformat()) == (429, "2026-11-19T10:00:00.500000+00:00")
    assert found.counts.lines == 6 == found.counts.requests + skipped(found.counts)


def test_a_table_of_sumo_logic_holds_lines(reading: Reading) -> None:
    line = LINES["python_clients"].replace('"', '""')
    table = f'"_messagetimems","_raw","_sourcehost"\n"1795082400500","{line}","h"\n'
    found = read(reading, table.encode())
    (row,) = found.rows
    assert (row["status"], row["ts"].isoformat()) == (429, "2026-11-19T10:00:00.500000+00:00")


WORDS = "GET https://api.tickdb.ai/v1/x?a=1 failed with status 429"
TABLE_OF_WORDS = f"@timestamp,@message\n2026-11-19 10:00:00.500,{WORDS}\n"


@pytest.mark.parametrize(
    "document",
    [
        *(json.dumps(EXPORTS[name](WORDS)) for name in ("aws logs get-log-events", "Loki's query")),
        TABLE_OF_WORDS,
        TABLE_OF_WORDS.replace("2026-11-19 10:00:00.500", '"Nov 19, 2026 @ 10:00:00.500"'),
        TABLE_OF_WORDS.replace("2026-11-19 10:00:00.500", '"11/19/2026, 10:00:00.500 AM"').replace(
            "@timestamp,@message", "TimeGenerated [Local Time],Log_s"
        ),
    ],
    ids=["CloudWatch", "Loki", "table", "Kibana's table", "Azure's table"],
)
def test_a_call_in_peoples_words_in_an_export_has_the_time_beside_it(
    document: str, reading: Reading
) -> None:
    rows = read(reading, document.encode()).rows
    assert {(row["query"], row["status"]) for row in rows} == {("a=1", 429)}
    assert {row["ts"].isoformat() for row in rows} == {"2026-11-19T10:00:00.500000+00:00"}


_FIELDS = {"@timestamp": TIME, "http.request.method": "GET", "http.response.status_code": 429}
_FIELDS["url.full"] = "https://api.tickdb.ai/v1/x?a=1"
_COLUMNS = [{"name": name, "type": "keyword"} for name in _FIELDS]


@pytest.mark.parametrize(
    "document",
    [
        {"hits": {"hits": [{"_index": "i", "fields": {k: [v] for k, v in _FIELDS.items()}}]}},
        {"schema": _COLUMNS, "datarows": [[*_FIELDS.values()]], "total": 1, "status": 200},
        {"took": 1, "columns": _COLUMNS, "values": [[*_FIELDS.values()]]},
        {"status": {"rowsMatched": 1}, "matches": [{"_time": TIME, "data": _FIELDS}]},
        {"matches": [{"_time": TIME, "_sysTime": TIME, "data": {"message": WORDS}}]},
        {"results": [{"events": [{"timestamp": NS // 10**6, "message": WORDS}]}]},
        {"events": [{"received_at": TIME, "program": "bot", "message": WORDS}], "min_id": "1"},
        {"logs": [{"message": [WORDS], "timestamp": NS // 10**6}], "event": {"cron": "* * * * *"}},
    ],
    ids=["fields of hits", "SQL", "ES|QL", "Axiom", "Axiom's messages", "New Relic", "Papertrail",
         "wrangler tail"],
)  # fmt: skip
@pytest.mark.parametrize("indent", rest_long([1, None]))
def test_what_a_search_found_is_read(
    document: dict[str, Any], indent: int | None, reading: Reading
) -> None:
    (row,) = read(reading, json.dumps(document, indent=indent).encode()).rows
    assert (row["host"], row["query"], row["status"]) == ("api.tickdb.ai", "a=1", 429)
    assert row["ts"].isoformat() == "2026-11-19T10:00:00.500000+00:00"


_SENT = b64encode(json.dumps(_FIELDS).encode()).decode()


@pytest.mark.parametrize(
    "document",
    [
        [{"ackId": "a", "message": {"data": _SENT, "messageId": "1", "publishTime": TIME}}],
        {"Records": [{"SequenceNumber": "4", "Data": _SENT}], "MillisBehindLatest": 0},
    ],
    ids=["Pub/Sub", "Kinesis"],
)
def test_what_a_queues_message_holds_is_read(document: object, reading: Reading) -> None:
    (row,) = read(reading, json.dumps(document, indent=1).encode()).rows
    assert (row["host"], row["query"], row["status"]) == ("api.tickdb.ai", "a=1", 429)
    assert row["ts"].isoformat() == "2026-11-19T10:00:00.500000+00:00"


@pytest.mark.parametrize("name", ["Log", "RawData", "SyslogMessage", "properties"])
def test_what_azure_wraps_is_read(name: str, reading: Reading) -> None:
    """Lines of containers, files and syslog are in a member; App Service has fields in a text."""
    fields = {"CsMethod": "GET", "CsHost": "api.tickdb.ai", "CsUriStem": "/v1/x", "ScStatus": "429"}
    text = json.dumps({**fields, "CsUriQuery": "a=1"}) if name == "properties" else WORDS
    time = {"Log": "TimeStamp", "properties": "time"}.get(name, "TimeGenerated")
    said = {time: TIME, name: text, "category": "x"}
    (row,) = read(reading, f"{json.dumps(said)}\n".encode()).rows
    assert (row["host"], row["query"], row["status"]) == ("api.tickdb.ai", "a=1", 429)
    assert row["ts"].isoformat() == "2026-11-19T10:00:00.500000+00:00"


def _in_objects(line: str) -> str:
    """Lines of a logger of JSON, in another's objects."""
    said = json.dumps({"level": 50, "time": 1795082400500, "msg": line})
    return json.dumps({"time": "2026-11-19T10:00:09Z", "stream": "stdout", "log": said}) + "\n"


def _in_document(line: str) -> str:
    said = json.dumps({"time": TIME, "message": line})
    events = [{"timestamp": NS // 10**6 + 9000, "message": said, "ingestionTime": 1}] * 2
    return json.dumps({"events": events})


def _in_table(line: str) -> str:
    said = json.dumps({"time": TIME, "message": line}).replace('"', '""')
    return f'@timestamp,@message\n2026-11-19 10:00:09.000,"{said}"\n'


@pytest.mark.parametrize("wrapped", [_in_objects, _in_document, _in_table])
def test_a_text_in_an_object_in_an_object_is_a_line(
    wrapped: Callable[[str], str], reading: Reading
) -> None:
    """Such sources were refused, though each envelope by itself is known."""
    found = read(reading, wrapped(CLIENT).encode())
    assert found.format == "python_clients"
    assert {(row["query"], row["status"]) for row in found.rows} == {("a=1", 429)}
    assert {row["ts"].isoformat() for row in found.rows} == {"2026-11-19T10:00:00.500000+00:00"}


@pytest.mark.parametrize("is_table", [False, True])
def test_an_error_in_an_object_in_a_text_is_no_failure_of_the_outer_object(
    is_table: bool, reading: Reading
) -> None:
    """The outer one was claimed for the words of the inner one's error, and then said nothing."""
    config = {"method": "get", "url": "https://api.tickdb.ai/v1/x?a=1"}
    error = {"message": "Request failed with status code 429", "config": config, "status": 429}
    said = json.dumps({"level": 50, "time": 1795082400500, "msg": "failed", "err": error})
    text = json.dumps({"time": "2026-11-19T10:00:09Z", "stream": "stdout", "log": said}) + "\n"
    if is_table:
        told = said.replace('"', '""')
        text = f'@timestamp,@message\n2026-11-19 10:00:09.000,"{told}"\n'
    (row,) = read(reading, text.encode()).rows
    assert (row["method"], row["path"], row["query"]) == ("GET", "/v1/x", "a=1")
    assert (row["status"], row["ts"].second) == (429, 0)


CLOSED = "received 1008 (policy violation) key expired; then sent 1008"


@pytest.mark.parametrize(
    "told",
    [
        {"msg": "ws closed", "error": "websocket: close 1008 (policy violation): key expired"},
        {"message": "ws closed", "err": {"message": CLOSED}},
        {"event": "x", "exc_info": f"Traceback (most recent):\n  File a\nClosed: {CLOSED}"},
        {"message": "gone: code = 1008 (policy violation), reason = key expired"},
        {"error": "websocket: close 1008 (policy violation): key expired"},
    ],
)  # fmt: skip
def test_an_error_beside_a_message_is_read_as_in_text(
    told: dict[str, Any], reading: Reading
) -> None:
    lines: list[dict[str, Any]] = [
        {"time": TIME, "url": "wss://ws.tickdb.ai/v1", "level": "error"} | told,
        {"time": TIME, "level": "info", "message": "order placed"},
    ]
    found = read(reading, "".join(f"{json.dumps(line)}\n" for line in lines).encode())
    (row,) = found.rows
    assert (row["protocol"], row["command"], row["close_code"]) == ("websocket", "close", 1008)
    assert (row["host"], row["path"], row["message"]) == ("ws.tickdb.ai", "/v1", "key expired")
    assert row["ts"].isoformat() == "2026-11-19T10:00:00.500000+00:00"


@pytest.mark.scale
def test_calls_and_errors_of_one_json_log_are_both_read(reading: Reading) -> None:
    call = {"time": TIME, "method": "GET", "url": "https://api.tickdb.ai/v1/x", "status": 429}
    closed = {"time": TIME, "msg": "x", "err": {"message": "Unexpected server response: 401"}}
    lines = [call, closed, {"time": TIME, "msg": "order placed"}, call]
    found = read(reading, "".join(f"{json.dumps(line)}\n" for line in lines).encode())
    assert sorted((row["protocol"], row["status"]) for row in found.rows) == [
        ("http", 429), ("http", 429), ("websocket", 401),
    ]  # fmt: skip
    assert (found.counts.rejects, skipped(found.counts)) == (0, 1)


def test_the_time_before_a_message_and_its_object_is_that_of_the_object(reading: Reading) -> None:
    error = 'failed: Post \\"https://api.tickdb.ai/v1/x\\": dial tcp: connection refused'
    lines = "".join(
        f"2026-11-19T10:00:0{second}.250Z        info    sender.go:118      Exporting failed."
        f'        {{"name": "otlphttp", "error": "{error}"}}\n'
        for second in range(2)
    )
    found = read(reading, lines.encode())
    assert [row["ts"].second for row in found.rows] == [0, 1]
    assert {(row["host"], row["error_type"]) for row in found.rows} == {
        ("api.tickdb.ai", "connect")
    }


def test_a_table_keeps_how_its_lines_are_indented(reading: Reading) -> None:
    lines = (
        "AxiosError: Request failed with status code 429",
        "    at settle (/app/node_modules/axios/lib/core/settle.js:19:12) {",
        "  config: { method: 'get', url: 'https://api.tickdb.ai/v1/z' },",
        "  status: 429",
        "}",
    )
    table = '"TimeGenerated [UTC]","ContainerAppName_s","Log_s"\n' + "".join(
        f'"2026-11-19T10:00:00.{place}Z","bot","{line}"\n' for place, line in enumerate(lines)
    )
    found = read(reading, table.encode())
    (row,) = found.rows
    assert (found.format, row["status"], row["path"]) == ("node_errors", 429, "/v1/z")


def test_a_text_in_an_envelope_may_have_a_tag_of_syslog_before_the_line(reading: Reading) -> None:
    lines = [
        {"timestamp_ns": 1795082400500000000, "message": f"web.0 nginx: {LINES['combined']}"},
        {"timestamp_ns": 1795082401500000000, "message": "web.0 nginx[7]: worker started"},
        {"timestamp_ns": 1795082402500000000, "message": f"web.0 nginx: {LINES['combined']}"},
    ]
    found = read(reading, "".join(f"{json.dumps(line)}\n" for line in lines).encode())
    assert [(row["path"], row["client_ip"], row["response_bytes"]) for row in found.rows] == [
        ("/v1/x", "10.0.0.7", 57)
    ] * 2
    assert skipped(found.counts) + found.counts.rejects == 1


def test_such_a_tag_may_stand_in_an_envelope_in_an_envelope(reading: Reading) -> None:
    inner = json.dumps({"type": "journald", "message": f"web.0 nginx: {LINES['combined']}"})
    found = read(reading, (json.dumps(ENVELOPES["logstash"](inner)) + "\n").encode())
    (row,) = found.rows
    assert (found.format, row["path"], row["client_ip"]) == ("combined", "/v1/x", "10.0.0.7")


def test_an_error_without_a_clients_name_has_that_of_the_code_it_came_through(
    reading: Reading,
) -> None:
    frames = 'Traceback (most recent call last):\n  File "/x/{}/helpers.py", line 7, in run\n'
    lines = [
        {"time": TIME, "message": "no", "exc_info": frames.format("aiohttp") + "TimeoutError"},
        {"time": TIME, "message": "no", "exc_info": frames.format("jobs") + "TimeoutError"},
    ]
    found = read(reading, "".join(f"{json.dumps(line)}\n" for line in lines).encode())
    assert [row["error_type"] for row in found.rows] == ["timeout"]
    assert skipped(found.counts) == 1


@pytest.mark.parametrize("member", ["error", "err", "Error"])
def test_a_status_in_an_error_beside_a_message_is_told(member: str, reading: Reading) -> None:
    """The member is `Error` in Temporal's SDK for Go."""
    said = {"level": "error", "ts": TIME, "msg": "Activity error."}
    refusal = 'unexpected status 429: {"code":"LIMIT_42901","traceId":"abc"}'
    failure = f'Post "{URL}": context deadline exceeded'
    lines = (json.dumps(said | {member: error}) for error in (failure, refusal))
    found = read(reading, "".join(f"{line}\n" for line in lines).encode())
    assert sorted((row["path"] or "", row["status"], row["code"]) for row in found.rows) == [
        ("", 429, "LIMIT_42901"),
        ("/v1/x", None, None),
    ]


@pytest.mark.parametrize("member", ["exception", "error_detail"])
def test_tracebacks_of_structlog_as_objects_are_read(member: str, reading: Reading) -> None:
    """Airflow's tasks have theirs in a member of another name."""

    def raised(kind: str, value: str) -> dict[str, object]:
        frame = {"filename": "/x/site-packages/httpx/_models.py", "lineno": 7, "name": "run"}
        return {"exc_type": kind, "exc_value": value, "frames": [frame]}

    refusal = "Client error '429 Too Many Requests' for url 'https://api.tickdb.ai/v1/x'"
    lines = [
        {"event": "no", "timestamp": TIME, member: [raised("HTTPStatusError", refusal)]},
        {"event": "no", "timestamp": TIME, member: [raised("ReadTimeout", "timed out")]},
        {"event": "no", "timestamp": TIME, member: [raised("KeyError", "'a'")]},
    ]
    found = read(reading, "".join(f"{json.dumps(line)}\n" for line in lines).encode())
    told = [(row["path"], row["status"], row["error_type"]) for row in found.rows]
    assert sorted(told, key=str) == [("/v1/x", 429, None), (None, None, "timeout")]
    assert skipped(found.counts) == 1


@pytest.mark.parametrize("is_compact", [True, False])
def test_templates_of_serilog_are_read_with_their_values(
    is_compact: bool, reading: Reading
) -> None:
    def said(second: str, template: str, **values: object) -> str:
        of_logger = values | {"SourceContext": "System.Net.Http.HttpClient.Tick.ClientHandler"}
        at = f"2026-11-19T10:00:{second}Z"
        compact = {"@t": at, "@mt": template} | of_logger
        whole = {"Timestamp": at, "MessageTemplate": template, "Properties": of_logger}
        return json.dumps(compact if is_compact else whole) + "\n"

    lines = (
        said("00.25", "Sending HTTP request {HttpMethod} {Uri}", HttpMethod="GET", Uri=URL)
        + said(
            "00.28",
            "Received HTTP response headers after {ElapsedMilliseconds:0.0}ms - {StatusCode}",
            ElapsedMilliseconds=30.5,
            StatusCode=429,
        )
        + said("01.25", "{Count} orders read", Count=503)
    )
    found = read(reading, lines.encode())
    assert [(r["method"], r["path"], r["status"], r["duration_ms"]) for r in found.rows] == [
        ("GET", "/v1/x", 429, 30.5)
    ]
    assert (found.counts.rejects, skipped(found.counts)) == (0, 2)


def test_objects_of_log4j_have_the_parts_of_their_seconds(reading: Reading) -> None:
    instant = {"epochSecond": 1795082400, "nanoOfSecond": 50_000_000}
    lines = [{"instant": instant, "level": "ERROR", "message": f"GET {URL} returned 429"}] * 2
    found = read(reading, "".join(f"{json.dumps(line)}\n" for line in lines).encode())
    assert [row["ts"].isoformat() for row in found.rows] == ["2026-11-19T10:00:00.050000+00:00"] * 2


def test_exceptions_in_the_context_of_monologs_objects_tell_why_a_call_failed(
    reading: Reading,
) -> None:
    said = f"cURL error 28: Operation timed out after 5000 milliseconds for {URL}"
    error = {"class": "GuzzleHttp\\Exception\\ConnectException", "message": said, "code": 0}
    line = {"message": "no", "context": {"exception": error}, "channel": "app", "datetime": TIME}
    found = read(reading, f"{json.dumps(line)}\n".encode())
    assert [(row["path"], row["error_type"]) for row in found.rows] == [("/v1/x", "timeout")]


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ('"duration_ms":31,"request_id":"r-77"', (31.0, "r-77", None)),
        ('"_request_time_us":31500,"version":"1.1"', (31.5, None, None)),
        (
            '"elapsed":"0.25s","dd.trace_id":"7311036424010271234"',
            (250.0, None, "7311036424010271234"),
        ),
        ('"X-Correlation-ID":"c-1a","latencySeconds":0.5', (500.0, "c-1a", None)),
        ('"durations_ms":31,"elapsed":31,"retry_after_ms":9,"time_ms":5', (None, None, None)),
        ('"note":"\\"duration_ms\\":31,"', (None, None, None)),
    ],
)
def test_members_beside_a_call_in_words_say_how_long_it_took_and_its_ids(
    members: str, expected: tuple[object, ...], reading: Reading
) -> None:
    line = f'{{"time":"{TIME}","message":"{LINES["call_lines"]}",{members}}}\n'
    rows = read(reading, (line * 2).encode()).rows
    assert [(row["duration_ms"], row["request_id"], row["trace_id"]) for row in rows] == [
        expected, expected
    ]  # fmt: skip
    assert {row["path"] for row in rows} == {"/v1/x"}


def test_they_do_so_among_lines_of_other_formats(reading: Reading) -> None:
    lines = [
        {"time": TIME, "message": LINES["call_lines"], "duration_ms": 31},
        {"time": TIME, "message": LINES["combined"].replace("/v1/x", "/v1/y"), "duration_ms": 7},
        {"time": TIME, "message": LINES["call_lines"], "request_id": "r-77"},
    ]
    rows = read(reading, "".join(f"{json.dumps(line)}\n" for line in lines).encode()).rows
    told = [(row["duration_ms"], row["request_id"]) for row in rows if row["host"]]
    assert told == [(31.0, None), (None, "r-77")]


def test_what_a_call_in_words_says_itself_counts_before_members_beside_it(reading: Reading) -> None:
    said = f"{LINES['call_lines']} in 12 ms, request id: r-9a"
    line = json.dumps({"time": TIME, "message": said, "duration_ms": 31, "request_id": "r-77"})
    rows = read(reading, f"{line}\n".encode()).rows
    assert [(row["duration_ms"], row["request_id"]) for row in rows] == [(12.0, "r-9a")]
