"""What is in the grammar but not computed yet. Later work only removes lines here."""

from __future__ import annotations

from collections.abc import Iterator

from . import grammar as g
from .faults import Fault, fault
from .walk import values_of

METHODS_NOT_YET = frozenset(
    {"table1", "histogram", "correlation", "trend", "rates", "linear", "logistic", "poisson", "cox", "survival"}
)
SHAPES_NOT_YET = frozenset({"on_from", "quantiles"})
NOT_YET = METHODS_NOT_YET | SHAPES_NOT_YET
"""Names of methods and shapes that a plan may hold but no site computes."""


def not_yet_faults(plan: g.Plan) -> Iterator[Fault]:
    """One fault for each place that asks for something not computed yet."""
    for path, value in values_of(plan):
        if isinstance(value, g.OnFrom) and "on_from" in NOT_YET:
            yield fault("not_yet", path, name="on_from")
        if isinstance(value, g.Bands) and value.bands.quantiles is not None and "quantiles" in NOT_YET:
            yield fault("not_yet", f"{path}.bands.quantiles", name="quantiles")
    for at, analysis in enumerate(plan.analyses):
        if analysis.method in NOT_YET:
            yield fault("not_yet", f"analyses[{at}].method", name=analysis.method)
