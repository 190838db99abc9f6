"""Ctrl-C as one exception: DuckDB reports it as its own error, and a callback loses it."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


def is_interrupt(error: BaseException) -> bool:
    """Whether an error says no more than that somebody pressed Ctrl-C."""
    message = str(error)
    by_duckdb = (
        message == "Query interrupted"
        or "failed: KeyboardInterrupt" in message  # in what DuckDB had asked Python for
        or type(error).__name__ == "InterruptException"
    )
    return isinstance(error, KeyboardInterrupt) or by_duckdb


class CtrlC:
    """Whether somebody pressed Ctrl-C.

    No threading.Event: its wait holds a lock for a moment, at which the signal's handler, in the
    same thread, would wait for ever.
    """

    def __init__(self) -> None:
        self._is_pressed = False

    def press(self, signum: int, frame: FrameType | None) -> None:
        """Handle the signal. Raises KeyboardInterrupt, which a callback may lose."""
        del signum, frame
        self._is_pressed = True
        raise KeyboardInterrupt

    def sleep(self, seconds: float) -> None:
        """Wait so long. Raises KeyboardInterrupt once Ctrl-C was pressed, also before."""
        if not self._is_pressed:
            time.sleep(seconds)
        if self._is_pressed:
            raise KeyboardInterrupt


@contextmanager
def noted() -> Iterator[CtrlC]:
    """Ctrl-C raises KeyboardInterrupt, and whoever sleeps with what this gives hears of it too.

    A process that was started to ignore it, as those in a script's background, goes on to.
    """
    ctrl_c = CtrlC()
    before = signal.getsignal(signal.SIGINT)
    if before != signal.SIG_IGN:
        signal.signal(signal.SIGINT, ctrl_c.press)
    try:
        yield ctrl_c
    finally:
        signal.signal(signal.SIGINT, before)
