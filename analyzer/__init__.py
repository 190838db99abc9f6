"""What failed, whose fault is it, and what to do: a log analyzer for teams that consume APIs.

From Python, the views over a lake (see `OpenLake`):

    import analyzer
    lake = analyzer.open("lake")
    lake.requests                    # a polars LazyFrame, as is every other view
    lake.relation("requests")        # the same as a DuckDB relation
    lake.sql("FROM failures WHERE class = :class", **{"class": "quota"})

And what one answer means, at once and without a lake:

    analyzer.classify(response)      # of httpx, requests, aiohttp
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from analyzer.system.version import __version__

if TYPE_CHECKING:
    from analyzer.api import OpenLake
    from analyzer.catalog.classifier import Verdict

__all__ = ["__version__", "classify", "open"]


def classify(
    response: object = None,
    *,
    status: int | None = None,
    headers: Mapping[str, str] | None = None,
    body: str | bytes | None = None,
    url: str = "",
    vendor: str | None = None,
    vendors: str | Path | None = None,
    lang: str = "en",
) -> Verdict:
    """What an answer of a vendor's API means: class, code, meaning, remedy, retryable, wait, fault.

    `response` is one of httpx, requests or aiohttp (give `body` where it was not read before); or
    give status, headers and body plainly, with the `url` or the catalog's `vendor`. It says what
    the view `failures` would say of the same answer. Nothing is looked up over the network.

    >>> analyzer.classify(status=200, body='{"code": 3002}', vendor="tickdb").failure_class
    'quota'

    Raises CatalogError where the user's `vendors` do not hold.
    """
    from analyzer.catalog.classifier import classifier, read_response

    if response is not None:
        status, headers, body, url = read_response(response, body, url)
    return classifier(vendors, lang).classify(status, headers, body, url=url, vendor=vendor)


def open(lake: str | Path, *, vendors: str | Path | None = None, lang: str = "en") -> OpenLake:
    """The views over a lake, to read.

    `vendors` is a folder of catalog files of your own, `lang` the language of meanings and
    remedies: `en`, `zh-Hans` or `zh-Hant`.

    >>> with analyzer.open("lake", lang="zh-Hant") as lake:
    ...     lake.failures.filter(code="3002").select("meaning").unique().collect().item()
    '本週期配額已用盡；通常每月重置。'

    Raises LakeError where there is no lake, CatalogError, UsageError.
    """
    from analyzer.api import OpenLake

    return OpenLake(lake, vendors, lang)
