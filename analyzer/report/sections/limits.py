"""Limits in every currency: what runs out, how full each was, who was banned."""

from __future__ import annotations

import polars as pl

from analyzer.report.content import Content, Row
from analyzer.report.sections.table import Column, Columns, Section, Table, table
from analyzer.text.wording import Wording

_NOTABLE_USE = 0.5


def section(content: Content, words: Wording) -> Section:
    """What runs out first, then what was used most, then bans."""
    of = Columns(content, words)
    return Section("limits", tables=(*_forecast(of), *_used(of), *_bans(of)))


def _forecast(of: Columns) -> tuple[Table, ...]:
    return table(
        of.content.limits_running_out,
        (
            *of.subject(),
            of.logged("limit", wide=True),
            of.time("used_up_at"),
            of.count("used"),
            of.count("quota"),
            of.named("currency", "currency"),
            of.time("resets_at", wide=True),
            of.named("limit_source", "limit_source", "quota_source", wide=True),
        ),
        title=of.words.text("section.limits_running_out"),
        query="SELECT * FROM limit_forecast WHERE runs_out ORDER BY used_up_at",
    )


def _used(of: Columns) -> tuple[Table, ...]:
    notable = (pl.col("utilisation") >= _NOTABLE_USE) | (pl.col("throttled") > 0) | pl.col("banned")
    return table(
        of.content.limits_by_subject.filter(notable),
        (
            *of.subject(),
            of.logged("limit", wide=True),
            of.minute(),
            of.count("used"),
            of.count("quota"),
            of.named("currency", "currency"),
            of.share("utilisation"),
            of.count("throttled", wide=True),
            Column("limit_source", lambda row: _source(row, of.words), wide=True),
        ),
        title=of.words.text("section.limits_used"),
        query=of.content.select(
            "*",
            "limit_pressure",
            order="utilisation DESC NULLS LAST",
        ),
    )


def _source(row: Row, words: Wording) -> str:
    return words.named("limit_source", row["quota_source"] if row["is_told"] else "catalog")


def _bans(of: Columns) -> tuple[Table, ...]:
    return table(
        of.content.bans_of_period,
        (
            *of.subject(),
            of.clients(),
            of.time("since"),
            of.time("until"),
            of.count("refused"),
            of.count("throttled_before", wide=True),
        ),
        title=of.words.text("section.bans"),
        query="SELECT * FROM bans ORDER BY since DESC",
    )
