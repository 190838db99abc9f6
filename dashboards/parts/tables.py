"""Tables: every column of the named reads has one title, one format and one width.

Cells are shown as they are: nothing in them is read as Markdown or HTML.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, TypedDict, Unpack

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

from parts.filters import zone
from parts.words import duration, moment, term, text

Row = Mapping[str, Any]

_TO_SECOND, _TO_MINUTE, _IN_FULL = "MM-DD HH:mm:ss", "MM-DD HH:mm", "YYYY-MM-DD HH:mm:ss"
_TIMES = {
    **dict.fromkeys(("since", "minute", "resets_at", "exhausted_again_at"), _TO_MINUTE),
    "ts": f"{_IN_FULL}.SSS",
    **dict.fromkeys(("first_ts", "last_ts", "loaded_at"), _IN_FULL),
    **dict.fromkeys(
        ("first_seen", "last_seen", "last_success", "works_again", "last_refused", "last_used",
         "dead_since", "exhausted_at", "until"),
        _TO_SECOND,
    ),
}  # fmt: skip
_NUMBERS = {
    "localized": (
        "requests", "failures", "throttled", "honoured", "ignored", "lines", "rejects",
        "skipped", "failed", "partial", "peak_60s", "quota", "headroom", "attempts", "attempt",
        "line", "open_connections", "refused", "under_success_status", "refused_since", "used",
        "used_until", "throttled_before", "per_day", "bad", "unclassified", "by_status_only",
        "without_body", "unanswered", "without_key", "without_client", "without_trace",
        "without_duration", "items",
        "open_items",
    ),
    "percent": ("share", "failure_share", "success_ratio", "target"),
    "%.1f ×": ("long_burn", "short_burn", "factor", "budget_spent"),
    "%.0f ms": ("duration_ms", "p50_ms", "p95_ms", "p99_ms"),
    "%.1f s": ("advised_wait_s", "actual_wait_s", "resolved_after_s"),
    "bytes": ("bytes",),
}  # fmt: skip
_NUMBER_OF = {name: form for form, names in _NUMBERS.items() for name in names}
_SPANS = {
    "lasted",
    "long_window_s",
    "short_window_s",
    "window_s",
    "silent_for_s",
    "usual_gap_s",
    "resets_in_s",
}
_TERMS = {
    "outcome": "outcome", "cause": "cause", "resolution": "resolution", "fault": "fault",
    "scope": "scope", "currency": "currency", "banned": "yes_no", "quota_source": "quota_source",
    "retryable": "yes_no", "ongoing": "ongoing", "is_new": "yes_no", "kind": "kind",
    "error_type": "error_type", "state": "key_state", "resets": "resets", "period": "resets",
    "severity": "severity", "fires": "yes_no", "fault_by": "fault_by", "drift_kind": "drift_kind",
}  # fmt: skip
_WIDE = {
    "meaning": 320, "remedy": 420, "message": 280, "sample": 320, "excerpt": 420, "clients": 170,
    "route": 220, "path": 260, "reason": 280,
}  # fmt: skip
# As wide as their longest text, and no wider: Streamlit measures the first rows only.
_FITTED = {"vendor": 230, "vendors": 230, "vendor_title": 230, "code": 170}
# A click anywhere in a row chooses it; its box is there for the keyboard.
_WHOLE_ROW: tuple[Literal["single-row", "single-cell"], ...] = ("single-row", "single-cell")
# Streamlit wraps texts in rows that are higher than 4 rem.
_WRAPPED, _HEADER, _MOST_WRAPPED = 66, 38, 8


def for_spreadsheets(frame: pl.DataFrame) -> str:
    """CSV in which no text is taken for a formula: an apostrophe stands before it (OWASP).

    Rows come from logs, which others write to; nested columns are left out.
    """
    flat = frame.select(name for name, kind in frame.schema.items() if not kind.is_nested())
    texts = pl.selectors.string()
    return (
        flat.with_columns(pl.selectors.temporal().cast(pl.String))
        .with_columns(texts.str.replace(r"^[=+\-@\t\r]", "'${0}"))
        .write_csv()
    )


def label(column: str) -> str:
    """A column's title."""
    return text(f"column.{column}")


def cell(column: str, value: object) -> str:
    """One value of a column as text: closed lists in words, times in the chosen zone."""
    if isinstance(value, datetime):
        return moment(value, zone())
    written = str(value).lower() if isinstance(value, bool) else str(value)
    return term(_TERMS[column], written) if column in _TERMS else written


class Shape(TypedDict, total=False):
    """How large a table is: `height` and `widths` are pixels, the rows of a `wrapped` one tall."""

    height: int
    wrapped: bool
    widths: Mapping[str, int]


def table(
    frame: pl.DataFrame,
    columns: Sequence[str],
    *,
    key: str,
    alt: str,
    on_row: Callable[[Row], None] | None = None,
    **shape: Unpack[Shape],
) -> None:
    """Show these columns. `on_row` is called with the row that a reader selects.

    `wrapped` rows are tall enough to show long texts whole.
    """
    shown = _shown(frame.select(columns))
    widths, height = {**_WIDE, **shape.get("widths", {})}, shape.get("height")
    wrapped = shape.get("wrapped", False)
    if wrapped and height is None:
        height = min(frame.height, _MOST_WRAPPED) * _WRAPPED + _HEADER
    settings: dict[str, Any] = {
        "hide_index": True,
        "column_config": {name: _column(name, frame, widths.get(name)) for name in columns},
        "placeholder": text("missing"),
        "alt": alt,
        "height": height or "auto",
        "row_height": _WRAPPED if wrapped else None,
        "key": key,
        "lazy": False,
    }
    if on_row is None:
        st.dataframe(shown, **settings)
        return

    def selected() -> None:
        selection = st.session_state[key]["selection"]
        rows = [*selection["rows"], *(row for row, _ in selection["cells"])]
        if rows:
            on_row(frame.row(rows[0], named=True))

    st.dataframe(shown, on_select=selected, selection_mode=_WHOLE_ROW, **settings)


def _shown(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(_cell(frame[name]) for name in frame.columns)


def _cell(column: pl.Series) -> pl.Series:
    if group := _TERMS.get(column.name):
        names = column.cast(pl.String)
        words = {name: term(group, name) for name in names.unique().drop_nulls()}
        return names.replace_strict(words, default=None, return_dtype=pl.String)
    if column.name in _SPANS:
        return pl.Series(column.name, [duration(seconds) for seconds in column], pl.String)
    if column.dtype == pl.List(pl.String):
        return column.list.join(", ", ignore_nulls=True)
    return column


def _column(name: str, frame: pl.DataFrame, width: int | None) -> Any:
    title = label(name)
    if form := _TIMES.get(name):
        return DatetimeColumn(title, format=form, timezone=zone(), width=8 * len(form) + 10)
    if form := _NUMBER_OF.get(name):
        return NumberColumn(title, format=form.replace(" s", f" {text('unit.s')}"))
    if special := _SPECIAL.get(name):
        return special(title, frame[name])
    if width is None and name in _FITTED:
        width = min(_FITTED[name], max(70, 8 * _longest(frame[name]) + 18))
    alignment: Literal["right", "left"] = "right" if name in _SPANS else "left"
    return TextColumn(title, width=100 if name in _SPANS else width, alignment=alignment)


def _longest(texts: pl.Series) -> int:
    """Characters of the longest text, or of the longest in lists."""
    flat = texts.explode() if texts.dtype == pl.List else texts
    longest = flat.cast(pl.String).str.len_chars().max()
    return longest if isinstance(longest, int) else 0


def _progress(title: str, values: pl.Series) -> Any:
    most = values.max()
    top = max(1.0, most) if isinstance(most, float) else 1.0
    return ProgressColumn(title, format="percent", min_value=0.0, max_value=top, width="small")


_SPECIAL: dict[str, Callable[[str, pl.Series], Any]] = {
    "utilisation": _progress,
    "trend": lambda title, _: AreaChartColumn(title, width="small", y_min=0),
    "docs_url": lambda title, _: LinkColumn(title, display_text=text("open_docs"), width="small"),
}
