"""`--engine` and `--master`: where a command's tasks run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from analyzer import engines
from analyzer.errors import UsageError


def engine_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options; the command gets `engine` and `master`."""
    of_engine = click.option(
        "--engine",
        type=click.Choice(engines.names()),
        default="local",
        show_default=True,
        help="Where the work is done: in this process, in several, or on Spark.",
    )
    of_master = click.option(
        "--master", metavar="URL", help="Spark's master, or sc://… of Spark Connect."
    )
    return of_engine(of_master(command))


def check_master(engine: str, master: str | None) -> None:
    """Raises UsageError for a master that the engine would not ask."""
    if master and engine != "spark":
        raise UsageError("only Spark has a master", where="--master", todo="Add --engine spark")
