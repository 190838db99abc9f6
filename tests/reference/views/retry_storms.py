"""Spells in which a caller went on sending while it was told to wait."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from tests.reference.views import throttles
from tests.reference.world import Row, World, grouped, known

KEY = ("vendor", "client", "key_id", "since")
_PAUSE = timedelta(seconds=60)
_WASTED = 5


def rows(world: World) -> Iterator[Row]:
    """One row a spell with five wasted requests or more."""
    waits = sorted(throttles.rows(world), key=lambda row: row["ts"])
    callers = grouped(
        waits, lambda row: (row["vendor"], row["client"] or row["client_ip"], row["key_id"])
    )
    for key, ones in callers.items():
        for spell in _spells(ones):
            if sum(one["wasted"] for one in spell) >= _WASTED:
                yield dict(zip(KEY, key, strict=False)) | _storm(spell)


def _spells(ones: Sequence[Row]) -> Iterator[list[Row]]:
    spell = [ones[0]]
    for one in ones[1:]:
        if one["ts"] - spell[-1]["ts"] > _PAUSE:
            yield spell
            spell = []
        spell.append(one)
    yield spell


def _storm(spell: Sequence[Row]) -> Row:
    waits = [one["actual_wait_s"] for one in spell if one["actual_wait_s"] is not None]
    return {
        "since": spell[0]["ts"],
        "until": spell[-1]["ts"],
        "throttled": len(spell),
        "wasted": sum(one["wasted"] for one in spell),
        "shortest_wait_s": min(waits, default=None),
        "routes": known(one["route"] for one in spell),
    }
