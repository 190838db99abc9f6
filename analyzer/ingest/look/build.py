"""`python -m analyzer.ingest.look.build` compiles look.c to the module that lies beside it.

Who only runs the program needs no compiler: the module is one file for every machine.
"""

from __future__ import annotations

import subprocess
import sys
from importlib import resources
from pathlib import Path

_OPTIONS = (
    "--target=wasm32-freestanding", "-mcpu=generic+bulk_memory", "-std=c11", "-O2", "-nostdlib",
    "-ffreestanding", "-Wall", "-Wextra", "-Werror", "-Wl,--no-entry", "-Wl,--strip-all",
)  # fmt: skip


def build(target: Path) -> None:
    """Compile look.c with the `ziglang` wheel. Raises CalledProcessError where it fails."""
    with resources.as_file(resources.files(__package__) / "look.c") as source:
        compiler = [sys.executable, "-m", "ziglang", "cc", *_OPTIONS]
        subprocess.run(
            [*compiler, "-o", str(target.absolute()), source.name], cwd=source.parent, check=True
        )


if __name__ == "__main__":
    build(Path(__file__).with_name("look.wasm"))
