"""Lakes of other versions: older ones are read and written, newer ones are left alone.

`versions/VERSION` is a lake as that version wrote it, from four lines, without its views file.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from deltalake import DeltaTable

import analyzer as program
from analyzer.errors import NewerLakeError
from analyzer.lake.delta import LAYOUT
from tests.conftest import analyzer, rows

VERSIONS = sorted((Path(__file__).parent / "versions").iterdir())


@pytest.fixture(params=VERSIONS, ids=lambda folder: folder.name)
def older(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    shutil.copytree(request.param, tmp_path / "lake")
    return tmp_path / "lake"


def test_a_lake_of_a_version_before_is_read_written_and_published(
    older: Path, tmp_path: Path
) -> None:
    codes = "SELECT code, class FROM failures ORDER BY ts"
    before = [{"code": "3001", "class": "rate_limit"}, {"code": "502", "class": "partial_failure"}]
    assert rows(older, codes) == before
    late = {"ts": "2026-11-20T00:00:00Z", "status": 401, "url": "https://api.tickdb.ai/v1/x"}
    (tmp_path / "late.jsonl").write_text(json.dumps(late) + "\n")
    assert analyzer("ingest", tmp_path / "late.jsonl", "--lake", older).status == 0
    assert rows(older, codes) == [*before, {"code": "401", "class": "auth"}]
    assert [row["source"] for row in rows(older, "FROM rejects")] == ["calls.jsonl"]


def test_a_program_that_meets_a_newer_lake_says_so_and_touches_nothing(older: Path) -> None:
    for table in ("loads", "requests"):
        DeltaTable(older / table).alter.set_table_properties(
            {"analyzer.layout": str(LAYOUT + 1)}, raise_if_not_exists=False
        )
    before = {file: file.stat().st_mtime_ns for file in older.rglob("*")}
    for command in (["sql", "FROM loads"], ["check"], ["prune", "--keep", "1"]):
        ran = analyzer(*command, "--lake", older)
        assert ran.status == 2
        assert f"layout {LAYOUT + 1}" in ran.err
        assert "Install a later version" in ran.err
    with pytest.raises(NewerLakeError), program.open(older) as lake:
        lake.requests.collect()
    after = {file: file.stat().st_mtime_ns for file in older.rglob("*") if file.name != "lock"}
    assert after == {file: then for file, then in before.items() if file.name != "lock"}
