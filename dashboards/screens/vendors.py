"""What each vendor delivered, its error budget, its limits, and what it started to send."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import polars as pl
import streamlit as st
from parts.charts import lines
from parts.drill import to_point, to_requests, to_seen
from parts.filters import ask, open_page, switch
from parts.panels import GOOD, NO_DATA, chosen, clickable, empty, heading, table_panel, title
from parts.tables import Row
from parts.words import few, plain, text

from analyzer.text.period import Period

USUAL = "p95_ms"
PERCENTILES = ("p50_ms", "p95_ms", "p99_ms")
MOST_DRAWN, MOST_NAMED = 8, 40
DAYS_FROM = timedelta(days=8)
HOUR_S, DAY_S = 3_600, 86_400
NOT_OURS = ["vendor", "network", "unknown"]

now = chosen()
title("vendors", now)

level = now.read("service_level")
if level.is_empty():
    empty("empty.no_requests", NO_DATA)
    st.stop()
table_panel(
    "vendors.health", "service_level", rows=level, on_row=to_requests("vendor"),
    columns=("vendor", "title", "requests", "failed", "partial", "failure_share", "p50_ms",
             "p95_ms", "p99_ms"),
)  # fmt: skip

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
by_day = now.period.length > DAYS_FROM
step_s, latency = (DAY_S, "vendors.latency_of_days") if by_day else (HOUR_S, "vendors.latency")
days = (
    hours.group_by("vendor", pl.col("step").dt.truncate("1d"), maintain_order=True).agg(
        success_ratio=(pl.col("success_ratio") * pl.col("requests")).sum()
        / pl.col("requests").sum()
    )
    if by_day
    else hours
)


def open_step(row: Row, period: Period) -> None:
    """What was sent to a vendor in an hour or a day."""
    to_requests("vendor", range=period)(row)


heading("vendors.success", "health_over_time")
clickable(
    lines(
        days,
        now.look,
        by="vendor",
        value="success_ratio",
        title=text("column.success_ratio"),
        percent=True,
    ),
    now,
    "vendors.success",
    to_point(days, step_s, now.period, open_step),
)
if rest := busiest[MOST_DRAWN:]:
    named = ", ".join(map(plain, rest[:MOST_NAMED])) + (" …" if len(rest) > MOST_NAMED else "")
    st.caption(text("vendors.rest", drawn=MOST_DRAWN, rest=len(rest), named=named))
heading(latency, "health_over_time")
percentile = switch(
    "percentile",
    text("vendors.percentile"),
    PERCENTILES,
    lambda name: name.removesuffix("_ms"),
    default=USUAL,
)
timed = hours.filter(pl.col(percentile).is_not_null())
if by_day:
    day = pl.col("step").dt.truncate("1d")
    timed = timed.group_by("vendor", day, maintain_order=True).agg(pl.col(percentile).median())
if timed.is_empty():
    empty("empty.nothing", NO_DATA)
else:
    clickable(
        lines(
            timed,
            now.look,
            by="vendor",
            value=percentile,
            title=text("unit.ms"),
        ),
        now,
        latency,
        to_point(timed, step_s, now.period, open_step),
    )


promised = dict(ask("vendor_facts").select("vendor", "objective_classes").iter_rows())


def open_bad(row: Row, until: datetime, window_s: float) -> None:
    """The failures of so many seconds that count against a vendor."""
    classes = promised.get(row["vendor"])
    bad = {"class": classes or [], "fault": [] if classes else NOT_OURS}
    window = Period(until - timedelta(seconds=window_s), until)
    to_requests("vendor", client=[], key=[], route=[], range=window, **bad)(row)


def open_budget(row: Row) -> None:
    """What counts in the days of an error budget."""
    midnight = datetime.combine(row["date"], time(), UTC)
    open_bad(row, midnight + timedelta(days=1), row["window_s"])


def open_burn(row: Row) -> None:
    """What counts in the longer of a pair of windows."""
    open_bad(row, row["until"], row["long_window_s"])


table_panel(
    "vendors.budget", "error_budgets",
    rows=now.read("error_budgets").with_columns(budget_spent=1 - pl.col("budget_left")),
    columns=("vendor", "target", "success_ratio", "requests", "bad", "budget_spent"),
    on_row=open_budget,
    note="vendors.budget_note", hint=None,
)  # fmt: skip
table_panel(
    "vendors.burn", "burn_rates",
    rows=now.read("burn_rates").sort("fires", descending=True, maintain_order=True),
    on_row=open_burn,
    note="vendors.burn_note", hint=None, none="empty.nothing", icon=NO_DATA,
    columns=("vendor", "severity", "fires", "long_window_s", "long_burn", "short_window_s",
  "short_burn", "factor", "requests", "bad"),
)  # fmt: skip


def open_drift(row: Row) -> None:
    """The requests with what the catalog does not know."""
    code = [row["value"]] if row["drift_kind"] in {"code", "status"} else []
    words = row["value"] if row["drift_kind"] == "message" else ""
    to_seen("vendor", "clients", code=code, q=words, outcome=["failed", "partial"])(row)


drift = now.read("catalog_drift")
table_panel(
    "vendors.drift", "catalog_drift", rows=drift, on_row=open_drift, hint=None,
    none="empty.no_unlisted" if level["in_catalog"].any() else "empty.no_catalog",
    icon=GOOD if level["in_catalog"].any() else NO_DATA,
    columns=("vendor", "drift_kind", "value", "class_title", "failures", "is_new", "first_seen",
             "last_seen", "sample_message", "clients"),
)  # fmt: skip
undescribed = level.filter(~pl.col("in_catalog"))["vendor"].to_list()
if undescribed:
    st.caption(text("vendors.undescribed", named=plain(few(undescribed))))
stubs = drift["stub"].drop_nulls()
if not stubs.is_empty():
    with st.expander(text("vendors.stub"), icon=":material/content_copy:"):
        for stub in stubs:
            st.code(stub, "toml")

# Those of vendors that are called come first.
called = pl.col("vendor").is_in(level["vendor"].to_list())
quotas = now.read("quotas").sort(~called, maintain_order=True)


def open_limits(row: Row) -> None:
    """How close the keys came to a vendor's limits."""
    open_page("rate_limits", vendor=[row["vendor"]])


table_panel(
    "vendors.limits", "quotas", rows=quotas.with_columns(kind=pl.coalesce("kind", "currency")),
    columns=("vendor", "name", "kind", "scope", "quota", "window_s", "resets"), on_row=open_limits,
    hint=None,
)  # fmt: skip
