"""`analyzer watch`: follows logs, applies rules each minute, delivers what is new."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import click

from analyzer.cli.settings import Settings, shared_options
from analyzer.text.plain import plain

if TYPE_CHECKING:
    from analyzer.ingest.rows.counts import Counts
    from analyzer.ingest.session import Outcome, Session
    from analyzer.nightly.watch import Post
    from analyzer.rules import Rule
    from analyzer.rules.finding import Finding
    from analyzer.system.interrupt import CtrlC

_ROUND_S = 2.0


@click.command("watch", epilog="Example: analyzer watch /var/log/bots --deliver to.txt")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option("--rules", "files", multiple=True, metavar="FILE", help="[default: shipped]")
@click.option("--deliver", metavar="FILE", help="Addresses, one a line.  [and ANALYZER_DELIVER]")
@click.option(
    "--every", default=60, show_default=True, type=click.IntRange(5, 3600), help="Seconds."
)
@click.option(
    "--minutes",
    default=15,
    show_default=True,
    type=click.IntRange(1, 1440),
    help="What rules without a window of their own look at.",
)
@click.option("--quiet", metavar="HH:MM-HH:MM", help="Hours, UTC, in which nothing is sent.")
@click.option(
    "--at-most", default=12, show_default=True, type=click.IntRange(1), help="Messages an hour."
)
@click.option("--once", is_flag=True, help="Read and look once, then end: for a timer.")
@shared_options
def command(
    paths: tuple[str, ...],
    files: tuple[str, ...],
    deliver: str | None,
    every: int,
    minutes: int,
    quiet: str | None,
    at_most: int,
    once: bool,
    settings: Settings,
) -> None:
    """Follow logs, apply the rules each minute, and tell once what is new, again or gone.

    It goes on where it was stopped. The history is that of the nightly report, and so is what is
    acknowledged.
    """
    from analyzer.ingest.sql import macro_database

    macro_database.begin()
    from analyzer.ingest.session import Options, Session
    from analyzer.ingest.sources.finding import find
    from analyzer.nightly.delivery import destinations
    from analyzer.nightly.watch import Post, Quiet
    from analyzer.rules.reading import SHIPPED
    from analyzer.rules.reading import rules as read_rules

    rules = read_rules(files or (SHIPPED,))
    to = destinations(deliver, os.environ.get("ANALYZER_DELIVER", ""))
    hours = Quiet.read(quiet) if quiet else None
    find(paths)
    settings.catalog()
    lake = settings.lake()
    lake.create()
    with lake.locked():  # which makes the folder one of ours
        pass
    post = Post(lake, to, lang=settings.lang, quiet=hours, most_an_hour=at_most)
    watch = _Watch(settings, rules, post, timedelta(minutes=minutes), every)
    with Session(lake, settings.catalog(), Options()) as session:
        if once:
            for outcome in session.load(find(paths), now=datetime.now(UTC), finished=False):
                watch.read(outcome)
            watch.look(datetime.now(UTC))
            return
        watch.follow(session, paths)


class _Watch:
    """One round after the other: read what came, look when it is time, say a line, send."""

    def __init__(
        self,
        settings: Settings,
        rules: Sequence[Rule],
        post: Post,
        length: timedelta,
        every_s: int,
    ) -> None:
        from analyzer.ingest.rows.counts import Counts

        self._settings, self._rules, self._post = settings, rules, post
        self._length, self._every_s = length, every_s
        self._due = time.monotonic()
        self._counts: Counts = Counts()

    def follow(self, session: Session, paths: Sequence[str]) -> None:
        """Until Ctrl-C."""
        from analyzer.ingest import following
        from analyzer.lake.background_compaction import Tidying
        from analyzer.system.interrupt import noted

        with Tidying(self._settings.lake().root) as tidying, noted() as ctrl_c:
            outcomes = following.follow(
                session,
                paths,
                clock=lambda: datetime.now(UTC),
                pause=lambda: self._pause(ctrl_c),
                tidy=lambda: tidying.begin(datetime.now(UTC)),
            )
            for outcome in outcomes:
                self.read(outcome)

    def read(self, outcome: Outcome) -> None:
        """Count what came, or say what could not be read."""
        if outcome.error:
            _tell(outcome.error)
        else:
            self._counts.add(outcome.counts)

    def _pause(self, ctrl_c: CtrlC) -> None:
        if time.monotonic() >= self._due:
            self._due = time.monotonic() + self._every_s
            self.look(datetime.now(UTC))
        ctrl_c.sleep(_ROUND_S)

    def look(self, now: datetime) -> None:
        """Apply the rules up to `now`, say a line, and send what has changed."""
        from analyzer.ingest.rows.counts import Counts

        findings = self._findings(now)
        changed = self._post.note([rule.name for rule in self._rules], findings, now=now)
        counts, self._counts = self._counts, Counts()
        click.echo(
            f"{now:%Y-%m-%d %H:%M:%SZ} {_counted(counts.requests, 'request')},"
            f" {_counted(counts.rejects, 'reject')};"
            f" {_counted(len(findings), 'finding')}, {len(changed)} changed"
        )
        for one in changed:
            click.echo(plain(self._post.line(one)))
        self._post.send(now=now, failed=_tell)

    def _findings(self, now: datetime) -> list[Finding]:
        from analyzer import report
        from analyzer.text.period import Period

        # The logs may have no line yet.
        if not self._settings.lake().exists():
            return []
        period = Period(now - self._length, now)
        views = report.views(rule.condition for rule in self._rules)
        with self._settings.connect(views) as con:
            found = [rule.findings(con, period, self._settings.lang) for rule in self._rules]
        return [finding for of_rule in found for finding in of_rule]


def _counted(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


def _tell(error: Exception) -> None:
    click.echo(f"analyzer: {plain(str(error))}", err=True)
