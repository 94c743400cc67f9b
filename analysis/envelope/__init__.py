"""What travels through the wall: signed envelopes in, signed results out.

Pure: imports no other package of this product, so that portal, worker and site can all use it.
An envelope is exact bytes with a detached Ed25519 signature and the id of the key (RFC 8032).
"""

from analysis.envelope.bodies import EnvelopeBody, LedgerPosition, PermitLine, PermitOfEnvelope, Purpose, ResultBody
from analysis.envelope.checks import check_envelope, check_lines
from analysis.envelope.keys import PublicKey, SigningKey
from analysis.envelope.refusals import PLAN_REFUSALS, REFUSALS, EnvelopeRefused
from analysis.envelope.sealed import Sealed, open_sealed, sign

__all__ = [
    "PLAN_REFUSALS",
    "REFUSALS",
    "EnvelopeBody",
    "EnvelopeRefused",
    "LedgerPosition",
    "PermitLine",
    "PermitOfEnvelope",
    "PublicKey",
    "Purpose",
    "ResultBody",
    "Sealed",
    "SigningKey",
    "check_envelope",
    "check_lines",
    "open_sealed",
    "sign",
]
