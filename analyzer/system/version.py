"""The program's name on the package index, and the installed version."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

DISTRIBUTION = "api-log-analyzer"  # `analyzer` is another's on the package index

try:
    __version__ = version(DISTRIBUTION)
except PackageNotFoundError:
    __version__ = "0+unknown"


def installs(extra: str) -> str:
    """The command that installs an extra, for messages that say what is missing."""
    return f"pip install '{DISTRIBUTION}[{extra}]'"
