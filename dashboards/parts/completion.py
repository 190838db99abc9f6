"""Completion of a query while it is typed: views, those for everybody first, columns, SQL."""

from __future__ import annotations

from pathlib import Path

import duckdb
import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from analyzer.models import INTERMEDIATE, models
from parts.words import text

_HERE = Path(__file__).parent
_HTML = '<ul class="completion" id="completion" role="listbox" hidden></ul>'


def completed(key: str) -> None:
    """Offer names in the text area of that key, in the browser alone; nothing is asked here."""
    _component()(
        key=f"completion_of_{key}",
        data={
            "key": key,
            "label": text("sql.completions"),
            "views": [
                {
                    "name": one.name,
                    "kind": text("sql.view"),
                    "isInner": one.layer == INTERMEDIATE,
                    "columns": [*one.columns],
                }
                for one in models().values()
            ],
            "words": _words(),
        },
    )


@st.cache_resource
def _component() -> ComponentRenderer:
    return st.components.v2.component(
        "query_completion",
        html=_HTML,
        css=(_HERE / "completion.css").read_text("utf-8"),
        js=(_HERE / "completion.js").read_text("utf-8"),
        isolate_styles=False,
    )


@st.cache_resource
def _words() -> list[str]:
    """Words of SQL, then what adds up rows."""
    with duckdb.connect() as con:
        found = con.execute(
            "SELECT upper(keyword_name) AS word, 1 AS place FROM duckdb_keywords()"
            " WHERE keyword_category = 'reserved'"
            " UNION ALL SELECT function_name, 2 FROM duckdb_functions()"
            " WHERE function_type = 'aggregate' AND function_name SIMILAR TO '[a-z_0-9]+'"
            " GROUP BY ALL ORDER BY place, word"
        ).fetchall()
    return [word for word, _ in found]
