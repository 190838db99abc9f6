"""`analyzer ingest`: reads logs into a lake."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from analyzer import engines
from analyzer.cli.engine_options import check_master, engine_options
from analyzer.cli.progress import progress
from analyzer.cli.settings import Settings, shared_options
from analyzer.errors import UsageError
from analyzer.redaction import without_forms
from analyzer.system.interrupt import is_interrupt, noted
from analyzer.system.malloc import take_large_blocks_apart
from analyzer.text.plain import plain

if TYPE_CHECKING:
    from analyzer.ingest.rows.counts import Counts
    from analyzer.ingest.session import Options, Outcome, Session
    from analyzer.system.interrupt import CtrlC


_ROUND_S = 2.0
_PAUSE_S = 0.2
_NAMES_SHOWN = 8
# What reads people's own words is less sure of any log, so that all others come before.
_LEAST_SHOWN = 0.005


@click.command(
    "ingest", epilog="Example: analyzer ingest /var/log/bots 'archive/*.har' --vendor tickdb"
)
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option("--format", "form", default="auto", show_default=True, help="A name of `formats`.")
@click.option("--vendor", help="The vendor, where the log does not say.")
@click.option("--client", help="The client, where the log does not say.")
@click.option(
    "--strict",
    is_flag=True,
    help="Exit with 1 if any line was rejected, now or when it was loaded before.",
)
@click.option("--follow", is_flag=True, help="Go on reading what is written; Ctrl-C ends it.")
@engine_options
@click.option("--dry-run", is_flag=True, help="Say what would be read, show rows, keep nothing.")
@shared_options
def command(
    paths: tuple[str, ...],
    form: str,
    vendor: str | None,
    client: str | None,
    strict: bool,
    follow: bool,
    engine: str,
    master: str | None,
    dry_run: bool,
    settings: Settings,
) -> int:
    """Read logs into the lake: files, folders, globs, or - for standard input."""
    from analyzer.ingest.sql import macro_database

    macro_database.begin()
    catalog = settings.catalog()
    if engine == "local":
        from analyzer.ingest.rows import prepared

        prepared.begin(catalog)
    from analyzer.ingest.rows.counts import Counts
    from analyzer.ingest.session import Options
    from analyzer.text.vendor_names import likely_meant

    options = Options(form, vendor, client)
    if vendor and (meant := likely_meant(vendor, catalog.vendors)):
        click.echo(f"analyzer: no catalog file tells of {vendor}; did you mean {meant}?", err=True)
    if dry_run:
        return _preview(paths, options, settings)
    check_master(engine, master)
    if engine != "local" and follow:
        raise UsageError("one process follows files", where="--follow", todo="Leave --engine out")
    reading = _here(paths, options, settings, follow=follow)
    if engine != "local":
        reading = _on(engine, master, paths, options, settings)
    total, read, failed, rejects = Counts(), 0, 0, 0
    with reading as outcomes:
        try:
            for outcome in outcomes:
                if outcome.error:
                    failed += 1
                    click.echo(f"analyzer: {plain(str(outcome.error))}", err=True)
                else:
                    read += 1
                    click.echo(plain(without_forms(f"{outcome.source}: {_became(outcome)}")))
                    total.add(outcome.counts)
                    rejects += outcome.counts.rejects + outcome.earlier_rejects
        except (KeyboardInterrupt, Exception) as error:
            if not (follow and is_interrupt(error)):
                raise
    click.echo(f"total: {read} {'source' if read == 1 else 'sources'}, {_sum(total)}")
    if not read and not follow:
        return 2
    return 1 if failed or (strict and rejects) else 0


@contextmanager
def _here(
    paths: Sequence[str], options: Options, settings: Settings, *, follow: bool
) -> Iterator[Iterator[Outcome]]:
    """What becomes of the sources, in this process."""
    from analyzer.ingest.session import Session
    from analyzer.ingest.sources.finding import find

    sources = find(paths)
    if follow:
        take_large_blocks_apart()
    with Session(settings.lake(), settings.catalog(), options) as session:
        if follow:
            with _followed(session, paths, settings) as outcomes:
                yield outcomes
        else:
            with progress() as on_progress:
                yield session.load(sources, now=_now(), on_progress=on_progress)


@contextmanager
def _followed(
    session: Session, paths: Sequence[str], settings: Settings
) -> Iterator[Iterator[Outcome]]:
    """What becomes of sources that are still written to."""
    from analyzer.ingest import following
    from analyzer.lake.background_compaction import Tidying

    with Tidying(settings.lake().root) as tidying, noted() as ctrl_c:
        yield following.follow(
            session,
            paths,
            clock=_now,
            pause=_Beat(ctrl_c).wait,
            tidy=lambda: tidying.begin(_now()),
        )


class _Beat:
    """Lets a round begin _ROUND_S after the last one began, or soon after a long one."""

    def __init__(self, ctrl_c: CtrlC) -> None:
        self._ctrl_c, self._last = ctrl_c, time.monotonic()

    def wait(self) -> None:
        """Until the next round may begin. Raises KeyboardInterrupt where there is to be none."""
        self._ctrl_c.sleep(max(_PAUSE_S, self._last + _ROUND_S - time.monotonic()))
        self._last = time.monotonic()


@contextmanager
def _on(
    engine: str, master: str | None, paths: Sequence[str], options: Options, settings: Settings
) -> Iterator[Iterator[Outcome]]:
    """What becomes of the sources, as tasks of an engine."""
    from analyzer.ingest.distributed import ingest_on
    from analyzer.ingest.sources.finding import find

    sources, catalog = find(paths), settings.catalog()
    with engines.started(engine, master) as started:
        yield ingest_on(started, settings.lake(), sources, catalog, options, now=_now())


def _now() -> datetime:
    return datetime.now(UTC)


def _preview(paths: tuple[str, ...], options: Options, settings: Settings) -> int:
    from analyzer.cli import output
    from analyzer.ingest.preview import preview
    from analyzer.ingest.sources.finding import find

    for seen in preview(find(paths), settings.catalog(), options, now=_now()):
        if seen.error:
            output.tell(f"analyzer: {seen.error}")
            continue
        form = f"{seen.format}{_sure(seen.sureness)}"
        part = "; of its first MiB alone" if seen.goes_on else ""
        click.echo(f"{plain(without_forms(seen.source))}: {form}, {_sum(seen.counts)}{part}")
        output.deliver(output.as_table(seen.rows), None)
    return 0


def _became(outcome: Outcome) -> str:
    if outcome.known:
        return "nothing new"
    if not outcome.counts.lines:
        return "empty"
    form = f"{outcome.format}{_sure(outcome.sureness)}"
    told = f"{form}, {_sum(outcome.counts)}{_unmapped(outcome.unmapped)}"
    return f"{told}; days by {outcome.days_by}" if outcome.days_by else told


def _sure(sureness: float) -> str:
    """How sure a format is of a source, if it is not wholly."""
    if sureness >= 1:
        return ""
    return f" ({sureness:.0%} sure)" if sureness >= _LEAST_SHOWN else " (a guess)"


def _unmapped(names: Sequence[str]) -> str:
    """What was in the source and is in no column."""
    if not names:
        return ""
    more = f" and {len(names) - _NAMES_SHOWN} more" if len(names) > _NAMES_SHOWN else ""
    return f"; not mapped: {', '.join(names[:_NAMES_SHOWN])}{more}"


def _sum(counts: Counts) -> str:
    return (
        f"{counts.lines} lines = {counts.requests} requests"
        f" + {counts.rejects} rejects{_reasons(counts.rejected)}"
        f" + {sum(counts.skipped.values())} skipped{_reasons(counts.skipped)}"
    )


def _reasons(counts: Mapping[str, int]) -> str:
    why = ", ".join(f"{count} {reason}" for reason, count in sorted(counts.items()))
    return f" ({why})" if why else ""
