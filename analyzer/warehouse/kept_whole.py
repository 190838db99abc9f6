"""Precomputed models over the whole lake: all rows in one file, valid for one version of it.

What a page opens with is then read, not computed. The file's name says what it was made from, as
that of a day's rows does (`materialized`); once more is loaded, rows are computed until `build`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl
from blake3 import blake3

from analyzer.catalog.catalog import Catalog
from analyzer.lake.lake import KEPT
from analyzer.models import Model, models
from analyzer.models.order import in_order, tables_of
from analyzer.warehouse.materialized import made_from

_OF_LAKE = "lake_"


def whole_paths(
    files: Mapping[str, pl.DataFrame], catalog: Catalog, names: Iterable[str] | None = None
) -> dict[str, str]:
    """Where the rows of models belong, there or not, relative to the lake; by model, in order.

    The models are those of `names` (None: all) and those they read; `files` are Lake.snapshot's.
    """
    return {
        model.name: f"{KEPT}/{model.name}/{_digest(model, files, catalog)}.parquet"
        for model in in_order(models(), names)
        if model.kept_whole
    }


def _digest(model: Model, files: Mapping[str, pl.DataFrame], catalog: Catalog) -> str:
    stamp = made_from(model, catalog, follows_catalog=True)
    read = sorted(lake_tables(model))
    listed = [path for name in read for path in (name, *sorted(files[name]["path"]))]
    return blake3("\n".join([stamp, *listed]).encode()).hexdigest(16)


def lake_tables(model: Model) -> set[str]:
    """The lake's tables that a model's rows are made from."""
    read = {table for one in in_order(models(), [model.name]) for table in tables_of(one.sql)}
    return {table.removeprefix(_OF_LAKE) for table in read if table.startswith(_OF_LAKE)}
