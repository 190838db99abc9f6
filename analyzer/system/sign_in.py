"""Who may open the dashboard: Streamlit's OpenID settings, checked before the server starts.

The file is Streamlit's own `secrets.toml`: `[auth]` as its documentation says. `[people]` is ours:
`allow` lists the e-mail addresses that are let in, `*@example.com` all of a domain; without it,
all whom the provider lets in.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from analyzer.errors import UsageError
from analyzer.system.strict_toml import Document, TomlTable, read
from analyzer.system.version import installs

_CALLBACK = "/oauth2callback"
_SHORTEST_SECRET = 32
_CLIENT = ("client_id", "client_secret", "server_metadata_url")


def check(path: Path) -> None:
    """Raises CatalogError for a key that does not hold, UsageError where a package is missing."""
    whole = TomlTable.of(Document(read(path), path))
    auth = whole.section("auth")
    if not auth.text("redirect_uri").endswith(_CALLBACK):
        auth.fail("redirect_uri", "names another page", f"Let it end with {_CALLBACK}.")
    if len(auth.text("cookie_secret")) < _SHORTEST_SECRET:
        auth.fail("cookie_secret", "is too short", f"Give {_SHORTEST_SECRET} random characters.")
    for _, provider in providers(auth):
        for key in _CLIENT:
            provider.text(key)
    people = whole.section_or_empty("people")
    if people.has("allow") and not people.list_of_texts("allow"):
        people.fail("allow", "lets nobody in", "List addresses, or leave the key out.")
    people.end()
    whole.end()
    if not find_spec("authlib"):
        raise UsageError(
            "sign-in needs Authlib", where=str(path), todo=f"Run {installs('sign-in')}"
        )


def providers(auth: TomlTable) -> list[tuple[str, TomlTable]]:
    """The sections `[auth.<name>]`, else the one provider that `[auth]` itself describes."""
    named = [
        (name, auth.section(name))
        for name, value in auth.values.items()
        if isinstance(value, dict) and name != "client_kwargs"
    ]
    return named or [("", auth)]


def allowed(person: dict[str, Any], allow: list[str] | None) -> bool:
    """Whether a person whom the provider has named is let in; `allow` as in the file.

    An address that the provider does not vouch for (`email_verified` is false) is none.
    """
    if allow is None:
        return True
    address = str(person.get("email") or "").lower()
    if not address or person.get("email_verified") is False:
        return False
    return any(fnmatchcase(address, pattern.lower()) for pattern in allow)
