"""`analyzer trace ID --bundle FILE.zip`: what a vendor's support gets, and what it does not get."""

from __future__ import annotations

import hashlib
import io
import json
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from analyzer.catalog import catalog
from analyzer.lake.lake import Lake
from analyzer.report import bundle
from analyzer.warehouse import connection
from tests.conftest import analyzer, lake_of

TRACE = "e8a7d5c39b2c4cd69e120000000000ff"
ONE = "e8a7d5c39b2c4cd69e120000000000aa"
KEY = "0fa4e000-0055-4000-8000-00000000b001"
FILES = {
    "manifest.json",
    "message.txt",
    "requests.json",
    "curl.txt",
    "timeline.md",
    "trace-ids.txt",
    "README.md",
}

Json = dict[str, Any]


def bundled(lake: Path, trace: str, to: Path, *options: str) -> dict[str, str]:
    """The files of the bundle that the command writes."""
    ran = analyzer("trace", trace, "--lake", lake, "--bundle", to, *options)
    assert ran.status == 0, ran.err
    with ZipFile(to) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


@pytest.fixture(scope="module")
def cancel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cancel that failed in part and was tried again, with a key and internal names around it."""
    call: Json = {
        "client": "mm-bot-1",
        "client_ip": "10.20.0.11",
        "method": "POST",
        "url": f"https://mmapi.55-tech.com/api/v1/orders/7/cancel?token=s3cr3t-{KEY}",
        "request_headers": {"X-API-Key": KEY, "traceparent": f"00-{ONE}-00f067aa0ba902b7-01"},
    }
    return lake_of(
        tmp_path_factory.mktemp("cancel"),
        call
        | {"ts": "2026-11-18T10:00:00Z", "status": 502, "duration_ms": 16.5, "attempt": 1}
        | {"response_body": {"detail": "Cancelled 3 of 5 orders", "password": "hunter2-hunter2"}},
        call | {"ts": "2026-11-18T10:00:02Z", "status": 200, "duration_ms": 30, "attempt": 2},
        name="internal-name.jsonl",
    )


def test_a_bundle_holds_what_support_needs(cancel: Path, tmp_path: Path) -> None:
    files = bundled(cancel, ONE, tmp_path / "b.zip")
    assert set(files) == FILES
    first, second = json.loads(files["requests.json"])
    assert (first["ts"], first["status"]) == ("2026-11-18T10:00:00Z", 502)
    assert first["body"]["detail"] == "Cancelled 3 of 5 orders"
    assert first["class"] == "partial_failure"
    assert first["trace_id"] == second["trace_id"] == ONE
    assert files["trace-ids.txt"].splitlines() == [ONE]
    assert files["timeline.md"].count("\n| 10:00:0") == 2


def test_times_of_more_than_one_day_are_told_with_their_days(
    ingested: Callable[..., Path], tmp_path: Path
) -> None:
    call = {"url": "https://mmapi.55-tech.com/api/v1/orders", "status": 500, "trace_id": ONE}
    moments = ("2026-11-18T23:59:59.5Z", "2026-11-19T09:04:00Z")
    lake = ingested(*({"ts": ts, "method": "POST", **call} for ts in moments))
    files = bundled(lake, ONE, tmp_path / "b.zip")
    assert files["timeline.md"].startswith("# Timeline, UTC 2026-11-18 – 2026-11-19\n")
    for name, before in (("timeline.md", "| "), ("message.txt", "  ")):
        assert f"\n{before}2026-11-18 23:59:59.500 " in files[name]
        assert f"\n{before}2026-11-19 09:04:00.000 " in files[name]


def test_the_manifest_lists_every_file_with_its_digest_and_what_was_redacted(
    cancel: Path, tmp_path: Path
) -> None:
    files = bundled(cancel, ONE, tmp_path / "b.zip")
    manifest = json.loads(files["manifest.json"])
    assert {file["name"] for file in manifest["files"]} == FILES - {"manifest.json"}
    for file in manifest["files"]:
        content = files[file["name"]].encode()
        assert file["bytes"] == len(content)
        assert file["sha256"] == hashlib.sha256(content).hexdigest()
        assert file["about"]
    assert (manifest["requests"], manifest["failures"]) == (2, 1)
    assert any("key A" in line for line in manifest["redacted"])
    assert any("REDACTED: 3 (query, body)" in line for line in manifest["redacted"])
    assert len(manifest["omitted"]) == 3


def test_no_secret_and_nothing_of_our_house_is_in_a_bundle(cancel: Path, tmp_path: Path) -> None:
    files = bundled(cancel, ONE, tmp_path / "b.zip")
    for name, content in files.items():
        for secret in (KEY, "s3cr3t", "hunter2", "10.20.0.11", "internal-name"):
            assert secret not in content, name
    key_id = analyzer("sql", "SELECT any_value(key_id) FROM requests", "--lake", cancel)
    assert key_id.out.split()[-1] not in "".join(files.values())


def test_a_curl_command_is_the_request_with_the_key_from_the_environment(
    cancel: Path, tmp_path: Path
) -> None:
    lines = bundled(cancel, ONE, tmp_path / "b.zip")["curl.txt"].splitlines()
    commands = [shlex.split(line) for line in lines if line.startswith("curl ")]
    assert len(commands) == 2
    assert commands[0][:6] == ["curl", "--globoff", "-X", "POST", "-H", "x-api-key: $API_KEY"]
    assert commands[0][6].startswith("https://mmapi.55-tech.com/api/v1/orders/7/cancel?token=")
    warned = [n for n, line in enumerate(lines) if "repeats a write" in line]
    assert [lines[n + 1].startswith("curl ") for n in warned] == [True, True]


def test_the_message_is_ready_to_send(cancel: Path, tmp_path: Path) -> None:
    message = bundled(cancel, ONE, tmp_path / "b.zip")["message.txt"]
    assert message.startswith(f"Subject: 55-Tech MM: failed requests (1 of 2), trace {ONE}\n")
    assert "HTTP 502: Cancelled 3 of 5 orders" in message
    assert "Which parts of the work were done" in message
    assert "{" not in message


@pytest.mark.parametrize(
    ("lang", "question"),
    [("zh-Hans", "哪些部分已经执行"), ("zh-Hant", "哪些部分已經執行")],
)
def test_the_message_speaks_the_chosen_language(
    cancel: Path, tmp_path: Path, lang: str, question: str
) -> None:
    files = bundled(cancel, ONE, tmp_path / "b.zip", "--lang", lang)
    assert question in files["message.txt"]
    for english in ("Hello", "Please", "Careful", "Redacted", "Left out"):
        assert not [name for name, content in files.items() if english in content]


def test_a_trace_over_several_vendors_gives_each_its_own_folder_and_nothing_of_the_others(
    sample_lake: Path, tmp_path: Path
) -> None:
    files = bundled(sample_lake, TRACE, tmp_path / "b.zip")
    vendors = {
        "55tech": ("55-tech", "55-Tech"),
        "tickdb": ("tickdb", "TickDB"),
        "zeromarkets": ("zeromarkets", "Zero Markets"),
    }
    assert {name.partition("/")[0] for name in files} == {*vendors, "README.md"}
    for vendor in vendors:
        own = {name.partition("/")[2]: c for name, c in files.items() if name.startswith(vendor)}
        assert set(own) == FILES
        others = [name for v, names in vendors.items() if v != vendor for name in names]
        for content in own.values():
            assert not [name for name in others if name in content]
    assert "Send each vendor its own folder only" in files["README.md"]


def test_an_id_with_dashes_or_in_upper_case_is_the_same_trace(
    sample_lake: Path, tmp_path: Path
) -> None:
    uuid = "E8A7D5C3-9B2C-4CD6-9E12-0000000000FF"
    plain = bundled(sample_lake, TRACE, tmp_path / "a.zip")
    dashed = bundled(sample_lake, uuid, tmp_path / "b.zip")
    assert plain["tickdb/requests.json"] == dashed["tickdb/requests.json"]


@pytest.mark.scale
def test_the_same_trace_gives_the_same_bytes(sample_lake: Path) -> None:
    con = connection.connect(Lake(sample_lake), catalog.load())
    assert bundle.build(con, TRACE, "en") == bundle.build(con, TRACE, "en")


def test_an_id_that_no_request_has_is_one_sentence_and_no_file(
    sample_lake: Path, tmp_path: Path
) -> None:
    ran = analyzer("trace", "nobody", "--lake", sample_lake, "--bundle", tmp_path / "b.zip")
    assert ran.status == 2
    assert "no request has this trace or request id" in ran.err
    assert not (tmp_path / "b.zip").exists()


def test_a_place_that_cannot_be_written_is_one_sentence(sample_lake: Path, tmp_path: Path) -> None:
    ran = analyzer("trace", TRACE, "--lake", sample_lake, "--bundle", tmp_path / "no" / "b.zip")
    assert ran.status == 2
    assert "No such file or directory. Name another file" in ran.err
    assert len(ran.err.splitlines()) == 1


def of_finding(lake: Path, kind: str, to: Path) -> dict[str, str]:
    """The files of the bundle of the first finding of a kind, and the finding as `finding`."""
    ran = analyzer("report", "--lake", lake, "--format", "json")
    assert ran.status == 0, ran.err
    found = next(one for one in json.loads(ran.out)[0]["attention"] if one["kind"] == kind)
    ran = analyzer("report", "--lake", lake, "--finding", found["id"], "--out", to)
    assert ran.status == 0, ran.err
    with ZipFile(to) as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    return {"finding": json.dumps(found), **files}


@pytest.mark.scale
def test_a_key_that_the_vendor_refuses_is_told_with_how_much_failed_since_when(
    ingested: Callable[..., Path], tmp_path: Path
) -> None:
    def call(client: str, minute: int, status: int) -> Json:
        key = {"X-API-Key": KEY if client == "bot" else KEY.replace("b001", "c002")}
        answer = {"code": 1001, "message": "invalid"} if status == 401 else {"code": 0}
        return {"ts": f"2026-11-18T10:{minute:02}:00Z", "client": client, "method": "GET",
                "url": "https://api.tickdb.ai/v1/market/ticker?symbol=A", "status": status,
                "request_headers": key, "response_body": answer,
                "response_headers": {"X-Request-Id": f"req-{client}-{minute}"}}  # fmt: skip

    lake = ingested(
        *(call("bot", minute, 200 if minute < 10 else 401) for minute in range(40)),
        *(call("feed", minute, 200) for minute in range(40)),
    )
    files = of_finding(lake, "key_stopped", tmp_path / "f.zip")
    assert json.loads(files["finding"])["fault"] == "client"
    message = files["message.txt"]
    assert "Subject: TickDB: failed requests (30 of 60), 2026-11-18\n" in message
    assert "failed requests, 30 of the 60 that we sent to " in message
    assert "those of 1 of the 2 clients" in message
    assert "Id of the first: req-bot-10; of the last: req-bot-39." in message
    assert "What is the state of the key that we used" in message
    listed = json.loads(files["requests.json"])
    assert [row["ts"][11:16] for row in listed] == [
        "10:10", "10:35", "10:36", "10:37", "10:38", "10:39"
    ]  # fmt: skip
    assert json.loads(files["manifest.json"])["failures_left_out"] == 24
    assert KEY not in "".join(files.values())


@pytest.mark.scale
@pytest.mark.parametrize("share", [5, pytest.param(1, marks=pytest.mark.soak)])
def test_each_finding_of_a_vendor_can_be_sent_or_says_why_not(
    share: int, sample_lake: Path, tmp_path: Path
) -> None:
    ran = analyzer("report", "--lake", sample_lake, "--format", "json")
    for found in json.loads(ran.out)[0]["attention"][::share]:
        to = tmp_path / f"{found['id']}.zip"
        ran = analyzer("report", "--lake", sample_lake, "--finding", found["id"], "--out", to)
        assert (ran.status == 0) == to.exists(), ran.err
        if to.exists():
            with ZipFile(to) as archive:
                assert set(archive.namelist()) == FILES
                assert "{" not in archive.read("message.txt").decode().partition("Please tell")[0]
        else:
            assert "no failure of a vendor is behind this finding" in ran.err


@pytest.mark.scale
def test_a_finding_that_the_report_has_not_is_one_sentence(
    sample_lake: Path, tmp_path: Path
) -> None:
    ran = analyzer(
        "report", "--lake", sample_lake, "--finding", "nobody", "--out", tmp_path / "b.zip"
    )
    assert ran.status == 2
    assert "this report has no such finding. Name its day with --date, or one of" in ran.err


@pytest.mark.scale
def test_a_bundle_of_what_is_unfinished_is_refused_by_that_name(
    sample_lake: Path, tmp_path: Path
) -> None:
    told = json.loads(analyzer("report", "--lake", sample_lake, "--format", "json").out)[0]
    id, to = told["unfinished"][0]["id"], tmp_path / "b.zip"
    ran = analyzer("report", "--lake", sample_lake, "--finding", id, "--out", to)
    assert (ran.status, to.exists()) == (2, False)
    assert f"--finding {id}: what is unfinished has no bundle of its own. Name one of" in ran.err


HOSTILE = [
    "x'; rm -rf /; '",
    "$(rm -rf /)",
    "a\nb # c\ncurl evil",
    "| a | b |",
    "`id`",
    "../../etc/passwd",
]


@pytest.mark.scale
def test_what_a_log_says_ends_no_quote_no_line_and_no_path(ingested: Callable[..., Path]) -> None:
    lake = ingested(
        *(
            {
                "ts": f"2026-11-18T10:00:{n:02}Z",
                "trace_id": ONE,
                "vendor": said,
                "client": said,
                "method": said,
                "url": f"https://x.example.org/{said}?{said}",
                "status": 500,
                "response_body": {"message": said},
            }
            for n, said in enumerate(HOSTILE)
        )
    )
    con = connection.connect(Lake(lake), catalog.load())
    with ZipFile(io.BytesIO(bundle.build(con, ONE, "en"))) as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    assert not [name for name in files if ".." in name.split("/") or name.startswith("/")]
    for name, content in files.items():
        if name.endswith("curl.txt"):
            (command,) = (line for line in shell_lines(content) if not line.startswith("#"))
            assert len(shlex.split(command)) == 5
        if name.endswith("timeline.md"):
            rows = [line for line in content.splitlines() if line.startswith("|")]
            assert len({line.replace("\\|", "").count("|") for line in rows}) == 1
        if name.endswith("requests.json"):
            json.loads(content)


def shell_lines(content: str) -> list[str]:
    """Lines as a shell takes them: one that ends within a quote goes on."""
    lines: list[str] = []
    pending = ""
    for line in content.splitlines():
        pending = f"{pending}\n{line}" if pending else line
        try:
            shlex.split(pending, comments=True)
        except ValueError:
            continue
        if pending:
            lines.append(pending)
        pending = ""
    assert not pending
    return lines


@pytest.mark.scale
def test_a_body_nested_without_end_is_kept_as_text(ingested: Callable[..., Path]) -> None:
    body = "[" * 1500 + "]" * 1500
    lake = ingested(
        {
            "ts": "2026-11-18T10:00:00Z",
            "trace_id": ONE,
            "url": "https://api.tickdb.ai/v1/x",
            "status": 500,
            "response_body": body,
        }
    )
    con = connection.connect(Lake(lake), catalog.load())
    with ZipFile(io.BytesIO(bundle.build(con, ONE, "en"))) as archive:
        (request,) = json.loads(archive.read("requests.json"))
    assert request["body"].startswith("[[[")
