"""The page of rate limits over limits in every currency."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.system.languages import LANGUAGES
from analyzer.text import Text
from tests.dashboards.conftest import Open, click, complaints


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_forecast_comes_first_and_each_limit_can_be_looked_at(
    language: str, limits_lake: Path, opened: Open
) -> None:
    app = opened("rate_limits", limits_lake, language)
    assert complaints(app) == []
    words = Text("dashboard", language)
    first = app.markdown[0].value
    assert words("currency.weight") in first
    assert "14:31:48" in first.replace("\\", "")
    limits = next(table for table in app.dataframe if table.key == "rate_limits_limits")
    bans = next(table for table in app.dataframe if "throttled_before" in table.value)
    assert bans.value["subject"].to_list() == ["10.0.0.3"]
    units = limits.value["currency"].to_list()
    tokens = units.index(words("currency.tokens"))
    app = click(app, limits, tokens)
    assert complaints(app) == []
    shown = " ".join(one.value for one in app.text)
    assert words("currency.tokens") in shown
