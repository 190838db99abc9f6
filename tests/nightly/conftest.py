"""Where nights happen, and who receives their reports."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.nightly.nights import write_day
from tests.servers import Webhook, webhook

pytestmark = pytest.mark.scale


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where logs, lake and reports are; with the log of the first day."""
    monkeypatch.chdir(tmp_path)
    write_day(tmp_path / "logs", 1)
    return tmp_path


@pytest.fixture
def hook() -> Iterator[Webhook]:
    with webhook() as one:
        yield one
