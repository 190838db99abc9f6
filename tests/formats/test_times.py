"""Times as logs write them, each the moment that it says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.conftest import rows

SPELLINGS = {
    "2026-01-25T14:40:11Z": "2026-01-25T14:40:11Z",
    "2026-01-25 14:40:11,250": "2026-01-25T14:40:11.250Z",
    "2026-01-25 15:40:11 +0100": "2026-01-25T14:40:11Z",
    "2026/01/25 14:40:11": "2026-01-25T14:40:11Z",
    "2026/01/25 - 14:40:11": "2026-01-25T14:40:11Z",
    "2026/01/25 15:40:11.250 +0100": "2026-01-25T14:40:11.250Z",
    "25/Jan/2026:14:40:11 +0000": "2026-01-25T14:40:11Z",
    "[25/Jan/2026:14:40:11.250 +0000]": "2026-01-25T14:40:11.250Z",
    "25/Jan/2026:14:40:11": "2026-01-25T14:40:11Z",
    "25/Jan/2026 14:40:11": "2026-01-25T14:40:11Z",
    # The fifth character is a slash, as behind a year.
    "12/1/2025, 2:40:11 PM": "2025-12-01T14:40:11Z",
    "8/12/2025, 2:40:11 AM": "2025-08-12T02:40:11Z",
    "1/25/2026, 2:40:11 PM": "2026-01-25T14:40:11Z",
    "25/1/2026, 14:40:11": "2026-01-25T14:40:11Z",
    "25.01.2026, 14:40:11": "2026-01-25T14:40:11Z",
    "25-Jan-2026 14:40:11": "2026-01-25T14:40:11Z",
    "Jan 25, 2026 02:40:11 PM": "2026-01-25T14:40:11Z",
    "Sun, 25 Jan 2026 14:40:11 GMT": "2026-01-25T14:40:11Z",
    "Sun Jan 25 2026 15:40:11 GMT+0100 (CET)": "2026-01-25T14:40:11Z",
    "Sun Jan 25 15:40:11 CET 2026": "2026-01-25T14:40:11Z",
    "Sun Jan 25 06:40:11 PST 2026": "2026-01-25T14:40:11Z",
    "260125 14:40:11": "2026-01-25T14:40:11Z",
    "20260125 14:40:11.250": "2026-01-25T14:40:11.250Z",
    "20260125T144011Z": "2026-01-25T14:40:11Z",
    "1769352011250": "2026-01-25T14:40:11.250Z",
}


def test_a_time_is_the_moment_that_it_says_however_it_is_spelt(
    ingested: Callable[..., Path],
) -> None:
    lake = ingested(
        *(
            {"time": time, "method": "GET", "url": f"https://api.tickdb.ai/v1/{n}", "status": 200}
            for n, time in enumerate(SPELLINGS)
        )
    )
    found = {row["path"]: row["ts"] for row in rows(lake, "SELECT path, ts FROM requests")}
    assert found == {f"/v1/{n}": moment for n, moment in enumerate(SPELLINGS.values())}
