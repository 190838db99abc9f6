"""Authentication: refusals by cause."""

from __future__ import annotations

from analyzer.report import sql
from analyzer.report.content import Content
from analyzer.report.sections.table import Column, Section, table, vendor, when
from analyzer.text.wording import Wording, number


def section(content: Content, words: Wording) -> Section:
    """Refusals by cause."""
    tables = table(
        content.auth_failures_by_cause,
        (
            Column("vendor"),
            Column("cause"),
            Column("key_id", wide=True),
            Column("client"),
            Column("failures", numeric=True),
            Column("last_success", wide=True),
            Column("last_seen"),
            Column("works_again", wide=True),
        ),
        lambda row: (
            vendor(content, row),
            words.named("cause", row["cause"]),
            words.key(row["key_id"]),
            words.client(row["client"]),
            number(row["failures"]),
            when(row["last_success"], words),
            when(row["last_seen"], words),
            when(row["works_again"], words),
        ),
        query=sql.select(
            "ts, vendor, client, key_id, key_in, cause, code, message",
            "auth_failures",
            content.period,
        ),
    )
    return Section("authentication", tables=tables)
