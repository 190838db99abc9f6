"""Five readers at once, each with another page, language and filter: none sees another's."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.text import Text
from tests.browser.running import Watched, chromium, dashboard
from tests.conftest import rows

pytestmark = pytest.mark.browser

# Page, language, filter as the URL has it, what counts it, the tile that shows the count.
READERS = (
    ("", "en", "vendor=tickdb", "requests WHERE vendor = 'tickdb'", "overview.requests"),
    ("failures", "zh-Hans", "vendor=55tech", "failures WHERE vendor = '55tech'", "failures.all"),
    ("authentication", "zh-Hant", "client=mm-bot-1",
     "auth_failures WHERE client = 'mm-bot-1'", "authentication.refused"),
    ("partial_failures", "en", "client=mm-bot-2",
     "partial_failures WHERE client = 'mm-bot-2'", "partial_failures.all"),
    ("rate_limits", "zh-Hans", "client=recon-job",
     "throttles WHERE client = 'recon-job'", "rate_limits.throttled"),
)  # fmt: skip
ROUNDS = 2


def test_five_sessions_at_once_stay_apart(sample_lake: Path) -> None:
    wanted = [
        f"{rows(sample_lake, f'SELECT count(*) AS n FROM {counted}')[0]['n']:,}"
        for _, _, _, counted, _ in READERS
    ]
    with dashboard(sample_lake) as address, chromium() as browser:
        sessions = [
            Watched(
                browser.new_context(viewport={"width": 1440, "height": 900}).new_page(), address
            )
            for _ in READERS
        ]
        for number in range(ROUNDS):
            for session, (page, language, chosen, _, _) in zip(sessions, READERS, strict=True):
                # Nobody waits for anybody; in each round all ask for what is not cached yet.
                link = f"{address}/{page}?lang={language}&{chosen}&range={80 + number}h"
                session.page.goto(link, wait_until="commit")
            for session, reader, count in zip(sessions, READERS, wanted, strict=True):
                page, language, chosen, _, tile = reader
                words = Text("dashboard", language)
                session.page.get_by_text(words(tile), exact=True).first.wait_for(timeout=180_000)
                session.settle()
                assert words(f"{page or 'overview'}.title") in session.text()
                assert session.tile(words(tile)) == count
                assert chosen in session.page.url
                assert session.alarms() == []
        for session in sessions:
            assert session.complaints == []
