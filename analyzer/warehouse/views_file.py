"""`analyzer.duckdb` of a lake: the views in a small file, for other SQL tools."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import cache
from importlib import resources
from pathlib import Path
from threading import Lock

import duckdb
from blake3 import blake3

from analyzer.catalog.catalog import Catalog
from analyzer.errors import UsageError
from analyzer.lake.lake import VIEWS_FILE, Lake, cannot_write
from analyzer.models import models
from analyzer.storage.block_cache import BlockCache, shared_cache
from analyzer.system.database import open_memory
from analyzer.system.sql_literal import quoted
from analyzer.system.version import __version__
from analyzer.warehouse.connection import create_catalog, create_views, open_lake

# Who asks by catalogs of their own in turn finds each one's; a file has some megabytes.
_MOST_MADE = 3
# What makes views, besides models and catalog.
_MAKERS = ("analyzer.catalog", "analyzer.text", "analyzer.warehouse")


def write_views(lake: Lake, catalog: Catalog) -> None:
    """Write `analyzer.duckdb` into the lake: the same views for other SQL tools, in one small file.

    Its storage format is that of DuckDB 1.5, so that tools which are not yet on 2.0 open it too.
    The file is replaced whole; who has the old one open goes on reading the old one. Where views
    and catalog are still the same, only the list of the lake's files is made anew.
    """
    with lake.staging() as folder:
        draft = folder / VIEWS_FILE
        try:
            stamp = _stamp(catalog)
            draft.write_bytes(_VIEWS.made(stamp, lake, catalog))
            with _attached(draft) as con:
                open_lake(con, lake, catalog)
                _put_stamp(con, stamp)
        except (duckdb.IOException, duckdb.TransactionException) as error:
            raise cannot_write(lake.root, error) from None
        lake.storage.write(VIEWS_FILE, draft.read_bytes())


@contextmanager
def views_prepared(lake: Lake, catalog: Catalog) -> Iterator[Callable[[], object]]:
    """What gets ready, beside the block once it is called, what `write_views` begins with."""
    with ThreadPoolExecutor(1) as thread:
        # What is wrong with it, write_views will say.
        yield cache(lambda: thread.submit(_VIEWS.made, _stamp(catalog), lake, catalog))


def _stamp(catalog: Catalog) -> str:
    """What views are made from: another one for whatever differs in it."""
    sources = "".join([__version__, catalog.digest, *(m.source for m in models().values())])
    return blake3(sources.encode()).hexdigest(16)


class _Views:
    """Views files to begin with, of any files of a lake. To make one takes half a second."""

    def __init__(self) -> None:
        self._making = Lock()
        self._made: dict[str, bytes] = {}

    def made(self, stamp: str, lake: Lake, catalog: Catalog) -> bytes:
        """The bytes of one, for a catalog: the lake's, or made new."""
        with self._making:
            if stamp not in self._made:
                with lake.staging() as folder:
                    new = _found_or_new(stamp, lake, catalog, folder)
                self._made = dict([*self._made.items()][1 - _MOST_MADE :]) | {stamp: new}
            return self._made[stamp]


_VIEWS = _Views()


def _found_or_new(stamp: str, lake: Lake, catalog: Catalog, folder: Path) -> bytes:
    """The bytes of a views file: the lake's, or one that this user's last new lake got, or new."""
    found, new = folder / "found.duckdb", folder / "new.duckdb"

    def is_found(content: bytes | None) -> bool:
        found.write_bytes(content or b"")
        return _stamp_of(found) == stamp

    if is_found(lake.storage.read(VIEWS_FILE)):
        return found.read_bytes()
    kept, key = _kept(), f"views file {stamp} {_makers()}"
    if kept and is_found(kept.get(key)):
        return found.read_bytes()
    with _attached(new) as con:
        con.execute("BEGIN")
        open_lake(con, Lake(folder / "none"))
        create_catalog(con, catalog, "en")
        create_views(con)
        _put_stamp(con, stamp)
        con.execute("COMMIT")
    if kept:
        kept.put(key, new.read_bytes())
    return new.read_bytes()


def _kept() -> BlockCache | None:
    """The user's cache; None where it is set up wrong, which matters to lakes in buckets alone."""
    with suppress(UsageError, RuntimeError):
        return shared_cache()
    return None


@cache
def _makers() -> str:
    """A digest of the code that makes views, and the engine's version."""
    files = (one for name in _MAKERS for one in resources.files(name).iterdir() if one.is_file())
    sources = b"".join(one.read_bytes() for one in sorted(files, key=lambda one: one.name))
    return f"{duckdb.__version__} {blake3(sources).hexdigest(16)}"


@contextmanager
def _attached(file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_memory() as con:
        con.execute(f"ATTACH {quoted(str(file))} AS analyzer (STORAGE_VERSION 'v1.5.0')")
        con.execute("USE analyzer")
        yield con
        con.execute("USE memory")
        con.execute("DETACH analyzer")


def _put_stamp(con: duckdb.DuckDBPyConnection, stamp: str) -> None:
    con.execute(f"COMMENT ON VIEW lake_loads IS 'made from {stamp}'")


def _stamp_of(file: Path) -> str | None:
    """What the views of a views file were made from; None where it is no such file."""
    try:
        with duckdb.connect(str(file), read_only=True) as con:
            row = con.execute(
                "SELECT comment FROM duckdb_views() WHERE view_name = 'lake_loads'"
            ).fetchone()
    except duckdb.Error:
        return None
    return str(row[0]).removeprefix("made from ") if row else None
