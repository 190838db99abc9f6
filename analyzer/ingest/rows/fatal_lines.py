"""Lines one of which ends the statement that reads them: all but that one are read."""

from __future__ import annotations

from collections.abc import Callable

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

# What DuckDB says of values that a function takes no account of.
OF_DATA = (duckdb.InvalidInputException, duckdb.DataError)


def read_but_fatal(
    lines: pa.Table,
    read: Callable[[pa.Table], bool],
    undoing: Callable[[pa.Table], Callable[[], None]],
    reject: Callable[[int, int, str], None],
) -> bool:
    """Read the lines of one source together; where that fails, each half, down to the fatal line.

    `undoing` gives what takes back all that a reading of those lines did, `reject` is told a
    source's number, a line and a reason. False if `read` says so, or if it fails over lines of
    several sources: nothing is read then.
    """
    undo = undoing(lines)
    try:
        return read(lines)
    except OF_DATA as error:
        why = type(error).__name__
    undo()
    if len(pc.unique(lines["number"])) > 1:
        return False
    if len(lines) == 1:
        (number,), (line,) = (lines[name].to_pylist() for name in ("number", "n"))
        reject(number, line, f"its values end a statement ({why})")
    else:
        half = len(lines) // 2
        for part in (lines.slice(0, half), lines.slice(half)):
            read_but_fatal(part, read, undoing, reject)
    return True
