"""Queries that nobody thought of: each is answered, refused or ended, and none gets out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import analyzer
from tests.sandbox.fuzz import run


@pytest.mark.parametrize(
    "queries",
    [
        pytest.param(150, marks=pytest.mark.scale),
        pytest.param(5_000, marks=pytest.mark.soak),
    ],
)
def test_generated_queries_get_nothing_but_rows_of_the_lake(
    queries: int, sample_lake: Path, tmp_path: Path
) -> None:
    figures = run(sample_lake, tmp_path, queries=queries, seed=7)
    print(f"\n{figures.table()}")
    assert figures.wrong == []
    assert figures.outcomes["asked"] == queries
    # Else the queries would only try how well errors are told.
    assert figures.outcomes["answered"] > queries // 5


@pytest.mark.scale
def test_an_error_that_duckdb_cuts_within_a_letter_is_one_sentence(sample_lake: Path) -> None:
    query = "SELECT regexp_split_to_array(path, 'ä🦆', 'ä🦆') FROM requests LIMIT 3"
    ran = analyzer("sql", query, "--lake", sample_lake)
    assert ran.status == 2
    assert ran.err.startswith("analyzer: sql: ")
    assert "UTF-8" in ran.err
