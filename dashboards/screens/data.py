"""What was read, what could not be read, and who fell silent."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import streamlit as st
from parts.drill import to_requests
from parts.filters import ask, choice, open_page, span
from parts.panels import Tile, drop_logs, empty, heading, tiles, title
from parts.shapes import total
from parts.tables import Row, table
from parts.words import number, plain, text

AT_MOST = 1_000

title("data")
loads = ask("loads_listed")
tiles(
    Tile("data.lines", number(total(loads, "lines"))),
    Tile("data.requests_read", number(total(loads, "requests"))),
    Tile("data.rejected", number(total(loads, "rejects"))),
    Tile("data.skipped_lines", number(total(loads, "skipped"))),
)

heading("data.upload", note=text("data.upload_note"))
if drop_logs():
    loads = ask("loads_listed")

data = span()
zone = choice(data).zone if data else "UTC"
if loads.is_empty():
    empty("empty.lake", ":material/info:")
    st.stop()

heading("data.loads", "loads_listed")


def open_source(row: Row) -> None:
    """The requests of a source, of one vendor where the row is about one."""
    vendor = [row["vendor"]] if "vendor" in row else []
    open_page("requests", range="all", vendor=vendor, client=[], key=[], route=[], q=row["source"])


def keep(name: str) -> Callable[[Row], None]:
    """Remember which row was chosen, to show below what it says."""

    def remember(row: Row) -> None:
        st.session_state[name] = dict(row)

    return remember


table(
    loads,
    ("source", "format", "lines", "requests", "rejects", "skipped", "bytes", "first_ts",
     "last_ts", "loaded_at", "load"),
    key="loads",
    alt=text("data.loads"),
    zone=zone,
    on_row=open_source,
)  # fmt: skip
st.caption(text("select_hint"))

coverage = ask("coverage_by_source")
heading("data.coverage", "coverage_by_source", note=text("data.coverage_note"))
table(
    coverage,
    ("source", "vendor", "requests", "failures", "unclassified", "by_status_only", "without_body",
     "unanswered", "without_key", "without_client", "without_trace", "without_duration"),
    key="coverage",
    alt=text("data.coverage"),
    zone=zone,
    widths={"source": 400},
    on_row=open_source,
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
        zone=zone,
        widths={"reason": 420},
        on_row=keep("_reason"),
    )
    reason = st.session_state.get("_reason", {}).get("reason")
    table(
        rejects.filter(pl.col("reason") == reason) if reason in {*reasons["reason"]} else rejects,
        ("source", "line", "reason", "excerpt", "load"),
        key="rejects",
        alt=text("data.rejects"),
        zone=zone,
        on_row=keep("_reject"),
    )
    st.caption(text("data.rejects_hint"))
    if reject := st.session_state.get("_reject"):
        st.markdown(
            f"**{plain(reject['source'])}:{reject['line']}**{text('colon')}{plain(reject['reason'])}"
        )
        st.code(reject["excerpt"], None, wrap_lines=True)

silent = ask("silent_callers", until=data.last) if data else pl.DataFrame()
heading("data.silent", "silent_callers", note=text("data.silent_note"))
if silent.is_empty():
    empty("empty.no_silent")
else:
    table(
        silent,
        ("vendor", "client", "last_seen", "silent_for_s", "usual_gap_s", "requests"),
        key="silent",
        alt=text("data.silent"),
        zone=zone,
        on_row=to_requests("vendor", "client", range="all"),
    )
