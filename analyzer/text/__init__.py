"""Wording in three languages, side by side: a TOML file an area, or a folder of several."""

from __future__ import annotations

from functools import cache
from importlib import resources

import tomli

from analyzer.system.languages import LANGUAGES


@cache
def phrases(area: str) -> dict[str, dict[str, str]]:
    """Every phrase of an area by its dotted key, in each language."""
    here = resources.files(__package__)
    folder = here / area
    files = folder.iterdir() if folder.is_dir() else [here / f"{area}.toml"]
    tables = (tomli.loads(file.read_text("utf-8")) for file in files)
    return {key: phrase for table in tables for key, phrase in _flat(table, "")}


def _flat(table: dict[str, object], prefix: str) -> list[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []
    for key, value in table.items():
        if isinstance(value, dict) and LANGUAGES[0] in value:
            found.append((prefix + key, value))
        elif isinstance(value, dict):
            found += _flat(value, f"{prefix}{key}.")
    return found


class Text:
    """The wording of one area in one language: `text("overview.title", requests=3)`."""

    def __init__(self, area: str, lang: str) -> None:
        self.lang = lang
        self._phrases = phrases(area)

    def __call__(self, key: str, **values: object) -> str:
        """The phrase of that key, its `{fields}` filled in. Raises KeyError for a missing one."""
        phrase = self._phrases[key][self.lang]
        return phrase.format(**values) if values else phrase
