"""Who allocates memory, and when what is freed goes back to the system."""

from __future__ import annotations

import ctypes
import os

_M_MMAP_THRESHOLD = -3
_LARGE_BYTES = 256 << 10


def allocate_arrow_by_jemalloc() -> None:
    """Let Arrow's buffers come from jemalloc where its build has it and nobody chose otherwise.

    mimalloc, its default, holds a tenth more of a large load for pages that are free.
    """
    import pyarrow as pa  # takes a while, which who asks for help need not wait

    chosen = "ARROW_DEFAULT_MEMORY_POOL" in os.environ
    if not chosen and "jemalloc" in pa.supported_memory_backends():
        pa.set_memory_pool(pa.jemalloc_memory_pool())


def take_large_blocks_apart() -> None:
    """Let glibc take every large block from the system by itself, for good.

    Otherwise it takes larger and larger ones out of its arenas, up to 32 MB, once it has seen such
    a one freed; there are eight arenas a core, and what lies in one for long keeps the rest of it.
    Other C libraries do nothing of the kind.
    """
    if set_option := getattr(ctypes.CDLL(None), "mallopt", None):
        set_option(_M_MMAP_THRESHOLD, _LARGE_BYTES)
