"""`analyzer report`."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from analyzer.cli.settings import Settings, shared_options


@click.command(
    "report",
    epilog="Example: analyzer report --date yesterday --out r.html --fail-on 'failures.share > 2%'",
)
@click.option("--date", metavar="DAY", help="YYYY-MM-DD or yesterday.  [default: last with data]")
@click.option("--since", metavar="TIME", help="From this day or time on, instead of --date.")
@click.option("--until", metavar="TIME", help="Up to the end of this day, or to this time.")
@click.option(
    "--format", "form", type=click.Choice(["html", "md", "json"]), help="[default: by --out, or md]"
)
@click.option("--out", metavar="FILE", help="Write there instead of to standard output.")
@click.option(
    "--fail-on", "rules", multiple=True, metavar="RULE", help="Exit with 1 if it holds; repeatable."
)
@shared_options
def command(
    date: str | None,
    since: str | None,
    until: str | None,
    form: str | None,
    out: str | None,
    rules: tuple[str, ...],
    settings: Settings,
) -> int:
    """Write the report of a day, or of any period: what needs a person, with evidence."""
    from analyzer import report
    from analyzer.cli import output
    from analyzer.rules import parse

    parsed = [parse(rule) for rule in rules]
    con = settings.connect()
    for rule in parsed:
        rule.check(con)
    period = report.period(con, date=date, since=since, until=until, now=datetime.now(UTC))
    built = report.build(con, period, lang=settings.lang)
    output.deliver(report.render(built, form or _by_name(out), settings.lang), out)
    sentences = [
        sentence for rule in parsed if (sentence := rule.holds(con, period, settings.lang))
    ]
    for sentence in sentences:
        output.tell(f"analyzer: {sentence}")
    return 1 if sentences else 0


def _by_name(out: str | None) -> str:
    ending = (out or "").rpartition(".")[2].lower()
    return {"html": "html", "htm": "html", "json": "json"}.get(ending, "md")
