"""One failure that several layers of a program tell, each with the error of the one below in its own.

The layers of a call say it within one second, each once, and in words of their own: a layer that
speaks again tells of the next failure. Of programs that are known alone: elsewhere two calls may fail
with the same error. Alertmanager: notify/notify.go, dispatch/dispatch.go; rclone, of Backblaze: its
pacer, backend/b2 and fs/operations.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from analyzer.formats import ASIDE

_ALERTMANAGER = re.compile(
    r"\bmsg=\"(?P<layer>Error on notify|Notify attempt failed[^\"\n]*|Notify for alerts failed)\" "
    rf"(?:[^\n]*? )?err=\"(?P<error>[^\n]*?)\"(?=\s\w+=|\s*$|\s*{ASIDE})"
)
_RCLONE = re.compile(
    r"(?P<layer>\b(?:Clearing upload URL because of error|Received error): |\bpacer: low level retry \d+/\d+ \(error )"
    rf"(?P<error>[^\n]*?\(\d{{3}} \w+\))(?=\)?(?: - low level retry \d+/\d+)?\s*(?:$|{ASIDE}))"
)
# Fewer words may be equal in errors of different calls.
_FEWEST_WORDS = 4


class _Told(NamedTuple):
    second: str
    error: str
    layers: set[str]


class ToldLayers:
    """The failure that lines told last, and by which layers."""

    def __init__(self) -> None:
        self._last = _Told("", "", set())

    def tell_again(self, line: str, second: str, tells: Callable[[str], bool]) -> bool:
        """Whether a line is another layer's word of the failure that was told before; `tells` says
        whether a line tells of a call at all."""
        found = _ALERTMANAGER.search(line) if 'msg="' in line else None
        found = found or (_RCLONE.search(line) if "rror" in line else None)
        if found is None or not tells(line):
            return False
        last, layer, error = self._last, re.sub(r"\d+", "0", found["layer"]), found["error"]
        short, long = sorted((last.error, error), key=len)
        is_same = last.second == second and long.endswith(short)
        if is_same and len(short.split()) >= _FEWEST_WORDS and layer not in last.layers:
            last.layers.add(layer)
            return True
        self._last = _Told(second, error, {layer})
        return False
