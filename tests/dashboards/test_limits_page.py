"""The page of rate limits over limits in every currency."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.system.languages import LANGUAGES
from analyzer.text import Text
from tests import limit_story
from tests.conftest import analyzer
from tests.dashboards.conftest import Open, click, complaints


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake of the story of limits."""
    folder = tmp_path_factory.mktemp("limits")
    (folder / "calls.jsonl").write_text("\n".join(limit_story.lines()) + "\n", "utf-8")
    ran = analyzer("ingest", folder / "calls.jsonl", "--lake", folder / "lake")
    assert ran.status == 0, ran.err
    return folder / "lake"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_forecast_comes_first_and_each_limit_can_be_looked_at(
    language: str, lake: Path, opened: Open
) -> None:
    app = opened("rate_limits", lake, language)
    assert complaints(app) == []
    words = Text("dashboard", language)
    first = app.markdown[0].value
    assert words("currency.weight") in first
    assert "14:31:48" in first.replace("\\", "")
    limits = next(table for table in app.dataframe if table.key == "limits")
    bans = next(table for table in app.dataframe if "throttled_before" in table.value)
    assert bans.value["subject"].to_list() == ["10.0.0.3"]
    units = limits.value["currency"].to_list()
    tokens = units.index(words("currency.tokens"))
    app = click(app, limits, tokens)
    assert complaints(app) == []
    shown = " ".join(one.value for one in app.text)
    assert words("currency.tokens") in shown
