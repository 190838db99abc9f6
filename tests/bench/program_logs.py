"""Logs of programs, a few of whose lines tell of calls: what formats of text read most."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

from analyzer.formats import formats
from tests.bench.formats import parts_of
from tests.bench.run import Scale, Work, head, ingest, measured, row

_FORMATS = ("python_clients", "call_lines", "client_errors", "go_errors", "node_errors", "okhttp")
# One part of a sample stands among so many lines of other messages.
_AMONG = 50
_WORDS = (
    "order", "book", "updated", "symbol", "BTCUSDT", "price", "spread", "inventory", "position",
    "risk", "engine", "heartbeat", "snapshot", "applied", "depth", "level", "strategy", "signal",
    "computed", "latency", "queue", "worker", "cache", "refreshed",
)  # fmt: skip


def run(folder: Path, scale: Scale) -> None:
    """Goal: 400,000 lines/s; the ratio is to the first format."""
    head(f"logs of programs, {scale.format_lines:,} lines, one in {_AMONG} ours", "lines/s")
    works: list[Work] = []
    for name in _FORMATS:
        log = folder / f"{name}.log"
        _write(name, log, scale.format_lines)
        work = ingest(folder / f"lake_{name}", log, name=name)
        works.append(Work(name, [*work.command, "--format", name], before=work.before))
    found = measured(works, scale.runs)
    first = next(iter(found.values()))
    for name, one in found.items():
        row(name, one, f"{scale.format_lines / one.wall_s:,.0f}", base=first.wall_s)


def _write(name: str, target: Path, lines: int) -> None:
    chance = random.Random(3)
    _, parts, _ = parts_of(formats()[name])
    now = datetime(2026, 11, 19, 11, tzinfo=UTC)
    with target.open("w", encoding="utf-8") as file:
        for number in range(lines):
            now += timedelta(milliseconds=chance.randint(1, 200))
            if number % _AMONG == 0:
                file.write(parts[number // _AMONG % len(parts)] + "\n")
                continue
            said = " ".join(chance.choices(_WORDS, k=chance.randint(4, 14)))
            stamp = f"{now:%Y-%m-%d %H:%M:%S},{now.microsecond // 1000:03}"
            file.write(
                f"{stamp} INFO bot.{chance.choice(_WORDS)} {said} id={chance.randrange(10**9)}\n"
            )
