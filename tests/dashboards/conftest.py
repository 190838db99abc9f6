"""The dashboard's pages, run without a browser."""

from __future__ import annotations

import functools
import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import altair as alt
import pytest
from parts.chart_axes import Layered
from streamlit.components.v2 import manifest_scanner
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Dataframe

from analyzer.text import Text
from tests.conftest import ROOT

DASHBOARDS = ROOT / "dashboards"
PAGES = sorted(page.stem for page in (DASHBOARDS / "screens").glob("*.py"))
Open = Callable[..., AppTest]


@pytest.fixture(scope="module", autouse=True)
def installed_components() -> Iterator[None]:
    """Streamlit reads what every installed package says of itself for every run: once will do."""
    with pytest.MonkeyPatch.context() as patch:
        found = functools.cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", found)
        yield


@pytest.fixture(scope="module", autouse=True)
def main_module() -> Iterator[None]:
    """Streamlit puts the page in the place of the main module, which new processes look for."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture(autouse=True)
def charts_are_held_against_their_schema(monkeypatch: pytest.MonkeyPatch) -> None:
    """As they are not where pages are drawn for readers."""
    monkeypatch.setattr(Layered, "to_dict", alt.LayerChart.to_dict)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Open:
    """Opens a page of the dashboard over a lake, as a fresh session that follows a link."""

    def opening(page: str, lake: Path, language: str = "en", **query: str | list[str]) -> AppTest:
        monkeypatch.setenv("ANALYZER_LAKE", str(lake))
        monkeypatch.setenv("ANALYZER_LANG", language)
        app = AppTest.from_file(str(DASHBOARDS / "app.py"), default_timeout=120)
        for name, value in query.items():
            app.query_params[name] = value
        app.switch_page(f"screens/{page}.py") if page != "overview" else None
        return app.run()

    return opening


def complaints(app: AppTest) -> list[str]:
    """What a page shows that no reader should see."""
    return [str(one.value) for kind in (app.exception, app.error, app.warning) for one in kind]


def click(app: AppTest, table: Dataframe, *rows: int) -> AppTest:
    """Choose a row, or none any more, as the browser tells it: AppTest has no hand for tables."""
    states = app._tree.get_widget_states()
    chosen = {"selection": {"rows": [*rows], "columns": [], "cells": []}}
    states.widgets.append(WidgetState(id=table.proto.id, string_value=json.dumps(chosen)))
    return app._run(states)


def found(app: AppTest) -> int:
    """How many requests the page of requests says to have found."""
    if Text("dashboard", "en")("empty.no_requests") in [one.value for one in app.info]:
        return 0
    said = (re.match(r"([\d,]+) requests?[.;]", str(one.value)) for one in app.caption)
    [number] = [match[1] for match in said if match]
    return int(number.replace(",", ""))


def tile(app: AppTest, label: str, language: str = "en") -> str:
    """The value of the tile with that label."""
    words = Text("dashboard", language)(label)
    return next(str(one.value) for one in app.metric if one.label == words)
