"""What was sent: a log with a bulk cancel's body tells which orders are open, whoever wrote it."""

from __future__ import annotations

from pathlib import Path

import pytest

import analyzer as package
from tests.conftest import analyzer

_URL = "https://mmapi.55-tech.com/api/v1/orders/cancel"
_ASKED = '{"orderIds":[17001,17002,17003]}'
_SAID = '{"detail":"Cancelled 2 of 3 orders"}'
_ANDROID = "2026-11-19 10:00:00.250 [main] DEBUG c.t.Api -"
_FEIGN = "2026-11-19 10:00:00.250 DEBUG 7 --- [main] c.t.Orders : [Orders#cancel]"
# What stands for an empty line.
_BLANK = " "
_LOGBOOK = '{"@timestamp":"2026-11-19T10:00:00.250Z","headers":{},"correlation":"2d66",'
_CALL = f'"method":"POST","uri":"{_URL}"'
_EVENT = '{"time":"2026-11-19T10:00:00.250Z","req_id":7,"headers":{"X-Of":"7"},'
_JAVA = "2026-11-19 10:00:00.250 TRACE 1 --- [main] org.zalando.logbook.Logbook :"
_DATE = "Thu, 19 Nov 2026 10:00:00 GMT"
_HEAD = r"POST /api/v1/orders/cancel HTTP/1.1\r\nHost: mmapi.55-tech.com\r\n\r\n"
LOGS = {
    "okhttp": f"""{_ANDROID} --> POST {_URL} http/1.1
{_ANDROID} Content-Type: application/json
{_ANDROID}
{_ANDROID} {_ASKED}
{_ANDROID} --> END POST (32-byte body)
{_ANDROID} <-- 502 Bad Gateway {_URL} (31ms)
{_ANDROID}
{_ANDROID} {_SAID}
{_ANDROID} <-- END HTTP (36-byte body)
""",
    "openfeign": f"""{_FEIGN} ---> POST {_URL} HTTP/1.1
{_FEIGN} Content-Type: application/json
{_FEIGN}{_BLANK}
{_FEIGN} {_ASKED}
{_FEIGN} ---> END HTTP (32-byte body)
{_FEIGN} <--- HTTP/1.1 502 Bad Gateway (31ms)
{_FEIGN}{_BLANK}
{_FEIGN} {_SAID}
{_FEIGN} <--- END HTTP (36-byte body)
""",
    "logbook": f"""{_LOGBOOK}"origin":"local","type":"request",{_CALL},"body":{_ASKED}}}
{_LOGBOOK}"origin":"remote","type":"response","status":502,"body":{_SAID}}}
""",
    "logbook_http": f"""{_JAVA} Outgoing Request: 2d66e4bc9a0d11e5
Remote: localhost
POST {_URL} HTTP/1.1
Accept: application/json

{_ASKED}
{_JAVA} Incoming Response: 2d66e4bc9a0d11e5
Duration: 31 ms
HTTP/1.1 502 Bad Gateway
Content-Type: application/json

{_SAID}
""",
    "json_events": f"""{_EVENT}"msg":"request","method":"POST","url":"{_URL}","body":{_ASKED}}}
{_EVENT}"msg":"response","status":502,"body":{_SAID}}}
""",
    "axios_logger": f"""[Axios][Request] 2026-11-19T10:00:00+0000 POST {_URL} {_ASKED}
[Axios][Response] 2026-11-19T10:00:00+0000 POST {_URL} 502:Bad Gateway {_SAID}
""",
    "ccxt": f"""fetch Request: mm POST {_URL} RequestHeaders: None RequestBody: {_ASKED}
fetch Response: mm POST {_URL} 502 ResponseHeaders: {{'Date': '{_DATE}'}} ResponseBody: {_SAID}
""",
    "python_clients": f"""send: b'{_HEAD}'
send: b'{_ASKED}'
reply: 'HTTP/1.1 502 Bad Gateway\\r\\n'
header: Date: {_DATE}
""",
}


@pytest.mark.parametrize("name", LOGS)
def test_orders_that_were_to_be_cancelled_are_known(tmp_path: Path, name: str) -> None:
    log, lake = tmp_path / f"{name}.log", tmp_path / "lake"
    log.write_text(LOGS[name])
    ran = analyzer("ingest", log, "--lake", lake)
    assert ran.status == 0, ran.err
    opened = package.open(lake)
    assert opened.sql("SELECT format FROM loads")["format"].to_list() == [name]
    items = opened.sql("SELECT item FROM partial_failure_items ORDER BY item")["item"].to_list()
    assert items == ["17001", "17002", "17003"]
    assert opened.sql("SELECT body FROM failures")["body"].to_list() in ([_SAID], [None])
