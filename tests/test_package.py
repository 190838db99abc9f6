"""The wheel, as users get it: installed into an empty environment, used from another folder."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.package

# Where the wheel keeps what a checkout has at its top.
FOLDERS = {
    "analyzer": "analyzer",
    "dashboards": "analyzer/shipped/dashboards",
    "sample_logs": "analyzer/shipped/sample_logs",
}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built out of the source archive, as whoever packages it would."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--outdir", folder, ROOT],
        check=True,
        capture_output=True,
    )
    return next(folder.glob("*.whl"))


def test_a_wheel_holds_every_file_that_the_program_is_made_of(wheel: Path) -> None:
    expected = {
        f"{place}/{path.relative_to(ROOT / folder).as_posix()}"
        for folder, place in FOLDERS.items()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    held = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert {"analyzer/ingest/look/look.wasm", "analyzer/redaction/forms.toml"} < expected
    assert held == expected


def pythons() -> list[Any]:
    """This Python, and the others that the package is for; a missing one is named as not run."""
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    named = [kind.rpartition(" ")[2] for kind in project["classifiers"] if ":: 3." in kind]
    return [
        pytest.param(
            python := sys.executable if version == here else f"python{version}",
            id=version,
            marks=[] if runs(python) else pytest.mark.skip(reason=f"no python{version} here"),
        )
        for version in named
    ]


def runs(python: str) -> bool:
    try:
        return subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("python", pythons())
def test_an_installed_wheel_runs_the_demo_from_any_folder(
    python: str, wheel: Path, tmp_path: Path
) -> None:
    locked = ["-r", str(ROOT / "requirements.lock")]
    use_elsewhere(environment(python, tmp_path, locked, ["--no-deps", str(wheel)]), tmp_path)


def test_the_newest_versions_that_it_allows_run_the_demo(wheel: Path, tmp_path: Path) -> None:
    use_elsewhere(environment(sys.executable, tmp_path, [str(wheel)]), tmp_path)


def environment(python: str, folder: Path, *installs: list[str]) -> Path:
    """Where the commands of a new environment are, with what pip was told to install."""
    subprocess.run([python, "-m", "venv", folder / "venv"], check=True)
    binaries = folder / "venv" / "bin"
    for arguments in installs:
        subprocess.run([binaries / "pip", "install", "-q", *arguments], check=True)
    return binaries


def use_elsewhere(binaries: Path, folder: Path) -> None:
    """The demo, the report and the dashboard, away from any checkout."""
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    ran = subprocess.run(
        [binaries / "analyzer", "demo", "--no-dashboard"],
        cwd=elsewhere,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert (elsewhere / "report.html").stat().st_size > 10_000
    app = subprocess.run(
        [
            binaries / "python",
            "-c",
            "from analyzer.system.package_data import folder; import sys;"
            "sys.path.insert(0, str(folder('dashboards')));"
            "from streamlit.testing.v1 import AppTest;"
            "file = str(folder('dashboards') / 'app.py');"
            "app = AppTest.from_file(file, default_timeout=60).run();"
            "assert not app.exception, app.exception",
        ],
        cwd=elsewhere,
        capture_output=True,
        text=True,
        check=False,
        env={"ANALYZER_LAKE": str(elsewhere / "lake"), "PATH": "/usr/bin:/bin"},
    )
    assert app.returncode == 0, app.stderr


def test_the_bill_of_materials_names_every_locked_package(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "installing.md").read_text("utf-8")
    (commands,) = (
        one for one in re.findall(r"```sh\n(.*?)\n```", page, re.S) if "cyclonedx" in one
    )
    (tmp_path / "requirements.lock").write_bytes((ROOT / "requirements.lock").read_bytes())
    subprocess.run(["/bin/sh", "-ec", commands], cwd=tmp_path, check=True, capture_output=True)
    bill = json.loads((tmp_path / "analyzer.cdx.json").read_text("utf-8"))
    assert bill["bomFormat"] == "CycloneDX"
    pins = re.findall(r"^([\w.-]+)==([^\s;\\]+)", (ROOT / "requirements.lock").read_text(), re.M)
    listed = {(one["name"].lower(), one["version"]) for one in bill["components"]}
    assert listed == {(name.lower(), version) for name, version in pins}
