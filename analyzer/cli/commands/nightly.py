"""`analyzer nightly`: ingests, reports on the days that are due, and delivers."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analyzer.cli.settings import Settings, shared_options
from analyzer.errors import UsageError
from analyzer.text.plain import plain

if TYPE_CHECKING:
    from analyzer.ingest.session import Options
    from analyzer.nightly.delivery import Destination
    from analyzer.nightly.settings import NightlySettings
    from analyzer.report import Report
    from analyzer.report.pages import Pages
    from analyzer.rules import Rule

_FORMS = ("html", "md", "json")


@click.command(
    "nightly", epilog="Example: analyzer nightly /var/log/bots --reports reports --deliver to.txt"
)
@click.argument("paths", nargs=-1, metavar="[PATH]…")
@click.option("--config", metavar="FILE", help="TOML with what follows.  [or ANALYZER_NIGHTLY]")
@click.option(
    "--log-format", metavar="NAME", help="The logs', as `ingest --format`.  [default: auto]"
)
@click.option("--vendor", help="The vendor, where the log does not say.")
@click.option("--client", help="The client, where the log does not say.")
@click.option("--reports", metavar="DIR", help="Where reports are kept.  [default: ./reports]")
@click.option(
    "--format", "formats", multiple=True, type=click.Choice(_FORMS), help="[default: html]"
)
@click.option("--rules", multiple=True, metavar="FILE", help="[default: shipped]")
@click.option("--deliver", metavar="FILE", help="Addresses, one a line.  [and ANALYZER_DELIVER]")
@click.option("--per-vendor", is_flag=True, help="A page of each vendor as well.")
@click.option("--bundle", is_flag=True, help="A support bundle for each vendor.")
@click.option("--metrics", metavar="FILE", help="OpenMetrics of the last day, for a collector.")
@click.option("--zone", metavar="NAME", help="Whose days, such as Asia/Shanghai.  [default: UTC]")
@click.option("--publish", is_flag=True, help="Delta tables of views, as `build --publish`.")
@click.option("--date", "until", metavar="DAY", help="Report up to this day.  [default: yesterday]")
@shared_options
def command(
    paths: tuple[str, ...],
    config: str | None,
    log_format: str | None,
    vendor: str | None,
    client: str | None,
    reports: str | None,
    formats: tuple[str, ...],
    rules: tuple[str, ...],
    deliver: str | None,
    per_vendor: bool,
    bundle: bool,
    metrics: str | None,
    zone: str | None,
    publish: bool,
    until: str | None,
    settings: Settings,
) -> int:
    """Ingest, compact, report, rules and delivery in one run; days that were missed are made up.

    Run it every night, twice or late: a report a day, no line counted twice. Without paths it
    reports on what the lake holds.
    """
    if paths:
        from analyzer.ingest.sql import macro_database

        macro_database.begin()
    from analyzer.ingest.detection.samples import check_chosen
    from analyzer.ingest.session import Options
    from analyzer.nightly.delivery import destinations
    from analyzer.nightly.due_days import alone
    from analyzer.nightly.settings import NightlySettings, from_file
    from analyzer.report.address import check_dashboard
    from analyzer.rules.reading import SHIPPED
    from analyzer.rules.reading import rules as read_rules
    from analyzer.text.period import check_zone

    job = NightlySettings(
        paths=paths,
        log_format=log_format,
        vendor=vendor,
        client=client,
        reports=reports,
        formats=formats,
        rules=rules,
        deliver=deliver,
        per_vendor=per_vendor,
        bundle=bundle,
        metrics=metrics,
        zone=zone,
        publish=publish,
    ).over(from_file(config or os.environ.get("ANALYZER_NIGHTLY")))
    now = datetime.now(UTC)
    zone = check_zone(job.zone or "UTC", "--zone")
    check_dashboard(os.environ.get("ANALYZER_DASHBOARD_URL"), "ANALYZER_DASHBOARD_URL")
    last = _last_day(until, now, zone)
    read = read_rules(job.rules or (SHIPPED,))
    options = Options(job.log_format or "auto", job.vendor, job.client)
    check_chosen(options.format, settings.catalog())
    _check(read, settings)
    _check_folder(job.reports_folder)
    to = destinations(job.deliver, os.environ.get("ANALYZER_DELIVER", ""))
    lake = settings.lake()
    if job.paths:
        lake.create()
        with lake.locked():  # which makes the folder one of ours
            pass
    else:
        lake.require()
    with alone(lake):
        failed = _ingest(job.paths, job.reports_folder, settings, options, now)
        lake.require()
        _compact(settings, now)
        if job.publish:
            _publish(settings, now)
        run = _Run(job, settings, read, to)
        for day in run.due(last):
            failed |= run.make(day)
        run.write_metrics()
        failed |= run.deliver()
    return 1 if failed else 0


def _check_folder(folder: Path) -> None:
    if any(place.exists() and not place.is_dir() for place in (folder, *folder.parents)):
        raise UsageError(
            f"{folder} is a file, or lies below one", where="--reports", todo="Name a folder."
        )


def _last_day(text: str | None, now: datetime, zone: str) -> date:
    from analyzer.text.period import yesterday

    if text is None or text == "yesterday":
        return yesterday(now, zone)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(
            f'"{text}" is no date', where="--date", todo="Write YYYY-MM-DD or `yesterday`."
        ) from None


def _check(rules: Sequence[Rule], settings: Settings) -> None:
    """Raises UsageError for a rule that cannot be, before anything is done."""
    from analyzer.lake.lake import Lake
    from analyzer.warehouse.connection import connect

    with tempfile.TemporaryDirectory() as empty:
        con = connect(Lake(empty), settings.catalog(), names={r.condition.view for r in rules})
        for rule in rules:
            rule.condition.check(con)
        con.close()


def _ingest(
    paths: Sequence[str], reports: Path, settings: Settings, options: Options, now: datetime
) -> bool:
    """Load what is new; whether a source could not be read."""
    from analyzer.ingest.session import Session
    from analyzer.ingest.sources.finding import find
    from analyzer.nightly.due_days import by_state

    if not paths:
        return False
    failed, loads, requests, rejects = False, 0, 0, 0
    done, live = by_state(find(paths, beside=(reports, settings.lake().root)), now=now)
    with Session(settings.lake(), settings.catalog(), options) as session:
        outcomes = [
            outcome
            for sources, finished in ((done, True), (live, False))
            if sources
            for outcome in session.load(sources, now=now, finished=finished)
        ]
    for outcome in outcomes:
        if outcome.error:
            failed = True
            click.echo(f"analyzer: {plain(str(outcome.error))}", err=True)
        elif not outcome.known:
            loads += 1
            requests += outcome.counts.requests
            rejects += outcome.counts.rejects
    click.echo(
        f"ingested: {loads} of {len(done) + len(live)} sources had something new,"
        f" {requests} requests, {rejects} rejects"
    )
    return failed


def _compact(settings: Settings, now: datetime) -> None:
    from analyzer.engines.local import Local
    from analyzer.lake.compaction import compact
    from analyzer.warehouse.build import build
    from analyzer.warehouse.views_file import write_views

    engine = Local()
    before, after = compact(settings.lake(), engine, now=now)
    if after < before:
        write_views(settings.lake(), settings.catalog())
        click.echo(f"compacted: {before} files → {after}")
    build(settings.lake(), settings.catalog(), engine, now=now)


def _publish(settings: Settings, now: datetime) -> None:
    from analyzer.engines.local import Local
    from analyzer.warehouse.published import publish

    lake, catalog = settings.lake(), settings.catalog()
    outcomes = publish(lake, catalog, settings.lang, Local(), now=now).values()
    changed = sum(outcome.changed for outcome in outcomes)
    click.echo(f"published: {len(outcomes)} tables, {changed} days changed")


class _Run:
    """The part of a run that makes reports and delivers them, each step noted once it is done."""

    def __init__(
        self,
        job: NightlySettings,
        settings: Settings,
        rules: Sequence[Rule],
        destinations: Sequence[Destination],
    ) -> None:
        from analyzer import report
        from analyzer.report.bundle import READS
        from analyzer.warehouse.vendor_scope import views_of

        self._nightly, self._settings, self._rules = job, settings, rules
        self._lake = settings.lake()
        asked_for = report.views(rule.condition for rule in rules) | views_of(READS)
        self._con = settings.connect(asked_for)
        self._folder = job.reports_folder
        self._zone = job.zone or "UTC"
        self._made: dict[date, Report] = {}
        self._destinations: dict[str, Destination] = {}
        if destinations:
            secret = self._lake.secret()
            self._destinations = {to.key(secret): to for to in destinations}

    def due(self, last: date) -> list[date]:
        """The days to report on, oldest first."""
        from analyzer.nightly.due_days import due
        from analyzer.rules.finding_history import recall

        return due(self._con, recall(self._lake), last, self._zone)

    def make(self, day: date) -> bool:
        """Write a day's report and note it; whether something alerts."""
        from analyzer.cli import finding_lines
        from analyzer.nightly.due_days import noted
        from analyzer.report import pages
        from analyzer.rules.finding_history import remembered

        built = self._built(day)
        with remembered(self._lake) as memory:
            built = built.compared(memory)
        self._folder.mkdir(parents=True, exist_ok=True)
        lang = self._settings.lang
        for form in self._nightly.formats or ("html",):
            for written in pages.write(built, self._folder / f"{day}.{form}", form, lang):
                click.echo(str(written))
        if self._nightly.bundle:
            page = self._folder / f"{day}.html"
            for written in pages.write_bundles(self._con, built.whole, page, lang):
                click.echo(str(written))
        self._made[day] = built.whole
        alerts = finding_lines.write(built.whole.tracked, lang)
        requests = built.whole.content.figures["requests"]
        with remembered(self._lake) as memory:
            before = memory.days.get(str(day))
            memory.days[str(day)] = noted(before, requests, self._destinations)
        return alerts

    def write_metrics(self) -> None:
        """Write the metrics of the last day that was reported just now, if they are asked for."""
        from analyzer import report
        from analyzer.system.atomic_file import write_whole

        if self._nightly.metrics and self._made:
            last = self._made[max(self._made)]
            text = report.render(last, "openmetrics", self._settings.lang)
            write_whole(Path(self._nightly.metrics), text)

    def deliver(self) -> bool:
        """Send the reports that destinations still wait for; whether one did not take its own."""
        from analyzer.cli.send_report import send_report
        from analyzer.rules.finding_history import recall, remembered

        failed = False
        for day, about in sorted(recall(self._lake).days.items()):
            waiting = [self._destinations[k] for k in about["pending"] if k in self._destinations]
            if not waiting:
                continue
            built = self._made.get(date.fromisoformat(day))
            if built is None:
                with remembered(self._lake) as memory:
                    built = self._built(date.fromisoformat(day)).whole.compared(memory)

            def taken(to: Destination, day: str = day) -> None:
                with remembered(self._lake) as memory:
                    memory.days[day]["pending"].remove(to.key(self._lake.secret()))
                click.echo(f"{day} delivered: {to.name}")

            failed |= send_report(built, waiting, self._settings.lang, taken)
        return failed

    def _built(self, day: date) -> Pages:
        from analyzer.report import pages
        from analyzer.text.period import whole_day

        return pages.build(
            self._con,
            whole_day(day, self._zone),
            lang=self._settings.lang,
            rules=self._rules,
            per_vendor=self._nightly.per_vendor,
        ).leading_to(os.environ.get("ANALYZER_DASHBOARD_URL"))
