"""The README says what is so."""

from __future__ import annotations

import re
import shlex
from itertools import takewhile
from pathlib import Path

import pytest

from analyzer.catalog.catalog import load
from analyzer.cli.main import cli
from analyzer.models import models
from tests import readme_columns
from tests.conftest import ROOT, analyzer

README = (ROOT / "README.md").read_text("utf-8")


def test_the_readme_lists_every_view_in_the_models_own_words() -> None:
    listed = re.findall(r"^\| `(\w+)` \| (.*?) \| (.*?) \|$", README, re.MULTILINE)
    assert listed == [(model.name, model.grain, model.about) for model in models().values()]


def test_the_readme_and_analyzer_sql_tell_every_column_in_the_models_own_words() -> None:
    words = {name: model.columns for name, model in models().items()}
    assert readme_columns.told(README) == words
    assert readme_columns.section() in README
    printed: dict[str, dict[str, str]] = {}
    for line in analyzer("sql").out.splitlines():
        if view := re.match(r"(\w+)  \(one row per ", line):
            columns = printed.setdefault(view[1], {})
        elif column := re.match(r"    (\w+) +(.*)", line):
            columns[column[1]] = column[2]
    assert printed == words


def test_the_objective_of_the_readme_is_one_that_a_catalog_may_hold(tmp_path: Path) -> None:
    (snippet,) = re.findall(r"```toml\n(id = .*?)```", README, re.DOTALL)
    (tmp_path / "own.toml").write_text(snippet, "utf-8")
    assert load(tmp_path).vendors["tickdb"].objective.target == 0.995


def commands() -> list[list[str]]:
    """Each `analyzer …` of the README's shell blocks, without what other programs do with it."""
    blocks = "".join(re.findall(r"```sh\n(.*?)```", README, re.DOTALL)).replace("\\\n", " ")
    lines = [shlex.split(line, comments=True) for line in blocks.splitlines()]
    ours = [list(takewhile(lambda word: word not in {"|", ">", "&&"}, line)) for line in lines]
    return [words[1:] for words in ours if words[:1] == ["analyzer"]]


@pytest.mark.parametrize("arguments", commands(), ids=" ".join)
def test_a_command_of_the_readme_is_one_that_there_is(arguments: list[str]) -> None:
    with cli.make_context("analyzer", arguments) as group:
        name, known, rest = cli.resolve_command(group, [*group._protected_args, *group.args])
        assert known is not None, name
        known.make_context(name, rest, parent=group)


def test_the_two_set_up_commands_are_one_line_each() -> None:
    first, second = re.findall(r"```sh\n(python3 -m venv .*)\n```", README)
    assert first.endswith("analyzer demo")
    assert second.endswith("-m pytest")


def test_every_file_that_the_readme_links_to_is_there() -> None:
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
