"""Which sources share a commit: small ones together, a large one alone.

Groups follow from names and sizes alone, so that every engine makes the same loads.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from analyzer.ingest.sources.source import Source

GROUP_BYTES = 128 << 20
# A commit costs as much as reading some ten thousand lines.
_MOST_SOURCES, _MOST_BYTES = 4_000, 4 * GROUP_BYTES
Group = tuple[Source, ...]


def groups(
    sources: Iterable[Source], large: int = GROUP_BYTES, most: int = _MOST_BYTES
) -> Iterator[Group]:
    """The sources in their order, small ones up to about `most` bytes together."""
    gathered: list[Source] = []
    size = 0
    for source in sources:
        if source.size >= large:
            if gathered:
                yield tuple(gathered)
            yield (source,)
            gathered, size = [], 0
            continue
        gathered.append(source)
        size += source.size
        if len(gathered) == _MOST_SOURCES or size >= most:
            yield tuple(gathered)
            gathered, size = [], 0
    if gathered:
        yield tuple(gathered)
