"""What failed, whose fault is it, and what to do: a log analyzer for teams that consume APIs.

From Python, the views over a lake (see `OpenLake`):

    import analyzer
    lake = analyzer.open("lake")
    lake.requests                    # a polars LazyFrame, as is every other view
    lake.relation("requests")        # the same as a DuckDB relation
    lake.sql("FROM failures WHERE class = :class", **{"class": "quota"})
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from analyzer.system.version import __version__

if TYPE_CHECKING:
    from analyzer.api import OpenLake

__all__ = ["__version__", "open"]


def open(lake: str | Path, *, vendors: str | Path | None = None, lang: str = "en") -> OpenLake:
    """The views over a lake, to read.

    `vendors` is a folder of catalog files of your own, `lang` the language of meanings and
    remedies: `en`, `zh-Hans` or `zh-Hant`.
    Raises LakeError where there is no lake, CatalogError, UsageError.
    """
    from analyzer.api import OpenLake

    return OpenLake(lake, vendors, lang)
