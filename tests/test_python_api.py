"""`import analyzer`: the views in notebooks and scripts."""

from __future__ import annotations

import doctest
import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import duckdb
import polars as pl
import pytest

import analyzer
from analyzer.api import OpenLake
from analyzer.catalog.catalog import load
from analyzer.errors import LakeError, QueryError, UsageError
from analyzer.models import models
from tests.conftest import ROOT
from tests.conftest import analyzer as run


@pytest.fixture(scope="module")
def lake(sample_lake: Path) -> Iterator[OpenLake]:
    with analyzer.open(sample_lake) as opened:
        yield opened


def test_the_package_offers_this_and_no_more() -> None:
    assert analyzer.__all__ == ["__version__", "classify", "open"]
    offered = {name for name in vars(OpenLake) if not name.startswith("_")}
    assert offered == {"views", "frame", "relation", "sql", "ask", "plot", "at", "close"}
    assert all(getattr(OpenLake, name).__doc__ for name in offered)


def test_no_view_hides_behind_what_the_lake_offers_itself() -> None:
    assert not models().keys() & {name for name in dir(OpenLake) if not name.startswith("_")}


@pytest.mark.parametrize("view", models())
def test_every_view_is_a_lazy_frame_and_a_relation(view: str, lake: OpenLake) -> None:
    expected = lake.sql(f"SELECT count(*) AS n FROM {view}")["n"][0]
    frame = getattr(lake, view)
    assert isinstance(frame, pl.LazyFrame)
    assert frame.select(pl.len()).collect().item() == expected
    assert frame.collect_schema().names() == [*models()[view].columns]
    assert lake.relation(view).columns == [*models()[view].columns]
    assert len(lake.relation(view)) == expected


def test_a_frame_reads_only_what_is_asked_of_it(lake: OpenLake) -> None:
    asked = lake.failures.filter(pl.col("class") == "quota").select("ts", "code")
    plan = asked.explain()
    assert "PROJECT 3/" in plan
    assert 'SELECTION: col("class") == "quota"' in plan
    assert set(asked.collect()["code"]) == {"3002"}
    assert asked.collect_schema()["ts"] == pl.Datetime("us", "UTC")


def test_frames_and_relations_join_each_other_and_the_readers_own(lake: OpenLake) -> None:
    titles = lake.vendors.select("vendor", "title")
    joined = lake.failures.join(titles, on="vendor").group_by("title").len().collect()
    assert set(joined["title"]) == {"55-Tech MM", "TickDB", "Zero Markets"}
    owners = pl.DataFrame({"vendor": ["tickdb"], "owner": ["Ann"]})
    owned = lake.relation("failures").query("f", "SELECT owner FROM f JOIN owners USING (vendor)")
    assert owned is not None
    assert set(owned.pl()["owner"]) == set(owners["owner"])


def test_a_notebook_shows_a_relation_with_its_times(lake: OpenLake) -> None:
    failures = lake.relation("failures").order("ts").limit(2)
    assert "2026-11-16" in failures._repr_mimebundle_()["text/html"]
    ts = failures.fetchall()[0][0]
    assert ts.utcoffset() == timedelta(0)


def test_threads_may_share_an_open_lake(lake: OpenLake) -> None:
    counted: list[int] = []

    def count() -> None:
        counted.append(lake.requests.select(pl.len()).collect().item())
        counted.append(lake.sql("SELECT count(*) AS n FROM requests")["n"][0])

    threads = [threading.Thread(target=count) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counted == [21586] * 12


def test_a_half_read_relation_is_in_nobodys_way(lake: OpenLake) -> None:
    half = lake.relation("requests").to_arrow_reader(10)
    assert half.read_next_batch().num_rows == 10
    assert lake.vendors.collect().height == len(load().vendors)


def test_sql_takes_parameters_of_any_type(lake: OpenLake) -> None:
    query = "SELECT count(*) AS n FROM failures WHERE status = :status AND vendor IN :vendors"
    found = lake.sql(query, status=429, vendors=["55tech", "tickdb"])["n"][0]
    frame = lake.failures.filter(pl.col("status") == 429, pl.col("vendor") != "zeromarkets")
    assert found == frame.select(pl.len()).collect().item() > 1000
    with pytest.raises(QueryError, match="no value for :status"):
        lake.sql("SELECT :status")


@pytest.mark.scale
def test_nothing_writes_into_the_lake(sample_lake: Path) -> None:
    def stored() -> dict[Path, int]:
        return {file: file.stat().st_mtime_ns for file in sample_lake.rglob("*")}

    before = stored()
    with analyzer.open(sample_lake) as lake:
        lake.requests.collect()
        for attempt in (
            "DELETE FROM catalog_codes",
            f"COPY requests TO '{sample_lake}/requests/x.parquet'",
            f"FROM read_text('{sample_lake}/secret')",
        ):
            with pytest.raises(QueryError):
                lake.sql(attempt)
        with pytest.raises(duckdb.Error):
            lake.relation("requests").insert([1])
    assert stored() == before


@pytest.mark.scale
def test_language_and_own_vendors_are_chosen_at_open(sample_lake: Path, tmp_path: Path) -> None:
    with analyzer.open(str(sample_lake), lang="zh-Hans") as lake:
        assert lake.sql("SELECT meaning FROM failures WHERE code = '3002'")["meaning"][0] == (
            rows_in("zh-Hans", sample_lake)
        )
    (tmp_path / "mine.toml").write_text('id = "mine"\ntitle = "Mine"\nhosts = ["mine.example"]\n')
    with analyzer.open(sample_lake, vendors=tmp_path) as lake:
        assert "mine" in lake.vendors.collect()["vendor"].to_list()


def rows_in(language: str, lake: Path) -> str:
    out = run(
        "sql", "SELECT meaning FROM failures WHERE code = '3002' LIMIT 1", "--format", "csv",
        "--lang", language, "--lake", lake,
    ).out  # fmt: skip
    return out.splitlines()[1]


def test_what_is_not_there_is_told(sample_lake: Path, tmp_path: Path, lake: OpenLake) -> None:
    with pytest.raises(LakeError, match="analyzer ingest"):
        analyzer.open(tmp_path)
    with pytest.raises(UsageError, match="zh-Hans"):
        analyzer.open(sample_lake, lang="fr")
    with pytest.raises(QueryError, match="nothing"):
        lake.relation("nothing")
    with pytest.raises(AttributeError, match="nothing"):
        _ = lake.nothing
    assert {"failures", "requests", "sql"} <= set(dir(lake))
    assert lake.views["failures"] == models()["failures"].about


def test_a_closed_lake_opens_again_when_it_is_asked(sample_lake: Path) -> None:
    lake = analyzer.open(sample_lake)
    lake.close()
    assert lake.vendors.collect().height == len(load().vendors)
    lake.close()


def test_importing_the_package_costs_next_to_nothing() -> None:
    script = "import sys, analyzer; print({'polars', 'duckdb', 'pyarrow'} & {*sys.modules})"
    out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert out.stdout == "set()\n"


def type_checked(folder: Path, source: str) -> subprocess.CompletedProcess[str]:
    """mypy, strict, over a program that imports the package."""
    (folder / "mine.py").write_text(source)
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", "cache", "mine.py"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


NOTEBOOK = """
import analyzer
lake = analyzer.open('lake', lang='en')
reveal_type(lake.requests)
reveal_type(lake.relation('requests'))
reveal_type(lake.sql('SELECT 1'))
reveal_type(lake.plot('what_failed'))
"""


@pytest.mark.scale
def test_a_type_checker_knows_what_comes_back(tmp_path: Path) -> None:
    checked = type_checked(tmp_path, NOTEBOOK)
    assert checked.returncode == 0, checked.stdout
    for kind in ("LazyFrame", "DuckDBPyRelation", "DataFrame", "Chart"):
        assert f'.{kind}"' in checked.stdout


@pytest.mark.scale
def test_the_readmes_python_runs_as_it_stands(
    sample_lake: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    readme = (ROOT / "docs" / "sql-and-python.md").read_text("utf-8")
    (snippet,) = re.findall(r"```python\n(import analyzer\n.*?)```", readme, re.DOTALL)
    monkeypatch.chdir(sample_lake.parent)
    names: dict[str, object] = {}
    exec(snippet, names)
    answer = names["lake"].sql("SELECT 1 AS one")  # type: ignore[attr-defined]
    assert answer["one"].to_list() == [1]


@pytest.mark.scale
def test_the_examples_of_the_docstrings_are_so(
    lake: OpenLake, sample_lake: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(sample_lake.parent)
    names = {"lake": lake, "pl": pl, "analyzer": analyzer}
    public = [OpenLake, analyzer.open, analyzer.classify]
    found = [
        one for offered in public for one in doctest.DocTestFinder().find(offered, globs=names)
    ]
    without = {one.name for one in found if not one.examples and "._" not in one.name}
    assert without == {"OpenLake.close"}
    tried = [doctest.DocTestRunner(verbose=False).run(one) for one in found]
    assert not any(one.failed for one in tried)


def test_an_answer_is_drawn_with_its_times_lists_and_sums(lake: OpenLake) -> None:
    asked = lake.ask("whose_fault")
    drawn = json.loads(lake.plot("whose_fault").to_json())
    (data,) = drawn["datasets"].values()
    assert [row["failures"] for row in data] == asked["failures"].to_list()
    assert drawn["encoding"]["x"] == {
        "field": "since", "type": "temporal", "scale": {"type": "utc"},
    }  # fmt: skip
    told = [one["field"] for one in drawn["encoding"]["tooltip"]]
    assert {"since (UTC)", "clients", "codes", "succeeded"} <= set(told)
    assert data[0]["since (UTC)"] == asked["since"][0].strftime("%Y-%m-%d %H:%M:%S")
    assert drawn["title"]["text"].startswith("Whose fault is it")
    with pytest.raises(UsageError, match="is no chart"):
        lake.plot("what_to_send_to_support")
    with pytest.raises(UsageError, match="no question 'nothing'"):
        lake.plot("nothing")


@pytest.mark.scale
def test_a_period_holds_the_rows_of_its_days_in_frames_and_in_sql(lake: OpenLake) -> None:
    with lake.at("2026-11-17") as day, lake.at("2026-11-16", "2026-11-17") as days:
        counted = day.sql("SELECT count(*) AS n FROM requests")["n"][0]
        assert counted == lake.requests.filter(date=date(2026, 11, 17)).collect().height
        assert day.vendor_health.select(pl.len()).collect().item() == (
            lake.vendor_health.filter(pl.col("hour").dt.date() == date(2026, 11, 17))
            .collect()
            .height
        )
        assert 0 < counted < days.requests.select(pl.len()).collect().item() < 21586
        assert day.codes.collect().height == lake.codes.collect().height
        assert "2026-11-17" in repr(day)
    with pytest.raises(UsageError, match="is no date"):
        lake.at("last week")


def test_a_notebook_shows_a_lake_and_completes_views_and_columns(lake: OpenLake) -> None:
    shown = lake._repr_html_()
    assert "23,833 lines, 21,586 requests, 8 rejects, 2,239 skipped" in shown
    assert "<code>failures</code>" in shown
    completions = lake._ipython_key_completions_()
    assert "failures" in completions
    assert ("failures", "code") in completions
    assert lake["failures", "ts", "code"].collect_schema().names() == ["ts", "code"]


@pytest.mark.scale
def test_the_types_are_complete_for_a_strict_reader_outside(tmp_path: Path) -> None:
    source = """import analyzer
import polars as pl
def codes(path: str) -> list[str]:
    with analyzer.open(path).at('2026-11-17') as lake:
        frame: pl.LazyFrame = lake.failures
        return frame.collect()['code'].to_list()
verdict = analyzer.classify(status=429, vendor='tickdb')
wait: float | None = verdict.wait_s
wrong: int = verdict.code
"""
    ran = type_checked(tmp_path, source)
    lines = [line for line in ran.stdout.splitlines() if "error" in line]
    assert len(lines) == 2, ran.stdout
    assert lines[0].startswith("mine.py:9: error: Incompatible types in assignment")
