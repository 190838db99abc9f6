"""Kinds of lines: what they have in common but for URLs, numbers and ids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from analyzer.formats import Format

_LONGEST, _KIND = 200, 80
_FIELD = r'"[A-Za-z_@][\w.@-]*"\s*:'
# What nearly all lines have to be like for a source to be read as the one before.
_NEARLY_ALL = 0.95
_CLOSE = 0.02


def kinds_of(lines: Sequence[str] | pl.Series) -> pl.Series:
    """The kind of each line."""
    texts = pl.Series("kind", lines, dtype=pl.String).str.slice(0, _LONGEST)
    texts = texts.str.replace_all(r"""://[^\s"']+""", "://").str.replace_all(r"[\w-]*\d[\w-]*", "0")
    return texts.str.slice(0, _KIND)


def kinds_with_fields_of(lines: Sequence[str] | pl.Series) -> pl.Series:
    """The kind of each line, with all its fields where it is JSON: the last ones tell as much."""
    texts = pl.Series("kind", lines, dtype=pl.String)
    fields = texts.str.extract_all(_FIELD).list.join("")
    return kinds_of(texts) + fields.zip_with(texts.str.starts_with("{"), pl.Series([""]))


@dataclass(frozen=True)
class Likely:
    """The format that a source may be of, and how sure of it that has to be to ask no other.

    What it is wholly sure of no other format claims.
    """

    format: Format
    least: float = 1.0


@dataclass(frozen=True)
class Before:
    """How a source was read, and of which kinds its first lines were."""

    format: Format
    sureness: float
    kinds: pl.Series

    def likely_for(self, text: str) -> Likely:
        """What is likely of a source that begins like this."""
        if self.sureness < 1:
            known = kinds_with_fields_of(text.splitlines()).is_in(self.kinds.implode()).mean()
            if isinstance(known, float) and known >= _NEARLY_ALL:
                return Likely(self.format, self.sureness - _CLOSE)
        return Likely(self.format)
