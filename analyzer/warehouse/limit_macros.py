"""What the catalog says of limits as SQL macros: prices, routes and bans, patterns as literals."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

import duckdb

from analyzer.catalog.catalog import Catalog
from analyzer.catalog.limit import Ban, Limit, Price
from analyzer.system.sql_literal import quoted


def create_limit_macros(
    con: duckdb.DuckDBPyConnection, catalog: Catalog, vendors: Collection[str] | None = None
) -> None:
    """Create the macros that models call, with the limits of these vendors; None: of every one.

    * `counts_for(vendor, limit, method, path)`: whether a request is one that a limit counts
    * `request_cost(vendor, limit, method, path, query)`: what it costs by the vendor's prices,
      NULL where only its answer states it
    * `ban_limit(vendor, status, code, message)`: the limit whose ban an answer states, or NULL
    * `ban_until(vendor, limit, message)`: the end that the message states, or NULL
    * `ban_lasts_s(vendor, limit)`: how long it lasts by the vendor's documents, or NULL
    """
    told = [one for name, one in catalog.vendors.items() if vendors is None or name in vendors]
    limits = [(vendor.id, limit) for vendor in told for limit in vendor.limits]
    bans = [(vendor, limit, limit.ban) for vendor, limit in limits if limit.ban]
    macros = {
        'counts_for(vendor, "limit", method, path)': _case(_routes(limits), "TRUE"),
        'request_cost(vendor, "limit", method, path, query)': _case(_prices(limits), "1::DOUBLE"),
        "ban_limit(vendor, status, code, message)": _case(
            (
                f"vendor = {quoted(vendor)} AND {_matches_ban(ban)} THEN {quoted(limit.name)}"
                for vendor, limit, ban in bans
            ),
            "NULL",
        ),
        'ban_until(vendor, "limit", message)': _case(
            (
                f"{_of(vendor, limit)} THEN {_moment(ban.message)}"
                for vendor, limit, ban in bans
                if ban.message and re.compile(ban.message).groups
            ),
            "NULL::TIMESTAMPTZ",
        ),
        'ban_lasts_s(vendor, "limit")': _case(
            (
                f"{_of(vendor, limit)} THEN {ban.lasts_s}::DOUBLE"
                for vendor, limit, ban in bans
                if ban.lasts_s
            ),
            "NULL::DOUBLE",
        ),
    }
    for signature, body in macros.items():
        con.execute(f"CREATE OR REPLACE MACRO {signature} AS {body}")


def _of(vendor: str, limit: Limit) -> str:
    return f'vendor = {quoted(vendor)} AND "limit" = {quoted(limit.name)}'


def _routes(limits: Iterable[tuple[str, Limit]]) -> Iterator[str]:
    for vendor, limit in limits:
        if limit.routes:
            fits = " OR ".join(_fits_route(route) for route in limit.routes)
            yield f"{_of(vendor, limit)} THEN coalesce({fits}, FALSE)"


def _fits_route(route: str) -> str:
    """`METHOD /path`, or a path alone."""
    method, _, path = route.rpartition(" ")
    spelled = f" AND method = {quoted(method.upper())}" if method else ""
    return f"({_fits_path(path)}{spelled})"


def _fits_path(glob: str) -> str:
    pattern = re.escape(glob).replace(r"\*", ".*")
    return f"regexp_full_match(path, {quoted(pattern)})"


def _prices(limits: Iterable[tuple[str, Limit]]) -> Iterator[str]:
    for vendor, limit in limits:
        for price in limit.cost.prices:
            yield f"{_of(vendor, limit)} AND {_fits(price)} THEN {price.cost}::DOUBLE"
        if limit.cost.default != 1:
            yield f"{_of(vendor, limit)} THEN {limit.cost.default}::DOUBLE"
        elif limit.cost.told:
            yield f"{_of(vendor, limit)} THEN NULL::DOUBLE"


def _fits(price: Price) -> str:
    conditions = [_fits_path(price.path)]
    if price.method:
        conditions.append(f"method = {quoted(price.method.upper())}")
    if price.parameter:
        name = quoted(f"(?:^|&){re.escape(price.parameter)}=([^&]+)")
        value = f"regexp_extract(query, {name}, 1)"
        if price.equals is not None:
            conditions.append(f"{value} = {quoted(price.equals)}")
        elif price.up_to is not None:
            conditions.append(f"try_cast({value} AS DOUBLE) <= {price.up_to}")
        else:
            conditions.append(f"{value} <> ''")
    return " AND ".join(conditions)


def _matches_ban(ban: Ban) -> str:
    """A status that means nothing else decides alone: the same code may only say to slow down."""
    if ban.statuses:
        return f"status IN ({', '.join(map(str, ban.statuses))})"
    found = [f"code IN ({', '.join(map(quoted, ban.codes))})"] if ban.codes else []
    if ban.message:
        found.append(f"regexp_matches(message, {quoted(ban.message)})")
    return " AND ".join(found)


def _moment(pattern: str) -> str:
    """Epoch seconds or milliseconds in the pattern's group, by their size."""
    number = f"try_cast(regexp_extract(message, {quoted(pattern)}, 1) AS BIGINT)"
    return (
        f"make_timestamptz(CASE WHEN {number} > 100_000_000_000 THEN {number} * 1000"
        f" ELSE {number} * 1_000_000 END)"
    )


def _case(branches: Iterable[str], otherwise: str) -> str:
    cases = "".join(f" WHEN {branch}" for branch in branches)
    return f"(CASE{cases} ELSE {otherwise} END)" if cases else f"({otherwise})"
