"""Views as Delta tables: what every engine reads of them is what the views say now."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from deltalake import DeltaTable

import analyzer as program
from analyzer.lake.delta import LakeTable
from analyzer.warehouse.published import CATALOG, published_models
from tests.conftest import Ran, analyzer, rows
from tests.reference.loading import in_one_load
from tests.reference.story import saga

pytestmark = [pytest.mark.scale, pytest.mark.one_in(2)]

# As DuckDB and Spark both have it.
ON_SPARK = [
    "SELECT vendor, code, count(*) AS n FROM failures GROUP BY ALL ORDER BY 1, 2",
    "SELECT vendor, sum(requests) AS n, sum(failed) AS failed FROM vendor_health"
    " GROUP BY ALL ORDER BY 1",
    "SELECT class, fault, failures FROM incidents ORDER BY vendor, class, since",
    "SELECT f.vendor, t.trace_key, count(*) AS n FROM traces t JOIN failures f"
    " ON array_contains(t.codes, f.code) GROUP BY ALL ORDER BY 1, 2",
    "SELECT code, resolution, attempts FROM partial_failures ORDER BY ts",
]
PUBLISHED = [model.name for model in published_models()]


def call(ts: str, status: int, number: int, **more: object) -> dict[str, object]:
    trace = {"response_headers": {"X-Trace-Id": f"trace-{number // 2}"}, "duration_ms": 10 + number}
    url = f"https://api.tickdb.ai/v1/market/ticker?symbol={number}"
    told = {"response_body": {"code": 3001}} if status == 429 else {}
    whose = {"client": f"bot-{number % 3}", "url": url}
    return {"ts": ts, "status": status, **whose, **trace, **told, **more}


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three days of calls, published."""
    folder = tmp_path_factory.mktemp("published")
    calls = [
        call(f"2026-11-{day}T{hour:02}:59:59.5Z", status, day + number)
        for day in (16, 17, 18)
        for hour in (0, 12, 23)
        for number, status in enumerate((200, 200, 429, 502, 500))
    ]
    half = {"detail": {"failed": ["7"], "message": "1 of 2 orders could not be cancelled"}}
    calls.append(
        call("2026-11-17T08:00:00Z", 502, 1, response_body=half)
        | {"method": "POST", "url": "https://mm.55-tech.com/api/v1/orders/7/cancel"}
    )
    (folder / "calls.jsonl").write_text("".join(json.dumps(one) + "\n" for one in calls))
    assert analyzer("ingest", folder / "calls.jsonl", "--lake", folder / "lake").status == 0
    published(folder / "lake")
    return folder / "lake"


@pytest.fixture
def own_lake(lake: Path, tmp_path: Path) -> Path:
    shutil.copytree(lake, tmp_path / "lake")
    return tmp_path / "lake"


def from_samples(sample_lake: Path, folder: Path) -> Path:
    shutil.copytree(sample_lake, folder / "lake")
    return folder / "lake"


def from_stories(_: Path, folder: Path) -> Path:
    """Two days that were made up: outages, bursts, half-done work, sockets, retries."""
    return in_one_load(random.Random(), saga(range(11, 13)), folder)


def catalog_of_another_mind(folder: Path) -> Path:
    """The vendors as we ship them, but one code of TickDB's is a failure of another class."""
    shipped = str(resources.files("analyzer.catalog") / "vendors" / "tickdb.toml")
    text = Path(shipped).read_text("utf-8")
    code = '[codes.3001]\nclass = "rate_limit"'
    assert code in text
    told = text.replace(code, '[codes.3001]\nclass = "quota"').partition("[[samples]]")[0]
    folder.mkdir()
    (folder / "tickdb.toml").write_text(told, "utf-8")
    (folder / "abco.toml").write_text(
        'id = "abco"\ntitle = "Abco"\ndocs_url = "https://abco.example"\nhosts = ["abco.example"]\n'
    )
    return folder


def published(lake: Path, *options: object) -> dict[str, int]:
    """How many days of each table were written or taken away."""
    ran = analyzer(*options, "build", "--publish", "--lake", lake)
    assert ran.status == 0, ran.err
    lines = (line.split(": ") for line in ran.out.splitlines()[1:])
    return {name: int(said.split()[0]) for name, said in lines}


def assert_tables_are_views(lake: Path, **opened: Any) -> None:
    with program.open(lake, **opened) as views:
        for name in PUBLISHED:
            view = views.relation(name)
            columns = ", ".join(f'"{column}"' for column in view.columns)
            asked = f"count(*), sum(hash({columns})), bit_xor(hash({columns}))"
            files = DeltaTable(lake / "published" / name).file_uris()
            with duckdb.connect() as con:
                con.execute("SET TimeZone = 'UTC'")
                found: Any = con.read_parquet(files, hive_partitioning=True) if files else None
                table = found.aggregate(asked).fetchall() if files else [(0, None, None)]
            assert table == view.aggregate(asked).fetchall(), name


def test_every_table_holds_what_its_view_says(lake: Path) -> None:
    assert_tables_are_views(lake)
    with program.open(lake) as views:
        assert all(len(views.relation(name)) for name in PUBLISHED)


@pytest.mark.parametrize("made", [from_samples, from_stories])
def test_tables_go_on_being_the_views_after_a_late_load_and_a_changed_catalog(
    made: Callable[[Path, Path], Path], sample_lake: Path, tmp_path: Path
) -> None:
    lake = made(sample_lake, tmp_path)
    published(lake)
    assert_tables_are_views(lake)
    first = rows(lake, "SELECT min(ts) AS first, count(*) AS n FROM failures")[0]
    late = [
        call(first["first"], 429, n, url=f"https://{host}/v1/late")
        for n, host in enumerate(("api.tickdb.ai", "abco.example"))
    ]
    (tmp_path / "late.jsonl").write_text("".join(json.dumps(one) + "\n" for one in late))
    assert analyzer("ingest", tmp_path / "late.jsonl", "--lake", lake).status == 0
    assert published(lake)["failures"] == 1
    assert_tables_are_views(lake)
    vendors = catalog_of_another_mind(tmp_path / "vendors")
    published(lake, "--vendors", vendors)
    assert_tables_are_views(lake, vendors=vendors)
    found = {
        (row["vendor"], row["class"])
        for row in pl.scan_delta(lake / "published/failures")
        .filter(pl.col("code").is_in(["3001", "429"]))
        .select("vendor", "class").collect().to_dicts()
    }  # fmt: skip
    assert ("tickdb", "quota") in found
    assert ("tickdb", "rate_limit") not in found
    assert ("abco", "rate_limit") in found
    published(lake)
    assert_tables_are_views(lake)


def test_one_who_was_stopped_between_rows_and_properties_leaves_nothing_wrong(
    own_lake: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vendors = catalog_of_another_mind(tmp_path / "vendors")

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(LakeTable, "set_properties", stopped)
        analyzer("build", "--publish", "--vendors", vendors, "--lake", own_lake)
    # Which table came first is of no account: its rows are the other catalog's, its words are not.
    assert any(published(own_lake).values())
    assert_tables_are_views(own_lake)
    assert not any(published(own_lake).values())


def test_nothing_is_written_where_nothing_changed(lake: Path) -> None:
    before = {file: file.stat().st_mtime_ns for file in (lake / "published").rglob("*.*")}
    assert not any(published(lake).values())
    assert {file: file.stat().st_mtime_ns for file in before} == before


def test_a_late_load_writes_its_day_again_and_no_other(own_lake: Path, tmp_path: Path) -> None:
    late = {"ts": "2026-11-17T12:00:00Z", "status": 500, "url": "https://api.tickdb.ai/v1/late"}
    (tmp_path / "late.jsonl").write_text(json.dumps(late) + "\n")
    assert analyzer("ingest", tmp_path / "late.jsonl", "--lake", own_lake).status == 0
    changed = published(own_lake)
    assert changed["failures"] == changed["vendor_health"] == 1
    assert changed["traces"] == 0
    assert_tables_are_views(own_lake)
    assert not any(published(own_lake).values())


def test_a_changed_catalog_writes_the_days_that_it_changes(own_lake: Path, tmp_path: Path) -> None:
    before = DeltaTable(own_lake / "published/failures").metadata().configuration[CATALOG]
    folder = tmp_path / "vendors"
    folder.mkdir()
    (folder / "abco.toml").write_text(
        'id = "abco"\ntitle = "Abco"\ndocs_url = "https://abco.example"\nhosts = ["abco.example"]\n'
    )
    assert not any(published(own_lake, "--vendors", folder).values())
    table = DeltaTable(own_lake / "published/failures")
    assert table.metadata().configuration[CATALOG] != before
    assert published(own_lake, "--lang", "zh-Hans")["failures"] == 3
    assert_tables_are_views(own_lake, lang="zh-Hans")


def test_what_is_pruned_is_in_no_table(own_lake: Path) -> None:
    assert analyzer("prune", "--keep", "1", "--lake", own_lake).status == 0
    for name in PUBLISHED:
        days = pl.scan_delta(own_lake / "published" / name).select("date").collect()["date"]
        assert all(day > date(2026, 11, 18) for day in days)


def test_check_finds_a_table_that_lost_a_file_and_repair_lets_it_be_made_again(
    own_lake: Path,
) -> None:
    next((own_lake / "published/traces").rglob("*.parquet")).unlink()
    found = analyzer("check", "--lake", own_lake)
    assert found.status == 1
    assert "published/traces: a file is gone" in found.out
    assert analyzer("check", "--repair", "--lake", own_lake).status == 0
    assert published(own_lake)["traces"] == 3
    assert_tables_are_views(own_lake)


def test_a_table_of_other_columns_becomes_one_of_these_in_one_commit(own_lake: Path) -> None:
    target = own_lake / "published/service_level"
    shutil.rmtree(target)
    DeltaTable.create(
        target, pl.DataFrame({"old": [1], "date": [date(2026, 1, 1)]}).to_arrow().schema,
        partition_by=["date"],
    )  # fmt: skip
    assert published(own_lake)["service_level"] == 3
    assert DeltaTable(target).version() == 2
    assert_tables_are_views(own_lake)


def test_nightly_publishes_where_its_settings_say_so(own_lake: Path, tmp_path: Path) -> None:
    shutil.rmtree(own_lake / "published")
    config = tmp_path / "nightly.toml"
    config.write_text(f'publish = true\nreports = "{tmp_path / "reports"}"\n')
    ran: Ran = analyzer("nightly", "--config", config, "--date", "2026-11-17", "--lake", own_lake)
    days = sum(len(DeltaTable(own_lake / "published" / name).partitions()) for name in PUBLISHED)
    assert f"published: 8 tables, {days} days changed" in ran.out, ran.err
    assert_tables_are_views(own_lake)


def test_other_engines_read_the_tables(lake: Path) -> None:
    with program.open(lake) as views:
        counts = {name: len(views.relation(name)) for name in PUBLISHED}
    for name, count in counts.items():
        place = lake / "published" / name
        assert pl.scan_delta(place).select(pl.len()).collect().item() == count > 0
        assert DeltaTable(place).to_pyarrow_dataset().count_rows() == count
        day = pl.scan_delta(place).filter(date=date(2026, 11, 17)).collect()
        assert 0 < day.height <= count


def test_datafusion_answers_as_the_view_does(lake: Path) -> None:
    datafusion = pytest.importorskip("datafusion")
    context = datafusion.SessionContext()
    context.register_dataset(
        "failures", DeltaTable(lake / "published/failures").to_pyarrow_dataset()
    )
    asked = "SELECT vendor, code, count(*) AS n FROM failures GROUP BY vendor, code ORDER BY 1, 2"
    assert context.sql(asked).to_pylist() == rows(lake, asked)


@pytest.mark.spark
def test_spark_sql_on_two_workers_answers_as_the_views_do(lake: Path) -> None:
    from pyspark.sql import SparkSession

    spark = SparkSession.builder.master("local-cluster[2,1,1024]").getOrCreate()
    try:
        for name in PUBLISHED:
            place = lake / "published" / name
            files = DeltaTable(place).file_uris()
            spark.read.option("basePath", str(place)).parquet(*files).createTempView(name)
        for asked in (*(f"SELECT count(*) AS n FROM {name}" for name in PUBLISHED), *ON_SPARK):
            assert [row.asDict() for row in spark.sql(asked).collect()] == rows(lake, asked), asked
    finally:
        spark.stop()
