"""Questions of the morning, each with the SQL that answers it: examples to run and to change.

One file a question, `NN_name.sql`, in the order of the morning: a comment that is TOML has the
question in each language, and in `[plot]`, where the answer is one to look at, how it is drawn: a
mark of Vega-Lite, and for each channel a column with its kind. Then comes one SELECT over views.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

import tomli

from analyzer.errors import UsageError, did_you_mean


@dataclass(frozen=True)
class Question:
    """A question by language, the SQL that answers it, and how its answer is drawn, if it is."""

    name: str
    wording: dict[str, str]
    sql: str
    plot: dict[str, str] | None


@cache
def questions() -> dict[str, Question]:
    """Every question in the folder by name, in order."""
    folder = resources.files(__package__)
    files = sorted(file.name for file in folder.iterdir() if file.name.endswith(".sql"))
    return {
        name: _parse(name, (folder / file).read_text("utf-8"))
        for file in files
        for name in [file.removesuffix(".sql").partition("_")[2]]
    }


def question(name: str) -> Question:
    """One of them. Raises UsageError for a name that is none."""
    try:
        return questions()[name]
    except KeyError:
        todo = did_you_mean(name, questions(), "`analyzer sql --examples` lists them")
        raise UsageError(f"no question {name!r}", where="--example", todo=todo) from None


def _parse(name: str, source: str) -> Question:
    header, sql = source.removeprefix("/*").split("*/", 1)
    wording = tomli.loads(header)
    plot = wording.pop("plot", None)
    return Question(name, wording, sql.strip(), plot)
