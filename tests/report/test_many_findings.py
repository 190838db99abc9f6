"""A report over more vendors than anybody reads about: bounded pages, and no figure lost."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import analyzer

HOSTS = 130
LIMIT = {"X-RateLimit-Limit": "100", "X-RateLimit-Remaining": "0"}


@pytest.mark.scale
def test_a_report_names_the_most_urgent_of_many_findings_and_counts_them_all(
    ingested: Callable[..., Path],
) -> None:
    about = {"ts": "2026-11-19T10:00:00Z", "method": "GET", "status": 200}
    lake = ingested(
        *(
            about | {"url": f"https://api-{host}.example.com/v1", "response_headers": LIMIT}
            for host in range(HOSTS)
        )
    )
    told = {
        form: analyzer("report", "--lake", lake, "--format", form)
        for form in ("html", "md", "json")
    }
    assert {ran.status for ran in told.values()} == {0}, told
    (page,) = json.loads(told["json"].out)
    found = len(page["attention"])
    assert found >= HOSTS
    assert told["html"].out.count('id="finding-') == 100
    assert told["md"].out.count("```sql") < 150
    for form in ("html", "md"):
        assert f"… and {found - 100} more" in told[form].out
        assert f"{HOSTS - 50} more: classified by HTTP status alone" in told[form].out
    tally = re.findall(r"</span> <strong>(\d+)</strong>", told["html"].out)
    assert sum(map(int, tally)) == found
