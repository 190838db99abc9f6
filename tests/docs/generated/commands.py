"""docs/commands.md: every command with its options, as `--help` prints them."""

from __future__ import annotations

from collections.abc import Iterator

import click

from analyzer.cli.main import cli


def page() -> str:
    """The whole page, as Markdown."""
    head = "# Commands\n\nWhat `--help` prints. This page is written by `python -m tests.docs`.\n"
    with click.Context(cli, info_name="analyzer", **cli.context_settings) as context:
        found = {name: cli.get_command(context, name) for name in cli.list_commands(context)}
        helps = [_help(context, name, command) for name, command in found.items() if command]
    return head + "\n" + "\n".join(text for parts in helps for text in parts)


def _help(parent: click.Context, name: str, command: click.Command) -> Iterator[str]:
    with click.Context(
        command, info_name=name, parent=parent, terminal_width=100, max_content_width=100
    ) as context:
        yield f"## `analyzer {name}`\n\n```text\n{command.get_help(context)}\n```\n"
