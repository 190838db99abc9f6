"""Every single request, newest first."""

from __future__ import annotations

import polars as pl
import streamlit as st
from parts.charts import stacked
from parts.filters import addressed, open_page
from parts.panels import answer, chosen, empty, heading, title, zoomable
from parts.period import step_s
from parts.shapes import curl, total
from parts.tables import Row, table
from parts.theme import OUTCOMES
from parts.words import number, term, text

from analyzer.catalog.vendor import CLASSES

AT_MOST = 500
PROTOCOLS = ("http", "websocket")
FIELDS = (
    "ts", "vendor", "client", "client_ip", "protocol", "method", "host", "path", "query", "route",
    "status", "error_type", "outcome", "class_title", "code", "message", "meaning", "remedy",
    "fault", "evidence", "duration_ms", "attempt", "retry_after_s", "key_id", "key_in", "trace_id",
    "request_id", "connection", "command", "close_code", "detail", "docs_url", "source",
)  # fmt: skip

now = chosen()
title("requests", now)
state = st.session_state
step = step_s(now.period)

codes = now.read("failures_by_code")
known_classes = dict(codes.select("class", "class_title").unique().iter_rows())
first, second, third, fourth, fifth = st.columns([2, 2, 2, 2, 3])
first.multiselect(
    text("filter.outcome"),
    list(OUTCOMES),
    key="outcome",
    format_func=lambda name: term("outcome", name),
    placeholder=text("filter.all"),
    on_change=addressed,
    args=("outcome",),
)
second.multiselect(
    text("filter.class"),
    CLASSES,
    key="class",
    format_func=lambda name: known_classes.get(name, name),
    placeholder=text("filter.all"),
    on_change=addressed,
    args=("class",),
)
third.multiselect(
    text("filter.code"),
    sorted({*codes["code"], *state["code"]}),
    key="code",
    placeholder=text("filter.all"),
    on_change=addressed,
    args=("code",),
)
fourth.multiselect(
    text("filter.protocol"),
    PROTOCOLS,
    key="protocol",
    placeholder=text("filter.all"),
    on_change=addressed,
    args=("protocol",),
)
fifth.text_input(
    text("filter.words"),
    key="q",
    placeholder=text("filter.words_placeholder"),
    on_change=addressed,
    args=("q",),
)

wanted = {
    "outcomes": tuple(state["outcome"]) or None,
    "classes": tuple(state["class"]) or None,
    "codes": tuple(state["code"]) or None,
    "protocols": tuple(state["protocol"]) or None,
    "words": state["q"].strip() or None,
}
counted = now.read("requests_counted", step_s=step, **wanted)
if counted.is_empty():
    empty("empty.no_requests", ":material/info:")
    st.stop()

heading("requests.over_time", "requests_counted", note=text("overview.outcomes_note"))
zoomable(
    stacked(
        counted,
        now.look,
        by="outcome",
        value="requests",
        step_s=step,
        colours=OUTCOMES,
        words={name: term("outcome", name) for name in OUTCOMES},
        height=160,
    ),
    now,
    key="found_over_time",
    alt_text=text("requests.over_time"),
)

found = now.read("requests_found", at_most=AT_MOST, **wanted)
matching = total(counted, "requests")
heading("requests.list", "requests_found")
if matching > found.height:
    st.caption(text("requests.found", found=number(matching), shown=number(found.height)))
else:
    st.caption(text("requests.found_all", found=number(matching)))


def look_at(row: Row) -> None:
    """Remember which request to show in full."""
    state["_request"] = dict(row)


table(
    found,
    ("ts", "vendor", "client", "method", "route", "status", "outcome", "code", "class_title",
     "duration_ms", "message", "attempt", "key_id", "trace_id"),
    key="found",
    alt=text("requests.list"),
    zone=now.zone,
    on_row=look_at,
    widths={"route": 190, "message": 220},
)  # fmt: skip
st.caption(text("requests.hint"))

one = state.get("_request")
if one is None or not found.filter(pl.col("ts") == one["ts"]).height:
    st.stop()
heading("requests.detail")
left, right = st.columns(2, gap="large")
with left:
    table(
        pl.DataFrame(
            [(text(f"column.{name}"), str(one[name])) for name in FIELDS if one[name] is not None],
            schema=["field", "content"],
            orient="row",
        ),
        ("field", "content"),
        key="request_fields",
        alt=text("requests.detail"),
        zone=now.zone,
        height=520,
    )
with right:
    if one["trace_id"] or one["request_id"]:
        st.button(
            text("requests.to_trace"),
            icon=":material/route:",
            on_click=open_page,
            args=("trace",),
            kwargs={"id": one["trace_id"] or one["request_id"]},
        )
    if command := curl(one):
        st.markdown(f"**{text('requests.curl')}**")
        st.code(command, "bash", wrap_lines=True)
    st.markdown(f"**{text('requests.body')}**")
    if one["body"]:
        answer(one["body"])
    else:
        st.caption(text("requests.no_body"))
