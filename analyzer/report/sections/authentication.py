"""Authentication: refusals by cause."""

from __future__ import annotations

from analyzer.report.content import Content
from analyzer.report.sections.table import Columns, Section, table
from analyzer.text.wording import Wording


def section(content: Content, words: Wording) -> Section:
    """Refusals by cause."""
    of = Columns(content, words)
    tables = table(
        content.auth_failures_by_cause,
        (
            of.vendor(),
            of.named("cause", "cause"),
            of.key(wide=True),
            of.client(),
            of.count("failures"),
            of.time("last_success", wide=True),
            of.time("last_seen"),
            of.time("works_again", wide=True),
        ),
        query=content.select(
            "ts, vendor, client, key_id, key_in, cause, code, message",
            "auth_failures",
        ),
    )
    return Section("authentication", tables=tables)
