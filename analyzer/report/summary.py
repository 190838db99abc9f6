"""Summary of a report as a few lines of plain text."""

from __future__ import annotations

from dataclasses import replace

from analyzer.report import Report, figures
from analyzer.report.address import address
from analyzer.report.attention import SEVERITIES, Item
from analyzer.report.message import Message
from analyzer.rules.finding import Finding, TrackedFinding
from analyzer.text import Text
from analyzer.text.wording import Logged, Sentence, Value, Wording, number

_MOST_ITEMS = 10
_MOST_FINDINGS = 10
# Chats read this as a call for somebody; a log may say it.
_CALLS = ("@", "@\N{ZERO WIDTH SPACE}")


def message(report: Report, lang: str) -> Message:
    """Title: the period and how much needs a person. Body: that in a sentence, and what to act on.

    Then the numbers and the rules; the rest is attached, or in the dashboard.
    """
    words = Wording(lang, report.content.period)
    report = replace(
        report, attention=tuple(item for item in report.attention if item.acknowledged is None)
    )
    title = f"{words.text('page.title')} {words.span(report.content.period)}"
    tally = [
        f"{words.text(f'severity.{name}')} {n}"
        for name in SEVERITIES
        if (n := sum(item.severity == name for item in report.attention))
    ]
    paragraphs = [
        _needs(report, words),
        _items(report, words),
        [_figures(report, words)],
        _findings(report.tracked, lang),
        [_rest(report, words)],
    ]
    return Message(
        title=f"{title}{words.colon}{words.joined(tally)}" if tally else title,
        body="\n\n".join("\n".join(lines) for lines in paragraphs if lines),
        urgent=any(item.severity == "act" for item in report.attention)
        or any(one.alerts and one.finding.severity == "act" for one in report.tracked),
    )


def _figures(report: Report, words: Wording) -> str:
    if not report.content.figures["requests"]:
        return words.text("page.no_requests")
    parts = []
    for figure in figures.figures(report.content):
        before = f" ({words.text('figures.before', value=figure.before)})" if figure.before else ""
        parts.append(f"{words.text(f'figures.{figure.name}')}{words.colon}{figure.value}{before}")
    return words.joined(parts)


def _needs(report: Report, words: Wording) -> list[str]:
    """In one sentence how much needs a person."""
    if report.attention:
        counts = {
            name: number(sum(item.severity == name for item in report.attention))
            for name in SEVERITIES
        }
        return [words.text("attention.needs", **counts)]
    return [words.text("attention.nothing")] if report.content.figures["requests"] else []


def _items(report: Report, words: Wording) -> list[str]:
    """What to act on; the rest is in the report, or the dashboard."""
    urgent = [item for item in report.attention if item.severity == "act"]
    lines = []
    for item in urgent[:_MOST_ITEMS]:
        lines.append(_item(item, words))
        of = report.content
        if link := address(report.dashboard_url, of.period, of.only, item):
            lines.append(f"  {link}")
    if (more := len(urgent) - _MOST_ITEMS) > 0:
        lines.append(words.text("page.more", n=number(more)))
    return lines


def _rest(report: Report, words: Wording) -> str:
    if report.dashboard_url is None:
        return words.text("page.attached")
    return words.sentences(words.text("page.attached"), report.dashboard_url)


def _item(item: Item, words: Wording) -> str:
    remedy = item.remedy if isinstance(item.remedy, str) else None
    if isinstance(item.remedy, Sentence):
        remedy = _plain(item.remedy, words)
    line = f"{words.text(f'severity.{item.severity}')}{words.colon}{_plain(item.title, words)}"
    return f"- {line} → {remedy}" if remedy else f"- {line}"


def _findings(tracked: tuple[TrackedFinding, ...], lang: str) -> list[str]:
    text, words = Text("rules", lang), Text("report", lang)
    alerting = [one for one in tracked if one.alerts]
    lines = [
        "- "
        + text(
            "line.told",
            severity=words(f"severity.{one.finding.severity}"),
            state=text(f"state.{one.state}"),
            sentence=_short(one.finding, words("page.colon")),
            rule=one.finding.rule,
            id=one.finding.id,
        )
        for one in alerting[:_MOST_FINDINGS]
    ]
    if (more := len(alerting) - _MOST_FINDINGS) > 0:
        lines.append(words("page.more", n=number(more)))
    return lines


def _short(finding: Finding, colon: str) -> str:
    where = f"{finding.where.replace(*_CALLS)}{colon}" if finding.where else ""
    return f"{finding.title}{colon}{where}{finding.value}"


def _plain(line: Sentence, words: Wording) -> str:
    values = {name: _value(value, words) for name, value in line.values.items()}
    return words.text(line.key, **values)


def _value(value: Value, words: Wording) -> str:
    if isinstance(value, tuple):
        return words.joined(_value(part, words) for part in value)
    return value.shown.replace(*_CALLS) if isinstance(value, Logged) else value
