"""Answers as files that a spreadsheet opens."""

from __future__ import annotations

import polars as pl


def for_spreadsheets(frame: pl.DataFrame) -> str:
    """CSV in which no text is taken for a formula: an apostrophe stands before it (OWASP).

    Rows come from logs, which others write to; nested columns are left out.
    """
    flat = frame.select(name for name, kind in frame.schema.items() if not kind.is_nested())
    texts = pl.selectors.string()
    return (
        flat.with_columns(pl.selectors.temporal().cast(pl.String))
        .with_columns(texts.str.replace(r"^[=+\-@\t\r]", "'${0}"))
        .write_csv()
    )
