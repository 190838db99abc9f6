"""One request in full: its fields, its curl command line, and its response."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import streamlit as st

from parts.cards import Card, Field, cards
from parts.drill import to_requests
from parts.filters import open_page
from parts.panels import answer
from parts.screen import is_narrow
from parts.shapes import curl
from parts.tables import Row, cell, label, table
from parts.words import text

FIELDS = (
    "ts", "vendor", "client", "client_ip", "protocol", "method", "host", "path", "query", "route",
    "status", "error_type", "outcome", "class_title", "code", "message", "meaning", "remedy",
    "fault", "evidence", "duration_ms", "attempt", "retry_after_s", "key_id", "key_in", "trace_id",
    "request_id", "connection", "command", "close_code", "detail", "docs_url", "source",
)  # fmt: skip
# Also what a command line and the answer are made of.
NEEDED = (*FIELDS, "scheme", "body")


def with_detail(found: pl.DataFrame, listed: Callable[[Callable[[Row], None]], None]) -> None:
    """Draw a list of requests, and beside it, or over it, the one that a reader selects there."""

    def look_at(row: Row) -> None:
        st.session_state["_request"] = dict(row)

    def forget() -> None:
        st.session_state.pop("_request", None)

    one = st.session_state.get("_request")
    if one is None or one not in found.filter(ts=one["ts"]).to_dicts():
        listed(look_at)
        return
    if is_narrow():
        listed(look_at)
        st.dialog(text("requests.detail"), on_dismiss=forget)(detail)(one)
        return
    wide, beside = st.columns([3, 2], gap="medium")
    with wide:
        listed(look_at)
    with beside:
        st.markdown(f"**{text('requests.detail')}**")
        detail(one)


def detail(one: Row) -> None:
    """All that the lake knows of one request, its answer, and where to go on from it."""
    if one["trace_id"] or one["request_id"]:
        st.button(
            text("requests.to_trace"),
            icon=":material/route:",
            on_click=open_page,
            args=("trace",),
            kwargs={"id": one["trace_id"] or one["request_id"]},
        )
    if one["connection"]:
        st.button(
            text("requests.to_connection"),
            icon=":material/cable:",
            on_click=to_requests("vendor", "client", "connection", key=[], route=[], range="all"),
            args=(one,),
        )
    fields = [(label(name), cell(name, one[name])) for name in FIELDS if one.get(name) is not None]
    if is_narrow():
        whole = Card(fields[0][1], [Field(*field) for field in fields[1:]])
        cards(lambda _: [whole], 1, key="request_fields", alt=text("requests.detail"))
    else:
        table(
            pl.DataFrame(fields, schema=["field", "content"], orient="row"),
            ("field", "content"),
            key="request_fields",
            alt=text("requests.detail"),
            height=420,
            widths={"field": 110, "content": 420},
        )
    if command := curl(one):
        st.markdown(f"**{text('requests.curl')}**")
        st.code(command, "bash", wrap_lines=True)
    st.markdown(f"**{text('requests.body')}**")
    if one["body"]:
        answer(one["body"])
    else:
        st.caption(text("requests.no_body"))
