"""Events from outside, as marks on the time of a lake: a deploy, an incident that a vendor reports.

One small JSON file in the lake's folder. A mark has an id made of what it says, or its feed's own,
so that the same event noted twice is one mark, and a feed that is read again updates how it ended.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from blake3 import blake3

from analyzer.lake.json_file import JsonFile
from analyzer.lake.lake import Lake

_FILE = JsonFile("marks", "the notes in it are then forgotten")
# The source of what a person noted.
NOTE = "note"


@dataclass(frozen=True)
class Mark:
    """`until` is None for what happened at one moment, and for what is not over.

    `vendor` is a vendor's id, or None where it concerns all; `source` is NOTE or a feed's name.
    `announced` is when the feed's page first told of it, None where it does not say.
    """

    id: str
    ts: datetime
    until: datetime | None
    vendor: str | None
    text: str
    source: str = NOTE
    announced: datetime | None = None


def noted(text: str, ts: datetime, *, until: datetime | None, vendor: str | None) -> Mark:
    """A mark of a person's own."""
    what = "\x1f".join((ts.isoformat(), vendor or "", text))
    return Mark(blake3(what.encode()).hexdigest(4), ts, until, vendor, text)


def marks(lake: Lake) -> list[Mark]:
    """Every mark of a lake, oldest first. Raises LakeError for a file that is none of ours."""
    rows = _FILE.read(lake) or []
    with _FILE.being_ours(lake):
        return sorted((_read(row) for row in rows), key=lambda mark: (mark.ts, mark.id))


def add(lake: Lake, new: Iterable[Mark]) -> int:
    """Keep marks, each in the place of one with the same id; how many are new or changed."""
    with _FILE.locked(lake):
        by_id = {mark.id: mark for mark in marks(lake)}
        changed = [mark for mark in new if by_id.get(mark.id) != mark]
        by_id |= {mark.id: mark for mark in changed}
        if changed:
            _write(lake, [*by_id.values()])
    return len(changed)


def remove(lake: Lake, id: str) -> bool:
    """Forget a mark; whether there was one."""
    return _FILE.without(lake, "id", id)


def _write(lake: Lake, rows: Sequence[Mark]) -> None:
    _FILE.write(lake, [asdict(row) for row in rows])


def _read(row: dict[str, str | None]) -> Mark:
    until, announced = row["until"], row.get("announced")
    return Mark(
        id=str(row["id"]),
        ts=datetime.fromisoformat(str(row["ts"])),
        until=datetime.fromisoformat(until) if until else None,
        vendor=row["vendor"],
        text=str(row["text"]),
        source=str(row["source"]),
        announced=datetime.fromisoformat(announced) if announced else None,
    )
