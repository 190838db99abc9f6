"""Times at the beginning of lines in spellings that few formats know, spelt as all formats do.

`date`'s, those of other countries, compact ones, seconds of the epoch, and so on. A source has one
spelling. Where it does not show which of three numbers are day, month and year, that order counts
which puts the lines nearest to the last change of their file; none is after it if another is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from analyzer.ingest.lines.chunks import Chunk
from analyzer.ingest.sources.source import Source

# A logger, a level, a bracket.
_BEFORE = (
    r"(?m)^(\ufeff?(?:[\w.]{1,40} - [A-Z]{4,8} - |\[?[A-Z]{4,8}\]?[:\s|-]{1,3})?"
    r"[\[(]?)"
)
_DAY_TIME = (
    r"(?P<h>\d{1,2}):(?P<mi>\d\d):(?P<s>\d\d)(?:[.,](?P<f>\d{1,9}))?(?: ?(?P<half>[AP]M)\b)?"
    r"(?P<zone>Z| ?[+-]\d\d:?\d\d| UTC| GMT)?"
)
_MONTH = r"(?P<month>[A-Z][a-z]{2})"
_ISO_DAY = r"(?P<y>\d{4})-(?P<mo>\d\d)-(?P<d>\d\d)"
_SPELLINGS = tuple(
    re.compile(_BEFORE + r"(?:" + one + r")(?![\w:])")
    for one in (
        # date: `Thu Nov 19 10:00:00 AM UTC 2026`.
        rf"[A-Z][a-z]{{2}} {_MONTH} {{1,2}}(?P<d>\d{{1,2}}) (?P<h>\d\d):(?P<mi>\d\d):(?P<s>\d\d)"
        r"(?: (?P<half>[AP]M))?(?P<zone> UTC| GMT| [A-Z]{3,4}) (?P<y>\d{4})",
        # Date's of JavaScript.
        rf"[A-Z][a-z]{{2}} {_MONTH} (?P<d>\d\d) (?P<y>\d{{4}}) (?P<h>\d\d):(?P<mi>\d\d):(?P<s>\d\d)"
        r" GMT(?P<zone>[+-]\d{4})(?: \([^()\n]{1,60}\))?",
        rf"(?P<a>\d{{1,2}})/(?P<b>\d\d?)/(?P<c>\d{{4}}|\d\d)(?:,? |\] \[){_DAY_TIME}",
        rf"(?P<a>\d\d?)-(?P<b>\d\d?)-(?P<c>\d{{4}}|\d\d),? {_DAY_TIME}",
        # ISO 8601's basic format, FIX's, and Google's with a level before.
        r"[IWEF]?(?P<y>20\d\d)(?P<mo>[01]\d)(?P<d>[0-3]\d)[ T-](?P<h>\d\d)(?P<colon>:?)(?P<mi>\d\d)"
        r"(?P=colon)(?P<s>\d\d)(?:[.,](?P<f>\d{1,9}))?(?P<zone>Z|[+-]\d\d:?\d\d)?",
        r"(?P<y>\d{4})年(?P<mo>\d\d?)月(?P<d>\d\d?)日 ?(?P<h>\d\d?)[:时時](?P<mi>\d\d)[:分]"
        r"(?P<s>\d\d)秒?(?:[.,](?P<f>\d{1,9}))?",
        # With a comma as Airflow prints it.
        rf"{_ISO_DAY}(?:[-_]|, ){_DAY_TIME}",
        rf"(?P<y>\d{{4}})\.(?P<mo>\d\d)\.(?P<d>\d\d) {_DAY_TIME}",
        rf"{_ISO_DAY}[ T](?P<h>\d\d?):(?P<mi>\d\d):(?P<s>\d\d)(?:[.,](?P<f>\d{{1,9}}))?"
        r" ?(?P<half>[AP]M)",
        # log4j's HH:mm:ss:SSS.
        rf"{_ISO_DAY}[ T](?P<h>\d\d):(?P<mi>\d\d):(?P<s>\d\d):(?P<f>\d{{3}})",
        rf"{_ISO_DAY}[ T](?P<h>\d\d):(?P<mi>\d\d)(?P<half> ?[AP]M)?",
        # Portainer's.
        r"(?P<y>\d{4})/(?P<mo>\d\d)/(?P<d>\d\d) (?P<h>\d\d?):(?P<mi>\d\d)(?P<half> ?[AP]M)",
        rf"{_DAY_TIME},? {_ISO_DAY}",
        rf"{_DAY_TIME},? (?P<a>\d\d?)[/-](?P<b>\d\d?)[/-](?P<c>\d{{4}}|\d\d)",
        rf"(?P<d>\d\d)/{_MONTH}/(?P<y>\d{{4}}) {_DAY_TIME}",
        rf"{_MONTH}[a-z]* (?P<d>\d\d?),? (?P<y>\d{{4}}),?(?: at)? {_DAY_TIME}",
        rf"(?:[A-Z][a-z]+, )?(?P<d>\d\d?) {_MONTH}[a-z]* (?P<y>\d{{4}}),? {_DAY_TIME}",
        r"(?P<epoch>1\d{9})(?:\.(?P<f>\d{1,9}))?(?=[\s\]|,])",
        r"(?P<epoch_ms>1\d{12})(?=[\s\]|,])",
    )
)
# As all formats spell them: lines with such need no other look.
_USUAL = re.compile(r"\W{0,3}\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?! ?[AP]M|:\d{3}\b)")
_MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec"
_ORDERS = (("mo", "d", "y"), ("d", "mo", "y"), ("y", "mo", "d"))
_COMMON_SHARE = 0.3
# Clocks and zones differ by so much.
_ZONES = timedelta(days=1)

Parts = Mapping[str, str | None]
Order = tuple[str, str, str]


@dataclass(frozen=True)
class LeadingTimes:
    """Times of one spelling, and the order in which three numbers are a day."""

    spelling: re.Pattern[str]
    order: Order = _ORDERS[0]
    days_by: None = None

    @classmethod
    def of(cls, beginning: str, source: Source) -> LeadingTimes | None:
        """The spelling in which many of the first lines of a source begin."""
        # What is indented goes on from a message.
        lines = [line for line in beginning.split("\n") if line.strip() and line[0] not in " \t"]
        least = max(1, _COMMON_SHARE * len(lines))
        if len(lines) - sum(bool(_USUAL.match(line)) for line in lines) < least:
            return None
        for spelling in _SPELLINGS:
            found = [one for line in lines if (one := spelling.match(line))]
            if len(found) < least:
                continue
            orders = _ORDERS if "a" in spelling.groupindex else _ORDERS[:1]
            if order := _order([one.groupdict() for one in found], orders, source.changed()):
                return cls(spelling, order)
        return None

    def shown(self, beginning: str) -> str:
        """The lines with their times as all formats spell them."""
        return self.spelling.sub(self._spelt, beginning)

    def dated(self, chunks: Iterable[Chunk], start: int) -> Iterator[Chunk]:
        """The lines of a source, likewise."""
        del start
        for chunk in chunks:
            text = chunk.data.decode("utf-8", "surrogateescape")
            yield chunk.with_text(self.shown(text).encode("utf-8", "surrogateescape"))

    def _spelt(self, found: re.Match[str]) -> str:
        moment = _moment(found.groupdict(), self.order)
        if moment is None:
            return found[0]
        fraction = f".{found['f']}" if found.groupdict().get("f") else ""
        if found.groupdict().get("epoch_ms"):
            fraction = f".{found['epoch_ms'][10:]}"
        zone = moment.strftime("%z") if moment.tzinfo else ""
        return f"{found[1]}{moment:%Y-%m-%d %H:%M:%S}{fraction}{zone}"


def _order(
    found: Sequence[Parts], orders: Sequence[Order], changed: datetime | None
) -> Order | None:
    """The order in which all of the times are times; of several, the nearest to a moment.

    Nothing is written after the last change: a moment then is taken only where there is no other.
    """
    apart: dict[Order, tuple[bool, timedelta]] = {}
    for order in orders:
        moments = [_moment(parts, order) for parts in found]
        if all(moments) and (last := moments[-1]):
            known = last if last.tzinfo else last.replace(tzinfo=UTC)
            past = known - changed if changed else timedelta(0)
            apart[order] = past > _ZONES, abs(past)
    return min(apart, key=apart.__getitem__, default=None)


def _moment(parts: Parts, order: Order) -> datetime | None:
    """The moment in whole seconds; None where there is none such."""
    if epoch := parts.get("epoch") or (parts.get("epoch_ms") or "")[:10]:
        return datetime.fromtimestamp(int(epoch), UTC)
    day = dict(zip(order, (parts[n] for n in "abc"), strict=True)) if "a" in parts else parts
    year, month = day["y"] or "", parts.get("month")
    number = _MONTHS.find(month) // 3 + 1 if month else int(day["mo"] or 0)
    if len(year) not in (2, 4) or (month and _MONTHS.find(month) % 3):
        return None
    hours, half = int(parts["h"] or 0), (parts.get("half") or "").strip()
    hours = hours % 12 + 12 * (half == "PM") if half else hours
    clock = (hours, int(parts["mi"] or 0), int(parts.get("s") or 0))
    with suppress(ValueError):
        moment = datetime(int(year) + 2000 * (len(year) == 2), number, int(day["d"] or 0), *clock)
        return moment.replace(tzinfo=_zone((parts.get("zone") or "").strip()))
    return None


def _zone(written: str) -> timezone | None:
    """The offset that is written; a name but UTC's says nothing."""
    if written in ("Z", "UTC", "GMT"):
        return UTC
    if not written or written[0] not in "+-":
        return None
    hours, minutes = int(written[1:3]), int(written[-2:])
    return timezone((1 - 2 * (written[0] == "-")) * timedelta(hours=hours, minutes=minutes))
