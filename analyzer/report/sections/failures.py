"""Failures by vendor and code."""

from __future__ import annotations

import polars as pl

from analyzer.report import sql
from analyzer.report.content import Content
from analyzer.report.sections.table import Column, Section, before_columns, table, vendor
from analyzer.text.wording import Logged, Wording, number

_MOST_CODES = 15


def section(content: Content, words: Wording) -> Section:
    """Failures by vendor and code."""
    keys = ["vendor", "family", "code", "class"]
    then = content.failures_by_code_before.select(*keys, before=pl.col("failures"))
    frame = content.failures_by_code.join(then, on=keys, how="left", maintain_order="left")
    before = before_columns(content)
    tables = table(
        frame,
        (
            Column("vendor"),
            Column("family", wide=True),
            Column("code"),
            Column("class"),
            Column("fault", wide=True),
            Column("failures", numeric=True),
            *before,
            Column("meaning", wide=True),
        ),
        lambda row: (
            vendor(content, row),
            row["family_title"] or Logged(row["family"]),
            Logged(row["code"]),
            row["class_title"],
            words.named("fault", row["fault"]),
            number(row["failures"]),
            *([number(row["before"] or 0)] if before else []),
            words.sentences(row["meaning"], row["remedy"]),
        ),
        query=sql.select(
            "ts, vendor, client, route, family, code, class, message, remedy",
            "failures",
            content.period,
        ),
        most=_MOST_CODES,
    )
    return Section("failures", tables=tables)
