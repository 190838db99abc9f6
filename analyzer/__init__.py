"""What failed, whose fault is it, and what to do: a log analyzer for teams that consume APIs."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("analyzer")
except PackageNotFoundError:
    __version__ = "0+unknown"
