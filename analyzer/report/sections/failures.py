"""Failures by vendor and code."""

from __future__ import annotations

import polars as pl

from analyzer.report.content import Content
from analyzer.report.sections.table import Column, Columns, Section, table
from analyzer.text.wording import Logged, Wording, number

_MOST_CODES = 15


def section(content: Content, words: Wording) -> Section:
    """Failures by vendor and code."""
    keys = ["vendor", "family", "code", "class"]
    then = content.failures_by_code_before.select(*keys, before=pl.col("failures"))
    frame = content.failures_by_code.join(then, on=keys, how="left", maintain_order="left")
    of = Columns(content, words)
    tables = table(
        frame,
        (
            of.vendor(),
            Column("family", lambda row: row["family_title"] or Logged(row["family"]), wide=True),
            of.logged("code"),
            Column("class", lambda row: row["class_title"]),
            of.named("fault", "fault", wide=True),
            of.count("failures"),
            *of.before(lambda row: number(row["before"] or 0)),
            Column(
                "meaning", lambda row: words.sentences(row["meaning"], row["remedy"]), wide=True
            ),
        ),
        query=content.select(
            "ts, vendor, client, route, family, code, class, message, remedy",
            "failures",
        ),
        most=_MOST_CODES,
    )
    return Section("failures", tables=tables)
