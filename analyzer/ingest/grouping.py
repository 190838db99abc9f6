"""Which sources share a commit: small ones together, a large one alone.

Groups follow from names and sizes alone, so that every engine makes the same loads.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from analyzer.ingest.sources import Source

GROUP_BYTES = 128 << 20
_GROUP_SOURCES = 500
Group = tuple[Source, ...]


def groups(sources: Iterable[Source], most: int = GROUP_BYTES) -> Iterator[Group]:
    """The sources in their order, up to about `most` bytes together."""
    gathered: list[Source] = []
    for source in sources:
        if source.size >= most:
            if gathered:
                yield tuple(gathered)
            yield (source,)
            gathered = []
            continue
        gathered.append(source)
        if len(gathered) == _GROUP_SOURCES or sum(one.size for one in gathered) >= most:
            yield tuple(gathered)
            gathered = []
    if gathered:
        yield tuple(gathered)
