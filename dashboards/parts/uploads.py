"""Log files that a reader drops on the page: read from memory, so that no secret lies on disk."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Protocol

from analyzer.ingest.session import Options, Outcome, ingest
from analyzer.ingest.sources.byte_stream import ByteStream
from analyzer.ingest.sources.finding import find
from analyzer.ingest.sources.source import Source, unpacked
from analyzer.system.package_data import folder
from parts.reading import lake, place
from parts.views import catalog_of


class Uploaded(Protocol):
    """What Streamlit gives for an uploaded file."""

    name: str

    def getvalue(self) -> bytes:
        """Its bytes."""


@dataclass(frozen=True)
class Upload(Source):
    """A file in memory; `path` is empty."""

    data: bytes = b""

    def open(self) -> ByteStream:
        """The file's bytes, uncompressed."""
        return unpacked(io.BytesIO(self.data))


def load(files: Sequence[Uploaded]) -> Iterator[Outcome]:
    """Read files into the lake, as `analyzer ingest` does; yields what became of each."""
    where = place()
    sources = [Upload(PurePath(file.name).name, "", data=file.getvalue()) for file in files]
    vendors = catalog_of(where.vendors, where.vendors_stamp)
    yield from ingest(lake(), sources, vendors, Options(), now=datetime.now(UTC))


def load_sample() -> Iterator[Outcome]:
    """Read the sample logs that come with the program."""
    where = place()
    vendors = catalog_of(where.vendors, where.vendors_stamp)
    sources = find([str(folder("sample_logs"))])
    yield from ingest(lake(), sources, vendors, Options(), now=datetime.now(UTC))
