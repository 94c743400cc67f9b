"""Exact bytes and a detached signature, as JSON that any transport can carry."""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analysis.envelope.keys import PublicKey, SigningKey
from analysis.envelope.refusals import EnvelopeRefused


@dataclass(frozen=True)
class Sealed:
    """``body`` is what was signed, byte for byte; it is parsed only after the signature holds."""

    kid: str
    body: bytes
    signature: bytes

    def as_json(self) -> dict[str, str]:
        return {"kid": self.kid, "body": _text(self.body), "signature": _text(self.signature)}

    @classmethod
    def from_json(cls, document: object) -> "Sealed":
        """Raises EnvelopeRefused("envelope.malformed") for anything that :meth:`as_json` could not have made."""
        if not isinstance(document, dict) or set(document) != {"kid", "body", "signature"}:
            raise EnvelopeRefused("envelope.malformed")
        try:
            kid, body, signature = (str(document[name]) for name in ("kid", "body", "signature"))
            return cls(kid, base64.b64decode(body, validate=True), base64.b64decode(signature, validate=True))
        except (binascii.Error, ValueError) as error:
            raise EnvelopeRefused("envelope.malformed") from error


def sign(body: Mapping[str, Any], key: SigningKey) -> Sealed:
    """Seal a JSON object: keys sorted, no spaces, UTF-8. The bytes made here are the ones that travel."""
    exact = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
    return Sealed(key.kid, exact, key.sign(exact))


def open_sealed(sealed: Sealed, keys: Mapping[str, PublicKey]) -> dict[str, Any]:
    """Verify, then parse. ``keys`` maps kid to trusted key. Raises EnvelopeRefused."""
    key = keys.get(sealed.kid)
    if key is None or key.kid != sealed.kid:
        raise EnvelopeRefused("envelope.unknown_key")
    if not key.verifies(sealed.body, sealed.signature):
        raise EnvelopeRefused("envelope.bad_signature")
    try:
        body = json.loads(sealed.body)
    except (ValueError, RecursionError) as error:
        raise EnvelopeRefused("envelope.malformed") from error
    if not isinstance(body, dict):
        raise EnvelopeRefused("envelope.malformed")
    return body


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")
