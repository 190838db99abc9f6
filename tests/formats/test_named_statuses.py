"""Statuses by name are the same whichever names the Python that runs has for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import analyzer, rows

# Each case is a file of its own kind, whose reading is planned anew.
pytestmark = pytest.mark.scale


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("TooManyRequests", 429),
        ("UnprocessableEntity", 422),
        ("UnprocessableContent", 422),
        ("RequestEntityTooLarge", 413),
        ("RequestUriTooLong", 414),
        ("RequestedRangeNotSatisfiable", 416),
        ("BadGateway", 502),
    ],
)
def test_a_status_that_dotnet_says_by_name_is_read(tmp_path: Path, name: str, status: int) -> None:
    log = tmp_path / "bot.log"
    log.write_text(
        "2026-11-19 10:00:00.250 ERROR bot: order failed\n"
        "System.Net.Http.HttpRequestException: Response status code does not indicate success:"
        f" {name}.\n"
    )
    ran = analyzer("ingest", log, "--lake", tmp_path / "lake")
    assert ran.status == 0, ran.err
    assert rows(tmp_path / "lake", "SELECT status FROM requests") == [{"status": status}]
