"""Calls that are rare in a log, and far into it, are found where its beginning tells of none."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from analyzer.errors import SourceError
from analyzer.formats import formats
from analyzer.ingest.session import Options, read_plan_of
from analyzer.ingest.sources.finding import find
from tests.reading_lines import load

pytestmark = pytest.mark.one_in(2)

FAILURE = (
    "2026-11-19 11:00:00,250 ERROR bot.feed: requests.exceptions.HTTPError: 429 Client Error: Too"
    " Many Requests for url: https://api.tickdb.ai/v1/ticker?symbol=A\n"
)


def talk(number: int, more: str = "") -> str:
    words = ("position opened", "order book synced", "state saved, cache pruned")
    return (
        f"2026-11-19 10:{number // 60 % 60:02}:{number % 60:02},000 INFO bot.core: "
        f"{words[number % 3]} {number}{more}\n"
    )


def as_object(line: str) -> str:
    if "url" in line:
        told = {"level": "error", "url": "https://api.tickdb.ai/v1/ticker", "status": 429}
    else:
        told = {"level": "info", "message": line[40:-1]}
    return json.dumps({"time": f"{line[:10]}T{line[11:19]}Z", **told}) + "\n"


def gzipped(text: str) -> bytes:
    return gzip.compress(text.encode())


@pytest.mark.parametrize(
    ("pack", "spell"),
    [(str.encode, str), (gzipped, str), (str.encode, as_object)],
    ids=["text", "gzip", "json"],
)
def test_two_failures_among_thousands_of_other_lines_are_read(
    pack: Callable[[str], bytes], spell: Callable[[str], str], tmp_path: Path
) -> None:
    lines = [talk(number) for number in range(6000)]
    lines[2800], lines[4100] = FAILURE, FAILURE.replace("11:00:00", "11:20:00")
    (tmp_path / "app.log").write_bytes(pack("".join(map(spell, lines))))
    (found,) = load(tmp_path / "lake", tmp_path / "app.log").values()
    assert found.counts.requests == 2
    assert sum(found.counts.skipped.values()) == 5998
    assert not found.counts.rejects


@pytest.mark.scale
@pytest.mark.parametrize(
    "name", ["node_errors", "websocket_clients", "okhttp", "phoenix", "bunyan_client", "call_lines"]
)
def test_what_is_read_among_first_lines_is_read_far_behind_them(name: str, tmp_path: Path) -> None:
    sample = next(one for one in formats()[name].samples if one.rows)
    for folder, before in ((tmp_path / "near", 20), (tmp_path / "far", 2500)):
        folder.mkdir()
        around = [talk(number) for number in range(before + 400)]
        text = "".join([*around[:before], sample.text.rstrip("\n"), "\n", *around[before:]])
        (folder / "app.log").write_text(text)
    near, far = (
        next(iter(load(folder / "lake", folder / "app.log").values())).counts
        for folder in (tmp_path / "near", tmp_path / "far")
    )
    assert far.requests == near.requests > 0
    assert far.rejected == near.rejected


@pytest.mark.scale
def test_of_a_large_log_parts_are_looked_through(tmp_path: Path) -> None:
    lines = [talk(number, " x" * 700) for number in range(25_000)]
    for number in range(3000, 25_000, 50):
        at = f"{number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02}"
        lines[number] = FAILURE.replace("11:00:00", at)
    (tmp_path / "app.log").write_text("".join(lines))
    (found,) = load(tmp_path / "lake", tmp_path / "app.log").values()
    assert found.counts.requests == 440


def test_bytes_that_are_no_text_hide_no_call(tmp_path: Path) -> None:
    lines = [talk(number).encode() for number in range(6000)]
    lines[2800:2900] = [b"\xff\xfe GET /v1/x failed \xff\n"] * 100
    lines[4000] = FAILURE.encode()
    (tmp_path / "app.log").write_bytes(b"".join(lines))
    (found,) = load(tmp_path / "lake", tmp_path / "app.log").values()
    assert found.counts.requests == 1


def test_what_tells_of_no_call_anywhere_is_refused(tmp_path: Path) -> None:
    (tmp_path / "app.log").write_text("".join(talk(number) for number in range(6000)))
    (source,) = find([str(tmp_path / "app.log")])
    with pytest.raises(SourceError, match="no log format that is known"):
        read_plan_of(source, Options())


def test_what_another_library_says_rarely_is_read_beside_calls_of_the_beginning(
    tmp_path: Path,
) -> None:
    lines = [talk(number) for number in range(6000)]
    lines[::20] = [
        f"2026-11-19 10:{at // 60 % 60:02}:{at % 60:02},250 INFO httpx HTTP Request: "
        'GET https://api.tickdb.ai/v1/ticker "HTTP/1.1 200 OK"\n'
        for at in range(0, 6000, 20)
    ]
    lines[3001] = (
        "2026-11-19 12:00:00,250 ERROR websocket: Connection to remote host was lost. - goodbye\n"
    )
    (tmp_path / "app.log").write_text("".join(lines))
    (found,) = load(tmp_path / "lake", tmp_path / "app.log").values()
    assert found.format == "python_clients+websocket_clients"
    assert found.counts.requests == 301
