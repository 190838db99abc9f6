"""Run a command and print what it took, from a process so small that the figures are its own.

The peak memory of a child begins with that of its parent, which for a benchmark is large.
"""

import json
import os
import sys
import time

begun = time.perf_counter()
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
_, status, usage = os.wait4(child, 0)
taken = {
    "wall_s": time.perf_counter() - begun,
    "cpu_s": usage.ru_utime + usage.ru_stime,
    "peak_mb": usage.ru_maxrss / 1024,
}
os.write(int(os.environ["TAKEN"]), json.dumps(taken).encode())
sys.exit(os.waitstatus_to_exitcode(status) & 0xFF)
