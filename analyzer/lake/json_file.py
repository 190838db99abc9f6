"""Small JSON documents in a lake's folder, such as marks and settlements."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from analyzer.errors import LakeError
from analyzer.lake.lake import Lake


@dataclass(frozen=True)
class JsonFile:
    """`<name>.json`; `forgotten` says what is lost where somebody removes it."""

    name: str
    forgotten: str

    def read(self, lake: Lake) -> Any | None:
        """What it holds; None where there is none."""
        written = lake.storage.read(f"{self.name}.json")
        if written is None:
            return None
        with self.being_ours(lake):
            return json.loads(written)

    @contextmanager
    def being_ours(self, lake: Lake) -> Iterator[None]:
        """Raises LakeError where what is read is not what analyzer wrote."""
        try:
            yield
        except (ValueError, TypeError, KeyError):
            raise LakeError(
                "is not what analyzer wrote",
                where=lake.storage.uri(f"{self.name}.json"),
                todo=f"Remove it: {self.forgotten}.",
            ) from None

    def write(self, lake: Lake, content: object) -> None:
        """Keep it whole, times as ISO 8601 in UTC."""
        text = json.dumps(content, default=_iso, ensure_ascii=False, indent=1)
        lake.storage.write(f"{self.name}.json", text.encode())

    def without(self, lake: Lake, field: str, value: str) -> bool:
        """Take out the records with this value of a field; whether there was one."""
        with self.locked(lake), self.being_ours(lake):
            records = self.read(lake) or []
            others = [record for record in records if record[field] != value]
            if len(others) < len(records):
                self.write(lake, others)
        return len(others) < len(records)

    @contextmanager
    def locked(self, lake: Lake) -> Iterator[None]:
        """One who changes it at a time."""
        with lake.storage.locked(f"{self.name}.lock"):
            yield


def _iso(value: object) -> str:
    assert isinstance(value, datetime)
    return value.astimezone(UTC).isoformat()
