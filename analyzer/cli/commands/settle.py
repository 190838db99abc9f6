"""`analyzer settle`: settles a partial failure by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import click

from analyzer.cli.settings import Settings, shared_options
from analyzer.errors import UsageError


@click.command("settle", epilog="Example: analyzer settle 20825c778f1d0b18 --note 'asked by phone'")
@click.argument("id", required=False, metavar="[ID]")
@click.option("--note", metavar="TEXT", help="Why, for the colleagues.")
@click.option("--undo", is_flag=True, help="Take it back: the partial failure is open again.")
@shared_options
def command(id: str | None, note: str | None, undo: bool, settings: Settings) -> None:
    """Settle a partial failure by hand, by its id, trace id or request id.

    It is no longer open in reports and views, whose resolution is `settled`. Without ID: lists the
    open ones, and what was settled by hand.
    """
    from analyzer.lake.settlements import Settlement, settle, withdraw
    from analyzer.redaction import without_secrets
    from analyzer.warehouse.views_file import write_views

    if id is not None and not id.strip():
        # As of a variable that is not set: nobody asked to settle all that is open.
        todo = "`analyzer settle` alone lists the open ones."
        raise UsageError("the id is empty", where="ID", todo=todo)
    lake = settings.lake()
    found = _partial_failures(settings, id)
    if id is None:
        for row in found:
            click.echo(_line(row))
        return
    if not found:
        todo = "`analyzer settle` alone lists the open ones."
        raise UsageError("no partial failure has this id", where=id, todo=todo)
    why = without_secrets(note) if note else None
    for row in found:
        if undo and not withdraw(lake, row["failure_id"]):
            raise UsageError("was not settled by hand", where=id, todo="See `analyzer settle`.")
        if not undo:
            settle(lake, Settlement(row["failure_id"], datetime.now(UTC), why))
    write_views(lake, settings.catalog())
    for row in _partial_failures(settings, id):
        click.echo(f"{'open again' if undo else 'settled'}: {_line(row)}")


def _partial_failures(settings: Settings, id: str | None) -> list[dict[str, Any]]:
    from analyzer.queries import read
    from analyzer.warehouse.vendor_scope import views_of

    con = settings.connect(views_of(["partial_failures_named"]))
    return read(con, "partial_failures_named", id=None if id is None else id.strip()).to_dicts()


def _line(row: dict[str, Any]) -> str:
    from analyzer.text.plain import plain
    from analyzer.text.wording import Logged

    items = f" ({row['open_items']} of {row['items']} open)" if row["items"] else ""
    about = row["note"] or Logged(row["message"] or "").shown
    return plain(
        f"{row['failure_id']} {row['ts']:%Y-%m-%d %H:%M:%SZ} {row['vendor']} {row['client'] or '-'}"
        f" {row['method']} {row['path']} {row['resolution']}{items}: {about}"
    )
