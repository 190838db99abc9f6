"""`analyzer report`: writes the report of a day or a period."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analyzer.cli.settings import Settings, shared_options
from analyzer.errors import LakeError, UsageError

if TYPE_CHECKING:
    from analyzer.report.pages import Pages

_FORMS = ("html", "md", "json", "openmetrics")
# What files of these forms are called; one without an ending, as /dev/stdout, is Markdown.
_ENDINGS = {
    "": "md", "md": "md", "markdown": "md", "txt": "md", "html": "html", "htm": "html",
    "json": "json", "prom": "openmetrics",
}  # fmt: skip


@click.command(
    "report",
    epilog="Example: analyzer report --date yesterday --out r.html --fail-on 'failures.share > 2%'",
)
@click.option("--date", metavar="DAY", help="YYYY-MM-DD or yesterday.  [default: last with data]")
@click.option("--since", metavar="TIME", help="From this day or time on, instead of --date.")
@click.option("--until", metavar="TIME", help="Up to the end of this day, or to this time.")
@click.option("--zone", metavar="NAME", help="Whose days, such as Asia/Shanghai.  [default: UTC]")
@click.option("--vendor", "only", multiple=True, metavar="ID", help="Of this vendor; repeatable.")
@click.option("--format", "form", type=click.Choice(_FORMS), help="[default: by --out, or md]")
@click.option("--out", metavar="FILE", help="Write there instead of to standard output.")
@click.option("--per-vendor", is_flag=True, help="A page of each vendor as well, beside --out.")
@click.option("--bundle", is_flag=True, help="A support bundle for each vendor, beside --out.")
@click.option(
    "--finding", metavar="ID", help="The support bundle of this finding alone, to --out FILE.zip."
)
@click.option(
    "--fail-on", "texts", multiple=True, metavar="RULE", help="Exit with 1 if it holds; repeatable."
)
@click.option(
    "--rules",
    "files",
    multiple=True,
    metavar="FILE",
    help="A TOML file of rules, or `shipped`; exit with 1 if one holds that is not acknowledged.",
)
@click.option(
    "--dashboard-url",
    metavar="URL",
    envvar="ANALYZER_DASHBOARD_URL",
    help="Where the dashboard is: findings lead to their requests there.",
)
@click.option("--deliver", metavar="FILE", help="Send it to the addresses in FILE, one a line.")
@shared_options
def command(
    date: str | None,
    since: str | None,
    until: str | None,
    zone: str | None,
    only: tuple[str, ...],
    form: str | None,
    out: str | None,
    per_vendor: bool,
    bundle: bool,
    finding: str | None,
    texts: tuple[str, ...],
    files: tuple[str, ...],
    dashboard_url: str | None,
    deliver: str | None,
    settings: Settings,
) -> int:
    """Write the report of a day, or of any period: what needs a person, with evidence."""
    from analyzer import report, rules
    from analyzer.cli import finding_lines, output
    from analyzer.cli.send_report import send_report
    from analyzer.nightly.delivery import destinations
    from analyzer.report import pages
    from analyzer.report.address import check_dashboard
    from analyzer.report.bundle import READS
    from analyzer.rules.reading import rules as read_rules
    from analyzer.text.period import check_zone
    from analyzer.text.vendor_names import check_vendors
    from analyzer.warehouse.vendor_scope import views_of

    if (per_vendor or bundle or finding) and out is None:
        raise UsageError(
            "--per-vendor, --bundle and --finding write files", todo="Say where with --out FILE."
        )
    if out is not None and not Path(out).parent.is_dir():
        raise UsageError("this folder is not there", where=str(Path(out).parent), todo="Make it.")
    # A finding alone is a bundle, whatever its file is called.
    form = form or ("md" if finding else _by_name(out))
    addresses = destinations(deliver) if deliver else ()
    whose = check_zone(zone or "UTC", "--zone")
    check_dashboard(dashboard_url, "--dashboard-url")
    named = read_rules(files)
    parsed = [rules.parse(text) for text in texts]
    conditions = [*parsed, *(rule.condition for rule in named)]
    con = settings.connect(report.views(conditions) | views_of(READS))
    for condition in conditions:
        condition.check(con)
    check_vendors(con, only, "--vendor")
    now = datetime.now(UTC)
    period = report.period(con, date=date, since=since, until=until, now=now, zone=whose)
    built = pages.build(
        con, period, lang=settings.lang, rules=named, only=only, per_vendor=per_vendor
    )
    built = _compared(built, settings).leading_to(dashboard_url)
    if finding and out is not None:
        pages.write_bundle_of(con, built.whole, finding, Path(out), settings.lang)
        output.tell(f"{out}: support bundle")
        return 0
    if out is None:
        output.deliver(report.render(built.whole, form, settings.lang), None)
    else:
        pages.write(built, Path(out), form, settings.lang)
    if bundle and out is not None:
        pages.write_bundles(con, built.whole, Path(out), settings.lang)
    sentences = [found for rule in parsed if (found := rule.holds(con, period, settings.lang))]
    for sentence in sentences:
        output.tell(f"analyzer: {sentence}")
    alerts = finding_lines.write(built.whole.tracked, settings.lang)
    failed = send_report(built.whole, addresses, settings.lang)
    return 1 if sentences or alerts or failed else 0


def _compared(built: Pages, settings: Settings) -> Pages:
    """What was found compared with the last report's, and saved for the next where possible."""
    from analyzer.cli import output
    from analyzer.rules.finding_history import recall, remembered

    lake = settings.lake()
    try:
        with remembered(lake) as memory:
            return built.compared(memory)
    except LakeError as error:
        compared = built.compared(recall(lake))
        if built.whole.rules:
            output.tell(f"analyzer: {error.where}: {error.what}; what was found is not remembered")
        return compared


def _by_name(out: str | None) -> str:
    """The form that a file's ending promises. Raises UsageError where it promises another."""
    ending = Path(out or "").suffix.removeprefix(".").lower()
    if ending in _ENDINGS:
        return _ENDINGS[ending]
    raise UsageError(
        f"is written in no form called .{ending}",
        where=str(out),
        todo="Call it .html, .md, .json or .prom, or give --format",
    )
