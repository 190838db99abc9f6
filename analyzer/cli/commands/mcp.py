"""`analyzer mcp`: serves read-only tools over the views to agents."""

from __future__ import annotations

import click

from analyzer.cli.settings import Settings, shared_options, timeout_option
from analyzer.errors import UsageError
from analyzer.system.version import installs


@click.command(
    "mcp",
    epilog="""\b
Example: analyzer mcp --lake /var/lib/analyzer
         analyzer mcp --http 8765""",
)
@click.option(
    "--http",
    "port",
    metavar="PORT",
    type=click.IntRange(1, 65535),
    help="Serve http://127.0.0.1:PORT/mcp, to this machine alone.  [default: stdio]",
)
@timeout_option(20)
@shared_options
def command(port: int | None, timeout: float, settings: Settings) -> None:
    """Read-only tools over the views for agents, by the Model Context Protocol.

    An agent starts this command itself and speaks with it over standard input and output. What
    comes out of logs is marked as text of strangers; nothing can be changed. Needs the extra `mcp`.
    """
    from analyzer.agents.tools import Tools

    try:
        from analyzer.agents import server
    except ModuleNotFoundError as error:
        raise UsageError(
            f"the package {error.name} is not installed",
            where="analyzer mcp",
            todo=f"Run {installs('mcp')}",
        ) from None
    settings.lake().require()
    settings.catalog()
    tools = Tools(settings.lake_path, settings.vendors, settings.lang, timeout)
    if port is None:
        server.over_stdio(tools)
    else:
        server.over_http(tools, port)
