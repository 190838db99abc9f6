"""Days for lines that begin with a time of day alone, as bots' logs often do.

Where the log shows them, the Date headers of answers (RFC 9110, 6.6.1) tell the day. Else the last
line of a file was written when the file was last changed. From there, each line before one that is
earlier in the day is of the day before. Days on which nothing was written cannot be known.
lnav (https://docs.lnav.org) dates such lines alike. Times of day that curl prints are dated by the
answers near them (formats/kinds/dialogue/clock_times).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import islice

from analyzer.formats.kinds.traceback_lines import goes_on
from analyzer.ingest.lines.chunks import Chunk
from analyzer.ingest.sources.byte_stream import BROKEN, read_some
from analyzer.ingest.sources.source import Source

# As `10:00:00` or, in minutes, as Go's `time.Kitchen` does.
_CLOCK = re.compile(
    rb"(?m)^(?:\xef\xbb\xbf)?[\[(]?(?:\[?[A-Z]{4,8}\]?[:\s|-]{1,3})?"
    rb"(?:(?=([01]\d|2[0-3]):([0-5]\d):([0-5]\d)[.,:\s\])|-])"
    rb"|(1[0-2]|[1-9]):([0-5]\d)([AP]M)(?= ))"
    rb"(?!\S+ (?:\[[\d-]+\] )?(?:[*<>{}] |[<=]= |=> ))"
)
_YEAR = re.compile(rb"\d{4}[-/]\d\d[-/]\d\d[T ]|\d\d/[A-Z][a-z][a-z]/\d{4}")
_DATE = re.compile(
    rb"(?i)(?<![\w-])date[\"']?(?:: ?|=>? ?)\[?[\"']?"
    rb"((?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [a-z]{3} \d{4} \d\d:\d\d:\d\d GMT)"
)
# That many tell enough; a cache's are of days before.
_MOST_DATES = 200
_COMMON_SHARE = 0.3
# Elixir's Logger prints no date by itself; its messages may have many lines each.
_OF_ELIXIR = re.compile(
    rb"\d\d:\d\d:\d\d\.\d{3} (?:[\w.]+=\S+ )*"
    rb"\[(?:debug|info|notice|warn(?:ing)?|error|critical|alert|emergency)\] "
)
# Heads and bodies of messages, which have no time of their own.
_OF_MESSAGE = re.compile(rb"\s*$|\d+ [<>*] |\s*[{}\[\]\"][^\d]")
_DAY_S = 86_400
_DAY = timedelta(seconds=_DAY_S)
# Lines of several threads may be a little out of order; a clock is put back by an hour in autumn.
_NEXT_DAY_S = 3_600
_BLOCK_BYTES = 1 << 20


@dataclass
class ClockTimes:
    """The times of day of one source, which was last changed at `changed`.

    Once it is read, `are_of_answers` says whether answers told the days.
    """

    source: Source
    changed: datetime
    are_of_answers: bool = field(default=False, init=False)

    @classmethod
    def of(cls, beginning: str, source: Source) -> ClockTimes | None:
        """Those of a source many of whose first lines begin so, if it is known when it changed."""
        lines = [line.encode() for line in beginning.splitlines() if not goes_on(line)]
        lines = [line for line in lines if not _OF_MESSAGE.match(line)]
        told = [line for line in lines if _CLOCK.match(line)]
        # W3C's extended log says its day in a directive.
        has_days = any(line.startswith((b"#Fields:", b"#Date:")) for line in lines)
        has_days |= 2 * sum(bool(_YEAR.search(line)) for line in told) > len(told)
        is_of_elixir = 2 * sum(map(bool, map(_OF_ELIXIR.match, told))) > len(told)
        least = 1 if is_of_elixir else _COMMON_SHARE * len(lines)
        if len(told) < max(1, least) or has_days:
            return None
        changed = source.changed()
        return cls(source, changed) if changed else None

    @property
    def days_by(self) -> str:
        """What told the days, once the source is read."""
        if self.are_of_answers:
            return "the Date headers of its answers"
        return f"its last change, {self.changed:%Y-%m-%d %H:%M} UTC"

    def shown(self, beginning: str) -> str:
        """The beginning with some day in its lines, for who looks at nothing but their form."""
        return b"".join(_Days(self.changed.date()).put_in(beginning.encode())).decode()

    def dated(self, chunks: Iterable[Chunk], start: int) -> Iterator[Chunk]:
        """The lines of a source from byte `start` on, each with its day before its time."""
        days: _Days | None = None
        for chunk in chunks:
            days = days or _Days(self._first_day(start))
            yield chunk.with_text(b"".join(days.put_in(chunk.data)))

    def _first_day(self, start: int) -> date:
        """The day of the first time from byte `start` on."""
        days = _Days(date.min)
        told: list[date] = []
        for block in self._blocks(start):
            place = 0
            for found in islice(_DATE.finditer(block), max(0, _MOST_DATES - len(told))):
                days.pass_by(block[place : found.start()])
                place = found.start()
                if days.latest is not None:
                    answered = parsedate_to_datetime(found[1].decode())
                    told.append(_first_near(answered, days))
            days.pass_by(block[place:])
        by_change = _first_near(self.changed, days)
        before = [day for day in told if day <= by_change + _DAY]
        self.are_of_answers = bool(before)
        return max(before) if before else by_change

    def _blocks(self, start: int) -> Iterator[bytes]:
        """Whole lines of the source from a byte on."""
        stream = self.source.open_at(start)
        skip = 0 if stream else start
        rest = b""
        with closing(stream or self.source.open()) as opened:
            while True:
                try:
                    block = read_some(opened, _BLOCK_BYTES)
                except BROKEN:
                    block = b""  # who reads it says why
                if not block:
                    break
                begun, skip = block[skip:], max(0, skip - len(block))
                rest, _, tail = (rest + begun).rpartition(b"\n")
                yield rest
                rest = tail
            yield rest


class _Days:
    """The days of lines as they follow one another, from the day of the first on."""

    def __init__(self, first: date) -> None:
        self.day = first
        self.latest: int | None = None  # seconds of the day

    def pass_by(self, data: bytes) -> None:
        """Follow the times of a text."""
        for _ in self.put_in(data):
            pass

    def put_in(self, data: bytes) -> Iterator[bytes]:
        """The pieces of a text, with the day before each time."""
        place = 0
        for found in _CLOCK.finditer(data):
            kitchen = found[6]
            hours, minutes = (
                (int(found[4]) % 12, found[5]) if kitchen else (int(found[1]), found[2])
            )
            hours += 12 * (kitchen == b"PM")
            now = hours * 3_600 + int(minutes) * 60 + int(found[3] or 0)
            if self.latest is not None and self.latest - now > _NEXT_DAY_S:
                self.day += _DAY
                self.latest = now
            # Just before midnight, behind a line from just after it: a line that came late.
            is_late = self.latest is not None and now - self.latest > _DAY_S - _NEXT_DAY_S
            day = self.day - _DAY if is_late and self.day > date.min else self.day
            if not is_late:
                self.latest = now
            yield data[place : found.start(4) if kitchen else found.end()]
            yield f"{day} {f'{hours:02}:{int(minutes):02}:00' if kitchen else ''}".encode()
            place = found.end()
        yield data[place:]


def _first_near(moment: datetime, days: _Days) -> date:
    """The first day, if the latest time of day is that nearest to a moment."""
    latest = datetime.combine(moment.date(), datetime.min.time(), moment.tzinfo)
    latest += timedelta(seconds=days.latest or 0)
    near = round((moment - latest) / _DAY)
    return latest.date() + near * _DAY - (days.day - date.min)
