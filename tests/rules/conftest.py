"""The sample lake, for rules to look at."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from analyzer.catalog import catalog
from analyzer.lake.lake import Lake
from analyzer.models import models
from analyzer.warehouse import connection


@pytest.fixture(scope="module")
def own_lake(sample_lake: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample lake with a memory of its own."""
    return Path(shutil.copytree(sample_lake, tmp_path_factory.mktemp("own") / "lake"))


@pytest.fixture(scope="module")
def con(sample_lake: Path) -> duckdb.DuckDBPyConnection:
    names, few = list(models()), connection.FEW_REQUESTS
    return connection.connect(Lake(sample_lake), catalog.load(), names=names, computed_up_to=few)
