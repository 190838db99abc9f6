"""Partial failures that somebody settled by hand: which, when and why.

One small JSON file in the lake's folder, which the views read.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from analyzer.lake.json_file import JsonFile
from analyzer.lake.lake import Lake

_FILE = JsonFile("settlements", "what was settled by hand is then open again")


@dataclass(frozen=True)
class Settlement:
    """`failure_id` as the view `partial_failures` has it."""

    failure_id: str
    settled_at: datetime
    note: str | None


def settlements(lake: Lake) -> list[Settlement]:
    """Every settlement of a lake, oldest first. Raises LakeError for a file of another make."""
    rows = _FILE.read(lake) or []
    with _FILE.being_ours(lake):
        found = [_read(row) for row in rows]
    return sorted(found, key=lambda one: (one.settled_at, one.failure_id))


def settle(lake: Lake, new: Settlement) -> None:
    """Keep a settlement, in the place of one of the same partial failure."""
    with _FILE.locked(lake):
        others = [one for one in settlements(lake) if one.failure_id != new.failure_id]
        _write(lake, [*others, new])


def withdraw(lake: Lake, failure_id: str) -> bool:
    """Forget a settlement; whether there was one."""
    return _FILE.without(lake, "failure_id", failure_id)


def _write(lake: Lake, rows: list[Settlement]) -> None:
    _FILE.write(lake, [asdict(row) for row in rows])


def _read(row: dict[str, str | None]) -> Settlement:
    moment = datetime.fromisoformat(str(row["settled_at"])).astimezone(UTC)
    return Settlement(str(row["failure_id"]), moment, row["note"])
