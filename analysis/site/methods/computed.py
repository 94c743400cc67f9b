"""What a method gives: the raw result, and the evidence that the protector needs. It decides nothing.

Each method's module has `compute(analysis, frame, engine)`, which returns a `Computed`. The raw result and the evidence
are worked out when they are asked for: open data never need evidence, a protected site never shows the raw result.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from analysis.site.evidence import Unprintable

Result = dict[str, Any]
"""`persons`, `records`?, `events`?, `dropped`, `unmatched`?, `tables`, `notes`? at full precision."""


class Computed(Protocol):
    """An analysis that has been computed."""

    def result(self) -> Result:
        """Everything at full precision; only open data may show it. Raises DataFailure for what cannot be fitted."""

    def evidence(self) -> Unprintable:
        """Who stands behind the figures: what the checks of the method's kind look at."""


Note = Mapping[str, str]
"""A note of a result: `{"code", "da", "en"}`."""
