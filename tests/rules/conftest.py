"""The sample lake, for rules to look at."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from analyzer.catalog import catalog
from analyzer.lake.lake import Lake
from analyzer.warehouse import connection


@pytest.fixture(scope="module")
def con(sample_lake: Path) -> duckdb.DuckDBPyConnection:
    return connection.connect(Lake(sample_lake), catalog.load())
