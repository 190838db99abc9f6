"""Documents of YAML, one after another, as lines of JSON: `gcloud logging read` prints them so.

A document's object, or list of objects, stands in the place of its first line and its other lines
are blank, so that lines keep their numbers. What is none of these, has aliases or is nested without
end, stays as it is.
Source: YAML 1.2.2, 9.1.2 Document Markers; gcloud topic formats.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import yaml

from analyzer.ingest.sources.byte_stream import ByteStream, ConvertedStream

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MARKER = b"---"
_LONGEST_BYTES = 4 << 20
_DEEPEST = 100


class YamlDocuments(ConvertedStream):
    """A stream of such documents, as lines of JSON."""

    def __init__(self, stream: ByteStream) -> None:
        super().__init__(stream)
        buffered: Any = stream
        if isinstance(stream, io.RawIOBase):
            buffered = io.BufferedReader(stream, 1 << 20)
        self._lines = map(_as_json, _documents(buffered))

    def _more(self, size: int) -> bytes:  # noqa: ARG002 (a document is whole)
        return next(self._lines, b"")


def _documents(lines: Iterator[bytes]) -> Iterator[bytes]:
    """Each with its marker, which comes first; one that is too long, in parts."""
    held: list[bytes] = []
    length = 0
    for line in lines:
        if held and (line.rstrip() == _MARKER or length > _LONGEST_BYTES):
            yield b"".join(held)
            held, length = [], 0
        held.append(line)
        length += len(line)
    if held:
        yield b"".join(held)


def _as_json(document: bytes) -> bytes:
    try:
        told = yaml.load(document, _LOADER) if _is_plain(document) else None
        if not _is_of_objects(told):
            return document
        line = json.dumps(told, ensure_ascii=False, default=str)
    except (yaml.YAMLError, ValueError, TypeError):
        return document
    return line.encode("utf-8", "replace") + b"\n" * document.count(b"\n")


def _is_of_objects(told: object) -> bool:
    if isinstance(told, list):
        return bool(told) and all(isinstance(one, dict) for one in told)
    return isinstance(told, dict)


def _is_plain(document: bytes) -> bool:
    """Whether no part of it stands for another, and none lies deeper than objects of logs do.

    Else a few lines may come to gigabytes, or to more calls than the stack has room for.
    """
    depth = 0
    for event in yaml.parse(document, _LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent) or depth > _DEEPEST:
            return False
    return True
