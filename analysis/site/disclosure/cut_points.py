"""Cut points of a protected site: the quantiles that a summary of the same persons and values would publish.

Which group a person is in tells where the cut lies to whoever knows the person's value, so a cut is a published figure.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analysis.site.cut_points import CutPoints, Points, Values, withheld_cut_points
from analysis.site.evidence import Grid, Ids, digest_of
from analysis.site.ledger.asking import LedgerSession

from .desk import Desk
from .profiles import Profile
from .rules import HIDDEN, quantile_figure, quantile_forms

FEASIBILITY = "feasibility"


def cut_points_of(profile: Profile, ledger: LedgerSession, *, purpose: str) -> CutPoints:
    """The cut points under a profile and a ledger; a feasibility count, of the coarse class, gets none."""
    if purpose == FEASIBILITY:
        return withheld_cut_points
    desk = Desk(profile, ledger)

    def points(persons: Ids, values: Values, probabilities: Sequence[float], grid: float | None) -> Points | None:
        forms = quantile_forms(values, persons, probabilities, profile=profile, grid=grid)
        proposed = {quantile_figure(p): [form] for p, form in zip(probabilities, forms, strict=True)}
        one_set = Grid(persons, np.zeros(len(persons), np.int64), (np.zeros(1, np.int64),), digest_of(values))
        shown = [column[0] for column in desk.values(one_set, proposed).values()]
        return None if HIDDEN in shown else tuple(sorted(float(form) for form in shown))

    return points
