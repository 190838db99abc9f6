"""Sends a report to every destination; one that fails does not keep it from the others."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from analyzer import report
from analyzer.cli import output
from analyzer.nightly.delivery import DeliveryError, Destination, send
from analyzer.report import Report
from analyzer.report.summary import message


def send_report(
    built: Report,
    destinations: Sequence[Destination],
    lang: str,
    done: Callable[[Destination], None] = lambda _: None,
) -> bool:
    """Send summary and page; `done` is called for each that took it. Whether any did not."""
    failed = False
    if not destinations:
        return failed
    with tempfile.TemporaryDirectory() as folder:
        day = built.content.period.since.strftime("%Y-%m-%d")
        page = Path(folder) / f"report-{day}.html"
        page.write_text(report.render(built, "html", lang), "utf-8")
        for destination in destinations:
            try:
                send(destination, message(built, lang), [page])
            except DeliveryError as error:
                failed = True
                output.tell(f"analyzer: {error}")
            else:
                done(destination)
    return failed
