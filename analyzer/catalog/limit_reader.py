"""Parser of `[limits.<name>]` of a vendor's catalog file, key by key."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from analyzer.catalog.limit import (
    CURRENCIES,
    KINDS,
    RESETS_AS,
    RULES,
    SCOPES,
    Ban,
    Cost,
    Limit,
    Price,
    StateSource,
)
from analyzer.system.strict_toml import TomlTable

_PLACE = re.compile(
    r"header:[a-z0-9][a-z0-9_-]*(\{(window|group)\}[a-z0-9_-]*)?"
    r"|\$(\.[A-Za-z_][\w-]*|\[(\d+|\*)\])+"
)
_PLACES = ("quota", "used", "remaining", "fraction", "reset", "refill_per_s", "group", "when")


def read_limits(section: TomlTable, codes: Collection[str]) -> Iterator[Limit]:
    """Every limit of a file; `codes` are those that the file knows. Raises CatalogError."""
    for name, table in section.sections("limits"):
        yield _limit(name, table, codes)


def _limit(name: str, table: TomlTable, codes: Collection[str]) -> Limit:
    kind, currency = _kind_and_currency(table)
    limit = Limit(
        name=name,
        kind=kind,
        currency=currency,
        scope=table.choice("scope", SCOPES),
        quota=table.positive_or_none("quota"),
        window_s=table.positive_or_none("window_s"),
        resets=table.choice_or_none("resets", ("daily", "monthly")),
        codes=_codes(table, codes),
        rule=table.choice_or_none("rule", RULES) or "sliding",
        rate_per_s=table.positive_or_none("rate_per_s"),
        routes=table.list_of_texts("routes"),
        told=_state_source(table.section_or_empty("told")),
        cost=_cost(table.section_or_empty("cost")),
        ban=_ban(table.section("ban"), codes) if table.has("ban") else None,
    )
    if limit.rule in ("bucket", "decaying") and not _empties(limit):
        table.fail("rate_per_s", "is missing", "Say how much a second refills or takes off.")
    if limit.rule == "fixed" and not (limit.window_s or limit.told.places()):
        table.fail("window_s", "is missing", "Say how long the window is, in seconds.")
    table.end()
    if limit.kind == "requests" and (limit.scope not in ("key", "address") or limit.routes):
        # What the views that count requests of a key or an address cannot count.
        return replace(limit, kind=None)
    return limit


def _empties(limit: Limit) -> bool:
    """Whether it is said how fast: as a rate, or by the time that all of the quota takes."""
    return bool(limit.rate_per_s or limit.told.refill_per_s or limit.window_s)


def _kind_and_currency(table: TomlTable) -> tuple[str | None, str]:
    """The kind and the currency: each follows from the other where only one is given."""
    if not table.has("currency"):
        kind = table.choice("kind", KINDS)
        return kind, "requests" if kind == "quota" else kind
    currency = table.choice("currency", CURRENCIES)
    kind_or_none = table.choice_or_none("kind", KINDS)
    if kind_or_none not in (None, "quota", currency):
        table.fail("kind", "says another thing than `currency`", "Leave `kind` out.")
    return kind_or_none or (currency if currency in KINDS else None), currency


def _codes(table: TomlTable, listed: Collection[str]) -> tuple[str, ...]:
    codes = table.list_of_texts("codes")
    for code in codes:
        if code not in listed:
            table.fail("codes", f'"{code}" is no code of this file', "Add it, or correct it.")
    return codes


def _state_source(section: TomlTable) -> StateSource:
    places = {key: _place(section, key) for key in _PLACES}
    source = StateSource(
        **places,
        reset_as=section.choice_or_none("reset_as", RESETS_AS),
        matches=section.text_or_none("matches"),
    )
    if (source.when is None) != (source.matches is None):
        section.fail("matches", "belongs to `when`", "Give both, or neither.")
    if source.places() and not (source.used or source.remaining or source.fraction or source.quota):
        section.fail(None, "tells no state", "Give `used`, `remaining`, `fraction` or `quota`.")
    section.end()
    return source


def _place(section: TomlTable, key: str) -> str | None:
    place = section.text_or_none(key)
    if place and not _PLACE.fullmatch(place):
        todo = 'Write "header:x-used-{window}", or a JSON path such as "$.cost.used".'
        section.fail(key, f'"{place}" is no place in an answer', todo)
    return place


def _cost(section: TomlTable) -> Cost:
    told = _place(section, "told")
    if told and told.startswith("header:"):
        section.fail("told", f'"{told}" is no JSON path', 'Write it as "$.usage.total_tokens".')
    cost = Cost(
        default=section.number("default", 0) if section.has("default") else 1.0,
        told=told,
        prices=tuple(_price(price) for price in section.items("prices")),
    )
    section.end()
    return cost


def _price(section: TomlTable) -> Price:
    price = Price(
        path=section.text("path"),
        cost=section.number("cost", 0),
        method=section.text_or_none("method"),
        parameter=section.text_or_none("parameter"),
        equals=section.text_or_none("equals"),
        up_to=section.positive_or_none("up_to"),
    )
    if price.parameter is None and (price.equals is not None or price.up_to is not None):
        section.fail("parameter", "is missing", "Name the parameter that is compared.")
    section.end()
    return price


def _ban(section: TomlTable, codes: Collection[str]) -> Ban:
    ban = Ban(
        statuses=tuple(int(status) for status in section.list_of_numbers("statuses")),
        codes=_codes(section, codes),
        message=section.text_or_none("message"),
        lasts_s=section.positive_or_none("lasts_s"),
    )
    if not (ban.statuses or ban.codes or ban.message):
        section.fail(None, "tells no ban", "Give `statuses`, `codes` or `message`.")
    section.end()
    return ban
