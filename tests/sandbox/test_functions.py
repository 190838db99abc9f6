"""The functions a query can call: each was looked at, and what they do when called at random."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from analyzer.system.database import open_memory

KNOWN = Path(__file__).parent / "known_functions.txt"
# `ANALYZER_FUZZ_QUERIES=5000 pytest -m scale tests/sandbox/test_functions.py` asks more.
QUERIES = int(os.environ.get("ANALYZER_FUZZ_QUERIES", "1000"))


def test_duckdb_has_no_function_that_nobody_has_looked_at() -> None:
    known = {line for line in KNOWN.read_text("utf-8").splitlines() if not line.startswith("#")}
    with open_memory() as con:
        found = con.execute(
            "SELECT DISTINCT function_type || ' ' || function_name FROM duckdb_functions()"
            " WHERE internal"
        ).fetchall()
    assert sorted({name for (name,) in found} - known) == []


@pytest.mark.scale
@pytest.mark.parametrize("seed", range(4))
def test_queries_made_at_random_are_answered_or_refused_in_a_sentence(
    sample_lake: Path, seed: int
) -> None:
    asked = [sys.executable, "-m", "tests.sandbox.fuzz", sample_lake, str(seed), str(QUERIES // 4)]
    before = {file: file.stat().st_mtime_ns for file in sample_lake.rglob("*")}
    ran = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-2000:]
    told = json.loads(ran.stdout)
    assert told.pop("wrong") == []
    assert told["answered"] > QUERIES // 40
    assert {file: file.stat().st_mtime_ns for file in sample_lake.rglob("*")} == before
