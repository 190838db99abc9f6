"""Keyed hashes of credentials, the same that the lake makes where both have ANALYZER_SECRET."""

from __future__ import annotations

import hashlib
import os
import secrets
from contextlib import suppress
from pathlib import Path

from analyzer.system.secret_file import SECRET_BYTES, made_once


class KeyedHash:
    """Makes 16 hex digits of a credential, as `key_id` is in the lake."""

    def __init__(self, secret: bytes) -> None:
        self._key = hashlib.sha256(secret).digest()

    def __call__(self, credential: str) -> str:
        """SHA-256 over the secret's and the credential, cut so that nothing can be appended."""
        data = credential.encode("utf-8", "surrogatepass")
        return hashlib.sha256(self._key + data).hexdigest()[:16]


def shared_secret() -> bytes:
    """ANALYZER_SECRET, or one that is made once for this user of the machine (mode 0600).

    Where neither can be had, one for this process: hashes are then equal within it only.
    """
    if given := os.environ.get("ANALYZER_SECRET"):
        return given.encode()
    state = Path(os.environ.get("XDG_STATE_HOME") or "~/.local/state").expanduser()
    with suppress(OSError):
        folder = state / "analyzer"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return made_once(folder / "capture-secret")
    return secrets.token_bytes(SECRET_BYTES)
