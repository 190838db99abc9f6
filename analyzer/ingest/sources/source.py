"""Sources: files, members of archives, objects in a bucket, and standard input, as bytes of text.

Compression is recognised by content, and so are UTF-16, which is read as UTF-8, and OTLP in
protobuf, which is read as OTLP/JSON.
"""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
import lzma
import os
import re
import stat
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import IO, Any

import pyarrow as pa

from analyzer.errors import SourceError, UsageError
from analyzer.ingest.sources import tar_archives
from analyzer.ingest.sources.byte_stream import BROKEN, ByteStream, ConvertedStream, read_some, why
from analyzer.system.version import installs

STDIN = "-"


@dataclass(frozen=True)
class Source:
    """One file, one member of an archive, a named pipe, or standard input.

    `name` is as the user gave it. `size` is that of its bytes where they lie, compressed or not; 0
    where nobody knows. What is `piped` comes once and cannot be opened a second time.
    """

    name: str
    path: str
    member: str | None = None
    size: int = 0
    piped: bool = False

    def from_anywhere(self) -> Source:
        """The same source for who runs in another folder: its path is whole."""
        if self.path == STDIN or is_url(self.path):
            return self
        return replace(self, path=os.path.abspath(self.path))

    def changed(self) -> datetime | None:
        """When it was last changed, as its file tells; None where nothing does."""
        if self.piped or is_url(self.path):
            return None
        try:
            if self.member is not None:
                return _member_changed(self.path, self.member)
            return datetime.fromtimestamp(os.stat(self.path).st_mtime, UTC)
        except (ValueError, KeyError, *BROKEN):
            return None  # who opens it will say why

    def open(self) -> ByteStream:
        """The source's bytes, uncompressed. Raises SourceError."""
        try:
            if self.path == STDIN:
                return _piped(sys.stdin.buffer)
            if self.piped:
                return _piped(open(self.path, "rb"))
            if self.member is not None:
                return _member(self.path, self.member)
            return unpacked(_file(self.path))
        except (KeyError, *BROKEN) as error:
            raise SourceError(why(error), where=self.name, todo="Check the path") from None

    def open_at(self, start: int) -> ByteStream | None:
        """The bytes from `start` on; None where all before would have to be read too.

        Raises SourceError.
        """
        if self.piped or self.member is not None:
            return None
        try:
            file = _file(self.path)
            if _packing(file):
                file.close()
                return None
            file.seek(start)
            return file
        except OSError as error:
            raise SourceError(why(error), where=self.name, todo="Check the path") from None


@dataclass(frozen=True)
class Absent(Source):
    """What a path names in vain, or the rest of an archive that breaks off, beside others."""

    what: str = ""
    todo: str = "Check the path"

    def open(self) -> ByteStream:
        """Raises SourceError."""
        raise SourceError(self.what, where=self.name, todo=self.todo)


def _member(path: str, name: str) -> ByteStream:
    if zipfile.is_zipfile(path):
        return _as_utf_8(zipfile.ZipFile(path).open(name))
    return unpacked(tar_archives.opened(path, name))


def _member_changed(path: str, name: str) -> datetime:
    if zipfile.is_zipfile(path):
        return datetime(*zipfile.ZipFile(path).getinfo(name).date_time, tzinfo=UTC)
    return datetime.fromtimestamp(tar_archives.changed(path, name), UTC)


def is_pipe(path: str) -> bool:
    """Whether it names standard input or a pipe, such as a shell's `<(…)`."""
    try:
        return path == STDIN or (not is_url(path) and stat.S_ISFIFO(os.stat(path).st_mode))
    except (OSError, ValueError):
        return False  # who opens it will say why


def is_url(path: str) -> bool:
    """Whether it names an object elsewhere."""
    return "://" in path


def bucket_of(url: str) -> tuple[Any, str]:
    """The store of a URL, as fsspec knows it, and the name there. Raises UsageError."""
    import fsspec  # takes a sixth of what a load takes to start, which most do without

    try:
        bucket, key = fsspec.core.url_to_fs(url)
    except (ImportError, ValueError) as error:
        raise UsageError(why(error), where=url, todo=f"For s3://: {installs('s3')}") from None
    return bucket, key


def _file(path: str) -> IO[bytes]:
    if not is_url(path):
        return open(path, "rb", buffering=0)
    bucket, key = bucket_of(path)
    try:
        found: IO[bytes] = bucket.open(key, "rb")
    except Exception as error:  # each store has errors of its own
        raise SourceError(why(error), where=path, todo="Check the credentials") from None
    return found


def unpacked(file: IO[bytes]) -> ByteStream:
    """The bytes that a file holds, uncompressed, and in UTF-8 if it is UTF-16."""
    packing = _packing(file)
    return _READERS[packing](file) if packing else file


def _piped(buffered: Any) -> ByteStream:
    """What comes in a pipe, which cannot be put at its beginning again, as `unpacked` has it."""
    packing = _kind(buffered.peek(_TELLING_BYTES))
    stream: ByteStream = _READERS[packing](buffered) if packing else buffered
    return stream


def _gzip(file: IO[bytes]) -> ByteStream:
    buffered = io.BufferedReader(file, 1 << 20) if isinstance(file, io.FileIO) else file
    return _as_utf_8(gzip.GzipFile(fileobj=buffered))


def _xz(file: IO[bytes]) -> ByteStream:
    return _as_utf_8(lzma.LZMAFile(file))


def _zstd(file: IO[bytes]) -> ByteStream:
    return _as_utf_8(io.BufferedReader(_Zstd(file)))


class _Zstd(ConvertedStream):
    """What a file of zstd holds; of one that breaks off, what it holds before that as well.

    PyArrow does not say how much it has read when it fails: it has written that to the buffer.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._packed = pa.CompressedInputStream(file, "zstd")
        super().__init__(self._packed)
        self._broken: OSError | None = None

    def _more(self, size: int) -> bytes:
        if self._broken:
            raise self._broken
        into = bytearray(_IN_NO_TEXT * size)
        try:
            return bytes(into[: self._packed.readinto(into)])
        except OSError as error:
            self._broken = error
            held = bytes(into).rstrip(_IN_NO_TEXT)
            if not held:
                raise
            return held


# A byte that UTF-8 never has.
_IN_NO_TEXT = b"\xff"
_ZSTD = b"\x28\xb5\x2f\xfd"
_FIRST_MEMBER, _SECOND_MEMBER = b"\x0a", b"\x12"
_LONGEST_MESSAGE_BYTES = 1 << 30
_MAGIC = {
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    _ZSTD: "zstd",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# Documents of YAML, the first of which is an object; cassettes of VCR.py, PHP-VCR and Schemathesis
# have no marker before it.
_YAML = re.compile(
    rb"---\r?\n[A-Za-z]\w*:(?: |\r?\n)|interactions:\r?\n- request:\r?\n|\s*-\r?\n +request:\r?\n"
    rb"|command: ['\"]?(?:st|schemathesis) run\b"
)
# What may be packed itself; what is packed twice is read once.
_OF_TEXT = ("otlp", "yaml", "utf-16")
# Enough to tell how a source is packed.
_TELLING_BYTES = 48


def _packing(file: IO[bytes]) -> str | None:
    """How a file is packed, by its first bytes; it stands at its beginning again."""
    beginning = file.read(_TELLING_BYTES)
    file.seek(0)
    return _kind(beginning)


def _kind(beginning: bytes) -> str | None:
    """What has to be converted to be lines of text in UTF-8, by its first bytes."""
    if is_otlp_protobuf(beginning):
        return "otlp"
    if _YAML.match(beginning):
        return "yaml"
    return next((name for magic, name in _MAGIC.items() if beginning.startswith(magic)), None)


def _as_utf_8(buffered: Any) -> ByteStream:
    """The stream, or its text in UTF-8 where it begins as UTF-16, YAML or OTLP in protobuf does."""
    stream: ByteStream = buffered
    try:
        kind = _kind(buffered.peek(_TELLING_BYTES))
    except BROKEN:
        return stream  # whoever reads it will say why
    return _READERS[kind](stream) if kind in _OF_TEXT else stream


def _as_json(stream: ByteStream) -> ByteStream:
    from analyzer.ingest.sources.otlp_protobuf import (
        OtlpProtobuf,  # 0.05 s that other logs do not need
    )

    return io.BufferedReader(OtlpProtobuf(stream), 1 << 20)


def _yaml_as_json(stream: ByteStream) -> ByteStream:
    from analyzer.ingest.sources.yaml_documents import YamlDocuments  # so does this one

    return io.BufferedReader(YamlDocuments(stream), 1 << 20)


def is_otlp_protobuf(beginning: bytes) -> bool:
    """Whether a source begins as a message of OTLP, by itself or behind its length, does."""
    if beginning[:1] >= b"\t":
        return _is_message(beginning, _LONGEST_MESSAGE_BYTES)
    return beginning[4:8] == _ZSTD or _is_message(
        beginning[4:], int.from_bytes(beginning[:4], "big")
    )


def _is_message(data: bytes, room: int) -> bool:
    """Whether this begins with first members in first members, none larger than what it is in.

    That is, the spans or records of a resource, the resource, its first attribute, and its key; one
    that is empty or not there is followed by the second member, a scope.
    """
    at = 0
    for _ in range(4):
        if data[at : at + 1] != _FIRST_MEMBER:
            return at > 0 and data[at : at + 1] == _SECOND_MEMBER
        size = shift = 0
        at += 1
        while at < len(data):
            size, shift, at = size | (data[at] & 0x7F) << shift, shift + 7, at + 1
            if data[at - 1] < 0x80:
                break
        if size > room:
            return False
        if size == 0:
            return data[at : at + 1] == _SECOND_MEMBER
        room = size
    return True


class _Utf8(ConvertedStream):
    """A stream of UTF-16 text, as UTF-8."""

    def __init__(self, stream: ByteStream) -> None:
        super().__init__(stream)
        self._decoder, self._ended = codecs.getincrementaldecoder("utf-16")("replace"), False

    def _more(self, size: int) -> bytes:
        text = b""
        while not text and not self._ended:
            data = self._stream.read(size)
            self._ended = not data
            text = self._decoder.decode(data, final=self._ended).encode()
        return text


_READERS: dict[str, Callable[[Any], ByteStream]] = {
    "gzip": _gzip,
    "bzip2": lambda file: _as_utf_8(bz2.BZ2File(file)),
    "xz": _xz,
    "zstd": _zstd,
    "utf-16": _Utf8,
    "otlp": _as_json,
    "yaml": _yaml_as_json,
}


@dataclass
class Rewound:
    """A stream whose beginning was already read."""

    beginning: bytes
    stream: ByteStream

    def close(self) -> None:
        """Close the stream."""
        self.stream.close()

    def read(self, size: int = -1, /) -> bytes:
        """What was read before, then what is still to come."""
        if self.beginning:
            data, self.beginning = self.beginning[:size], self.beginning[size:]
            return data
        return self.stream.read(size)

    def read1(self, size: int = -1, /) -> bytes:
        """The same; of a compressed stream that breaks off, what it holds before that as well."""
        return self.read(size) if self.beginning else read_some(self.stream, size)


@dataclass
class Bounded:
    """The next `left` bytes of a stream."""

    stream: ByteStream
    left: int

    def close(self) -> None:
        """Close the stream."""
        self.stream.close()

    def read(self, size: int = -1, /) -> bytes:
        """Up to `size` bytes, none of those beyond."""
        data = self.stream.read(self.left if size < 0 else min(size, self.left))
        self.left -= len(data)
        return data
