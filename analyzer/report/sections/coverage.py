"""Coverage: what was ingested, and what such logs cannot show."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from analyzer.report.content import Content
from analyzer.report.sections.table import Column, Columns, Section, table
from analyzer.text.reject_reasons import reject_reason
from analyzer.text.wording import Logged, Sentence, Value, Wording, number, sentence

_MOST_VENDORS = 50


def section(content: Content, words: Wording) -> Section:
    """What was read, and what of it could not be seen."""
    sentences = list(_coverage_sentences(content, words))
    of = Columns(content, words)
    rejects = table(
        content.rejects_by_reason,
        (
            of.logged("source"),
            Column("reason", lambda row: Logged(reject_reason(row["reason"], words.lang))),
            of.count("rejects"),
            Column("lines", lambda row: ", ".join(map(str, row["first_lines"])), wide=True),
            Column("sample", lambda row: Logged(row["sample"][:80]), wide=True),
        ),
        title=words.text("section.rejects"),
        query="SELECT source, line, reason, excerpt FROM rejects ORDER BY source, line",
    )
    loads = table(
        content.loads_of_period,
        (
            of.logged("source"),
            Column("format", lambda row: row["format"], wide=True),
            of.count("lines"),
            of.count("requests"),
            of.count("rejects"),
            of.count("skipped", wide=True),
        ),
        query="SELECT * FROM loads ORDER BY source",
    )
    # Where every line was read, the sentence above says all that the tables would.
    return Section("coverage", tuple(sentences), (*rejects, *loads) if rejects else ())


def _coverage_sentences(content: Content, words: Wording) -> Iterator[Sentence]:
    figures = content.figures
    yield sentence(
        "coverage.lines",
        loads=words.count("loads", figures["loads"]),
        lines=words.count("lines", figures["lines"]),
        requests=number(figures["lines"] - figures["rejects"] - figures["skipped"]),
        rejects=number(figures["rejects"]),
        skipped=number(figures["skipped"]),
    )
    if content.reaches_beyond():
        yield sentence("coverage.whole_loads")
    unknown = content.service_level.filter(~pl.col("in_catalog"))["vendor"]
    if unknown.len():
        named = tuple(Logged(vendor) for vendor in unknown.head(_MOST_VENDORS))
        rest = unknown.len() - len(named)
        more = (words.text("coverage.more_vendors", n=number(rest)),) if rest else ()
        vendors: Value = (*named, *more)
        yield sentence("coverage.no_catalog", vendors=vendors)
