"""Texts as literals of SQL, where they cannot be parameters: in views, macros and COPY."""

from __future__ import annotations


def quoted(value: str) -> str:
    """A text as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"
