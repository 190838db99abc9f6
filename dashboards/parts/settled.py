"""What a server that has drawn its first page does once."""

from __future__ import annotations

import atexit
import gc
from functools import cache


@cache
def settle() -> None:
    """Leave what is loaded by now out of every later search for garbage.

    It is 200,000 objects that stay, and to go through them held every session up for 0.1 s with
    each second page.
    """
    gc.collect()
    gc.freeze()
    # DuckDB complains of what is still there when Python ends.
    atexit.register(gc.unfreeze)
