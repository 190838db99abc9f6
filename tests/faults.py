"""Everything that may happen to a machine at work, at the size that is asked for, and its figures.

`python -m tests.faults --kills 200` kills commands at any moment, fills the disk, lets the clock
jump, and lets two ingests, a compaction and five readers work at once, over a folder and a bucket.
It prints a line for each with what was tried, and ends with 1 where a line of a log was lost,
doubled, or seen by half.
"""

from __future__ import annotations

import argparse
import os
import sys

import pytest

FAULTS = (
    "tests/ingest/test_faults.py",
    "tests/test_machine.py::test_a_full_disk_loses_and_doubles_nothing",
    "tests/test_machine.py::test_a_clock_that_jumps_loses_and_doubles_nothing",
    "tests/lake/test_s3_faults.py::test_faults_on_the_way_lose_and_double_nothing",
    "tests/lake/test_s3_faults.py::test_two_writers_of_the_same_and_of_other_sources_at_once",
    "tests/lake/test_s3_faults.py::test_a_writer_killed_before_its_commit_loses_nothing",
    "tests/lake/test_s3_faults.py::test_a_writer_that_was_silent_too_long_commits_nothing",
)


class Figures:
    """What each test came to: pytest calls it."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A line for a test that ran, or that could not."""
        if report.when == "call" or not report.passed:
            name = report.nodeid.partition("::")[2].removeprefix("test_")
            figures = ", ".join(f"{value} {what}" for what, value in report.user_properties)
            self.lines.append(f"{report.outcome:8} {report.duration:7.1f} s  {name}  {figures}")


def _main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=200, help="how many commands to kill")
    parser.add_argument("--only", default="", help="a part of the names of those to run")
    asked = parser.parse_args()
    os.environ["ANALYZER_FAULTS"] = str(asked.kills)
    figures = Figures()
    options = ["-n", "0", "-q", "-m", "scale or soak", "-k", asked.only]
    status = pytest.main([*FAULTS, *options], plugins=[figures])
    print("\n".join(figures.lines))
    return 0 if status == pytest.ExitCode.OK else 1


if __name__ == "__main__":
    sys.exit(_main())
