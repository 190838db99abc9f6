"""Options that every command takes, before or after its name."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analyzer.system.languages import LANGUAGES
from analyzer.system.version import __version__

if TYPE_CHECKING:
    import duckdb

    from analyzer.catalog.catalog import Catalog
    from analyzer.lake.lake import Lake


@dataclass(frozen=True)
class Settings:
    """Where the lake and the user's catalog files are, and the language of answers."""

    lake_path: str = "lake"
    vendors: Path | None = None
    lang: str = "en"

    def lake(self) -> Lake:
        """The lake, which may not exist yet. Raises UsageError for a URL that names none."""
        from analyzer.lake.lake import Lake

        return Lake(self.lake_path)

    def catalog(self) -> Catalog:
        """The shipped catalog with the user's files. Raises CatalogError."""
        from analyzer.catalog.catalog import load

        return load(self.vendors)

    def connect(self, views: Collection[str]) -> duckdb.DuckDBPyConnection:
        """Views, with what they read, over an existing lake. Raises LakeError if there is none."""
        from analyzer.warehouse.connection import FEW_REQUESTS, connect

        lake = self.lake()
        lake.require()
        return connect(lake, self.catalog(), self.lang, names=views, computed_up_to=FEW_REQUESTS)


def shared_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --lake, --vendors, --lang and --version to a command, which gets `settings`."""

    @click.version_option(__version__, prog_name="analyzer")
    @click.option(
        "--lake",
        metavar="DIR",
        help="The lake: a folder or s3://bucket/prefix.  [default: ./lake, or ANALYZER_LAKE]",
    )
    @click.option(
        "--vendors",
        metavar="DIR",
        help="Your own catalog files; they add to the shipped ones.  [or ANALYZER_VENDORS]",
    )
    @click.option(
        "--lang", type=click.Choice(LANGUAGES), help="Language of answers.  [or ANALYZER_LANG]"
    )
    @click.pass_context
    @wraps(command)
    def wrapped(
        ctx: click.Context,
        /,
        *arguments: Any,
        lake: str | None,
        vendors: str | None,
        lang: str | None,
        **options: Any,
    ) -> Any:
        settings = ctx.obj if isinstance(ctx.obj, Settings) else _from_environment()
        if lake is not None:
            settings = replace(settings, lake_path=lake)
        if vendors is not None:
            settings = replace(settings, vendors=Path(vendors))
        if lang is not None:
            settings = replace(settings, lang=lang)
        ctx.obj = settings
        return command(*arguments, settings=settings, **options)

    return wrapped


def timeout_option(default: float) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """`--timeout S`, after which a query is stopped."""
    return click.option(
        "--timeout",
        metavar="S",
        type=click.FloatRange(min=0, min_open=True),
        default=default,
        show_default=True,
        help="Stop a query after so many seconds.",
    )


table_format = click.option(
    "--format",
    "form",
    type=click.Choice(("table", "csv", "json", "md")),
    default="table",
    help="How the result is written.",
)


def _from_environment() -> Settings:
    vendors = os.environ.get("ANALYZER_VENDORS")
    lang = os.environ.get("ANALYZER_LANG", "en")
    return Settings(
        lake_path=os.environ.get("ANALYZER_LAKE", "lake"),
        vendors=Path(vendors) if vendors else None,
        lang=lang if lang in LANGUAGES else "en",
    )
