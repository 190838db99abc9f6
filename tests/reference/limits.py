"""What the vendors count by, and whom a request counts for."""

from __future__ import annotations

from collections.abc import Iterator

from tests.reference.request import Request

_SCOPES = {"55tech": ("key",), "tickdb": ("key",), "zeromarkets": ("key", "address")}
# Requests a minute that the documents name.
QUOTAS = {"55tech": (2000.0, 60.0)}
# What a code says that there were too many of.
LIMITS = {"LIMIT_42901": "address", "LIMIT_42902": "key"}
CONNECTIONS = {"55tech": 5}


def subjects(one: Request) -> Iterator[tuple[str, str | None]]:
    """Scope and subject, each once: `address` also where the log shows no key."""
    found: set[tuple[str, str | None]] = set()
    for scope in _SCOPES[one.vendor]:
        if scope == "key" and one.key_id is not None:
            found.add(("key", one.key_id))
        else:
            found.add(("address", one.client_ip))
    yield from found
