"""How a count becomes its published form: the symbol, or a keyed lottery between two multiples of the base."""

from __future__ import annotations

from math import exp

from .asking import Form, Proposal
from .secrets import DomainSecret

COARSE_BASE = 10
NOISE_BOUND = 5
NOISE_VARIANCE = 3.0
DRAW = 2**64


def symbol(k: int) -> str:
    """What stands for 0 to k-1 persons."""
    return f"<{k}"


def rounded(count: int, fingerprint: bytes, secret: DomainSecret, *, k: int, b: int) -> Form:
    """ROUND (docs/explanation/disclosure.md): unbiased between neighbouring multiples of b, the same for the same set.

    A lower multiple under k would say that the count is one of a few: such a count always goes up.
    """
    if count < k:
        return symbol(k)
    remainder = count % b
    low = count - remainder
    if not remainder:
        return count
    up = low < k or secret.draw(fingerprint, purpose=f"round:{b}", below=b) < remainder
    return low + b if up else low


def drawn(proposal: Proposal, fingerprint: bytes, secret: DomainSecret, *, figure: str) -> Form:
    """A proposed figure of values; a lottery gives the same for the same persons with the same values."""
    if isinstance(proposal, int | float | str):
        return proposal
    is_high = secret.draw(fingerprint, purpose=f"values:{figure}", below=DRAW) < proposal.chance * DRAW
    return proposal.high if is_high else proposal.low


def coarse(count: int, fingerprint: bytes, secret: DomainSecret, *, k: int, b: int) -> Form:
    """The coarse class: keyed noise, then the nearest multiple of b; one symbol for all under 2k."""
    threshold = 2 * k
    noisy = count + _noise(secret.draw(fingerprint, purpose="coarse", below=DRAW) / DRAW)
    if count < threshold or noisy < threshold:
        return symbol(threshold)
    return max((noisy + b // 2) // b * b, threshold)


def _noise_distribution() -> tuple[float, ...]:
    """Cumulative probabilities of the whole numbers -D..D with variance V and the greatest entropy: exp(-t d^2)."""
    low, high = 0.0, 10.0
    steps = range(-NOISE_BOUND, NOISE_BOUND + 1)
    for _ in range(60):
        middle = (low + high) / 2
        weights = [exp(-middle * d * d) for d in steps]
        variance = sum(w * d * d for w, d in zip(weights, steps, strict=True)) / sum(weights)
        low, high = (middle, high) if variance > NOISE_VARIANCE else (low, middle)
    total = sum(weights)
    return tuple(sum(weights[: i + 1]) / total for i in range(len(weights)))


NOISE = _noise_distribution()


def _noise(uniform: float) -> int:
    return sum(uniform >= bound for bound in NOISE[:-1]) - NOISE_BOUND
