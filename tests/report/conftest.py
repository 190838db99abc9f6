"""The reports of the sample lake that several files of tests look at."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

import jsonschema
import pytest

from tests.conftest import analyzer
from tests.report.reports import Json, forms, loaded


@pytest.fixture(scope="module")
def all_forms(sample_lake: Path) -> dict[str, str]:
    return forms(sample_lake, since="2026-11-16", until="2026-11-18")


@pytest.fixture(scope="module")
def three_days(all_forms: dict[str, str]) -> Json:
    return loaded(all_forms["json"])


@pytest.fixture(scope="module")
def third_day(sample_lake: Path) -> Json:
    ran = analyzer("report", "--format", "json", "--lake", sample_lake)
    assert ran.status == 0, ran.err
    return loaded(ran.out)


@pytest.fixture(scope="module")
def page(all_forms: dict[str, str]) -> str:
    return all_forms["html"]


@pytest.fixture(scope="module")
def markdown(all_forms: dict[str, str]) -> str:
    return all_forms["md"]


@pytest.fixture(scope="module")
def schema() -> Json:
    found = json.loads((resources.files("analyzer.report") / "schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(found)
    return dict(found)


@pytest.fixture(scope="module")
def pages(sample_lake: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    ran = analyzer(
        "report", "--lake", sample_lake, "--out", folder / "report.html", "--per-vendor", "--bundle"
    )
    assert (ran.status, ran.out) == (0, ""), ran.err
    return folder
