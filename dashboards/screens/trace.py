"""Everything about one operation, over vendors and protocols, and the bundle for support."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import polars as pl
import streamlit as st
from parts.chart_axes import Look
from parts.filters import ask, open_page
from parts.panels import (
    NO_DATA,
    Tile,
    answer,
    chosen,
    clickable,
    heading,
    rows_of_panel,
    table_panel,
    tiles,
    title,
)
from parts.reading import support_bundle
from parts.request_detail import look_at, with_detail
from parts.tables import Row
from parts.theme import OUTCOMES
from parts.trace_timeline import timeline
from parts.words import duration, moment, number, plain, term, text

now = chosen()
title("trace")
wanted = st.text_input(
    text("trace.id"),
    key="id",
    help=text("trace.id_help"),
    placeholder="e8a7d5c3-9b2c-4cd6-9e12-1234567890ab",
    bind="query-params",
).strip()

found = ask("trace", id=wanted) if wanted else None
if found is None or found.is_empty():
    if wanted:
        st.warning(text("trace.none"), icon=":material/search_off:")
    recent = now.read("recent_traces")

    def open_trace(row: Row) -> None:
        """That trace."""
        open_page("trace", id=row["trace_id"])

    table_panel(
        "trace.recent", "recent_traces", rows=recent, on_row=open_trace, hint="trace.recent_hint",
        none="empty.no_traces", icon=NO_DATA, widths={"trace_id": 290},
        columns=("last_seen", "trace_id", "vendors", "clients", "class_title", "codes",
                 "failures"),
    )  # fmt: skip
    st.stop()

sent = found["ts"].dt.epoch("us").cast(pl.Float64) / 1e6
ended = sent + found["duration_ms"].fill_null(0) / 1e3
began, over = min(sent.to_list()), max(ended.to_list())
lasted = over - began
failed = found.filter(pl.col("outcome").is_in(["failed", "partial"]))
tiles(
    Tile("trace.requests_count", number(found.height)),
    Tile("trace.failures_count", number(failed.height)),
    Tile("trace.lasted", duration(lasted)),
)

heading("trace.timeline", "trace")
margin = max(0.05, lasted * 0.03)
since, until = (datetime.fromtimestamp(s, UTC) for s in (began - margin, over + margin))


def look_at_mark(mark: Row, requests: pl.DataFrame = found) -> None:
    """Show a request of the timeline beside the list."""
    look_at(requests.row(mark["number"] - 1, named=True))


clickable(
    timeline(
        found.with_columns(
            what=pl.concat_str(
                "vendor", "method", "command", "route", separator=" ", ignore_nulls=True
            )
        ),
        Look(since, until, now.zone),
        words={name: term("outcome", name) for name in OUTCOMES},
        colours=OUTCOMES,
    ),
    now,
    "trace.timeline",
    look_at_mark,
)

heading("trace.listed", "trace")


def listed(on_row: Callable[[Row], None], room: int, requests: pl.DataFrame = found) -> None:
    """The requests of the trace."""
    rows_of_panel(
        "trace.listed",
        requests,
        ("ts", "vendor", "client", "method", "route", "command", "status", "outcome", "code",
         "duration_ms", "message", "attempt"),
        on_row,
        "requests.hint",
        room=room,
    )  # fmt: skip


with_detail(found, listed)

bodies = failed.filter(pl.col("body").is_not_null())
if not bodies.is_empty():
    heading("trace.bodies")
    for row in bodies.iter_rows(named=True):
        label = " · ".join((moment(row["ts"], now.zone), row["vendor"], row["code"]))
        with st.expander(plain(label), expanded=bodies.height == 1):
            answer(row["body"])

heading("trace.bundle", note="trace.bundle_note")
st.download_button(
    text("trace.bundle_get"),
    data=support_bundle(wanted),
    file_name=f"support-{''.join(c for c in wanted if c.isalnum())[:40]}.zip",
    mime="application/zip",
    icon=":material/folder_zip:",
    on_click="ignore",
    key="bundle",
)
