"""`python -m tests.reference --seeds N`: new stories each time, and the smallest that fails."""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.reference.comparing import differences
from tests.reference.loading import WAYS, Way, in_one_load, known_secret
from tests.reference.reading import Line, read
from tests.reference.shrinking import shrunk
from tests.reference.story import saga
from tests.reference.world import World

_SHOWN = 8


def check(
    lines: Sequence[Line], seed: int, way: Way, views: Sequence[str] = ()
) -> dict[str, list[str]]:
    """What the views say otherwise than the reference, by view, loaded in that way."""
    with TemporaryDirectory() as folder, known_secret():
        lake = way(random.Random(seed), lines, Path(folder))
        return differences(lake, World(read(lines), lines), views)


def main(arguments: Sequence[str]) -> int:
    """Run stories; 1 if one fails."""
    parser = argparse.ArgumentParser(prog="python -m tests.reference", description=__doc__)
    parser.add_argument("--seeds", type=int, default=10, help="how many stories")
    parser.add_argument("--first", type=int, help="the first seed; one at random if not given")
    parser.add_argument("--together", type=int, default=1, help="so many stories in one lake")
    parser.add_argument("--view", action="append", default=[], help="this view alone")
    parser.add_argument("--go-on", action="store_true", help="count all, shrink none")
    asked = parser.parse_args(arguments)
    first = random.SystemRandom().randrange(1 << 30) if asked.first is None else asked.first
    failed = 0
    for seed in range(first, first + asked.seeds, asked.together):
        seeds = range(seed, min(seed + asked.together, first + asked.seeds))
        lines, way = saga(seeds), WAYS[seed // asked.together % len(WAYS)]
        found = check(lines, seed, way, asked.view)
        failed += bool(found)
        if found:
            _tell(seed, way, found)
        if found and not asked.go_on:
            _tell_smallest(lines, seed, way, next(iter(found)))
            return 1
    print(f"{asked.seeds} stories from seed {first} on, {asked.together} in a lake: {failed} fail")
    return int(failed > 0)


def _tell(seed: int, way: Way, found: dict[str, list[str]]) -> None:
    for view, told in found.items():
        print(f"seed {seed}, {way.__name__}, {view}: {len(told)} differences")
        for one in told[:_SHOWN]:
            print("   ", one)
    sys.stdout.flush()


def _tell_smallest(lines: Sequence[Line], seed: int, way: Way, view: str) -> None:
    def fails(some: Sequence[Line]) -> bool:
        try:
            return bool(check(some, seed, in_one_load, [view]))
        except AssertionError:  # what is left makes no sense to the reference
            return False

    if not fails(lines):
        print(f"It holds in one load: it is how the lines were split ({way.__name__}).")
        return
    smallest = shrunk(lines, fails)
    print(f"The smallest story, {len(smallest)} of {len(lines)} lines:")
    for line in smallest:
        print(json.dumps(line))
    for one in check(smallest, seed, in_one_load, [view])[view]:
        print("   ", one)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
