"""`analyzer note`: adds an event from outside as a mark."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analyzer.cli.settings import Settings, shared_options
from analyzer.errors import UsageError

if TYPE_CHECKING:
    from analyzer.lake.marks import Mark


@click.command("note", epilog="Example: analyzer note 'deployed 1.4' --at 2026-11-18T09:30:00Z")
@click.argument("text", required=False)
@click.option("--at", "at", metavar="TIME", help="When it was, ISO 8601.  [default: now]")
@click.option("--until", metavar="TIME", help="When it was over, for what lasted.")
@click.option("--vendor", metavar="ID", help="The vendor that it concerns.  [default: all]")
@click.option(
    "--feed",
    metavar="FILE",
    help="A status page's incidents instead: Statuspage's incidents.json or Better Stack's"
    " index.json; - is standard input.",
)
@click.option("--remove", metavar="ID", help="Forget a note.")
@shared_options
def command(
    text: str | None,
    at: str | None,
    until: str | None,
    vendor: str | None,
    feed: str | None,
    remove: str | None,
    settings: Settings,
) -> int:
    """Note an event from outside; it is a mark on every chart over time.

    Without TEXT: lists the notes.
    """
    from analyzer.lake import marks, status_feeds
    from analyzer.redaction import without_secrets
    from analyzer.text.period import moment_of
    from analyzer.text.plain import plain
    from analyzer.text.vendor_names import check_vendors

    lake = settings.lake()
    lake.require()
    if vendor is not None:
        check_vendors(settings.connect(["vendors", "requests"]), [vendor], "--vendor")
    if sum(given is not None for given in (text, feed, remove)) > 1:
        raise UsageError("several things at once", todo="Give TEXT, --feed or --remove.")
    if remove is not None:
        if not marks.remove(lake, remove):
            raise UsageError("no such note", where=remove, todo="`analyzer note` lists them.")
        click.echo(f"removed: {remove}")
    elif feed is not None:
        found = status_feeds.read(_content(feed), vendor=vendor, where=feed, moment=moment_of)
        changed = marks.add(lake, found.marks)
        click.echo(f"{feed}: {len(found.marks)} incidents, {changed} new or changed")
        for which in found.unreadable:
            said = f"{feed}, {which}: cannot be read; the others were"
            click.echo(f"analyzer: {plain(without_secrets(said))}", err=True)
        return 1 if found.unreadable else 0
    elif text is not None:
        if not text.strip():
            raise UsageError("the note is empty", where="TEXT", todo="Say what happened.")
        when = _moment(at, "--at") if at else datetime.now(UTC)
        over = _moment(until, "--until") if until else None
        if over and over < when:
            raise UsageError("lies before it began", where="--until", todo="Give a later time.")
        mark = marks.noted(without_secrets(text), when, until=over, vendor=vendor)
        marks.add(lake, [mark])
        click.echo(_line(mark))
    else:
        for mark in marks.marks(lake):
            click.echo(_line(mark))
    return 0


def _line(mark: Mark) -> str:
    from analyzer.text.plain import plain

    ends = f" to {mark.until:%Y-%m-%d %H:%M:%SZ}" if mark.until else ""
    whose = f" {mark.vendor}" if mark.vendor else ""
    return plain(f"{mark.id} {mark.ts:%Y-%m-%d %H:%M:%SZ}{ends}{whose}: {mark.text}")


def _content(feed: str) -> str:
    try:
        return sys.stdin.read() if feed == "-" else Path(feed).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "is not UTF-8"
        raise UsageError(why, where=feed, todo="Check path and permission.") from None


def _moment(written: str, option: str) -> datetime:
    from analyzer.text.period import moment_of

    try:
        return moment_of(written)
    except ValueError:
        todo = "Write it like 2026-11-18T09:30:00Z."
        raise UsageError(f'"{written}" is no time', where=option, todo=todo) from None
