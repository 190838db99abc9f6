"""The README says what is so."""

from __future__ import annotations

import re

from analyzer.models import models
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text("utf-8")


def test_the_readme_lists_every_view_in_the_models_own_words() -> None:
    listed = re.findall(r"^\| `(\w+)` \| (.*?) \| (.*?) \|$", README, re.MULTILINE)
    assert listed == [(model.name, model.grain, model.about) for model in models().values()]


def test_the_two_set_up_commands_are_one_line_each() -> None:
    first, second = re.findall(r"```sh\n(python3 -m venv .*)\n```", README)
    assert first.endswith("analyzer demo")
    assert second.endswith("-m pytest")


def test_every_file_that_the_readme_links_to_is_there() -> None:
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
