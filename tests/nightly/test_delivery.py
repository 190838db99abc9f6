"""`--deliver`: reports reach people through real servers, and their addresses stay secret."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Ran, analyzer
from tests.servers import Mailbox, Webhook, mailbox, webhook

SECRET = "hunter2-T0p5ecret"


@pytest.fixture
def mail() -> Iterator[Mailbox]:
    with mailbox() as one:
        yield one


@pytest.fixture
def hook() -> Iterator[Webhook]:
    with webhook() as one:
        yield one


def deliver(own_lake: Path, folder: Path, *addresses: str, more: tuple[str, ...] = ()) -> Ran:
    file = folder / "addresses.txt"
    file.write_text("# where reports go\n\n" + "\n".join(addresses) + "\n", "utf-8")
    out = folder / "report.md"
    return analyzer("report", "--lake", own_lake, "--deliver", file, "--out", out, *more)


@pytest.mark.scale
def test_a_mail_says_what_needs_a_person_and_has_the_page_attached(
    own_lake: Path, tmp_path: Path, mail: Mailbox
) -> None:
    ran = deliver(own_lake, tmp_path, mail.address)
    assert (ran.status, ran.out, ran.err) == (0, "", "")
    (message,) = mail.mails
    assert message["Subject"].startswith("API report 2026-11-18: Act now 2")
    parts = {part.get_content_type(): part for part in message.walk()}
    text = parts["text/plain"].get_payload(decode=True)
    assert isinstance(text, bytes)
    needs, urgent, numbers, *_ = text.decode().replace("\r", "").split("\n\n")
    assert needs.startswith("2 to act on now, ")
    assert "- Act now: 55-Tech MM: 6 partial failures still open → Query which" in urgent
    assert all(line.startswith("- Act now: ") for line in urgent.splitlines())
    assert numbers.startswith("Requests: ")
    assert parts["text/html"].get_filename() == "report-2026-11-18.html"
    page = parts["text/html"].get_payload(decode=True)
    assert isinstance(page, bytes)
    assert page.startswith(b"<!doctype html>")


@pytest.mark.scale
def test_a_webhook_gets_the_summary_in_the_chosen_language_with_what_rules_found(
    own_lake: Path, tmp_path: Path, hook: Webhook
) -> None:
    more = ("--lang", "zh-Hans", "--rules", "shipped")
    ran = deliver(own_lake, tmp_path, hook.address(), more=more)
    assert ran.status == 1
    (post,) = hook.posts
    assert post["title"].startswith("API 报告 2026-11-18：立即处理 2")
    assert post["type"] == "warning"
    assert "立即处理，新出现：配额已用尽" in post["message"]
    (attached,) = post["attachments"]
    assert '<html lang="zh-Hans">' in base64.b64decode(attached["base64"]).decode()


@pytest.mark.scale
def test_one_that_takes_nothing_keeps_it_from_no_other_and_is_told_without_its_address(
    own_lake: Path, tmp_path: Path, hook: Webhook
) -> None:
    with webhook() as broken:
        broken.status = 500
        nobody = f"json://user:{SECRET}@127.0.0.1:1/{SECRET}"
        ran = deliver(own_lake, tmp_path, broken.address(SECRET), nobody, hook.address(SECRET))
    assert ran.status == 1
    assert len(hook.posts) == 1
    file = tmp_path / "addresses.txt"
    assert ran.err.splitlines() == [
        f"analyzer: {file}, line 3 (json): was not delivered: the server answered 500."
        " The report itself is kept.",
        f"analyzer: {file}, line 4 (json): was not delivered: no connection."
        " The report itself is kept.",
    ]
    assert (tmp_path / "report.md").exists()
    assert SECRET not in ran.out + ran.err
    for path in [*own_lake.rglob("*"), tmp_path / "report.md"]:
        assert not path.is_file() or SECRET.encode() not in path.read_bytes(), path


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"nonsense://{SECRET}", "line 2: is no address that Apprise knows"),
        (SECRET, "line 2: is no address that Apprise knows"),
        ("# nothing", "holds no address"),
    ],
)
def test_an_address_that_is_none_is_refused_before_anything_is_done_and_not_quoted(
    own_lake: Path, tmp_path: Path, text: str, said: str
) -> None:
    file = tmp_path / "addresses.txt"
    file.write_text(f"\n{text}\n", "utf-8")
    out = tmp_path / "report.html"
    ran = analyzer("report", "--lake", own_lake, "--deliver", file, "--out", out)
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err
    assert SECRET not in ran.err
    assert len(ran.err.splitlines()) == 1
    assert not out.exists()


def test_a_file_of_addresses_that_is_not_there_says_so(own_lake: Path, tmp_path: Path) -> None:
    ran = analyzer("report", "--lake", own_lake, "--deliver", tmp_path / "none.txt")
    assert ran.status == 2
    assert "none.txt" in ran.err


@pytest.mark.scale
def test_what_a_log_says_calls_nobody_in_a_chat(tmp_path: Path, hook: Webhook) -> None:
    call = {
        "vendor": "@everyone <!channel>",
        "url": "https://x.example/api/v1/x",
        "client": "@here",
        "status": 500,
    }
    log = tmp_path / "calls.jsonl"
    lines = [
        json.dumps({"ts": f"2026-11-18T{n // 60:02}:{n % 60:02}:00Z", **call}) for n in range(120)
    ]
    log.write_text("\n".join(lines), "utf-8")
    analyzer("ingest", log, "--lake", tmp_path / "lake")
    ran = deliver(tmp_path / "lake", tmp_path, hook.address(), more=("--rules", "shipped"))
    assert ran.status == 1
    (post,) = hook.posts
    assert "everyone" in post["message"]
    assert "@everyone" not in post["message"]
    assert "@here" not in post["message"]
