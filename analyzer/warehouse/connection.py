"""DuckDB over a lake: the lake's files, the catalog as tables, the models as views."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import duckdb
import polars as pl
import pyarrow as pa

from analyzer.catalog.catalog import Catalog
from analyzer.lake.lake import Lake, loads_in, sizes
from analyzer.lake.marks import Mark, marks
from analyzer.lake.settlements import Settlement, settlements
from analyzer.models import Model, models
from analyzer.models.order import in_order, read_often
from analyzer.schema import DUCKDB_TYPES, OTHERS, PARTITIONED, TABLES
from analyzer.system.database import open_memory
from analyzer.system.sql_literal import quoted
from analyzer.warehouse import catalog_tables
from analyzer.warehouse.catalog_macros import create_macros
from analyzer.warehouse.claimed_hosts import (
    Claims,
    claims,
    column,
    stored_vendors,
    vendors_shown,
)
from analyzer.warehouse.kept_whole import whole_paths
from analyzer.warehouse.limit_macros import create_limit_macros
from analyzer.warehouse.materialized import MaterializedPart, in_parts, parts

# Of so many, to plan what repeats costs more than to compute it once, and memory holds the rows.
FEW_REQUESTS = 300_000
# Of so many, that is so for one query already, however little of its views it reads.
FEW_FOR_ONE_QUERY = 100_000
# Of so many, to plan views within views costs more than to compute each of them once.
VERY_FEW_REQUESTS = 50_000
# To set up a view costs each thread more than it then reads of so many.
_FEW_FOR_ONE_THREAD = 50_000
# By model, the names and types of its columns, once it was created.
_columns_known: dict[str, str] = {}
_SHARED = f"/vendor={OTHERS}/"
_NO_HIVE = ", hive_partitioning = false"
_HIVE = ", hive_partitioning = true, hive_types = {'vendor': VARCHAR, 'date': DATE}"


def create_views(
    con: duckdb.DuckDBPyConnection,
    names: Iterable[str] | None = None,
    *,
    instead: Mapping[str, str] | None = None,
    computed: Collection[str] = (),
    besides: Collection[str] = (),
) -> None:
    """Create models as views: all of them, documented, or those of `names` and what they read.

    The connection must hold what models start from: a view `lake_<table>` of each of the lake's
    tables, and the catalog. `instead` gives models whose rows need not be computed another SELECT
    of the same rows. Those in `computed` are tables, with the rows of this moment; those in
    `besides` are there already.
    """
    missing = [one for one in with_selects(instead or {}, names) if one.name not in besides]
    for model in missing:
        con.execute(f'DROP VIEW IF EXISTS "{model.name}"')
    stubs: list[Model] = []
    for model in missing:
        if model.name in computed:
            _create_instead_of(con, stubs)
            con.execute(f'CREATE OR REPLACE TABLE "{model.name}" AS {model.sql}')
        else:
            _create_stub(con, model)
            stubs.append(model)
    _create_instead_of(con, stubs)
    for model in missing if names is None else ():
        con.execute(_comments(model))


def _create_stub(con: duckdb.DuckDBPyConnection, model: Model) -> None:
    """Create an empty table of a model's columns; to bind the model for them takes far longer."""
    if model.name in _columns_known:
        con.execute(f'CREATE TABLE "{model.name}" ({_columns_known[model.name]})')
        return
    con.execute(f'CREATE TABLE "{model.name}" AS SELECT * FROM ({model.sql}) LIMIT 0')
    described = con.execute(f'FROM "{model.name}"').description or ()
    columns = {name: str(kind) for name, kind, *_ in described}
    if '"NULL"' not in columns.values():  # of a lake where no file gives a column a type
        _columns_known[model.name] = ", ".join(f'"{n}" {kind}' for n, kind in columns.items())


def _create_instead_of(con: duckdb.DuckDBPyConnection, stubs: list[Model]) -> None:
    """Create models as views, in place of empty tables of the same columns; none are left.

    DuckDB binds all that a new view reads, down to the files: over tables, one level of it.
    """
    while stubs:
        model = stubs.pop()
        con.execute(f'DROP TABLE "{model.name}"')
        con.execute(f'CREATE VIEW "{model.name}" AS {model.sql}')


def with_selects(instead: Mapping[str, str], names: Iterable[str] | None) -> list[Model]:
    """The models of `names` (None: all), some with other SELECTs, and those that they then read."""
    known = models()
    own = {name: replace(known[name], sql=select) for name, select in instead.items()}
    return list(in_order({**known, **own}, names))


def _comments(model: Model) -> str:
    on_columns = "".join(
        f'COMMENT ON COLUMN "{model.name}"."{column}" IS {quoted(about)};'
        for column, about in model.columns.items()
    )
    return f'COMMENT ON VIEW "{model.name}" IS {quoted(model.about)};{on_columns}'


def create_catalog(
    con: duckdb.DuckDBPyConnection,
    catalog: Catalog,
    lang: str,
    vendors: Collection[str] | None = None,
) -> None:
    """Put a catalog into the database: tables in one language, and macros of its patterns.

    Macros hold the patterns of these vendors alone (None: of all). A query takes all of them apart
    before it begins, also those of vendors that nobody calls.
    """
    create_tables(con, catalog_tables.tables(catalog, lang))
    create_macros(con, catalog.shapes, vendors)
    create_limit_macros(con, catalog, vendors)


def create_tables(con: duckdb.DuckDBPyConnection, tables: Mapping[str, pa.Table]) -> None:
    """Copy Arrow tables into the database, so that they outlive the Python objects."""
    for name, table in tables.items():
        con.register("arriving", table)
        con.execute(f'CREATE OR REPLACE TABLE "{name}" AS SELECT * FROM arriving')
        con.unregister("arriving")


@dataclass(frozen=True)
class Opened:
    """What models are made from: the lake's files by table, as Lake.snapshot has them.

    `kept` has the SELECTs of models whose rows need not be computed, as far as they are kept.
    """

    files: Mapping[str, pl.DataFrame]
    kept: Mapping[str, str]

    @property
    def requests(self) -> int:
        """How many the lake holds."""
        return int(self.files["requests"]["num_records"].sum())


def connect(
    lake: Lake,
    catalog: Catalog,
    lang: str = "en",
    *,
    names: Collection[str] | None = None,
    computed_up_to: int = 0,
) -> duckdb.DuckDBPyConnection:
    """An in-memory database with the views over the lake, in the catalog's language `lang`.

    All views, or those of `names` and what they read. Where the lake has no more than
    `computed_up_to` requests, what several of them read is computed at once, for who asks much;
    all of them where it has very few; of more requests, the totals that no file keeps. A lake
    without loads gives empty views. Raises LakeError where the files cannot be read.
    """
    con = open_memory()
    open_views(con, lake, catalog, lang, names=names, computed_up_to=computed_up_to)
    return con


def open_views(
    con: duckdb.DuckDBPyConnection,
    lake: Lake,
    catalog: Catalog,
    lang: str,
    *,
    names: Collection[str] | None = None,
    computed_up_to: int = 0,
    files: Mapping[str, pl.DataFrame] | None = None,
) -> Opened:
    """As `connect`, in a database that is there; what the views are made from.

    `files` are those of an earlier moment, as Lake.snapshot has them; None: those of now.
    """
    opened = open_tables(con, lake, catalog, lang, names, files)
    computed: set[str] = set()
    known = {model.name: model for model in with_selects(opened.kept, names or ())}
    if opened.requests <= min(computed_up_to, VERY_FEW_REQUESTS):
        computed = set(known)
    elif opened.requests <= computed_up_to:
        computed = read_often(known, names or ())
    elif computed_up_to:
        computed = _totals_read_often(known, opened.kept, names or ())
    create_views(con, names, instead=opened.kept, computed=computed)
    return opened


def _totals_read_often(
    known: Mapping[str, Model], kept: Collection[str], names: Collection[str]
) -> set[str]:
    """What `analyzer build` keeps and has not kept yet, that needs all requests and is read twice.

    Each reader would add all requests up again. Of models of a row a request that is not so: what
    is filtered is read in part.
    """
    often = read_often(known, names) - set(kept)
    return {name for name in often if known[name].materialized and known[name].grain}


def open_tables(
    con: duckdb.DuckDBPyConnection,
    lake: Lake,
    catalog: Catalog,
    lang: str,
    names: Iterable[str] | None = None,
    files: Mapping[str, pl.DataFrame] | None = None,
) -> Opened:
    """As `open_views`, without the views: what models start from, and the catalog."""
    found = open_lake(con, lake, catalog, files)
    con.execute(f"CREATE OR REPLACE VIEW lake_marks AS {_marked(marks(lake))}")
    create_catalog(con, catalog, lang, vendors_shown(lake, found["requests"], catalog))
    opened = Opened(found, _kept(con, lake, found, catalog, names))
    is_for_one = opened.requests <= _FEW_FOR_ONE_THREAD
    con.execute("SET threads = 1" if is_for_one else "RESET threads")
    return opened


def _kept(
    con: duckdb.DuckDBPyConnection,
    lake: Lake,
    files: Mapping[str, pl.DataFrame],
    catalog: Catalog,
    names: Iterable[str] | None,
) -> dict[str, str]:
    """For each precomputed model: a SELECT of its files, and of the rows that no file holds yet."""
    asked = None if names is None else list(names)
    there = (
        lake.precomputed() if any(_is_kept(model) for model in in_order(models(), asked)) else set()
    )
    paths = whole_paths(files, catalog, asked) if there else {}
    whole = {
        name: f"SELECT {_columns(name)} FROM {parquet([lake.uri(path)], hive=False)}"
        for name, path in paths.items()
        if path in there
    }
    days = _kept_days(con, lake, files["requests"], catalog, there, with_selects(whole, asked))
    return whole | days


def _is_kept(model: Model) -> bool:
    return model.kept_whole or model.materialized is not None


def _columns(name: str) -> str:
    return ", ".join(f'"{column}"' for column in models()[name].columns)


def _kept_days(
    con: duckdb.DuckDBPyConnection,
    lake: Lake,
    requests: pl.DataFrame,
    catalog: Catalog,
    there: Collection[str],
    of: Iterable[Model],
) -> dict[str, str]:
    wanted = [model.name for model in of if model.materialized]
    others = lake.vendors_among_others(requests)
    claimed = claims({*requests["vendor"], *others}, catalog)
    asked = parts(requests, others, catalog, wanted) if there else []
    selects: dict[str, str] = {}
    for name in wanted if asked else ():
        files = [lake.uri(p.path) for p in asked if p.model == name and p.path in there]
        missing = [p for p in asked if p.model == name and p.path not in there]
        sources = [rows_in(files)] * bool(files)
        if missing:
            sources.append(_computed(con, name, missing, selects, claimed))
        selects[name] = " UNION ALL ".join(f"SELECT {_columns(name)} FROM {one}" for one in sources)
    return selects


def not_kept(name: str) -> str:
    """The schema whose view `parts` has the rows of a model that no file keeps, if any."""
    return f"{name}_not_kept"


def _computed(
    con: duckdb.DuckDBPyConnection,
    name: str,
    missing: Sequence[MaterializedPart],
    kept: Mapping[str, str],
    claimed: Claims,
) -> str:
    """A view of the rows of some parts, in a schema where the lake holds just their requests.

    DuckDB looks up what a view reads in that view's own schema first. `kept` has the SELECTs of
    the models that are kept as well and were looked at before: those rows are all there.
    """
    schema = not_kept(name)
    con.execute(f'CREATE SCHEMA "{schema}"')
    files = dict.fromkeys(file for part in missing for file in (*part.before, *part.files))
    rows = lake_rows("requests", list(files), claimed)
    con.execute(f'CREATE VIEW "{schema}".lake_requests AS {rows}')
    for model in in_order(models(), [name]):
        select = kept.get(model.name, model.sql)
        con.execute(f'CREATE VIEW "{schema}"."{model.name}" AS {select}')
    con.execute(
        f'CREATE VIEW "{schema}".parts AS SELECT * FROM "{schema}"."{name}"'
        f" WHERE {in_parts(missing, models()[name].time[0])}"
    )
    return f'"{schema}".parts'


def open_lake(
    con: duckdb.DuckDBPyConnection,
    lake: Lake,
    catalog: Catalog | None = None,
    files: Mapping[str, pl.DataFrame] | None = None,
) -> Mapping[str, pl.DataFrame]:
    """Create a view `lake_<table>` of each table of the lake; the lake's files in them.

    The files are as Lake.snapshot has them: `files`, or those of now. With a catalog, hosts that it
    claims are shown under its vendors, also those that were loaded before it claimed them.
    """
    found = files or lake.snapshot()
    claimed = claims(stored_vendors(lake, found["requests"]), catalog) if catalog else {}
    all_files = pl.concat(some.select("uri", "size_bytes") for some in found.values())
    lake.storage.let_read(con, sizes(all_files))
    for name, some in found.items():
        select = lake_rows(name, some["uri"].to_list(), claimed)
        con.execute(f"CREATE OR REPLACE VIEW lake_{name} AS {select}")
    con.execute(f"CREATE OR REPLACE VIEW lake_settlements AS {_settled(settlements(lake))}")
    return found


def _marked(known: Sequence[Mark]) -> str:
    """A SELECT of what was noted."""
    columns = {"id": "VARCHAR", "ts": "TIMESTAMPTZ", "until": "TIMESTAMPTZ", "vendor": "VARCHAR",
               "text": "VARCHAR", "source": "VARCHAR", "announced": "TIMESTAMPTZ"}  # fmt: skip
    return _by_hand(columns, known)


def _settled(known: Sequence[Settlement]) -> str:
    """A SELECT of what was settled by hand."""
    columns = {"failure_id": "VARCHAR", "settled_at": "TIMESTAMPTZ", "note": "VARCHAR"}
    return _by_hand(columns, known)


def _by_hand(columns: Mapping[str, str], known: Sequence[Mark | Settlement]) -> str:
    """A SELECT of some fields of what people said, as columns of these types."""
    rows = [[getattr(one, name) for name in columns] for one in known]
    values = ", ".join(
        f"({', '.join(map(_literal, row))})" for row in rows or [[None] * len(columns)]
    )
    typed = ", ".join(f"{name}::{kind} AS {name}" for name, kind in columns.items())
    first = next(iter(columns))
    return (
        f"SELECT {typed} FROM (VALUES {values}) AS said({', '.join(columns)})"
        f" WHERE {first} IS NOT NULL"
    )


def _literal(value: str | datetime | None) -> str:
    if value is None:
        return "NULL"
    return quoted(value.isoformat() if isinstance(value, datetime) else value)


def lake_rows(name: str, files: Sequence[str], claimed: Claims | None = None) -> str:
    """A SELECT of the rows of one of the lake's tables that lie in these files."""
    columns = TABLES[name]
    if not files:
        nulls = ", ".join(f'NULL::{DUCKDB_TYPES[f.type]} AS "{f.name}"' for f in columns)
        return f"SELECT {nulls} WHERE FALSE"
    rows = rows_in(files) if name in PARTITIONED else parquet(files, hive=False)
    names = ", ".join(column(one, claimed or {}) for one in columns.names)
    return f"SELECT {names} FROM {loads_in(rows) if name == 'loads' else rows}"


def rows_in(files: Sequence[str], options: str = "") -> str:
    """The rows of files of a table that is partitioned, as something to select from."""
    shared = [file for file in files if _SHARED in file]
    own = [file for file in files if _SHARED not in file]
    kinds = [(own, True), (shared, False)]
    parts = [parquet(some, hive=hive, options=options) for some, hive in kinds if some]
    return parts[0] if len(parts) == 1 else f"(FROM {' UNION ALL BY NAME FROM '.join(parts)})"


def parquet(files: Sequence[str], *, hive: bool = True, options: str = "") -> str:
    """The rows of Parquet files as a table function; `hive`: vendor and day are in their paths."""
    listed = ", ".join(map(quoted, files))
    return f"read_parquet([{listed}]{_HIVE if hive else _NO_HIVE}{options})"
