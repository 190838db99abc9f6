"""What was read, what could not be read, and who fell silent."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import streamlit as st
from parts.drill import to_requests
from parts.filters import ask, open_page, span
from parts.panels import (
    NO_DATA,
    Tile,
    drop_logs,
    empty,
    heading,
    rows_of_panel,
    table_panel,
    tiles,
    title,
)
from parts.shapes import total
from parts.tables import Row, table
from parts.words import number, plain, term, text

AT_MOST = 1_000

title("data")
loads = ask("loads_listed")
tiles(
    Tile("data.lines", number(total(loads, "lines"))),
    Tile("data.requests_read", number(total(loads, "requests"))),
    Tile("data.rejected", number(total(loads, "rejects"))),
    Tile("data.skipped_lines", number(total(loads, "skipped"))),
)

heading("data.upload", note="data.upload_note")
if drop_logs():
    loads = ask("loads_listed")

data = span()
if loads.is_empty():
    empty("empty.lake", NO_DATA)
    st.stop()


def open_source(row: Row) -> None:
    """The requests of a source, of one vendor where the row is about one."""
    vendor = [row["vendor"]] if "vendor" in row else []
    nothing_else: dict[str, list[str]] = {"client": [], "key": [], "route": []}
    open_page("requests", range="all", vendor=vendor, source=[row["source"]], **nothing_else)


def keep(name: str) -> Callable[[Row], None]:
    """Remember which row was chosen, to show below what it says; not if it is chosen again."""

    def remember(row: Row) -> None:
        again = st.session_state.get(name) == dict(row)
        st.session_state[name] = {} if again else dict(row)

    return remember


table_panel(
    "data.loads", "loads_listed", rows=loads, on_row=open_source,
    columns=("source", "format", "lines", "requests", "rejects", "skipped", "bytes", "first_ts",
             "last_ts", "loaded_at", "load"),
)  # fmt: skip
table_panel(
    "data.coverage", "coverage_by_source", rows=ask("coverage_by_source"), on_row=open_source,
    note="data.coverage_note", hint=None,
    columns=("source", "vendor", "requests", "failures", "unclassified", "by_status_only",
             "without_body", "unanswered", "without_key", "without_client", "without_trace",
             "without_duration"),
)  # fmt: skip

rejects = ask("rejects_listed", at_most=AT_MOST)
heading("data.rejects", "rejects_listed")
if rejects.is_empty():
    empty("empty.no_rejects")
else:
    reasons = (
        rejects.group_by("reason")
        .agg(rejects=pl.len(), source=pl.col("source").unique().sort())
        .sort("rejects", descending=True)
    )
    table(
        reasons,
        ("reason", "rejects", "source"),
        key="reasons",
        alt=text("data.rejects"),
        widths={"reason": 420},
        on_row=keep("_reason"),
        on_none=lambda: st.session_state.pop("_reason", None),
    )
    reason = st.session_state.get("_reason", {}).get("reason")
    rows_of_panel(
        "data.rejects",
        rejects.filter(pl.col("reason") == reason) if reason in {*reasons["reason"]} else rejects,
        ("source", "line", "reason", "excerpt", "load"),
        keep("_reject"),
        "data.rejects_hint",
    )
    if reject := st.session_state.get("_reject"):
        why = plain(term("reason", reject["reason"]))
        st.markdown(f"**{plain(reject['source'])}:{reject['line']}**{text('colon')}{why}")
        st.code(reject["excerpt"], None, wrap_lines=True)

silent = ask("silent_callers", until=data.last) if data else pl.DataFrame()
table_panel(
    "data.silent", "silent_callers", rows=silent,
    columns=("vendor", "client", "last_seen", "silent_for_s", "usual_gap_s", "requests"),
    on_row=to_requests("vendor", "client", range="all"), note="data.silent_note", hint=None,
    none="empty.no_silent",
)  # fmt: skip
