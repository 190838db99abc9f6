"""Partial failures: those that are not settled by id, and what became of the others."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from analyzer.report import sql
from analyzer.report.content import RESOLUTIONS, Content, Row
from analyzer.report.sections.table import MOST_OPEN, Column, Columns, Section, Table, logged, table
from analyzer.text.period import Period
from analyzer.text.wording import Wording, number

_SETTLED = ("succeeded", "gone", "conflict", "settled")


def section(content: Content, words: Wording) -> Section:
    """Those that are not settled by id, and what became of the others."""
    of = Columns(content, words)
    unsettled = (
        *_named(of, "open_partial_failures", content.open_partial_failures, "open"),
        *_named(
            of,
            "partial_failures_failed_again",
            content.partial_failures_failed_again,
            "failed_again",
        ),
    )
    return Section("partial_failures", tables=(*unsettled, *_resolutions(of)))


def _named(of: Columns, title: str, frame: pl.DataFrame, resolution: str) -> tuple[Table, ...]:
    return table(
        frame,
        (
            of.time("ts"),
            of.vendor(wide=True),
            of.client(),
            of.request("path", "route"),
            of.logged("message", wide=True),
            Column("open_items", _open_items, numeric=True),
            Column("trace_id", lambda row: logged(row["trace_id"] or row["request_id"]), wide=True),
            of.logged("failure_id", wide=True),
        ),
        title=of.words.text(f"section.{title}"),
        query=sql.select(
            "ts, vendor, client, method, path, message, open_items, items, trace_id, request_id,"
            " failure_id",
            "partial_failures",
            _since_the_first(frame, of.content.period),
            resolution=resolution,
        ),
        most=MOST_OPEN,
    )


def _since_the_first(frame: pl.DataFrame, period: Period) -> Period:
    """The period, from the first of these on where that lies before it."""
    first = min([period.since, *frame["ts"].head(1)])
    return replace(period, since=first)


def _open_items(row: Row) -> str:
    """How many of how many; nothing where it is not known."""
    if row["open_items"] is None:
        return ""
    of_all = f" / {number(row['items'])}" if row["items"] is not None else ""
    return f"{number(row['open_items'])}{of_all}"


def _resolutions(of: Columns) -> tuple[Table, ...]:
    counts = [
        pl.col("failures").filter(pl.col("resolution") == name).sum().alias(name)
        for name in RESOLUTIONS
    ]
    frame = of.content.partial_failures_by_resolution
    return table(
        frame.group_by("vendor", "client", "method", "route", maintain_order=True).agg(counts),
        (
            of.vendor(wide=True),
            of.client(),
            of.request("route"),
            *(of.count(name, wide=name in _SETTLED) for name in RESOLUTIONS),
        ),
        title=of.words.text("section.resolutions"),
    )
