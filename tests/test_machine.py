"""A machine that misbehaves: a full disk, a lake that can only be read, a clock that jumps.

File systems are mounted in a mount namespace of the test's own; the clock is libfaketime's.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, SAMPLE_LOGS, analyzer
from tests.ingest.test_faults import Logs, each_line_once

pytestmark = pytest.mark.scale

ANALYZER = f"{shlex.quote(sys.executable)} -m analyzer"


def in_own_mounts(script: str) -> str:
    """What a shell script says that may mount; `analyzer` in it is this checkout's."""
    if subprocess.run(["unshare", "-rm", "true"], check=False, capture_output=True).returncode:
        pytest.skip("this machine lets nobody mount in a namespace of his own")
    ran = subprocess.run(
        ["unshare", "-rm", "sh", "-ec", f'analyzer() {{ {ANALYZER} "$@"; }}\n{script}'],
        check=False,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert ran.returncode == 0, ran.stderr + ran.stdout
    assert "defect" not in ran.stdout
    assert "Traceback" not in ran.stdout
    return ran.stdout


READING = {
    "sql": "'SELECT count(*) FROM failures'",
    "sql --example": "what_failed",
    "report": "--format json",
    "report --rules": "shipped",
    "trace": "0123456789abcdef",
    "vendors": "",
    "acknowledge": "",
    "check": "",
}
WRITING = {
    "ingest": str(SAMPLE_LOGS / "har"),
    "compact": "",
    "prune": "--keep 1d",
    "nightly": "",
    "nightly --format md": str(SAMPLE_LOGS / "har"),
    "acknowledge": "dead-key",
    "check --repair": "",
}


def test_a_lake_that_can_only_be_read_is_read(sample_lake: Path, tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    shutil.copytree(sample_lake, lake)
    analyzer("report", "--rules", "shipped", "--lake", lake)
    before = {path: path.stat().st_mtime_ns for path in lake.rglob("*")}
    commands = {"reads": READING, "writes": WRITING}
    script = [f"mount --bind {lake} {lake}", f"mount -o remount,ro,bind {lake} {lake}"]
    for kind, of_kind in commands.items():
        for command, rest in of_kind.items():
            script.append(f"status=0; analyzer {command} {rest} --lake {lake} >{tmp_path}/out"
                          f" 2>{tmp_path}/err || status=$?")  # fmt: skip
            script.append(f"echo '{kind}:{command}:'$status:$(wc -l <{tmp_path}/err):"
                          f"$(tr '\\n' ' ' <{tmp_path}/err)")  # fmt: skip
    said = [line.split(":", 4) for line in in_own_mounts("\n".join(script)).splitlines()]
    assert len(said) == len(READING) + len(WRITING)
    for kind, command, status, lines, message in said:
        if kind == "writes":
            assert (status, lines) == ("2", "1"), (command, message)
            assert "Read-only file system" in message, command
        else:
            # 1: rules found something; 2: the trace that there is none of.
            expected = {"report --rules": "1", "trace": "2"}.get(command, "0")
            assert status == expected, (command, message)
    assert {path: path.stat().st_mtime_ns for path in lake.rglob("*")} == before


@pytest.mark.parametrize(
    "room", [(8, 100, 1000), pytest.param((0, 8, 40, 100, 300, 1000, 2000), marks=pytest.mark.soak)]
)
def test_a_full_disk_loses_and_doubles_nothing(room: tuple[int, ...], tmp_path: Path) -> None:
    """There is room for so many KiB."""
    logs, disk = Logs(tmp_path / "logs", seed=11), tmp_path / "disk"
    disk.mkdir()
    while logs.lines < 20_000:
        logs.grow()
    lake = disk / "lake"
    script = [f"mount -t tmpfs -o size=32m tmpfs {disk}"]
    for free in room:
        script.append(f"""
head -c $((($(df --output=avail -k {disk} | tail -1) - {free}) * 1024)) /dev/zero >{disk}/filler
for command in "ingest {logs.folder}" compact "nightly {logs.folder} --reports {disk}/reports"; do
    status=0; analyzer $command --lake {lake} >/dev/null 2>{tmp_path}/err || status=$?
    echo "status:$status:$command:$(cat {tmp_path}/err)"
done
rm {disk}/filler""")
    script.append(f"analyzer check --repair --lake {lake}")
    script.append(f"analyzer ingest {logs.folder} --lake {lake}; analyzer check --lake {lake}")
    script.append(f"rm -rf {tmp_path}/kept; cp -r {lake} {tmp_path}/kept")
    said = in_own_mounts("\n".join(script))
    failed = [line for line in said.splitlines() if line.startswith("status:2:")]
    assert sum("No space left on device" in line for line in failed) > 10 * len(room) / 7, said
    each_line_once(tmp_path / "kept", logs.lines)


@pytest.mark.parametrize(("seed", "times"), [(12, 5), pytest.param(13, 20, marks=pytest.mark.soak)])
def test_a_clock_that_jumps_loses_and_doubles_nothing(
    seed: int, times: int, tmp_path: Path
) -> None:
    if not shutil.which("faketime"):
        pytest.skip("faketime is not installed")
    logs, lake = Logs(tmp_path / "logs", seed), tmp_path / "lake"
    commands: list[list[object]] = [
        ["ingest", logs.folder],
        ["compact"],
        ["nightly", logs.folder, "--reports", tmp_path / "reports"],
        ["prune", "--keep", "9999d"],
        ["check", "--repair"],
    ]
    logs.grow()
    assert analyzer("ingest", logs.folder, "--lake", lake).status == 0
    for number in range(times):
        days = logs.chance.choice([-4000, -400, -1, 0, 1, 400, 4000])
        command = [*map(str, commands[number % len(commands)]), "--lake", str(lake)]
        ran = subprocess.run(
            ["faketime", "-f", f"{days:+}d", sys.executable, "-m", "analyzer", *command],
            check=False,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert ran.returncode in (0, 1), ran.stderr
        assert "defect" not in ran.stderr
        if command[0] == "prune":
            logs.grow()
    assert analyzer("ingest", logs.folder, "--lake", lake).status == 0
    each_line_once(lake, logs.lines)
