"""Codes that the catalog does not know."""

from __future__ import annotations

from analyzer.report.content import Content
from analyzer.report.sections.table import Column, Columns, Section, table
from analyzer.text.wording import Wording


def section(content: Content, words: Wording) -> Section:
    """What vendors sent and no catalog knows."""
    of = Columns(content, words)
    tables = table(
        content.unlisted_codes_seen,
        (
            of.vendor(),
            of.logged("code"),
            Column("class", lambda row: row["class_title"], wide=True),
            of.count("failures"),
            of.time("first_seen"),
            of.logged("message", "sample_message", wide=True),
        ),
        query="SELECT * FROM unlisted_codes ORDER BY failures DESC",
    )
    return Section("unlisted_codes", tables=tables)
