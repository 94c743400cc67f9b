"""The site's signing key, made at first use, and the envelope keys it trusts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from analysis.envelope import PublicKey, SigningKey


def site_key(state: Path) -> SigningKey:
    """The key in `.indgang/keys/site.key`; the first caller makes it."""
    return SigningKey.load_or_make(state / "keys" / "site.key")


def trusted_keys(state: Path) -> Mapping[str, PublicKey]:
    """The public keys in `.indgang/keys/trusted/*.pub` by key id; a file that is no key is passed over."""
    keys: dict[str, PublicKey] = {}
    for file in sorted((state / "keys" / "trusted").glob("*.pub")):
        try:
            key = PublicKey.from_hex(file.read_text(encoding="ascii"))
        except ValueError:
            continue
        keys[key.kid] = key
    return keys
