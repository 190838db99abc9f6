"""Keyed hashes of credentials, the same that the lake makes where both have ANALYZER_SECRET."""

from __future__ import annotations

import hashlib
import os
import secrets
from contextlib import suppress
from pathlib import Path

_SECRET_BYTES = 32


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
        return _made_once(state / "analyzer" / "capture-secret")
    return secrets.token_bytes(_SECRET_BYTES)


def _made_once(path: Path) -> bytes:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_suffix(f".{secrets.token_hex(4)}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(_SECRET_BYTES))
        # Linked into place, so that who comes second never reads half a secret.
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_bytes().strip()
