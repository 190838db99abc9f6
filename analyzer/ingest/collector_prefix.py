"""How a source is read: its format, and what collectors put around each line.

Docker, Kubernetes and syslog prefixes are such wrappings. One is told by the beginning of a source
and taken off before its format reads the lines, so that no format has to know of it. Lines without
it stay as they are. Sources: the Kubernetes CRI logging format; Docker's json-file driver and
`docker compose logs`; RFC 3164 and RFC 5424.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from analyzer.formats import Assemble, Format, Guess, formats, guess
from analyzer.ingest.chunks import (
    LONGEST_DOCUMENT_BYTES,
    LONGEST_LINE_BYTES,
    Chunk,
    Digest,
    Position,
    chunks,
)
from analyzer.ingest.documents import document_chunks
from analyzer.ingest.envelope import Envelope
from analyzer.ingest.json_tail import JsonTail
from analyzer.ingest.sources import ByteStream

_TIME = rb"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.,0-9]*(?:Z|[+-]\d\d:?\d\d)?"
_TAG = rb"[^\s:\[\]{}\"]{1,64}(?:\[[^\]\s]*\])?: ?"
_COMMON_SHARE = 0.5
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
        return _unescaped(self.prefix.sub(rb"\1", data))

    def _joined(self, parts: re.Match[bytes]) -> bytes:
        held = parts[0].split(_GOES_ON)
        return (
            b"\n" * (len(held) - 1)
            + held[0]
            + b"".join(self.prefix.sub(b"", part, count=1) for part in held[1:])
        )


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
            rb"^(?:<\d{1,3}>)?(?:"
            rb"1 " + _TIME + rb" \S+ \S+ \S+ \S+ (?:-|(?:\[[^\]\n]*\])+) (?:\xef\xbb\xbf)?"
            rb"|(?:[A-Z][a-z][a-z] [ \d]\d \d\d:\d\d:\d\d|"
            + _TIME
            + rb") (?:\S*[^\s:] )?"
            + _TAG
            + rb")"
        ),
    ),
    Wrapping("timestamp", _pattern(rb"^" + _TIME + rb" ")),
)


@dataclass(frozen=True)
class Way:
    """How to read a source: its format, what to take off its lines before, and how sure that is."""

    format: Format
    wrapping: Wrapping | Envelope | JsonTail | None
    sureness: float

    def chunks(
        self,
        stream: ByteStream,
        digest: Digest,
        at: Position,
        size: int,
        *,
        finished: bool = True,
    ) -> Iterator[Chunk]:
        """The lines of a source that its format reads, about `size` bytes at a time.

        A wrapping is off, records that span lines are put together, and values of a document are
        each a line. `digest` and `at` follow what was taken; what is left for later of a source
        that is not `finished` is as with `chunks` and `document_chunks`.
        """
        form = self.format
        if form.document is not None:
            yield from document_chunks(stream, digest, at, size, form.document, finished=finished)
            return
        longest = LONGEST_DOCUMENT_BYTES if form.elements else LONGEST_LINE_BYTES
        lines = chunks(stream, digest, at, size, longest=longest, finished=finished)
        if form.assemble:
            yield from self._assembled(lines, form.assemble(), finished)
            return
        for chunk in lines:
            data = chunk.data
            if self.wrapping:
                data = self.wrapping.off(data, stamped=form.stamped)
            yield replace(chunk, data=form.mend(data) if form.mend else data)

    def _assembled(
        self, lines: Iterator[Chunk], assemble: Assemble, finished: bool
    ) -> Iterator[Chunk]:
        """Exchanges in a line each. Which chunk is the last is known when no other comes."""
        chunk = next(lines, None)
        while chunk:
            following = next(lines, None)
            data = self.wrapping.off(chunk.data, stamped=True) if self.wrapping else chunk.data
            yield replace(chunk, data=assemble(data, is_last=following is None and finished))
            chunk = following


def way_to_read(beginning: str, chosen: Format | None = None) -> Way | None:
    """The likeliest way to read a source that begins like this, in the format `chosen` if given.

    A few lines tell in most cases; all that is given counts where they leave a doubt.
    """
    among = [chosen] if chosen else list(formats().values())
    few = beginning[: beginning.rfind("\n", 0, _FEW_LINES_LENGTH) + 1]
    best, off = _claimed(few, among) if few else (None, None)
    if best is None or best.sureness < 1:
        best, off = _claimed(beginning, among)
    form = chosen or (best.format if best else None)
    if form is None:
        return None
    form = form.fitted(_text(off.off(beginning.encode())) if off else beginning)
    return Way(form, off, best.sureness if best else 0.0)


def _claimed(
    beginning: str, among: Sequence[Format]
) -> tuple[Guess | None, Wrapping | Envelope | JsonTail | None]:
    """The format that claims lines most firmly, and the wrapping that it claims them without.

    The lines as they are come first. Of wrappings the first that fits counts, since what is left of
    one may still be claimed by a liberal format; one with a time stays where a format needs that.
    """
    data = beginning.encode()
    best = guess(beginning, among)
    off: Wrapping | Envelope | JsonTail | None = None
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
        envelope = Envelope()
        if envelope.is_common(data):
            found = guess(_text(envelope.off(data)), among)
            if found and (best is None or found.sureness >= best.sureness):
                best, off = found, envelope
    tail = JsonTail()
    if (best is None or best.sureness < _HARDLY) and tail.is_common(data):
        found = guess(_text(tail.off(data)), among)
        if found and (best is None or found.sureness > best.sureness):
            best, off = found, tail
    return best, off


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
