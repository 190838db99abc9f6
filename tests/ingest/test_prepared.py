"""What a reading leaves to the next one of its process: planned statements, nothing of its data."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from analyzer.catalog import catalog
from analyzer.ingest.session import Options, ingest
from analyzer.ingest.sources.finding import find
from analyzer.lake.lake import Lake
from tests.conftest import analyzer, rows

_WITH_KEY = (
    '{"ts":"2026-11-19T10:00:00Z","method":"GET","url":"https://api.tickdb.ai/v1/x","status":200,'
    '"request_headers":{"X-API-Key":"tdb_live_0123456789abcdef0123"}}\n'
)
_WITHOUT_YEAR = (
    "Nov 19 10:00:00 host bot[1]: DEBUG:urllib3.connectionpool:https://api.tickdb.ai:443"
    ' "GET /v1/x HTTP/1.1" 200 5\n'
)


@pytest.mark.scale
def test_a_key_has_another_identity_in_each_lake(tmp_path: Path) -> None:
    log = tmp_path / "calls.jsonl"
    log.write_text(_WITH_KEY)
    identities = set()
    for lake in (tmp_path / "one", tmp_path / "other"):
        assert analyzer("ingest", log, "--lake", lake).status == 0
        identities |= {row["key_id"] for row in rows(lake, "SELECT key_id FROM requests")}
    assert len(identities) == 2
    assert None not in identities


@pytest.mark.scale
def test_a_time_without_a_year_is_of_the_year_of_its_own_load(tmp_path: Path) -> None:
    log = tmp_path / "app.log"
    log.write_text(_WITHOUT_YEAR)
    for year in (2024, 2026):
        lake, now = Lake(str(tmp_path / str(year))), datetime(year, 11, 20, tzinfo=UTC)
        (outcome,) = ingest(lake, find([str(log)]), catalog.load(), Options(), now=now)
        assert outcome.error is None
        found = rows(lake.root, "SELECT year(ts) AS year FROM requests")
        assert found == [{"year": year}]


def test_a_load_that_failed_leaves_nothing_to_the_next(tmp_path: Path) -> None:
    good, lake = tmp_path / "calls.jsonl", tmp_path / "lake"
    good.write_text(_WITH_KEY)
    assert analyzer("ingest", tmp_path / "nowhere", "--lake", lake).status == 2
    assert analyzer("ingest", good, "--dry-run", "--lake", lake).status == 0
    assert analyzer("ingest", good, "--client", "bot", "--lake", lake).status == 0
    assert rows(lake, "SELECT client FROM requests") == [{"client": "bot"}]
