"""The key that seals permits: its private half in the worker's settings only, its public half everywhere."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from analysis.envelope import PublicKey, SigningKey


def seal_key() -> SigningKey:
    """The private half. Raises ImproperlyConfigured where the settings name none, as in the web role."""
    path: str | Path | None = getattr(settings, "PERMIT_KEY_FILE", None)
    if not path:
        raise ImproperlyConfigured("PERMIT_KEY_FILE is set in the worker role only")
    return SigningKey.load_or_make(Path(path))


def verifies(*, kid: str, body: bytes, signature: str, public: PublicKey) -> bool:
    """Whether these bytes carry this key's signature."""
    try:
        raw = bytes.fromhex(signature)
    except ValueError:
        return False
    return kid == public.kid and public.verifies(body, raw)
