"""Codes that the catalog does not know."""

from __future__ import annotations

from analyzer.report.content import Content
from analyzer.report.sections.table import Column, Section, logged, table, vendor
from analyzer.text.wording import Logged, Wording, number


def section(content: Content, words: Wording) -> Section:
    """What vendors sent and no catalog knows."""
    tables = table(
        content.unlisted_codes_seen,
        (
            Column("vendor"),
            Column("code"),
            Column("class", wide=True),
            Column("failures", numeric=True),
            Column("first_seen"),
            Column("message", wide=True),
        ),
        lambda row: (
            vendor(content, row),
            Logged(row["code"]),
            row["class_title"],
            number(row["failures"]),
            words.when(row["first_seen"]),
            logged(row["sample_message"]),
        ),
        query="SELECT * FROM unlisted_codes ORDER BY failures DESC",
    )
    return Section("unlisted_codes", tables=tables)
