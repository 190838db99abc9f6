"""Stand-ins of vendors, a log, and a lake of what every client did with them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from analyzer.capture import Log
from tests.capture.clients import (
    DRIVES,
    FAILS,
    ON_SOCKETS,
    SECRET,
    TICKER,
    Driven,
    Vendors,
    ask_while_rotated,
    lake_of,
)
from tests.vendor_standins import (
    running,
)


@pytest.fixture(autouse=True)
def secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANALYZER_SECRET", SECRET)


@pytest.fixture
def vendors() -> Iterator[Vendors]:
    made = Vendors()
    with running(*made.all):
        yield made


@pytest.fixture
def log(tmp_path: Path) -> Log:
    return Log(tmp_path / "calls.jsonl", client="mm-bot-1")


@pytest.fixture(scope="session")
def driven(tmp_path_factory: pytest.TempPathFactory) -> Driven:
    folder = tmp_path_factory.mktemp("driven")
    names = [act.__name__ for act in (*DRIVES, *FAILS, *ON_SOCKETS)]
    of = {name: Vendors() for name in [*names, "rotated"]}
    with pytest.MonkeyPatch.context() as patch, running(*(v for it in of.values() for v in it.all)):
        patch.setenv("ANALYZER_SECRET", SECRET)
        for drive in DRIVES:
            name = drive.__name__
            drive(Log(folder / f"{name}.jsonl", client=name), of[name], list(of[name].calls()))
        for act in (*FAILS, *ON_SOCKETS):
            name = act.__name__
            act(Log(folder / f"{name}.jsonl", client=name), of[name])
        ask_while_rotated(folder, of["rotated"])
        (folder / "plain.jsonl").write_text(
            json.dumps({"ts": 1795082400, "url": f"{TICKER}?api_key={of['by_httpx'].plan}"})
        )
        return Driven(lake_of(*folder.glob("*.jsonl*")), of)
