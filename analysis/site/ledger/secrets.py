"""The domain secret and everything drawn from it: person keys, set fingerprints, the lottery of rounding.

One secret per site and person domain, made at first use, readable by its owner only. All three ledgers of a site share
it, so that one set of persons has one number in each of them.
"""

from __future__ import annotations

import hmac
import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from numpy.typing import NDArray

from analysis.site.evidence import Unprintable

from .faults import LedgerDamaged

SECRET_BYTES = 32


@dataclass(frozen=True, repr=False, eq=False)
class DomainSecret(Unprintable):
    """The secret of one person domain."""

    key: bytes

    def draw(self, fingerprint: bytes, *, purpose: str, below: int) -> int:
        """A whole number in [0, below) that depends on the set of persons alone."""
        answer = hmac.new(self._sub_key(purpose), fingerprint, sha256).digest()
        return int.from_bytes(answer[:16], "big") % below

    def person_keys(self, count: int) -> NDArray[np.uint64]:
        """128 secret bits for each of the first `count` surrogate ids: AES-256 in counter mode, two words a person."""
        stream = Cipher(algorithms.AES256(self._sub_key("persons")), modes.CTR(bytes(16))).encryptor()
        return np.frombuffer(stream.update(bytes(16 * count)), dtype="<u8").reshape(count, 2)

    def _sub_key(self, purpose: str) -> bytes:
        return hmac.new(self.key, purpose.encode(), sha256).digest()


def domain_secret(folder: Path, domain: str) -> DomainSecret:
    """The secret of a domain, made at first use with mode 0600. Raises LedgerDamaged when the file is not a secret."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{domain}.secret"
    if not path.exists():
        _write_once(path)
    key = path.read_bytes()
    if len(key) != SECRET_BYTES:
        raise LedgerDamaged
    return DomainSecret(key)


def _write_once(path: Path) -> None:
    """Two first uses at the same moment leave one secret: a hard link never overwrites."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        os.write(descriptor, os.urandom(SECRET_BYTES))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
