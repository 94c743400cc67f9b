"""Ed25519 keys with a short name (``kid``) made from the public half."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

SEED_BYTES = 32


@dataclass(frozen=True)
class PublicKey:
    """The half that verifies. ``raw`` is 32 bytes; ``hex`` its text form, as in catalogue and ``trusted/*.pub``."""

    raw: bytes

    @property
    def kid(self) -> str:
        """The key's name: the first 16 hexadecimal digits of the SHA-256 of the public key."""
        return hashlib.sha256(self.raw).hexdigest()[:16]

    @property
    def hex(self) -> str:
        return self.raw.hex()

    @classmethod
    def from_hex(cls, text: str) -> "PublicKey":
        """Raises ValueError unless ``text`` is the hexadecimal form of an Ed25519 public key."""
        raw = bytes.fromhex(text.strip())
        Ed25519PublicKey.from_public_bytes(raw)
        return cls(raw)

    def verifies(self, body: bytes, signature: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, body)
        except InvalidSignature:
            return False
        return True


class SigningKey:
    """The half that signs. Never printed, never serialised except to its own file (mode 0600)."""

    def __init__(self, seed: bytes) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = PublicKey(self._private.public_key().public_bytes_raw())

    @property
    def kid(self) -> str:
        return self.public.kid

    @classmethod
    def generate(cls) -> "SigningKey":
        return cls(os.urandom(SEED_BYTES))

    @classmethod
    def load_or_make(cls, path: Path) -> "SigningKey":
        """Read the key at ``path``; the first caller makes it. Two callers at once agree on one key."""
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write_once(path, os.urandom(SEED_BYTES))
        return cls(path.read_bytes())

    def sign(self, body: bytes) -> bytes:
        """The detached signature, 64 bytes."""
        return self._private.sign(body)

    def __repr__(self) -> str:
        return f"SigningKey(kid={self.kid!r})"

    def __reduce__(self) -> str:
        raise TypeError("A signing key is never serialised")


def _write_once(path: Path, seed: bytes) -> None:
    """Write a whole file under a temporary name, then link it: nobody reads half a key, and the first one stays."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(seed)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
