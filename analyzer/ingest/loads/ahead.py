"""What is made of a source one step ahead of where it is used."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def ahead(items: Iterator[T], is_last: Callable[[T], bool]) -> Iterator[T]:
    """The same items, the next being made while one is in use; a thread only where one follows."""
    item = next(items, None)
    if item is None or is_last(item):
        yield from () if item is None else (item,)
        return
    with ThreadPoolExecutor(1) as thread:
        while item is not None:
            coming = thread.submit(next, items, None)
            yield item
            item = coming.result()
