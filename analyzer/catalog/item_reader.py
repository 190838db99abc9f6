"""Parser of `[items.<name>]` of a vendor's catalog file, key by key."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzer.catalog.item import ItemRule, ListingQuery
from analyzer.system.strict_toml import TomlTable

_NAME = re.compile(r"[A-Za-z_][\w-]*")


def read_items(section: TomlTable) -> Iterator[ItemRule]:
    """Every `[items.<name>]` of a file. Raises CatalogError."""
    for name, table in section.sections("items"):
        yield _rule(name, table)


def _rule(name: str, table: TomlTable) -> ItemRule:
    rule = ItemRule(
        name=name,
        routes=table.list_of_texts("routes"),
        path=table.text_or_none("path"),
        query=_names(table, "query"),
        members=_names(table, "members"),
        failed=_names(table, "failed"),
        done=_names(table, "done"),
        failed_text=table.list_of_texts("failed_text"),
        state=_names(table, "state"),
        ended=table.text_or_none("ended"),
        hashed=table.flag("hashed", False),
        listing=_listing(table.section("listing")) if table.has("listing") else None,
        where=table.document.where(table.keys),
    )
    if not rule.routes:
        table.fail("routes", "names no request", 'Give at least one, such as "POST */cancel".')
    if not (rule.path or rule.query or rule.members):
        table.fail("members", "tells no place of an id", "Give `path`, `query` or `members`.")
    if bool(rule.state) != bool(rule.ended):
        missing = "ended" if rule.state else "state"
        table.fail(missing, "is missing", "Give both `state` and `ended`, or neither.")
    table.end()
    return rule


def _listing(table: TomlTable) -> ListingQuery:
    listing = ListingQuery(
        routes=table.list_of_texts("routes"),
        whole=table.text("whole"),
        elements=_names(table, "elements"),
        cut_off=table.text_or_none("cut_off"),
    )
    if not listing.routes:
        table.fail("routes", "names no request", 'Give at least one, such as "GET */orders".')
    table.end()
    return listing


def _names(section: TomlTable, key: str) -> tuple[str, ...]:
    """Names of members or parameters; absent is empty."""
    names = section.list_of_texts(key)
    for name in names:
        if not _NAME.fullmatch(name):
            section.fail(key, f'"{name}" is no name', "Use letters, digits, '_' and '-'.")
    return names
