"""The version of the program, as its installation says it."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("analyzer")
except PackageNotFoundError:
    __version__ = "0+unknown"
