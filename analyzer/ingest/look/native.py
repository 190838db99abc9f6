"""look.c as this machine's own code: faster than WebAssembly, and contained by nothing.

The `ziglang` wheel of the extra `native` compiles it when it is first asked for.
"""

from __future__ import annotations

import _ctypes
import ctypes
import os
import platform
import shutil
import subprocess
import sys
import weakref
from functools import cache
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from blake3 import blake3
from numpy.typing import NDArray

from analyzer.errors import UsageError
from analyzer.ingest.look.build import NATIVE, build
from analyzer.storage.block_cache import cache_folder


class Native:
    """One instance of the library: a copy of it, for look.c keeps what it knows in statics."""

    def __init__(self) -> None:
        kept = _library_in(cache_folder() / "look")
        with TemporaryDirectory(dir=kept.parent) as aside:
            library = ctypes.CDLL(shutil.copy(kept, aside))
        weakref.finalize(self, _ctypes.dlclose, library._handle)
        self._library = library

    def call(self, name: str, *arguments: int) -> int:
        """What a function of look.c returns."""
        function = self._library[name]
        function.restype = ctypes.c_void_p if name.endswith("_at") else ctypes.c_int32
        return function(*arguments) or 0

    def view(self, start: int, size: int) -> NDArray[np.uint8]:
        """So many bytes from where a function of look.c says that something lies."""
        return np.ctypeslib.as_array((ctypes.c_uint8 * size).from_address(start))


@cache
def _library_in(folder: Path) -> Path:
    """The library, compiled unless it is there. Raises UsageError where that cannot be done."""
    path = folder / f"{_digest()}.so"
    if path.exists():
        return path
    if not find_spec("ziglang"):
        raise UsageError(
            "native needs a compiler",
            where="ANALYZER_LOOK",
            todo="Install the extra: pip install 'api-log-analyzer[native]'.",
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder) as aside:
            build(made := Path(aside) / path.name, NATIVE)
            os.replace(made, path)
    except (OSError, subprocess.CalledProcessError) as error:
        raise UsageError(
            f"look.c does not compile into {folder}: {error}",
            where="ANALYZER_LOOK",
            todo="Unset it: WebAssembly does the same.",
        ) from None
    return path


def _digest() -> str:
    """Of all that the library is made of."""
    files = sorted(
        (one.name, one.read_bytes())
        for one in resources.files(__package__).iterdir()
        if one.name.endswith((".c", ".h"))
    )
    made_of = repr((files, NATIVE, sys.platform, platform.machine()))
    return blake3(made_of.encode()).hexdigest(16)
