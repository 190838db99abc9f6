"""Codes that are new, grown or gone."""

from __future__ import annotations

import polars as pl

from analyzer.report import sql
from analyzer.report.content import Content
from analyzer.report.sections.table import Column, Columns, Section, table
from analyzer.text.wording import Wording, sentence

_GREW = 1.5


_NOTABLE_CHANGE = 5


_CHANGES = ("new", "back", "grown", "vanished", "fallen")


def section(content: Content, words: Wording) -> Section:
    """Codes that are new, back, grown, vanished or fallen."""
    compared = content.before["requests"] or content.weekly is not None
    if not compared or not content.figures["requests"]:
        return Section("changes")
    failures, before, week = pl.col("failures"), pl.col("before"), pl.col("week")
    is_notable = (failures - before).abs() >= _NOTABLE_CHANGE
    changes = content.changes().with_columns(
        change=pl.when((failures > 0) & (before == 0) & (week.fill_null(0) == 0))
        .then(pl.lit("new"))
        .when((failures > 0) & (before == 0))
        .then(pl.lit("back"))
        .when(is_notable & (failures > before * _GREW))
        .then(pl.lit("grown"))
        .when(is_notable & (failures == 0))
        .then(pl.lit("vanished"))
        .when(is_notable & (before > failures * _GREW))
        .then(pl.lit("fallen"))
        .cast(pl.Enum(_CHANGES))
    )
    of = Columns(content, words)
    tables = table(
        changes.drop_nulls("change").sort("change", maintain_order=True),
        (
            Column("change", lambda row: words.text(f"changes.{row['change']}")),
            of.vendor(),
            of.logged("code"),
            Column(
                "class",
                lambda row: content.class_title(row["class"]) or row["class"],
                wide=True,
            ),
            of.count("failures"),
            of.count("before"),
            *([] if content.weekly is None else [of.count("week")]),
        ),
        query=_counted(content),
    )
    ever = content.figures["failures"] or content.before["failures"] or content.week["failures"]
    none = (sentence("changes.none"),) if ever and not tables else ()
    return Section("changes", none, tables)


def _counted(content: Content) -> str:
    """The line that counts each code in the period and in the one before."""
    here, before = content.period, content.compared
    since, ended = sql.literal(here.since), sql.literal(before.until)
    return (
        f"SELECT vendor, code, class, count(*) FILTER (ts >= '{since}') AS failed,"
        f" count(*) FILTER (ts < '{ended}') AS failed_before FROM failures"
        f" WHERE ts >= '{sql.literal(before.since)}' AND ts < '{sql.literal(here.until)}'"
        " GROUP BY ALL ORDER BY greatest(failed, failed_before) DESC"
    )
