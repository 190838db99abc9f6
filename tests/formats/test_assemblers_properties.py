"""Whatever lines stand among those of an exchange, none ends a load, and each is accounted for."""

from __future__ import annotations

import re
from random import Random

import pytest

from analyzer.formats import formats
from tests.conftest import analyzer, rows

ASSEMBLED = [name for name, form in formats().items() if form.assemble is not None]
LINES = [
    line for form in formats().values() for one in form.samples for line in one.text.split("\n")
]
URLS = (
    "https://[::1/v1", "https://api.tickdb.ai:99999/v1", "https://api.tickdb.ai:x/", "https://",
    "https://u:p@[/", "https://\u2100.example/", "wss://[fd00::/", "https://[::1]:443/v1",
)  # fmt: skip
_URL = re.compile(r"(?:https?|wss?)://[^\s\"'<>\\)]+")


def _line(random: Random) -> str:
    line = random.choice(LINES)
    match random.randrange(12):
        case 0 if line:
            at = random.randrange(len(line))
            return line[:at] + random.choice("Əİſ\x00\t\"'[]{}: ") + line[at + 1 :]
        case 1:
            return line.upper()
        case 2:
            return line[: random.randint(0, len(line))]
        case 3 | 4 | 5:
            return _URL.sub(lambda _: random.choice(URLS), line)
        case _:
            return line


@pytest.mark.parametrize("name", ASSEMBLED)
def test_any_lines_are_as_many_afterwards(name: str) -> None:
    for seed in range(8):
        random = Random(seed)
        data = "".join(f"{_line(random)}\n" for _ in range(400)).encode("utf-8", "surrogatepass")
        cut = data.find(b"\n", random.randrange(len(data) // 2)) + 1
        form = formats()[name].fitted(data[: 64 << 10].decode("utf-8", "replace"))
        assert form.assemble is not None
        assemble = form.assemble()
        told = assemble(data[:cut], is_last=False, ahead=data[cut : cut + 4000])
        told += assemble(data[cut:], is_last=True)
        assert told.count(b"\n") == data.count(b"\n")


def test_a_url_that_is_none_ends_no_load(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("urls")
    calls = [
        f'2026-11-19 10:00:0{n},000 INFO httpx HTTP Request: GET {url} "HTTP/1.1 503 Gone"'
        for n, url in enumerate((*URLS, "https://api.tickdb.ai/v1/good"))
    ]
    errors = [
        f"2026-11-19 10:01:0{n},000 ERROR bot: POST {url} failed: Connection refused"
        for n, url in enumerate(URLS)
    ]
    (folder / "bot.log").write_text("\n".join([*calls, *errors, ""]), "utf-8")
    ran = analyzer("ingest", folder / "bot.log", "--lake", folder / "lake")
    assert ran.status == 0, ran.err
    (found,) = rows(folder / "lake", "SELECT lines, requests + rejects + skipped AS n FROM loads")
    assert found == {"lines": len(calls) + len(errors), "n": len(calls) + len(errors)}
    good = rows(folder / "lake", "SELECT status FROM requests WHERE path = '/v1/good'")
    assert good == [{"status": 503}]
