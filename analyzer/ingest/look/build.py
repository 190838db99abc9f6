"""`python -m analyzer.ingest.look.build` compiles look.c to the module that lies beside it.

Who only runs the program needs no compiler: the module is one file for every machine.
"""

from __future__ import annotations

import subprocess
import sys
from importlib import resources
from pathlib import Path

_LANGUAGE = ("-std=c11", "-O2", "-Wall", "-Wextra", "-Werror")
SANDBOXED = (
    "--target=wasm32-freestanding", "-mcpu=generic+bulk_memory", "-nostdlib", "-ffreestanding",
    "-Wl,--no-entry", "-Wl,--strip-all", *_LANGUAGE,
)  # fmt: skip
# For any processor of this kind: a home may be shared by several.
NATIVE = ("-mcpu=baseline", "-shared", "-fPIC", "-s", "-fno-sanitize=undefined", *_LANGUAGE)


def build(target: Path, options: tuple[str, ...] = SANDBOXED) -> None:
    """Compile look.c with the `ziglang` wheel. Raises CalledProcessError where it fails."""
    with resources.as_file(resources.files(__package__) / "look.c") as source:
        compiler = [sys.executable, "-m", "ziglang", "cc", *options]
        subprocess.run(
            [*compiler, "-o", str(target.absolute()), source.name], cwd=source.parent, check=True
        )


if __name__ == "__main__":
    build(Path(__file__).with_name("look.wasm"))
