"""One request in full: its fields, its curl command line, and its response."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import polars as pl
import streamlit as st
from blake3 import blake3

from parts.cards import Card, Field, cards
from parts.drill import to_requests
from parts.filters import addressed, open_page
from parts.panels import answer
from parts.screen import is_narrow, room, room_of_part
from parts.shapes import curl
from parts.tables import Row, cell, label, table
from parts.words import text

FIELDS = (
    "ts", "vendor", "client", "client_ip", "protocol", "method", "host", "path", "query", "route",
    "status", "error_type", "outcome", "class_title", "code", "message", "meaning", "remedy",
    "fault", "evidence", "duration_ms", "attempt", "retry_after_s", "key_id", "key_in", "trace_id",
    "request_id", "connection", "command", "close_code", "detail", "docs_url", "source",
)  # fmt: skip
# How much of a page the list has, and what is between it and the request beside it.
_LIST_SHARE: Final = 0.6
_GAP: Final = "medium"
_REQUEST, _TIME = "request", "%Y%m%dT%H%M%S.%f"
_TOLD_APART_BY = (
    "vendor", "client", "key_id", "method", "path", "query", "status", "code", "request_id",
    "trace_id", "connection", "command", "attempt", "duration_ms", "source",
)  # fmt: skip
# Also what a command line and the answer are made of.
NEEDED = (*FIELDS, "scheme", "body")


def look_at(row: Row) -> None:
    """Show a request in full from the next run on. For callbacks."""
    _name(_address(row))


def time_in_address() -> datetime | None:
    """When the request was sent that the address names; None where it names none."""
    try:
        at = datetime.strptime(st.session_state[_REQUEST].partition("-")[0], _TIME)
    except ValueError:
        return None
    return at.replace(tzinfo=UTC)


def _name(request: str) -> None:
    st.session_state[_REQUEST] = request
    addressed(_REQUEST)


def _address(row: Row) -> str:
    told = "\x1f".join(str(row.get(name)) for name in _TOLD_APART_BY)
    digest = blake3(told.encode("utf-8", "replace")).hexdigest(4)
    return f"{row['ts'].astimezone(UTC):{_TIME}}-{digest}"


def with_detail(found: pl.DataFrame, listed: Callable[[Callable[[Row], None], int], None]) -> None:
    """Draw a list of requests, and beside it, or over it, the one that the address names.

    `listed` is told what a chosen row does, and how wide it may be.
    """

    def forget() -> None:
        _name("")

    name = st.session_state[_REQUEST]
    at = time_in_address()
    alike = found.filter(ts=at).iter_rows(named=True) if at else iter(())
    one = next((row for row in alike if _address(row) == name), None)
    if one is None:
        listed(look_at, room())
        return
    if is_narrow():
        listed(look_at, room())
        st.dialog(text("requests.detail"), on_dismiss=forget)(detail)(one)
        return
    wide, beside = st.columns([_LIST_SHARE, 1 - _LIST_SHARE], gap=_GAP)
    with wide:
        listed(look_at, room_of_part(_LIST_SHARE, _GAP))
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
            room=room_of_part(1 - _LIST_SHARE, _GAP),
        )
    if command := curl(one):
        st.markdown(f"**{text('requests.curl')}**")
        st.code(command, "bash", wrap_lines=True)
    st.markdown(f"**{text('requests.body')}**")
    if one["body"]:
        answer(one["body"])
    else:
        st.caption(text("requests.no_body"))
