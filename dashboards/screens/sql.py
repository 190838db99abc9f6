"""Ask the views anything, reading only; the reference stands beside it."""

from __future__ import annotations

import io

import polars as pl
import streamlit as st
from parts.charts import drawn
from parts.completion import completed
from parts.console import EXAMPLE, MOST_ROWS, MOST_SECONDS, ask, told
from parts.filters import switch
from parts.panels import chart, title
from parts.spreadsheets import for_spreadsheets
from parts.words import language, number, plain, text

from analyzer.errors import QueryError
from analyzer.models import models
from analyzer.questions import questions
from analyzer.sandbox.query_text import parameters
from analyzer.sandbox.sandbox import TookTooLongError

SHOWN = ("as_table", "as_chart")


def put_into_the_editor() -> None:
    """The callback of the questions: the SQL of the one that was chosen."""
    if chosen := st.session_state["question"]:
        st.session_state["query"] = questions()[chosen].sql


title("sql")
editor, reference = st.columns([5, 2], gap="large")

with reference:
    st.subheader(text("sql.reference"), anchor=False, help=text("sql.reference_note"))
    for model in models().values():
        with st.expander(model.name):
            st.caption(f"{plain(model.about)} {plain(text('sql.grain', grain=model.row))}")
            st.dataframe(
                pl.DataFrame({"column": [*model.columns], "about": [*model.columns.values()]}),
                hide_index=True,
                height=200,
                key=f"view_{model.name}",
                alt=model.name,
            )

with editor:
    wording = {name: one.wording[language()] for name, one in questions().items()}
    st.selectbox(
        text("sql.questions"),
        [*wording],
        index=None,
        format_func=wording.__getitem__,
        placeholder=text("sql.choose"),
        key="question",
        on_change=put_into_the_editor,
    )
    query = st.text_area(
        text("sql.query"),
        key="query",
        placeholder=EXAMPLE,
        height=220,
        bind="query-params",
    )
    completed("query")
    values: dict[str, str] = {}
    if names := parameters(query):
        with st.container(horizontal=True):
            for name in names:
                value = st.text_input(f":{name}", value=None, key=f"value_of_{name}")
                values |= {} if value is None else {name: value}
    missing = [f":{name}" for name in names if name not in values]
    with st.container(horizontal=True, vertical_alignment="center"):
        # Not of type `primary`, on which the name of the shortcut is hard to read.
        st.button(text("sql.run"), icon=":material/play_arrow:", shortcut="Mod+Enter")
        st.caption(text("sql.limits", rows=number(MOST_ROWS), seconds=MOST_SECONDS))
    if missing:
        st.info(plain(text("sql.missing", names=", ".join(missing))), icon=":material/edit:")
        st.stop()
    try:
        answer = ask(query.strip() or EXAMPLE, values)
    except TookTooLongError:
        st.warning(text("sql.stopped", seconds=MOST_SECONDS), icon=":material/timer_off:")
        st.stop()
    except QueryError as error:
        st.error(plain(told(error)), icon=":material/block:")
        if error.excerpt:
            st.code(error.excerpt, None)
        st.stop()
    if not query.strip():
        st.code(EXAMPLE, "sql", wrap_lines=True)
    rows = answer.rows
    if answer.cut:
        st.warning(text("sql.cut", shown=number(rows.height)), icon=":material/content_cut:")
    else:
        st.caption(text("sql.rows", shown=number(rows.height), seconds=f"{answer.seconds:.2f}"))
    shown = switch("shown", text("overview.shown_as"), SHOWN, lambda name: text(f"sql.{name}"))
    if shown == "as_table":
        st.dataframe(
            rows, hide_index=True, key="answer", alt=text("sql.title"), placeholder=text("missing")
        )
    else:
        numbers = [name for name, kind in rows.schema.items() if kind.is_numeric()]
        others = [
            name
            for name, kind in rows.schema.items()
            if name not in numbers and not kind.is_nested()
        ]
        if numbers and (others or len(numbers) > 1) and not rows.is_empty():
            first, second = st.columns(2)
            x = first.selectbox(text("sql.x"), others or numbers, key="sql_x")
            y = second.selectbox(text("sql.y"), numbers, key="sql_y")
            chart(drawn(rows, x, y), "sql.as_chart")
        else:
            st.caption(text("sql.nothing_to_draw"))
    parquet = io.BytesIO()
    rows.write_parquet(parquet)
    with st.container(horizontal=True):
        st.download_button(
            "CSV", for_spreadsheets(rows), "answer.csv", "text/csv", icon=":material/download:",
            on_click="ignore",
        )  # fmt: skip
        st.download_button(
            "Parquet", parquet.getvalue(), "answer.parquet", "application/vnd.apache.parquet",
            icon=":material/download:", on_click="ignore",
        )  # fmt: skip
