"""Service levels and error budgets."""

from __future__ import annotations

import polars as pl

from analyzer.report.content import Content
from analyzer.report.sections.table import Column, Columns, Section, Trend, table
from analyzer.text.wording import Wording, share


def section(content: Content, words: Wording) -> Section:
    """Success and error budgets by vendor."""
    then = content.service_level_before.select("vendor", before=pl.col("failure_share"))
    frame = content.service_level.join(then, on="vendor", how="left", maintain_order="left")
    budgets = content.error_budgets.select("vendor", "budget_left")
    frame = frame.join(budgets, on="vendor", how="left", maintain_order="left")
    of = Columns(content, words)
    tables = table(
        frame,
        (
            of.vendor(),
            of.count("requests"),
            of.share("failure_share"),
            *of.before(lambda row: share(row["before"])),
            Column("budget_spent", lambda row: _budget(row["budget_left"]), numeric=True),
            Column("trend", lambda row: Trend(_failure_trend(content, row["vendor"])), wide=True),
            of.count("p50_ms", wide=True),
            of.count("p95_ms"),
            of.count("p99_ms", wide=True),
        ),
        query=content.select("*", "vendor_health"),
    )
    return Section("service_level", tables=tables)


def _budget(left: float | None) -> str:
    """How many times the budget is spent: 1.0 × is all of it."""
    return "–" if left is None else f"{1 - left:,.1f} ×"


def _failure_trend(content: Content, vendor: str) -> tuple[float, ...]:
    """The share of failures in each step of the period, 0 where nothing was sent."""
    of_vendor = content.outcomes_over_time.filter(pl.col("vendor") == vendor)
    failed = pl.col("requests").filter(pl.col("outcome").is_in(["failed", "partial"])).sum()
    shares = dict(of_vendor.group_by("step").agg(failed / pl.col("requests").sum()).iter_rows())
    return tuple(shares.get(moment, 0.0) for moment in content.steps())
