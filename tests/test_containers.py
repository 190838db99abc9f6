"""The examples for Kubernetes hold against its own schema, and start what there is to start."""

from __future__ import annotations

from pathlib import Path

import kubernetes_validate
import pytest
import yaml

from analyzer.cli.main import cli
from tests.conftest import ROOT

EXAMPLES = sorted((ROOT / "docs" / "examples").glob("*.yaml"))


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.name)
def test_an_example_is_valid_and_gives_arguments_that_the_program_has(file: Path) -> None:
    for document in yaml.safe_load_all(file.read_text("utf-8")):
        kubernetes_validate.validate(document, kubernetes_validate.latest_version(), strict=True)
        pod = document["spec"].get("jobTemplate", document)["spec"].get("template")
        for container in pod["spec"]["containers"] if pod else ():
            with cli.make_context("analyzer", list(container["args"])) as group:
                arguments = [*group._protected_args, *group.args]
                _, command, rest = cli.resolve_command(group, arguments)
                assert command is not None
                command.make_context(arguments[0], rest, parent=group)
