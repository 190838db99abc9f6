"""A lock in a bucket: an object that its holder rewrites every few seconds.

Whoever is silent for `LEASE_S`, by the store's own clock, has lost it to the next who asks. One who
was only slow may then still think that he holds it: who takes a lease over must make his work
impossible first, see `Lake.locked`. Every step is a put on condition, so two can never both win.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from analyzer.errors import LakeError
from analyzer.storage.objects import ConditionFailedError, Head, Objects

LEASE_S = 20.0
_BEAT_S = 4.0
_ASK_S = 0.25
_HOLDER = "holder"


@contextmanager
def held(objects: Objects, key: str, *, wait: bool) -> Iterator[bool]:
    """Hold the lease; whether it was taken over from one who was silent.

    Raises BlockingIOError where another holds it and `wait` is false.
    """
    token = secrets.token_hex(8)
    while (taken_over := _taken(objects, key, token)) is None:
        if not wait:
            raise BlockingIOError(key)
        time.sleep(_ASK_S)
    ended = threading.Event()
    beating = threading.Thread(target=_beat, args=(objects, key, token, ended), daemon=True)
    beating.start()
    try:
        yield taken_over
    finally:
        ended.set()
        beating.join()
        with suppress(LakeError):  # then it ends by itself
            _renew(objects, key, token, holder="")


def _taken(objects: Objects, key: str, token: str) -> bool | None:
    """Whether a silent holder had it before; None where it cannot be had now."""
    found = objects.head(key)
    holder = found.metadata.get(_HOLDER, "") if found else ""
    if found and holder and found.age_s < LEASE_S:
        return None
    if not _put(objects, key, token, found):
        return None
    return bool(holder)


def _put(objects: Objects, key: str, token: str, found: Head | None) -> bool:
    try:
        objects.put(
            key, _content(token), metadata={_HOLDER: token}, expected=found, fresh=found is None
        )
    except ConditionFailedError:
        # A put that was done, but whose answer was lost, is tried again and refused.
        now = objects.head(key)
        return now is not None and now.metadata.get(_HOLDER) == token
    return True


def _beat(objects: Objects, key: str, token: str, ended: threading.Event) -> None:
    while not ended.wait(_BEAT_S):
        with suppress(LakeError):  # the next beat may get through
            if not _renew(objects, key, token, holder=token):
                return


def _renew(objects: Objects, key: str, token: str, *, holder: str) -> bool:
    """Write one's own lease anew; False where it is another's by now."""
    found = objects.head(key)
    if found is None or found.metadata.get(_HOLDER) != token:
        return False
    with suppress(ConditionFailedError):
        metadata = {_HOLDER: holder} if holder else {}
        objects.put(key, _content(holder), metadata=metadata, expected=found)
    return True


def _content(holder: str) -> bytes:
    """Never the same twice: an ETag stands for the content."""
    return f"{holder} {secrets.token_hex(8)}\n".encode()
