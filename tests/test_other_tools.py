"""The lake as other tools see it: `analyzer.duckdb`, and its Delta tables."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import venv
from pathlib import Path

import duckdb
import polars as pl
import pytest
from deltalake import DeltaTable

from analyzer.models import models
from analyzer.questions import questions
from tests.conftest import ROOT, Ran, analyzer, rows

# What a tool does that has nothing of ours but the file: every view, with what is said of it.
_LOOK = """
import json, sys, duckdb
con = duckdb.connect(sys.argv[1], read_only=True)
con.execute("SET enable_progress_bar = false")  # what takes long draws one where the answer goes
print(json.dumps({
    "duckdb": duckdb.__version__,
    "views": dict(con.execute(
        "SELECT view_name, comment FROM duckdb_views() WHERE NOT internal").fetchall()),
    "undocumented": con.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE comment IS NULL"
        " AND NOT internal AND NOT regexp_matches(table_name, '^(lake|catalog)_')").fetchall(),
    "rows": {view: con.execute(f'SELECT count(*), count(COLUMNS(*)::VARCHAR) FROM "{view}"')
        .fetchone()[0] for (view,) in con.execute(
            "SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()},
}))
"""


@pytest.fixture(scope="module")
def far_away(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that is not the one the lake was made from."""
    return tmp_path_factory.mktemp("elsewhere")


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake that was named as people name it: by its path from where they stood."""
    folder = tmp_path_factory.mktemp("home")
    here = Path.cwd()
    os.chdir(folder)
    try:
        (folder / "calls.jsonl").write_text(
            "".join(
                json.dumps({"ts": "2026-11-19T10:00:00Z", "status": 500, **call}) + "\n"
                for call in (
                    {"url": "https://api.tickdb.ai/v1/a"},
                    {"url": "http://localhost:8080/b"},
                    {"url": "https://api.example.com/c", "vendor": "a b/c%d"},
                )
            )
        )
        assert made("calls.jsonl").status == 0
    finally:
        os.chdir(here)
    return folder / "lake"


def made(source: str) -> Ran:
    return analyzer("ingest", source, "--lake", "lake")


def look(python: Path | str, file: Path, folder: Path) -> dict[str, object]:
    ran = subprocess.run(
        [python, "-c", _LOOK, file], cwd=folder, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    found: dict[str, object] = json.loads(ran.stdout)
    return found


def as_promised(seen: dict[str, object], lake: Path) -> None:
    views, counts = seen["views"], seen["rows"]
    assert isinstance(views, dict)
    assert isinstance(counts, dict)
    assert {name: views[name] for name in models()} == {
        model.name: model.about for model in models().values()
    }
    assert seen["undocumented"] == []
    for view in ("requests", "failures", "error_groups", "vendor_health"):
        assert counts[view] == rows(lake, f"SELECT count(*) AS n FROM {view}")[0]["n"] > 0


@pytest.mark.scale
def test_the_views_file_opens_from_any_folder_and_documents_itself(
    lake: Path, far_away: Path
) -> None:
    as_promised(look(sys.executable, lake / "analyzer.duckdb", far_away), lake)


def test_the_views_file_cannot_change_the_lake(lake: Path) -> None:
    with duckdb.connect(str(lake / "analyzer.duckdb"), read_only=True) as con:
        with pytest.raises(duckdb.Error):
            con.execute("DELETE FROM catalog_codes")
        with pytest.raises(duckdb.Error):
            con.execute("DROP VIEW failures")


@pytest.mark.package
def test_duckdb_1_5_shows_the_same_views(sample_lake: Path, far_away: Path, tmp_path: Path) -> None:
    python = environment(tmp_path, "duckdb>=1.5,<2")
    seen = look(python, sample_lake / "analyzer.duckdb", far_away)
    assert str(seen["duckdb"]).startswith("1.5")
    as_promised(seen, sample_lake)
    assert seen["rows"] == look(sys.executable, sample_lake / "analyzer.duckdb", far_away)["rows"]
    some = list(questions().values())[::4]
    asked = {one.name: f"SELECT count(*) FROM (\n{one.sql}\n)" for one in some}
    script = "import json, sys, duckdb; con = duckdb.connect(sys.argv[1], read_only=True);"
    script += "con.execute('SET enable_progress_bar = false'); asked = json.load(sys.stdin);"
    script += "print(json.dumps({n: con.execute(q).fetchone()[0] for n, q in asked.items()}))"
    ran = subprocess.run(
        [python, "-c", script, sample_lake / "analyzer.duckdb"],
        cwd=far_away,
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    answered = {one.name: len(rows(sample_lake, one.sql)) for one in some}
    assert json.loads(ran.stdout) == answered


@pytest.mark.package
def test_the_duckdb_command_line_opens_it(
    sample_lake: Path, far_away: Path, tmp_path: Path
) -> None:
    binary = environment(tmp_path, "duckdb-cli").with_name("duckdb")
    ran = subprocess.run(
        [binary, "-readonly", "-json", sample_lake / "analyzer.duckdb",
         "SELECT vendor, count(*) AS n FROM failures GROUP BY ALL ORDER BY ALL"],
        cwd=far_away,
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    query = "SELECT vendor, count(*) AS n FROM failures GROUP BY ALL ORDER BY ALL"
    assert json.loads(ran.stdout) == rows(sample_lake, query)


def environment(folder: Path, *requirements: str) -> Path:
    """The Python of a fresh environment with these packages."""
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "-q", *requirements], check=True)
    return python


@pytest.mark.parametrize("table", ["requests", "rejects", "limit_states", "loads"])
def test_polars_and_arrow_read_the_delta_tables(table: str, sample_lake: Path) -> None:
    count = rows(sample_lake, f"SELECT count(*) AS n FROM lake_{table}")[0]["n"]
    assert count > 0
    assert pl.scan_delta(sample_lake / table).select(pl.len()).collect().item() == count
    stored = DeltaTable(sample_lake / table)
    assert stored.to_pyarrow_dataset().count_rows() == count
    assert all(field.metadata["about"] for field in stored.schema().fields)


def test_delta_readers_find_vendors_of_any_name_by_their_partition(lake: Path) -> None:
    requests = pl.scan_delta(lake / "requests")
    assert set(requests.collect()["vendor"]) == {"tickdb", "localhost", "a b/c%d"}
    assert requests.filter(vendor="a b/c%d").collect().height == 1
    table = DeltaTable(lake / "requests")
    found = table.to_pyarrow_table(filters=[("vendor", "=", "tickdb")], columns=["host"])
    assert found.column("host").to_pylist() == ["api.tickdb.ai"]


def test_hive_partitions_are_readable_without_delta(sample_lake: Path) -> None:
    found = pl.scan_parquet(sample_lake / "requests/**/*.parquet", hive_partitioning=True)
    assert found.select(pl.len()).collect().item() == 21586


@pytest.mark.scale
def test_every_panel_of_the_grafana_dashboards_is_answered_by_the_lake_alone(
    sample_lake: Path,
) -> None:
    boards = sorted((ROOT / "docs" / "examples" / "grafana").glob("*.json"))
    assert len(boards) == 5
    always = r"\1 BETWEEN '2026-01-01T00:00:00Z' AND '2027-01-01T00:00:00Z'"
    with duckdb.connect(str(sample_lake / "analyzer.duckdb"), read_only=True) as con:
        for board in boards:
            for panel in json.loads(board.read_text("utf-8"))["panels"]:
                asked = panel["targets"][0]["rawSql"]
                found = con.sql(re.sub(r"\$__timeFilter\((\w+)\)", always, asked)).pl()
                of_time = panel["type"] == "timeseries"
                assert (found.columns[0] == "time") == of_time, panel["title"]
                assert not of_time or found.height, panel["title"]
