"""The command line: the only place that writes to stdout and stderr and sets exit statuses.

0: done. 1: done, and something that was asked to be told about is so. 2: wrong usage,
configuration or catalog, nothing done. Commands are the modules of `commands`.
"""

from __future__ import annotations

import errno
import importlib
import io
import os
import pkgutil
import sys
import traceback
from contextlib import suppress

import click

from analyzer.cli import commands
from analyzer.cli.settings import Settings, shared_options
from analyzer.errors import AnalyzerError, UsageError, nearest
from analyzer.redaction import without_forms
from analyzer.system.interrupt import is_interrupt
from analyzer.text.plain import plain

# What an output tells that takes no more.
_TAKES_NO_MORE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


class Commands(click.Group):
    """The commands found in `commands`, imported when they are needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The name of every command."""
        del ctx
        return sorted(module.name for module in pkgutil.iter_modules(commands.__path__))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with the command that was meant where there is none of that name."""
        known = self.list_commands(ctx)
        meant = nearest(args[0], known, likeness=0.5) if args else None
        if meant and args[0] not in known:
            ctx.fail(f"No such command '{args[0]}'. Did you mean {meant}?")
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The module's `command`, or None."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command = importlib.import_module(f"{commands.__name__}.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Example: analyzer demo",
)
@shared_options
def cli(settings: Settings) -> None:
    """What failed, whose fault is it, are we about to be throttled, which half-done operations
    are still open? Answers from the request logs you already have."""
    del settings


def main() -> None:
    """Run the command line and exit."""
    _open_what_is_closed()
    _write_what_an_encoding_lacks()
    status = run(sys.argv[1:])
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    # All is closed by now: to take the interpreter down would take a sixth of a second more.
    os._exit(status)


def run(arguments: list[str]) -> int:
    """Run one command; its exit status. Errors become one sentence on stderr."""
    try:
        _check_text(arguments)
        result = cli.main(arguments, prog_name="analyzer", standalone_mode=False)
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except click.ClickException as error:
        error.show()
        return 2
    except (click.Abort, KeyboardInterrupt):
        return 130
    except AnalyzerError as error:
        click.echo(f"analyzer: {plain(without_forms(str(error)))}", err=True)
        for line in error.excerpt.splitlines():
            click.echo(plain(without_forms(line)), err=True)
        return error.exit_status
    except BrokenPipeError:
        _write_no_more()
        return 0
    except Exception as error:
        return 130 if is_interrupt(error) else _unforeseen(error)


def _open_what_is_closed() -> None:
    """Who starts a program may close its streams (`<&-`): what is opened next would be one."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w" if number else "r"))  # noqa: SIM115


def _write_what_an_encoding_lacks() -> None:
    """A console or a pipe need not be of UTF-8, as on Windows: escapes stand for what it lacks."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _write_no_more() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _check_text(arguments: list[str]) -> None:
    """What a shell passes on may be no text: surrogates stand for its bytes."""
    for number, argument in enumerate(arguments, 1):
        if any("\ud800" <= character <= "\udfff" for character in argument):
            raise UsageError(
                "is not UTF-8",
                where=f"argument {number}",
                todo="Write it in UTF-8; of a file with such a name, give the folder.",
            )


def _unforeseen(error: Exception) -> int:
    if os.environ.get("ANALYZER_DEBUG"):
        traceback.print_exc()
    if isinstance(error, OSError) and error.errno in _TAKES_NO_MORE and not error.filename:
        _write_no_more()
        click.echo(
            f"analyzer: stdout, or a file, cannot be written: {error.strerror}."
            " Free space where it goes",
            err=True,
        )
        return 2
    kind = type(error).__name__
    first = without_forms(str(error).strip().split("\n")[0])
    click.echo(
        f"analyzer: {kind}: {first}. This is a defect; ANALYZER_DEBUG=1 shows where it arose.",
        err=True,
    )
    return 2
