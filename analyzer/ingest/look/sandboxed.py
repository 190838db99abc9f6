"""look.c as WebAssembly: one file for every machine, which sees no more than its own memory."""

from __future__ import annotations

import atexit
import ctypes
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from wasmtime import Engine, Module


@cache
def _compiled() -> tuple[Engine, Module]:
    """The module as this machine runs it: compiled once, however many look at lines."""
    from wasmtime import Engine, Module  # takes a while

    # What wasmtime holds is to be given back while its own module is still whole.
    atexit.register(_compiled.cache_clear)
    engine = Engine()
    return engine, Module(engine, (resources.files(__package__) / "look.wasm").read_bytes())


class Sandboxed:
    """One instance of the module, with its own memory."""

    def __init__(self) -> None:
        from wasmtime import Instance, Memory, Store

        engine, module = _compiled()
        self._store = Store(engine)
        self._exports = Instance(self._store, module, []).exports(self._store)
        memory = self._exports["memory"]
        assert isinstance(memory, Memory)
        base = ctypes.addressof(memory.data_ptr(self._store).contents)
        size = memory.data_len(self._store)
        # The module's memory never grows, so it never moves.
        self._memory = np.ctypeslib.as_array((ctypes.c_uint8 * size).from_address(base))

    def call(self, name: str, *arguments: int) -> int:
        """What a function of look.c returns."""
        return int(self._exports[name](self._store, *arguments))  # type: ignore[operator]

    def view(self, start: int, size: int) -> NDArray[np.uint8]:
        """So many bytes from where a function of look.c says that something lies."""
        return self._memory[start : start + size]
