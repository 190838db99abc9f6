"""Operations of which the vendor did a part: what became of them, and which are still open."""

from __future__ import annotations

import polars as pl
import streamlit as st
from parts.charts import stacked
from parts.drill import to_operation, to_seen
from parts.panels import Tile, chosen, empty, over_time_panel, table_panel, tiles, title
from parts.period import step_s
from parts.shapes import total
from parts.theme import RESOLUTIONS
from parts.words import duration, number

now = chosen()
title("partial_failures", now)

routes = now.read("partial_failures_by_resolution")
over_time = now.read("partial_failures_over_time", step_s=step_s(now.period))
unresolved = now.read("open_partial_failures")
again = routes.filter(pl.col("resolution") == "failed_again")
settled = routes.filter(pl.col("resolved_after_s").is_not_null())["resolved_after_s"].median()
tiles(
    Tile("partial_failures.all", number(total(over_time, "failures"))),
    Tile("partial_failures.open", number(unresolved.height)),
    Tile("partial_failures.again", number(total(again, "failures"))),
    Tile("partial_failures.settled", duration(settled if isinstance(settled, float) else None)),
)

if routes.is_empty():
    empty("empty.no_partial")
    st.stop()

table_panel(
    "partial_failures.open_list", "open_partial_failures", rows=unresolved, on_row=to_operation,
    note="partial_failures.open_note", hint="partial_failures.hint", none="empty.no_open",
    wrapped=True, widths={"remedy": 210, "path": 165},
    columns=("ts", "vendor", "client", "method", "path", "remedy", "open_items", "items",
             "attempts", "trace_id", "request_id", "failure_id", "key_id"),
)  # fmt: skip

over_time_panel(
    "partial_failures.over_time", "partial_failures_over_time", stacked, over_time, now,
    by="resolution", colours=RESOLUTIONS, on_bar=("class", "resolution"),
)  # fmt: skip
table_panel(
    "partial_failures.by_route", "partial_failures_by_resolution", rows=routes,
    on_row=to_seen("vendor", "client", "method", "route", "resolution"),
    columns=("vendor", "client", "method", "route", "resolution", "failures", "resolved_after_s",
             "first_seen", "last_seen"),
)  # fmt: skip
