"""A secret in a file that is created once and that only its owner can read."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

SECRET_BYTES = 32


def fresh() -> str:
    """A secret that nobody has yet."""
    return secrets.token_hex(SECRET_BYTES)


def made_once(path: Path) -> bytes:
    """The secret in a file, which is made (mode 0600) if it is not there. Raises OSError.

    It is linked into place, so that who comes second never reads half a secret. A run that is
    killed meanwhile leaves a draft, `name.…`.
    """
    if not path.exists():
        draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "w") as file:
                file.write(fresh())
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_bytes().strip()
