"""What histogram, correlation and table1 have in common: the variables of units, kept in their groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from analysis.plans.analyses import MissingValues
from analysis.plans.own_values import own_name
from analysis.site.engines import Engine
from analysis.site.evidence import Unprintable
from analysis.site.frame import Column, Frame

from .groups import UnitsInGroups, units_in_groups
from .kept import Kept, keep_rows


@dataclass(frozen=True, repr=False, eq=False)
class UnitsDescribed(Unprintable):
    """Units in their groups: `of` and `by` of the analysis."""

    analysis: Any
    frame: Frame
    engine: Engine
    kept: Kept

    @classmethod
    def keep(cls, analysis: Any, frame: Frame, engine: Engine) -> Self:
        """Keep the variables of the units; with `missing: drop` of those whose group is known."""
        needs = analysis.by if analysis.missing is MissingValues.DROP else ()
        kept = keep_rows(frame, engine, own_name(analysis, "units"), (*analysis.by, *analysis.of), needs=needs)
        return cls(analysis, frame, engine, kept)

    def evidence(self) -> UnitsInGroups:
        """The values, levels and group of every unit."""
        of = [self.frame.column(name) for name in self.analysis.of]
        return units_in_groups(self.engine, self.kept.rows(), self.by, of, shows_missing=self.keeps_missing)

    @property
    def by(self) -> list[Column]:
        """The variables that make the groups."""
        return [self.frame.column(name) for name in self.analysis.by]

    @property
    def keeps_missing(self) -> bool:
        """Whether those without a value are a group of their own."""
        return self.analysis.missing is MissingValues.CATEGORY
