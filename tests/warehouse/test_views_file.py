"""`analyzer.duckdb`: what it is made of is kept for the next new lake of the same user."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.conftest import SAMPLE_LOGS

_LOG = SAMPLE_LOGS / "combined"


def _views_of_new_lake(lake: Path, cache: Path) -> list[tuple[str, str, str]]:
    """Load a log into a new lake by a process of its own: its views, but for those of its files."""
    command = [sys.executable, "-m", "analyzer", "ingest", str(_LOG), "--lake", str(lake)]
    environment = os.environ | {"ANALYZER_CACHE": str(cache)}
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    with duckdb.connect(str(lake / "analyzer.duckdb"), read_only=True) as con:
        assert con.execute("SELECT count(*) > 0 FROM requests").fetchone() == (True,)
        return con.execute(
            "SELECT view_name, sql, comment FROM duckdb_views()"
            " WHERE NOT internal AND NOT starts_with(view_name, 'lake_') ORDER BY view_name"
        ).fetchall()


@pytest.mark.scale
def test_a_new_lake_has_the_views_of_the_last_one_whatever_became_of_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    first = _views_of_new_lake(tmp_path / "first", cache)
    (kept,) = (path for path in cache.rglob("*") if path.is_file())
    made = kept.read_bytes()
    assert str(tmp_path).encode() not in made
    assert _views_of_new_lake(tmp_path / "second", cache) == first
    kept.write_bytes(made[: len(made) // 2])
    assert _views_of_new_lake(tmp_path / "third", cache) == first
    assert len(kept.read_bytes()) == len(made)
    monkeypatch.setenv("ANALYZER_CACHE_MB", "many")
    (tmp_path / "no folder").write_text("")
    assert _views_of_new_lake(tmp_path / "fourth", cache) == first
    monkeypatch.delenv("ANALYZER_CACHE_MB")
    assert _views_of_new_lake(tmp_path / "fifth", tmp_path / "no folder") == first
