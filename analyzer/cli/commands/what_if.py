"""`analyzer what_if`: how full limits would be with other traffic."""

from __future__ import annotations

import re

import click

from analyzer.cli.settings import Settings, shared_options, table_format
from analyzer.errors import UsageError


@click.command("what_if", epilog="Example: analyzer what_if --traffic +30%")
@click.option("--traffic", metavar="+N%", help="So much more (or, -N%, less) of every request.")
@click.option("--client", metavar="NAME", help="The client that uses another key.")
@click.option("--to-key", metavar="KEY_ID", help="The key_id that it uses then.")
@table_format
@shared_options
def command(
    traffic: str | None, client: str | None, to_key: str | None, form: str, settings: Settings
) -> None:
    """How full each limit would have been: with more traffic, or a client moved to another key.

    The limits whose window or rate is documented are counted again from the same log. What answers
    told beyond our own requests stays as it was.
    """
    from analyzer.cli import output
    from analyzer.warehouse.connection import connect
    from analyzer.warehouse.what_if import Change, what_if

    if (client is None) != (to_key is None):
        raise UsageError("--client and --to-key belong together", todo="Give both, or neither")
    if traffic is None and client is None:
        raise UsageError("nothing is changed", todo="Add --traffic +30%, or --client and --to-key")
    lake = settings.lake()
    lake.require()
    change = Change(_factor(traffic), client, to_key)
    with connect(lake, settings.catalog(), names=["limit_pressure"]) as con:
        output.write([what_if(con, change)], form, None)


def _factor(traffic: str | None) -> float:
    if traffic is None:
        return 1.0
    found = re.fullmatch(r"([+-])(\d+(?:\.\d+)?)%", traffic)
    if not found or traffic == "-100%" or (found[1] == "-" and float(found[2]) > 100):
        raise UsageError(f"{traffic!r} is no change", where="--traffic", todo="Write +30% or -10%")
    return 1 + float(found[1] + found[2]) / 100
