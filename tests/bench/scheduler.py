"""`python -m tests.bench.scheduler`: a simulation of how a day's ingest spreads over many cores.

Nothing here was measured at that size. Tasks go to the first core that is free, in order, as Spark
gives them; how long one takes comes from figures measured on one core, sizes and delays from a
seeded generator: sources skewed as the callers of an API are, some tasks slow for no reason of
their own.
"""

from __future__ import annotations

import argparse
import heapq
import math
import random
from collections.abc import Iterable
from dataclasses import dataclass

PART_MB = 134.2
CORES = (1, 2, 4, 16, 64, 256, 1000)


@dataclass(frozen=True)
class Measured:
    """On one core, in CPU seconds; the README says from what."""

    load_mb_s: float = 48.0
    lay_out_mb_s: float = 480.0
    commit_s: float = 13e-6  # a file, in the driver, which also lists it once
    merge_mb_s: float = 17.0  # of files of 4 MB, by `compact`
    stored: float = 46 / 511  # a byte of log, in the lake


@dataclass(frozen=True)
class Assumed:
    """What cannot be measured on one machine."""

    task_s: float = 0.2  # to hand out a task, to open its source, to put its files
    noise: float = 0.15  # sigma of a task's time
    stragglers: float = 0.01  # of the tasks take `straggle` times as long
    straggle: float = 4.0


def source_sizes(total_mb: float, sources: int, skew: float, chance: random.Random) -> list[float]:
    """Sizes that sum up to `total_mb`: the n-th of them falls as n to the power `skew` (Zipf)."""
    weights = [rank**-skew for rank in range(1, sources + 1)]
    chance.shuffle(weights)
    return [total_mb * weight / sum(weights) for weight in weights]


def evenly(size: float, most: float) -> list[float]:
    """A size in equal parts of at most `most`."""
    count = math.ceil(size / most)
    return [size / count] * count


def makespan(tasks: Iterable[float], cores: int) -> float:
    """When the last task ends, each begun by the first core that is free."""
    free = [0.0] * cores
    for seconds in tasks:
        heapq.heapreplace(free, free[0] + seconds)
    return max(free)


def run_s(sizes: list[float], cores: int, *, cut: bool, seed: int, files_a_task: int = 3) -> float:
    """How long an ingest takes: lay out the large, load all, commit."""
    of, given, chance = Measured(), Assumed(), random.Random(seed)

    def task(mb: float) -> float:
        slow = given.straggle if chance.random() < given.stragglers else 1.0
        return given.task_s + mb / of.load_mb_s * chance.lognormvariate(0, given.noise) * slow

    large = [size for size in sizes if cut and size >= 2 * PART_MB]
    whole = [size for size in sizes if not cut or size < 2 * PART_MB]
    layouts = [given.task_s + size / of.lay_out_mb_s for size in large]
    parts = [part for size in large for part in evenly(size, PART_MB)]
    loads = [task(mb) for mb in parts + whole]
    commit = files_a_task * len(loads) * 2 * of.commit_s
    return makespan(layouts, cores) + makespan(loads, cores) + commit


def compact_s(logs_mb: float, cores: int, *, seed: int) -> float:
    """How long a day's compaction takes: tasks of 256 MB in files of 4 MB, and 64 commits."""
    of, given, chance = Measured(), Assumed(), random.Random(seed)
    mb = logs_mb * of.stored

    def task(mb: float) -> float:
        slow = given.straggle if chance.random() < given.stragglers else 1.0
        return given.task_s + mb / of.merge_mb_s * chance.lognormvariate(0, given.noise) * slow

    tasks = [task(part) for part in evenly(mb, 256.0)]
    # The list of files is read twice for a commit, and shrinks from all to next to none.
    return makespan(tasks, cores) + 64 * 2 * of.commit_s * mb / 4 / 2


def main() -> None:
    """Print a table: hours, and the share of the cores' time that is used."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.scheduler", description=__doc__)
    parser.add_argument("--terabytes", type=float, nargs="+", default=[1, 10, 100])
    parser.add_argument("--sources", type=int, default=10_000, help="a day's files")
    parser.add_argument("--skew", type=float, default=1.1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rolled-mb", type=float, help="logs are rolled at this size")
    given = parser.parse_args()
    rolled = f", rolled at {given.rolled_mb:g} MB" if given.rolled_mb else ""
    print(f"simulated, seed {given.seed}: {given.sources} sources, Zipf {given.skew}{rolled}")
    columns = f"{'in parts':>14}{'used':>7}{'whole sources':>16}{'used':>7}{'compact':>10}"
    print(f"{'TB':>6}{'cores':>7}{columns}")
    for terabytes in given.terabytes:
        mb = terabytes * 1e6
        sizes = source_sizes(mb, given.sources, given.skew, random.Random(given.seed))
        if given.rolled_mb:
            sizes = [part for size in sizes for part in evenly(size, given.rolled_mb)]
        alone = {cut: run_s(sizes, 1, cut=cut, seed=given.seed) for cut in (True, False)}
        for cores in CORES:
            took = {cut: run_s(sizes, cores, cut=cut, seed=given.seed) for cut in (True, False)}
            shown = [
                f"{took[cut] / 3600:>11.2f} h {alone[cut] / took[cut] / cores:>7.0%}"
                for cut in (True, False)
            ]
            compacted = compact_s(mb, cores, seed=given.seed) / 3600
            print(f"{terabytes:>6g}{cores:>7}{shown[0]:>21}{shown[1]:>23}{compacted:>8.2f} h")


if __name__ == "__main__":
    main()
