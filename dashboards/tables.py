"""Tables: every column of the named reads has one title, one format and one width.

Cells are shown as they are: nothing in them is read as Markdown or HTML.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import polars as pl
import streamlit as st
from streamlit.column_config import (
    AreaChartColumn,
    DatetimeColumn,
    LinkColumn,
    NumberColumn,
    ProgressColumn,
    TextColumn,
)
from words import duration, term, text

Row = Mapping[str, Any]

_TIMES = {
    "ts", "step", "minute", "first_seen", "last_seen", "first_ts", "last_ts", "loaded_at",
    "last_success", "works_again", "resolved_at", "first_refused", "last_refused",
}  # fmt: skip
_DAYS = {"since"}
_COUNTS = {
    "requests", "failures", "throttled", "honoured", "ignored", "lines", "rejects", "skipped",
    "failed", "partial", "peak_60s", "quota", "headroom", "attempts", "attempt", "line",
    "open_connections", "refused", "under_success_status", "max_retries",
}  # fmt: skip
_SHARES = {"share", "failure_share", "success_ratio"}
_SECONDS = {"advised_wait_s", "actual_wait_s", "resolved_after_s", "window_s", "silent_for_s",
            "usual_gap_s", "exhausted_in_s"}  # fmt: skip
_MILLISECONDS = {"duration_ms", "p50_ms", "p95_ms", "p99_ms"}
_TERMS = {
    "outcome": "outcome", "cause": "cause", "resolution": "resolution", "fault": "fault",
    "scope": "scope", "quota_source": "quota_source", "retryable": "yes_no", "listed": "yes_no",
    "ongoing": "ongoing", "wait_source": "wait_source", "is_new": "yes_no", "kind": "kind",
    "error_type": "error_type",
}  # fmt: skip
_WIDE = {"meaning": 320, "remedy": 420, "message": 280, "advice": 380, "sample": 320,
         "excerpt": 420, "clients": 170, "route": 220, "path": 260, "body": 320, "reason": 280}  # fmt: skip


def table(
    frame: pl.DataFrame,
    columns: Sequence[str],
    *,
    key: str,
    alt: str,
    zone: str,
    height: int | None = None,
    row_height: int | None = None,
    on_row: Callable[[Row], None] | None = None,
) -> None:
    """Show these columns. `on_row` is called with the row that a reader selects.

    Taller rows than the usual wrap long texts.
    """
    shown = _shown(frame.select(columns))
    settings: dict[str, Any] = {
        "hide_index": True,
        "column_config": {name: _column(name, frame, zone) for name in columns},
        "placeholder": text("missing"),
        "alt": alt,
        "height": height or "auto",
        "row_height": row_height,
        "key": key,
        "lazy": False,
    }
    if on_row is None:
        st.dataframe(shown, **settings)
        return

    def selected() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        if rows:
            on_row(frame.row(rows[0], named=True))

    st.dataframe(shown, on_select=selected, selection_mode="single-row", **settings)


def _shown(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(_cell(frame[name]) for name in frame.columns)


def _cell(column: pl.Series) -> pl.Series:
    if group := _TERMS.get(column.name):
        names = column.cast(pl.String)
        words = {name: term(group, name) for name in names.unique().drop_nulls()}
        return names.replace_strict(words, default=None, return_dtype=pl.String)
    if column.name == "lasted":
        return pl.Series("lasted", [duration(seconds) for seconds in column], pl.String)
    if column.dtype == pl.List(pl.String):
        return column.list.join(", ", ignore_nulls=True)
    return column


def _column(name: str, frame: pl.DataFrame, zone: str) -> Any:
    title = text(f"column.{name}")
    if name == "utilisation":
        most = frame[name].max()
        top = most if isinstance(most, float) else 0.0
        return ProgressColumn(
            title, format="percent", min_value=0.0, max_value=max(1.0, top), width="small"
        )
    if name == "trend":
        return AreaChartColumn(title, width="small", y_min=0)
    if name in _TIMES:
        return DatetimeColumn(title, format="YYYY-MM-DD HH:mm:ss", timezone=zone, width=160)
    if name in _DAYS:
        return DatetimeColumn(title, format="MM-DD HH:mm", timezone=zone, width=100)
    if name == "lasted":
        return TextColumn(title, width=100, alignment="right")
    if name in _SHARES:
        return NumberColumn(title, format="percent", width="small")
    if name in _COUNTS:
        return NumberColumn(title, format="localized", width="small")
    if name in _SECONDS:
        return NumberColumn(title, format=f"%.1f {text('unit.s')}", width="small")
    if name in _MILLISECONDS:
        return NumberColumn(title, format="%.0f ms", width="small")
    if name == "bytes":
        return NumberColumn(title, format="bytes", width="small")
    if name == "docs_url":
        return LinkColumn(title, display_text=text("open_docs"), width="small")
    return TextColumn(title, width=_WIDE.get(name))
