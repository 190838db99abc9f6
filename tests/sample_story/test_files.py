"""The sample logs are what the generator writes, small, and hold no real secret.

What they tell is checked in `test_story.py`.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from .reading import LOGS, ROOT, files, story

REAL_SECRETS = re.compile(
    rb"AKIA[0-9A-Z]{16}|gh[pousr]_\w{30}|[sr]k_live_|xox[abpr]-|AIza[\w-]{35}|-----BEGIN|sk-[\w-]{20}"
)
CREDENTIAL = re.compile(
    rb'(?i)x-api-key":\s*"([^"]+)|x-api-key",\s+"value": "([^"]+)|ops:([^@]+)@'
    rb'|Bearer ([^ "\\]+\.[^ "\\]+|[0-9a-f-]{36})|api_?key(?:=|\W{3,8})([\w-]+)'
)


@pytest.mark.scale
def test_the_generator_writes_the_committed_files_again(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "tests.sample_story", str(tmp_path)], cwd=ROOT, check=True
    )
    assert files(tmp_path) == files(LOGS)


def test_all_files_together_are_smaller_than_six_megabytes() -> None:
    assert sum(path.stat().st_size for path in LOGS.rglob("*") if path.is_file()) < 6_000_000


def test_nothing_looks_like_a_secret_of_a_known_service() -> None:
    assert not [name for name, content in files(LOGS).items() if REAL_SECRETS.search(content)]


def test_every_credential_is_one_of_the_storys_and_says_that_it_is_fake() -> None:
    found = {
        credential.decode()
        for content in files(LOGS).values()
        for groups in CREDENTIAL.findall(content)
        for credential in groups
        if credential
    }
    assert {credential[-4:] for credential in found} == {key["last4"] for key in story()["keys"]}
    assert all(re.search("(?i)fa[k4]e|YOUR_API_KEY", credential) for credential in found)
