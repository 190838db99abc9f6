"""Partial failures that somebody settled by hand: which, when and why.

One small JSON file in the lake's folder, which the views read.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from analyzer.errors import LakeError
from analyzer.lake.lake import Lake

_FILE = "settlements.json"
_LOCK = "settlements.lock"


@dataclass(frozen=True)
class Settlement:
    """`failure_id` as the view `partial_failures` has it."""

    failure_id: str
    settled_at: datetime
    note: str | None


def settlements(lake: Lake) -> list[Settlement]:
    """Every settlement of a lake, oldest first. Raises LakeError for a file of another make."""
    written = lake.storage.read(_FILE)
    if written is None:
        return []
    try:
        found = [_read(row) for row in json.loads(written)]
    except (ValueError, TypeError, KeyError):
        raise LakeError(
            "is not what analyzer wrote",
            where=lake.storage.uri(_FILE),
            todo="Remove it: what was settled by hand is then open again.",
        ) from None
    return sorted(found, key=lambda one: (one.settled_at, one.failure_id))


def settle(lake: Lake, new: Settlement) -> None:
    """Keep a settlement, in the place of one of the same partial failure."""
    with lake.storage.locked(_LOCK):
        others = [one for one in settlements(lake) if one.failure_id != new.failure_id]
        _write(lake, [*others, new])


def withdraw(lake: Lake, failure_id: str) -> bool:
    """Forget a settlement; whether there was one."""
    with lake.storage.locked(_LOCK):
        known = settlements(lake)
        kept = [one for one in known if one.failure_id != failure_id]
        if len(kept) < len(known):
            _write(lake, kept)
    return len(kept) < len(known)


def _write(lake: Lake, rows: list[Settlement]) -> None:
    content = [{**asdict(row), "settled_at": row.settled_at.isoformat()} for row in rows]
    lake.storage.write(_FILE, json.dumps(content, ensure_ascii=False, indent=1).encode())


def _read(row: dict[str, str | None]) -> Settlement:
    moment = datetime.fromisoformat(str(row["settled_at"])).astimezone(UTC)
    return Settlement(str(row["failure_id"]), moment, row["note"])
