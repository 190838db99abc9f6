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
@click.option("--fail-on", "texts", multiple=True, metavar="RULE", help="Exit with 1 if it holds.")
@click.option(
    "--rules",
    "files",
    multiple=True,
    metavar="FILE",
    help="A TOML file of rules, or `shipped`; exit with 1 if one holds that is not acknowledged.",
)
@shared_options
def command(
    date: str | None,
    since: str | None,
    until: str | None,
    form: str | None,
    out: str | None,
    texts: tuple[str, ...],
    files: tuple[str, ...],
    settings: Settings,
) -> int:
    """Write the report of a day, or of any period: what needs a person, with evidence."""
    from analyzer import report, rules
    from analyzer.cli import output, telling
    from analyzer.memory import remembered
    from analyzer.rules.reading import rules as read_rules

    named = read_rules(files)
    parsed = [rules.parse(text) for text in texts]
    con = settings.connect()
    for condition in (*parsed, *(rule.condition for rule in named)):
        condition.check(con)
    period = report.period(con, date=date, since=since, until=until, now=datetime.now(UTC))
    built = report.build(con, period, lang=settings.lang, rules=named)
    if named:
        with remembered(settings.lake().root) as memory:
            built = built.compared(memory)
    output.deliver(report.render(built, form or _by_name(out), settings.lang), out)
    sentences = [found for rule in parsed if (found := rule.holds(con, period, settings.lang))]
    for sentence in sentences:
        output.tell(f"analyzer: {sentence}")
    cries = telling.tell(built.told, settings.lang)
    return 1 if sentences or cries else 0


def _by_name(out: str | None) -> str:
    ending = (out or "").rpartition(".")[2].lower()
    return {"html": "html", "htm": "html", "json": "json"}.get(ending, "md")
