"""The structure: rooms import in one direction, and each can be imported alone."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.conftest import ROOT

ROOMS = sorted(
    folder.name for folder in (ROOT / "analyzer").iterdir() if (folder / "__init__.py").exists()
)


def test_rooms_import_in_the_directions_that_pyproject_names() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports; exit(lint_imports())"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout


@pytest.mark.scale
@pytest.mark.parametrize("room", ROOMS)
def test_a_room_can_be_imported_alone(room: str) -> None:
    script = (
        "import importlib, pkgutil, sys;"
        f"room = importlib.import_module('analyzer.{room}');"
        "[importlib.import_module(f'{room.__name__}.{m.name}')"
        " for m in pkgutil.iter_modules(room.__path__)]"
    )
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)
