"""Which credentials are refused and why, who still uses them, and what to change."""

from __future__ import annotations

import polars as pl
import streamlit as st
from parts.charts import stacked
from parts.drill import to_key, to_requests
from parts.panels import Tile, chosen, empty, failures_over_time, heading, tiles, title
from parts.period import step_s
from parts.shapes import total
from parts.tables import table
from parts.theme import CAUSES
from parts.words import number, text

now = chosen()
title("authentication", now)
step = step_s(now.period)

refusals = now.read("auth_failures_by_cause")
keys = refusals.filter(pl.col("key_id").is_not_null())
keys_listed = now.read("keys_listed")
broken = keys_listed.filter(
    pl.col("state").is_in(["dead", "never_worked"]) & (pl.col("last_refused") >= now.period.since)
)
still = refusals.filter(pl.col("works_again").is_null())
worked = keys.filter(pl.col("last_success").is_not_null())
tiles(
    Tile("authentication.refused", number(total(refusals, "failures"))),
    Tile("overview.keys_in_trouble", number(broken.height)),
    Tile("authentication.still", number(still.select("vendor", "client").n_unique())),
    Tile("authentication.worked", number(worked["key_id"].n_unique())),
)

if refusals.is_empty():
    empty("empty.no_auth")
    st.stop()

over_time = now.read("auth_failures_over_time", step_s=step)
heading("authentication.over_time", "auth_failures_over_time", note=text("overview.outcomes_note"))
failures_over_time(
    stacked,
    over_time,
    now,
    by="cause",
    words="cause",
    colours=CAUSES,
    step_s=step,
    title="authentication.over_time",
)

heading("authentication.change", "auth_failures_by_cause")
causes = (
    refusals.group_by("cause", "vendor", "remedy", maintain_order=True)
    .agg(
        pl.col("failures").sum(),
        clients=pl.col("client").drop_nulls().unique().sort(),
        codes=pl.col("codes").explode().unique().sort(),
        last_seen=pl.col("last_seen").max(),
    )
    .sort("failures", descending=True)
)
table(
    causes,
    ("cause", "vendor", "failures", "clients", "last_seen", "remedy"),
    key="causes_table",
    alt=text("authentication.change"),
    zone=now.zone,
    wrapped=True,
    widths={"remedy": 360},
    on_row=to_requests("vendor", "clients", "codes"),
)
st.caption(text("select_hint"))

heading("authentication.states", "keys_listed", note=text("authentication.states_note"))
table(
    keys_listed,
    ("state", "vendor", "key_id", "dead_since", "last_success", "refused_since", "clients_since",
     "last_used", "requests"),
    key="keys",
    alt=text("authentication.states"),
    zone=now.zone,
    on_row=to_key(now),
)  # fmt: skip
st.caption(text("select_hint"))

heading("authentication.table", "auth_failures_by_cause", note=text("authentication.table_note"))

table(
    refusals,
    ("cause", "vendor", "client", "key_id", "failures", "last_success", "first_seen", "last_seen",
     "works_again", "key_in", "code", "route"),
    key="refusals",
    alt=text("authentication.table"),
    zone=now.zone,
    on_row=to_requests("vendor", "client", "key_id", "codes"),
)  # fmt: skip
st.caption(text("select_hint"))
