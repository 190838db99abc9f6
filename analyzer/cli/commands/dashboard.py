"""`analyzer dashboard`: starts the Streamlit app over a lake."""

from __future__ import annotations

import errno
import ipaddress
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from analyzer.cli.settings import Settings, shared_options
from analyzer.errors import UsageError
from analyzer.system import sign_in

# Who looks waits for who loads, not the other way around.
_NICE = 5
# What is wrong with a host the server says itself.
_NO_PORT = {errno.EADDRINUSE: "is in use", errno.EACCES: "may not be listened at"}
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


@click.command("dashboard", epilog="Example: analyzer dashboard --port 8600")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8501, show_default=True, type=click.IntRange(1, 65535))
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
@click.option(
    "--sign-in",
    "secrets",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    envvar="ANALYZER_SIGN_IN",
    help="TOML file with [auth] for Streamlit's OpenID sign-in; nothing is shown before it.",
)
@click.option("--anyone", is_flag=True, help="Serve another host without sign-in all the same.")
@shared_options
def command(
    host: str,
    port: int,
    no_browser: bool,
    secrets: Path | None,
    anyone: bool,
    settings: Settings,
) -> int:
    """Open the dashboard on this machine."""
    if secrets:
        sign_in.check(secrets)
    elif not anyone and not _is_loopback(host):
        raise UsageError(
            f"--host {host} would show the lake to others without sign-in",
            todo="Add --sign-in FILE; or --anyone, where a proxy in front signs users in",
        )
    check_port(host, port)
    settings.catalog()
    # Behind sign-in or a proxy it may have any name; else only names that lead nowhere else.
    names = () if secrets or anyone else (host, *_LOOPBACK)
    return serve(settings, host, port, browser=not no_browser, secrets=secrets, names=names)


def serve(
    settings: Settings,
    host: str,
    port: int,
    *,
    browser: bool,
    secrets: Path | None = None,
    names: Sequence[str] = _LOOPBACK,
) -> int:
    """Run Streamlit over the dashboard until it is stopped; 0, or the status it ended with itself.

    With `secrets`, whoever opens it signs in first. It may be asked for under these `names`, or
    under any where there are none.
    """
    from analyzer.system.package_data import folder

    environment = os.environ | {
        "ANALYZER_LAKE": settings.lake().root,
        "ANALYZER_LANG": settings.lang,
        "ANALYZER_HOSTS": ",".join(names),
    }
    if settings.vendors:
        environment["ANALYZER_VENDORS"] = str(settings.vendors.absolute())
    environment.pop("ANALYZER_SIGN_IN", None)
    if secrets:
        environment["ANALYZER_SIGN_IN"] = str(secrets.absolute())
    app = folder("dashboards")
    options = {
        "server.address": host,
        "server.port": port,
        "server.headless": "false" if browser else "true",
        "browser.gatherUsageStats": "false",
        # Streamlit asks whoever starts it first for an e-mail address, and waits for it.
        "server.showEmailPrompt": "false",
        # Nothing on a page is drawn by merely standing in its code.
        "runner.magicEnabled": "false",
    }
    arguments = [f"--{name}={value}" for name, value in options.items()]
    if secrets:
        arguments.append(f"--secrets.files={secrets.absolute()}")
    os.nice(_NICE)
    command = [sys.executable, "-m", "streamlit", "run", str(app / "server.py"), *arguments]
    # The server ends by its signal, before it could clear away what it wrote.
    with tempfile.TemporaryDirectory(prefix="analyzer-") as spilled:
        with _deaf_to_ctrl_c():
            server = subprocess.Popen(
                command, env=environment | {"ANALYZER_SPILL": spilled}, cwd=app
            )
        return _until_stopped(server)


def _until_stopped(server: subprocess.Popen[bytes]) -> int:
    with server:
        # Who ends this process ends the server: its port is free then.
        before = signal.signal(signal.SIGTERM, lambda *_: server.terminate())
        try:
            return max(server.wait(), 0)
        except KeyboardInterrupt:
            server.terminate()
            return 0
        finally:
            signal.signal(signal.SIGTERM, before)


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """What is started meanwhile hears no Ctrl-C, until it asks for it.

    Python would answer with a traceback while it still imports.
    """
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def check_port(host: str, port: int) -> None:
    """Raise UsageError for a port that cannot be listened at, as where another program does."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        if os.name == "posix":  # as the server does: what was closed just now may linger
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            why = _NO_PORT.get(error.errno or 0)
            if why:
                raise UsageError(why, where=f"--port {port}", todo="Give another") from None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
