"""A rate limit that is really counted: so many requests in any window of that length."""

from __future__ import annotations

import math
import time
from collections import defaultdict, deque
from collections.abc import Callable, Hashable


class SlidingWindow:
    """Admits `quota` requests of a subject in any `window_s` seconds; refused ones do not count."""

    def __init__(
        self,
        quota: int = 2000,
        window_s: float = 60.0,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self.quota, self.window_s, self._now_s = quota, window_s, now_s
        self._admitted: defaultdict[Hashable, deque[float]] = defaultdict(deque)

    def admits(self, subject: Hashable) -> bool:
        """Whether a request that comes now is within the limit; it then counts."""
        now, admitted = self._now_s(), self._admitted[subject]
        while admitted and admitted[0] <= now - self.window_s:
            admitted.popleft()
        if len(admitted) >= self.quota:
            return False
        admitted.append(now)
        return True

    def wait_s(self, subject: Hashable) -> int:
        """Whole seconds until the subject's next request is admitted, at least 1 (Retry-After)."""
        admitted = self._admitted[subject]
        if not admitted:
            return 1
        return max(1, math.ceil(admitted[0] + self.window_s - self._now_s()))
