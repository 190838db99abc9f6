"""The documentation says what is so: commands, links, examples and generated pages."""

from __future__ import annotations

import re
import shlex
from itertools import takewhile
from pathlib import Path

import click
import pytest

from analyzer.catalog.catalog import load
from analyzer.cli.main import cli
from analyzer.models import models
from tests.conftest import ROOT, analyzer
from tests.docs import DOCS, pages

README = (ROOT / "README.md").read_text("utf-8")
PAGES = {file.name: file.read_text("utf-8") for file in (ROOT / "README.md", *DOCS.glob("*.md"))}


def blocks(text: str, kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", text, re.DOTALL)


def test_generated_pages_are_up_to_date() -> None:
    stale = [file.name for file, text in pages().items() if PAGES.get(file.name) != text]
    assert stale == [], "run `python -m tests.docs`"


def test_analyzer_sql_tells_every_column_in_the_models_own_words() -> None:
    printed: dict[str, dict[str, str]] = {}
    for line in analyzer("sql").out.splitlines():
        if view := re.match(r"(\w+)  \(one row per ", line):
            columns = printed.setdefault(view[1], {})
        elif column := re.match(r"    (\w+) +(.*)", line):
            columns[column[1]] = column[2]
    assert printed == {name: model.columns for name, model in models().items()}


def test_every_page_is_linked_from_the_readme() -> None:
    linked = set(re.findall(r"\]\(docs/([\w-]+\.md)\)", "".join(PAGES.values())))
    linked |= set(re.findall(r"\]\(([\w-]+\.md)\)", "".join(PAGES.values())))
    assert {file.name for file in DOCS.glob("*.md")} <= linked


@pytest.mark.parametrize("name", PAGES)
def test_every_file_that_a_page_links_to_is_there(name: str) -> None:
    folder = ROOT if name == "README.md" else DOCS
    for target in re.findall(r"\]\((?!http|#)([^)#]+)[^)]*\)", PAGES[name]):
        assert (folder / target).exists(), target


def commands() -> list[list[str]]:
    """Each `analyzer …` of the pages' shell blocks, without what other programs do with it."""
    text = "".join(block for page in PAGES.values() for block in blocks(page, "sh"))
    lines = [shlex.split(line, comments=True) for line in text.replace("\\\n", " ").splitlines()]
    ours = [list(takewhile(lambda word: word not in {"|", ">", "&&", "&"}, line)) for line in lines]
    return [words[1:] for words in ours if words[:1] == ["analyzer"]]


@pytest.mark.parametrize("arguments", commands(), ids=" ".join)
def test_a_command_of_the_pages_is_one_that_there_is(arguments: list[str]) -> None:
    with cli.make_context("analyzer", list(arguments)) as group:
        name, command, rest = cli.resolve_command(group, [*group._protected_args, *group.args])
        assert command is not None, name
        while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
            with command.make_context(name or "", list(rest), parent=group) as inner:
                below = [*inner._protected_args, *inner.args]
            if not below:
                return
            name, command, rest = command.resolve_command(inner, below)
            assert command is not None, name
        command.make_context(name or "", rest, parent=group)


def test_the_two_set_up_commands_are_one_line_each() -> None:
    first, second = re.findall(r"```sh\n(python3 -m venv .*)\n```", README)
    assert first.endswith("analyzer demo")
    assert second.endswith("-m pytest")


def test_the_readme_is_short() -> None:
    assert len(README.encode()) <= 10_000


@pytest.mark.scale
def test_the_vendor_file_of_the_readme_classifies_its_sample(tmp_path: Path) -> None:
    (snippet,) = blocks(README, "toml")
    (tmp_path / "abco.toml").write_text(snippet, "utf-8")
    ran = analyzer("vendors", "check", tmp_path / "abco.toml")
    assert ran.status == 0, ran.err


def test_the_objective_of_the_pages_is_one_that_a_catalog_may_hold(tmp_path: Path) -> None:
    (snippet,) = re.findall(r"```toml\n(id = .*?)```", PAGES["vendor-files.md"], re.DOTALL)
    (tmp_path / "own.toml").write_text(snippet, "utf-8")
    assert load(tmp_path).vendors["tickdb"].objective.target == 0.995
