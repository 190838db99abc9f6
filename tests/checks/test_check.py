"""`analyzer check`: each way to damage a lake is found, said and mended, and no row differs."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import analyzer, rows

LINE = '{"ts":"2026-11-%02dT10:00:%02dZ","url":"https://api.tickdb.ai/v1/a","status":%d}\n'


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two logs of two days each; a broken line in each."""
    folder = tmp_path_factory.mktemp("logs")
    for name, first in (("a", 1), ("b", 2)):
        lines = [LINE % (first + n % 2, n, 200 + 229 * (n % 3 == 0)) for n in range(20)]
        (folder / f"{name}.jsonl").write_text("".join([*lines, "no line\n"]))
    return folder


@pytest.fixture(scope="module")
def whole(logs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake made of the two logs in two runs."""
    lake = tmp_path_factory.mktemp("whole") / "lake"
    for log in sorted(logs.iterdir()):
        assert analyzer("ingest", log, "--lake", lake).status == 0
    return lake


# All rows of a lake, but for what tells one run from another.
CONTENT = """
SELECT 'requests' AS name, to_json(t)::VARCHAR AS row FROM (SELECT * EXCLUDE (load) FROM requests) t
UNION ALL SELECT 'rejects', to_json(t)::VARCHAR FROM (SELECT * EXCLUDE (load) FROM rejects) t
UNION ALL SELECT 'loads', to_json(t)::VARCHAR
    FROM (SELECT source, lines, requests, rejects, skipped FROM loads) t
ORDER BY ALL
"""


@pytest.fixture(scope="module")
def content(whole: Path) -> list[dict[str, Any]]:
    found = rows(whole, CONTENT)
    assert {row["name"] for row in found} == {"requests", "rejects", "loads"}
    return found


def last_entry(lake: Path, table: str) -> Path:
    return sorted((lake / table / "_delta_log").glob("*.json"))[-1]


def cut_short(table: str) -> Callable[[Path], None]:
    def damage(lake: Path) -> None:
        entry = last_entry(lake, table)
        entry.write_bytes(entry.read_bytes()[:150])

    return damage


def emptied_entry(lake: Path) -> None:
    last_entry(lake, "loads").write_bytes(b"")


def lost_entry(lake: Path) -> None:
    last_entry(lake, "loads").unlink()


def lost_file(lake: Path) -> None:
    sorted(lake.glob("requests/*/*/*.parquet"))[0].unlink()


def truncated_file(lake: Path) -> None:
    with sorted(lake.glob("requests/*/*/*.parquet"))[0].open("r+b") as file:
        file.truncate(99)


def scribbled_file(lake: Path) -> None:
    file = sorted(lake.glob("rejects/*.parquet"))[0]
    file.write_bytes(b"x" * file.stat().st_size)


def lost_views(lake: Path) -> None:
    (lake / "analyzer.duckdb").unlink()


def open_secret(lake: Path) -> None:
    (lake / "secret").chmod(0o644)


def dead_draft(lake: Path) -> None:
    (lake / "secret.0a1b2c3d").touch()
    os.utime(lake / "secret.0a1b2c3d", (0, 0))


def dead_staging(lake: Path) -> None:
    (lake / ".staging" / "4194305-dead").mkdir(parents=True)


DAMAGES = {
    "loads: a log entry cut short": (cut_short("loads"), "loads/_delta_log/", "is cut short"),
    "requests: a log entry cut short": (cut_short("requests"), "_delta_log/", "is cut short"),
    "an empty log entry": (emptied_entry, "loads/_delta_log/", "is cut short"),
    "a lost log entry": (lost_entry, "requests/vendor=tickdb", "a load that was never finished"),
    "a lost file": (lost_file, "requests/vendor=tickdb", "is gone"),
    "a truncated file": (truncated_file, "requests/vendor=tickdb", "has not the size"),
    "a scribbled file": (scribbled_file, "rejects/", "is no Parquet file any more"),
    "a lost views file": (lost_views, "analyzer.duckdb", "is gone"),
    "a secret that others can read": (open_secret, "secret", "can be read by others"),
    "a draft of the secret": (dead_draft, "secret.0a1b2c3d", "was killed"),
    "what a killed run left": (dead_staging, ".staging/4194305-dead", "was killed"),
}


FEW_DAMAGES = ("requests: a log entry cut short",)


@pytest.mark.one_in(6)
@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=() if name in FEW_DAMAGES else pytest.mark.scale, id=name)
        for name in DAMAGES
    ],
)
def test_damage_is_found_mended_and_read_again(
    name: str, logs: Path, whole: Path, content: list[dict[str, Any]], tmp_path: Path
) -> None:
    damage, where, what = DAMAGES[name]
    lake = tmp_path / "lake"
    shutil.copytree(whole, lake)
    damage(lake)
    found = analyzer("check", "--lake", lake)
    assert found.status == 1
    assert where in found.out
    assert what in found.out
    assert "[--repair can]" in found.out
    mended = analyzer("check", "--repair", "--lake", lake)
    assert (mended.status, mended.out.splitlines()[-1]) == (0, "whole again")
    assert analyzer("check", "--lake", lake).out == "whole\n"
    assert analyzer("ingest", logs, "--lake", lake).status == 0
    assert rows(lake, CONTENT) == content


@pytest.mark.scale
def test_a_whole_lake_is_whole_also_when_compacted_and_pruned(whole: Path, tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    shutil.copytree(whole, lake)
    assert analyzer("compact", "--lake", lake).status == 0
    assert analyzer("check", "--lake", lake).out == "whole\n"
    days = (datetime.now(UTC).date() - date(2026, 11, 3)).days
    assert analyzer("prune", "--keep", f"{days}d", "--lake", lake).status == 0
    assert analyzer("check", "--lake", lake).out == "whole\n"
    assert rows(lake, "SELECT DISTINCT date FROM requests") == [{"date": "2026-11-03"}]
    # Of the log that ends before that day the reject goes too; the other log keeps its own.
    assert rows(lake, "SELECT parse_filename(source) AS name FROM rejects") == [{"name": "b.jsonl"}]


def test_a_log_that_cannot_be_read_is_an_error_and_no_empty_lake(
    whole: Path, tmp_path: Path
) -> None:
    lake = tmp_path / "lake"
    shutil.copytree(whole, lake)
    cut_short("loads")(lake)
    ran = analyzer("sql", "SELECT count(*) FROM requests", "--lake", lake)
    assert ran.status == 2
    assert "See `analyzer check --repair`" in ran.err
    assert ran.err.count("\n") == 1


def test_a_run_that_was_killed_at_once_does_not_stop_the_next(logs: Path, tmp_path: Path) -> None:
    (tmp_path / "lake").mkdir()
    (tmp_path / "lake" / "secret.0a1b2c3d").touch()
    assert analyzer("ingest", logs, "--lake", tmp_path / "lake").status == 0


@pytest.mark.scale
def test_what_another_machine_stages_is_left_to_it_for_a_day(whole: Path, tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    shutil.copytree(whole, lake)
    staged = lake / ".staging" / "4194305-0a1b2c3d-elsewhere"
    staged.mkdir(parents=True)
    assert analyzer("check", "--repair", "--lake", lake).status == 0
    assert staged.exists()
    os.utime(staged, (0, 0))
    analyzer("check", "--repair", "--lake", lake)
    assert not staged.exists()


@pytest.mark.scale
def test_a_copy_of_a_lake_without_its_lock_file_is_looked_at(whole: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(whole, copy, ignore=shutil.ignore_patterns("lock"))
    ran = analyzer("check", "--lake", copy)
    assert (ran.status, ran.out.strip()) == (0, "whole"), ran.err
