"""Ctrl-C as one exception: DuckDB reports it as its own error, and a callback loses it."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
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


@contextmanager
def noted() -> Iterator[Event]:
    """What Ctrl-C sets, beside raising KeyboardInterrupt: whoever waits for it hears of it.

    A process that was started to ignore it, as those in a script's background, goes on to.
    """
    pressed = Event()

    def press(signum: int, frame: FrameType | None) -> None:
        del signum, frame
        pressed.set()
        raise KeyboardInterrupt

    before = signal.getsignal(signal.SIGINT)
    if before != signal.SIG_IGN:
        signal.signal(signal.SIGINT, press)
    try:
        yield pressed
    finally:
        signal.signal(signal.SIGINT, before)
