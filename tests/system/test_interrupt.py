"""Ctrl-C while a command waits for its next round."""

from __future__ import annotations

import subprocess
import sys

# A suite that runs in the background of a script ignores the signal, and so would its children.
_HEARD = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
# The signal comes before each bytecode of the wait in turn, until a wait ends without it.
_AT_EACH_STEP = """
import signal, sys, time
from analyzer.system.interrupt import noted

time.sleep = lambda seconds: None
ended = steps = 0
while not ended:
    left = steps
    def step(frame, event, argument):
        global left
        frame.f_trace_opcodes = True
        if event == "opcode" and left >= 0:
            left -= 1
            if left < 0:
                signal.raise_signal(signal.SIGINT)
        return step
    with noted() as ctrl_c:
        sys.settrace(step)
        try:
            ctrl_c.sleep(0.01)
            ended = left >= 0
        except KeyboardInterrupt:
            pass
        finally:
            sys.settrace(None)
    steps += 1
print(steps)
"""
_IN_A_CALLBACK = """
import signal
from analyzer.system.interrupt import noted

class Lost:
    def __del__(self):
        signal.raise_signal(signal.SIGINT)

with noted() as ctrl_c:
    Lost()
    try:
        ctrl_c.sleep(60)
    except KeyboardInterrupt:
        print("heard")
"""


def told(program: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", f"{_HEARD}\n{program}"],
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    return done.stdout.strip()


def test_ctrl_c_ends_a_wait_at_whatever_moment_it_comes() -> None:
    assert int(told(_AT_EACH_STEP)) > 10


def test_ctrl_c_that_a_callback_lost_ends_the_next_wait() -> None:
    assert told(_IN_A_CALLBACK) == "heard"
