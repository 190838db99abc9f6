"""What-if analysis: limits recomputed for hypothetical traffic."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources

import duckdb
import polars as pl

from analyzer.errors import UsageError
from analyzer.models import models
from analyzer.system.sql_literal import quoted

_SQL = (resources.files(__package__) / "what_if.sql").read_text("utf-8")


@dataclass(frozen=True)
class Change:
    """Every request counts `factor` times; a client's requests are sent with another key."""

    factor: float = 1.0
    client: str | None = None
    to_key: str | None = None


def what_if(con: duckdb.DuckDBPyConnection, change: Change) -> pl.DataFrame:
    """For each limit the fullest minute as it was, and as it would have been.

    The database must have the view `limit_pressure`, and those that it reads. Raises UsageError
    for a client of which no request counts: all would be as it was, which is no answer.
    """
    if change.client is not None:
        _check_client(con, change.client)
    con.execute("CREATE SCHEMA changed")
    con.execute(f"CREATE VIEW changed.limit_charges AS {_charges(change)}")
    con.execute(f"CREATE VIEW changed.limit_usage AS {models()['limit_usage'].sql}")
    found: pl.DataFrame = con.sql(_SQL).pl()
    con.execute("DROP SCHEMA changed CASCADE")
    return found


def _check_client(con: duckdb.DuckDBPyConnection, client: str) -> None:
    asked = con.sql("SELECT DISTINCT client FROM main.limit_charges WHERE client IS NOT NULL")
    counted = sorted(client for (client,) in asked.fetchall())
    if client not in counted:
        raise UsageError(
            "no request of this client counts against a limit that is documented",
            where=f"--client {client}",
            todo=f"Such clients: {', '.join(counted) or 'none'}.",
        )


def _charges(change: Change) -> str:
    moved = "subject"
    if change.client is not None and change.to_key is not None:
        moved = (
            f"CASE WHEN client = {quoted(change.client)} AND scope <> 'address'"
            f" THEN {quoted(change.to_key)} ELSE subject END"
        )
    return (
        f"SELECT * REPLACE (cost * {change.factor!r} AS cost, {moved} AS subject)"
        " FROM main.limit_charges"
    )
