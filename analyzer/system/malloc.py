"""malloc settings with which a process that runs for days returns memory to the system."""

from __future__ import annotations

import ctypes

_M_MMAP_THRESHOLD = -3
_LARGE_BYTES = 256 << 10


def take_large_blocks_apart() -> None:
    """Let glibc take every large block from the system by itself, for good.

    Otherwise it takes larger and larger ones out of its arenas, up to 32 MB, once it has seen such
    a one freed; there are eight arenas a core, and what lies in one for long keeps the rest of it.
    Other C libraries do nothing of the kind.
    """
    if set_option := getattr(ctypes.CDLL(None), "mallopt", None):
        set_option(_M_MMAP_THRESHOLD, _LARGE_BYTES)
