"""Every single request, newest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

import polars as pl
import streamlit as st
from parts.charts import Bars, stacked
from parts.drill import to_outcome
from parts.filters import addressed, open_page, warn_of_unknown
from parts.panels import NO_DATA, chosen, empty, heading, rows_of_panel, title, zoomable
from parts.period import step_s
from parts.request_detail import NEEDED, time_in_address, with_detail
from parts.shapes import newest_since, total
from parts.tables import Row
from parts.theme import CAUSES, OUTCOMES, RESOLUTIONS
from parts.triage import behind, headline
from parts.triage import found as found_finding
from parts.words import number, term, text
from streamlit.delta_generator import DeltaGenerator

from analyzer.catalog.vendor import CLASSES
from analyzer.report.attention import Item

AT_MOST = 500
PROTOCOLS = ("http", "websocket")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
FAULTS = ["client", "vendor", "network", "unknown"]
# The filters that are lists, and what the reads call them.
PARAMETERS = {
    "outcome": "outcomes", "class": "classes", "code": "codes", "fault": "faults",
    "resolution": "resolutions", "cause": "causes", "method": "methods", "protocol": "protocols",
    "command": "commands", "connection": "connections", "source": "sources", "address": "addresses",
}  # fmt: skip
# Of these a lake may have as many as requests: a row elsewhere chooses one, which is shown then.
DRILLED = ("command", "connection", "source", "address")

now = chosen()
title("requests", now)
state = st.session_state
step = step_s(now.period)


def choices(
    place: DeltaGenerator, name: str, options: Iterable[str], named: Callable[[str], str] = str
) -> None:
    """Where a reader picks some of a list, which stand in the URL under `name`."""
    listed = list(options)
    warn_of_unknown(name, state[name], listed)
    known = [value for value in state[name] if value in listed]
    if known != state[name]:
        state[name] = known
    place.multiselect(
        text(f"filter.{name}"),
        listed,
        key=name,
        format_func=named,
        placeholder=text("filter.all"),
        on_change=addressed,
        args=(name,),
    )


def listed_by_filters() -> tuple[int, pl.DataFrame]:
    """The filters, the chart of what they leave, and these requests: how many, and the newest."""
    codes = now.read("failures_by_code")
    known_classes = dict(codes.select("class", "class_title").unique().iter_rows())
    known_codes = sorted({*codes["code"], *state["code"]})
    outcome, failure_class, code, words = st.columns([2, 2, 2, 3])
    choices(outcome, "outcome", OUTCOMES, lambda name: term("outcome", name))
    choices(failure_class, "class", CLASSES, lambda name: known_classes.get(name, name))
    choices(code, "code", known_codes)
    words.text_input(
        text("filter.words"),
        key="q",
        placeholder=text("filter.words_placeholder"),
        bind="query-params",
    )

    more = ("fault", "resolution", "cause", "method", "protocol")
    with st.expander(text("filter.more"), expanded=any(state[name] for name in more)):
        fault, resolution, cause, method, protocol = st.columns(5)
    choices(fault, "fault", FAULTS, lambda name: term("fault", name))
    choices(resolution, "resolution", RESOLUTIONS, lambda name: term("resolution", name))
    choices(cause, "cause", CAUSES, lambda name: term("cause", name))
    choices(method, "method", dict.fromkeys((*METHODS, *state["method"])))
    choices(protocol, "protocol", PROTOCOLS)
    if drilled := [name for name in DRILLED if state[name]]:
        for place, name in zip(st.columns(len(drilled)), drilled, strict=True):
            choices(place, name, state[name])

    wanted = {
        **{PARAMETERS[name]: tuple(state[name]) or None for name in PARAMETERS},
        "words": state["q"].strip() or None,
    }
    counts = now.read("requests_counted", step_s=step, **wanted)
    if counts.is_empty():
        empty("empty.no_requests", NO_DATA)
        st.stop()

    heading("requests.over_time", "requests_counted", note="overview.outcomes_note")
    outcomes = {name: term("outcome", name) for name in OUTCOMES}
    zoomable(
        stacked(
            counts,
            now.look,
            Bars("outcome", "requests", step, OUTCOMES, outcomes),
            height=160,
        ),
        now,
        "requests.over_time",
        to_outcome(step, **{name: state[name] for name in (*PARAMETERS, "q") if name != "outcome"}),
    )

    since = newest_since(counts, AT_MOST) or now.period.since
    found = now.read("requests_found", at_most=AT_MOST, **wanted, since=since)
    at = time_in_address()
    if at and at >= now.period.since and found.filter(pl.col("ts") <= at).is_empty():
        # A link shows its request however many were sent since.
        just_then = {"since": at, "until": at + timedelta(microseconds=1)}
        found.extend(now.read("requests_found", at_most=AT_MOST, **{**wanted, **just_then}))
    matching = total(counts, "requests")
    heading("requests.list", "requests_found")
    return matching, found


def listed_by_finding(item: Item) -> tuple[int, pl.DataFrame]:
    """What a finding says, and the requests that it counts: how many, and the newest."""
    with st.container(border=True):
        st.markdown(headline(now, item))
        st.button(
            text("requests.all"),
            icon=":material/close:",
            on_click=open_page,
            args=("requests",),
        )
    matching, found = behind(now, item, at_most=AT_MOST) or (0, pl.DataFrame())
    heading("requests.list", note="requests.finding_note")
    missing = [pl.lit(None).alias(name) for name in NEEDED if name not in found.columns]
    return matching, found.with_columns(missing)


item = found_finding(now, state["finding"]) if state["finding"] else None
if state["finding"] and item is None:
    st.warning(text("requests.finding_gone"), icon=":material/search_off:")
matching, found = listed_by_finding(item) if item else listed_by_filters()
if found.is_empty():
    empty("empty.no_requests", NO_DATA)
    st.stop()
if matching > found.height:
    st.caption(text("requests.found", found=number(matching), shown=number(found.height)))
else:
    st.caption(
        text("requests.found_one")
        if matching == 1
        else text("requests.found_all", found=number(matching))
    )


def listed(on_row: Callable[[Row], None], room: int) -> None:
    """The requests that were found."""
    rows_of_panel(
        "requests.list",
        found,
        ("ts", "vendor", "client", "method", "route", "status", "outcome", "code", "class_title",
         "duration_ms", "message", "attempt", "key_id", "trace_id"),
        on_row,
        "requests.hint",
        height=min(560, 35 * (found.height + 1) + 3),
        room=room,
    )  # fmt: skip


with_detail(found, listed)
