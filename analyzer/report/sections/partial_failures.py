"""Partial failures: open ones by id, and what became of the others."""

from __future__ import annotations

import polars as pl

from analyzer.report import sql
from analyzer.report.content import RESOLUTIONS, Content, Row
from analyzer.report.sections.table import MOST_OPEN, Column, Section, Table, logged, table, vendor
from analyzer.text.wording import Logged, Wording, number

_SETTLED = ("succeeded", "gone", "conflict", "settled")


def section(content: Content, words: Wording) -> Section:
    """Open ones by id, and what became of the others."""
    still_open = table(
        content.open_partial_failures,
        (
            Column("ts"),
            Column("vendor", wide=True),
            Column("client"),
            Column("request"),
            Column("message", wide=True),
            Column("open_items", numeric=True),
            Column("trace_id", wide=True),
            Column("failure_id", wide=True),
        ),
        lambda row: (
            words.when(row["ts"]),
            vendor(content, row),
            words.client(row["client"]),
            Logged(f"{row['method'] or ''} {row['path'] or row['route'] or ''}".strip()),
            logged(row["message"]),
            _open_items(row),
            logged(row["trace_id"] or row["request_id"]),
            Logged(row["failure_id"]),
        ),
        title=words.text("section.open_partial_failures"),
        query=sql.select(
            "ts, vendor, client, method, path, message, open_items, items, trace_id, request_id,"
            " failure_id",
            "partial_failures",
            content.period,
            resolution="open",
        ),
        most=MOST_OPEN,
    )
    return Section("partial_failures", tables=(*still_open, *_resolutions(content, words)))


def _open_items(row: Row) -> str:
    """How many of how many; nothing where it is not known."""
    if row["open_items"] is None:
        return ""
    of_all = f" / {number(row['items'])}" if row["items"] is not None else ""
    return f"{number(row['open_items'])}{of_all}"


def _resolutions(content: Content, words: Wording) -> tuple[Table, ...]:
    counts = [
        pl.col("failures").filter(pl.col("resolution") == name).sum().alias(name)
        for name in RESOLUTIONS
    ]
    frame = content.partial_failures_by_resolution
    return table(
        frame.group_by("vendor", "client", "method", "route", maintain_order=True).agg(counts),
        (
            Column("vendor", wide=True),
            Column("client"),
            Column("request"),
            *(Column(name, numeric=True, wide=name in _SETTLED) for name in RESOLUTIONS),
        ),
        lambda row: (
            vendor(content, row),
            words.client(row["client"]),
            Logged(f"{row['method'] or ''} {row['route'] or ''}".strip()),
            *(number(row[name]) for name in RESOLUTIONS),
        ),
        title=words.text("section.resolutions"),
    )
