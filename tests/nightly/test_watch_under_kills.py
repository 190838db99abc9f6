"""`analyzer watch` while a vendor starts to throttle, and while it is killed again and again."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.nightly.test_watch import RULE
from tests.servers import Webhook, webhook

pytestmark = pytest.mark.scale

PROMISED_S, PATIENCE_S = 90, 300


class Bot:
    """A program that logs what a vendor answers, several times a second."""

    def __init__(self, log: Path) -> None:
        self.log, self.status, self.throttled_at = log, 200, 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def throttled(self) -> None:
        """From now on the vendor throttles."""
        self.status, self.throttled_at = 429, time.monotonic()

    def stop(self) -> None:
        """No more requests."""
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(0.3):
            line = {"ts": datetime.now(UTC).isoformat(), "status": self.status}
            with self.log.open("a", encoding="utf-8") as log:
                log.write(json.dumps({**line, "url": "https://api.tickdb.ai/v1/x"}) + "\n")


@contextmanager
def watching(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`analyzer watch`, killed at the end of the block."""
    command: list[str | Path] = [
        sys.executable, "-m", "analyzer", "watch", folder / "calls.jsonl", "--every", "5",
        "--minutes", "1", "--lake", folder / "lake", "--rules", folder / "rules.toml",
        "--deliver", folder / "to.txt",
    ]  # fmt: skip
    with (folder / "told.txt").open("ab") as told:
        process = subprocess.Popen(command, stdout=told, stderr=told, start_new_session=True)
        try:
            yield process
            assert process.poll() is None, (folder / "told.txt").read_text("utf-8")
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def told(hook: Webhook) -> Counter[str]:
    """How often it was sent that somebody is throttled: new, again, gone."""
    sent = json.dumps(hook.posts)
    return Counter(re.findall(r"Act now, (\w+): Somebody is throttled", sent))


def until(true: Callable[[], object]) -> None:
    """Wait for it."""
    late = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < late
        time.sleep(0.1)


@pytest.mark.parametrize("kills", [2, pytest.param(10, marks=pytest.mark.soak)])
def test_what_starts_and_ends_is_told_once_each_though_it_is_killed_again_and_again(
    kills: int, tmp_path: Path
) -> None:
    """So many times while the vendor throttles, and as often when it does no longer."""
    chance, died_sending = random.Random(19), Counter[str]()
    (tmp_path / "rules.toml").write_text(RULE, "utf-8")
    (tmp_path / "calls.jsonl").touch()
    memory = tmp_path / "lake" / "memory.json"

    def killed() -> None:
        """Watch for a while, and note what was under way as it was killed."""
        before = told(hook)
        with watching(tmp_path):
            time.sleep(chance.uniform(0.2, 6))
        kept = json.loads(memory.read_text("utf-8"))["watched"] if memory.exists() else {}
        for row in kept.get("outbox", ()):
            [state] = re.findall(r"Act now, (\w+)", row["line"])
            # The webhook took it, and who sent it did not live to write that down.
            died_sending[state] += told(hook)[state] > before[state]

    with webhook() as hook:
        (tmp_path / "to.txt").write_text(hook.address() + "\n", "utf-8")
        bot = Bot(tmp_path / "calls.jsonl")
        try:
            with watching(tmp_path):
                until(memory.exists)
                assert told(hook) == {}
                bot.throttled()
            for _ in range(kills):
                killed()
            with watching(tmp_path):
                until(lambda: told(hook)["new"])
                took_s = time.monotonic() - bot.throttled_at
            bot.status = 200
            for _ in range(kills):
                killed()
            with watching(tmp_path):
                until(lambda: told(hook)["gone"])
                time.sleep(15)  # three looks more
        finally:
            bot.stop()
    assert took_s <= PROMISED_S
    assert told(hook) == Counter({"new": 1, "gone": 1}) + died_sending
