"""Every error a user can meet, in one hierarchy.

Each carries where it happened (a file, a line, a key) and what to do next, so that the command
line can print one sentence and choose the exit status without knowing where it came from.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(name: str, known: Iterable[str], *, likeness: float = 0.6) -> str | None:
    """The known name that was meant by one that is none; `likeness` from 0 to 1 is the least."""
    return next(iter(get_close_matches(name, [*known], n=1, cutoff=likeness)), None)


def did_you_mean(name: str, known: Iterable[str], otherwise: str) -> str:
    """What to do about a name that is none: the nearest known one, if one is near."""
    meant = nearest(name, known)
    return f"Did you mean {meant}?" if meant else otherwise


class AnalyzerError(Exception):
    """Something the user can mend. `str(error)` is one sentence: what, where and what to do.

    `exit_status` is 2 (wrong usage, configuration or catalog: nothing was done) unless a
    subclass says that other work was finished all the same.
    """

    exit_status = 2
    # Lines to be shown as they stand, below the sentence.
    excerpt = ""

    def __init__(self, what: str, *, where: str | None = None, todo: str | None = None) -> None:
        self.what, self.where, self.todo = what, where, todo
        sentence = f"{where}: {what}" if where else what
        end = "" if sentence.endswith(("?", "!")) else "."
        super().__init__(f"{sentence.rstrip('.')}{end} {todo}" if todo else sentence)


class UsageError(AnalyzerError):
    """An argument or option that cannot be used as given."""


class CatalogError(AnalyzerError):
    """A vendor catalog file, or a rule in it, that does not hold. `where` is file and key."""


class FormatError(AnalyzerError):
    """A log format that does not exist, or a format file that does not hold."""


class SourceError(AnalyzerError):
    """A source that cannot be read; the others are (exit status 1)."""

    exit_status = 1


class LakeError(AnalyzerError):
    """A lake that is none, cannot be written, or was made by another version."""


class NewerLakeError(LakeError):
    """A lake that a later version of this program wrote; nothing was read or changed."""


class OvertakenError(LakeError):
    """Another writer changed the lake since it was looked at; nothing was done."""


class QueryError(AnalyzerError):
    """SQL that cannot be run, or that is refused because it would do more than read.

    `excerpt` is the line at fault, with a caret below the place.
    """

    def __init__(
        self, what: str, *, where: str | None = None, todo: str | None = None, excerpt: str = ""
    ) -> None:
        super().__init__(what, where=where, todo=todo)
        self.excerpt = excerpt


class EngineError(AnalyzerError):
    """An engine that is not installed, does not start, or gave up on a task."""
