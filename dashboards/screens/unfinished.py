"""What is not over: half-done work, lost answers, dead keys, used up quotas, silent clients."""

from __future__ import annotations

import polars as pl
import streamlit as st
from parts.filters import open_page
from parts.panels import Tile, chosen, empty, heading, tiles, title
from parts.reading import side_by_side
from parts.tables import Row, table
from parts.words import number, text

from analyzer.text.period import Period

now = chosen()
title("unfinished")
# Whatever the period: what began before it is not over because it is not looked at.
ever = {"since": now.span.first, "until": now.period.until}

half_done, lost, keys, quotas, silent, waits = side_by_side(
    lambda: now.read("open_partial_failures", **ever),
    lambda: now.read("unknown_outcomes", **ever),
    lambda: now.read("keys_listed", **ever),
    lambda: now.read("quotas_exhausted", **ever),
    lambda: now.read("silent_callers", **ever),
    lambda: now.read("throttles_by_client"),
)
lost = lost.filter(pl.col("resolution").is_in(["open", "repeated"]))
keys = keys.filter(pl.col("state").is_in(["dead", "never_worked"]))
quotas = quotas.filter(
    pl.col("resets_at").is_null() | (pl.col("resets_at") > now.period.until)
).with_columns(resets_in_s=(pl.col("resets_at") - now.period.until).dt.total_seconds())
waits = waits.filter(pl.col("ignored") > 0)

tiles(
    Tile("unfinished.half_done", number(half_done.height)),
    Tile("unfinished.lost", number(lost.height)),
    Tile("unfinished.keys", number(keys.height)),
)
tiles(
    Tile("unfinished.quotas", number(quotas.height)),
    Tile("unfinished.silent", number(silent.height)),
    Tile("unfinished.waits", number(waits.height)),
)


def open_operation(row: Row) -> None:
    """Every attempt of an operation, whenever it was."""
    open_page(
        "requests",
        range="all",
        vendor=[row["vendor"]],
        client=[],
        key=[row["key_id"]] if row["key_id"] else [],
        route=[],
        q=row["path"] or "",
    )


def open_key(row: Row) -> None:
    """What was sent with a key since it is dead, or its quota used up."""
    since = row.get("dead_since") or row.get("exhausted_at") or now.span.first
    open_page(
        "requests",
        range=Period(since, now.period.until),
        vendor=[row["vendor"]],
        client=[],
        key=[row["key_id"]] if row["key_id"] else [],
        route=[],
    )


def open_client(row: Row) -> None:
    """The requests of a client."""
    client = [row["client"]] if row["client"] else []
    open_page("requests", range="all", vendor=[row["vendor"]], client=client, key=[], route=[])


# The name of the panel is that of its tile; a panel without rows is one line.
PANELS = (
    ("half_done", half_done, "open_partial_failures", open_operation,
     ("ts", "vendor", "client", "method", "path", "attempts", "trace_id", "request_id", "remedy")),
    ("lost", lost, "unknown_outcomes", open_operation,
     ("ts", "vendor", "client", "method", "path", "resolution", "code", "trace_id", "request_id")),
    ("keys", keys, "keys_listed", open_key,
     ("state", "vendor", "key_id", "dead_since", "last_success", "refused_since", "clients_since",
      "last_used")),
    ("quotas", quotas, "quotas_exhausted", open_key,
     ("vendor", "key_id", "period", "exhausted_at", "resets_at", "resets_in_s", "refused",
      "clients")),
    ("silent", silent, "silent_callers", open_client,
     ("vendor", "client", "last_seen", "silent_for_s", "usual_gap_s", "requests")),
    ("waits", waits, "throttles_by_client", open_client,
     ("vendor", "client", "code", "throttled", "ignored", "advised_wait_s", "actual_wait_s",
      "last_seen", "remedy")),
)  # fmt: skip
for name, frame, read, on_row, columns in PANELS:
    heading(f"unfinished.{name}", read, note=text(f"unfinished.{name}_help"))
    if frame.is_empty():
        empty("unfinished.none")
        continue
    table(
        frame,
        columns,
        key=f"unfinished_{name}",
        alt=text(f"unfinished.{name}"),
        zone=now.zone,
        on_row=on_row,
        widths={"remedy": 280, "path": 200},
    )
st.caption(text("select_hint"))
