"""Logs that several programs wrote into: what each wrote is put together apart.

Compose, Kubernetes, syslog, the journal and collectors of JSON say of each line who wrote it. An
exchange of several lines is one writer's, however many lines of others stand between them.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence

from analyzer.formats import Assemble
from analyzer.formats.kinds.exchange import NOTE, PART

# Lines without what stood around them, and who wrote each: "" is whoever wrote the line before,
# None nobody, which is a line that holds nothing. No writers are one.
Told = tuple[bytes, Sequence[str | None]]
# Writers beyond these are read as one.
_MOST_WRITERS = 1000
# How many exchanges may end with the log whose writers wrote none of its last lines.
_MOST_ENDED = 100
_NOTHING = b"-"


class ByWriter:
    """The lines of one source, with an assembler for each writer, by the name."""

    def __init__(self, assemble: Callable[[str], Assemble]) -> None:
        self._assemble = assemble
        self._assemblers: dict[str, Assemble] = {}
        self._names = {""}
        self._latest = ""

    def take(
        self,
        data: bytes,
        writers: Sequence[str | None],
        *,
        is_last: bool,
        ahead: bytes = b"",
        next_writers: Sequence[str | None] = (),
    ) -> bytes:
        """The same number of lines: exchanges, parts of them, and other messages."""
        if not any(writers) and not any(next_writers) and None not in writers:
            return self._of(self._latest)(data, is_last=is_last, ahead=ahead)
        lines, following = data.split(b"\n"), ahead.split(b"\n") if ahead else []
        places, self._latest = self._places(len(lines), writers)
        after, _ = self._places(len(following), next_writers)
        for writer, own in places.items():
            told = self._of(writer)(
                b"\n".join(lines[place] for place in own),
                is_last=is_last,
                ahead=b"\n".join(following[place] for place in after.get(writer, ())),
            )
            for place, line in zip(own, told.split(b"\n"), strict=True):
                lines[place] = line
        if is_last:
            self._end(lines, places)
        return b"\n".join(lines)

    def _of(self, writer: str) -> Assemble:
        if writer not in self._assemblers:
            self._assemblers[writer] = self._assemble(writer)
        return self._assemblers[writer]

    def _places(
        self, count: int, writers: Sequence[str | None]
    ) -> tuple[dict[str, list[int]], str]:
        """The numbers of the lines that each writer wrote, and who wrote the last."""
        places: dict[str, list[int]] = {}
        latest = self._latest
        for place, writer in zip(range(count), writers or [""] * count, strict=False):
            if writer is not None:
                latest = self._name(writer) or latest
                places.setdefault(latest, []).append(place)
        return places, latest

    def _name(self, writer: str) -> str:
        if len(self._names) < _MOST_WRITERS:
            self._names.add(writer)
        return writer if writer in self._names else ""

    def _end(self, lines: list[bytes], writing: Container[str]) -> None:
        """What others have not ended stands in the place of parts."""
        free = [place for place, line in enumerate(lines) if _is_part(line)]
        for place, line in zip(reversed(free), self._not_ended(writing), strict=False):
            lines[place] = line

    def _not_ended(self, writing: Container[str]) -> Iterator[bytes]:
        silent = b"\n".join([_NOTHING] * _MOST_ENDED)
        for writer, assemble in self._assemblers.items():
            told = b"" if writer in writing else assemble(silent, is_last=True)
            yield from (line for line in told.split(b"\n") if _is_exchange(line))


def _is_exchange(line: bytes) -> bool:
    is_note = line.startswith(NOTE.encode()) or b'"verdict":"' in line
    return line not in (b"", _NOTHING) and not is_note and not _is_part(line)


def _is_part(line: bytes) -> bool:
    return line == PART.encode() or b'"verdict":"skip: part of an exchange"' in line
