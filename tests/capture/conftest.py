"""Stand-ins for vendors, and a log that their callers write."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from analyzer.capture import Log
from tests.capture.drives import (
    SECRET,
    Vendors,
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
