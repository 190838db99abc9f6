"""`analyzer open`: ingests logs and opens the dashboard while they load."""

from __future__ import annotations

import os
import subprocess
import sys

import click

from analyzer.cli.settings import Settings, shared_options


@click.command("open", epilog="Example: analyzer open ~/Downloads/calls.jsonl")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option("--port", default=8501, show_default=True, type=click.IntRange(1, 65535))
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
@shared_options
def command(paths: tuple[str, ...], port: int, no_browser: bool, settings: Settings) -> int:
    """Ingest into the lake, and open the dashboard while it loads: it fills as logs are read."""
    from analyzer.cli.commands.dashboard import check_port, serve
    from analyzer.ingest.sources.finding import find

    # A missing file, and a port that is taken, are reported before anything opens.
    find(paths)
    check_port("127.0.0.1", port)
    settings.catalog()
    lake = settings.lake()
    command = [sys.executable, "-m", "analyzer", "ingest", *paths, "--lake", lake.root]
    if settings.vendors:
        command += ["--vendors", str(settings.vendors)]
    reading = subprocess.Popen(command)
    os.environ["ANALYZER_REFRESH"] = "5s"
    click.echo(f"http://127.0.0.1:{port}: the dashboard (Ctrl-C stops it)")
    try:
        served = serve(settings, "127.0.0.1", port, browser=not no_browser)
    finally:
        # What was begun is read to its end: a load is all or nothing, and is not begun twice.
        read = reading.wait()
    return served or read
