"""Rate-limit pressure: keys and addresses near their limit, waits, connections."""

from __future__ import annotations

import polars as pl

from analyzer.report.content import Content, Row
from analyzer.report.sections.table import Column, Columns, Section, Table, table
from analyzer.text.wording import Wording, number

_NOTABLE_USE = 0.5


def section(content: Content, words: Wording) -> Section:
    """Keys and addresses near their limit, how waits were kept, connections."""
    of = Columns(content, words)
    used = content.rate_limit_by_subject.filter(
        (pl.col("utilisation") >= _NOTABLE_USE) | (pl.col("throttled") > 0)
    )
    tables = table(
        used,
        (
            *of.subject(),
            of.clients(),
            of.minute(),
            of.count("peak_60s"),
            Column("quota", lambda row: _quota(row, words), numeric=True, wide=True),
            of.share("utilisation"),
            of.count("throttled", wide=True),
        ),
        query=content.select(
            "minute, vendor, scope, subject, peak_60s, quota, quota_source, utilisation, throttled",
            "rate_limit_pressure",
            order="quota_source = 'observed', utilisation DESC NULLS LAST",
        ),
    )
    return Section("rate_limits", tables=(*tables, *_throttles(of), *_connections(of)))


def _quota(row: Row, words: Wording) -> str:
    if row["quota"] is None:
        return words.text("page.unknown")
    return f"{number(row['quota'])} ({words.named('quota_source', row['quota_source'])})"


def _throttles(of: Columns) -> tuple[Table, ...]:
    return table(
        of.content.throttles_by_client,
        (
            of.vendor(wide=True),
            of.client(),
            of.logged("code", wide=True),
            of.count("throttled"),
            of.count("honoured"),
            of.count("ignored"),
            of.seconds("advised_wait_s", wide=True),
            of.seconds("actual_wait_s", wide=True),
        ),
        title=of.words.text("section.throttles"),
        query=of.content.select(
            "ts, vendor, client, code, advised_wait_s, actual_wait_s, honoured",
            "throttles",
        ),
    )


def _connections(of: Columns) -> tuple[Table, ...]:
    unknown = of.words.text("page.unknown")
    full = (pl.col("refused") > 0) | (pl.col("open_connections") >= pl.col("quota") * 0.8)
    return table(
        of.content.connections_by_subject.filter(full),
        (
            of.vendor(wide=True),
            of.logged("key_id", "subject"),
            of.count("open_connections"),
            Column(
                "quota",
                lambda row: unknown if row["quota"] is None else number(row["quota"]),
                numeric=True,
            ),
            of.count("refused"),
            of.time("last_seen", "last_refused", wide=True),
        ),
        title=of.words.text("section.connections"),
        query=of.content.select("*", "connection_pressure", also="refused > 0"),
    )
