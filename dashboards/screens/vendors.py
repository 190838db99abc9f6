"""What each vendor delivered, its error budget, its limits, and what it started to send."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
import streamlit as st
from parts.charts import lines
from parts.drill import to_requests
from parts.filters import open_page
from parts.panels import chart, chosen, empty, heading, title
from parts.tables import Row, table
from parts.words import plain, text

PERCENTILES = ("p50_ms", "p95_ms", "p99_ms")
MOST_DRAWN, MOST_NAMED = 8, 40
DAYS_FROM = timedelta(days=8)

now = chosen()
title("vendors", now)

level = now.read("service_level")
if level.is_empty():
    empty("empty.no_requests", ":material/info:")
    st.stop()
heading("vendors.health", "service_level")
table(
    level,
    ("vendor", "title", "requests", "failed", "partial", "failure_share", "p50_ms", "p95_ms",
     "p99_ms"),
    key="health",
    alt=text("vendors.health"),
    zone=now.zone,
    on_row=to_requests("vendor"),
)  # fmt: skip
st.caption(text("select_hint"))

hours = now.read("health_over_time")
busiest = (
    hours.group_by("vendor")
    .agg(pl.col("requests").sum())
    .sort("requests", "vendor", descending=[True, False])["vendor"]
    .to_list()
)
# The colours are told apart only so far: the busiest are drawn, the busiest first.
drawn_first = pl.col("vendor").replace_strict(busiest, range(len(busiest)))
hours = (
    hours.filter(pl.col("vendor").is_in(busiest[:MOST_DRAWN]))
    .with_columns(place=drawn_first)
    .sort("place", "step")
)
days = (
    hours.group_by("vendor", pl.col("step").dt.truncate("1d"), maintain_order=True).agg(
        success_ratio=(pl.col("success_ratio") * pl.col("requests")).sum()
        / pl.col("requests").sum()
    )
    if now.period.length > DAYS_FROM
    else hours
)
heading("vendors.success", "health_over_time")
chart(
    lines(
        days,
        now.look,
        by="vendor",
        value="success_ratio",
        title=text("column.success_ratio"),
        percent=True,
    ),
    key="success",
    alt_text=text("vendors.success"),
)
if rest := busiest[MOST_DRAWN:]:
    named = ", ".join(map(plain, rest[:MOST_NAMED])) + (" …" if len(rest) > MOST_NAMED else "")
    st.caption(text("vendors.rest", drawn=MOST_DRAWN, rest=len(rest), named=named))
heading("vendors.latency", "health_over_time")
percentile = st.segmented_control(
    text("vendors.percentile"),
    PERCENTILES,
    default="p95_ms",
    required=True,
    format_func=lambda name: name.removesuffix("_ms"),
    label_visibility="collapsed",
    key="percentile",
)
timed = hours.filter(pl.col(percentile).is_not_null())
if timed.is_empty():
    empty("empty.nothing", ":material/info:")
else:
    chart(
        lines(
            timed,
            now.look,
            by="vendor",
            value=percentile,
            title=text("unit.ms"),
        ),
        key="latency",
        alt_text=text("vendors.latency"),
    )

FAILED = to_requests("vendor", outcome=["failed", "partial"])
budgets = now.read("error_budgets")
heading("vendors.budget", "error_budgets", note=text("vendors.budget_note"))
table(
    budgets.with_columns(budget_spent=1 - pl.col("budget_left")),
    ("vendor", "target", "success_ratio", "requests", "bad", "budget_spent"),
    key="budgets",
    alt=text("vendors.budget"),
    zone=now.zone,
    on_row=FAILED,
)

burn = now.read("burn_rates")
heading("vendors.burn", "burn_rates", note=text("vendors.burn_note"))
if burn.is_empty():
    empty("empty.nothing", ":material/info:")
else:
    table(
        burn.sort("fires", descending=True, maintain_order=True),
        ("vendor", "severity", "fires", "long_window_s", "long_burn", "short_window_s",
         "short_burn", "factor", "requests"),
        key="burn",
        alt=text("vendors.burn"),
        zone=now.zone,
        on_row=FAILED,
    )  # fmt: skip

drift = now.read("catalog_drift")
heading("vendors.drift", "catalog_drift")
if drift.is_empty():
    empty("empty.no_unlisted")
else:

    def open_drift(row: Row) -> None:
        """The requests with what the catalog does not know."""
        code = [row["value"]] if row["drift_kind"] in {"code", "status"} else []
        words = row["value"] if row["drift_kind"] == "message" else ""
        to_requests("vendor", "clients", code=code, q=words, outcome=["failed", "partial"])(row)

    table(
        drift,
        ("vendor", "drift_kind", "value", "class_title", "failures", "is_new", "first_seen",
         "last_seen", "sample_message", "clients"),
        key="drift",
        alt=text("vendors.drift"),
        zone=now.zone,
        on_row=open_drift,
    )  # fmt: skip
    stubs = drift.filter(pl.col("stub").is_not_null())
    if not stubs.is_empty():
        with st.expander(text("vendors.stub"), icon=":material/content_copy:"):
            for stub in stubs["stub"]:
                st.code(stub, "toml")

quotas = now.read("quotas")
heading("vendors.limits", "quotas")


def open_limits(row: Row) -> None:
    """How close the keys came to a vendor's limits."""
    open_page("rate_limits", vendor=[row["vendor"]])


table(
    quotas.with_columns(kind=pl.coalesce("kind", "currency")),
    ("vendor", "name", "kind", "scope", "quota", "window_s", "resets"),
    key="quotas",
    alt=text("vendors.limits"),
    zone=now.zone,
    on_row=open_limits,
)
