"""The sample lake, for rules to look at."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from analyzer.catalog import catalog
from analyzer.lake.lake import Lake
from analyzer.models import models
from analyzer.warehouse import connection


@pytest.fixture(scope="module")
def con(sample_lake: Path) -> duckdb.DuckDBPyConnection:
    names, few = list(models()), connection.FEW_REQUESTS
    return connection.connect(Lake(sample_lake), catalog.load(), names=names, computed_up_to=few)
