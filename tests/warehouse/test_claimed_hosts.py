"""A vendor file that comes later labels what the lake holds already."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from tests.conftest import analyzer

Ingested = Callable[..., Path]
ABCO = Path(__file__).parents[1] / "catalog/abco.toml"
CALLS = [
    {"ts": f"2026-11-{day}T10:00:00Z", "url": f"https://{host}/v1/x/{day}", "status": status,
     "client": "bot", "response_body": body}
    for day in (15, 16)
    for host, status, body in (
        ("api.abco.example", 200, {"fine": True}),
        ("api.abco.example", 403, {"error": {"code": "E7", "text": "used up"}}),
        ("other.example", 500, {"detail": "no"}),
    )
]  # fmt: skip
QUERY = (
    "SELECT vendor, code, class, message, count(*) AS n FROM failures GROUP BY ALL ORDER BY vendor"
)


@pytest.fixture(params=["as loaded", pytest.param("compacted and built", marks=pytest.mark.scale)])
def lake(request: pytest.FixtureRequest, ingested: Ingested) -> Path:
    made = ingested(*CALLS)
    if request.param != "as loaded":
        assert analyzer("compact", "--lake", made).status == 0
    return made


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "vendors"
    folder.mkdir()
    shutil.copy(ABCO, folder)
    return folder


def ask(lake: Path, query: str, *options: object) -> list[dict[str, object]]:
    ran = analyzer("sql", query, "--lake", lake, "--format", "json", *options)
    assert ran.status == 0, ran.err
    found: list[dict[str, object]] = json.loads(ran.out)
    return found


def test_a_host_is_its_own_vendor_until_a_file_claims_it(lake: Path, own: Path) -> None:
    assert {row["vendor"] for row in ask(lake, QUERY)} == {"api.abco.example", "other.example"}
    abco, other = ask(lake, QUERY, "--vendors", own)
    assert abco == {"vendor": "abco", "code": "E7", "class": "quota", "message": "used up", "n": 2}
    assert other["vendor"] == "other.example"
    health = "SELECT sum(requests)::INT AS n FROM vendor_health WHERE vendor = 'abco'"
    assert ask(lake, health, "--vendors", own) == [{"n": 4}]


@pytest.mark.scale
def test_later_loads_and_what_is_kept_follow_the_file(
    lake: Path, own: Path, tmp_path: Path
) -> None:
    more = tmp_path / "more.jsonl"
    more.write_text(json.dumps(CALLS[1] | {"ts": "2026-11-16T11:00:00Z"}) + "\n", "utf-8")
    assert analyzer("ingest", more, "--lake", lake, "--vendors", own).status == 0
    expected = [("abco", 3), ("other.example", 2)]
    for command in ("sql", "build", "compact", "check"):
        if command != "sql":
            assert analyzer(command, "--lake", lake, "--vendors", own).status == 0
        assert [(row["vendor"], row["n"]) for row in ask(lake, QUERY, "--vendors", own)] == expected
    with duckdb.connect(str(lake / "analyzer.duckdb"), read_only=True) as con:
        seen = con.sql("SELECT DISTINCT vendor FROM failures ORDER BY vendor").fetchall()
    assert seen == [("abco",), ("other.example",)]
