"""A secret that lives in a file beside the data of a demonstration or a developer."""

import secrets
from pathlib import Path


def secret_from(path: Path) -> str:
    """The secret in the file; the first caller makes it, readable by the owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="ascii") as made:
            path.chmod(0o600)
            made.write(secrets.token_urlsafe(64))
    except FileExistsError:
        pass
    return path.read_text(encoding="ascii")
