"""What a vendor's file may say of its answers, through `vendors check`, which runs its samples."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import analyzer

WORDS = """
meaning.en = "It says so."
meaning.zh-Hans = "如文所述。"
meaning.zh-Hant = "如文所述。"
"""
HEAD = """
id = "acme"
title = "Acme"
hosts = ["*.acme.example"]
"""

# What a file may say → a whole file, whose samples hold only where it is heeded.
FILES = {
    "the first element with a code that is no success": f"""{HEAD}
[envelope]
code = ["$.items[*].code", "$.code"]
failures_under_http_200 = true
[codes.0]
success = true
{WORDS}
remedy.en = "-"
remedy.zh-Hans = "-"
remedy.zh-Hant = "-"
[codes.E7]
class = "quota"
{WORDS}
[[samples]]
about = "The second of three items failed."
status = 200
body = '{{"code": 0, "items": [{{"code": 0}}, {{"code": "E7"}}, {{"code": "E8"}}]}}'
expect = {{ code = "E7", class = "quota", evidence = "code" }}
[[samples]]
about = "None failed."
status = 200
body = '{{"code": 0, "items": [{{"code": 0}}]}}'
expect = {{ outcome = "ok" }}
""",
    "a code that only says that something inside failed": f"""{HEAD}
[envelope]
code = ["$.code"]
outer_codes = ["1"]
inner_code = ["$.data[*].sCode"]
failures_under_http_200 = true
[codes.0]
success = true
{WORDS}
remedy.en = "-"
remedy.zh-Hans = "-"
remedy.zh-Hant = "-"
[codes.1]
class = "validation"
{WORDS}
[codes.2]
class = "partial_failure"
{WORDS}
[codes.51008]
class = "conflict"
{WORDS}
[[samples]]
about = "The inner code counts."
status = 200
body = '{{"code": "1", "data": [{{"sCode": "0"}}, {{"sCode": "51008"}}], "msg": ""}}'
expect = {{ code = "51008", class = "conflict" }}
[[samples]]
about = "There is none inside."
status = 200
body = '{{"code": "1", "data": []}}'
expect = {{ code = "1", class = "validation" }}
[[samples]]
about = "Another code outside stays."
status = 200
body = '{{"code": "2", "data": [{{"sCode": "0"}}, {{"sCode": "51008"}}]}}'
expect = {{ code = "2", class = "partial_failure", outcome = "partial" }}
""",
    "what counts of a code": f"""{HEAD}
[envelope]
code = ["$.__type"]
code_part = '#(.+)$'
[codes.Slow]
class = "rate_limit"
{WORDS}
[[samples]]
about = "The part after the mark."
status = 400
body = '{{"__type": "com.acme#Slow"}}'
expect = {{ code = "Slow", class = "rate_limit" }}
[[samples]]
about = "Without a mark it stays whole."
status = 400
body = '{{"__type": "Slow"}}'
expect = {{ code = "Slow", class = "rate_limit" }}
""",
    "a code in a body that is no JSON": f"""{HEAD}
[envelope]
text_code = '<Code>([^<]+)</Code>'
[codes.SlowDown]
class = "rate_limit"
{WORDS}
[[samples]]
about = "XML."
status = 503
body = '<Error><Code>SlowDown</Code></Error>'
expect = {{ code = "SlowDown", class = "rate_limit", evidence = "code" }}
[[samples]]
about = "XML without it."
status = 503
body = '<Error/>'
expect = {{ code = "503", class = "unavailable", evidence = "status" }}
""",
    "one meaning of a code told by the body": f"""{HEAD}
[envelope]
code = ["$.code"]
[codes.-1003]
class = "rate_limit"
{WORDS}
[codes.-1003.when.banned]
pattern = 'banned until'
class = "permission"
cause = "ip_not_allowed"
{WORDS}
[[samples]]
about = "Plain."
status = 429
body = '{{"code": -1003, "msg": "Too many requests."}}'
expect = {{ code = "-1003", class = "rate_limit", evidence = "code", listed = true }}
[[samples]]
about = "Banned."
status = 418
body = '{{"code": -1003, "msg": "IP banned until 1573070678000."}}'
expect = {{ code = "-1003", class = "permission", evidence = "code", listed = true }}
""",
    "a message by a pattern": f"""{HEAD}
[messages.secondary]
pattern = '(?i)secondary rate limit'
class = "rate_limit"
{WORDS}
[messages.muted]
protocol = "websocket"
name = "muted"
pattern = '^muted for [0-9]+ s'
class = "rate_limit"
{WORDS}
[[samples]]
about = "Under 403, which else is a permission."
status = 403
body = '{{"message": "You have exceeded a secondary rate limit."}}'
expect = {{ code = "403", class = "rate_limit", evidence = "message", listed = true }}
[[samples]]
about = "Another message."
status = 403
body = '{{"message": "muted for 3 s"}}'
expect = {{ code = "403", class = "permission", evidence = "status" }}
[[samples]]
about = "Over WebSocket."
protocol = "websocket"
body = '{{"error": "muted for 3 s"}}'
expect = {{ code = "muted", class = "rate_limit", evidence = "message" }}
""",
    "how long to wait, in the body": f"""{HEAD}
[envelope]
retry_after = ["$.retry_after", "$.error.details[*].retryDelay"]
[[samples]]
about = "In seconds."
status = 429
body = '{{"retry_after": 64.57}}'
expect = {{ class = "rate_limit", retry_after_s = 64.57 }}
[[samples]]
about = "With a unit, in the second of a list."
status = 429
body = '{{"error": {{"details": [{{"a": 1}}, {{"retryDelay": "34.5s"}}]}}}}'
expect = {{ class = "rate_limit", retry_after_s = 34.5 }}
[[samples]]
about = "As an epoch time in milliseconds, against the answer's date."
status = 429
headers = {{ "Date" = "Wed, 19 Nov 2025 10:00:00 GMT" }}
body = '{{"retry_after": 1763546407500}}'
expect = {{ class = "rate_limit", retry_after_s = 7.5 }}
[[samples]]
about = "The header comes first."
status = 429
headers = {{ "Retry-After" = "2" }}
body = '{{"retry_after": 64.57}}'
expect = {{ class = "rate_limit", retry_after_s = 2.0 }}
""",
    "the header that names a request": f"""{HEAD}
[envelope]
request_id = ["request-id"]
[[samples]]
about = "The vendor's own."
status = 500
headers = {{ "Request-Id" = "req_123" }}
expect = {{ class = "server_error", request_id = "req_123" }}
[[samples]]
about = "The common one comes first."
status = 500
headers = {{ "X-Request-Id" = "a", "Request-Id" = "req_123" }}
expect = {{ class = "server_error", request_id = "a" }}
""",
    "close codes of the vendor's own": f"""{HEAD}
[closes.4004]
class = "auth"
cause = "invalid_or_expired"
{WORDS}
[[samples]]
about = "Listed."
protocol = "websocket"
close_code = 4004
expect = {{ code = "4004", family = "ws", class = "auth", evidence = "code", listed = true }}
[[samples]]
about = "Not listed."
protocol = "websocket"
close_code = 4005
expect = {{ code = "close_4005", class = "unknown", listed = false }}
""",
    "WebSocket answers with names of the vendor's own": f"""{HEAD}
[envelope]
code = ["$.retCode", "$[0].status"]
message = ["$.ret_msg"]
[codes.10429]
class = "rate_limit"
{WORDS}
[codes.auth_failed]
class = "auth"
{WORDS}
[messages.unknown_topic]
protocol = "websocket"
name = "unknown_topic"
pattern = 'handler not found'
class = "protocol"
{WORDS}
[[samples]]
about = "A code."
protocol = "websocket"
body = '{{"retCode": 10429, "op": "order.create"}}'
expect = {{ code = "10429", class = "rate_limit" }}
[[samples]]
about = "A code in a list."
protocol = "websocket"
body = '[{{"ev": "status", "status": "auth_failed"}}]'
expect = {{ code = "auth_failed", class = "auth" }}
[[samples]]
about = "No success."
protocol = "websocket"
body = '{{"success": false, "ret_msg": "error:handler not found"}}'
expect = {{ code = "unknown_topic", class = "protocol" }}
""",
    "codes that are warnings": f"""{HEAD}
[envelope]
code = ["$.error[0]"]
failures_under_http_200 = true
[patterns.warning]
pattern = '^W'
success = true
{WORDS}
remedy.en = "-"
remedy.zh-Hans = "-"
remedy.zh-Hant = "-"
[[samples]]
about = "A warning alone."
status = 200
body = '{{"error": ["WGeneral:Soon"], "result": {{}}}}'
expect = {{ outcome = "ok" }}
[[samples]]
about = "None."
status = 200
body = '{{"error": [], "result": {{}}}}'
expect = {{ outcome = "ok" }}
[[samples]]
about = "An error."
status = 200
body = '{{"error": ["EGeneral:No"], "result": {{}}}}'
expect = {{ code = "EGeneral:No", outcome = "failed", class = "unknown" }}
""",
}


@pytest.mark.parametrize("what", FILES)
def test_a_vendor_file_may_tell(tmp_path: Path, what: str) -> None:
    file = tmp_path / "acme.toml"
    file.write_text(FILES[what], "utf-8")
    ran = analyzer("vendors", "check", file)
    assert (ran.status, ran.err) == (0, "")


def test_an_entry_without_a_remedy_has_the_advice_of_its_class(tmp_path: Path) -> None:
    file = tmp_path / "acme.toml"
    file.write_text(f'{HEAD}\n[codes.E7]\nclass = "quota"\n{WORDS}', "utf-8")
    lake = tmp_path / "lake"
    log = tmp_path / "calls.jsonl"
    log.write_text('{"ts": 1, "url": "https://x.example/", "status": 200}\n', "utf-8")
    assert analyzer("ingest", log, "--lake", lake).status == 0
    query = "SELECT remedy FROM codes WHERE vendor = 'acme'"
    for language, words in {"en": "Stop calling", "zh-Hant": "停止呼叫"}.items():
        ran = analyzer("sql", query, "--lake", lake, "--vendors", file, "--lang", language)
        assert words in ran.out


@pytest.mark.parametrize("vendor", ["tickdb", "binance", "kraken"])
def test_a_file_laid_over_a_shipped_one_needs_no_sources(tmp_path: Path, vendor: str) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(f'id = "{vendor}"\n[messages.gone]\npattern = "gone"\nclass = "quota"\n{WORDS}')
    assert analyzer("vendors", "--vendors", file).status == 0
