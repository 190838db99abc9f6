"""`analyzer replay`: what another back-off would have done with the logged throttles."""

from __future__ import annotations

import click

from analyzer.cli.settings import Settings, shared_options, table_format

POLICIES = ("none", "fixed", "exponential", "exponential_jitter", "retry_after", "token_bucket")
_SQL = "SELECT * FROM backoff_replay WHERE policy = :policy ORDER BY logged DESC, vendor, client"


@click.command("replay", epilog="Example: analyzer replay --policy exponential_jitter")
@click.option(
    "--policy", type=click.Choice(POLICIES), required=True, help="The back-off that is tried."
)
@table_format
@shared_options
def command(policy: str, form: str, settings: Settings) -> None:
    """What another back-off would have done with the logged throttles: saved and delay.

    Each run of throttled requests is replayed against the moment from which the vendor would have
    served it. What that assumes is said after the table; in SQL it is the view backoff_replay.
    """
    from analyzer.cli import output
    from analyzer.models import models
    from analyzer.sandbox import sandbox

    lake, limits = settings.lake(), sandbox.Limits(600)
    lake.require()
    with sandbox.opened(lake, settings.catalog(), settings.lang, _SQL, limits) as con:
        output.write(sandbox.batches(con, _SQL, {"policy": policy}), form, None)
    if form == "table":
        output.tell(models()["backoff_replay"].limits)
