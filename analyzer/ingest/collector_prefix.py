"""Prefixes that log collectors put before each line, and the plan for reading what is behind them.

Docker, Kubernetes and syslog prefixes are such wrappings. One is recognised by the first lines of a
source and taken off before its format reads the lines, so that no format has to know of it. Lines
without it stay as they are. Sources: the Kubernetes CRI logging format; Docker's json-file driver
and `docker compose logs`; RFC 3164 and RFC 5424.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.formats import LEAST_SURENESS, Format, Guess, formats, guess
from analyzer.ingest.csv_texts import CsvTexts
from analyzer.ingest.envelope import LineEnvelope
from analyzer.ingest.exported import Exported, arrays_in, columns_in
from analyzer.ingest.json_tail import JsonTail
from analyzer.ingest.mixed import (
    is_claimed,
    may_be_mixed,
    mixed,
    of_others,
    shows_success,
    unclaimed,
)
from analyzer.ingest.read_plan import ReadPlan

_TIME = rb"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.,0-9]*(?:Z|[+-]\d\d:?\d\d)?"
_TAG = rb"[^\s:\[\]{}\"]{1,64}(?:\[[^\]\s]*\])?: ?"
_COMMON_SHARE = 0.5
_MOST_FORMATS = 4
# What Docker's json-file driver keeps together of a line, and how it begins one.
_PIECE = 16 << 10
_LOG = b'{"log":"'
# Less sure of lines as they are than this, a text within them is looked at as well.
_HARDLY = 0.375
# Some dozens of lines.
_FEW_LINES_LENGTH = 8 << 10
# A part of a line that goes on in the next: its end becomes this byte, which no source holds.
_GOES_ON = b"\0"


@dataclass(frozen=True)
class Wrapping:
    """A prefix of lines, with a time or without, or (`escaped`) a JSON text that holds the line."""

    name: str
    prefix: re.Pattern[bytes]
    goes_on: re.Pattern[bytes] | None = None
    escaped: bool = False
    timed: bool = True

    def is_common(self, beginning: bytes) -> bool:
        """Whether most lines have it."""
        lines = [line for line in beginning.splitlines() if line.strip()]
        wrapped = sum(1 for line in lines if self.prefix.match(line))
        return bool(lines) and wrapped >= _COMMON_SHARE * len(lines)

    def off(self, data: bytes, *, stamped: bool = False) -> bytes:
        """The same lines without it; each keeps its number. What a time in it is worth is known
        before: `stamped` lines keep theirs."""
        del stamped
        if self.goes_on and self.goes_on.search(data):
            data = self.goes_on.sub(rb"\1" + _GOES_ON, data)
            data = re.sub(rb"(?m)^[^\n]*\0[^\n]*", self._joined, data)
        if not self.escaped:
            return self.prefix.sub(b"", data)
        return _unescaped(self.prefix.sub(rb"\1", _whole(data)))

    def _joined(self, parts: re.Match[bytes]) -> bytes:
        held = parts[0].split(_GOES_ON)
        return (
            b"\n" * (len(held) - 1)
            + held[0]
            + b"".join(self.prefix.sub(b"", part, count=1) for part in held[1:])
        )


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
    """JSON text without its escapes, as Docker writes them."""
    data = data.replace(rb"\\", b"\0").replace(rb"\"", b'"').replace(rb"\t", b"\t")
    for character in "<>&":
        data = data.replace(b"\\u%04x" % ord(character), character.encode())
    return data.replace(rb"\u001b", b"\x1b").replace(b"\0", b"\\")


def _pattern(pattern: bytes) -> re.Pattern[bytes]:
    return re.compile(pattern, re.MULTILINE)


WRAPPINGS = (
    Wrapping(
        "cri",
        _pattern(rb"^" + _TIME + rb" std(?:out|err) [FP](?::\S*)? "),
        goes_on=_pattern(rb"^(" + _TIME + rb" std(?:out|err) P(?::\S*)? .*)\n"),
    ),
    Wrapping(
        "docker",
        _pattern(
            rb'^\{"log":"((?:[^"\\\n]++|\\(?!(?:r\\n|[rn])",).)*+)(?:\\r)?(?:\\n)?'
            rb'","stream":"std(?:out|err)"(?:,"attrs":\{.*?\})?,"time":"[^"\n]*"\}[ \t]*$'
        ),
        escaped=True,
        timed=False,
    ),
    Wrapping(
        "compose",
        _pattern(rb"^(?:\x1b\[[0-9;]*m)?[A-Za-z0-9][A-Za-z0-9._-]* +\|(?: ?\x1b\[0m)? ?"),
        timed=False,
    ),
    Wrapping(
        "syslog",
        _pattern(
            rb"^(?:(?:\d{1,6} )?<\d{1,3}>)?(?:"
            rb"1 " + _TIME + rb" \S+ \S+ \S+ \S+ (?:-|(?:\[[^\]\n]*\])+) (?:\xef\xbb\xbf)?"
            rb"|(?:[A-Z][a-z][a-z] [ \d]?\d \d\d:\d\d:\d\d|"
            + _TIME
            + rb") (?:\S*[^\s:] )?"
            + _TAG
            + rb")"
        ),
    ),
    # `aws logs tail`: time and stream; logcli: time and labels.
    Wrapping("cloudwatch", _pattern(rb"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00 \S+ ")),
    Wrapping("logcli", _pattern(rb"^" + _TIME + rb" \{(?:[A-Za-z_]\w*=\"[^\"\n]*\",? ?)*\}[ \t]+")),
    Wrapping("timestamp", _pattern(rb"^" + _TIME + rb" ")),
)


def read_plan_for(beginning: str, chosen: Format | None = None) -> ReadPlan | None:
    """The likeliest plan for a source that begins like this, in the format `chosen` if given.

    A few lines tell in most cases; all that is given counts where they leave a doubt. Where lines
    of several formats stand together, each is read as what it is.
    """
    plan = _one_plan(beginning, chosen)
    if plan is None or chosen or plan.sureness >= 1:
        return plan
    plans, left = [plan], beginning
    while len(plans) < _MOST_FORMATS and (left := unclaimed(plans[-1], left)):
        other = _one_plan(left)
        if other is None or not may_be_mixed(other, left) or not _joins(other, plans, beginning):
            break
        plans.append(other)
    return mixed(plans, beginning) if len(plans) > 1 else plan


def _joins(plan: ReadPlan, plans: Sequence[ReadPlan], beginning: str) -> bool:
    """Whether a plan reads further lines, and no worse the same as those of other formats."""
    if plan.sureness <= LEAST_SURENESS:
        # Where a library logs each call, an application's own words tell of the same once more.
        is_of_errors = all(one.format.of_errors for one in plans)
        return is_of_errors and not shows_success(plans, beginning)
    if plan.wrapping is None and all(isinstance(one.wrapping, LineEnvelope) for one in plans):
        return True  # the objects themselves, beside the messages in some
    return not is_claimed(plan, of_others(plans, beginning))


def _one_plan(beginning: str, chosen: Format | None = None) -> ReadPlan | None:
    among = [chosen] if chosen else list(formats().values())
    few = beginning[: beginning.rfind("\n", 0, _FEW_LINES_LENGTH) + 1]
    best, off = _claimed(few, among) if few else (None, None)
    if best is None or best.sureness < 1:
        best, off = _claimed(beginning, among)
    if best is None or best.sureness < _HARDLY:
        exported = _exported(beginning, among, best.sureness if best else 0.0)
        if exported:
            return exported
    form = chosen or (best.format if best else None)
    if form is None:
        return None
    form = form.fitted(_text(off.off(beginning.encode())) if off else beginning)
    return ReadPlan(form, off, best.sureness if best else 0.0)


def _exported(beginning: str, among: Sequence[Format], least: float) -> ReadPlan | None:
    """The plan for lines within a document, if a format claims them more firmly than that."""
    for path, values in arrays_in(beginning):
        columns = columns_in(beginning) if path[-1:] == ("rows",) else ()
        for is_whole in (True, False):
            wrapping = Exported(is_whole=is_whole, columns=columns)
            text = _text(wrapping.off(values))
            found = guess(text, [one for one in among if one.document is None])
            if found and found.sureness > least:
                return ReadPlan(found.format.fitted(text), wrapping, found.sureness, path)
    return None


def _claimed(
    beginning: str, among: Sequence[Format]
) -> tuple[Guess | None, Wrapping | LineEnvelope | JsonTail | CsvTexts | None]:
    """The format that claims lines most firmly, and the wrapping that it claims them without.

    The lines as they are come first. Of wrappings the first that fits counts, since what is left of
    one may still be claimed by a liberal format; one with a time stays where a format needs that.
    """
    data = beginning.encode()
    best = guess(beginning, among)
    off: Wrapping | LineEnvelope | JsonTail | CsvTexts | None = None
    for wrapping in filter(lambda one: one.is_common(data), WRAPPINGS):
        able = [form for form in among if not (wrapping.timed and form.stamped)]
        found = guess(_text(wrapping.off(data)), able)
        if found and (best is None or wrapping.escaped or found.sureness > best.sureness):
            best, off = found, wrapping
        if found:
            break
    if (
        best is None
        or best.sureness < _HARDLY
        or (off and off.name == "docker" and best.format.stamped)
    ):
        envelope = LineEnvelope()
        if envelope.is_common(data):
            found = guess(_text(envelope.off(data)), among) or guess(
                _text(envelope.off(data, stamped=True)), [form for form in among if form.stamped]
            )
            if found and (best is None or found.sureness >= best.sureness):
                best, off = found, envelope
    for kind in (JsonTail, CsvTexts):
        trial = kind.of(beginning) if best is None or best.sureness < _HARDLY else None
        found = guess(_text(trial.off(data)), among) if trial else None
        if found and (best is None or found.sureness > best.sureness):
            best, off = found, kind.of(beginning)  # one that holds nothing of the trial
    return best, off


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
