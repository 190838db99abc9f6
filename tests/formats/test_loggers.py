"""What a client says is read whatever logger printed it, as text or in an object."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path

import pytest

from tests.conftest import analyzer, rows

pytestmark = pytest.mark.scale

MESSAGES = {
    "httpx": 'HTTP Request: GET https://api.tickdb.ai/v1/x "HTTP/1.1 429 Too Many Requests"',
    "requests": "429 Client Error: Too Many Requests for url: https://api.tickdb.ai/v1/x",
    "timeout": "HTTPSConnectionPool(host='api.tickdb.ai', port=443): Read timed out. (timeout=1)",
    "websocket": "WebSocket connection to wss://api.tickdb.ai/ws closed: code 1006",
}
# Lines as loggers print them, all of one moment; a message stands in the place of <TEXT>.
LINES = {
    "loguru": "2026-11-19 10:00:00.000 | INFO     | bot.main:run:12 - <TEXT>",
    "log4j": "2026-11-19 10:00:00,000 INFO  [main] com.example.Bot - <TEXT>",
    "logback": "10:00:00.000 [main] INFO  com.example.Bot -- <TEXT>",
    "spring": (
        "2026-11-19T10:00:00.000Z  INFO 12345 --- [bot] [           main] "
        "com.example.Bot                          : <TEXT>"
    ),
    "nest": "[Nest] 123  - 11/19/2026, 10:00:00 AM     LOG [Bot] <TEXT>",
    "winston": "2026-11-19T10:00:00.000Z [info]: <TEXT>",
    "winston2": "info: 2026-11-19 10:00:00 <TEXT>",
    "pinopretty": "[2026-11-19 10:00:00.000 +0000] INFO (bot/123): <TEXT>",
    "pm2": "0|bot  | 2026-11-19T10:00:00: <TEXT>",
    "compose": "bot-1  | 2026-11-19 10:00:00,000 - INFO - <TEXT>",
    "kubectl": "[pod/bot-1/bot] 2026-11-19T10:00:00Z INFO <TEXT>",
    "journal": "Nov 19 10:00:00 host bot[123]: <TEXT>",
    "serilog": "[10:00:00 INF] <TEXT>",
    "go": "2026/11/19 10:00:00 bot.go:12: <TEXT>",
    "zap": "2026-11-19T10:00:00.000Z\tINFO\tbot/main.go:12\t<TEXT>",
    "envlogger": "[2026-11-19T10:00:00Z INFO  bot] <TEXT>",
    "tracing": "2026-11-19T10:00:00.000000Z  INFO bot: <TEXT>",
    "ruby": "I, [2026-11-19T10:00:00.000000 #123]  INFO -- : <TEXT>",
    "monolog": "[2026-11-19T10:00:00.000000+00:00] app.ERROR: <TEXT>",
    "laravel": "[2026-11-19 10:00:00] local.ERROR: <TEXT>",
    "elixir": "10:00:00.000 [error] <TEXT>",
    "airflow": "[2026-11-19T10:00:00.000+0000] {bot.py:12} INFO - <TEXT>",
    "celery": "[2026-11-19 10:00:00,000: INFO/ForkPoolWorker-1] <TEXT>",
    "scrapy": "2026-11-19 10:00:00 [bot] INFO: <TEXT>",
    "heroku": "2026-11-19T10:00:00.000000+00:00 app[web.1]: <TEXT>",
    "lambda": "2026-11-19T10:00:00.000Z\t11111111-2222-4333-8444-555555555555\tINFO\t<TEXT>",
    "lambdapy": "[INFO]\t2026-11-19T10:00:00.000Z\t11111111-2222-4333-8444-555555555555\t<TEXT>",
    "gha": "2026-11-19T10:00:00.0000000Z <TEXT>",
    "gha2": "bot\tRun bot\t2026-11-19T10:00:00.0000000Z <TEXT>",
    "jenkins": "[2026-11-19T10:00:00.000Z] <TEXT>",
    "ansi": "\x1b[32m2026-11-19 10:00:00\x1b[0m \x1b[1mINFO\x1b[0m <TEXT>",
    "freqtrade": "2026-11-19 10:00:00,000 - freqtrade.exchange.common - WARNING - <TEXT>",
    "hummingbot": "2026-11-19 10:00:00,000 - 12345 - hummingbot.connector - WARNING - <TEXT>",
    "emoji": "2026-11-19 10:00:00 | ⚠️ | <TEXT>",
    "thread": "2026-11-19 10:00:00,000 [ThreadPoolExecutor-0_0] WARNING bot.py:12 <TEXT>",
    "pipes": "2026-11-19 10:00:00,000|WARNING|bot|12|<TEXT>",
    "commas": "2026-11-19 10:00:00,000, WARNING, bot, <TEXT>",
}
# Objects likewise.
OBJECTS = {
    "pino": '{"level":40,"time":1795082400000,"pid":1,"hostname":"h","msg":"<TEXT>"}',
    "winston": '{"level":"warn","message":"<TEXT>","timestamp":"2026-11-19T10:00:00.000Z"}',
    "pyjson": (
        '{"asctime":"2026-11-19 10:00:00,000","levelname":"WARNING","name":"bot",'
        '"message":"<TEXT>"}'
    ),
    "structlog": ('{"event":"<TEXT>","level":"warning","timestamp":"2026-11-19T10:00:00.000Z"}'),
    "loguru": (
        '{"text":"2026-11-19 10:00:00.000 | INFO | bot:f:1 - <TEXT>\\n",'
        '"record":{"time":{"repr":"2026-11-19 10:00:00.000000+00:00",'
        '"timestamp":1795082400.0},"level":{"name":"INFO"},"message":"<TEXT>",'
        '"name":"bot"}}'
    ),
    "zap": '{"level":"warn","ts":1795082400.0,"caller":"x.go:1","msg":"<TEXT>"}',
    "zerolog": '{"level":"warn","time":"2026-11-19T10:00:00.000Z","message":"<TEXT>"}',
    "logrus": '{"level":"warning","msg":"<TEXT>","time":"2026-11-19T10:00:00.000Z"}',
    "slog": '{"time":"2026-11-19T10:00:00.000Z","level":"WARN","msg":"<TEXT>"}',
    "ecs": (
        '{"@timestamp":"2026-11-19T10:00:00.000Z","log.level":"WARN",'
        '"message":"<TEXT>","ecs.version":"1.2.0"}'
    ),
    "ecsnest": (
        '{"@timestamp":"2026-11-19T10:00:00.000Z","log":{"level":"WARN"},"message":"<TEXT>"}'
    ),
    "serilog": '{"@t":"2026-11-19T10:00:00.000Z","@m":"<TEXT>","@l":"Warning"}',
    "serilogj": (
        '{"Timestamp":"2026-11-19T10:00:00.000Z","Level":"Warning","RenderedMessage":"<TEXT>"}'
    ),
    "gcp": (
        '{"timestamp":"2026-11-19T10:00:00.000Z","severity":"WARNING",'
        '"textPayload":"<TEXT>","resource":{"type":"k8s_container"}}'
    ),
    "gcpj": (
        '{"timestamp":"2026-11-19T10:00:00.000Z","severity":"WARNING",'
        '"jsonPayload":{"message":"<TEXT>"}}'
    ),
    "docker": '{"log":"<TEXT>\\n","stream":"stderr","time":"2026-11-19T10:00:00.000000000Z"}',
    "cw": '{"timestamp":1795082400000,"message":"<TEXT>","ingestionTime":1795082401000}',
    "datadog": (
        '{"date":"2026-11-19T10:00:00.000Z","service":"bot","status":"warn","message":"<TEXT>"}'
    ),
    "dd2": (
        '{"id":"x","type":"log","attributes":{"timestamp":"2026-11-19T10:00:00.000Z",'
        '"message":"<TEXT>","service":"bot"}}'
    ),
    "loki": '{"line":"<TEXT>","timestamp":"1795082400000000000","fields":{"app":"bot"}}',
    "tracing": (
        '{"timestamp":"2026-11-19T10:00:00.000Z","level":"WARN",'
        '"fields":{"message":"<TEXT>"},"target":"bot"}'
    ),
    "logstash": (
        '{"@timestamp":"2026-11-19T10:00:00.000Z","@version":"1","message":"<TEXT>",'
        '"logger_name":"c.e.Bot","thread_name":"main","level":"WARN"}'
    ),
    "bunyan": (
        '{"name":"bot","hostname":"h","pid":1,"level":40,"msg":"<TEXT>",'
        '"time":"2026-11-19T10:00:00.000Z","v":0}'
    ),
    "journald": (
        '{"MESSAGE":"<TEXT>","__REALTIME_TIMESTAMP":"1795082400000000","_HOSTNAME":"h",'
        '"PRIORITY":"4"}'
    ),
    "splunk": '{"result":{"_time":"2026-11-19T10:00:00.000Z","_raw":"<TEXT>","host":"h"}}',
    "azure": ('{"TimeGenerated":"2026-11-19T10:00:00.000Z","Message":"<TEXT>","SeverityLevel":2}'),
    "fluent": '{"date":1795082400.0,"log":"<TEXT>","kubernetes":{"pod_name":"x"}}',
    "graylog": (
        '{"version":"1.1","host":"h","short_message":"<TEXT>","timestamp":1795082400.0,"level":4}'
    ),
    "lambdaj": (
        '{"timestamp":"2026-11-19T10:00:00.000Z","level":"WARN","message":"<TEXT>",'
        '"requestId":"11111111-2222-4333-8444-555555555555"}'
    ),
    "log4j2": (
        '{"instant":{"epochSecond":1795082400,"nanoOfSecond":0},"level":"WARN",'
        '"message":"<TEXT>","loggerName":"x"}'
    ),
    "nlog": '{"time":"2026-11-19 10:00:00.0000","level":"WARN","message":"<TEXT>"}',
    "monolog": (
        '{"message":"<TEXT>","context":{},"level":400,"level_name":"ERROR",'
        '"channel":"app","datetime":"2026-11-19T10:00:00.000000+00:00","extra":{}}'
    ),
}
LOGS = [*LINES, *(f"{name} JSON" for name in OBJECTS)]


def written(name: str, message: str) -> str:
    """A log of three messages."""
    texts = ("starting up", message, "done with it")
    if name in LINES:
        return "".join(f"{LINES[name].replace('<TEXT>', text)}\n" for text in texts)
    around = OBJECTS[name.removesuffix(" JSON")]
    return "".join(f"{around.replace('<TEXT>', json.dumps(text)[1:-1])}\n" for text in texts)


@pytest.mark.one_in(2)
@pytest.mark.scale
@pytest.mark.parametrize("message", MESSAGES.values(), ids=MESSAGES)
def test_a_call_is_read_in_every_loggers_lines_and_objects(tmp_path: Path, message: str) -> None:
    at = datetime.fromisoformat("2026-11-19T10:00:30Z").timestamp()
    for name in LOGS:
        log = tmp_path / f"{name}.log"
        log.write_text(written(name, message), "utf-8")
        os.utime(log, (at, at))
    ran = analyzer("ingest", *tmp_path.glob("*.log"), "--lake", tmp_path / "lake")
    assert ran.err == ""
    said = "SELECT source, ts::VARCHAR AS ts, vendor, host FROM requests"
    found = {Path(row["source"]).stem: row for row in rows(tmp_path / "lake", said)}
    assert sorted(found) == sorted(LOGS)
    told = {(row["ts"][:19], row["vendor"], row["host"]) for row in found.values()}
    assert told == {("2026-11-19 10:00:00", "tickdb", "api.tickdb.ai")}


def test_the_fields_behind_ruby_s_prefix_are_read_with_their_headers(tmp_path: Path) -> None:
    fields = (
        '{"method":"GET","url":"https://api.tickdb.ai/v1/x","status":429,"duration_ms":31.0,'
        '"request_headers":{"X-API-Key":"k-1"},"response_headers":{"Retry-After":"5"}}'
    )
    log = tmp_path / "bot.log"
    log.write_text(
        f"W, [2026-11-19T10:00:00.250000 #7]  WARN -- : {fields}\n"
        'D, [2026-11-19T10:00:01.250000 #7] DEBUG -- : {"message":"loop","n":1}\n'
    )
    analyzer("ingest", log, "--lake", tmp_path / "lake")
    told = "SELECT epoch_ms(ts) AS ms, key_in, retry_after_s, duration_ms FROM requests"
    assert rows(tmp_path / "lake", told) == [
        {
            "ms": 1795082400219,
            "key_in": "header:x-api-key",
            "retry_after_s": 5.0,
            "duration_ms": 31.0,
        }
    ]


def test_milliseconds_before_a_level_are_no_status(tmp_path: Path) -> None:
    log = tmp_path / "bot.log"
    log.write_text(
        '{"time":"2026-11-19T11:36:18.591Z","level":"info","message":'
        '"2026-11-19 11:36:18,591 INFO bot: POST https://api.tickdb.ai/v1/x -> 200"}\n'
    )
    analyzer("ingest", log, "--lake", tmp_path / "lake")
    assert rows(tmp_path / "lake", "SELECT status FROM requests") == [{"status": 200}]


def test_a_url_in_a_loggers_message_is_no_call(tmp_path: Path) -> None:
    """Lines of zap have `ts` and `url`, as canonical ones do, and tell of other things as well."""
    log = tmp_path / "zap.jsonl"
    url = "https://api.tickdb.ai/v1/x"
    lines = (
        {"level": "info", "ts": 1795082400.25, "msg": "starting", "url": url},
        {"level": "warn", "ts": 1795082401.25, "method": "GET", "url": url, "status": 429},
        {"level": "info", "ts": 1795082402.25, "msg": "subscribed", "url": url},
        {"level": "error", "ts": 1795082403.25, "url": url, "err": "status code: 503"},
    )  # fmt: skip
    log.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    analyzer("ingest", str(log), "--lake", str(tmp_path / "lake"))
    found = rows(tmp_path / "lake", "SELECT status FROM requests ORDER BY ts")
    assert [one["status"] for one in found] == [429, 503]


def test_what_stands_beside_a_message_takes_no_word_from_it(tmp_path: Path) -> None:
    trace_id = "5b8aa5a2d2c872e8321cf37308d69df2"
    beside = f'"request_id":"req-4711-a","duration_ms":31,"trace_id":"{trace_id}"'
    said = (
        r"GET https://api.tickdb.ai/v1/x?a=1 failed with code 3001: {\"code\":3001}",
        "POST https://api.tickdb.ai/v1/y?b=2 was answered with 503",
        r"POST https://api.tickdb.ai/v1/z -> {\"code\":3001}",
    )
    log = tmp_path / "bot.log"
    log.write_text(
        "".join(
            f'{{"time":"2026-11-19T10:00:0{n}.250Z","level":"error","msg":"{one}",{beside}}}\n'
            for n, one in enumerate(said)
        )
    )
    analyzer("ingest", log, "--lake", tmp_path / "lake")
    told = "SELECT path, query, status, code, request_id, duration_ms, trace_id FROM requests"
    beside_all = {
        "request_id": "req-4711-a",
        "duration_ms": 31.0,
        "trace_id": trace_id,
    }
    assert rows(tmp_path / "lake", told) == [
        {"path": "/v1/x", "query": "a=1", "status": None, "code": "3001", **beside_all},
        {"path": "/v1/y", "query": "b=2", "status": 503, "code": None, **beside_all},
        {"path": "/v1/z", "query": None, "status": None, "code": "3001", **beside_all},
    ]


def test_what_a_container_printed_keeps_the_line_ends_that_it_spells(tmp_path: Path) -> None:
    printed = (
        r"send: b'GET /v1/x HTTP/1.1\r\nHost: api.tickdb.ai\r\n\r\n'",
        r"reply: 'HTTP/1.1 429 Too Many Requests\r\n'",
        "header: Retry-After: 2",
    )
    log = tmp_path / "bot.log"
    log.write_text(
        "".join(
            json.dumps({"log": f"{one}\n", "stream": "stdout", "time": "2026-11-19T10:00:00.1Z"})
            + "\n"
            for one in printed
        )
    )
    analyzer("ingest", log, "--lake", tmp_path / "lake")
    said = "SELECT method, host, path, status, retry_after_s FROM requests"
    assert rows(tmp_path / "lake", said) == [
        {
            "method": "GET",
            "host": "api.tickdb.ai",
            "path": "/v1/x",
            "status": 429,
            "retry_after_s": 2.0,
        }
    ]


def test_the_time_that_java_logs_before_its_lines_counts_behind_a_collectors(
    tmp_path: Path,
) -> None:
    printed = (
        "Nov 19, 2026 10:00:00 AM okhttp3.internal.platform.Platform log",
        "INFO: --> GET https://api.tickdb.ai/v1/x",
        "Nov 19, 2026 10:00:01 AM okhttp3.internal.platform.Platform log",
        "INFO: <-- 429 https://api.tickdb.ai/v1/x (831ms, 57-byte body)",
    )
    log = tmp_path / "bot.log"
    log.write_text("".join(f"2026-11-19T10:00:05.5Z stdout F {one}\n" for one in printed))
    analyzer("ingest", log, "--lake", tmp_path / "lake")
    said = "SELECT ts::VARCHAR AS ts, path, status, duration_ms FROM requests"
    assert rows(tmp_path / "lake", said) == [
        {"ts": "2026-11-19 10:00:00+00", "path": "/v1/x", "status": 429, "duration_ms": 831.0}
    ]
