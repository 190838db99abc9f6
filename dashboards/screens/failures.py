"""Every failure by vendor, family and code: what it means and what to do."""

from __future__ import annotations

import polars as pl
import streamlit as st
from parts.charts import lanes
from parts.drill import to_requests
from parts.panels import Tile, chosen, empty, over_time_panel, table_panel, tiles, title
from parts.period import step_s
from parts.shapes import by_kind, total
from parts.tables import Row
from parts.theme import KINDS
from parts.words import number

TREND_STEPS = 24

now = chosen()
title("failures", now)

codes = now.read("failures_by_code")
tiles(
    Tile("failures.all", number(total(codes, "failures"))),
    Tile("failures.hidden", number(total(codes, "under_success_status"))),
    Tile(
        "failures.vendors_fault",
        number(total(codes.filter(pl.col("fault") == "vendor"), "failures")),
    ),
    Tile("failures.ours", number(total(codes.filter(pl.col("fault") == "client"), "failures"))),
)

if codes.is_empty():
    empty("empty.no_failures")
    st.stop()

over_time = by_kind(now.read("failures_over_time", step_s=step_s(now.period)))
over_time_panel(
    "failures.over_time", "failures_over_time", lanes, over_time, now,
    by="kind_of_failure", colours=KINDS,
)  # fmt: skip
table_panel(
    "failures.by_code", "failures_by_code",
    rows=codes.with_columns(family=pl.coalesce("family_title", "family")),
    on_row=to_requests("vendor", "code", "class"), wrapped=True,
    widths={"family": 105, "code": 115, "class_title": 106, "meaning": 205, "remedy": 210},
    columns=("vendor", "code", "class_title", "failures", "fault", "retryable", "remedy",
             "meaning", "family", "message", "clients", "first_seen", "last_seen",
             "under_success_status", "listed", "docs_url"),
)  # fmt: skip


def open_group(row: Row) -> None:
    """The failures that are alike: their fingerprint is among the texts that are looked through."""
    to_requests("vendor", q=row["fingerprint"])(row)


trend_step = max(1, round(now.period.length.total_seconds() / TREND_STEPS))
table_panel(
    "failures.groups", "failure_groups",
    rows=now.read("failure_groups", steps=TREND_STEPS, step_s=trend_step),
    on_row=open_group, note="failures.groups_note",
    widths={"route": 200},
    columns=("vendor", "code", "class_title", "method", "route", "trend", "failures", "first_seen",
             "last_seen", "message", "clients", "sample_trace_id", "remedy"),
)  # fmt: skip
