"""Prefixes that log collectors and terminals put before each line, each with how it is taken off.

Docker, Kubernetes, systemd, process managers and shells' tools put a time, the name of what wrote
a line, or its place before it. A format that takes times from what stands before its lines gets the
prefix's time, where the line has none of its own (`line_times`). Sources: the Kubernetes CRI
logging format, `kubectl logs --prefix`, stern; Docker's json-file driver, `docker compose logs` and
`docker service logs`; RFC 3164 and RFC 5424; journalctl(1), `--output`; PM2, foreman, honcho; AWS
Lambda, SAM; GitHub's CLI and runners, GitLab's; Cloud Foundry; Fly.io; grep(1), `-H` and `-n`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from itertools import islice
from math import ceil

from analyzer.ingest.lines.colours import without_colours
from analyzer.ingest.wrapping.line_times import Mark, with_times
from analyzer.ingest.wrapping.logger_prefixes import LEVEL_NAME, LOGGERS, TIME
from analyzer.ingest.wrapping.read_plan import Wrapped
from analyzer.ingest.wrapping.writers import Told

_LEVEL = rf"{LEVEL_NAME}[ :]"
# GitLab's stream and its number stand where a host would.
_HOST = rf"(?!\[|\d{{4}}[-/]|\d\d[OE]\+? |{_LEVEL})\S*[^\s:] "
# No program is called by what a message says of itself: `call failed: …`.
_SAYS = r"(?i:fail(?:ed|ure|ing|s)?|errors?|exception|closed|disconnected|lost)\b"
_TAG = rf"(?!\d\d:|{_LEVEL}|{_SAYS})[^\s:\[\]{{}}\"]{{1,64}}"
_PID = r"\[[^\]\s]*\]"
# A URL is no tag.
_END = r":(?: |(?!\w|//))"
_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_BOM = "\ufeff"
# The random end of a pod's name, in the letters that Kubernetes takes for it.
_POD = r"[a-z0-9][a-z0-9.-]*-[bcdfghjklmnpqrstvwxz2456789]{5}"
_COMMON_SHARE = 0.5
_NEARLY_ALL = 0.9
# What Docker's json-file driver keeps together of a line, and how it begins one.
_PIECE = 16 << 10
_LOG = b'{"log":"'
# What a prefix says of the line alone, not of what wrote it: its length, its number.
_OF_LINE = re.compile(rb'^\d+ (?=<)|sequenceId="\d+"')
_EPOCH_MS = re.compile(r"\d{13}")
# A part of a line that goes on in the next: its end becomes this byte, which no source holds.
_GOES_ON = b"\0"


@lru_cache(maxsize=4)  # each wrapping is looked for in the same lines
def _lines_of(beginning: bytes) -> Sequence[bytes]:
    return [line for line in beginning.splitlines() if line.strip()]


def _have(prefix: re.Pattern[bytes], beginning: bytes, share: float) -> bool:
    """Whether that share of lines begins with a prefix."""
    lines = _lines_of(beginning)
    most_without = len(lines) - ceil(share * len(lines))
    without = (line for line in lines if not prefix.match(line))
    return bool(lines) and next(islice(without, most_without, None), None) is None


@dataclass(frozen=True)
class Wrapping:
    """A prefix of lines, with a time or without, or (`escaped`) a JSON text that holds the line.

    One that is `loose` may be a part of a line: nearly all lines must have it.
    """

    name: str
    prefix: re.Pattern[bytes]
    goes_on: re.Pattern[bytes] | None = None
    escaped: bool = False
    loose: bool = False

    @property
    def timed(self) -> bool:
        """Whether it holds a time."""
        return not all(map(_is_writer, self.prefix.groupindex))

    @property
    def names_writers(self) -> bool:
        """Whether it says who wrote a line."""
        return any(map(_is_writer, self.prefix.groupindex))

    def is_common(self, beginning: bytes) -> bool:
        """Whether most lines have it."""
        return _have(self.prefix, beginning, _NEARLY_ALL if self.loose else _COMMON_SHARE)

    def off(self, data: bytes, *, stamped: bool = False) -> bytes:
        """The same lines without it; each keeps its number. With `stamped` those that have no
        time of their own get the prefix's."""
        if self.goes_on and self.goes_on.search(data):
            data = self.goes_on.sub(rb"\1" + _GOES_ON, data)
            data = re.sub(rb"(?m)^[^\n]*\0[^\n]*", self._joined, data)
        if self.escaped:
            bare = without_colours(_unescaped(self.prefix.sub(rb"\1", _whole(data))))
        else:
            bare = self.prefix.sub(b"", data)
        return with_times(bare, self.marks(data)) if stamped and self.timed else bare

    def told_by(self, data: bytes, *, stamped: bool = False) -> Told:
        """The same, and who wrote each, where the prefix says it."""
        return self.off(data, stamped=stamped), self.writers(data)

    def writers(self, data: bytes) -> list[str]:
        """Who wrote each line, as its prefix says; no list where such prefixes never do."""
        if not self.names_writers:
            return []
        return [_writer(self.prefix.match(line)) for line in data.split(b"\n")]

    def marks(self, data: bytes) -> list[Mark]:
        """What the prefix of each line says: its time, and the rest."""
        found = [_mark(self.prefix.match(line)) for line in data.split(b"\n")]
        # What is escaped is all of a line, and says nothing else of who wrote it.
        return [(time, "") for time, _ in found] if self.escaped else found

    def _joined(self, parts: re.Match[bytes]) -> bytes:
        held = parts[0].split(_GOES_ON)
        return (
            b"\n" * (len(held) - 1)
            + held[0]
            + b"".join(self.prefix.sub(b"", part, count=1) for part in held[1:])
        )


@dataclass(frozen=True)
class Nested:
    """A prefix and what stands behind it, as in the journal of Docker Compose."""

    outer: Wrapping
    inner: Wrapped

    @property
    def escaped(self) -> bool:
        """Whether the line is a JSON text."""
        return self.outer.escaped

    @property
    def name(self) -> str:
        """How the prefix is called."""
        return self.outer.name

    @property
    def loose(self) -> bool:
        """Whether the prefix may be a part of a line."""
        return self.outer.loose

    @property
    def timed(self) -> bool:
        """Whether the prefix has a time."""
        return self.outer.timed

    @property
    def goes_on(self) -> object | None:
        """What matches lines that continue in the next; None where there are none."""
        return self.outer.goes_on or self.inner.goes_on

    def off(self, data: bytes, *, stamped: bool = False) -> bytes:
        """The lines without both; the inner time counts before the outer one."""
        return self.told_by(data, stamped=stamped)[0]

    def told_by(self, data: bytes, *, stamped: bool = False) -> Told:
        """The same, and who wrote each, as both say it."""
        bare, inner = self.inner.told_by(self.outer.off(data), stamped=stamped)
        outer = self.outer.writers(data)
        if stamped and self.outer.timed:
            bare = with_times(bare, self.outer.marks(data))
        if not (inner and outer):
            return bare, inner or outer
        both = zip(outer, inner, strict=True)
        return bare, [None if one is None else f"{other} {one}".strip() for other, one in both]


def _mark(prefix: re.Match[bytes] | None) -> Mark:
    if prefix is None:
        return None, ""
    groups = prefix.groupdict()
    time = next((text for name, text in groups.items() if text and not _is_writer(name)), b"")
    rest = _OF_LINE.sub(b"", prefix[0].replace(time, b"", 1))
    return _spelled(time.decode()), rest.decode("utf-8", "replace")


def _spelled(time: str) -> str:
    """Milliseconds of the epoch as a date; any other time as it is."""
    if not _EPOCH_MS.fullmatch(time):
        return time
    return datetime.fromtimestamp(int(time) / 1000, UTC).isoformat(timespec="milliseconds")


def _is_writer(group: str) -> bool:
    return group.startswith("writer")


def _writer(prefix: re.Match[bytes] | None) -> str:
    groups = prefix.groupdict() if prefix else {}
    told = (text for name, text in groups.items() if text and _is_writer(name))
    return next(told, b"").decode("utf-8", "replace")


def _whole(data: bytes) -> bytes:
    """Lines that Docker cut into pieces, whole in the place of the last; blank ones before it."""
    if not any(
        data.find(b"\n", at, at + _PIECE // 2) < 0 for at in range(0, len(data), _PIECE // 2)
    ):
        return data
    lines, held, tail, place = data.split(b"\n"), b"", b"", 0
    for number, line in enumerate(lines):
        if not line.startswith(_LOG):
            continue
        whole = held + line[len(_LOG) :] if held else line
        end = whole.rfind(b'","stream":"')
        lines[number], held = whole, b""
        if end >= _PIECE + len(_LOG) and not whole.endswith(rb"\n", 0, end):
            lines[number], held, tail, place = b"", whole[:end], whole[end:], number
    if held:
        lines[place] = held + tail
    return b"\n".join(lines)


def _unescaped(data: bytes) -> bytes:
    """Text without its escapes, as Docker writes them in JSON, and Go in quotes."""
    data = data.replace(rb"\\", b"\0").replace(rb"\"", b'"').replace(rb"\t", b"\t")
    for character in "<>&":
        data = data.replace(b"\\u%04x" % ord(character), character.encode())
    data = data.replace(rb"\u001b", b"\x1b").replace(rb"\x1b", b"\x1b")
    return data.replace(b"\0", b"\\")


def _pattern(pattern: str) -> re.Pattern[bytes]:
    return re.compile(pattern.encode(), re.MULTILINE)


WRAPPINGS = (
    Wrapping(
        "cri",
        _pattern(rf"^(?P<time>{TIME}) std(?:out|err) [FP](?::\S*)? "),
        goes_on=_pattern(rf"^({TIME} std(?:out|err) P(?::\S*)? .*)\n"),
    ),
    Wrapping(
        "docker",
        _pattern(
            r'^\{"log":"((?:[^"\\\n]++|\\(?!(?:r\\n|[rn])",).)*+)(?:\\r)?(?:\\n)?'
            r'","stream":"std(?:out|err)"(?:,"attrs":\{.*?\})?,"time":"[^"\n]*"\}[ \t]*$'
        ),
        escaped=True,
    ),
    # Docker Compose, services of a swarm, PM2 (with a process's number), foreman (with a clock).
    Wrapping(
        "compose",
        _pattern(r"^(?:\d\d:\d\d:\d\d )?(?P<writer>(?:\d+\|)?[A-Za-z0-9][A-Za-z0-9._@-]*) +\| ?"),
    ),
    Wrapping(
        "kubernetes",
        _pattern(
            rf"^(?P<writer>\[pod/[^\]\s]+\]|\[{_POD}(?: [\w.-]+)?\]|{_POD} [a-z0-9][a-z0-9-]*) "
        ),
    ),
    Wrapping(
        "syslog",
        _pattern(
            r"^(?:(?:\d{1,6} )?<\d{1,3}>)?(?:"
            # Heroku's drains leave the structured data out.
            rf"1 (?P<time>{TIME}) "
            r"(?:host (?P<writer>[a-z]+ [a-z][\w-]*(?:\.[\w-]+)?) - (?!- |\[\w+@?\d* \w+=)"
            rf"|(?P<writer_1>\S+ \S+ \S+) \S+ (?:-|(?:\[[^\]\n]*\])+) (?:{_BOM})?)"
            r"|(?P<time_2>[A-Z][a-z][a-z] [ \d]?\d \d\d:\d\d:\d\d)(?:\.\d+)? "
            rf"(?P<writer_2>(?:{_HOST})?{_TAG}(?:{_PID})?){_END}"
            # A word before a colon may be the line's own where no host and no process stand there.
            rf"|(?:(?:[A-Z][a-z][a-z] )?(?P<time_3>{TIME})(?: UTC)?"
            r"|(?P<time_4>\d{10}\.\d{6})) "
            rf"(?P<writer_3>{_HOST}{_TAG}(?:{_PID})?|{_TAG}{_PID}){_END})"
        ),
    ),
    # Fluentd's files: time, tag and record.
    Wrapping("fluentd", _pattern(rf"^(?P<time>{TIME})\t(?P<writer>[\w.*-]+)\t(?=\{{\")")),
    # `aws logs tail`: time and stream; `sam logs`: stream and time.
    Wrapping(
        "cloudwatch",
        _pattern(
            r"^(?:(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00) (?P<writer>\S+)"
            rf"|\d{{4}}/\d\d/\d\d/\[[^\]\s]+\][0-9a-f]{{6,32}} (?P<time_2>{TIME})) "
        ),
    ),
    # `aws logs filter-log-events` and `get-log-events` as text: columns around the line.
    Wrapping(
        "aws text",
        _pattern(
            r"^EVENTS\t(?:\d{40,}\t\d{13}\t[^\t\n]+|\d{13})\t(?=[^\n]*\t(?P<time>\d{13})$)"
            r"|\t\d{13}$"
        ),
    ),
    # Elements of a JSON array whose beginning was cut off, a line each.
    Wrapping(
        "array element",
        _pattern(r"^(?=[ \t]*\{\"[^\n]*\},[ \t\r]*$)|(?<=\}),[ \t\r]*$"),
    ),
    # What a Lambda function's runtime puts before what the function prints.
    Wrapping(
        "lambda",
        _pattern(
            rf"^(?:(?P<time>{TIME})\t{_UUID}\t[A-Z]+|\[[A-Z]+\]\t(?P<time_2>{TIME})\t{_UUID})\t"
        ),
    ),
    # logcli: time and labels; Grafana's download as text: time twice.
    Wrapping(
        "logcli",
        _pattern(
            rf"^(?:(?P<time>{TIME}) \{{(?:[A-Za-z_]\w*=\"[^\"\n]*\",? ?)*\}}[ \t]+"
            rf"|\d{{13}}\t(?P<time_2>{TIME})\t)"
        ),
    ),
    # `fly logs`: machine, region and level; `cf logs`: source and stream.
    Wrapping(
        "platform",
        _pattern(
            rf"^ {{0,4}}(?:(?P<time>{TIME}) (?:(?P<writer>\S+\[\w+\]) [a-z]{{3}} \[\w+\] ?"
            r"|(?P<writer_2>\[[A-Z][\w/-]*\]) (?:OUT|ERR) ))"
        ),
    ),
    *(
        Wrapping(name, _pattern(one), escaped=name == "pairs", loose=True)
        for name, one in LOGGERS.items()
    ),
    # Jobs: `gh run view --log` (job, step, time), GitLab's stream and its number, Jenkins.
    Wrapping(
        "job",
        _pattern(
            rf"^(?:[^\t\n]+\t[^\t\n]+\t(?:{_BOM})?(?P<time>{TIME})"
            rf"|(?P<time_2>{TIME}) \d\d[EO]\+?|\[(?P<time_3>{TIME})\]) "
        ),
    ),
    # Also PM2's log files, which have a colon behind the time.
    Wrapping("timestamp", _pattern(rf"^(?P<time>{TIME})(?: [+-]\d\d:\d\d)?:? ")),
    # `ts` of moreutils.
    Wrapping(
        "moreutils",
        _pattern(r"^(?P<time>[A-Z][a-z][a-z] [ \d]?\d \d\d:\d\d:\d\d) "),
        loose=True,
    ),
    # The file that grep found a line in, and its number; `cat -n`.
    Wrapping(
        "grep",
        _pattern(
            r"^(?:[^\s:]*[\w-]\.(?:log|txt|out|err|jsonl?|gz)(?:\.[\w-]+)*(?::(?:\d+:)?|-\d+-)"
            r"|\d{1,7}:(?!\d\d:\d\d)| {0,5}\d{1,7}\t)"
        ),
        loose=True,
    ),
    # `concurrently` and others that run several programs: a number or a name, which is no level.
    Wrapping(
        "program",
        _pattern(rf"^(?P<writer>\[(?!{LEVEL_NAME}\])[\w.-]{{1,40}}\]) "),
        loose=True,
    ),
)
_GROUP_NAME = re.compile(rb"\(\?P<\w+>")
_ANY = re.compile(
    b"|".join(b"(?:%s)" % _GROUP_NAME.sub(b"(?:", one.prefix.pattern) for one in WRAPPINGS),
    re.MULTILINE,
)


@lru_cache(maxsize=4)  # asked once for how lines are read, and once for who wrote them
def common_wrappings(beginning: bytes) -> Sequence[Wrapping]:
    """Those that most lines have; of most logs it takes one search of each line to see none."""
    if not _have(_ANY, beginning, _COMMON_SHARE):
        return ()
    return [one for one in WRAPPINGS if one.is_common(beginning)]


# What stands before a text that a collector of syslog put into an object without its time.
TAG = Wrapping(
    "tag",
    _pattern(rf"^(?:<\d{{1,3}}>)?(?P<writer>(?:{_HOST})?{_TAG}(?:{_PID})?){_END}"),
    loose=True,
)
