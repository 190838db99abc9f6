"""Limits in every currency: what runs out, how full each was, who was banned."""

from __future__ import annotations

import polars as pl

from analyzer.report import sql
from analyzer.report.content import Content, Row
from analyzer.report.sections.table import (
    SUBJECT,
    Column,
    Section,
    Table,
    subject,
    table,
    when,
)
from analyzer.text.wording import Logged, Wording, number, share

_NOTABLE_USE = 0.5


def section(content: Content, words: Wording) -> Section:
    """What runs out first, then what was used most, then bans."""
    return Section(
        "limits",
        tables=(*_forecast(content, words), *_used(content, words), *_bans(content, words)),
    )


def _forecast(content: Content, words: Wording) -> tuple[Table, ...]:
    return table(
        content.limits_running_out,
        (
            *SUBJECT,
            Column("limit", wide=True),
            Column("used_up_at"),
            Column("used", numeric=True),
            Column("quota", numeric=True),
            Column("currency"),
            Column("resets_at", wide=True),
            Column("limit_source", wide=True),
        ),
        lambda row: (
            *subject(content, row, words),
            Logged(row["limit"]),
            words.when(row["used_up_at"]),
            number(row["used"]),
            number(row["quota"]),
            words.named("currency", row["currency"]),
            when(row["resets_at"], words),
            words.named("limit_source", row["quota_source"]),
        ),
        title=words.text("section.limits_running_out"),
        query="SELECT * FROM limit_forecast WHERE used_up_at IS NOT NULL ORDER BY used_up_at",
    )


def _used(content: Content, words: Wording) -> tuple[Table, ...]:
    notable = (pl.col("utilisation") >= _NOTABLE_USE) | (pl.col("throttled") > 0) | pl.col("banned")
    return table(
        content.limits_by_subject.filter(notable),
        (
            *SUBJECT,
            Column("limit", wide=True),
            Column("minute", wide=True),
            Column("used", numeric=True),
            Column("quota", numeric=True),
            Column("currency"),
            Column("utilisation", numeric=True),
            Column("throttled", numeric=True, wide=True),
            Column("limit_source", wide=True),
        ),
        lambda row: (
            *subject(content, row, words),
            Logged(row["limit"]),
            words.minute(row["minute"]),
            number(row["used"]),
            number(row["quota"]),
            words.named("currency", row["currency"]),
            share(row["utilisation"]),
            number(row["throttled"]),
            _source(row, words),
        ),
        title=words.text("section.limits_used"),
        query=sql.select(
            "*",
            "limit_pressure",
            content.period,
            time="minute",
            order="utilisation DESC NULLS LAST",
        ),
    )


def _source(row: Row, words: Wording) -> str:
    return words.named("limit_source", row["quota_source"] if row["is_told"] else "catalog")


def _bans(content: Content, words: Wording) -> tuple[Table, ...]:
    return table(
        content.bans_of_period,
        (
            *SUBJECT,
            Column("clients", wide=True),
            Column("since"),
            Column("until"),
            Column("refused", numeric=True),
            Column("throttled_before", numeric=True, wide=True),
        ),
        lambda row: (
            *subject(content, row, words),
            words.clients(row["clients"] or [None]),
            words.when(row["since"]),
            when(row["until"], words),
            number(row["refused"]),
            number(row["throttled_before"]),
        ),
        title=words.text("section.bans"),
        query="SELECT * FROM bans ORDER BY since DESC",
    )
