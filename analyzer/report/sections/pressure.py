"""Rate-limit pressure: keys and addresses near their limit, waits, connections."""

from __future__ import annotations

import polars as pl

from analyzer.report import sql
from analyzer.report.content import Content, Row
from analyzer.report.sections.table import (
    SUBJECT,
    Column,
    Section,
    Table,
    logged,
    seconds,
    subject,
    table,
    vendor,
    when,
)
from analyzer.text.wording import Logged, Wording, number, share

_NOTABLE_USE = 0.5


def section(content: Content, words: Wording) -> Section:
    """Keys and addresses near their limit, how waits were kept, connections."""
    used = content.rate_limit_by_subject.filter(
        (pl.col("utilisation") >= _NOTABLE_USE) | (pl.col("throttled") > 0)
    )
    tables = table(
        used,
        (
            *SUBJECT,
            Column("clients", wide=True),
            Column("minute", wide=True),
            Column("peak_60s", numeric=True),
            Column("quota", numeric=True, wide=True),
            Column("utilisation", numeric=True),
            Column("throttled", numeric=True, wide=True),
        ),
        lambda row: (
            *subject(content, row, words),
            words.clients(row["clients"] or [None]),
            words.minute(row["minute"]),
            number(row["peak_60s"]),
            _quota(row, words),
            share(row["utilisation"]),
            number(row["throttled"]),
        ),
        query=sql.select(
            "minute, vendor, scope, subject, peak_60s, quota, quota_source, utilisation, throttled",
            "rate_limit_pressure",
            content.period,
            time="minute",
            order="utilisation DESC NULLS LAST",
        ),
    )
    return Section(
        "rate_limits",
        tables=(*tables, *_throttles(content, words), *_connections(content, words)),
    )


def _quota(row: Row, words: Wording) -> str:
    if row["quota"] is None:
        return words.text("page.unknown")
    return f"{number(row['quota'])} ({words.named('quota_source', row['quota_source'])})"


def _throttles(content: Content, words: Wording) -> tuple[Table, ...]:
    return table(
        content.throttles_by_client,
        (
            Column("vendor", wide=True),
            Column("client"),
            Column("code", wide=True),
            Column("throttled", numeric=True),
            Column("honoured", numeric=True),
            Column("ignored", numeric=True),
            Column("advised_wait_s", numeric=True, wide=True),
            Column("actual_wait_s", numeric=True, wide=True),
        ),
        lambda row: (
            vendor(content, row),
            words.client(row["client"]),
            Logged(row["code"]),
            number(row["throttled"]),
            number(row["honoured"]),
            number(row["ignored"]),
            seconds(row["advised_wait_s"]),
            seconds(row["actual_wait_s"]),
        ),
        title=words.text("section.throttles"),
        query=sql.select(
            "ts, vendor, client, code, advised_wait_s, actual_wait_s, honoured",
            "throttles",
            content.period,
        ),
    )


def _connections(content: Content, words: Wording) -> tuple[Table, ...]:
    frame = content.connections_by_subject
    return table(
        frame.filter(
            (pl.col("refused") > 0) | (pl.col("open_connections") >= pl.col("quota") * 0.8)
        ),
        (
            Column("vendor", wide=True),
            Column("key_id"),
            Column("open_connections", numeric=True),
            Column("quota", numeric=True),
            Column("refused", numeric=True),
            Column("last_seen", wide=True),
        ),
        lambda row: (
            vendor(content, row),
            logged(row["subject"]),
            number(row["open_connections"]),
            words.text("page.unknown") if row["quota"] is None else number(row["quota"]),
            number(row["refused"]),
            when(row["last_refused"], words),
        ),
        title=words.text("section.connections"),
        query=sql.select(
            "*", "connection_pressure", content.period, time="minute", also="refused > 0"
        ),
    )
