"""Which credentials are refused and why, who still uses them, and what to change."""

from __future__ import annotations

import polars as pl
import streamlit as st
from parts.charts import stacked
from parts.drill import to_key, to_seen
from parts.panels import NO_DATA, Tile, chosen, empty, over_time_panel, table_panel, tiles, title
from parts.period import step_s
from parts.shapes import total
from parts.tables import Row
from parts.theme import CAUSES
from parts.words import number

from analyzer.report.unfinished import left_over

now = chosen()
title("authentication", now)

refusals = now.read("auth_failures_by_cause")
keys = refusals.filter(pl.col("key_id").is_not_null())
keys_listed = now.read("keys_listed")
broken = left_over("keys", keys_listed, now.period.until).filter(
    pl.col("last_refused") >= now.period.since
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

over_time = now.read("auth_failures_over_time", step_s=step_s(now.period))
over_time_panel(
    "authentication.over_time", "auth_failures_over_time", stacked, over_time, now,
    by="cause", colours=CAUSES, on_bar=("vendor", "cause", "class", "code"),
)  # fmt: skip

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


def open_cause(row: Row) -> None:
    """What was refused for a cause: of the clients, with the keys and by the codes that it had."""
    of_cause = refusals.filter(
        pl.col(name).eq_missing(row[name]) for name in ("cause", "vendor", "remedy")
    )
    alike = {name: of_cause[name].unique().to_list() for name in ("vendor", "client", "key_id")}
    codes = of_cause["codes"].explode().unique().to_list()
    seen = {"first_seen": of_cause["first_seen"].min(), "last_seen": of_cause["last_seen"].max()}
    opens = to_seen("cause", "vendor", "client", "key_id", "codes", route=[])
    opens({**alike, **seen, "cause": row["cause"], "codes": codes})


table_panel(
    "authentication.change", "auth_failures_by_cause", rows=causes,
    columns=("cause", "vendor", "failures", "clients", "last_seen", "remedy"),
    on_row=open_cause, wrapped=True,
    widths={"cause": 150, "clients": 130, "remedy": 280},
)  # fmt: skip
table_panel(
    "authentication.states", "keys_listed", rows=keys_listed, on_row=to_key,
    none="empty.nothing", icon=NO_DATA,
    note="authentication.states_note",
    columns=("state", "vendor", "key_id", "dead_since", "last_success", "refused_since",
             "clients_since", "last_used", "requests"),
)  # fmt: skip
table_panel(
    "authentication.table", "auth_failures_by_cause", rows=refusals,
    on_row=to_seen("cause", "vendor", "client", "key_id", "codes"),
    note="authentication.table_note",
    columns=("cause", "vendor", "client", "key_id", "failures", "last_success", "first_seen",
             "last_seen", "works_again", "key_in", "code", "route"),
)  # fmt: skip
