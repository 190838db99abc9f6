"""Validation of catalog files: every error in them, not only the first."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

from analyzer.catalog.catalog import documents, laid_over
from analyzer.errors import CatalogError
from analyzer.system.strict_toml import Document, FaultyKeyError, TomlKey

Keys = tuple[str, ...]
_MOST = 100
# What a key may always say: with it in place of what is wrong, reading goes on to the next fault.
_HOLDS: dict[str, object] = {
    "title": "…", "hosts": ["x.invalid"], "class": "auth", "meaning": "…", "remedy": "…",
    "about": "…", "currency": "requests", "scope": "key", "en": "…", "zh-Hans": "…",
    "zh-Hant": "…",
}  # fmt: skip


def faults(own: Path) -> list[CatalogError]:
    """Those of a folder (or one file) of catalog files, by file and line.

    What is left out to find the next may be missed by what refers to it, so that of several faults
    of one table the later ones may only be told once the first are mended.
    """
    return [fault for document in documents(own) for fault in _of(document)]


def _of(document: Document) -> list[CatalogError]:
    empty = {place.keys for place in document.empty_texts()}
    found: dict[Keys, CatalogError] = {
        keys: CatalogError("is empty", where=str(TomlKey(str(document.path), keys)))
        for keys in empty
    }
    values = _Values(document)
    for keys in empty:
        values.put(keys, "…")
    for _ in range(_MOST):
        try:
            laid_over([replace(document, values=values.values)])
        except FaultyKeyError as fault:
            keys = values.as_written(fault.keys)
            where = str(document.where(keys))
            told = CatalogError(fault.what, where=where, todo=fault.todo)
            is_new = found.setdefault(keys, told) is told
            if not values.mend(fault.keys, is_new=is_new):
                break
        except CatalogError as fault:
            found[(str(fault),)] = fault
            break
        else:
            break
    return sorted(found.values(), key=_in_file)


def _in_file(fault: CatalogError) -> tuple[int, str]:
    line = (fault.where or "").partition(": ")[0].rpartition(":")[2]
    return int(line) if line.isdecimal() else 0, str(fault)


class _Values:
    """What a file says, with what is wrong taken out."""

    def __init__(self, document: Document) -> None:
        self.values: dict[str, Any] = deepcopy(dict(document.values))
        self._gone: dict[str, list[int]] = {}

    def put(self, keys: Keys, value: object) -> None:
        """Another value at a key, whose table is there."""
        table = self._at(keys[:-1])
        table[int(keys[-1]) - 1 if isinstance(table, list) else keys[-1]] = value

    def mend(self, keys: Keys, *, is_new: bool) -> bool:
        """Take a fault out; whether that can be done."""
        if is_new and keys:
            try:
                table = self._at(keys[:-1])
            except (KeyError, IndexError, TypeError):
                return False
            if isinstance(table, dict) and keys[-1] in _HOLDS and table.get(keys[-1]) != "…":
                table[keys[-1]] = deepcopy(_HOLDS[keys[-1]])
                return True
            if isinstance(table, dict) and keys[-1] in table:
                del table[keys[-1]]
                return True
        return self._without(keys[:2])

    def as_written(self, keys: Keys) -> Keys:
        """The keys as they stand in the file: what was left out of lists counts there."""
        if len(keys) < 2 or keys[0] not in self._gone:
            return keys
        position = int(keys[1])
        for gone in sorted(self._gone[keys[0]]):
            position += gone <= position
        return keys[0], str(position), *keys[2:]

    def _without(self, keys: Keys) -> bool:
        outer = self.values.get(keys[0]) if len(keys) == 2 else None
        if isinstance(outer, list):
            self._gone.setdefault(keys[0], []).append(int(self.as_written(keys)[1]))
            del outer[int(keys[1]) - 1]
            return True
        if isinstance(outer, dict) and keys[1] in outer:
            del outer[keys[1]]
            return True
        return False

    def _at(self, keys: Keys) -> Any:
        table: Any = self.values
        for key in keys:
            table = table[int(key) - 1] if isinstance(table, list) else table[key]
        return table
