"""Parser of rules files: TOML, one table per rule."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from importlib import resources
from pathlib import Path

from analyzer.errors import CatalogError, UsageError
from analyzer.models import models
from analyzer.rules.condition import FIGURES, Condition, parse
from analyzer.rules.rule import SEVERITIES, Rule
from analyzer.system.strict_toml import Document, TomlTable, read

SHIPPED = "shipped"
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_LONGEST = timedelta(days=3660)  # ten years: for what counts until it is settled


def rules(files: tuple[str, ...]) -> tuple[Rule, ...]:
    """The rules of files, `shipped` among them; of two with one name the later file's counts.

    Raises CatalogError, which names file and key.
    """
    found: dict[str, Rule] = {}
    for file in files:
        found |= {rule.name: rule for rule in _read(file)}
    return tuple(found.values())


def _read(file: str) -> list[Rule]:
    if file == SHIPPED:
        with resources.as_file(resources.files(__package__) / "shipped.toml") as path:
            return _parsed(Document(read(path), path))
    path = Path(file)
    found = _parsed(Document(read(path), path))
    if not found:
        raise CatalogError("holds no rule", where=file, todo="Add a table for each rule.")
    return found


def _parsed(document: Document) -> list[Rule]:
    top = TomlTable.of(document)
    read = [_rule(name, top.section(name)) for name in top.values]
    top.end()
    return read


def _rule(name: str, section: TomlTable) -> Rule:
    condition = _condition(section)
    rule = Rule(
        name=name,
        condition=condition,
        severity=section.choice_or_none("severity", SEVERITIES) or "look",
        vendors=section.list_of_texts("vendors"),
        window=_window(section),
        title=_title(section),
    )
    knows = {"vendor", "load"} & models()[condition.view].columns.keys()
    if rule.vendors and not knows:
        section.fail("vendors", f"`{condition.view}` knows no vendor", "Leave the key out.")
    section.end()
    return rule


def _condition(section: TomlTable) -> Condition:
    text = section.text("when")
    try:
        plain = parse(text)
    except UsageError as error:
        section.fail("when", f'"{text}": {error.what}', error.todo or "")
    columns = models()[plain.view].columns
    where = section.section_or_empty("where")
    for name in where.values:
        _check_known(where, name, columns)
    if where.values and plain.is_figure and plain.name != "count":
        where.fail(None, f"`{text}` is one number and has no columns", "Leave it out.")
    least = section.section_or_empty("at_least")
    figures = {"lines", *(n for n in FIGURES.values() if not n.endswith("_share"))}
    countable = dict.fromkeys(figures, "") if plain.is_figure else {**columns, "rows": ""}
    for name in least.values:
        _check_known(least, name, countable)
    return replace(
        plain,
        where={name: _values(where, name) for name in where.values},
        at_least={name: _number(least, name) for name in least.values},
        origin=section.document.where((*section.keys, "when")),
    )


def _check_known(section: TomlTable, name: str, known: Mapping[str, object]) -> None:
    if name not in known:
        section.fail(name, "is nothing to go by here", f"Choose from {', '.join(sorted(known))}.")


def _values(section: TomlTable, name: str) -> tuple[str, ...]:
    given = section.values[name]
    values = given if isinstance(given, list) else [given]
    if not values or not all(isinstance(value, (str, bool, int)) for value in values):
        section.fail(name, "is no value or list of values", 'Write "text", true, or a number.')
    return tuple(str(v).lower() if isinstance(v, bool) else str(v) for v in values)


def _number(section: TomlTable, name: str) -> float:
    number = section.positive_or_none(name)
    assert number is not None
    return number


def _window(section: TomlTable) -> timedelta | None:
    text = section.text_or_none("window")
    if text is None:
        return None
    match = re.fullmatch(r"(\d{1,5})\s*([mhd])", text.strip())
    window = int(match[1]) * _UNITS[match[2]] if match else timedelta()
    if not timedelta() < window <= _LONGEST:
        section.fail("window", f'"{text}" is no length of time', "Write it like 30m, 1h or 7d.")
    return window


def _title(section: TomlTable) -> Mapping[str, str]:
    return section.translations("title") if section.has("title") else {}
