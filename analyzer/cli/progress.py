"""Progress of an ingest on a terminal; nothing where standard error is not one."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analyzer.ingest.rows.counts import Counts
    from analyzer.ingest.session import OnProgress


@contextmanager
def progress() -> Iterator[OnProgress | None]:
    """What to call after each chunk, if anything; its line goes when the block ends."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import FileSizeColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        FileSizeColumn(),
        TextColumn("{task.fields[lines]:,} lines, {task.fields[rejects]:,} rejects"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
        # On the same terminal results stand above the line; where they are piped they stay apart.
        redirect_stdout=sys.stdout.isatty(),
    ) as bar:
        task = bar.add_task("reading", total=None, lines=0, rejects=0)

        def show(source: str, counts: Counts, size: int) -> None:
            bar.update(
                task,
                description=Path(source).name,
                completed=size,
                lines=counts.lines,
                rejects=counts.rejects,
            )

        yield show
