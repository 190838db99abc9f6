"""Hosts that no catalog claims, in thousands: few folders, and each is its own vendor still."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from deltalake import DeltaTable

from analyzer.catalog import catalog
from analyzer.lake import partitions
from analyzer.lake.lake import Lake
from analyzer.models import models
from analyzer.schema import OTHERS
from analyzer.warehouse.connection import VERY_FEW_REQUESTS, connect
from tests.conftest import analyzer, rows
from tests.same_lake import content

HOSTS = 10
ABCO = """id = "abco"
title = "Abco"
docs_url = "https://docs.abco.example/"
hosts = ["*.crawl.example"]
"""


def call(day: int, host: str, number: int, **more: Any) -> dict[str, Any]:
    limits = {"X-RateLimit-Limit": "9", "X-RateLimit-Remaining": f"{number % 9}"}
    at = f"2026-11-{day}T{number % 24:02}:30:00Z"
    told = {"ts": at, "client": f"bot-{number % 3}", "method": "GET", "duration_ms": 5.5 + number}
    status = (200, 404, 429, 502)[number % 4]
    return (
        told | {"url": f"https://{host}/v1/x", "status": status, "response_headers": limits} | more
    )


def crawled(day: int) -> list[dict[str, Any]]:
    """Calls to a vendor of the catalog, to a large host, and to many that are called twice."""
    lines = [call(day, "api.tickdb.ai", n) for n in range(12)]
    lines += [call(day, "large.example", n) for n in range(12)]
    lines += [call(day, f"h{n}.crawl.example", k) for n in range(HOSTS) for k in (n, n + 1)]
    # A log's own word for its vendor may be anything.
    odd = enumerate((OTHERS, "é/=", "'", "a b"), 1)
    return lines + [call(day, "x.example", n, vendor=vendor) for n, vendor in odd]


def ingest(folder: Path, lake: Path, *days: int) -> None:
    for day in days:
        log = folder / f"calls-{day}.jsonl"
        log.write_text("".join(json.dumps(one) + "\n" for one in crawled(day)))
        ran = analyzer("ingest", log, "--lake", lake)
        assert ran.status == 0, ran.err


def folders(lake: Path) -> set[str]:
    return {one.name.removeprefix("vendor=") for one in (lake / "requests").glob("vendor=*")}


@pytest.fixture(scope="module")
def lakes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The same two days where most vendors share partitions, and where each has its own."""
    folder = tmp_path_factory.mktemp("crawled")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(partitions, "MOST_UNLISTED", 1)
        ingest(folder, folder / "shared", 18, 19)
        patch.setattr(partitions, "MOST_UNLISTED", 1000)
        ingest(folder, folder / "apart", 18, 19)
    return folder / "shared", folder / "apart"


@pytest.fixture
def shared(lakes: tuple[Path, Path], tmp_path: Path) -> Path:
    return Path(shutil.copytree(lakes[0], tmp_path / "lake"))


def test_rare_vendors_share_a_partition_and_the_rows_are_the_same(
    lakes: tuple[Path, Path],
) -> None:
    shared, apart = lakes
    assert folders(shared) == {"tickdb", "large.example", OTHERS}
    assert len(folders(apart)) > HOSTS
    assert content(shared) == content(apart)


def test_a_vendor_that_shares_a_partition_is_asked_for_as_any_other(
    lakes: tuple[Path, Path],
) -> None:
    counted = "SELECT count(*) AS n FROM requests WHERE vendor = 'h7.crawl.example'"
    assert rows(lakes[0], counted) == [{"n": 4}]
    named = f"SELECT host, date::VARCHAR AS day FROM requests WHERE vendor = '{OTHERS}' ORDER BY 2"
    days = ("2026-11-18", "2026-11-19")
    assert rows(lakes[0], named) == [{"host": "x.example", "day": day} for day in days]


def views(lake: Path, vendors: Path | None = None) -> dict[str, Any]:
    """A digest of each view's rows."""
    found = {}
    known = catalog.load(vendors)
    # Computed one after another: each would be planned with all that it reads.
    with connect(Lake(lake), known, names=models(), computed_up_to=VERY_FEW_REQUESTS) as con:
        for name, model in models().items():
            skipped = {"loaded_at", "load"}
            columns = [f'"{one}"::VARCHAR' for one in model.columns if one not in skipped]
            digest = f"SELECT count(*), sum(hash({', '.join(columns)})) FROM {name}"
            found[name] = con.execute(digest).fetchall()
    return found


@pytest.mark.scale
def test_every_view_answers_the_same_built_or_not_compacted_or_not(
    lakes: tuple[Path, Path], shared: Path, tmp_path: Path
) -> None:
    apart = Path(shutil.copytree(lakes[1], tmp_path / "apart"))
    expected = views(apart)
    assert views(shared) == expected
    for command in (("build",), ("compact",), ("build", "--publish")):
        for lake in (shared, apart):
            ran = analyzer(*command, "--lake", lake)
            assert ran.status == 0, ran.err
        assert views(shared) == expected
    for lake in (shared, apart):
        ran = analyzer("check", "--lake", lake)
        assert ran.status == 0, ran.out + ran.err
    published = [Lake(lake).published("failures", None).listing().files for lake in (shared, apart)]
    assert published[0]["num_records"].sum() == published[1]["num_records"].sum() > 0


@pytest.mark.scale
def test_a_vendor_file_that_comes_later_claims_hosts_that_share_a_partition(
    lakes: tuple[Path, Path], shared: Path, tmp_path: Path
) -> None:
    apart = Path(shutil.copytree(lakes[1], tmp_path / "apart"))
    (tmp_path / "vendors").mkdir()
    (tmp_path / "vendors" / "abco.toml").write_text(ABCO)
    assert analyzer("build", "--lake", shared).status == 0
    expected = views(apart, tmp_path / "vendors")
    assert views(shared, tmp_path / "vendors") == expected
    ran = analyzer("build", "--lake", shared, "--vendors", tmp_path / "vendors")
    assert ran.status == 0, ran.err
    assert views(shared, tmp_path / "vendors") == expected
    with connect(Lake(shared), catalog.load(tmp_path / "vendors")) as con:
        counted = con.execute("SELECT count(*) FROM requests WHERE vendor = 'abco'").fetchall()
    assert counted == [(HOSTS * 4,)]


def test_a_day_goes_and_what_shares_partitions_goes_with_it(shared: Path) -> None:
    before = rows(shared, "SELECT count(*) AS n FROM requests")[0]["n"]
    Lake(shared).forget_before(date(2026, 11, 19))
    assert rows(shared, "SELECT count(*) AS n FROM requests")[0]["n"] == before // 2


def test_a_lake_says_that_programs_of_before_cannot_read_it(
    lakes: tuple[Path, Path], sample_lake: Path
) -> None:
    layouts = [
        DeltaTable(lake / "requests").metadata().configuration["analyzer.layout"]
        for lake in (lakes[0], sample_lake)
    ]
    assert layouts == ["2", "1"]


def test_a_vendor_whose_name_no_folder_can_have_shares_one(tmp_path: Path) -> None:
    log, lake = tmp_path / "calls.jsonl", tmp_path / "lake"
    lines = [call(18, host, 1) for host in (f"{'x' * 300}.example", "api.tickdb.ai")]
    lines.append(call(18, "a.example", 1, vendor="\N{CJK UNIFIED IDEOGRAPH-5BC6}" * 99))
    log.write_text("".join(json.dumps(one) + "\n" for one in lines))
    ran = analyzer("ingest", log, "--lake", lake)
    assert ran.status == 0, ran.err
    found = rows(lake, "SELECT length(vendor) AS size FROM requests ORDER BY size")
    assert [one["size"] for one in found] == [6, 99, 308]
